"""Birth dates as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.act import Refusal
from kith.caseload.forms import born_of
from kith.person.rules import PartialDate

dates = st.dates(date(1900, 1, 1), date(2026, 1, 1))


@given(dates, st.sampled_from(["%d %m %Y", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d"]))
def test_whole_date_is_read_in_each_way_of_writing(day: date, way: str) -> None:
    assert born_of(day.strftime(way)) == PartialDate(day)


@pytest.mark.parametrize(
    ("text", "first", "precision"),
    [
        ("1942", date(1942, 1, 1), "year"),
        ("3 1942", date(1942, 3, 1), "month"),
        ("March 1942", date(1942, 3, 1), "month"),
        ("1942-03", date(1942, 3, 1), "month"),
        ("1 3 1942", date(1942, 3, 1), "day"),
    ],
)
def test_what_is_known_of_a_date_is_kept(text: str, first: date, precision: str) -> None:
    assert born_of(text) == PartialDate(first, precision)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["31 2 1942", "12 3 42", "last spring", "12 13 1942", "1 2 3 1942", "12 Mars-ish"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        born_of(text)
    assert refused.value.field == "birth_date"


def test_nothing_is_not_known() -> None:
    assert born_of("  ") is None
