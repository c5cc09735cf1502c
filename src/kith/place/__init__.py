"""
The place: a borough or council area, the neighbourhoods inside it, its practices, its calendar and its time.

The place says what day it is: English bank holidays and Europe/London clocks. Maps to FHIR R4 Location and
Organization.
"""
