"""
The board: the live list of a team's caseload with the reasons each person needs attention today, most urgent first.

It is computed on read from facts of the packages below, and holds the person's page too. Maps to FHIR R4 List.
"""
