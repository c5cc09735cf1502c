"""Gaps in the place's on-call cover."""

from kith.team.rules import Period, cover_gaps, gap_words

from .plain import moment

title = "On-call cover without gaps"
rule = "Looking ahead from Mon 8 Jun 9am to Wed 10 Jun 9am here: cover may overlap, and may not leave a gap."
header = ("Covered", "Gaps")
rows = (
    ("Mon 8 Jun 9am - Wed 10 Jun 9am", ""),
    ("Sun 7 Jun 9am - open", ""),
    ("Mon 8 Jun 8am - Tue 9 Jun 9am, Tue 9 Jun 8am - Thu 11 Jun 9am", ""),
    ("Tue 9 Jun 9am - Wed 10 Jun 9am, Mon 8 Jun 9am - Tue 9 Jun 9am", ""),
    ("Mon 8 Jun 9am - Mon 8 Jun 5pm, Tue 9 Jun 9am - open", "from Monday 8 June 5pm to Tuesday 9 June 9am"),
    ("Tue 9 Jun 9am - Tue 9 Jun 5pm",
     "from Monday 8 June 9am to Tuesday 9 June 9am; from Tuesday 9 June 5pm to Wednesday 10 June 9am"),
    ("Thu 11 Jun 9am - open", "from Monday 8 June 9am to Wednesday 10 June 9am"),
    ("", "from Monday 8 June 9am to Wednesday 10 June 9am"),
)  # fmt: skip


def answer(covered):
    periods = [_period(*text.split(" - ")) for text in filter(None, covered.split(", "))]
    return "; ".join(map(gap_words, cover_gaps(periods, moment("Mon 8 Jun 9am"), moment("Wed 10 Jun 9am"))))


def _period(start, end):
    return Period(moment(start), None if end == "open" else moment(end))
