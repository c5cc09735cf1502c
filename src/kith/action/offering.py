"""
The only writers of offers: work changes hands when it is accepted, and not before (P3).

Until then the giver stays answerable; of work in a pool the duty lead of each moment. Reminding, asking for help and
handing on are three different acts. Every answer goes to whoever asked, with its reason.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, ids, operation
from kith.action import offer_queries as offers
from kith.action import operations, queries
from kith.action.offer_queries import EntryToOffer, OfferRow
from kith.action.offer_rules import OfferState, Purpose, latest_answer, latest_time, usual_answer_by
from kith.action.offer_words import at_words, over_words, pool_words
from kith.action.parts import NewStep
from kith.action.queries import ActionRow, NewOwner
from kith.action.rules import UNFINISHED, deadline
from kith.caseload import operations as caseload
from kith.caseload.queries import entry
from kith.message.parts import Tell
from kith.person.rules import tidy
from kith.place.rules import local_day
from kith.policy.queries import roles
from kith.team.queries import MemberInfo, TeamInfo, day_on_team, members, sight_of_team, team_by_id
from kith.web.words import cannot_own
from kith.web.words import deadline as by_words

LONGEST = 500
"""Characters of a note, a reason or a question."""
REMIND_AGAIN_MINUTES = 60


@dataclass(frozen=True, slots=True)
class To:
    """Whom work is offered to: a member, those of a role, or the whole team."""

    member_id: UUID | None = None
    role: str = ""
    team: bool = False

    @property
    def is_pool(self) -> bool:
        """Whether any of several may take it."""
        return self.member_id is None


@dataclass(frozen=True, slots=True)
class _Team:
    """A team at the moment of an act: its members there, who takes the duty, who has closed the person's record."""

    info: TeamInfo
    there: Sequence[MemberInfo]
    duty: MemberInfo | None
    closed: frozenset[UUID] = frozenset()

    def pool(self, role: str) -> list[UUID]:
        """The accounts of a pool, each once; whoever has closed the record is not asked."""
        able = [one for one in self.there if one.id not in self.closed]
        return list(dict.fromkeys(one.account_id for one in able if role in ("", one.role)))


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
    team = _team(act, found.team_id, found.person_id)
    _check_receiver(act, team, to, found.lead_account_id if found.lead_is_there else None)
    giver_id = _giver(act, team, found.named_lead_id if found.lead_is_there else None, found.lead_account_id)
    by = _answer_by(act, answer_by, None, team)
    made = _insert(act, _New(None, entry_id, giver_id, to, Purpose.OWN, _note(note), by, None), _OF_ENTRY, [entry_id])
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


@operation("action.accept", sight=offers.sight_of_offer)
def accept(*, act: Act, offer_id: UUID, due_at: datetime | None = None) -> UUID:
    """
    Take what is offered, of a pool the first who does; return the action or the list entry. A hold stays a hold.

    An own offer makes the taker owner (or named lead) at once; help leaves the owner. With `due_at` the deadline moves.

    Raises:
        Stale: when somebody was faster, or it was withdrawn or has lapsed; the sentence says so, `extra` is the offer now.
        Refusal: when it is not for the actor, or for a time that the work does not allow.
    """
    row = _row(act)
    _check_waiting(act, row)
    if not row.is_for(act.account_id):
        raise Refusal(_("This is offered to %(name)s.") % {"name": _receiver(row)}, rule="P3")
    member_id = row.to_member_id or row.own_member_id
    assert member_id is not None
    moved = _other_time(act, row, due_at)
    if row.purpose is Purpose.HELP:
        _answer(act, row, OfferState.ACCEPTED, taken_by_id=member_id)
        _step(act, row, "help", "", {"member_id": member_id})
    elif row.entry_id:
        _lead(act, row, member_id)
    else:
        _take_over(act, row, member_id, moved)
    _tell_asker(act, "offer accepted", row)
    return row.action_id or row.entry_id  # type: ignore[return-value]  # one of both is there


