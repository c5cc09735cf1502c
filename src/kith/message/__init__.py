"""
Messages: what people are told, to whom, about which thing. A row is the fact; it holds ids, never words about a person.

Its words stand in `rules`; the frame of every page counts what is unread, and the page of notices lists it.
"""
