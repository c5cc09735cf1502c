"""
Hands and how they are emptied: all that a member, a team or a person holds, and what becomes of it when they go (P4).

It stands above everything that can be held. A death stops what is routine and keeps what must still be done; what was
stopped is taken back from the past of its rows, if the death was recorded in error.
"""
