"""What the forms of the weekly meeting hold, as typed values. What cannot be read is refused beside its field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.mdt.rules import How, Outcome
from kith.mdt.types import Attends, Decides, Settles, Tells, ToPartner
from kith.place.rules import at_local, local_day
from kith.team.rules import END_OF_SERVICE_DAY, Calendar, end_of_service_day, next_service_day
from kith.web import typed
from kith.web.shows import Option
from kith.web.words import deadline, first_up

Form = Mapping[str, str]
OTHER = "other"


@dataclass(frozen=True, slots=True)
class When:
    """The deadlines that a list offers at a moment, to a team with this calendar."""

    at: datetime
    calendar: Calendar

    @property
    def offered(self) -> dict[str, datetime]:
        """The moments by value: 5pm today while it is to come, and of the next two service days."""
        today = local_day(self.at)
        following = next_service_day(today, self.calendar)
        after = next_service_day(following, self.calendar)
        days = {"today": today, "next": following, "after": after}
        moments = {value: end_of_service_day(day) for value, day in days.items()}
        return {value: moment for value, moment in moments.items() if moment > self.at}

    @property
    def options(self) -> list[Option]:
        """The list in words; its last answer opens a day and a time."""
        usual = [Option(value, first_up(deadline(moment, self.at))) for value, moment in self.offered.items()]
        return [*usual, Option(OTHER, _("Another day"))]

    def due(self, form: Form, name: str) -> datetime | None:
        """Return the deadline chosen, None when none is. Raises Refusal for a day or time that is none."""
        chosen = typed.text(form, name)
        if chosen != OTHER:
            return self.offered.get(chosen)
        day = typed.needed_day(form, f"{name}_day")
        return at_local(day, typed.clock(form, f"{name}_time") or END_OF_SERVICE_DAY)


def attendance(form: Form, day: date) -> list[Attends]:
    """Return how each member named in the form takes part, and until when; answers of no known kind are left out."""
    found = []
    for name, how in form.items():
        member = typed.chosen_id({"how": name.removeprefix("how-")}, "how") if name.startswith("how-") else None
        if member and how in set(How):
            until = typed.clock(form, f"until-{member}") if How(how) in (How.ROOM, How.LINK) else None
            found.append(Attends(member, How(how), at_local(day, until) if until else None))
    return found


def decides(form: Form, when: When) -> Decides:
    """Return a decision as it was written down, perhaps with something missing."""
    return Decides(
        typed.text(form, "what"),
        typed.text(form, "subject"),
        typed.chosen_id(form, "decider"),
        typed.chosen_id(form, "who"),
        when.due(form, "by"),
    )


def outcome(form: Form) -> Outcome | None:
    """Return the outcome chosen, None when none is."""
    chosen = typed.text(form, "outcome")
    return Outcome(chosen) if chosen in set(Outcome) else None


def settles(form: Form, when: When, chosen: Outcome) -> Settles:
    """Return what becomes of a case; how the person is told where somebody, a way or a time is given."""
    tells = Tells(typed.chosen_id(form, "tell_by"), typed.text(form, "tell_how"), when.due(form, "tell_when"))
    reason = typed.text(form, f"reason-{chosen.replace(' ', '-')}")
    return Settles(chosen, reason, tells if tells.by_id else None)


def told_at(form: Form) -> datetime | None:
    """Return when a person was told, None without a day. Raises Refusal for a day without a time."""
    day = typed.day(form, "told_day")
    return at_local(day, typed.needed_clock(form, "told_time")) if day else None


def minutes(form: Form) -> int:
    """Return how long the meeting is to last; 0, which is refused, for nothing."""
    return typed.number(form, "minutes") or 0


def escalates(form: Form) -> tuple[str, str]:
    """Return what worries somebody and to whom it goes, as typed. Raises Refusal for half of it."""
    what, to = typed.text(form, "raise_what"), typed.text(form, "raise_to")
    if what and not to:
        raise Refusal(_("Choose the duty lead or a supervisor."), field="raise_to")
    return what, to


PARTNER = "partner-"


def partners(form: Form) -> list[ToPartner]:
    """
    Return the partners that are ticked, as they were looked at: their case, agency, purpose, whom to ask, and what was seen.

    Raises Refusal for a box that names none.
    """
    ticked = sorted(name for name, value in form.items() if name.startswith(PARTNER) and value)
    return [_partner(form, name) for name in ticked]


def _partner(form: Form, name: str) -> ToPartner:
    key = name.removeprefix(PARTNER)
    case_id, agency_id, purpose = (*key.split(":", 2), "", "")[:3]
    try:
        return ToPartner(
            UUID(case_id), UUID(agency_id), purpose, UUID(form.get(f"contact-{key}", "")), form.get(f"seen-{key}", "")
        )
    except ValueError:
        raise Refusal(_("Somebody changed whom the partners are. Nothing is closed: look again."), field=name) from None
