"""
The team: a micro-team of practitioners in roles for periods, its rota with duty lead and second, absences and calendar.

A member is a practitioner in a role on a team, with a tier that says how close the function stands to it. Maps to FHIR
R4 CareTeam, Organization and PractitionerRole.
"""
