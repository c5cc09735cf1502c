"""
The contact: a visit, call or message with a person, planned for a window or not, made, missed or cancelled by them.

Kept at its smallest here: by whom, how, when, and why not. Maps to FHIR R4 Encounter and Appointment (noshow).
"""
