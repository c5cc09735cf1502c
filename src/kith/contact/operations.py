"""The only writers of contacts: planning one, recording one, saying what became of one that was planned."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, ids, operation
from kith.caseload.parts import Looked
from kith.contact import queries
from kith.contact.chasing import settle_follow_up
from kith.contact.check_rules import Check
from kith.contact.circumstance_rules import NOT_SAID, Circumstances
from kith.contact.circumstances import circumstance_values, reason_values
from kith.contact.models import Contact
from kith.contact.observing import Met, miss, observe
from kith.contact.observing_rules import filled
from kith.contact.plan_check import keep_check, with_events
from kith.contact.queries import ContactRow, Maker
from kith.contact.rules import SAID, ContactState, Way
from kith.contact.serving import AS_ROLE, UNHEARD, Heard, Served, assessed_values, heard_values, service_of
from kith.message.parts import Tell
from kith.person.rules import tidy
from kith.team.queries import members

FURTHEST = timedelta(days=366)
LONGEST_WINDOW = timedelta(days=14)
LONGEST = 4_000
"""Characters of a note or a reason."""


@operation("contact.plan", sight=queries.sight_of_new)
def plan(
    *,
    act: Act,
    team_id: UUID,
    person_id: UUID,
    member_id: UUID | None,
    way: str,
    window_from: datetime,
    window_to: datetime,
    by_other: str = "",
    note: str = "",
    served: Served = AS_ROLE,
    heard: Heard = UNHEARD,
) -> UUID:
    """
    Plan a contact in a window, by a member or by somebody else who is named; a member who is planned for is told.

    Start and end may be the same moment. `served` says for which service; `heard` what was said before (others know the
    person, another service comes on that day) and why it is planned all the same: it is kept, and never stops anybody.

    Raises:
        Refusal: when the window is over, backwards, over 14 days long or over a year off, the way is not known, it is by
            nobody or by two, or the member is not on the team now; from the database for somebody who has died.
    """
    if window_to < window_from:
        raise Refusal(_("Enter an end that is not before the start."), field="to")
    if window_to <= act.at:
        raise Refusal(_("Choose a time that is still to come. Record a contact that was made already."), field="day")
    if window_to - window_from > LONGEST_WINDOW or window_from > act.at + FURTHEST:
        raise Refusal(_("Choose a time within a year, over at most 14 days."), field="day")
    values = {"window_from": window_from, "window_to": window_to, "note": checked_text(note, "note")}
    maker = _by(act, member_id, by_other, served)
    return _new(act, ContactState.PLANNED, way, maker | values | heard_values(heard))


@operation("contact.record", sight=queries.sight_of_new)
def record(
    *,
    act: Act,
    team_id: UUID,
    person_id: UUID,
    member_id: UUID | None,
    way: str,
    state: str,
    happened_at: datetime | None = None,
    by_other: str = "",
    note: str = "",
    reason: str = "",
    observations: dict[str, dict[str, str]] | None = None,
    not_escalated: str = "",
    served: Served = AS_ROLE,
    check: Check | None = None,
    circumstances: Circumstances = NOT_SAID,
    why_missed: str = "",
) -> UUID:
    """
    Record a contact that was not planned here: made, or tried and missed with the reason; when it happened (default now).

    `observations` is what was observed, as text by rule table and input. What crosses a threshold opens or joins an
    escalation in the same transaction (P6), unless `not_escalated` says why not. What was too old when it is recorded, or
    lacks something, is kept, and nothing follows. `served` says for which service, what was assessed and why again; what
    was observed by a rule table assesses its domain by itself. `check` is the plan check with
    which it began (`plan_check.keep_check`). `circumstances` say where it was and who was there, `why_missed` why it was not
    made, as one of the list of its state; the reason in words may then be left out.

    Raises:
        Refusal: when the moment is to come or over a year ago, it was missed without a reason, the state is another, or as
            `plan` for way, member and names; for an observation that is not possible or of a contact that was not made.
    """
    if state not in (ContactState.MADE, ContactState.MISSED):
        raise Refusal(_("Choose whether it was made or missed."), field="state")
    ended = _ended(act, ContactState(state), happened_at or act.at, note, reason, why_missed)
    assessed = assessed_values(served, observations, is_made=state == ContactState.MADE)
    by = _by(act, member_id, by_other, served) | assessed | circumstance_values(circumstances)
    contact_id = _new(act, ContactState(state), way, by | ended)
    met = Met(contact_id, team_id, person_id, ended["happened_at"])
    _observe(act, met, ContactState(state), observations, not_escalated, check)
    if state == ContactState.MISSED:
        miss(act, team_id, [met])
    return contact_id


@operation("contact.settle", sight=queries.sight_of_contact)
def settle(
    *,
    act: Act,
    contact_id: UUID,
    version: int,
    state: str,
    happened_at: datetime | None = None,
    note: str | None = None,
    reason: str = "",
    way: str | None = None,
    member_id: UUID | None = None,
    by_other: str = "",
    observations: dict[str, dict[str, str]] | None = None,
    not_escalated: str = "",
    served: Served = AS_ROLE,
    check: Check | None = None,
    circumstances: Circumstances = NOT_SAID,
    why_missed: str = "",
) -> UUID:
    """
    Say what became of a planned contact: made, missed or cancelled by the person, when (default now), and by whom if it
    was another way or somebody else than planned. The member it was planned for is told; a follow-up of it is done.

    `observations`, `not_escalated`, `served`, `check`, `circumstances` and `why_missed` are as in `record`.

    Raises:
        Stale: when somebody changed or settled it first; `extra` is the contact as it is now.
        Refusal: when it is settled already, missed or cancelled without a reason, or as `record`.
    """
    row: ContactRow = act.thing.row["contact"]
    if row.version != version:
        raise _stale(row)
    if state not in SAID:
        raise Refusal(_("Choose what became of it."), field="state")
    if row.state is not ContactState.PLANNED:
        raise Refusal(_("This contact is recorded as %(state)s already.") % {"state": row.state}, field="state")
    kept = row.note if note is None else note
    values = _ended(act, ContactState(state), happened_at or act.at, kept, reason, why_missed)
    values["way"] = checked_way(way) if way else row.way
    if (member_id or by_other.strip()) and (member_id, by_other.strip()) != (row.member_id, row.by_other):
        there = {one.id: one.role for one in members(team_id=row.team_id, at=act.at)}
        values |= _by_one(member_id, by_other, is_there=member_id in there)
        values["service"] = service_of(served, role=there[member_id] if member_id else "", by_other=by_other)
    values |= assessed_values(served, observations, is_made=state == ContactState.MADE)
    values |= circumstance_values(circumstances)
    _write(act, row, state=ContactState(state), **values)
    act.add("looked", Looked(row.team_id, row.person_id))
    settle_follow_up(act, row, ContactState(state))
    _tell(act, f"contact {state}", row.team_id, row.member_account_id, row.id, row.person_id)
    met = Met(row.id, row.team_id, row.person_id, values["happened_at"])
    _observe(act, met, ContactState(state), observations, not_escalated, check)
    if state == ContactState.MISSED and row.follow_up_id is None:  # else the clock has counted it already
        miss(act, row.team_id, [met])
    return row.id


def _observe(
    act: Act,
    met: Met,
    state: ContactState,
    observations: dict[str, dict[str, str]] | None,
    not_escalated: str,
    check: Check | None,
) -> None:
    """Keep the plan check and what was observed at a contact that was made, and let follow what follows."""
    if state is not ContactState.MADE and (filled(observations or {}) or check):
        raise Refusal(_("What was observed belongs to a contact that was made: choose Made."), field="state")
    observe(act, met, with_events(observations, check) or {}, not_escalated)
    keep_check(act, met, check)


def _new(act: Act, state: ContactState, way: str, values: dict[str, Any]) -> UUID:
    thing = act.thing
    assert thing.team_id is not None and thing.person_id is not None
    contact = Contact(
        id=ids.new(),
        team_id=thing.team_id,
        person_id=thing.person_id,
        way=checked_way(way),
        state=state,
        act_id=act.id,
        **values,
    )
    contact.save(force_insert=True)
    maker: Maker = thing.row["maker"]
    act.add("looked", Looked(thing.team_id, thing.person_id))
    _tell(act, f"contact {state}", thing.team_id, maker.account_id, contact.id, thing.person_id)
    act.concerns(contact_id=contact.id)
    return contact.id


def _by(act: Act, member_id: UUID | None, by_other: str, served: Served) -> dict[str, Any]:
    maker: Maker = act.thing.row["maker"]
    by = _by_one(member_id, by_other, is_there=maker.is_there)
    return by | {"service": service_of(served, role=maker.role, by_other=by_other)}


def _by_one(member_id: UUID | None, by_other: str, *, is_there: bool) -> dict[str, Any]:
    by_other = tidy(by_other)
    if member_id is None and not by_other:
        raise Refusal(_("Choose a member, or enter who else it is."), field="who")
    if member_id is not None and by_other:
        raise Refusal(_("Choose a member or enter somebody else, not both."), field="by_other")
    if member_id is not None and not is_there:
        raise Refusal(_("Choose somebody who is on the team now."), field="who")
    return {"member_id": member_id, "by_other": by_other}


def checked_way(way: str) -> Way:
    """Return how a contact is made. Raises Refusal where it is not known."""
    if way not in set(Way):
        raise Refusal(_("Choose how."), field="way")
    return Way(way)


def _ended(
    act: Act, state: ContactState, happened_at: datetime, note: str, reason: str, why_missed: str
) -> dict[str, Any]:
    """Return what is stored of a contact that is over: when, what the team should know, why it was not made."""
    if happened_at > act.at:
        raise Refusal(_("Choose a moment that is past."), field="time")
    if happened_at < act.at - FURTHEST:
        raise Refusal(_("Choose a moment within the last year."), field="day")
    why = reason_values(state, why_missed, checked_text(reason, "reason"))
    return {"happened_at": happened_at, "note": checked_text(note, "note")} | why


def checked_text(text: str, field: str) -> str:
    """Return text tidied line by line. Raises Refusal where it is too long."""
    words = "\n".join(filter(None, map(tidy, text.splitlines())))
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field=field)
    return words


def _write(act: Act, row: ContactRow, **values: Any) -> None:
    """Write a contact if nobody has written it since it was loaded. One statement."""
    changed = Contact.objects.filter(id=row.id, version=row.version).update(
        version=F("version") + 1, act_id=act.id, **values
    )
    if changed != 1:
        raise _stale(row)


def _stale(row: ContactRow) -> Stale:
    return Stale(
        _("Somebody changed this contact meanwhile. Nothing of yours is saved yet."),
        extra=queries.one(contact_id=row.id),
    )


def _tell(act: Act, kind: str, team_id: UUID, account_id: UUID | None, contact_id: UUID, person_id: UUID) -> None:
    if account_id and account_id != act.account_id:
        act.add("message", Tell(team_id, account_id, kind, "contact", contact_id, person_id))
