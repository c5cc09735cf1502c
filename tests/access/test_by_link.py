"""
What a transaction by link sees of a world in which its person has rows everywhere: every table is asked, so that a new one is
asked too. Whoever answers by a link was sent a text; the record behind it is hidden from them in the database as well.
"""

from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models.expressions import RawSQL

from builders import AT, an_act, with_key
from doctor_world import connected_as_superuser
from door.made import by_link
from kith.act.context import set_context
from kith.alignment import operations as alignment
from kith.alignment import queries
from kith.alignment.asking import may_be_answered, may_still, request_for
from kith.alignment.operations import Added
from kith.alignment.rules import Answered, Said
from kith.door.models import Link
from kith.door.operations import open_
from kith.door.queries import held as link_held
from kith.network.models import Carer
from world_of_teams import TODAY, Held, TwoTeams

OF_THE_SERVICE = {
    "access_account", "act_mark", "auth_permission", "django_content_type", "django_migrations", "place_place",
    "policy_approval", "policy_version",
}  # fmt: skip
"""Tables about nobody whom the service supports: whoever comes to any page sees them, before anybody is known."""
BEHIND_THE_LINK = {
    "agency_agency": 1, "agency_contact": 1, "alignment_request": 1, "alignment_summary": 1, "door_link": 1,
}  # fmt: skip
"""What was sent, to whom, by which link: and how many rows of it."""
THEIR_MAIL, THEIR_ACTS = {"message_mail", "message_mailstep"}, {"act_receipt", "trail_entry"}
"""What the contact was sent, and what they did."""


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"
        )
        return [row[0] for row in cursor.fetchall()]


def seen() -> dict[str, int]:
    """Return of each table how many rows this transaction sees, those without any left out."""
    found = {}
    for table in tables():
        with connection.cursor() as cursor:
            try:
                with transaction.atomic():
                    cursor.execute(f"select count(*) from {table}")
                    found[table] = cursor.fetchone()[0]
            except DatabaseError:
                continue
    return {table: number for table, number in found.items() if number}


def link_of(held: Held) -> UUID:
    with an_act(held.team.nurse):
        link_id: UUID = Link.objects.get(for_id=held.request_id, ended_at=None).id
    return link_id


def answers_of(held: Held) -> dict[str, Answered]:
    shown = request_for(request_id=held.request_id, at=AT)
    assert shown is not None
    return {one.key: Answered(Said.NO, "Next month") for one in shown.asked}


def test_by_a_link_every_table_shows_what_was_sent_and_nothing_of_the_record(world: TwoTeams) -> None:
    held, rows = world.north, {}
    link_id = link_of(held)
    with an_act(held.team.nurse):
        there = seen()
    assert len(there) > 80, "the control: there is something in most tables"
    with by_link(link_id) as act:
        rows["before"] = seen()
        open_(act=act, link_id=link_id)
        rows["opened"] = seen()
        adds = [Added("equipment", "New boiler")]
        alignment.answer(act=with_key(act), request_id=held.request_id, answers=answers_of(held), adds=adds)
        rows["answered"] = seen()
        transaction.set_rollback(True)
    shown = OF_THE_SERVICE | set(BEHIND_THE_LINK) | THEIR_MAIL
    assert {when: set(found) for when, found in rows.items()} == {
        "before": shown, "opened": shown | THEIR_ACTS, "answered": shown | THEIR_ACTS,
    }  # fmt: skip
    for found in rows.values():
        assert {table: found[table] for table in BEHIND_THE_LINK} == BEHIND_THE_LINK
    assert rows["answered"]["trail_entry"] == 2, "their own: opened, and answered"


def test_a_table_that_is_open_to_all_would_be_found(world: TwoTeams, superuser: psycopg.Connection) -> None:
    link_id = link_of(world.north)
    superuser.execute("create policy planted on plan_version for select to kith_app using (true)")
    try:
        with by_link(link_id):
            assert set(seen()) - OF_THE_SERVICE - set(BEHIND_THE_LINK) - THEIR_MAIL == {"plan_version"}
    finally:
        superuser.execute("drop policy planted on plan_version")


