"""Who somebody is: NHS number, names, birth date, and when two records are one person."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kith.language import _

DatePrecision = Literal["year", "month", "day"]
SEXES = ("female", "male", "other", "unknown")
LONGEST_NAME = 200

_NUMBER = re.compile(r"[0-9]{10}")
_PARTIAL_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_WEIGHTS = range(10, 1, -1)
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def nhs_number(text: str) -> str | None:
    """
    Return the ten digits of a valid NHS number, or None.

    Spaces and dashes are accepted. Weights 10 to 2 on the first nine digits; eleven minus the sum modulo eleven is the
    check digit, 11 counts as 0 and 10 is never valid. 0000000000 passes the sum and is refused.
    Source: NHS data dictionary, NHS NUMBER (reviewed 2026-11).
    """
    digits = text.replace(" ", "").replace("-", "")
    if not _NUMBER.fullmatch(digits) or digits == "0000000000":
        return None
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11
    return digits if check % 11 == int(digits[9]) else None


def nhs_number_shown(number: str) -> str:
    """Return an NHS number as people read it: 3 3 4, kept on one line."""
    return "\u00a0".join((number[:3], number[3:6], number[6:]))


def tidy(text: str) -> str:
    """Return text in one Unicode form with single spaces, and with what a database cannot hold replaced by U+FFFD."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    return " ".join(text.replace("\x00", "\ufffd").split())


_NO_REASONS = frozenset({"na", "none", "nil", "no", "nothing", "noreason", "nochange", "notapplicable"})


def is_a_reason(typed: str) -> bool:
    """Say whether somebody wrote a reason: 3 or more characters besides spaces, and not 'n/a', '-' or 'none'."""
    bare = "".join(letter for letter in typed.casefold() if letter.isalnum())
    return len("".join(typed.split())) >= 3 and bool(bare) and bare not in _NO_REASONS


def has_hidden_characters(text: str) -> bool:
    """Return whether text holds characters that steer the display or do not show: control, direction, zero width."""
    if text.isascii():
        return not text.isprintable()
    return any(unicodedata.category(character) in _HIDDEN_CATEGORIES for character in text)


def shown(text: str) -> str:
    """Return text with hidden characters written out, as <U+202E>, so that a page shows them and does not obey them."""
    if not has_hidden_characters(text):
        return text
    return "".join(f"<U+{ord(c):04X}>" if unicodedata.category(c) in _HIDDEN_CATEGORIES else c for c in text)


def same_letters(one: str, other: str) -> bool:
    """Return whether two names agree but for case, accents, spaces and punctuation."""
    return _letters(one) == _letters(other)


def _letters(name: str) -> str:
    parts = unicodedata.normalize("NFKD", name).casefold()
    return "".join(character for character in parts if character.isalnum())


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, the month or the year; `first` is its earliest day."""

    first: date
    precision: DatePrecision = "day"

    @property
    def last(self) -> date:
        """The latest day it can mean."""
        if self.precision == "year":
            return self.first.replace(month=12, day=31)
        if self.precision == "month":
            return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])
        return self.first

    def may_equal(self, other: PartialDate) -> bool:
        """Return whether both can mean the same day."""
        return self.first <= other.last and other.first <= self.last


def partial_date(text: str) -> PartialDate:
    """
    Return the date written as YYYY, YYYY-MM or YYYY-MM-DD.

    Raises:
        ValueError: if it is written in another way or no such day exists.
    """
    match = _PARTIAL_DATE.fullmatch(text)
    if match is None:
        raise ValueError(_("is not a date: write 1948, 1948-03 or 1948-03-09"))
    year, month, day = match.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise ValueError(_("is a day that does not exist")) from None
    return PartialDate(first, "day" if day else "month" if month else "year")


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one person from another."""

    family: str = ""
    nhs_number: str | None = None
    born: PartialDate | None = None


Shared = Literal["id", "nhs number", "identifier"]
Match = Literal["same", "other", "conflict"]


def match(known: Identity, incoming: Identity, shared: Shared) -> Match:
    """
    Return whether two records that share something are one person.

    A shared record id is trusted unless NHS numbers differ, or both name and birth date do. A shared NHS number needs
    the birth date or the family name as well, else it is a conflict for somebody to look at. Another shared identifier
    needs both, else it says nothing: licence and insurance numbers are met twice.
    Source: NHS number guidance, "never rely on it alone to match a person"; our own rule for the rest.
    """
    same_name = bool(known.family) and same_letters(known.family, incoming.family)
    if known.born is None or incoming.born is None:
        same_birth, other_birth = False, False
    else:
        same_birth = known.born.may_equal(incoming.born)
        other_birth = not same_birth
    other_number = bool(known.nhs_number and incoming.nhs_number and known.nhs_number != incoming.nhs_number)
    if shared == "id":
        return "conflict" if other_number or (other_birth and not same_name) else "same"
    if shared == "nhs number":
        return "same" if same_birth or same_name else "conflict"
    return "same" if same_birth and same_name and not other_number else "other"


def has_moved(before: Sequence[tuple[str, str, str]], after: Sequence[tuple[str, str, str]]) -> bool:
    """
    Say whether somebody lives elsewhere now, from (kind, value, postcode) of what was recorded and what is.

    Only where an address was known and is: what is added, or written in another way under one postcode, is no move.
    """
    old, new = ([(value, code) for kind, value, code in one if kind == "address"] for one in (before, after))
    if not old or not new:
        return False
    known = {_bare(code) for _value, code in old if code} | {_bare(value) for value, _code in old}
    return not any(_bare(one) in known for value, code in new for one in (value, code) if one)


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
