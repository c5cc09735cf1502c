"""
Doors for people without an account: a link that opens one thing, once, until a moment.

A partner's answer is asked for by a link. The link is worth one answer; a code by another way stands before more than the
names of actions; wrong tries are counted and end it. What lies behind it is not known here.
"""