@operation("action.decline", sight=offers.sight_of_offer)
def decline(*, act: Act, offer_id: UUID, reason: str) -> UUID:
    """
    Say no to an offer, with the reason: the work stays where it is, and the giver is told both.

    Raises:
        Refusal: without a reason, when it is not for the actor, or offered to a pool. Stale: as `accept`.
    """
    row = _row(act)
    reason = _needed(reason, "reason", _("Say why: whoever offered it is told."))
    _check_waiting(act, row)
    if row.is_pool:
        raise Refusal(_("It is offered to several: leave it, and somebody else may take it."))
    if not row.is_for(act.account_id):
        raise Refusal(_("This is offered to %(name)s.") % {"name": _receiver(row)}, rule="P3")
    _answer(act, row, OfferState.DECLINED, reason=reason)
    _step(act, row, "decline", reason)
    _tell_asker(act, "offer declined", row)
    return row.id


@operation("action.withdraw", sight=offers.sight_of_offer)
def withdraw(*, act: Act, offer_id: UUID, reason: str = "") -> UUID:
    """
    Take an offer back: by whoever gave it, the owner, or the duty lead. Whom it was to is told.

    Raises:
        Refusal: when it is another's. Stale: as `accept`.
    """
    row = _row(act)
    _check_waiting(act, row)
    _check_giver(act, row)
    _answer(act, row, OfferState.WITHDRAWN, reason=_note(reason))
    _step(act, row, "withdraw", _note(reason))
    if row.to_account_id:
        _tell(act, "offer withdrawn", row, [row.to_account_id])
    return row.id


@operation("action.ask_giver", sight=offers.sight_of_offer)
def ask_giver(*, act: Act, offer_id: UUID, question: str) -> UUID:
    """Ask whoever offers before answering; the offer goes on waiting. Raises Refusal without words or for another, Stale."""
    row = _row(act)
    question = _needed(question, "question", _("Write what you would like to know."))
    _check_waiting(act, row)
    if not row.is_for(act.account_id):
        raise Refusal(_("This is offered to %(name)s.") % {"name": _receiver(row)}, rule="P3")
    _write(act, row, "question = %s", [question])
    _step(act, row, "ask", question)
    _tell_asker(act, "offer question", row)
    return row.id


@operation("action.keep", sight=offers.sight_of_offer)
def keep(*, act: Act, offer_id: UUID) -> UUID:
    """
    Say that a declined or lapsed offer is dealt with: the work stays, and its line leaves the board.

    Raises:
        Refusal: for any other offer, or when it is another's.
    """
    row = _row(act)
    if row.state not in (OfferState.DECLINED, OfferState.LAPSED) or row.seen_at is not None:
        raise Refusal(_("There is nothing more to say about this offer."))
    _check_giver(act, row)
    with connection.cursor() as cursor:
        cursor.execute(
            "update action_offer set seen_at = %s, act_id = %s, version = version + 1 where id = %s and seen_at is null",
            [act.at, act.id, row.id],
        )
    return row.id


@operation("action.remind", sight=offers.sight_of_reminding)
def remind(*, act: Act, action_id: UUID, note: str = "") -> UUID:
    """
    Remind of unfinished work whoever must do the next thing: the member to whom its owner offers it, else the owner, else
    the duty lead. Nothing changes hands.

    Raises:
        Refusal: when it is finished, when that is the actor, or when the actor reminded less than an hour ago.
    """
    row: ActionRow = act.thing.row["action"]
    _check_unfinished(row)
    since: datetime | None = act.thing.row["reminded_at"]
    if since and (act.at - since).total_seconds() < REMIND_AGAIN_MINUTES * 60:
        raise Refusal(_("You reminded of this %(when)s: once an hour is enough.") % {"when": at_words(since, act.at)})
    asked: UUID | None = act.thing.row["asked"] if row.owner_account_id == act.account_id else None
    account_id = asked or _accountable(act, row)
    if account_id in (None, act.account_id):
        raise Refusal(_("This is yours: there is nobody to remind."))
    words = _note(note)
    act.add("step", NewStep(row.team_id, row.person_id, row.id, "remind", act.at, words, {"version": row.version}))
    act.add("message", Tell(row.team_id, account_id, "reminder", "action", row.id, row.person_id))
    return row.id


