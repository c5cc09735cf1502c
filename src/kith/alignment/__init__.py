"""
Summaries of a plan to the agencies involved, and their answers: aligned, not aligned because, or none.

A summary is composed from the fields that an agreement allows, looked at before it is sent, and never changes afterwards. Maps
to FHIR R4 Communication and Task.
"""
