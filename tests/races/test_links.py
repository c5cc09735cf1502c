"""Two answers by one link at once: one wins, the other is told; five wrong codes at once are five."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, transaction
from django.test import Client

from alignment.conftest import FRIDAY, PURPOSE, Asking, asking
from builders import AT, ATeam, Someone, a_person, a_team
from door.made import ISSUE, USE, a_link, use
from kith.act import Refusal, ids
from kith.act.context import keeping_refusals, standing
from kith.alignment.drafting import draft
from kith.alignment.operations import answer, withdraw
from kith.alignment.rules import Answered, Said
from kith.alignment.sending import ToSend, send
from kith.database.templates import Clone
from kith.door.entering import act_by_link
from kith.door.operations import open_, try_code
from kith.door.rules import CODE_TRIES
from kith.door.tokens import pass_of, token_of
from races.running import Door, Racer, asked, at_once, by
from small_world import may

__all__ = ["asking", "may"]


@pytest.fixture
def team(arena: Clone) -> ATeam:
    return a_team()


@pytest.fixture
def doris(team: ATeam) -> UUID:
    return a_person(team)


def by_link(link_id: UUID, does: Callable[[Any], Any]) -> Racer:
    """Return a racer that does one thing as the holder of a link."""

    def race(door: Door) -> Any:
        with keeping_refusals(), transaction.atomic():
            outcome = does(act_by_link(link_id, AT))
            door.wait()
        return outcome

    return race


def test_of_two_answers_at_once_one_is_kept_and_the_other_is_told(arena: Clone, asking: Asking) -> None:
    key = asking.sends()
    [(link_id, parts)] = asked(
        arena,
        "select l.id, s.parts from door_link l join alignment_request r on r.id = l.for_id"
        " join alignment_summary s on s.id = r.summary_id where r.id = %s",
        key,
    )
    said = {one["key"]: Answered(Said.YES) for one in parts}
    both = at_once(
        arena, *[by_link(link_id, lambda act: answer(act=act, request_id=key, answers=said)) for _ in range(2)]
    )
    assert sorted(isinstance(one, Refusal) for one in both) == [False, True]
    assert asked(arena, "select count(*) from alignment_answer") == [(1,)]


SENDING = "pg_advisory_xact_lock(hashtextextended(p, 13))"


def sent_at_once(arena: Clone, asking: Asking, without: str = "") -> list[tuple[Any, ...]]:
    """Let nurse and lead send one summary again at once; return requests waited for, open links and open work."""
    asking.sends()
    at = AT + timedelta(minutes=5)

    def sends(who: Someone) -> Racer:
        def does(act: Any) -> Any:
            on = {"team_id": asking.team.id, "person_id": asking.doris}
            now = draft(**on, agency_id=asking.homes.id, purpose=PURPOSE, at=at)
            return send(act=act, **on, to=ToSend(asking.homes.id, PURPOSE, asking.homes.contact_id, FRIDAY, now.seen))

        return by(who, does, at)

    at_once(arena, sends(asking.team.nurse), sends(asking.team.lead), without=without)
    return asked(
        arena,
        "select (select count(*) from alignment_request where state = 'sent'),"
        " (select count(*) from door_link where ended_at is null),"
        " (select count(*) from action_action where kind = 'partner-answer' and state = 'open')",
    )


def test_of_two_who_send_at_once_one_request_is_waited_for(arena: Clone, asking: Asking) -> None:
    assert sent_at_once(arena, asking) == [(1, 1, 1)]


def test_without_the_lock_both_are_waited_for(arena: Clone, asking: Asking) -> None:
    """The control: what keeps them apart is the lock."""
    assert sent_at_once(arena, asking, SENDING) == [(2, 2, 2)]


def uses(arena: Clone, team: ATeam, doris: UUID, without: str = "") -> int:
    """Let two use one link at once; return how many did."""
    link_id = a_link(team, doris)
    racers = [by(one, lambda act: use(act=act, link_id=link_id)) for one in (team.nurse, team.lead)]
    return sum(not isinstance(one, Refusal) for one in at_once(arena, *racers, without=without))


def left(arena: Clone, team: ATeam, doris: UUID, without: str = "") -> list[int]:
    """Let five wrong codes come at once; return how many tries each was told to be left."""
    link_id = a_link(team, doris, code=True)
    racers = [by_link(link_id, lambda act: try_code(act=act, link_id=link_id)) for _ in range(CODE_TRIES)]
    return sorted(one for one in at_once(arena, *racers, without=without) if isinstance(one, int))


def test_a_link_is_used_once_and_each_wrong_code_counts_and_without_condition_or_lock_not(
    arena: Clone, team: ATeam, doris: UUID, may: Callable[[str], None]
) -> None:
    may(ISSUE)
    may(USE)
    assert uses(arena, team, doris) == 1
    assert uses(arena, team, doris, without='"door_link"."answered_at" IS NULL AND ') == 2
    assert left(arena, team, doris) == [0, 1, 2, 3, 4]
    assert left(arena, team, doris, without=" for no key update") != [0, 1, 2, 3, 4]


def answers_while_it_is_taken_back(arena: Clone, asking: Asking, without: str = "") -> list[Any]:
    """Let a partner open and answer while a colleague takes the question back; return what each was told."""
    key = asking.sends()
    [(link_id, parts)] = asked(
        arena,
        "select l.id, s.parts from door_link l join alignment_request r on r.id = l.for_id"
        " join alignment_summary s on s.id = r.summary_id where r.id = %s",
        key,
    )
    said = {one["key"]: Answered(Said.YES) for one in parts}
    is_open = threading.Event()

    def partner(door: Door) -> Any:
        with keeping_refusals(), transaction.atomic():
            open_(act=act_by_link(link_id, AT), link_id=link_id)
            is_open.set()
            door.turn(1)  # the colleague waits for a lock
            return answer(act=act_by_link(link_id, AT), request_id=key, answers=said)

    def colleague(door: Door) -> Any:
        is_open.wait()
        with standing(account_id=asking.team.nurse.account_id, role=asking.team.nurse.role, at=AT) as act:
            return withdraw(act=act, request_id=key, version=1, because="She moved")

    return at_once(arena, partner, colleague, without=without)


def test_who_answers_while_a_colleague_takes_it_back_is_answered_and_without_the_order_of_locks_it_breaks(
    arena: Clone, asking: Asking
) -> None:
    [kept, refused] = answers_while_it_is_taken_back(arena, asking)
    assert isinstance(kept, UUID) and "meanwhile" in str(refused)
    with pytest.raises(OperationalError, match="deadlock"):
        answers_while_it_is_taken_back(arena, asking, without="order by id for no key update")


def test_what_is_sent_while_it_is_taken_back_is_told_to_be_lost_not_to_have_been_answered(
    arena: Clone, asking: Asking
) -> None:
    key = asking.sends()
    [(link_id,)] = asked(arena, "select id from door_link where for_id = %s", key)

    def takes_back(act: Any) -> UUID:
        return withdraw(act=act, request_id=key, version=1, because="She moved")

    def sends(door: Door) -> Any:
        sent = {"said-preferences": "yes", "pass": pass_of(link_id), "key": str(ids.new())}
        return Client().post(f"/answer/{token_of(link_id)}/send", sent)

    [_withdrawn, page] = at_once(arena, by(asking.team.nurse, takes_back), sends, in_turn=True)
    text = page.content.decode()
    assert (page.status_code, "What you sent was not kept" in text, "was sent from this link" in text) == (
        404,
        True,
        False,
    )
    assert asked(arena, "select count(*) from alignment_answer") == [(0,)]
