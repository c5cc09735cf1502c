"""Answering an offer: taken, declined, taken back, asked about, or dealt with. Every answer goes to whoever asked (P3)."""

from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, operation
from kith.action import offer_queries as offers
from kith.action.offer_people import askers_of, needed, note_of, receiver, step, team_now, tell
from kith.action.offer_queries import OfferRow
from kith.action.offer_rules import OfferState, Purpose, latest_time
from kith.action.offer_words import over_words
from kith.caseload import operations as caseload
from kith.caseload.queries import entry
from kith.web.words import deadline as by_words


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
        raise Refusal(_("This is offered to %(name)s.") % {"name": receiver(row)}, rule="P3")
    member_id = row.to_member_id or row.own_member_id
    assert member_id is not None
    moved = _other_time(act, row, due_at)
    if row.purpose is Purpose.HELP:
        _answer(act, row, OfferState.ACCEPTED, taken_by_id=member_id)
        step(act, row, "help", "", {"member_id": member_id})
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
    reason = needed(reason, "reason", _("Say why: whoever offered it is told."))
    _check_waiting(act, row)
    if row.is_pool:
        raise Refusal(_("It is offered to several: leave it, and somebody else may take it."))
    if not row.is_for(act.account_id):
        raise Refusal(_("This is offered to %(name)s.") % {"name": receiver(row)}, rule="P3")
    _answer(act, row, OfferState.DECLINED, reason=reason)
    step(act, row, "decline", reason)
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
    _answer(act, row, OfferState.WITHDRAWN, reason=note_of(reason))
    step(act, row, "withdraw", note_of(reason))
    if row.to_account_id:
        tell(act, "offer withdrawn", row, [row.to_account_id])
    return row.id


@operation("action.ask_giver", sight=offers.sight_of_offer)
def ask_giver(*, act: Act, offer_id: UUID, question: str) -> UUID:
    """Ask whoever offers before answering; the offer goes on waiting. Raises Refusal without words or for another, Stale."""
    row = _row(act)
    question = needed(question, "question", _("Write what you would like to know."))
    _check_waiting(act, row)
    if not row.is_for(act.account_id):
        raise Refusal(_("This is offered to %(name)s.") % {"name": receiver(row)}, rule="P3")
    _write(act, row, "question = %s", [question])
    step(act, row, "ask", question)
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


def _row(act: Act) -> OfferRow:
    row: OfferRow = act.thing.row["offer"]
    return row


def _check_waiting(act: Act, row: OfferRow) -> None:
    if said := over_words(row, act.at):
        raise Stale(said, extra=row)


def _check_giver(act: Act, row: OfferRow) -> None:
    """By whoever gave it or holds it, or by the duty lead."""
    if act.account_id in (row.giver_account_id, row.owner_account_id):
        return
    duty = team_now(act, row.team_id, row.person_id).duty
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
    step(act, row, "accept", "", {"version": version, **said, "before": said_before})


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


def _tell_asker(act: Act, kind: str, row: OfferRow) -> None:
    """Tell whoever asked, and whoever answers for the work; the duty lead when neither is there any more."""
    askers = askers_of(row)
    if not askers and (duty := team_now(act, row.team_id, row.person_id).duty):
        askers = {duty.account_id}
    tell(act, kind, row, sorted(askers))
