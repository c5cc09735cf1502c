"""
The action: one piece of accountable work - what, for whom, owner, doer, due, state, kind and origin.

Everything anyone waits for is an action, and every open one has an accountable owner and a deadline (P1). A hold is
waiting with a reason and a return date; the work stays owned. Maps to FHIR R4 Task.
"""
