"""The write path: receipt, sight, right, rule, change, trail - once, whole, and in few statements."""

import threading
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connection, transaction

from kith.access.home import with_key
from kith.act import Act, NotAllowed, NotVisible, Refusal, Thing, ids, operation
from kith.act.models import History, Receipt
from kith.act.refusals import KeyUsed
from kith.act.register import commands, send
from kith.person.models import Person
from kith.trail.models import Entry
from small_world import AT, World


def see_person(*, person_id: UUID) -> Thing:
    """Load one person as the viewer may see them."""
    row = Person.objects.filter(id=person_id).values("id", "known_as").first()
    if row is None:
        raise NotVisible
    return Thing("person", person_id, None, person_id, row)


@operation("test.rename", sight=see_person)
def rename(*, act: Act, person_id: UUID, known_as: str) -> UUID:
    """Change what a person likes to be called; refuse an empty name."""
    if not known_as:
        raise Refusal("Enter what she likes to be called.", field="known_as")
    Person.objects.filter(id=person_id).update(known_as=known_as, act_id=act.id)
    return person_id


@operation("test.forbidden", sight=see_person)
def forbidden(*, act: Act, person_id: UUID) -> UUID:
    """Have no row in the table of rights."""
    return person_id


@operation("test.rename_twice", sight=see_person)
def rename_twice(*, act: Act, person_id: UUID) -> UUID:
    """Call another operation from inside this one."""
    rename(act=act, person_id=person_id, known_as="Dot")
    return rename(act=act, person_id=person_id, known_as="Dottie")


@pytest.fixture(autouse=True)
def _rights(may: Callable[[str], None]) -> None:
    may("test.rename")
    may("test.rename_twice")


def test_change_carries_its_act_is_on_the_trail_and_keeps_the_past(world: World) -> None:
    with world.as_ama() as act:
        rename(act=act, person_id=world.doris, known_as="Dot")
    with world.as_ama():
        person, entry = Person.objects.get(), Entry.objects.get(command="test.rename")
        assert (person.known_as, person.act_id, person.recorded_at) == ("Dot", entry.id, AT)
        assert (entry.account_id, entry.role, entry.outcome) == (world.ama, "nurse", "done")
        assert (entry.person_ids, entry.thing_kind, entry.thing_id) == ([world.doris], "person", world.doris)
        past = History.objects.get(row_id=world.doris)
        assert (past.image["known_as"], past.ended_by_act_id, past.recorded_to) == ("", entry.id, AT)


def test_operation_takes_at_most_six_statements(world: World) -> None:
    with world.as_ama() as act:
        connection.force_debug_cursor = True
        before = len(connection.queries)
        rename(act=act, person_id=world.doris, known_as="Dot")
        connection.force_debug_cursor = False
        sent = [one["sql"] for one in connection.queries[before:]]
    counted = [sql for sql in sent if not sql.startswith(("SAVEPOINT", "RELEASE"))]
    assert len(counted) == 4, counted  # its receipt with the name of its act, sight, change, and all that it leaves


def test_same_key_and_body_is_applied_once_and_answered_twice(world: World) -> None:
    answers = []
    for _ in range(2):
        with world.as_ama() as act:
            answers.append(rename(act=replace(act, key="form-1"), person_id=world.doris, known_as="Dot"))
    with world.as_ama():
        assert answers == [world.doris, world.doris]
        assert Entry.objects.filter(command="test.rename").count() == 1
        assert Receipt.objects.filter(key="form-1").count() == 1


def test_same_key_with_another_body_changes_nothing(world: World) -> None:
    with world.as_ama() as act:
        rename(act=replace(act, key="form-1"), person_id=world.doris, known_as="Dot")
    with pytest.raises(KeyUsed, match="already sent with other answers"), world.as_ama() as act:
        rename(act=replace(act, key="form-1"), person_id=world.doris, known_as="Dolly")
    with world.as_ama():
        assert Person.objects.get().known_as == "Dot"
        assert list(Entry.objects.filter(outcome="refused").values_list("reason", flat=True)) == ["KeyUsed"]


