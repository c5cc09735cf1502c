"""
Kith: the working day of a neighbourhood team.

One package per word of the service; lower packages know nothing of upper ones (docs/adr/0002 has the order).
"""