@operation("action.lapse", sight=sight_of_team)
def lapse(*, act: Act, team_id: UUID) -> list[UUID]:
    """
    Let the offers of a team lapse that nobody can or did answer; return them. By Kith, every minute; doing it twice is once.

    The work stays with its owner (the duty lead if they are gone); giver, owner and receiver are told.
    """
    found = {row.id: row for row in offers.lapsing(team_id=team_id, at=act.at)}
    because = {key: row.lapses(act.at) for key, row in found.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            "update action_offer o set state = 'lapsed', lapsed_because = l.because, answered_at = %s,"
            " answered_by_id = %s, act_id = %s, version = version + 1 from unnest(%s::uuid[], %s::text[]) l (id, because)"
            " where o.id = l.id and o.state = 'waiting' returning o.id",
            [act.at, act.account_id, act.id, list(because), [str(one) for one in because.values()]],
        )
        lapsed = sorted(key for (key,) in cursor.fetchall())
    duty = _team(act, team_id).duty if lapsed else None
    for key in lapsed:
        row = found[key]
        _step(act, row, "lapse", "")
        askers = _askers(row) or ({duty.account_id} if duty else set())
        _tell(act, "offer lapsed", row, [*sorted(askers), *([row.to_account_id] if row.to_account_id else [])])
    act.concerns(*(found[key].person_id for key in lapsed), offer_ids=lapsed)
    return lapsed


# Making an offer


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
    _check_unfinished(row)
    if purpose is Purpose.OWN:
        operations.check_has_no_clock(row)
    team = _team(act, row.team_id, row.person_id)
    _check_receiver(act, team, to, row.owner_account_id if row.is_owner_there else None)
    owner_id = row.owner_id if row.is_owner_there and not row.is_in_pool else None
    giver_id = _giver(act, team, owner_id, row.owner_account_id)
    by = _answer_by(act, answer_by, deadline(row.facts), team)
    if latest_at is not None and latest_at < row.due_at:
        raise Refusal(_("Choose a latest time that is not before the deadline."), field="latest", rule="P3")
    new = _New(row.id, None, giver_id, to, purpose, _note(note), by, latest_at)
    made = _insert(act, new, _OF_ACTION, [row.id, row.owner_id])
    if made is None:
        _say_why_not(act, row, to)
    detail = {"version": row.version, "to_member_id": to.member_id, "to_role": to.role, "to_team": to.team}
    kind = "offer" if purpose is Purpose.OWN else "ask help"
    act.add("step", NewStep(row.team_id, row.person_id, row.id, kind, act.at, new.note, detail | {"offer_id": made}))
    _tell_receivers(act, team, to, made, "offer" if purpose is Purpose.OWN else "help asked")
    return made


def _team(act: Act, team_id: UUID, person_id: UUID | None = None) -> _Team:
    """Return the team at the moment of the act, its duty as it is for a person. Three statements."""
    info = team_by_id(team_id=team_id)
    there = members(team_id=team_id, at=act.at)
    day = day_on_team(team=info, day=local_day(act.at), at=act.at, person_id=person_id)
    return _Team(info, there, next((one for one in there if one.id == day.answering), None), day.closed)


def _check_receiver(act: Act, team: _Team, to: To, owner_account_id: UUID | None) -> None:
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


def _giver(act: Act, team: _Team, owner_id: UUID | None, owner_account_id: UUID | None) -> UUID:
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


