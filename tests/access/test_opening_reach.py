"""A seat on one team opens nobody of another, whatever statement the application sends: reach begins where it may (P10)."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection

from builders import AT, Someone, a_person, an_act
from kith.act import Act, ids, operation
from kith.person.models import Person
from small_world import may
from world_of_teams import TwoTeams

__all__ = ["may"]

REFUSED = "row-level security|permission denied"

FOR_A_TEAM = """
insert into access_reach (id, person_id, team_id, during, why, act_id)
values (%(id)s, %(theirs)s, %(team)s, tstzrange(act_moment(), null), 'on the list', act_id())
"""
FOR_ONESELF = """
insert into access_reach (id, person_id, account_id, during, why, act_id)
values (%(id)s, %(theirs)s, act_account(), tstzrange(act_moment(), act_moment() + interval '{days} days'), 'asked', act_id())
"""
FROM_OWN_ROW = "update access_reach set person_id = %(theirs)s, act_id = act_id() where person_id = %(mine)s"
AS_ONE_PERSON = """
insert into handover_merge (id, kept_id, other_id, because, merged_at, undone_because, act_id)
values (%(id)s, %(mine)s, %(theirs)s, 'the same', act_moment(), '', act_id())
"""
ATTACKS = {
    "a reach of one's team": FOR_A_TEAM,
    "a reach of one's own for a month": FOR_ONESELF.format(days=30),
    "a reach of one's own for years": FOR_ONESELF.format(days=3_000),
    "a reach drawn to somebody else": FROM_OWN_ROW,
    "a merge with somebody of one's own": AS_ONE_PERSON,
}
AS_BEFORE = {
    "access_reach": "team_id = any((select my_teams())::uuid[]) or account_id = (select act_account())",
    "handover_merge": "true",
}


class Undone(Exception):
    """Nothing of what was tried stays."""


@operation("test.attack")
def attack(*, act: Act, statement: str, values: dict[str, Any]) -> int:
    """Send a statement as the application would, and say how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"id": ids.new()} | values)
        return int(cursor.rowcount)


@contextmanager
def rules_as_before(superuser: psycopg.Connection) -> Iterator[None]:
    """Let reach begin as it once might: for one's teams and oneself, to anybody."""
    superuser.execute("grant update on access_reach to kith_app")
    superuser.execute("drop policy of_two_opened on handover_merge")
    for table, rule in AS_BEFORE.items():
        superuser.execute(f"create policy as_before on {table} to kith_app using ({rule}) with check ({rule})")
    try:
        yield
    finally:
        for table in AS_BEFORE:
            superuser.execute(f"drop policy as_before on {table}")
        superuser.execute(
            "create policy of_two_opened on handover_merge as restrictive for insert to kith_app"
            " with check (i_reach(kept_id) and i_reach(other_id))"
        )
        superuser.execute("revoke update on access_reach from kith_app")
        superuser.execute("grant update (during, act_id) on access_reach to kith_app")


@pytest.fixture
def target(world: TwoTeams, may: Any) -> tuple[Someone, dict[str, Any]]:
    """A nurse of North, and the ids with which they try to open somebody of South."""
    may("test.attack")
    north, south = world.north.team, world.south.team
    values = {"theirs": a_person(south, "Edie Marsh", AT), "mine": a_person(north, at=AT), "team": north.id}
    return north.nurse, values


def tried(who: Someone, statement: str, values: dict[str, Any]) -> tuple[int, bool]:
    """Say how many rows a statement writes, and whether it opens the person; nothing of it stays."""
    with suppress(Undone), an_act(who) as act:
        written = attack(act=act, statement=statement, values=values)
        is_seen = Person.objects.filter(id=values["theirs"]).exists()
        raise Undone
    return written, is_seen


def sees(who: Someone, person_id: Any) -> bool:
    """Say whether somebody opens a person."""
    with an_act(who):
        return Person.objects.filter(id=person_id).exists()


@pytest.mark.parametrize("named", ATTACKS)
def test_nobody_of_another_team_is_opened_by_a_statement(named: str, target: tuple[Someone, dict[str, Any]]) -> None:
    nurse, values = target
    with pytest.raises(ProgrammingError, match=REFUSED), an_act(nurse) as act:
        attack(act=act, statement=ATTACKS[named], values=values)
    assert not sees(nurse, values["theirs"])


@pytest.mark.parametrize("named", ATTACKS)
def test_under_the_rules_as_they_were_each_of_these_opens_or_links_them(
    named: str, target: tuple[Someone, dict[str, Any]], superuser: psycopg.Connection
) -> None:
    """The control: the same statements, and the wall as it stood before."""
    nurse, values = target
    with rules_as_before(superuser):
        written, is_seen = tried(nurse, ATTACKS[named], values)
    assert (written, is_seen) == (1, ATTACKS[named] is not AS_ONE_PERSON)
    assert not sees(nurse, values["theirs"])


def test_reach_does_not_begin_in_the_past(target: tuple[Someone, dict[str, Any]]) -> None:
    nurse, values = target
    mine = FOR_A_TEAM.replace("%(theirs)s", "%(mine)s").replace("on the list", "asked")
    earlier = mine.replace("act_moment(), null", "act_moment() - interval '1 year', null")
    with pytest.raises(ProgrammingError, match=REFUSED), an_act(nurse) as act:
        attack(act=act, statement=earlier, values=values)
    with an_act(nurse) as act:
        assert attack(act=act, statement=mine, values=values) == 1, "from now on, to somebody whom one opens"


def test_reach_that_has_ended_does_not_run_on(target: tuple[Someone, dict[str, Any]]) -> None:
    nurse, values = target
    until = (
        "update access_reach set during = tstzrange(lower(during), {}), act_id = act_id() where person_id = %(mine)s"
    )
    with an_act(nurse) as act:
        assert attack(act=act, statement=until.format("act_moment() + interval '1 minute'"), values=values) == 1
    with an_act(nurse, AT + timedelta(hours=1)) as act:
        assert attack(act=act, statement=until.format("null"), values=values) == 0


def test_nobody_keeps_what_they_joined_by_themselves(
    target: tuple[Someone, dict[str, Any]], superuser: psycopg.Connection
) -> None:
    nurse, values = target
    superuser.execute("set session_replication_role = replica")
    superuser.execute(
        "insert into access_reach (id, recorded_at, person_id, account_id, during, why, act_id)"
        " select %s, %s, %s, %s, tstzrange(%s, %s::timestamptz + interval '28 days'), 'joined', act_id"
        " from access_personkey where id = %s",
        [ids.new(), AT, values["theirs"], nurse.account_id, AT, AT, values["theirs"]],
    )
    superuser.execute("set session_replication_role = origin")
    assert sees(nurse, values["theirs"])
    with pytest.raises(ProgrammingError, match=REFUSED), an_act(nurse) as act:
        attack(act=act, statement=FOR_ONESELF.format(days=30), values=values)
