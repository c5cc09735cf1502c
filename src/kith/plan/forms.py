"""What the form of a section holds, as typed values, and a section as it stands in the form."""

from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.place.rules import at_local
from kith.plan.checking import checked_reason
from kith.plan.operations import ANSWERS, KEEP, REPLACE, Change, NewWork, WorkAnswer
from kith.plan.queries import OpenWork
from kith.plan.rules import RESPONSES, Content, Does, Goal, Section, Sign
from kith.web import typed

MINE, THEIRS = "mine", "theirs"
"""After a conflict: save what the reader wrote first, or keep what is there and set that aside."""
OWN = (MINE, THEIRS)
MOST_ROWS = 12
SPARE_ROWS = 2
"""Lines of a form, and empty ones below those that say something."""
GOAL_FIELDS = ("what", "who", "by", "going")
SIGN_FIELDS = ("sees", "response")
END_OF_DAY = time(17)


def content_of(form: Mapping[str, str], section: Section) -> Content:
    """
    Return what the form says of a section; lines in which nothing is written are left out.

    After a conflict the text is the joined one; pressed `use` mine or theirs, it is what the reader wrote first.
    """
    if section is Section.GOALS:
        return Content(goals=[_goal(form, n) for n in range(MOST_ROWS) if _is_written(form, GOAL_FIELDS, n)])
    if section is Section.SIGNS:
        return Content(signs=[_sign(form, n) for n in range(MOST_ROWS) if _is_written(form, SIGN_FIELDS, n)])
    return Content(form.get("mine" if typed.text(form, "use") in OWN else "text", "").strip())


def _is_written(form: Mapping[str, str], names: Sequence[str], number: int) -> bool:
    return any(typed.text(form, f"{name}-{number}") for name in names)


def _goal(form: Mapping[str, str], number: int) -> Goal:
    what, who, going = (typed.text(form, f"{name}-{number}") for name in ("what", "who", "going"))
    return Goal(what, who, typed.day(form, f"by-{number}"), going)


def _sign(form: Mapping[str, str], number: int) -> Sign:
    does = typed.text(form, f"does-{number}") or Does.WORK
    if does not in RESPONSES:
        raise Refusal(_("Choose what the response is."), field=f"does-{number}")
    return Sign(
        typed.text(form, f"id-{number}"),
        typed.text(form, f"sees-{number}"),
        typed.text(form, f"response-{number}"),
        Does(does),
        typed.number(form, f"within-{number}"),
        typed.text(form, f"starts-{number}"),
    )


def fields_of(content: Content) -> dict[str, str]:
    """Return a section as it stands in its form, with empty lines below its own."""
    values = {"text": content.text}
    for number, goal in enumerate(content.goals):
        by = goal.by.isoformat() if goal.by else ""
        said = zip(GOAL_FIELDS, (goal.what, goal.who, by, goal.going), strict=True)
        values |= {f"{name}-{number}": value for name, value in said}
    for number, sign in enumerate(content.signs):
        values |= {
            f"{name}-{number}": str(getattr(sign, name)) for name in ("id", "sees", "response", "does", "starts")
        }
        values[f"within-{number}"] = str(sign.within_hours or "")
    first_free = len(content.signs)
    values |= {f"within-{number}": "24" for number in range(first_free, MOST_ROWS)}
    return values


def rows_of(content: Content) -> range:
    """Return the numbers of the lines that a form shows: its own and two more, at most twelve."""
    return range(min(MOST_ROWS, max(len(content.goals), len(content.signs)) + SPARE_ROWS))


def change_of(form: Mapping[str, str], section: Section, owner_id: UUID) -> Change:
    """
    Return what is to be written. Work that follows belongs to whoever writes, due by the end of its day.

    An earlier day on which it was agreed is taken at its midday; the same form always gives the same (P13).
    """
    day = typed.day(form, "day")
    return Change(
        content_of(form, section),
        _reason(form),
        typed.number(form, "seen"),
        at_local(day, time(12)) if day else None,
        _work(form, "follows", "follows_day", owner_id),
    )


def _reason(form: Mapping[str, str]) -> str:
    """Return why, from the field that the form has: `why_propose` where its reader proposes. Raises Refusal without words."""
    name = "why_propose" if "why_propose" in form else "reason"
    try:
        return checked_reason(typed.text(form, name))
    except Refusal as refusal:
        refusal.field = name
        raise


def answers_of(form: Mapping[str, str], work: Sequence[OpenWork], owner_id: UUID) -> list[WorkAnswer]:
    """Return what becomes of each open action that the form asked about: of those it did not, nothing is said."""
    return [_answer(form, one.id, owner_id) for one in work if f"work-{one.id}" in form]


def _answer(form: Mapping[str, str], key: UUID, owner_id: UUID) -> WorkAnswer:
    answer = typed.text(form, f"work-{key}") or KEEP
    if answer not in ANSWERS:
        raise Refusal(_("Choose keep, replace or cancel."), field=f"work-{key}")
    instead = _work(form, f"instead-{key}", f"instead_day-{key}", owner_id) if answer == REPLACE else None
    return WorkAnswer(
        key, typed.number(form, f"version-{key}") or 0, answer, typed.text(form, f"because-{key}"), instead
    )


def _work(form: Mapping[str, str], name: str, day_name: str, owner_id: UUID) -> NewWork | None:
    if not (what := typed.text(form, name)):
        return None
    return NewWork(what, owner_id, at_local(typed.needed_day(form, day_name), END_OF_DAY))


def both(started_from: Content, theirs: Content, yours: Content) -> Content:
    """
    Return a section that joins two changes of its lines: the reader's, then those of theirs that the reader has not seen.

    A sign is the same by its id. What they took away stays in it, for the reader to take away.
    """
    goals = [one for one in theirs.goals if one not in started_from.goals and one not in yours.goals]
    mine = {one.id for one in yours.signs}
    signs = [one for one in theirs.signs if one not in started_from.signs and one.id not in mine]
    return Content(yours.text, [*yours.goals, *goals], [*yours.signs, *signs])


NEAR = timedelta(days=3)
"""By when work that follows is due where the form says nothing else."""
