"""What was typed behind a link, read as a whole: everything that is to be put right is said at once, and nothing is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kith.alignment.added_forms import LONGEST, read_added
from kith.alignment.asking import ShownPart
from kith.alignment.operations import Added
from kith.alignment.rules import QUESTION, Answered, Said
from kith.web import typed


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
    sent.adds, wrong = read_added(form)
    sent.errors |= wrong
    return sent


def _read_point(form: Mapping[str, Any], point: ShownPart, sent: Sent) -> None:
    said, because = typed.text(form, said_name(point.key)), typed.text(form, because_name(point.key))
    name = said_name(point.key)
    if said not in set(Said):
        if point.key != QUESTION or because:
            sent.errors[name] = _("Choose an answer to “%(point)s”.") % {"point": _short(point.text)}
        return
    if said == Said.NO and not because and point.key != QUESTION:
        sentence = _("Say what is right about “%(point)s”, in a few words.")
        sent.errors[because_name(point.key)] = sentence % {"point": _short(point.text)}
    elif len(because) > LONGEST:
        sent.errors[because_name(point.key)] = _too_long()
    else:
        sent.answers[point.key] = Answered(Said(said), because)


def _too_long() -> str:
    return _("Shorten this to %(most)s characters.") % {"most": LONGEST}


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:57].rstrip()}..."
