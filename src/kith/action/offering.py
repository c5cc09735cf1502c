"""
Making an offer: work changes hands when it is accepted, and not before (P3).

Until then the giver stays answerable; of work in a pool the duty lead of each moment. Reminding, asking for help and
handing on are three different acts. Answers are in `answering`, what nobody answered in `lapsing`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, ids, operation
from kith.action import offer_queries as offers
from kith.action import operations, queries
from kith.action.answering import accept, ask_giver, decline, keep, withdraw
from kith.action.lapsing import lapse, remind
from kith.action.offer_people import Team, To, check_unfinished, note_of, receiver, team_now, tell_one
from kith.action.offer_queries import EntryToOffer
from kith.action.offer_rules import OfferState, Purpose, latest_answer, usual_answer_by
from kith.action.parts import NewStep
from kith.action.queries import ActionRow, NewOwner
from kith.action.rules import deadline
from kith.action.writing import check_is_told_here
from kith.policy.queries import roles
from kith.team.queries import members
from kith.web.words import cannot_own
from kith.web.words import deadline as by_words

__all__ = [
    "To",
    "accept",
    "ask_giver",
    "ask_help",
    "decline",
    "give",
    "keep",
    "lapse",
    "offer",
    "offer_person",
    "remind",
    "withdraw",
]
"""What the house does with offers, under one name; answers and lapses have modules of their own."""


@operation("action.offer", sight=offers.sight_of_offering)
def offer(
    *,
    act: Act,
    action_id: UUID,
    to_member_id: UUID | None = None,
    to_role: str = "",
    to_team: bool = False,
    note: str = "",
    answer_by: datetime | None = None,
    latest_at: datetime | None = None,
) -> UUID:
    """
    Offer an action to a member, a role or the whole team; return the offer. Nothing changes until it is accepted.

    Without `answer_by` it lapses at 5pm of this service day or the next, never after the deadline. `latest_at` is the
    latest deadline with which it may be accepted. From inside another operation the owner is the giver.

    Raises:
        Refusal: for work that is finished or another's to give, a receiver who cannot open the record or owns it, an
            answer-by outside `latest_answer`, or while an offer of it waits.
    """
    return _offer(act, Purpose.OWN, To(to_member_id, to_role, to_team), note, answer_by, latest_at)


@operation("action.ask_help", sight=offers.sight_of_offering)
def ask_help(
    *,
    act: Act,
    action_id: UUID,
    to_member_id: UUID | None = None,
    to_role: str = "",
    to_team: bool = False,
    note: str = "",
    answer_by: datetime | None = None,
) -> UUID:
    """Ask somebody, a role or the team to help with an action, which stays with its owner. Raises as `offer`."""
    return _offer(act, Purpose.HELP, To(to_member_id, to_role, to_team), note, answer_by, None)


@operation("action.offer_person", sight=offers.sight_of_offering_person)
def offer_person(
    *,
    act: Act,
    entry_id: UUID,
    to_member_id: UUID | None = None,
    to_role: str = "",
    to_team: bool = False,
    note: str = "",
    answer_by: datetime | None = None,
) -> UUID:
    """Offer to somebody to be the named lead of a person on a list. Raises as `offer`."""
    found: EntryToOffer = act.thing.row["entry"]
    if found.state == "ended":
        raise Refusal(_("This person has left the list: put them on it again first."))
    to = To(to_member_id, to_role, to_team)
    team = team_now(act, found.team_id, found.person_id)
    _check_receiver(act, team, to, found.lead_account_id if found.lead_is_there else None)
    giver_id = _giver(act, team, found.named_lead_id if found.lead_is_there else None, found.lead_account_id)
    by = _answer_by(act, answer_by, None, team)
    made = _insert(act, _New(None, entry_id, giver_id, to, Purpose.OWN, note_of(note), by, None), _OF_ENTRY, [entry_id])
    if made is None:
        raise Refusal(_("This is offered to somebody already: withdraw that offer first."), field="to", rule="P3")
    _tell_receivers(act, team, to, made, "offer")
    return made


@operation("action.give", sight=queries.sight_of_new)
def give(
    *,
    act: Act,
    team_id: UUID,
    person_id: UUID | None,
    what: str,
    owner_id: UUID,
    due_at: datetime,
    doer_kind: str = "member",
    doer: str = "",
    note: str = "",
) -> UUID:
    """
    Make an action of one's own and offer it to somebody; return the action. Until it is accepted it is the giver's.

    Raises:
        Refusal: as `action.add` and `offer`, and for somebody who is no member.
    """
    there = members(team_id=team_id, at=act.at)
    mine = [member for member in there if member.account_id == act.account_id]
    own = next((member for member in mine if member.role == act.role), mine[0] if mine else None)
    if own is None:
        raise Refusal(_("Only a member of the team can own its work."), rule="P1")
    action_id = operations.add(
        act=act, team_id=team_id, person_id=person_id, what=what, owner_id=own.id, due_at=due_at,
        doer_kind=doer_kind, doer=doer,
    )  # fmt: skip
    offer(act=act, action_id=action_id, to_member_id=owner_id, note=note)
    return action_id


@dataclass(frozen=True, slots=True)
class _New:
    """An offer to be stored."""

    action_id: UUID | None
    entry_id: UUID | None
    giver_id: UUID
    to: To
    purpose: Purpose
    note: str
    answer_by: datetime
    latest_at: datetime | None


def _offer(
    act: Act, purpose: Purpose, to: To, note: str, answer_by: datetime | None, latest_at: datetime | None
) -> UUID:
    row: ActionRow = act.thing.row["action"]
    check_unfinished(row)
    check_is_told_here(row)
    if purpose is Purpose.OWN:
        operations.check_has_no_clock(row)
    team = team_now(act, row.team_id, row.person_id)
    _check_receiver(act, team, to, row.owner_account_id if row.is_owner_there else None)
    owner_id = row.owner_id if row.is_owner_there and not row.is_in_pool else None
    giver_id = _giver(act, team, owner_id, row.owner_account_id)
    by = _answer_by(act, answer_by, deadline(row.facts), team)
    if latest_at is not None and latest_at < row.due_at:
        raise Refusal(_("Choose a latest time that is not before the deadline."), field="latest", rule="P3")
    new = _New(row.id, None, giver_id, to, purpose, note_of(note), by, latest_at)
    made = _insert(act, new, _OF_ACTION, [row.id, row.owner_id])
    if made is None:
        _say_why_not(act, row, to)
    detail = {"version": row.version, "to_member_id": to.member_id, "to_role": to.role, "to_team": to.team}
    kind = "offer" if purpose is Purpose.OWN else "ask help"
    act.add("step", NewStep(row.team_id, row.person_id, row.id, kind, act.at, new.note, detail | {"offer_id": made}))
    _tell_receivers(act, team, to, made, "offer" if purpose is Purpose.OWN else "help asked")
    return made


def _check_receiver(act: Act, team: Team, to: To, owner_account_id: UUID | None) -> None:
    """One receiver, who is there and can open the record, and who does not hold the work already."""
    if sum((to.member_id is not None, bool(to.role), to.team)) != 1:
        raise Refusal(_("Choose whom to offer it to: a member, a role or the whole team."), field="to")
    if to.role and to.role not in roles():
        raise Refusal(_("Choose a role that the team knows."), field="to")
    if to.is_pool:
        return
    member: NewOwner = act.thing.row["to"]
    knowing = next((one.name for one in team.there if one.id == to.member_id and one.id in team.closed), "")
    if knowing:
        raise Refusal(cannot_own(knowing), field="to", rule="P3")
    if not member.is_there:
        raise Refusal(_("Choose somebody who is on the team now and can open the record."), field="to", rule="P3")
    if member.account_id == owner_account_id:
        raise Refusal(_("This member holds it already: choose somebody else."), field="to")


def _giver(act: Act, team: Team, owner_id: UUID | None, owner_account_id: UUID | None) -> UUID:
    """
    Return the member who gives: the owner, else the duty lead, who holds what nobody else does.

    Nobody gives what another answers for; from inside another operation the holder counts as the giver.
    """
    duty = team.duty
    if owner_id is not None and (act.is_nested or owner_account_id == act.account_id):
        return owner_id
    if duty is not None and (act.is_nested or duty.account_id == act.account_id):
        return duty.id
    raise Refusal(
        _("Only whoever answers for it, or the duty lead, can offer it. Remind them, or ask the duty lead."), rule="P3"
    )


def _answer_by(act: Act, answer_by: datetime | None, due_at: datetime | None, team: Team) -> datetime:
    latest = latest_answer(act.at, due_at, team.info.calendar)
    if answer_by is None:
        return usual_answer_by(act.at, due_at, team.info.calendar)
    if answer_by <= act.at:
        raise Refusal(_("Choose a moment to come for the answer."), field="answer_by")
    if answer_by > latest:
        raise Refusal(
            _("Ask for the answer %(by)s at the latest.") % {"by": by_words(latest, act.at)},
            field="answer_by",
            rule="P3",
        )
    return answer_by


_OF_ACTION = (
    "select a.team_id, a.person_id from action_action a where a.id = %s and a.owner_id = %s"
    " and a.state in ('open', 'held') for share"
)


_OF_ENTRY = "select e.team_id, e.person_id from caseload_listentry e where e.id = %s and e.state <> 'ended' for share"


def _insert(act: Act, new: _New, thing: str, values: list[Any]) -> UUID | None:
    """
    Store an offer while its thing is as the actor saw it, and count what became of earlier ones as dealt with.

    None when the thing has changed or an offer of it waits already. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"with thing as ({thing}), dealt as ("  # noqa: S608  (our own text)
            "  update action_offer o set seen_at = %s, act_id = %s, version = version + 1"
            "   where (o.action_id = %s or o.entry_id = %s) and o.purpose = %s and o.state in ('declined', 'lapsed')"
            "     and o.seen_at is null)"
            " insert into action_offer (id, team_id, person_id, action_id, entry_id, giver_id, to_member_id, to_role,"
            "   to_team, purpose, note, offered_at, answer_by, latest_at, state, reason, lapsed_because, question, version,"
            "   act_id)"
            " select %s, t.team_id, t.person_id, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'waiting', '', '', '', 1, %s"
            "   from thing t on conflict do nothing returning id",
            [
                *values,
                *(act.at, act.id, new.action_id, new.entry_id, new.purpose),
                *(ids.new(), new.action_id, new.entry_id, new.giver_id, new.to.member_id, new.to.role, new.to.team),
                *(new.purpose, new.note, act.at, new.answer_by, new.latest_at, act.id),
            ],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _say_why_not(act: Act, row: ActionRow, to: To) -> NoReturn:
    """Say what is in the way of an offer: another that waits, or a change meanwhile."""
    waiting = [one for one in offers.offers_of_action(action_id=row.id) if one.state is OfferState.WAITING]
    own = next((one for one in waiting if one.purpose is Purpose.OWN), None) or next(
        (one for one in waiting if one.to_member_id == to.member_id), None
    )
    if own is None:
        raise Stale(
            _("Somebody changed this action meanwhile. Nothing of yours is saved yet."),
            extra=queries.one(action_id=row.id),
        )
    words = {"name": receiver(own), "by": by_words(own.answer_by, act.at)}
    raise Refusal(
        _("It is offered to %(name)s already, who answers %(by)s. Withdraw that offer first.") % words,
        field="to",
        rule="P3",
    )


def _tell_receivers(act: Act, team: Team, to: To, offer_id: UUID, kind: str) -> None:
    """Tell whom it is offered to; of a pool everybody in it, and the duty lead, whose it is meanwhile."""
    thing = act.thing
    if to.is_pool:
        accounts = [*team.pool(to.role), *([team.duty.account_id] if team.duty else [])]
    else:
        accounts = [act.thing.row["to"].account_id]
    for account in dict.fromkeys(accounts):
        tell_one(act, account, kind, offer_id, team.info.id, thing.person_id)
