"""What was typed behind a link, read as a whole: everything that is to be put right is said at once, and nothing is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.alignment.asking import ShownPart
from kith.alignment.operations import Added
from kith.alignment.rules import QUESTION, Answered, Said
from kith.contradiction.rules import KINDS
from kith.web import typed

LONGEST = 500
"""Characters of one answer or of what is added."""
PLACES = 3
"""So many things can be added on the page; more by telephone."""


@dataclass(slots=True)
class Sent:
    """What was sent: an answer to each point, what they do more, and what is wrong by the field's name, in the page's order."""

    answers: dict[str, Answered] = field(default_factory=dict)
    adds: list[Added] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)


def said_name(key: str) -> str:
    """Return the name of the field for the answer to a point."""
    return f"said-{key}"


def because_name(key: str) -> str:
    """Return the name of the field for what is right instead."""
    return f"because-{key}"


def read(form: Mapping[str, Any], points: Sequence[ShownPart]) -> Sent:
    """Return what was sent of these points and added; every fault of it in `errors`."""
    sent = Sent()
    for point in points:
        _read_point(form, point, sent)
    for number in range(PLACES):
        _read_added(form, number, sent)
    return sent


def _read_point(form: Mapping[str, Any], point: ShownPart, sent: Sent) -> None:
    said, because = typed.text(form, said_name(point.key)), typed.text(form, because_name(point.key))
    name = said_name(point.key)
    if said not in set(Said):
        if point.key != QUESTION or because:
            sent.errors[name] = _("Choose an answer to “%(point)s”.") % {"point": _short(point.text)}
        return
    if said == Said.NO and not because:
        sentence = _("Say what is right about “%(point)s”, in a few words.")
        if point.key == QUESTION:
            sentence = _("Answer “%(point)s” in a few words.")
        sent.errors[because_name(point.key)] = sentence % {"point": _short(point.text)}
    elif len(because) > LONGEST:
        sent.errors[because_name(point.key)] = _too_long()
    else:
        sent.answers[point.key] = Answered(Said(said), because if said == Said.NO or point.key == QUESTION else "")


def _read_added(form: Mapping[str, Any], number: int, sent: Sent) -> None:
    kind, what = typed.text(form, f"kind-{number}"), typed.text(form, f"what-{number}")
    if not what:
        if kind:
            sent.errors[f"what-{number}"] = _("Say what you do, or plan to do.")
        return
    if kind not in KINDS:
        sent.errors[f"kind-{number}"] = _("Choose what kind of thing it is.")
    elif len(what) > LONGEST:
        sent.errors[f"what-{number}"] = _too_long()
    else:
        try:
            from_day = typed.day(form, f"from-{number}")
        except Refusal as refusal:
            sent.errors[f"from-{number}"] = refusal.sentence
            return
        sent.adds.append(Added(kind, what, days=_days(form, number), from_day=from_day))


def _days(form: Mapping[str, Any], number: int) -> list[int]:
    ticked = form.getlist(f"days-{number}") if hasattr(form, "getlist") else []
    return sorted({int(one) for one in ticked if one in "0123456" and one})


def _too_long() -> str:
    return _("Shorten this to %(most)s characters.") % {"most": LONGEST}


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:57].rstrip()}..."
