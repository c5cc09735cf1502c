"""What the forms of a contact hold, as typed values: who, how, when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act.refusals import Refusal
from kith.contact.circumstance_rules import THERE_WORDS, WHERE_WORDS, WHY_WORDS, WHYS, Circumstances, There, Where
from kith.contact.observing_rules import ANY, CHECKS, FIRST_OPEN, REST, asked, field_of
from kith.contact.rules import ContactState, Way
from kith.place.rules import at_local, local_day
from kith.policy.table_rules import Table
from kith.web import typed
from kith.web.shows import Option
from kith.web.words import first_up

OTHER = "other"


def way_options() -> list[Option]:
    """Return how a contact is made, as answers of a list."""
    words = {
        Way.VISIT: _("Visit"),
        Way.PHONE: _("Phone call"),
        Way.MESSAGE: _("Message"),
        Way.CLINIC: _("Clinic"),
        Way.VIDEO: _("Video call"),
    }
    return [Option(str(way), words[way]) for way in Way]


@dataclass(frozen=True, slots=True)
class By:
    """Who makes a contact: a member, or somebody else by name; and how."""

    member_id: UUID | None
    by_other: str
    way: str


def by_of(form: Mapping[str, str]) -> By:
    """Return who makes a contact and how. Raises Refusal for nobody and for no way."""
    if not typed.text(form, "way"):
        raise Refusal(_("Choose how."), field="way")
    if typed.text(form, "who") == OTHER:
        if not typed.text(form, "by_other"):
            raise Refusal(_("Enter their name and service."), field="by_other")
        return By(None, typed.text(form, "by_other"), typed.text(form, "way"))
    member_id = typed.chosen_id(form, "who")
    if member_id is None:
        raise Refusal(_("Choose who."), field="who")
    return By(member_id, "", typed.text(form, "way"))


def window_of(form: Mapping[str, str]) -> tuple[datetime, datetime]:
    """
    Return the window of a planned contact: a day, from and to.

    Without an end it is the moment of its start; without either, the working day from 8am to 5pm.
    """
    day = typed.needed_day(form, "day")
    start, end = typed.clock(form, "from"), typed.clock(form, "to")
    if start is None and end is None:
        return at_local(day, time(8)), at_local(day, time(17))
    return at_local(day, start or time(8)), at_local(day, end or start or time(17))


def happened_at_of(form: Mapping[str, str], *, at: datetime) -> datetime | None:
    """
    Return when a contact happened, to the minute; None for now, also when today was chosen without a time.

    An earlier day without a time means its midday. The same form always gives the same, however often it is sent (P13).
    """
    day, clock = typed.day(form, "day"), typed.clock(form, "time")
    if clock is None and day in (None, local_day(at)):
        return None
    return at_local(day or local_day(at), clock or time(12))


def state_of(form: Mapping[str, str]) -> ContactState:
    """Return what became of a contact: made unless the form says missed or cancelled."""
    typed_state = typed.text(form, "state") or ContactState.MADE
    if typed_state not in set(ContactState) - {ContactState.PLANNED}:
        raise Refusal(_("Choose what happened."), field="state")
    return ContactState(typed_state)


def where_options() -> list[Option]:
    """Return where a contact can have been, as answers of a list."""
    return [Option(str(one), _(WHERE_WORDS[one])) for one in Where]


def there_options() -> list[Option]:
    """Return who can have been there; a box's name is `there-` and its value."""
    return [Option(str(one), _(THERE_WORDS[one])) for one in There]


def why_options(state: ContactState) -> list[Option]:
    """Return why a contact can have been missed or cancelled, as answers of a list."""
    return [Option(str(one), first_up(_(WHY_WORDS[one]))) for one in WHYS[state]]


def circumstances_of(form: Mapping[str, str]) -> Circumstances:
    """Return where a contact was and who was there, as a form says it."""
    there = tuple(str(one) for one in There if typed.text(form, f"there-{one}"))
    return Circumstances(typed.text(form, "where"), there, typed.text(form, "there_note"))


def why_of(form: Mapping[str, str]) -> str:
    """Return why a contact was not made: the code of the list that stands beside what happened, '' for none."""
    state = typed.text(form, "state")
    return typed.text(form, f"why_{state}") if state in set(WHYS) else ""


def check_signs_are_chosen(form: Mapping[str, str], tables: Mapping[str, Table]) -> None:
    """Raise Refusal where something is said to be different from usual and no sign is chosen: it would be lost."""
    for name in FIRST_OPEN:
        said = [typed.text(form, field_of(name, key)) for key in asked(tables[name])]
        if typed.text(form, field_of(name, ANY)) == "yes" and not any(said):
            words = _(
                "You said that something is different: choose which signs you saw, or “Not asked” and write it below."
            )
            raise Refusal(words, field=field_of(name, ANY))


def observations_of(form: Mapping[str, str], tables: Mapping[str, Table]) -> dict[str, dict[str, str]]:
    """
    Return what was observed, as text by rule table in force and input; only what was filled in.

    Nothing different from usual, and none of the other signs, answer no to those of the check that were left open.
    """
    found: dict[str, dict[str, str]] = {}
    for name in CHECKS:
        rest = name in FIRST_OPEN and any(typed.text(form, field_of(name, one)) == "no" for one in (ANY, REST))
        for key, of in asked(tables[name]).items():
            text = typed.text(form, field_of(name, key)) or ("no" if rest and "no" in of.options else "")
            if text:
                found.setdefault(name, {})[key] = text
    return found
