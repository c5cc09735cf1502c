"""What a partner does more, as it was typed: on the page behind their link, or by a member who hears it on the telephone."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.alignment.operations import Added
from kith.contradiction.rules import KINDS
from kith.web import typed

LONGEST = 500
"""Characters of one thing that is added."""
PLACES = 3
"""So many things can be added at once."""
NAMES = ("what-", "kind-", "from-", "days-")
"""How the names of the fields begin; the number of the place follows."""


def read_added(form: Mapping[str, Any]) -> tuple[list[Added], dict[str, str]]:
    """Return what was added, and every fault of it by the field's name, in the page's order. A place without words adds nothing."""
    adds: list[Added] = []
    errors: dict[str, str] = {}
    for number in range(PLACES):
        try:
            if added := _read(form, number):
                adds.append(added)
        except Refusal as refusal:
            errors[refusal.field] = refusal.sentence
    return adds, errors


def _read(form: Mapping[str, Any], number: int) -> Added | None:
    kind, what = typed.text(form, f"kind-{number}"), typed.text(form, f"what-{number}")
    if not what and not kind:
        return None
    if not what:
        raise Refusal(_("Say what you do, or plan to do."), field=f"what-{number}")
    if kind not in KINDS:
        raise Refusal(_("Choose what kind of thing it is."), field=f"kind-{number}")
    if len(what) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": LONGEST}, field=f"what-{number}")
    return Added(kind, what, days=_days(form, number), from_day=typed.day(form, f"from-{number}"), place=number)


def _days(form: Mapping[str, Any], number: int) -> list[int]:
    ticked = form.getlist(f"days-{number}") if hasattr(form, "getlist") else []
    return sorted({int(one) for one in ticked if one in "0123456" and one})


def ticked(form: Any) -> dict[str, frozenset[str]]:
    """Return which days were ticked, by the field's name, for a form that is shown again."""
    return {name: frozenset(values) for name, values in form.lists() if name.startswith("days-")}


def is_adding(values: Mapping[str, object]) -> bool:
    """Say whether something stands in a field of what is added."""
    return any(name.startswith(NAMES) and held for name, held in values.items())
