"""Reading the forms of supervision."""

from datetime import date
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.supervision.operations import MOST_AGREED, Agreed
from kith.web import typed

MEMBER, SUPERVISOR = "member", "supervisor"
PERIODS = (30, 91, 365)
"""Days over which a log is told."""


def ids_of(form: QueryDict, name: str) -> list[UUID]:
    """Return the ids that were ticked. Raises Refusal for anything that is none."""
    try:
        return [UUID(one) for one in form.getlist(name)]
    except ValueError:
        raise Refusal(_("Choose one of the answers."), field=name) from None


def agreed_of(form: QueryDict) -> list[Agreed]:
    """Return the actions that were written down; rows without words are left out. Raises Refusal for one without a day."""
    found = []
    for number in range(1, MOST_AGREED + 1):
        if what := typed.text(form, f"what_{number}"):
            is_members = typed.text(form, f"owner_{number}") != SUPERVISOR
            found.append(Agreed(what, is_members, typed.needed_day(form, f"due_{number}")))
    return found


def next_day_of(form: QueryDict) -> date:
    """Return the day of the next session. Raises Refusal without one."""
    return typed.needed_day(form, "next_on")


def period_of(form: QueryDict) -> int:
    """Return over how many days a log is told; 30 for anything that is none of the choices."""
    text = form.get("days", "")
    return int(text) if text in {str(one) for one in PERIODS} else PERIODS[0]
