"""What a record from elsewhere changes of somebody known: taken over, asked about, or left."""

import json
from datetime import date
from uuid import UUID

import pytest
from msgspec import structs

from kith.person.rules import Identity, PartialDate
from kith.sharing.incoming import KnownPerson, Source
from kith.sharing.merging import merge, source_of
from kith.sharing.parsing import incoming_person
from kith.sharing.rows import person_values

from .made import a_patient

ELSEWHERE = ("elsewhere", "9")


def read(version="1", **changes):
    """A record of Ada in a version."""
    return incoming_person(json.dumps(a_patient(**{"meta": {"versionId": version}, **changes})).encode())


def known(record=None, *, corrected=(), also=False, **row):
    """Somebody known by one record, as it was read, and what was changed here since; `also` from elsewhere too."""
    record = record or read()
    origin = record.provenance
    sources = {(origin.system, origin.id): source_of(record)} | ({ELSEWHERE: Source("v:1", "x")} if also else {})
    row = person_values(record) | row
    return KnownPerson(
        id=UUID(int=1),
        identity=Identity(family=row["family"]),
        sources=sources,
        corrected=frozenset(corrected),
        is_protected=row["is_protected"],
        row=row,
    )


def by_hand(**row):
    """Somebody written down here, known by no record."""
    return structs.replace(known(**row), sources={})


CHANGED = {"gender": "male", "birthDate": "1950"}


@pytest.mark.parametrize(
    ("what", "person", "record", "outcome", "taken", "asked"),
    [
        ("the same again", known(), read(), "unchanged", {}, {}),
        ("the same again over a correction", known(corrected=["sex"], sex="other"), read(), "unchanged", {}, {}),
        ("a newer version that says the same", known(corrected=["sex"], sex="other"), read("2"), "unchanged", {}, {}),
        ("an older version", known(read("2")), read("1", gender="male"), "unchanged", {}, {}),
        ("a newer version", known(), read("2", gender="male"), "updated", {"sex": "male"}, {}),
        ("the same version, changed", known(), read("1", gender="male"), "updated", {"sex": "male"}, {}),
        (
            "the same version, changed, over a correction",
            known(corrected=["sex"], sex="other"),
            read("1", **CHANGED),
            "updated",
            {"birth_date": date(1950, 1, 1), "birth_precision": "year"},
            {},
        ),
        (
            "a newer version over a correction",
            known(corrected=["birth_date"], birth_date=date(1949, 3, 9)),
            read("2", **CHANGED),
            "proposed",
            {"sex": "male"},
            {"birth_date": {"birth_date": "1950-01-01", "birth_precision": "year"}},
        ),
        (
            "a newer version that agrees with the correction",
            known(corrected=["sex"], sex="male"),
            read("2", gender="male"),
            "updated",
            {},
            {},
        ),
        (
            "a newer version that is silent on the correction",
            known(corrected=["sex"], sex="male"),
            read("2", gender=...),
            "updated",
            {},
            {},
        ),
        (
            "a newer version without a birth date",
            known(),
            read("2", birthDate=..., gender="male"),
            "updated",
            {"sex": "male"},
            {},
        ),
        (
            "a newer version that says a death recorded here is none",
            known(corrected=["is_dead"], is_dead=True),
            read("2", gender="male"),
            "proposed",
            {"sex": "male"},
            {"is_dead": {"is_dead": False, "died_at": None}},
        ),
        (
            "a newer version that takes its own death back",
            known(read("1", deceasedBoolean=True)),
            read("2"),
            "updated",
            {"is_dead": False},
            {},
        ),
        (
            "a newer version that does not know of a death told elsewhere",
            known(is_dead=True, also=True),
            read("2", gender="male"),
            "updated",
            {"sex": "male"},
            {},
        ),
        (
            "a second source",
            structs.replace(known(sex="unknown"), sources={ELSEWHERE: Source("v:1", "x")}),
            read("1", **CHANGED),
            "updated",
            {"sex": "male"},
            {},
        ),
        (
            "a newer version of one of two sources",
            known(also=True),
            read("2", gender="male"),
            "updated",
            {"sex": "male"},
            {},
        ),
        (
            "the same version of one of two sources, read otherwise",
            known(also=True),
            read("1", gender="male"),
            "unchanged",
            {},
            {},
        ),
        (
            "the first record of somebody written down by hand",
            by_hand(sex="other", birth_date=None, known_as="Addie"),
            read(),
            "proposed",
            {"birth_date": date(1948, 3, 9)},
            {"sex": {"sex": "female"}},
        ),
        (
            "a label of protection",
            known(practice_code="K81605", small_area="E01016382"),
            read("2", meta={"versionId": "2", "security": [{"code": "R"}]}),
            "updated",
            {"is_protected": True, "practice_code": "", "small_area": "", "pcn_code": ""},
            {},
        ),
        ("no label any more", known(is_protected=True), read("2", gender="male"), "updated", {"sex": "male"}, {}),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_merge(what, person, record, outcome, taken, asked):
    found = merge(person, record)

    assert (found.outcome, found.taken, found.asked) == (outcome, taken, asked)


def test_what_was_settled_for_what_stands_here_is_asked_again_only_when_it_says_otherwise():
    person = structs.replace(known(corrected=["sex"], sex="other"), kept={"sex": {"sex": "male"}})

    assert merge(person, read("2", gender="male")).asked == {}
    assert merge(person, read("2", gender="female", birthDate="1950")).asked == {"sex": {"sex": "female"}}


def test_what_was_written_by_hand_and_is_said_otherwise_counts_as_corrected_from_then_on():
    assert merge(by_hand(sex="other", given="Ada"), read()).corrected == {"sex"}


def test_placement_left_out_keeps_what_was_placed():
    person = known(small_area="E01016382", practice_code="K81605", pcn_code="U37007", nhs_number="9912003888")

    assert merge(person, read("2")).taken == {}
    moved = structs.replace(read("1"), small_area="E01000001")
    assert merge(person, moved).taken == {"small_area": "E01000001"}
    assert merge(person, moved).outcome == "updated"


def test_the_birth_date_of_a_record_keeps_its_precision():
    record = read("2", birthDate="1948-03")
    assert record.who.born == PartialDate(date(1948, 3, 1), "month")
    assert merge(known(), record).taken == {"birth_date": date(1948, 3, 1), "birth_precision": "month"}
