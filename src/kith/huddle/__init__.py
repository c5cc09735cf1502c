"""
The huddle: the daily 15-30 minute meeting run from the board, one person at a time, each left with a disposition.

It closes only when nothing is loose: every item has an outcome, every action agreed an owner and a deadline, every
escalation raised its note of who was told (P5). Maps to FHIR R4 Encounter and Communication.
"""
