"""An account that is shut out sees nothing of the person, in any table, through any function, though its team reaches them."""

import psycopg
import pytest
from django.db import connection

from builders import ATeam, a_person, a_planned_contact, a_team, an_act, an_action, with_key
from kith.access import operations as access
from kith.access import queries
from kith.act import Act, operation
from kith.database.connection import database_url
from kith.database.templates import Clone
from statements import counted

ABOUT_A_PERSON = """
select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
 where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and not c.relispartition
   and (a.attname in ('person_id', 'person_ids') or (c.relname in ('person_person', 'access_personkey') and a.attname = 'id'))
 order by 1
"""
OWN_DEEDS = {"trail_entry", "trail_look", "message_message"}
"""Tables whose rows somebody sees for another reason too: their own deeds, and what their team was told (ids alone)."""


@operation("test.shut")
def shut(*, act: Act, person_id, account_id) -> None:
    access.shut_out(act=act, person_id=person_id, account_id=account_id)
    act.concerns(person_id)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from person_person where id = %s", [person_id])
        assert cursor.fetchone() == (1,), "the act that shuts somebody out still finishes its own work"


@operation("test.let_in")
def let_in(*, act: Act, person_id, account_id) -> int:
    return access.let_in(act=act, person_id=person_id, account_id=account_id, because="pressed by mistake")


@pytest.fixture
def north(fresh_database: Clone, may) -> ATeam:
    may("test.shut")
    may("test.let_in")
    return a_team()


def seen(team: ATeam, who, person_id) -> dict[str, int]:
    """Return how many rows about a person somebody sees, by table; and through the functions that explain access."""
    with an_act(who), connection.cursor() as cursor:
        cursor.execute(ABOUT_A_PERSON)
        found = {}
        for table, column in cursor.fetchall():
            test = f"%s = any({column})" if column == "person_ids" else f"{column} = %s"
            cursor.execute(f"select count(*) from {table} where {test}", [person_id])
            found[table] = cursor.fetchone()[0]
        found["who_reaches"] = len(queries.who_reaches(person_id=person_id))
        cursor.execute("select count(*) from trail_of_person(%s, 100)", [person_id])
        found["trail_of_person"] = cursor.fetchone()[0]
    return {table: number for table, number in found.items() if table not in OWN_DEEDS}


def test_shut_out_account_sees_no_row_of_the_person_and_its_colleague_all(north: ATeam, fresh_database: Clone) -> None:
    doris, other = a_person(north), a_person(north, "Walter Finch")
    an_action(north, doris)
    a_planned_contact(north, doris)
    before = seen(north, north.nurse, doris)
    assert before["action_action"] == before["contact_contact"] == before["person_person"] == 1
    with an_act(north.nurse) as act:
        shut(act=act, person_id=doris, account_id=north.nurse.account_id)
    after = seen(north, north.nurse, doris)
    assert {table for table, number in after.items() if number} == set()
    assert seen(north, north.nurse, other)["person_person"] == 1
    assert seen(north, north.lead, doris)["person_person"] == 1
    with psycopg.connect(database_url("owner", fresh_database.name), autocommit=True) as owner:
        owner.execute("drop policy shut on access_reach")
    assert seen(north, north.nurse, doris)["person_person"] == 1, "the control: without the policy he sees her again"


def test_colleague_lets_in_again_and_only_from_then_on(north: ATeam) -> None:
    doris = a_person(north)
    with an_act(north.nurse) as act:
        shut(act=act, person_id=doris, account_id=north.nurse.account_id)
    with an_act(north.nurse) as act:
        assert let_in(act=act, person_id=doris, account_id=north.nurse.account_id) == 0, "not by oneself"
    with an_act(north.lead):
        assert [one.name for one in queries.shut_out_of(person_id=doris)] == ["Sam Whitlock"]
    with an_act(north.lead) as act:
        assert let_in(act=with_key(act), person_id=doris, account_id=north.nurse.account_id) == 1
    with an_act(north.lead):
        assert queries.shut_out_of(person_id=doris) == []
    assert seen(north, north.nurse, doris)["person_person"] == 1


def test_shutting_out_is_one_statement(north: ATeam) -> None:
    doris = a_person(north)
    with an_act(north.nurse) as act, counted() as number:
        shut(act=act, person_id=doris, account_id=north.nurse.account_id)
    assert number == 4, "receipt, exclusion, this test's own question, and the last statement"
