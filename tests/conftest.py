"""
What tests stand on. A test asks for one of these by name:

`db`              the worker's database as the application role, everything rolled back afterwards; for most tests. (The mark
                  `django_db` means the same.) Context set in one "transaction" of such a test is still set in the next,
                  because both are savepoints: tests of access, context and commit use `fresh_database`.
`fresh_database`  a new database of its own, for tests that commit; Django's connection and new processes use it.
`served`          the real server as a process on a fresh database: `served.url`; and `client`, `rf` of pytest-django.
`page`            a page of a real browser that fails the test when it asks another host; `axe(page)` lists what is not accessible.

Databases are clones of one migrated template (kith.database.templates), made when first needed: rule tests touch none.
Never TestCase, live_server, transactional_db or flush: the trail cannot be flushed, and Django's tricks hide missing context.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from hypothesis import settings as hypothesis_settings

from browsing import accessibility_faults, launched, watched_page
from builders import ATeam, a_team
from cloning import Served, serving, using
from kith.database.templates import Clone, build_template, clone, drop

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

hypothesis_settings.register_profile("commit", max_examples=50, deadline=None)
hypothesis_settings.register_profile("nightly", max_examples=1000, deadline=None)
hypothesis_settings.load_profile("nightly" if os.environ.get("KITH_NIGHTLY") else "commit")


SLOW = {"served", "browser", "page", "arena"}
"""Fixtures whose tests take seconds: a server, a browser, races."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules that take longest, so that no worker is left alone with one of them at the end."""
    slow = {item.path for item in items if SLOW & set(getattr(item, "fixturenames", ()))}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def template() -> str:
    """The name of the migrated template; the first worker that needs it makes it, the others wait."""
    return build_template()


@pytest.fixture(scope="session")
def django_db_setup(template: str, django_db_blocker: Any) -> Iterator[None]:
    """Point Django's connection at this worker's own clone, for as long as the worker lives."""
    with django_db_blocker.unblock():
        copy = clone(template)
        with using(copy):
            yield
        drop(copy)


@pytest.fixture
def _django_db_helper(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Stand in for pytest-django's, which uses TestCase: one transaction around the test, rolled back."""
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        pytest.fail("A test that commits asks for `fresh_database`.")
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            connection.close()


@pytest.fixture(scope="session")
def team_at_rest(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Clone, ATeam]]:
    """A team with nobody on its list, made once by each worker in a database of its own; see standing_team."""
    with django_db_blocker.unblock():
        copy = clone(template)
        with using(copy):
            team = a_team()
        yield copy, team
        drop(copy)


@pytest.fixture
def fresh_database(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Clone]:
    """A new clone, to which Django's connection (and DATABASE_URL of new processes) points until the test ends."""
    with django_db_blocker.unblock():
        copy = clone(template)
        try:
            with using(copy):
                yield copy
        finally:
            drop(copy)


@pytest.fixture
def served(fresh_database: Clone) -> Iterator[Served]:
    """The server as a process of its own on a fresh database; the test's own connection sees the same rows."""
    with serving(fresh_database) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium; where there is none the test is skipped, or fails under continuous integration (KITH_CI)."""
    with launched() as chromium:
        yield chromium


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page in a browser context of its own, 1280 pixels wide; a request to another host fails the test."""
    with watched_page(browser) as opened:
        yield opened


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """The accessibility check: `assert axe(page) == []` at each step of a journey."""
    return accessibility_faults


@pytest.fixture
def transactional_db() -> None:
    """Refused: it flushes."""
    pytest.fail("A test that commits asks for `fresh_database`.")


@pytest.fixture
def live_server() -> None:
    """Refused: it shares a connection between threads and flushes."""
    pytest.fail("A test that needs the server asks for `served`.")
