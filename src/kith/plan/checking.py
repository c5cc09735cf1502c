"""What may stand in a section: tidied, or refused with a sentence beside the field that mends it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids
from kith.person.rules import tidy
from kith.place.rules import local_day
from kith.plan.rules import RESPONSES, WITHIN_HOURS, Content, Does, Goal, Section, Sign
from kith.policy.queries import roles

LONGEST_TEXT = 4_000
LONGEST_LINE = 500
MOST_LINES = 12
"""Characters of a section and of a field in it; lines of a section."""
FURTHEST_YEARS = 3


def tidied(text: str, most: int, field: str) -> str:
    """Return text with each line tidied and its empty ends cut; refused when it is too long."""
    lines = [tidy(line) for line in text.splitlines()]
    words = "\n".join(lines).strip()
    if len(words) > most:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": most}, field=field)
    return words


def checked_reason(reason: str) -> str:
    """Return why a section changes. Raises Refusal without words."""
    if not (why := tidied(reason, LONGEST_LINE, "reason")):
        raise Refusal(_("Say why you change it, for example who said so and when."), field="reason")
    return why


def checked_content(act: Act, section: Section, content: Content) -> Content:
    """
    Return what a section is to say, tidied. Only goals have goals, only signs have signs; every other section is text.

    Raises:
        Refusal: for lines that do not belong there or are too many, a line without its words, a day out of bounds, a response
            that is not known, of a role that is not, or not due within 1, 4, 24 or 48 hours.
    """
    if (content.goals and section is not Section.GOALS) or (content.signs and section is not Section.SIGNS):
        raise Refusal(_("These lines belong to another section of the plan."))
    if max(len(content.goals), len(content.signs)) > MOST_LINES:
        raise Refusal(_("A section holds at most %(most)s lines: join some, or leave some out.") % {"most": MOST_LINES})
    return Content(
        tidied(content.text, LONGEST_TEXT, "text"),
        tuple(_goal(act, number, one) for number, one in enumerate(content.goals)),
        _signs(content.signs),
    )


def _goal(act: Act, number: int, goal: Goal) -> Goal:
    what = tidied(goal.what, LONGEST_LINE, f"what-{number}")
    if not what:
        raise Refusal(_("Say what the goal is, or empty the whole line."), field=f"what-{number}")
    if goal.by is not None and not _is_near(goal.by, local_day(act.at)):
        raise Refusal(_("Choose a day within three years, or leave it empty."), field=f"by-{number}")
    who, going = (
        tidied(one, LONGEST_LINE, f"{name}-{number}") for name, one in (("who", goal.who), ("going", goal.going))
    )
    return Goal(what, who, goal.by, going)


def _is_near(day: date, today: date) -> bool:
    return abs(day.year - today.year) <= FURTHEST_YEARS


def _signs(signs: Sequence[Sign]) -> tuple[Sign, ...]:
    found = tuple(_sign(number, one) for number, one in enumerate(signs))
    if len({one.id for one in found}) < len(found):
        raise Refusal(_("A sign stands twice: leave one of the two out."))
    return found


def _sign(number: int, sign: Sign) -> Sign:
    sees = tidied(sign.sees, LONGEST_LINE, f"sees-{number}")
    response = tidied(sign.response, LONGEST_LINE, f"response-{number}")
    if not sees:
        raise Refusal(_("Say what is seen, or empty the whole line."), field=f"sees-{number}")
    if not response:
        raise Refusal(_("Say what was agreed to do when this is seen."), field=f"response-{number}")
    if sign.does not in RESPONSES:
        raise Refusal(_("Choose what the response is."), field=f"does-{number}")
    is_emergency = sign.does is Does.EMERGENCY
    if not is_emergency and sign.within_hours not in WITHIN_HOURS:
        raise Refusal(_("Choose by when the response is done."), field=f"within-{number}")
    if sign.starts and sign.starts not in roles():
        raise Refusal(_("Choose who may start the response."), field=f"starts-{number}")
    return Sign(_known_id(sign.id), sees, response, sign.does, None if is_emergency else sign.within_hours, sign.starts)


def _known_id(typed: str) -> str:
    """Return the sign's own id, a new one where it has none yet or what it brings is no id."""
    try:
        return str(UUID(typed))
    except ValueError:
        return str(ids.new())