def _answer_by(act: Act, answer_by: datetime | None, due_at: datetime | None, team: _Team) -> datetime:
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
    words = {"name": _receiver(own), "by": by_words(own.answer_by, act.at)}
    raise Refusal(
        _("It is offered to %(name)s already, who answers %(by)s. Withdraw that offer first.") % words,
        field="to",
        rule="P3",
    )


def _tell_receivers(act: Act, team: _Team, to: To, offer_id: UUID, kind: str) -> None:
    """Tell whom it is offered to; of a pool everybody in it, and the duty lead, whose it is meanwhile."""
    thing = act.thing
    if to.is_pool:
        accounts = [*team.pool(to.role), *([team.duty.account_id] if team.duty else [])]
    else:
        accounts = [act.thing.row["to"].account_id]
    for account in dict.fromkeys(accounts):
        _tell_one(act, account, kind, offer_id, team.info.id, thing.person_id)


# Answering one


def _row(act: Act) -> OfferRow:
    row: OfferRow = act.thing.row["offer"]
    return row


def _check_unfinished(row: ActionRow) -> None:
    if row.state not in UNFINISHED:
        raise Refusal(_("This action is %(state)s: nothing more can be changed.") % {"state": row.state})


def _check_waiting(act: Act, row: OfferRow) -> None:
    if said := over_words(row, act.at):
        raise Stale(said, extra=row)


def _check_giver(act: Act, row: OfferRow) -> None:
    """By whoever gave it or holds it, or by the duty lead."""
    if act.account_id in (row.giver_account_id, row.owner_account_id):
        return
    duty = _team(act, row.team_id, row.person_id).duty
    if duty is None or duty.account_id != act.account_id:
        raise Refusal(
            _("This is an offer of %(name)s: only they or the duty lead can do this.") % {"name": row.giver}, rule="P3"
        )


def _other_time(act: Act, row: OfferRow, due_at: datetime | None) -> datetime | None:
    """Return the deadline that the taker asks for, None to leave it."""
    if due_at is None or row.due_at is None or due_at == row.due_at:
        return None
    if row.purpose is Purpose.HELP:
        raise Refusal(_("Whoever answers for it sets the deadline."), field="by")
    if due_at <= act.at:
        raise Refusal(_("Choose a time to come."), field="by")
    latest = latest_time(row.kind, row.due_at, row.latest_at, act.at)
    if due_at > latest:
        words = {"by": by_words(latest, act.at), "name": row.giver}
        raise Refusal(
            _("This must be done %(by)s at the latest. Accept it with an earlier time, or ask %(name)s first.") % words,
            field="by",
            rule="P3",
        )
    return due_at


def _write(act: Act, row: OfferRow, values: str, parameters: list[Any]) -> None:
    """Write a waiting offer, once. One statement; Stale when it was answered meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"update action_offer set {values}, act_id = %s, version = version + 1 where id = %s and state = 'waiting'",  # noqa: S608  (our own columns)
            [*parameters, act.id, row.id],
        )
        if cursor.rowcount != 1:
            _say_over(act, row)


def _answer(act: Act, row: OfferRow, state: OfferState, reason: str = "", taken_by_id: UUID | None = None) -> None:
    _write(
        act,
        row,
        "state = %s, answered_at = %s, answered_by_id = %s, reason = %s, taken_by_id = %s",
        [state, act.at, act.account_id, reason, taken_by_id],
    )


def _say_over(act: Act, row: OfferRow) -> NoReturn:
    """Say what somebody else did with an offer first."""
    now = offers.offer_by_id(offer_id=row.id)
    raise Stale(over_words(now, act.at) or _("Somebody changed this meanwhile. Try again."), extra=now)


_TAKE_OVER = """
with mine as (
  update action_action set owner_id = %s, due_at = coalesce(%s, due_at), version = version + 1, act_id = %s
   where id = %s and state in ('open', 'held') returning version
), taken as (
  update action_offer set state = 'accepted', answered_at = %s, answered_by_id = %s, taken_by_id = %s, act_id = %s,
         version = version + 1
   where id = %s and state = 'waiting' and exists (select 1 from mine) returning 1
)
select (select version from mine), (select count(*) from taken)
"""


def _take_over(act: Act, row: OfferRow, member_id: UUID, due_at: datetime | None) -> None:
    """
    Make the taker the owner and the offer accepted, both or neither. One statement.

    The action is locked first, as by whoever finishes it; whoever finds the offer answered then changes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE_OVER,
            [
                *(member_id, due_at, act.id, row.action_id),
                *(act.at, act.account_id, member_id, act.id, row.id),
            ],
        )
        version, number = cursor.fetchone()
    if number != 1:
        _say_over(act, row)
    changed: dict[str, Any] = {"owner_id": member_id} | ({"due_at": due_at} if due_at else {})
    before: dict[str, Any] = {"owner_id": row.owner_id} | ({"due_at": row.due_at} if due_at else {})
    said = {name: str(value) for name, value in changed.items()}
    said_before = {name: str(value) for name, value in before.items()}
    _step(act, row, "accept", "", {"version": version, **said, "before": said_before})


