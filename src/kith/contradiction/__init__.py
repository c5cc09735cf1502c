"""
What agencies do for one person, as items that can be held against each other, and where they contradict.

An item says who does what, when, by whose instruction. A contradiction has an owner and stays in sight until it is settled by
named people. Maps to FHIR R4 CarePlan.activity and DetectedIssue.
"""
