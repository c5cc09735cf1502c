"""Foreign keys follow the order of the packages: read from the database itself, where string keys and SQL-made ones stand too."""

import tomllib
from pathlib import Path

import pytest
from django.db import connection

PROJECT = Path(__file__).parents[2]
OUTSIDE = ("django_", "auth_", "procrastinate_")


def order_of_packages() -> list[str]:
    """Return the packages, lowest first, from the import contract itself."""
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return list(reversed(contracts[0]["layers"]))


def keys_that_point_up(keys: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the keys (from table, to table) whose target belongs to a higher package than their own."""
    place = {package: number for number, package in enumerate(order_of_packages())}
    return [(own, target) for own, target in keys if place[own.split("_")[0]] < place[target.split("_")[0]]]


def all_keys() -> list[tuple[str, str]]:
    """Return every foreign key between our own tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select conrelid::regclass::text, confrelid::regclass::text from pg_constraint where contype = 'f'"
        )
        return [
            (own, to) for own, to in cursor.fetchall() if not own.startswith(OUTSIDE) and not to.startswith(OUTSIDE)
        ]


@pytest.mark.django_db
def test_foreign_keys_point_down() -> None:
    keys = all_keys()
    assert len(keys) > 60
    assert keys_that_point_up(keys) == []


def test_a_key_that_points_up_is_found() -> None:
    assert keys_that_point_up([("person_person", "action_action"), ("action_action", "person_person")]) == [
        ("person_person", "action_action")
    ]


@pytest.mark.django_db
def test_every_table_of_a_person_or_team_is_forced() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select distinct c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
             where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
               and a.attname in ('person_id', 'team_id', 'person_ids') and not c.relforcerowsecurity
            """
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_every_domain_table_is_held_to_its_act() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select c.relname from pg_class c
             where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
               and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'recorded_at')
               and c.relname not like 'trail_%' and c.relname not like 'act_%'
               and (not exists (select 1 from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'act_on_insert')
                    or not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'act_id' and a.attnotnull))
            """
        )
        assert cursor.fetchall() == []
