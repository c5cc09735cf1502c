"""A place manager's seat opens nobody's record: in the database, on the pages, and as owner of work; another role there does."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models.expressions import RawSQL

from builders import AT, Someone, an_act
from kith.access.home import as_kith
from kith.access.rules import only_manages
from kith.act import ids
from kith.act.types import Seat
from kith.action.models import Action
from kith.caseload.queries import on_list
from kith.person.models import Person
from kith.team import operations as teams
from other_teams import Asker, address_of, asked, routes, signed_in
from world_of_teams import TwoTeams

THEIR_OWN = {
    "trail_entry": "that something was done on a team of theirs, by id",
    "message_message": "what they were told themselves, by id",
    "handover_alike": "that an import brought somebody who may be here twice, by id",
}
"""Tables that show a place manager rows with a person's id, and why."""


def about_people() -> dict[str, int]:
    """Return of each table that names people how many of their rows this transaction sees, those without any left out."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.table_name, string_agg(c.column_name, ' ') from information_schema.columns c"
            "  join information_schema.tables t on t.table_name = c.table_name and t.table_type = 'BASE TABLE'"
            " where c.table_schema = 'public' and (c.column_name in ('person_id', 'person_ids')"
            "    or (c.table_name in ('person_person', 'access_personkey') and c.column_name = 'id')) group by 1"
        )
        for table, column in cursor.fetchall():
            there = f"cardinality({column}) > 0" if column == "person_ids" else f"{column} is not null"
            cursor.execute(f"select count(*) from {table} where {there}")
            found[table] = cursor.fetchone()[0]
    return {table: number for table, number in found.items() if number}


@contextmanager
def undone() -> Iterator[None]:
    """Let nothing of a test stay in the world that others share."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_the_database_shows_a_place_manager_nobody_s_rows(world: TwoTeams) -> None:
    with an_act(world.manager):
        assert set(about_people()) == set(THEIR_OWN)
    with an_act(world.north.team.nurse):
        assert len(about_people()) > 50, "the control: there is something to see"


def test_another_role_on_the_same_team_opens_its_records_and_one_elsewhere_does_not(world: TwoTeams) -> None:
    with undone():
        for team, sees in ((world.south.team, False), (world.north.team, True)):
            with as_kith(at=AT) as act:
                teams.add_member(
                    act=act,
                    team_id=team.id,
                    account_id=world.manager.account_id,
                    role="nurse",
                    tier="aligned",
                    sessions=1,
                )
            with an_act(world.manager):
                assert Person.objects.filter(id=world.north.people[0]).exists() is sees


def test_without_the_wall_the_rows_are_found(world: TwoTeams, superuser: psycopg.Connection) -> None:
    superuser.execute("create policy planted on access_reach for select to kith_app using (team_id = any(my_teams()))")
    try:
        with an_act(world.manager):
            assert len(about_people()) > 50
    finally:
        superuser.execute("drop policy planted on access_reach")


def test_pages_about_people_are_refused_to_a_place_manager_and_the_first_says_what_they_see(world: TwoTeams) -> None:
    client = signed_in(Asker("place-manager", world.manager.account_id))
    of_people = [
        one
        for one in routes()
        if one.callback.kith_policy.shows == "people"  # type: ignore[attr-defined]
        and one.callback.kith_policy.who == "member"  # type: ignore[attr-defined]
        and (one.name in ("person", "action") or "team" in one.pattern.converters)
    ]
    answers = {one.name: asked(client, "get", address_of(one, world.north)) for one in of_people}
    assert len(answers) > 30
    assert {name for name, answer in answers.items() if answer.status_code not in (403, 404)} == {"board"}
    said = answers["board"].content.decode()
    text = " ".join(answer.content.decode() for answer in answers.values())
    assert [name for name in ("Given0", "Given1", "Given2", "Given3", "Family0") if name in text] == []
    with an_act(world.north.team.nurse):
        number = len(on_list(team_id=world.north.team.id))
    assert (
        f"{number} people are on its list." in said and "Records of people are opened by whoever works on it." in said
    )
    assert [answers[name].status_code for name in ("person", "action")] == [404, 404]
    assert answers["escalation-log"].status_code == 403, "rather than a number that is wrong for them"
    for name in ("set-up", "team", "rules", "agencies"):
        [route] = [one for one in routes() if one.name == name]
        assert asked(client, "get", address_of(route, world.north)).status_code == 200


def test_a_place_manager_owns_no_work_about_a_person(world: TwoTeams) -> None:
    nurse, lead = world.north.team.nurse, world.north.team.lead

    def given_to(who: Someone) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select set_config('kith.act', gen_random_uuid()::text, true)")
            own = Action.objects.filter(id=world.north.open_action)
            assert own.update(owner_id=who.member_id, act_id=RawSQL("act_id()", [])) == 1
            cursor.execute("set constraints owner_answers immediate")

    with undone(), an_act(nurse):
        with pytest.raises(DatabaseError, match="must be able to open the record"):
            given_to(world.manager)
        given_to(lead)


def test_seats_as_place_manager_alone_govern_and_any_other_beside_them_opens() -> None:
    here, there = ids.new(), ids.new()
    seats = [Seat(here, "place-manager"), Seat(there, "place-manager"), Seat(there, "gp")]
    assert [only_manages(seats, team) for team in (here, there, ids.new())] == [True, False, False]
