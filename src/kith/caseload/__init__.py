"""
The caseload: who is on a team's list from a day to a day, how, at which risk and cadence, and who leads for them.

The day lead is the one on-shift member answerable for a person today, found by rule and never left empty (P2). A list
entry maps to FHIR R4 EpisodeOfCare, the day lead to CareTeam.participant for a day.
"""
