"""Supervision: what somebody looks at afterwards, what is said of it, and how long escalations waited."""
