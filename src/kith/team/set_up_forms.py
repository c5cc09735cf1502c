"""What the forms of setting up hold, as typed values: what is said of a line, a footprint, goals."""

from django.http import QueryDict

from kith.team.set_up_rules import MOST_GOALS, FootprintSaid, GoalSaid, LineSaid
from kith.web import typed


def line_said_of(form: QueryDict, line: str) -> LineSaid:
    """Return what a form says of a line. Raises Refusal without a day until it holds."""
    return LineSaid(line, typed.text(form, "words"), typed.needed_day(form, "until"), typed.text(form, "link"))


def footprint_of(form: QueryDict) -> FootprintSaid:
    """Return the footprint that a form describes: codes stand one a line, or with spaces or commas between them."""
    areas, practices = (typed.text(form, name).replace(",", " ").split() for name in ("areas", "practices"))
    return FootprintSaid(typed.text(form, "neighbourhood"), tuple(areas), tuple(practices))


def goals_of(form: QueryDict) -> list[GoalSaid]:
    """Return the goals of a form, in their order; a row that was left empty is none."""
    rows = [(typed.text(form, f"words-{n}"), typed.text(form, f"measure-{n}")) for n in range(1, MOST_GOALS + 1)]
    return [GoalSaid(words, measure) for words, measure in rows if words or measure]
