"""
Policy: decision rights as governed data - what each role may decide, by rule, with a sentence for people.

Shipped tables stand in `policy/` at the top of the project, one page each. Here they are read, checked and asked
(promise P7). For now a right is `decide` or `no`; inform, propose, thresholds, routes and team overrides follow.
"""
