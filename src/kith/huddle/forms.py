"""What the forms of the huddle hold, as typed values. What cannot be read is refused beside its field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.action.offer_forms import receiver
from kith.huddle.closing_rules import Loose, LooseKind
from kith.huddle.outcome_rules import Outcome
from kith.huddle.rules import Presence
from kith.huddle.types import Attends, Cure, Decision, Told
from kith.place.rules import at_local, date_words, local_day
from kith.team.rules import END_OF_SERVICE_DAY, Calendar, end_of_service_day, next_service_day
from kith.web import typed
from kith.web.shows import Option
from kith.web.words import deadline, first_up

Form = Mapping[str, str]
MEETING, OTHER = "meeting", "other"


@dataclass(frozen=True, slots=True)
class When:
    """The deadlines that a list offers at a moment, to a team with this calendar whose next weekly meeting begins then."""

    at: datetime
    calendar: Calendar
    meets_at: datetime

    @property
    def offered(self) -> dict[str, datetime]:
        """The moments by value: 5pm today while it is to come, 5pm of the next service day, the weekly meeting."""
        today = local_day(self.at)
        moments = {
            "today": end_of_service_day(today),
            "next": end_of_service_day(next_service_day(today, self.calendar)),
            MEETING: self.meets_at,
        }
        return {value: moment for value, moment in moments.items() if moment > self.at}

    @property
    def options(self) -> list[Option]:
        """The list in words; its last answer opens a day and a time."""
        usual = [Option(value, self._words(value, moment)) for value, moment in self.offered.items()]
        return [*usual, Option(OTHER, _("Another day"))]

    def due(self, form: Form, of: str = "") -> datetime | None:
        """Return the deadline chosen, None when none is. Raises Refusal for a day or time that is none."""
        chosen = typed.text(form, f"by{of}")
        if chosen != OTHER:
            return self.offered.get(chosen)
        day = typed.needed_day(form, f"by{of}_day")
        return at_local(day, typed.clock(form, f"by{of}_time") or END_OF_SERVICE_DAY)

    def _words(self, value: str, moment: datetime) -> str:
        if value == MEETING:
            return _("%(day)s, weekly meeting") % {"day": date_words(local_day(moment))}
        return first_up(deadline(moment, self.at))


def attendance(form: Form) -> list[Attends]:
    """Return how each member named in the form takes part; answers of no known kind are left out."""
    answers = [(typed.chosen_id({"how": name.removeprefix("how-")}, "how"), how) for name, how in form.items()
               if name.startswith("how-") and how in set(Presence)]  # fmt: skip
    return [Attends(member, Presence(how)) for member, how in answers if member]


def minutes(form: Form) -> int:
    """Return how long the huddle is to last; 0, which is refused, for nothing."""
    return typed.number(form, "minutes") or 0


def outcome(form: Form, of: str = "") -> Outcome | None:
    """Return the outcome chosen, None when none is."""
    chosen = typed.text(form, f"outcome{of}")
    return Outcome(chosen) if chosen in set(Outcome) else None


def decision(form: Form, when: When, of: str = "") -> Decision:
    """
    Return what was decided; `of` is the end of the fields' names where several stand on one page.

    Raises Refusal without an outcome, or for a deadline that cannot be read.
    """
    chosen = outcome(form, of)
    if chosen is None:
        raise Refusal(_("Choose what happens next."), field=f"outcome{of}")
    if chosen is Outcome.ACTION:
        return action(form, when, of)
    if chosen is Outcome.HAND_OVER:
        return handed_over(form, of)
    return Decision(chosen, reason=typed.text(form, f"reason{of}") if chosen is Outcome.NO_CHANGE else "")


def action(form: Form, when: When, of: str = "") -> Decision:
    """Return an action as it was written down, perhaps still without owner or deadline: it is kept, and loose."""
    return Decision(
        Outcome.ACTION,
        what=typed.text(form, f"what{of}"),
        owner_id=typed.chosen_id(form, f"who{of}"),
        due_at=when.due(form, of),
    )


def handed_over(form: Form, of: str = "") -> Decision:
    """Return which work goes to whom: a member, a role (`role:nurse`) or the whole team. What is not chosen is None."""
    chosen = typed.text(form, f"to{of}")
    to = receiver({"to": chosen}) if chosen else None
    return Decision(Outcome.HAND_OVER, work_id=typed.chosen_id(form, f"work{of}"), to=to)


def told(form: Form, day: date, of: str = "") -> Told | None:
    """Return the note of an escalation, None when nothing of it was written. Raises Refusal without a time of that day."""
    who, how, clock, said = (typed.text(form, f"{name}{of}") for name in ("told_who", "told_how", "told_at", "said"))
    if not (who or how or clock or said):
        return None
    told_at = typed.clock(form, f"told_at{of}")
    if told_at is None:
        raise Refusal(_("Enter when they were told, for example 08:20."), field=f"told_at{of}")
    return Told(who, how, at_local(day, told_at), said)


def raised_to(form: Form) -> UUID:
    """Return to whom an escalation goes. Raises Refusal when nobody is chosen."""
    if (chosen := typed.chosen_id(form, "raise_to")) is None:
        raise Refusal(_("Choose the duty lead or a supervisor."), field="raise_to")
    return chosen


def cures(form: Form, loose: Sequence[Loose], when: When, day: date) -> tuple[list[Cure], dict[str, str]]:
    """
    Return a cure for each loose end about which something was entered, and by field what could not be read.

    Fields are named <field>-<id of the thing>. What was left empty stays loose.
    """
    found: list[Cure] = []
    wrong: dict[str, str] = {}
    for one in loose:
        try:
            cure = _cure(form, one, when, day)
        except Refusal as refusal:
            wrong[refusal.field] = refusal.sentence
        else:
            found += [cure] if cure else []
    return found, wrong


def _cure(form: Form, one: Loose, when: When, day: date) -> Cure | None:
    of, empty = f"-{one.thing_id}", Cure(one.kind, one.thing_id)
    match one.kind:
        case LooseKind.OWNER:
            filled = replace(empty, owner_id=typed.chosen_id(form, f"who{of}"))
        case LooseKind.DEADLINE:
            filled = replace(empty, due_at=when.due(form, of))
        case LooseKind.OUTCOME:
            filled = replace(empty, decision=decision(form, when, of) if outcome(form, of) else None)
        case LooseKind.ACTION:
            filled = replace(empty, decision=action(form, when, of) if typed.text(form, f"what{of}") else None)
        case LooseKind.NOTE:
            filled = replace(empty, told=told(form, day, of))
    return None if filled == empty else filled
