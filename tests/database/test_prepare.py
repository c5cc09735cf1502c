"""Databases are brought to the expected shape once, and templates are what they say."""

import psycopg
import pytest
from django.db import connection

from kith.database import prepare, templates
from kith.database.fingerprint import expected_shape, present_shape
from kith.database.templates import Clone


def test_prepared_database_needs_no_migration(fresh_database: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "migrate", lambda _: pytest.fail("migrated again"))
    prepare.prepare()
    assert prepare.is_prepared()


def test_database_of_another_shape_is_migrated_and_noted(fresh_database: Clone) -> None:
    with psycopg.connect(fresh_database.environment["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute(f"comment on database {fresh_database.name} is 'older'")
        assert not prepare.is_prepared()
        prepare.prepare()
        assert present_shape(owner) == expected_shape()


def test_template_is_built_once_and_named_by_its_shape(template: str) -> None:
    assert template == f"kith_template_{expected_shape()}"
    assert templates.build_template() == template


def test_clone_is_used_as_the_application_role_and_dropped(template: str, fresh_database: Clone) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user::text, current_database()::text")
        assert cursor.fetchone() == ("kith_app", fresh_database.name)
    other = templates.clone(template)
    templates.drop(other)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(other.environment["DATABASE_URL"])


@pytest.mark.django_db
def test_ordinary_test_writes_and_is_rolled_back_first() -> None:
    _write_a_job()
    assert _number_of_jobs() == 1


@pytest.mark.django_db
def test_ordinary_test_writes_and_is_rolled_back_second() -> None:
    assert _number_of_jobs() == 0


def _write_a_job() -> None:
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_jobs (queue_name, task_name) values ('default', 'none')")


def _number_of_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = 'none'")
        return int(cursor.fetchone()[0])
