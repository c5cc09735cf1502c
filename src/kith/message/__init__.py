"""
Messages: what people are told, to whom, about which thing. A row is the fact; it holds ids, never words about a person.

Delivery by e-mail, digests and quiet hours come later; until then a message is what the page shows.
"""
