"""
A statement that adds rows to a GiST index it asks must ask all of it before it adds the first: else rows are not found.

PostgreSQL (18.6) can mark the entry of a sound row dead when one statement asks the index anew for each row and lets it grow by
a page meanwhile. The first case is the control: it shows rows that are there and are not found.
"""

import re

import psycopg
import pytest

from doctor_world import url_as
from kith.database.templates import Clone

OF_ONE_PAGE = 100
"""Entries of rows that were taken back, and rows to add: together more than one page of the index."""
TABLE = """
create temp table stay (team int, account int, during int4range,
    constraint stay_once exclude using gist (team with =, account with =, during with &&))
"""
ADD = """
insert into stay select mod(n, 4), n, '[1,)' from generate_series(1, {number}) n
 where (select count(*) from stay s where s.team = mod(n, 4) and s.account = n) = 0 {order}
"""
THROUGH_THE_INDEX = "set local enable_seqscan = off; set local enable_bitmapscan = off"
PAST_THE_INDEX = "set local enable_seqscan = on; set local enable_indexscan = off; set local enable_indexonlyscan = off"


def not_found(name: str, order: str) -> int:
    """Return how many rows are there that the index does not find, after rows were taken back and added again."""
    with psycopg.connect(url_as("super", name)) as opened:
        opened.execute(TABLE)
        opened.execute(THROUGH_THE_INDEX)
        with opened.transaction() as taken_back:
            opened.execute(ADD.format(number=OF_ONE_PAGE, order="order by n"))
            raise psycopg.Rollback(taken_back)
        opened.execute(ADD.format(number=OF_ONE_PAGE, order=order))
        number = "select count(*) from stay where team >= 0"
        [(found,)] = opened.execute(number).fetchall()
        opened.execute(PAST_THE_INDEX)
        [(there,)] = opened.execute(number).fetchall()
        opened.rollback()
    assert there == OF_ONE_PAGE
    return int(there - found)


@pytest.mark.parametrize(("order", "loses"), [("", True), ("order by md5(n::text)", False)])
def test_rows_are_found_when_all_is_asked_before_the_first_is_added(
    fresh_database: Clone, order: str, loses: bool
) -> None:
    assert (not_found(fresh_database.name, order) > 0) is loses


def test_every_function_that_adds_to_such_a_table_and_asks_it_sorts_first(fresh_database: Clone) -> None:
    with psycopg.connect(url_as("super", fresh_database.name)) as opened:
        tables = opened.execute(
            "select distinct c.relname from pg_index i join pg_class x on x.oid = i.indexrelid join pg_am a on a.oid = x.relam"
            " join pg_class c on c.oid = i.indrelid where a.amname = 'gist' and c.relnamespace = 'public'::regnamespace"
        ).fetchall()
        sources = opened.execute(
            "select proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace and prolang <> 13"
        ).fetchall()
    inserts = [
        (name, table, text)
        for name, source in sources
        for (table,) in tables
        for text in re.findall(rf"insert into {table} .*?;", source, re.DOTALL)
        if re.search(rf"(from|join) {table}\b", text)
    ]
    assert sorted((name, table) for name, table, _text in inserts) == [
        ("team_align_cover", "access_seat"),
        ("team_align_cover", "team_member"),
    ]
    assert all("order by" in text for _name, _table, text in inserts)
