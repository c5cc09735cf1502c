"""`policy check` finds everything and invents nothing: against trying every value, and on faults put into what ships."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from kith.policy.check_rules import check, laxer
from kith.policy.queries import routes, texts_of, thresholds
from kith.policy.table_rules import read_tables
from kith.policy.value_rules import TableError

from .small_tables import by_trying, laxer_by_trying, milder_by_trying, tables

EXAMPLES = settings(max_examples=150, deadline=None)


def test_what_ships_is_sound():
    assert [finding for table in thresholds().values() for finding in check(table)] == []


def test_every_route_that_a_row_names_is_there():
    named = {row.route for table in thresholds().values() for row in table.rows if row.route}
    assert named == set(routes())


@EXAMPLES
@given(tables())
def test_rows_that_never_hold_overlap_or_leave_gaps_are_found_as_by_trying_every_value(table):
    found = {(one.kind, one.rows) for one in check(table) if one.kind != "milder"}
    assert found == by_trying(table)


@EXAMPLES
@given(tables())
def test_a_worse_value_with_a_milder_outcome_is_found_as_by_trying_every_pair(table):
    found = {name for one in check(table) if one.kind == "milder" for name in _moved(one)}
    assert found == milder_by_trying(table)


def _moved(finding):
    before, after = finding.example, finding.worse_example
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


@EXAMPLES
@given(tables(), tables())
def test_a_laxer_table_is_found_as_by_trying_every_value(own, floor):
    own = replace(own, inputs=floor.inputs, rows=tuple(row for row in own.rows if row.level is not None))
    found = laxer(own, floor, lambda own, least: "")
    assert bool(found) == laxer_by_trying(own, floor)


@EXAMPLES
@given(tables())
def test_no_table_is_laxer_than_itself(table):
    assert laxer(table, table, lambda own, least: "") == []


FAULTS = {
    "a band moved up by one": ("news2", "thresholds", "5..6", "6", {"uncovered"}),
    "a band that overlaps": ("news2", "thresholds", ">=7", ">=6", {"overlap"}),
    "a row that can never hold": ("news2", "thresholds", "NEWS2-0,0,,", "NEWS2-0,20,2,", {"unreachable", "uncovered"}),
    "the worst band made mild": ("news2", "thresholds", "high,4,emergency", "high,1,", {"milder"}),
    "points that fall as breaths rise": ("news2", "scores", "RESP-5,resp,>=25,,,,,,,,3", "RESP-5,resp,>=25,,,,,,,,1", {"milder"}),
    "points with a gap": ("news2", "scores", "21..24", "22..24", {"uncovered"}),
    "points that overlap": ("news2", "scores", "131", "130", {"overlap"}),
    "oxygen scale 2 turned round": ("news2", "scores", ">=97,2,yes,,,,,3", ">=97,2,yes,,,,,0", {"milder"}),
    "item 9 forgotten at 1": ("phq9", "thresholds", ">=1,,,2", "2..3,,,2", set()),
    "severe anxiety without a review": ("gad7", "thresholds", "severe,2,mental-health-review", "severe,0,", {"milder"}),
    "an edge left open": ("efi", "thresholds", "<=0.12", "<0.12", {"uncovered"}),
    "a risk tier left out": ("missed-contacts", "thresholds", "medium | not assessed,1", "medium,1", {"uncovered"}),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_put_into_what_ships_is_found(name):
    table, kind, was, now, kinds = FAULTS[name]
    assert {one.kind for one in check(_changed(table, kind, was, now))} == kinds


def _changed(name, kind, was, now):
    texts = texts_of(name)
    text = getattr(texts, kind)[name]
    assert text.count(was) == 1, f"{was!r} stands {text.count(was)} times"
    getattr(texts, kind)[name] = text.replace(was, now)
    return read_tables(texts.tables, texts.inputs, texts.scores, texts.thresholds)[name]


LAXER = {
    "a milder level": ("news2", "thresholds", "low-medium,2,clinical-review", "low-medium,1,"),
    "item 9 forgotten at 1": ("phq9", "thresholds", "PHQ9-ITEM9,,>=1", "PHQ9-ITEM9,,>=2"),
    "fewer points": ("news2", "scores", "AIR-2,air_o2,,,,yes,,,,,2", "AIR-2,air_o2,,,,yes,,,,,1"),
    "safeguarding forgotten beside an emergency": (
        "social-crisis", "thresholds", "higher than before | immediate danger", "higher than before",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LAXER)
def test_a_table_laxer_than_the_floor_is_refused_with_a_case_that_would_slip_through(name):
    table, kind, was, now = LAXER[name]
    found = laxer(_changed(table, kind, was, now), thresholds()[table], lambda own, least: "")
    assert found and all(one.kind == "laxer" and one.example for one in found)


def test_a_stricter_table_is_not_laxer():
    stricter = _changed("news2", "thresholds", "low,1,", "low,2,clinical-review")
    assert laxer(stricter, thresholds()["news2"], lambda own, least: "") == []


def test_a_counterexample_adds_up():
    found = check(_changed("news2", "thresholds", "5..6", "6"))
    shown = next(one.example for one in found if one.kind == "uncovered")
    assert shown["total"] == "5"
    from kith.policy.evaluation_rules import Fact, evaluate

    facts = {name: Fact(shown[name]) for name in thresholds()["news2"].inputs if name in shown}
    assert evaluate(thresholds()["news2"], facts).score == 5


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (",total,", ",totl,", "the column 'totl' is no input of this table"),
        ("NEWS2-5-6,5..6", "NEWS2-5-6,6..5", "thresholds/news2.csv, row 5: total: '6..5' goes backwards"),
        ("NEWS2-5-6,5..6", "NEWS2-5-6,five", "thresholds/news2.csv, row 5: total: 'five' is no condition on total"),
        ("NEWS2-5-6,", "NEWS2-7,", "the id NEWS2-7 stands twice"),
        ("medium,2,urgent-review", "medium,2,", "a row of level 2 or more names its route"),
        ("medium,2,urgent-review", "medium,5,urgent-review", "level 5 is none of 0, 1, 2, 3, 4"),
    ],
)
def test_a_table_that_does_not_hold_together_says_file_row_and_remedy(was, now, said):
    with pytest.raises(TableError, match=said.replace("(", r"\(")):
        _changed("news2", "thresholds", was, now)
