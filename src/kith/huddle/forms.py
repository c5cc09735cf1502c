"""What the forms of the huddle hold, as typed values."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act.refusals import Refusal
from kith.action.forms import due_at_of
from kith.huddle.rules import Loose, LooseKind, Outcome, Presence
from kith.huddle.types import Attends, Cure, Decision, Told
from kith.place.rules import at_local, local_day
from kith.team.rules import Calendar
from kith.web import typed

Form = Mapping[str, str]


def attendance(form: Form) -> list[Attends]:
    """Return how each member named in the form takes part."""
    found = []
    for name, value in form.items():
        if name.startswith("how-") and value in set(Presence):
            found.append(Attends(UUID(name.removeprefix("how-")), Presence(value)))
    return found


def minutes(form: Form) -> int:
    """Return how long the huddle is to last; 0, which is refused, for anything that is no number."""
    return typed.number(form, "minutes") or 0


def decision(form: Form, *, at: datetime, calendar: Calendar, of: str = "") -> Decision:
    """
    Return what was decided; `of` is the end of the fields' names where several stand on one page.

    An action may come without owner or deadline: it is kept, and loose until somebody says. Raises Refusal without outcome.
    """
    chosen = typed.text(form, f"outcome{of}")
    if chosen not in set(Outcome):
        raise Refusal(_("Choose what happens next."), field=f"outcome{of}")
    outcome = Outcome(chosen)
    if outcome is not Outcome.ACTION:
        return Decision(outcome, reason=typed.text(form, f"reason{of}"))
    return Decision(
        outcome,
        what=typed.text(form, f"what{of}"),
        owner_id=typed.chosen_id(form, f"who{of}"),
        due_at=deadline(form, at=at, calendar=calendar, of=of),
    )


def deadline(form: Form, *, at: datetime, calendar: Calendar, of: str = "") -> datetime | None:
    """Return the deadline chosen, None when none was. Raises Refusal for a day that is none."""
    if not typed.text(form, f"by{of}"):
        return None
    plain = {name: form.get(f"{name}{of}", "") for name in ("by", "by_day", "by_time")}
    return due_at_of(plain, at=at, calendar=calendar)


def told(form: Form, *, at: datetime, of: str = "") -> Told | None:
    """Return the note of an escalation, None when nothing of it was written. A time is today's, now when left out."""
    who, how, said = (typed.text(form, f"{name}{of}") for name in ("told_who", "told_how", "said"))
    clock: time | None = typed.clock(form, f"told_at{of}")
    if not (who or how or said):
        return None
    return Told(who, how, min(at_local(local_day(at), clock), at) if clock else at, said)


def cures(form: Form, loose: Sequence[Loose], *, at: datetime, calendar: Calendar) -> list[Cure]:
    """Return what was filled in to mend loose ends; what was left empty stays loose."""
    found = []
    for one in loose:
        of = f"-{one.thing_id}"
        cure = _cure(form, one, of, at, calendar)
        if cure is not None:
            found.append(cure)
    return found


def _cure(form: Form, one: Loose, of: str, at: datetime, calendar: Calendar) -> Cure | None:
    if one.kind is LooseKind.OWNER:
        owner_id = typed.chosen_id(form, f"who{of}")
        return Cure(one.kind, one.thing_id, owner_id=owner_id) if owner_id else None
    if one.kind is LooseKind.DEADLINE:
        due_at = deadline(form, at=at, calendar=calendar, of=of)
        return Cure(one.kind, one.thing_id, due_at=due_at) if due_at else None
    if one.kind is LooseKind.NOTE:
        note = told(form, at=at, of=of)
        return Cure(one.kind, one.thing_id, told=note) if note else None
    if one.kind is LooseKind.ACTION:
        chosen = {**form, f"outcome{of}": Outcome.ACTION} if typed.text(form, f"what{of}") else form
    else:
        chosen = form
    if not typed.text(chosen, f"outcome{of}"):
        return None
    return Cure(one.kind, one.thing_id, decision=decision(chosen, at=at, calendar=calendar, of=of))
