"""
The trail: the append-only record of acts and looks, refusals included.

An *entry* is one act, accepted or refused; its id is the act's own, so that every row of every other package can point at
the act that wrote it. A *look* is one answer that showed people. The trail has no foreign keys: it outlives what it
describes. Nobody may change or remove it through the application (promise P9, docs/adr/0004).
"""
