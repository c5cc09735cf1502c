"""
The case file: what was known of a person, by whom, by which rule, what was decided and told, in order, as it stood at a moment.

For a complaint, an incident or an inquest. It is asked for with purpose and reason, read from the past of every row and from
the trail, and changes neither; what others told us and what is restricted is withheld with its place shown (docs/adr/0015).
Maps to FHIR R4 Provenance and DocumentReference.
"""
