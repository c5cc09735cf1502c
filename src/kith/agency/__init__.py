"""
Agencies that work with people and are not on the team, and what may be told to each.

Who they are and whom one reaches there; the agreement with each, by purpose, fields and period; the basis for one person; what
the person objects to and who overrode it, why; and what was shared with whom. Maps to FHIR R4 Organization and Consent.
"""
