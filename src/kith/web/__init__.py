"""
The frame of every page: layout, form fields, marks, styles, and the words for dates and numbers.

It knows no person, team or action: pages about them stand in their own packages and use what is here. A template is
given one frozen description of what it shows (`shows.py` of its package) and the `Frame` around it, nothing else.
"""