def test_only_a_running_act_is_named_to_the_database(world: World) -> None:
    def named() -> str:
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('kith.act')")
            return str(cursor.fetchone()[0])

    with world.as_ama() as act:
        with pytest.raises(Refusal, match="Enter what she likes"):
            rename(act=replace(act, key="form-1"), person_id=world.doris, known_as="")
        with pytest.raises(NotAllowed):
            forbidden(act=with_key(act), person_id=world.doris)
        assert named() == "", "a refusal takes the name back with everything else"
        rename(act=replace(act, key="form-1"), person_id=world.doris, known_as="Dot")
        assert named() == str(Person.objects.get().act_id)
        rename(act=replace(act, key="form-1"), person_id=world.doris, known_as="Dot")
        assert named() == "", "of a used key nothing runs"
        with pytest.raises(Exception, match="carries the act"), transaction.atomic():
            Person.objects.filter(id=world.doris).update(known_as="Dolly")


def test_refusal_does_not_use_its_key_up(world: World) -> None:
    with world.as_ama() as act:
        with pytest.raises(Refusal, match="Enter what she likes"):
            rename(act=replace(act, key="form-1"), person_id=world.doris, known_as="")
        rename(act=replace(act, key="form-1"), person_id=world.doris, known_as="Dot")
    with world.as_ama():
        assert Person.objects.get().known_as == "Dot"


def test_receipt_is_answered_only_after_access_is_checked_again(world: World) -> None:
    with world.as_ama() as act:
        rename(act=replace(act, key="form-1"), person_id=world.doris, known_as="Dot")
        later = act.at.replace(day=9, hour=20)
    with pytest.raises(NotVisible), world.as_ama(later) as act:
        rename(act=replace(act, key="form-1"), person_id=world.doris, known_as="Dot")


def test_hidden_and_missing_are_refused_alike_and_each_is_one_entry(world: World) -> None:
    said, asked = [], [world.doris, ids.new()]
    for person in asked:
        with pytest.raises(NotVisible) as refused, world.as_tom() as act:
            rename(act=act, person_id=person, known_as="Dot")
        said.append(refused.value.sentence)
    assert said[0] == said[1]
    with world.as_tom():
        assert list(
            Entry.objects.filter(outcome="refused").values_list("reason", "thing_kind", "thing_id", "person_ids")
        ) == [("NotVisible", "person", person, []) for person in asked]


def test_unlisted_command_is_refused_with_its_rule(world: World) -> None:
    with pytest.raises(NotAllowed, match=r"may not do this \(RIGHT-0\)"), world.as_ama() as act:
        forbidden(act=act, person_id=world.doris)


def test_operation_inside_another_shares_entry_and_receipt(world: World) -> None:
    with world.as_ama() as act:
        rename_twice(act=act, person_id=world.doris)
    with world.as_ama():
        assert Person.objects.get().known_as == "Dottie"
        assert list(Entry.objects.filter(account_id=world.ama).values_list("command", flat=True)) == [
            "test.rename_twice"
        ]
        assert Receipt.objects.count() == 1


def test_two_uses_of_a_key_at_once_are_applied_once(world: World) -> None:
    answers: list[UUID] = []
    ready = threading.Barrier(2)

    def send_form() -> None:
        with world.as_ama() as act:
            ready.wait(10)
            answers.append(rename(act=replace(act, key="form-1"), person_id=world.doris, known_as="Dot"))
        connection.close()

    both = [threading.Thread(target=send_form) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    with world.as_ama():
        assert answers == [world.doris, world.doris]
        assert Entry.objects.filter(command="test.rename", outcome="done").count() == 1


def test_command_sent_from_its_stored_body_does_the_same(world: World) -> None:
    body = b'{"person_id": "%s", "known_as": "Dot"}' % str(world.doris).encode()
    with world.as_ama() as act:
        assert send(act=with_key(act), name="test.rename", body=body) == world.doris
    with world.as_ama():
        assert Person.objects.get().known_as == "Dot"


def test_every_command_has_a_right_and_arguments_that_serialise() -> None:
    from kith.policy.queries import rights

    real = {name: command for (name, _), command in commands().items() if not name.startswith("test.")}
    assert sorted(set(real) - set(rights())) == []
    for command in real.values():
        assert command.arguments.__struct_fields__ is not None


def test_trail_cannot_be_changed_or_removed_by_the_application(world: World) -> None:
    for statement in ("update trail_entry set reason = ''", "delete from trail_entry", "truncate trail_entry"):
        with world.as_ama(), pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(statement)
