from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.person.rules import (
    Identity,
    PartialDate,
    has_hidden_characters,
    match,
    nhs_number,
    nhs_number_shown,
    partial_date,
    same_letters,
    shown,
    tidy,
)
from kith.record.rules import KIND_OF_RESOURCE, KINDS, digest, is_newer, version_of

BORN = partial_date("1948-03-09")
OTHER_DAY = partial_date("1951-11-02")


@pytest.mark.parametrize("text", ["9912003888", "991 200 3888", "991-200-3888", "9000000009", "9693632109"])
def test_a_valid_nhs_number_is_ten_digits(text):
    assert nhs_number(text) == text.replace(" ", "").replace("-", "")


@pytest.mark.parametrize(
    "text",
    [
        "0000000000",
        "9991234567",
        "9912003890",
        "991200388",
        "99120038888",
        "",
        "abcdefghij",
        "９９１２００３８８８",
        "1000000010",
    ],
)
def test_an_invalid_nhs_number_is_refused(text):
    assert nhs_number(text) is None


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_at_most_one_check_digit_is_right(nine):
    assert len([digit for digit in "0123456789" if nhs_number(nine + digit)]) <= 1


@given(st.from_regex(r"[0-9]{10}", fullmatch=True), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_caught(text, at, by):
    wrong = text[:at] + str((int(text[at]) + by) % 10) + text[at + 1 :]

    assert nhs_number(text) is None or nhs_number(wrong) is None


def test_an_nhs_number_is_shown_in_three_groups():
    assert nhs_number_shown("9912003888") == "991\u00a0200\u00a03888"


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("1948", date(1948, 1, 1), date(1948, 12, 31), "year"),
        ("1948-02", date(1948, 2, 1), date(1948, 2, 29), "month"),
        ("1948-03-09", date(1948, 3, 9), date(1948, 3, 9), "day"),
    ],
)
def test_a_partial_date_keeps_its_precision(text, first, last, precision):
    read = partial_date(text)

    assert (read.first, read.last, read.precision) == (first, last, precision)


@pytest.mark.parametrize(
    "text", ["abc", "", "1948-13", "1948-02-30", "0000", "9.3.1948", "1948-3-9", "1948-03-09T10:00:00Z", "１９４８"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"^is "):
        partial_date(text)


@given(st.dates(), st.dates())
def test_may_equal_is_mutual(one, other):
    year = PartialDate(date(other.year, 1, 1), "year")

    assert PartialDate(one).may_equal(year) == year.may_equal(PartialDate(one)) == (one.year == other.year)


def test_hidden_characters_are_found_and_shown_not_obeyed():
    assert has_hidden_characters("Ada\u202eOkafor")
    assert shown("Ada\u202eOkafor\x07") == "Ada<U+202E>Okafor<U+0007>"
    assert not has_hidden_characters("Zoë Ní Dhónaill-O'Brien")
    assert shown("Zoë") == "Zoë"


def test_tidy_keeps_one_form_and_no_nul():
    assert tidy("  Zoe\u0308\t Nı\n") == "Zoë Nı"
    assert tidy("a\x00b") == "a\ufffdb"
    assert tidy("a\ud800b") == "a?b"


def test_names_agree_but_for_case_accents_and_punctuation():
    assert same_letters("O'BRIEN", "o brien")
    assert same_letters("Müller", "MULLER")
    assert not same_letters("Müller", "Mueller")


@pytest.mark.parametrize(
    ("known", "incoming", "shared", "verdict"),
    [
        (Identity("Okafor", None, BORN), Identity("Okafor", None, BORN), "id", "same"),
        (Identity("Okafor", None, BORN), Identity("Bello", None, BORN), "id", "same"),
        (Identity("Okafor", None, BORN), Identity("Okafor", None, OTHER_DAY), "id", "same"),
        (Identity("Okafor", None, BORN), Identity("Bello", None, OTHER_DAY), "id", "conflict"),
        (Identity("Okafor", "9912003888", BORN), Identity("Okafor", "9000000009", BORN), "id", "conflict"),
        (Identity("Okafor", "9912003888", BORN), Identity("Bello", "9912003888", BORN), "nhs number", "same"),
        (Identity("Okafor", "9912003888", None), Identity("OKAFOR", "9912003888", BORN), "nhs number", "same"),
        (Identity("Okafor", "9912003888", None), Identity("Bello", "9912003888", BORN), "nhs number", "conflict"),
        (Identity("Okafor", "9912003888", BORN), Identity("Bello", "9912003888", OTHER_DAY), "nhs number", "conflict"),
        (Identity("Okafor", None, BORN), Identity("Okafor", None, BORN), "identifier", "same"),
        (Identity("Okafor", None, BORN), Identity("Okafor", None, OTHER_DAY), "identifier", "other"),
        (Identity("Okafor", None, BORN), Identity("Bello", None, BORN), "identifier", "other"),
        (Identity("Okafor", None, partial_date("1948")), Identity("Okafor", None, BORN), "identifier", "same"),
        (Identity("Okafor", "9912003888", BORN), Identity("Okafor", "9000000009", BORN), "identifier", "other"),
        (Identity("", None, None), Identity("", None, None), "nhs number", "conflict"),
    ],
)
def test_two_records_are_one_person_only_on_two_grounds(known, incoming, shared, verdict):
    assert match(known, incoming, shared) == verdict
    assert match(incoming, known, shared) == verdict


@pytest.mark.parametrize(
    ("known", "incoming", "newer"),
    [
        ("v:2", "v:2", False),
        ("v:2", "v:10", True),
        ("v:10", "v:2", False),
        ("v:a", "v:b", True),
        ("at:2026-01-01T00:00:00.000000+00:00", "at:2026-01-02T00:00:00.000000+00:00", True),
        ("at:2026-01-02T00:00:00.000000+00:00", "at:2026-01-01T00:00:00.000000+00:00", False),
        ("is:aa", "is:aa", False),
        ("is:aa", "is:bb", True),
        ("is:aa", "v:1", True),
    ],
)
def test_a_newer_version_is_told_by_number_then_moment_then_change(known, incoming, newer):
    assert is_newer(known, incoming) is newer


def test_a_version_is_the_number_before_the_moment_before_the_content():
    assert version_of(number="3", updated="2026", content=b"\x01") == "v:3"
    assert version_of(number=None, updated="2026", content=b"\x01") == "at:2026"
    assert version_of(number=None, updated=None, content=b"\x01") == "is:01"


def test_every_kind_of_fact_has_resource_types_of_its_own():
    types = [name for kind in KINDS.values() for name in kind.resource_types]

    assert sorted(types) == sorted(KIND_OF_RESOURCE)
    assert len(types) == len(set(types))
    assert digest(b"a") != digest(b"b")
    assert len(digest(b"a")) == 16
