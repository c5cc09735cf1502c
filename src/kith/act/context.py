"""
The context of a transaction: whose it is, in which role, at which moment - what row-level security reads.

Set with `set_config(..., true)`, which ends with the transaction: a session-level setting would leak through the pool to
the next borrower (tests/silent/).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from kith.act import ids
from kith.act.marks import READ, note_mark
from kith.act.refusals import KeyUsed, OnlyProposed
from kith.act.types import Act, Seat


@dataclass(slots=True)
class RefusedAct:
    """A refusal waiting to be written after the rollback, in a transaction of its own."""

    act: Act
    command: str
    reason: str
    team_id: UUID | None = None
    person_id: UUID | None = None
    thing_kind: str = ""
    thing_id: UUID | None = None


@dataclass(slots=True)
class Pending:
    """What the edge must still write when the transaction is over."""

    refused: list[RefusedAct] = field(default_factory=list)
    used_key: KeyUsed | None = None
    proposable: OnlyProposed | None = None


_pending: ContextVar[Pending | None] = ContextVar("kith_pending", default=None)


def set_context(
    *, account_id: UUID | None, role: str, at: datetime, purpose: str = "care", link_id: UUID | None = None
) -> None:
    """
    Tell the database whose transaction this is. One statement.

    With `link_id` it is that of whoever holds a link: the database then shows the link's own person and team, nothing else.

    Raises:
        RuntimeError: outside a transaction, where the setting would be lost at once and every list would come back empty.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the context can be set inside a transaction only")
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('kith.account', %s, true), set_config('kith.role', %s, true),"
            " set_config('kith.at', %s, true), set_config('kith.purpose', %s, true), set_config('kith.act', '', true),"
            " set_config('kith.link', %s, true),"
            f" set_config('plan_cache_mode', 'force_generic_plan', true), {READ}",
            [str(account_id or ""), role, at.isoformat(), purpose, str(link_id or "")],
        )
        note_mark(cursor.fetchone()[-1], is_signed_in=account_id is not None)


def begin_act(act_id: UUID) -> None:
    """Name the running act to the database, and let deferred rules wait until it ends. Context, one statement."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all deferred; select set_config('kith.act', %s, true)", [str(act_id)])


def refused(refusal: RefusedAct) -> None:
    """Keep a refusal for the edge to write after the rollback."""
    if (pending := _pending.get()) is None:
        raise RuntimeError("an operation runs inside a request or inside kith.act.context.standing()")
    pending.refused.append(refusal)


def key_used(refusal: KeyUsed) -> None:
    """Tell the edge that a form came with a used key and other answers, whatever its view makes of the refusal."""
    pending().used_key = refusal


def to_propose(refusal: OnlyProposed) -> None:
    """Tell the edge that what was sent may only be proposed, whatever its view makes of the refusal."""
    pending().proposable = refusal


def pending() -> Pending:
    """Return what this request or command has left to write."""
    if (waiting := _pending.get()) is None:
        raise RuntimeError("no request or command is running")
    return waiting


@contextmanager
def keeping_refusals() -> Iterator[Pending]:
    """Collect the refusals of one request or command; the edge writes them when its transaction is over."""
    waiting = Pending()
    token = _pending.set(waiting)
    try:
        yield waiting
    finally:
        _pending.reset(token)


SeatsOf = Callable[[UUID], tuple[str, tuple[Seat, ...]]]
WriteRefusals = Callable[[list[RefusedAct]], None]


@contextmanager
def standing(
    *, account_id: UUID, role: str, at: datetime, purpose: str = "care", channel: str = "command", key: str = ""
) -> Iterator[Act]:
    """
    Open a transaction as somebody, for a command, a job or the simulation, and give the act to write with.

    The transaction is rolled back on any exception; refusals raised inside are then put on the trail in a second one.
    Use `dataclasses.replace(act, key=...)` (or `with_key`) for each further write.
    """
    with keeping_refusals() as waiting:
        try:
            with transaction.atomic():
                yield stand(account_id=account_id, role=role, at=at, purpose=purpose, channel=channel, key=key)
        finally:
            write_refusals(waiting)


def stand(
    *, account_id: UUID, role: str, at: datetime, purpose: str = "care", channel: str = "command", key: str = ""
) -> Act:
    """
    Let the running transaction go on as somebody, at a moment, and return the act to write with. Two statements.

    For many acts in one transaction (an hour of the simulation); each operation keeps its own savepoint.
    """
    from kith.act.seams import seams

    set_context(account_id=account_id, role=role, at=at, purpose=purpose)
    name, seats = seams.seats_of(account_id)
    return Act(account_id, name, role, at, key or str(ids.new()), seats, purpose, channel)


def write_refusals(waiting: Pending) -> None:
    """Write the refusals kept so far in a transaction of their own, each as one entry of the trail, and forget them."""
    from kith.act.seams import seams

    if not waiting.refused:
        return
    first = waiting.refused[0].act
    with transaction.atomic():
        set_context(account_id=first.account_id, role=first.role, at=first.at, purpose=first.purpose)
        seams.write_refusals(waiting.refused)
    waiting.refused.clear()
