"""
The network: everybody around one person, whoever they work for, and what they do twice.

Who lives at the address, who cares without pay, which services come and when; what one service asked that another had asked
(duplication); and whether the same few people come (continuity). Maps to FHIR R4 Group, RelatedPerson and CareTeam.
"""
