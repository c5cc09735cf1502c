"""
The wrapper of every operation: receipt, sight, right, rule, change, trail, message.

One savepoint inside the request's transaction. It ends with one statement that stores entry, receipt, steps and messages
together, and with `set constraints all immediate`, because deferred rules otherwise speak only at commit, after the page
has been rendered. A refusal rolls the savepoint back, so that a caught refusal keeps nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import orjson
from django.db import DatabaseError, connection, transaction

from kith.act import ids
from kith.act.context import RefusedAct, key_used, refused, to_propose
from kith.act.refusals import FirstUse, KeyUsed, NotAllowed, NotVisible, OnlyProposed, Refusal
from kith.act.register import Command, register
from kith.act.seams import Decision, Part, ToPropose, seams
from kith.act.types import Act, Thing, Work, asked_for
from kith.language import _

P = ParamSpec("P")
R = TypeVar("R")

SENTENCE = "KT001"
"""The SQLSTATE with which a rule in the database speaks a sentence for people."""


def operation(
    name: str, *, sight: Callable[..., Thing] | None = None, version: int = 1
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """
    Make a function that changes rows into an operation.

    `sight` loads what the command is made on, as the actor may see it, from the arguments that it names; it raises
    NotVisible when there is nothing to see. The function then finds it as `act.thing`. Called from inside another
    operation, only rule and change run: receipt, trail and transaction are those of the outer one.
    """

    def decorate(change: Callable[P, R]) -> Callable[P, R]:
        command = register(Command(name, version, change, sight))

        @wraps(change)
        def call(*args: P.args, **arguments: P.kwargs) -> R:
            act = arguments.pop("act")
            if args or not isinstance(act, Act):
                raise TypeError(f"{name} takes keyword arguments and an act")
            outcome: R = run(command, act, arguments)
            return outcome

        return call

    return decorate


def run(command: Command, act: Act, arguments: dict[str, Any]) -> Any:
    """Run one command: as a whole when it stands alone, only its rule and change inside another."""
    if act.work is not None:
        thing = _seen(command, act, arguments) if command.sight else None
        return command.change(act=act.on(thing), **arguments)
    digest = command.digest(arguments)
    thing = None
    try:
        with transaction.atomic():
            act_id = ids.new()
            stored = _receipt(act, command, digest, act_id)
            thing = _seen(command, act, arguments) if command.sight else None
            decision = _allowed(command, act, thing, arguments)
            if stored:
                return stored[0]
            running = replace(act, work=Work(act_id, thing))
            return _carry_out(command, running, arguments, digest, decision)
    except _KeyTaken:
        return _answer_of_the_first(command, act, digest)
    except Refusal as refusal:
        return _first_or_refuse(command, act, arguments, digest, thing, refusal)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) != SENTENCE:
            raise
        spoken = Refusal(seams.say(error.__cause__.diag.message_primary))  # type: ignore[union-attr]  # psycopg errors have one
        return _first_or_refuse(command, act, arguments, digest, thing, spoken)


class _KeyTaken(Exception):
    """Another use of the same key was stored first, while this one ran."""


def _seen(command: Command, act: Act, arguments: dict[str, Any]) -> Thing:
    assert command.sight is not None
    thing = command.sight(**_named(command, arguments))
    if not seams.sees(act, thing):
        raise NotVisible
    return thing


def _allowed(command: Command, act: Act, thing: Thing | None, arguments: dict[str, Any]) -> Decision:
    """
    Return the decision by which a command may run.

    Raises:
        OnlyProposed: where somebody else decides, unless the rule may be overridden and the act says why.
        NotAllowed: where the role may not at all.
    """
    decision = seams.decides(act, command.name, thing)
    if decision.verdict == "no":
        raise NotAllowed(decision.sentence, rule=decision.rule)
    if decision.verdict == "propose" and not (decision.may_override and act.overriding):
        sent = ToPropose(command.name, command.version, command.encode(arguments), decision, thing)
        words = {"sentence": decision.sentence, "rule": decision.rule}
        raise OnlyProposed(
            _("%(sentence)s (%(rule)s) You can propose it, with your reason.") % words, rule=decision.rule, extra=sent
        )
    return decision


_FIRST, _OF_THE_KEY = (
    "select r.digest, r.outcome, r.command, r.happened_at, r.act_id",
    "from (values (1)) one left join act_receipt r on r.account_id = %s and r.key = %s",
)
_RECEIPT = f"{_FIRST} {_OF_THE_KEY}"
_NAME_THE_ACT = "set_config('kith.act', case when r.key is null then %s else '' end, true)"
_BEGIN = f"{_FIRST}, {_NAME_THE_ACT} {_OF_THE_KEY}; set constraints all deferred"


def _receipt(act: Act, command: Command, digest: bytes, act_id: UUID | None = None) -> tuple[Any] | None:
    """
    Return the stored outcome of this key in a tuple, or None when the key is fresh. One statement.

    With `act_id` the act begins with it while the key is fresh, as by `begin_act`. Whatever is refused afterwards rolls the
    savepoint back, and with it the name of the act. Of a used key nothing runs and nothing is named: a row written all the
    same is refused, because it carries no act.

    Raises:
        KeyUsed: for the key of another body.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN if act_id else _RECEIPT, [*([str(act_id)] if act_id else []), act.account_id, act.key])
        row = cursor.fetchone()
    if row[0] is None:
        return None
    outcome = orjson.loads(row[1]) if isinstance(row[1], str | bytes) else row[1]
    if bytes(row[0]) != digest:
        raise KeyUsed(
            _("This form was already sent with other answers. Nothing was changed: send it as new, or go back."),
            extra=FirstUse(row[2], row[3], outcome, row[4]),
        )
    return (command.unpack(outcome),)


