"""Last seen and next contact."""

from kith.board.rules import is_over_cadence, last_seen_words, next_contact_words

from .plain import NOW, moment, person

title = "Last seen and next contact"
rule = "Ages are today, yesterday, then days; last seen longer ago than the person's own cadence is marked."
note = f"It is {NOW}, 2026."
header = ("What is known", "Last seen", "Too long ago", "Next contact")
rows = (
    ("", "never", "no", "none planned"),
    ("seen Mon 8 Jun 7:30am", "today", "no", "none planned"),
    ("seen Sun 7 Jun 11:30pm; visit planned Mon 8 Jun 8:45am by Ama Owusu", "yesterday", "no", "Today 8:45am, Ama Owusu"),
    ("seen Wed 27 May 3pm; visit planned Mon 8 Jun 8am to midday by Joy Adeyemi", "12 days", "no",
     "Today by midday, Joy Adeyemi"),
    ("seen Mon 25 May 3pm; seen every 14 days; visit planned Tue 9 Jun 10am by Tom Brennan", "14 days", "no",
     "Tomorrow, Tom Brennan"),
    ("seen Sun 24 May 3pm; seen every 14 days; visit planned Wed 10 Jun 10am", "15 days", "yes", "Wednesday, nobody yet"),
    ("seen every 14 days; visit planned Mon 8 Jun 8am to 5pm by Beth Holloway", "never", "yes", "Today, Beth Holloway"),
    ("on the list Sat 6 Jun by discharge; seen Mon 1 Jun 3pm", "not yet", "no", "none planned"),
    ("on the list Sat 6 Jun by discharge; seen Sun 7 Jun 3pm", "yesterday", "no", "none planned"),
    ("visit planned Mon 22 Jun 10am by Tom Brennan", "never", "no", "In 14 days, Tom Brennan"),
)  # fmt: skip


def answer(known):
    at, somebody = moment(NOW), person("Doris Pettigrew", known)
    upcoming = somebody.contacts[0] if somebody.contacts else None
    return (
        last_seen_words(somebody, at),
        "yes" if is_over_cadence(somebody, at) else "no",
        next_contact_words(upcoming, at),
    )
