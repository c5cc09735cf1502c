"""What the commands that may be proposed would change, in words: for the page that proposes and for whoever decides."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kith.act.types import Thing
from kith.action.queries import member_names
from kith.board.trail_words import COMMANDS
from kith.caseload.operations import Arrangement
from kith.caseload.presenter import state_words
from kith.caseload.queries import Entry
from kith.caseload.rules import RISK_TIERS, ListState, tier_words
from kith.escalation.presenter import title
from kith.handover.closing_rules import HOLDERS, REASONS, holder_words, reason_words
from kith.language import later
from kith.person.models import Person
from kith.person.operations import Details
from kith.person.presenter import born_words
from kith.person.rules import shown
from kith.plan.presenter import content_words, how_words
from kith.plan.rules import HEADINGS
from kith.proposal.seams import Change, Described, Line
from kith.record.queries import usual_now
from kith.web.words import days, first_up, full_day

Arguments = Mapping[str, Any]


def _arrange(thing: Thing, arguments: Arguments, at: datetime) -> list[Line]:
    entry: Entry = thing.row["entry"]
    wanted: Arrangement = arguments["arrangement"]
    ids = {entry.named_lead_id, entry.deputy_id, wanted.named_lead_id, wanted.deputy_id} - {None}
    names = member_names(member_ids={str(one) for one in ids})

    def name(key: object) -> str:
        return names.get(str(key), _("somebody who has left")) if key else _("nobody")

    lines = [
        Line(_("Named lead"), name(entry.named_lead_id), name(wanted.named_lead_id)),
        Line(_("Deputy"), name(entry.deputy_id), name(wanted.deputy_id)),
        *_tier(entry, wanted.risk_tier, wanted.cadence_days),
        Line(_("On the list as"), _state(entry.state), _state(wanted.state)),
    ]
    return [one for one in lines if one.now != one.to]


def _set_entry(thing: Thing, arguments: Arguments, at: datetime) -> list[Line]:
    lines = _tier(thing.row["entry"], arguments["risk_tier"], arguments["cadence_days"])
    return [one for one in lines if one.now != one.to]


def _tier(entry: Entry, tier: str, cadence_days: int | None) -> list[Line]:
    return [
        Line(_("Risk tier"), first_up(tier_words(entry.risk_tier)), first_up(tier_words(tier))),
        Line(_("Seen at least every"), _cadence(entry.cadence_days), _cadence(cadence_days)),
    ]


def _cadence(number: int | None) -> str:
    return days(number) if number else _("not agreed")


def _state(state: str) -> str:
    return first_up(state_words(ListState(state)))


def _close_person(thing: Thing, arguments: Arguments, at: datetime) -> list[Line]:
    why = arguments["why"]
    told = [f"{one.whom} {one.name}".strip() for one in arguments["told"]]
    return [
        Line(_("On the list as"), _state(thing.row["entry"].state), _("Off the list")),
        Line(_("Why"), "", shown(", ".join(filter(None, (_reason(why.reason), why.because))))),
        Line(_("Who holds them now"), "", shown(" ".join(filter(None, (_holder(why.holder), why.held_by))))),
        Line(_("Who was told"), "", shown(", ".join(told) or why.untold_because)),
    ]


def _reason(reason: str) -> str:
    return reason_words(reason) if reason in REASONS else ""


def _holder(holder: str) -> str:
    return holder_words(holder) if holder in HOLDERS else ""


def _take_on_again(thing: Thing, arguments: Arguments, at: datetime) -> list[Line]:
    return [
        Line(_("On the list as"), _state(thing.row["entry"].state), _state(ListState.ACTIVE)),
        Line(_("Who sends them"), "", shown(arguments["came_from"])),
    ]


def _add_person(thing: Thing, arguments: Arguments, at: datetime) -> list[Line]:
    who: Details = arguments["details"]
    lines = [
        Line(_("Name"), "", shown(f"{who.given} {who.family}".strip())),
        Line(_("Born"), "", full_day(who.birth_date) if who.birth_date else ""),
        Line(_("NHS number"), "", who.nhs_number or shown(who.no_nhs_number_because)),
        Line(_("Who sends them"), "", shown(arguments["came_from"])),
    ]
    return [one for one in lines if one.to]


def _put_on_list(thing: Thing, arguments: Arguments, at: datetime) -> list[Line]:
    return [Line(_("People to put on the list"), "", str(len(arguments["person_ids"])))]


def _close_escalation(thing: Thing, arguments: Arguments, at: datetime) -> list[Line]:
    return [
        Line(_("Escalation"), title(thing.row["escalation"]), _("Closed")),
        Line(_("What came of it"), "", shown(arguments["outcome"])),
    ]


def _set_usual(thing: Thing, arguments: Arguments, at: datetime) -> list[Line]:
    assert thing.person_id is not None
    now = usual_now(person_id=thing.person_id)
    until = arguments["until"]
    return [
        Line(_("Usual NEWS2"), str(now.score) if now else _("not known"), str(arguments["score"])),
        Line(_("Until"), "", full_day(until) if until else _("somebody says otherwise")),
        Line(_("Why"), shown(now.why) if now else "", shown(arguments["reason"])),
    ]


def _write_plan(thing: Thing, arguments: Arguments, at: datetime) -> list[Line]:
    section, change = arguments["section"], arguments["change"]
    now = thing.row["section"]
    words = content_words(now.content) if now else ""
    return [
        Line(str(_(HEADINGS[section].title)), shown(words) or _("nothing yet"), shown(content_words(change.content))),
        Line(_("Why"), "", shown(change.reason)),
    ]


def _respond(thing: Thing, arguments: Arguments, at: datetime) -> list[Line]:
    row, sign = thing.row["sighting"], thing.row["sign"]
    return [
        Line(_("Warning sign"), "", shown(row.sees)),
        Line(_("Agreed response"), "", shown(row.agreed)),
        Line(_("How"), "", how_words(sign)),
    ]


def _merge(thing: Thing, arguments: Arguments, at: datetime) -> list[Line]:
    kept, other = thing.row["kept"], thing.row["other"]
    number, born = arguments["number_of"], arguments["born_of"]
    lines = [
        Line(_("Record that is kept"), "", _who(kept)),
        Line(_("Record that goes into it"), "", _who(other)),
        Line(_("NHS number"), "", (kept if number == kept.id else other).nhs_number or "" if number else ""),
        Line(_("Born"), "", _born(kept if born == kept.id else other) if born else ""),
        Line(_("How you know"), "", shown(arguments["because"])),
    ]
    return [one for one in lines if one.to]


def _who(one: Person) -> str:
    return shown(", ".join(filter(None, (f"{one.given} {one.family}".strip(), _born(one)))))


def _born(one: Person) -> str:
    return born_words(one.birth_date, one.birth_precision)


def _tiers() -> list[tuple[str, str]]:
    return [(tier, first_up(tier_words(tier))) for tier in RISK_TIERS]


_TIER, _RHYTHM = later("Risk tier"), later("Seen at least every (days)")

DESCRIBED: Mapping[str, Described] = {
    "caseload.arrange": Described(
        later("Who leads, risk tier and how often to be seen"),
        _arrange,
        (
            Change("arrangement.risk_tier", _TIER, "options", "risk_tier", _tiers),
            Change("arrangement.cadence_days", _RHYTHM, "number", "cadence_days", may_be_empty=True),
        ),
    ),
    "caseload.set_entry": Described(
        later("Risk tier and how often to be seen"),
        _set_entry,
        (
            Change("risk_tier", _TIER, "options", "risk_tier", _tiers),
            Change("cadence_days", _RHYTHM, "number", "cadence_days", may_be_empty=True),
        ),
    ),
    "caseload.add_person": Described(later("Putting somebody new on the list"), _add_person),
    "caseload.put_on_list": Described(later("Putting people on the list"), _put_on_list),
    "handover.close_person": Described(later("Taking somebody off the list"), _close_person),
    "handover.merge": Described(later("Merging two records of one person"), _merge),
    "handover.take_on_again": Described(later("Taking somebody on again"), _take_on_again),
    "record.set_usual": Described(
        later("What NEWS2 is usual"),
        _set_usual,
        (
            Change("score", later("Usual NEWS2"), "number", "usual"),
            Change("until", later("Until (optional)"), "day", "until", may_be_empty=True),
            Change("reason", later("Why this is usual"), "text", "why"),
        ),
    ),
    "contact.respond": Described(later("Starting what was agreed for a warning sign"), _respond),
    "plan.write": Described(later("A section of the shared plan"), _write_plan),
    "escalation.close": Described(
        later("Closing an escalation"),
        _close_escalation,
        (Change("outcome", later("What came of it"), "text", "outcome"),),
    ),
}
"""How each command that a right lets somebody propose is put in words."""


def words() -> dict[str, str]:
    """Return the words of commands as the trail of a person has them: 'raised an escalation'."""
    return {command: first_up(_(str(said))) for command, said in COMMANDS.items()}
