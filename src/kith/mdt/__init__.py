"""
The weekly meeting on people at high risk, with aligned specialists.

Who came, what was decided by which right, what follows with owner and day, how the person is told, and what it cost in time. It
ends as a huddle does: with nothing loose. Maps to FHIR R4 Encounter.
"""