def test_no_setting_opens_what_follows_from_an_answer(world: TwoTeams) -> None:
    link_id = link_of(world.north)
    with by_link(link_id), connection.cursor() as cursor:
        for setting in ("kith.act", "kith.follows", "kith.team"):
            cursor.execute(
                "select set_config(%s, (select act_id from door_link where id = %s)::text, true)", [setting, link_id]
            )
            cursor.execute("select my_teams() = '{}', door_follows()")
            assert cursor.fetchone() == (True, False)


def test_by_a_link_nothing_is_written_but_what_an_answer_writes(world: TwoTeams) -> None:
    """Also while its person is open to it; the control is an answer, which is kept under the same trigger."""
    link_id = link_of(world.north)
    with by_link(link_id), connection.cursor() as cursor:
        cursor.execute("select set_config('kith.act', gen_random_uuid()::text, true)")
        cursor.execute("update door_link set answered_at = %s, act_id = act_id() where id = %s", [AT, link_id])
        carers = Carer.objects.filter(person_id=world.north.people[0])
        assert carers.count() > 0, "used up in the running act"
        with (
            pytest.raises(DatabaseError, match="network_carer: nothing is written there by a link"),
            transaction.atomic(),
        ):
            carers.update(act_id=RawSQL("act_id()", []))
        transaction.set_rollback(True)


PURPOSE = "purpose = 'coordinate-care'"
ADDRESS = (
    "update alignment_summary set fields = fields || '{{address}}';"
    " update agency_agreement set fields = fields || '{{address}}'"
)
VERDICTS = [
    (True, ""),
    (False, "update person_person set is_dead = true, died_at = %(at)s where id = %(person)s"),
    (True, "update agency_agreement set until_day = %(today)s where {of}"),
    (False, "update agency_agreement set from_day = %(before)s, until_day = %(before)s where {of}"),
    (False, "update agency_agreement set from_day = %(after)s where {of}"),
    (False, "update agency_agreement set ended_at = %(at)s, ended_because = 'x' where {of}"),
    (False, "update agency_agreement set fields = '{{name}}' where {of}"),
    (False, "update agency_involved set from_day = %(before)s, until_day = %(before)s, ended_because = 'x' where {of}"),
    (True, "update agency_involved set until_day = %(today)s, ended_because = 'x' where {of}"),
    (False, "update agency_objection set purpose = '', agency_id = null where person_id = %(person)s"),
    (
        True,
        "update agency_objection set purpose = '' where person_id = %(person)s;"
        " update agency_override set purpose = 'coordinate-care' where person_id = %(person)s",
    ),
    (
        False,
        "update agency_objection set purpose = '' where person_id = %(person)s;"
        " update agency_override set purpose = 'coordinate-care', ended_at = %(at)s, ended_because = 'x'"
        " where person_id = %(person)s",
    ),
    (
        True,
        "update agency_objection set purpose = '', withdrawn_at = %(at)s, withdrawn_words = 'x' where person_id = %(person)s",
    ),
    (False, "update agency_contact set from_day = %(before)s, until_day = %(before)s where agency_id = %(agency)s"),
    (True, "update person_person set is_protected = true where id = %(person)s"),
    (True, ADDRESS),
    (False, ADDRESS + "; update person_person set is_protected = true where id = %(person)s"),
    (False, "update alignment_summary set fields = '{{x}}'; update agency_agreement set fields = '{{x}}'"),
]


def test_the_verdict_behind_a_link_is_that_of_the_rule(world: TwoTeams) -> None:
    held, link_id = world.north, link_of(world.north)
    assert held.request_id
    values = {
        "person": held.people[0], "agency": held.agency_id, "at": AT, "today": TODAY, "before": TODAY - timedelta(days=1),
        "after": TODAY + timedelta(days=1),
    }  # fmt: skip
    of = f"agency_id = %(agency)s and {PURPOSE}"
    with connected_as_superuser(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        link = link_held(link_id=link_id)
        assert link is not None
        set_context(account_id=link.account_id, role="partner-by-link", at=AT, link_id=link_id)
        for expected, change in VERDICTS:
            point = transaction.savepoint()
            if change:
                cursor.execute(change.format(of=of), values)
            row = queries.request(request_id=held.request_id)
            of_rule = may_still(row, queries.summary(summary_id=row.summary_id), AT)
            assert (may_be_answered(row, AT), of_rule) == (expected, expected), change
            transaction.savepoint_rollback(point)
