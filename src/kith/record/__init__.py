"""
Record: the dated facts that are held about a person - conditions, allergies, observations, encounters, medicines, plans
elsewhere - each with where it came from and in which version.

A fact has its own time and the time it was noted. Today all come from other records (`sharing`); what the team itself sees
and does is told by contacts and actions. Source of the kinds: HL7 FHIR R4, docs/import.md.
"""
