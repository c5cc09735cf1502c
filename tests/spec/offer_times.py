"""By when an offer is answered, and how late the work may then be done."""

from kith.action.offer_rules import latest_answer, latest_time, usual_answer_by
from kith.action.rules import ActionKind
from kith.place.rules import local_day, time_words
from kith.team.rules import Calendar

from .plain import moment, say_day

title = "By when an offer is answered"
rule = (
    "An offer that names no time is to be answered by 5pm of this service day, else of the next; never after the deadline of "
    "the work, for work already overdue by 5pm of the next service day, and within a fortnight. Whoever accepts may set "
    "another time within the day on which it is due, or this day when that is past; of an escalation none."
)
header = ("Now", "Work is due", "Kind", "Answered by", "At the latest", "Done at the latest")
rows = (
    ("Mon 8 Jun 9am", "Mon 8 Jun 6pm", "plain", "Mon 8 Jun 2026 5pm", "Mon 8 Jun 2026 6pm", "Mon 8 Jun 2026 11:59pm"),
    (
        "Mon 8 Jun 9am",
        "Mon 8 Jun midday",
        "plain",
        "Mon 8 Jun 2026 midday",
        "Mon 8 Jun 2026 midday",
        "Mon 8 Jun 2026 11:59pm",
    ),
    (
        "Mon 8 Jun 9am",
        "Mon 8 Jun midday",
        "urgent",
        "Mon 8 Jun 2026 midday",
        "Mon 8 Jun 2026 midday",
        "Mon 8 Jun 2026 midday",
    ),
    (
        "Mon 8 Jun 5:30pm",
        "Fri 12 Jun 5pm",
        "plain",
        "Tue 9 Jun 2026 5pm",
        "Fri 12 Jun 2026 5pm",
        "Fri 12 Jun 2026 11:59pm",
    ),
    (
        "Sat 6 Jun 9am",
        "Fri 12 Jun 5pm",
        "plain",
        "Mon 8 Jun 2026 5pm",
        "Fri 12 Jun 2026 5pm",
        "Fri 12 Jun 2026 11:59pm",
    ),
    ("Mon 8 Jun 9am", "Fri 5 Jun 5pm", "plain", "Mon 8 Jun 2026 5pm", "Tue 9 Jun 2026 5pm", "Mon 8 Jun 2026 11:59pm"),
    ("Mon 8 Jun 9am", "Mon 7 Sep 5pm", "plain", "Mon 8 Jun 2026 5pm", "Mon 22 Jun 2026 9am", "Mon 7 Sep 2026 11:59pm"),
)


def answer(now, due, kind):
    at, due_at, calendar = moment(now), moment(due), Calendar()
    latest = latest_time(ActionKind(kind), due_at, None, at)
    return tuple(map(_say, (usual_answer_by(at, due_at, calendar), latest_answer(at, due_at, calendar), latest)))


def _say(at):
    return f"{say_day(local_day(at))} {time_words(at)}"
