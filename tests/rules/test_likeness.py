"""How alike two records are: the same whichever comes first, most alike to itself, never more alike for differing more."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from hypothesis import example, given
from hypothesis import strategies as st

from kith.person.likeness_rules import (
    WEIGHTS,
    Agrees,
    Described,
    Level,
    days_like,
    is_slip,
    likeness,
    numbers_like,
    pairs,
)
from kith.person.rules import PartialDate

GIVEN = ["", "Doris", "Dorothy", "Dot", "Pettigrew", "Zoë", "Al"]
FAMILY = ["", "Pettigrew", "Petigrew", "Smith-Jones", "Jones", "O’Brien", "Doris"]
NUMBERS = [None, "9434765919", "9434765991", "9434765918", "4505577104"]
BORN = [
    None,
    PartialDate(date(1942, 3, 12)),
    PartialDate(date(1942, 12, 3)),
    PartialDate(date(1943, 3, 12)),
    PartialDate(date(1942, 3, 1), "month"),
    PartialDate(date(1942, 1, 1), "year"),
    PartialDate(date(1951, 11, 30)),
]
people = st.builds(
    Described,
    given=st.sampled_from(GIVEN),
    family=st.sampled_from(FAMILY),
    known_as=st.sampled_from(["", "Dot"]),
    nhs_number=st.sampled_from(NUMBERS),
    born=st.sampled_from(BORN),
    postcodes=st.sampled_from([frozenset[str](), frozenset({"MB1 2CD"}), frozenset({"mb12cd", "MB1 3EF"})]),
).filter(lambda one: one.given or one.family)
texts = st.text("abcde", max_size=6)


@given(people, people)
def test_likeness_is_the_same_whichever_comes_first(one: Described, other: Described) -> None:
    assert likeness(one, other) == likeness(other, one)


@given(people, people)
def test_no_record_is_more_alike_to_another_than_to_itself(one: Described, other: Described) -> None:
    assert likeness(one, one).points >= likeness(one, other).points


WORSE = (
    (Agrees.NUMBER_SAME, Agrees.NUMBER_NEAR, Agrees.NUMBER_OTHER),
    (Agrees.BORN_SAME, Agrees.BORN_SWAPPED, Agrees.BORN_NEAR, Agrees.BORN_OTHER),
    (Agrees.BORN_SAME, Agrees.BORN_MONTH, Agrees.BORN_YEAR, Agrees.BORN_OTHER),
    (
        Agrees.NAME_SAME, Agrees.NAME_SWAPPED, Agrees.NAME_KNOWN_AS, Agrees.NAME_ONE_LETTER, Agrees.NAME_PART,
        Agrees.NAME_FAMILY, Agrees.NAME_ALIKE, Agrees.NAME_GIVEN, Agrees.NAME_OTHER,
    ),
)  # fmt: skip


def test_what_agrees_less_gives_no_more_points() -> None:
    for line in WORSE:
        points = [WEIGHTS[one].points for one in line]
        assert points == sorted(points, reverse=True)
    assert {one for line in WORSE for one in line} | {Agrees.POSTCODE_SAME} == set(Agrees)


@given(people, people, st.sampled_from(["nhs_number", "born", "name", "postcodes"]))
def test_record_that_differs_more_is_never_more_alike(one: Described, other: Described, what: str) -> None:
    """From equal to whatever it is in the other record, one thing at a time: each step takes points away or none."""
    names = ("given", "family", "known_as") if what == "name" else (what,)
    equal = replace(other, **{name: getattr(one, name) for name in names})
    if what == "born" and one.born is None:
        return
    if what in ("nhs_number", "postcodes") and not getattr(one, what):
        return
    assert likeness(one, equal).points >= likeness(one, other).points


@given(people, people)
def test_points_are_the_sum_of_what_is_said(one: Described, other: Described) -> None:
    found = likeness(one, other)
    assert found.points == sum(WEIGHTS[agrees].points for agrees in found.agrees)
    assert found.words.count(", ") >= len(found.agrees) - 1


@given(texts, texts)
@example("abcd", "abdc")
@example("abc", "abcd")
@example("ab", "ba")
def test_a_slip_is_one_letter_or_two_neighbours_swapped(one: str, other: str) -> None:
    letters = "abcde"
    made = {one[:n] + one[n + 1 :] for n in range(len(one))}
    made |= {one[:n] + letter + one[n:] for n in range(len(one) + 1) for letter in letters}
    made |= {one[:n] + letter + one[n + 1 :] for n in range(len(one)) for letter in letters}
    made |= {one[:n] + one[n + 1] + one[n] + one[n + 2 :] for n in range(len(one) - 1)}
    assert is_slip(one, other) == (other in made - {one})


@given(st.lists(people, max_size=9))
def test_pairs_are_those_of_comparing_each_with_each(some: list[Described]) -> None:
    known = dict(enumerate(some))
    each = {(a, b): likeness(known[a], known[b]) for a, b in combinations(known, 2)}
    assert {(one.one, one.other): one.likeness for one in pairs(known)} == {
        key: how for key, how in each.items() if how.level
    }
    few = {0, 1}
    assert {(one.one, one.other) for one in pairs(known, among=few)} == {
        key for key, how in each.items() if how.level and few & set(key)
    }


def test_most_alike_come_first() -> None:
    doris = Described("Doris", "Pettigrew", born=BORN[1], nhs_number=NUMBERS[1])
    known = {"a": Described("Doris", "Pettigrew"), "b": doris, "c": replace(doris, family="Petigrew")}
    found = pairs(known)
    assert [(one.one, one.other, one.likeness.level) for one in found] == [
        ("b", "c", Level.SAME),
        ("a", "b", Level.POSSIBLE),
    ]


def test_thousands_of_records_are_not_compared_each_with_each() -> None:
    """The control of the blocks: 3,000 people of different days and names give no pair, and none is compared."""
    known = {
        n: Described(
            f"{chr(97 + n % 26) * 4}{n}",
            f"{chr(97 + n % 23) * 5}{n}",
            born=PartialDate(date(1930, 1, 1) + timedelta(37 * n)),
        )
        for n in range(3_000)
    }
    assert pairs(known) == []


@given(people, people)
def test_whoever_is_alike_by_number_or_birth_is_among_what_an_index_is_asked_for(
    one: Described, other: Described
) -> None:
    agrees = likeness(one, other).agrees
    if {Agrees.NUMBER_SAME, Agrees.NUMBER_NEAR} & set(agrees):
        assert one.nhs_number and other.nhs_number in numbers_like(one.nhs_number)
    if {Agrees.BORN_SAME, Agrees.BORN_NEAR, Agrees.BORN_SWAPPED} & set(agrees):
        assert one.born and other.born and other.born.first in days_like(one.born.first)
