"""
Policy: thresholds, routes, who may close and who may decide, cadences - rules as governed data, with a sentence for people.

Shipped tables stand in `policy/` at the top of the project, one page each. Here they are read, checked exactly and asked, and
kept as versions that two named people approve for a place or a team, never laxer than the floor (promises P7, P11).
"""
