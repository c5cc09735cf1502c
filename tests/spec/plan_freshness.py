"""How fresh plans are, and how many of a list are."""

from kith.plan.rules import fresh_share

from .plain import NOW, day, person

title = "How fresh plans are"
rule = (
    "A plan is due at the earlier of its last review plus its cadence and the deadline after a key event. Fresh are those of whom"
    " neither a key event nor the day says otherwise, those due within seven days included; counted of all who have been on the"
    " list for over 14 days."
)
note = f"It is {NOW}, 2026."
header = ("On the list since", "What is known", "How fresh", "Counted as fresh")
rows = (
    ("Mon 5 Jan", "", "none", "0 of 1"),
    ("Mon 5 Jan", "plan looked through Mon 1 Jun every 30 days", "fresh", "1 of 1"),
    ("Mon 5 Jan", "plan looked through Mon 11 May every 30 days", "due soon", "1 of 1"),
    ("Mon 5 Jan", "plan looked through Sat 9 May every 30 days", "due soon", "1 of 1"),
    ("Mon 5 Jan", "plan looked through Fri 8 May every 30 days", "overdue", "0 of 1"),
    ("Mon 5 Jan", "plan looked through Fri 8 May every 45 days", "fresh", "1 of 1"),
    (
        "Mon 5 Jan",
        "plan looked through Mon 1 Jun every 30 days; refresh by Wed 10 Jun after crisis",
        "refresh needed",
        "0 of 1",
    ),
    (
        "Mon 5 Jan",
        "plan looked through Mon 1 Jun every 30 days; refresh by Fri 5 Jun after crisis",
        "overdue",
        "0 of 1",
    ),
    ("Mon 5 Jan", "refresh by Wed 10 Jun after crisis", "none", "0 of 1"),
    ("Sun 24 May", "plan looked through Mon 1 Jun every 30 days", "fresh", "1 of 1"),
    ("Mon 25 May", "plan looked through Mon 1 Jun every 30 days", "fresh", "0 of 0"),
    ("Mon 25 May", "", "none", "0 of 0"),
)


def answer(since, known):
    today, plan = day("Mon 8 Jun"), person("Ada Okafor", known).plan
    share = fresh_share([(day(since), plan)], today)
    return plan.freshness(today).value, f"{share.fresh} of {share.people}"
