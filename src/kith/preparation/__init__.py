"""
What a weekly meeting begins with: whose cases and why, a page on each, and what each specialist is asked.

The list is proposed from risk, what huddles put off and what specialists ask for; a person's page is made from the record the day
before and may be edited; the person's own question stands first.
"""
