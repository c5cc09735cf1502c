"""What row-level security hides without an error."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction

from kith.act.context import set_context
from kith.database.connection import database_url
from kith.database.templates import Clone
from kith.person.models import Person
from small_world import AT, World


@pytest.fixture
def owner(world: World, fresh_database: Clone) -> Iterator[psycopg.Connection]:
    """Return a connection as the owner of the tables, on the test's own database."""
    with psycopg.connect(database_url("owner", fresh_database.name), autocommit=True) as opened:
        yield opened


def test_definer_function_sees_nothing_unless_the_definer_has_a_policy(world: World, owner: psycopg.Connection) -> None:
    owner.execute("drop policy definer on access_seat")
    with world.as_ama() as act:
        assert act.teams == frozenset({world.north}), "her own seat is still seen"
        assert Person.objects.count() == 0, "the silent failure: my_teams() is empty, and so is everything"
    owner.execute("create policy definer on access_seat for select to kith_definer using (true)")
    with world.as_ama():
        assert Person.objects.count() == 1


def test_data_migration_as_the_owner_updates_nothing_without_a_word(world: World, owner: psycopg.Connection) -> None:
    changed = owner.execute("update caseload_listentry set came_from = 'the hospital'").rowcount
    assert changed == 0, "the silent failure: FORCE binds the owner too"
    from kith.database.migrating import changing_rows

    with pytest.raises(RuntimeError, match="expected 1 row, changed 0"), owner.transaction():
        changing_rows(owner, "update caseload_listentry set came_from = 'the hospital'", expected=1)


def test_owner_who_may_lock_the_row_of_a_person_changes_none(world: World, owner: psycopg.Connection) -> None:
    """A lock needs a policy for update, which the owner shares with the definer; its check lets no change through."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"), owner.transaction():
        owner.execute("update person_person set needs = 'large print', recorded_at = now()")


def seen_by_the_next_borrowers() -> int:
    """Return how many people the next twenty borrowers of the pool's connections see, none of whom set a context."""
    seen = 0
    for _ in range(20):
        connection.close()
        seen += Person.objects.count()
    return seen


def test_setting_of_a_session_leaks_to_the_next_borrower_and_ours_does_not(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('kith.account', %s, false), set_config('kith.at', %s, false)",
            [str(world.ama), AT.isoformat()],
        )
    assert seen_by_the_next_borrowers() > 0, "the silent failure: somebody else is Ama now"
    connection.close()
    connection.close_pool()
    with transaction.atomic():
        set_context(account_id=world.ama, role="nurse", at=AT)
        assert Person.objects.count() == 1
    assert seen_by_the_next_borrowers() == 0


def test_seat_that_ended_by_date_alone_shows_nobody(a_world: Callable[[int, int], World]) -> None:
    world = a_world(8, 24)
    with world.as_ama(AT + timedelta(hours=7, minutes=59)) as act:
        assert (Person.objects.count(), act.teams) == (1, {world.north})
    with world.as_ama(AT + timedelta(hours=8)) as act:
        assert (Person.objects.count(), act.teams) == (0, frozenset())


def test_reach_that_ended_by_date_alone_shows_nobody_to_a_member_who_stays(
    a_world: Callable[[int, int], World],
) -> None:
    world = a_world(24, 8)
    with world.as_ama(AT + timedelta(hours=7, minutes=59)):
        assert Person.objects.count() == 1
    with world.as_ama(AT + timedelta(hours=8)) as act:
        assert (Person.objects.count(), act.teams) == (0, {world.north})


def test_member_of_another_team_sees_nobody_and_the_control_without_a_policy_does(
    world: World, owner: psycopg.Connection
) -> None:
    with world.as_tom():
        assert Person.objects.count() == 0
    owner.execute("alter table person_person disable row level security")
    with world.as_tom():
        assert Person.objects.count() == 1, "the control: without the wall he would see her"


def test_row_cannot_be_attached_to_a_person_whom_the_writer_does_not_reach(world: World) -> None:
    with world.as_tom(), transaction.atomic(), connection.cursor() as cursor:
        with pytest.raises(Exception, match="row-level security"):
            cursor.execute(
                "insert into person_identifier (id, person_id, system, value, act_id)"
                " values (gen_random_uuid(), %s, 'a', 'b', gen_random_uuid())",
                [world.doris],
            )
        transaction.set_rollback(True)
