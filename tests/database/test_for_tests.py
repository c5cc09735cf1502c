"""The server of the tests leaves out what guards against a failure of power; the server of any other home does not."""

import pytest

from database.homes import own_home, query
from kith.database import server
from kith.database.home import home
from kith.database.templates import HASTE, HOME_OF_TESTS, make_haste

ASKED = "select name, setting from pg_settings where name in ('fsync', 'full_page_writes') order by name"


@pytest.mark.django_db
def test_the_server_of_the_tests_does_not_wait_for_the_disk() -> None:
    if home().name != HOME_OF_TESTS:
        pytest.skip("a home or a server was given to these tests")
    assert dict(query(ASKED)) == HASTE


def test_the_server_of_another_home_waits_also_where_tests_ask_for_haste() -> None:
    with own_home():
        server.start()
        make_haste()
        assert dict(query(ASKED)) == {"fsync": "on", "full_page_writes": "on"}
