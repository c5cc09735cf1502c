"""
Sharing: what comes in from other records and what goes out to them, in HL7 FHIR R4.

Coming in, the way is `opening` (files), `reading` (packages), `wire` (shapes), `references` (who is meant), `parsing`
and `facts` (what we keep), `intake` (a package made ready to write); `rejects` holds what was refused and why. Spreadsheets
come in row by row by the modules `sheets` and `sheets_...`.
"""