def _lead(act: Act, row: OfferRow, member_id: UUID) -> None:
    """Make the taker the named lead; a deputy who takes it is deputy no more. The entry is locked before the offer."""
    assert row.entry_id is not None
    now = entry(entry_id=row.entry_id)
    deputy_id = now.deputy_id if now.deputy_id != member_id else None
    try:
        caseload.set_leads(act=act, entry_id=now.id, version=now.version, named_lead_id=member_id, deputy_id=deputy_id)
    except Stale:
        _say_over(act, row)
    _answer(act, row, OfferState.ACCEPTED, taken_by_id=member_id)


def _step(act: Act, row: OfferRow, kind: str, text: str, detail: dict[str, Any] | None = None) -> None:
    """Write a step of the offered action; a person has none."""
    if row.action_id is None:
        return
    said = {"offer_id": row.id, **(detail or {})}
    act.add("step", NewStep(row.team_id, row.person_id, row.action_id, kind, act.at, text, said))


def _tell_asker(act: Act, kind: str, row: OfferRow) -> None:
    """Tell whoever asked, and whoever answers for the work; the duty lead when neither is there any more."""
    askers = _askers(row)
    if not askers and (duty := _team(act, row.team_id, row.person_id).duty):
        askers = {duty.account_id}
    _tell(act, kind, row, sorted(askers))


def _askers(row: OfferRow) -> set[UUID]:
    owner = {row.owner_account_id} if row.owner_is_there and row.owner_account_id else set()
    return owner | ({row.giver_account_id} if row.giver_is_there else set())


def _tell(act: Act, kind: str, row: OfferRow, account_ids: Iterable[UUID]) -> None:
    for account_id in dict.fromkeys(account_ids):
        _tell_one(act, account_id, kind, row.id, row.team_id, row.person_id)


def _tell_one(act: Act, account_id: UUID, kind: str, offer_id: UUID, team_id: UUID, person_id: UUID | None) -> None:
    """Tell somebody about an offer; nobody is told of their own act."""
    if account_id != act.account_id:
        act.add("message", Tell(team_id, account_id, kind, "offer", offer_id, person_id))


def _accountable(act: Act, row: ActionRow) -> UUID | None:
    """Return the account that answers for an action now: the owner, else the duty lead."""
    if row.is_owner_there and not row.is_in_pool:
        return row.owner_account_id
    duty = _team(act, row.team_id, row.person_id).duty
    return duty.account_id if duty else None


def _receiver(row: OfferRow) -> str:
    return pool_words(row.to_role) if row.is_pool else row.to_name


def _note(text: str) -> str:
    words = "\n".join(filter(None, map(tidy, text.splitlines())))
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field="note")
    return words


def _needed(text: str, field: str, missing: str) -> str:
    if not (words := _note(text)):
        raise Refusal(missing, field=field)
    return words
