"""
Killed at any moment, nothing acknowledged is lost and nothing is done twice (P13, P14): a real client under real kills.

Two controls show that the run would see it: a client that forgets its keys doubles, a database that does not wait for its
disk loses.
"""

import os
from collections.abc import Iterator

import pytest

from crash.homes import Living, judge, kill_a_backend, kill_database, living, wait_for_more, writing
from database.homes import query
from kith.database import server

WRITERS = 3
FIRST_SUCCESS_SECONDS = 10.0
"""What an operator may count on after a kill; a quarter of it is usual on a busy machine."""

KILLS = 50 if os.environ.get("KITH_NIGHTLY") else 3


@pytest.fixture(scope="module")
def borough() -> Iterator[Living]:
    with living() as served:
        yield served


def test_nothing_acknowledged_is_lost_or_doubled_by_kills(borough: Living) -> None:
    writers = [borough.writer(number) for number in range(WRITERS)]
    kills = [borough.web.kill, lambda: kill_database(every_process=True), kill_a_backend]
    waits = []
    with writing(borough, writers):
        wait_for_more(writers, 5)
        for number in range(KILLS):
            kills[number % len(kills)]()
            waits.append(wait_for_more(writers, 5))
    verdict = judge(writers)
    assert (verdict.lost, verdict.doubled) == ([], [])
    assert [said for one in writers for said in one.strange] == []
    assert sum(one.away for one in writers) > 0, "the database was never away: the run proves nothing"
    assert max(waits) < FIRST_SUCCESS_SECONDS


def test_answer_that_was_lost_is_given_again_once(borough: Living) -> None:
    writer = borough.writer(0)
    writer.write(borough.person_id, f"Load lost answer {writer.name}", loses_first_answer=True)
    assert len(writer.acknowledged) == 1
    assert judge([writer]).doubled == []


def test_control_client_that_forgets_its_key_is_seen_to_double(borough: Living) -> None:
    writer = borough.writer(0, forgets_key=True)
    writer.write(borough.person_id, f"Load forgotten key {writer.name}", loses_first_answer=True)
    assert judge([writer]).doubled == writer.sent


@pytest.mark.nightly  # two recoveries more; the control beside it needs none
def test_control_database_that_does_not_wait_for_its_disk_is_seen_to_lose(borough: Living) -> None:
    query("alter role kith_app set synchronous_commit = off", role="super")
    query("alter system set wal_writer_delay = '10s'", role="super")
    try:
        kill_database(every_process=True)
        writers = [borough.writer(0)]
        with writing(borough, writers):
            wait_for_more(writers, 5)
            kill_database(every_process=True)
        server.start()
        assert judge(writers).lost != []
    finally:
        query("alter role kith_app reset synchronous_commit", role="super")
        query("alter system reset wal_writer_delay", role="super")
