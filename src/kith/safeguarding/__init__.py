"""
Safeguarding: concerns that somebody is harmed or neglected, from raising to outcome (Care Act 2014 s42; Children Act 1989).

A concern is a restricted matter: open to the safeguarding lead of its team, to whom its route asks, to whom the lead names, and
as far as they wrote it to whoever raised it - never to whoever may be the source of harm (docs/adr/0011). It has one id with
its restriction and its escalation, whose clock asks the lead. Maps to FHIR R4 Flag and Communication with a restricted label.
"""
