"""
The rulebook: the rule tables of a team as people read, try, change and sign them.

`policy` holds the tables and says what is in force; here a clinical lead reads them, sees what a draft would have done last
month, and two colleagues sign for themselves. Maps to FHIR R4 PlanDefinition.
"""
