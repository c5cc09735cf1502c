"""
The escalation: a crossed threshold, or a worried colleague, with its route, its clock, who was told, and its outcome (P6).

It opens, or joins the one that is open, in the transaction of whatever crosses. Unanswered it goes up its route by itself
to the place's on-call cover, where it stays red and repeats. Maps to FHIR R4 Flag, Task and Communication.
"""