def _carry_out(command: Command, running: Act, arguments: dict[str, Any], digest: bytes, decision: Decision) -> Any:
    outcome = command.change(act=running, **arguments)
    _let_follow(running)
    if decision.verdict == "propose":
        running.concerns(overriding=running.overriding, overridden=decision.rule)
    _finish(command, running, outcome, digest, decision)
    return outcome


def _let_follow(act: Act) -> None:
    """Let upper packages change what follows from the parts that they wait for, once, whoever gave them inside the act."""
    assert act.work is not None
    for name in [one for one in act.work.parts if one in seams.follows]:
        seams.follows[name](act, act.work.parts.pop(name))


def _finish(command: Command, act: Act, outcome: Any, digest: bytes, decision: Decision) -> None:
    """
    Store entry, receipt, steps and messages in one statement that also announces, then let deferred rules speak.

    Whoever is to be told of what is decided, or overridden, is found and told in the same statement.
    """
    assert act.work is not None
    thing = act.work.thing
    parts = [seams.entry(act, command.name, thing), _receipt_part(act, command, outcome, digest)]
    parts += [seams.parts[name](act, rows) for name, rows in act.work.parts.items() if rows]
    if decision.to and (told := seams.informs(act, command.name, thing, decision)):
        parts.append(told)
    queries = ", ".join(part.named(f"part_{n}") for n, part in enumerate(parts))
    telling = seams.announces(act, thing) or Part("0", ())
    with connection.cursor() as cursor:
        cursor.execute(
            f"with {queries} select count(*), {telling.sql} from part_1; set constraints all immediate",  # noqa: S608  (our own parts)
            [value for part in [*parts, telling] for value in part.parameters],
        )
        if cursor.fetchone()[0] != 1:
            raise _KeyTaken


def _receipt_part(act: Act, command: Command, outcome: Any, digest: bytes) -> Part:
    return Part(
        "insert into act_receipt (account_id, key, command, version, digest, outcome, act_id, happened_at)"
        " values (%s, %s, %s, %s, %s, %s::jsonb, %s, %s) on conflict (account_id, key) do nothing returning 1",
        [
            act.account_id,
            act.key,
            command.name,
            command.version,
            digest,
            orjson.dumps(command.pack(outcome)).decode(),
            act.id,
            act.at,
        ],
    )


def _answer_of_the_first(command: Command, act: Act, digest: bytes) -> Any:
    stored = _receipt(act, command, digest)
    if stored is None:
        raise RuntimeError("a receipt was taken and then vanished")
    return stored[0]


def _named(command: Command, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments that say what a command is made on."""
    return {name: arguments[name] for name in command.sight_names if name in arguments}


def _first_or_refuse(
    command: Command, act: Act, arguments: dict[str, Any], digest: bytes, thing: Thing | None, refusal: Refusal
) -> Any:
    """Answer from the first use of the key if it was stored while this one ran; otherwise keep the refusal and raise it."""
    if not isinstance(refusal, KeyUsed | NotVisible | NotAllowed):
        try:
            with transaction.atomic():
                stored = _receipt(act, command, digest)
        except KeyUsed:
            stored = None
        if stored:
            return stored[0]
    if isinstance(refusal, KeyUsed):
        key_used(refusal)
    if isinstance(refusal, OnlyProposed):
        to_propose(refusal)
    asked = (thing.kind, thing.id) if thing else asked_for(_named(command, arguments))
    refused(
        RefusedAct(
            act,
            command.name,
            refusal.rule or type(refusal).__name__,
            thing.team_id if thing else None,
            thing.person_id if thing else None,
            *asked,
        )
    )
    raise refusal
