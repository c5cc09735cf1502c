"""
How alike two records of people are, and why: whether they may be of one person. Plain Python, a sum of what agrees.

Number, birth date, name and postcode each give points for how well they agree, whatever the others do; the sum gives the
level. So a record that differs more is never more alike. Unknown agrees with nothing and contradicts nothing.
Source: our own weights, in the spirit of the NHS number guidance ("never rely on it alone"); owner: the place's clinical
lead, with the person who keeps the place's records; reviewed 2026-11.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from itertools import combinations
from types import MappingProxyType
from typing import Generic, TypeVar

from kith.language import _, later
from kith.person.rules import PartialDate

K = TypeVar("K")


class Level(StrEnum):
    """How likely two records are of one person, most likely first."""

    SAME = "same"
    LIKELY = "likely"
    POSSIBLE = "possible"


LEVELS: Mapping[Level, int] = MappingProxyType({Level.SAME: 80, Level.LIKELY: 45, Level.POSSIBLE: 20})
"""From how many points on, most first. Below the last two records are of two people as far as we can tell."""
LEVEL_WORDS: Mapping[Level, str] = MappingProxyType(
    {
        Level.SAME: later("Almost certainly one person"),
        Level.LIKELY: later("Likely one person"),
        Level.POSSIBLE: later("Possibly one person"),
    }
)


class Agrees(StrEnum):
    """How one thing that is known of two people agrees."""

    NUMBER_SAME = "number same"
    NUMBER_NEAR = "number near"
    NUMBER_OTHER = "number other"
    BORN_SAME = "born same"
    BORN_SWAPPED = "born swapped"
    BORN_NEAR = "born near"
    BORN_MONTH = "born month"
    BORN_YEAR = "born year"
    BORN_OTHER = "born other"
    NAME_SAME = "name same"
    NAME_SWAPPED = "name swapped"
    NAME_KNOWN_AS = "name known as"
    NAME_ONE_LETTER = "name one letter"
    NAME_PART = "name part"
    NAME_FAMILY = "name family"
    NAME_ALIKE = "name alike"
    NAME_GIVEN = "name given"
    NAME_OTHER = "name other"
    POSTCODE_SAME = "postcode same"


@dataclass(frozen=True, slots=True)
class Weight:
    """Points of one way of agreeing, and how it is said."""

    points: int
    words: str


WEIGHTS: Mapping[Agrees, Weight] = MappingProxyType(
    {
        Agrees.NUMBER_SAME: Weight(70, later("same NHS number")),
        Agrees.NUMBER_NEAR: Weight(25, later("NHS number differs by one digit, or two are swapped")),
        Agrees.NUMBER_OTHER: Weight(-30, later("another NHS number")),
        Agrees.BORN_SAME: Weight(30, later("same birth date")),
        Agrees.BORN_SWAPPED: Weight(22, later("birth date with day and month swapped")),
        Agrees.BORN_NEAR: Weight(20, later("birth date differs by one digit")),
        Agrees.BORN_MONTH: Weight(15, later("same month of birth, the day is not known")),
        Agrees.BORN_YEAR: Weight(8, later("same year of birth, the day is not known")),
        Agrees.BORN_OTHER: Weight(-30, later("another birth date")),
        Agrees.NAME_SAME: Weight(30, later("same name")),
        Agrees.NAME_SWAPPED: Weight(26, later("given and family name swapped")),
        Agrees.NAME_KNOWN_AS: Weight(26, later("same family name, and one is called as the other is named")),
        Agrees.NAME_ONE_LETTER: Weight(18, later("name differs by one letter, or two are swapped")),
        Agrees.NAME_PART: Weight(14, later("one family name is part of the other")),
        Agrees.NAME_FAMILY: Weight(10, later("same family or given name, the other is not known")),
        Agrees.NAME_ALIKE: Weight(8, later("names are alike")),
        Agrees.NAME_GIVEN: Weight(0, later("same given name, another family name")),
        Agrees.NAME_OTHER: Weight(-20, later("another name")),
        Agrees.POSTCODE_SAME: Weight(8, later("same postcode")),
    }
)
SHORTEST_FOR_ONE_LETTER = 6
"""Letters of a whole name from which on one letter is a slip: 'Al Li' and 'Al Lo' are two names."""
ALIKE_FAMILY, ALIKE_GIVEN = 0.4, 0.25
"""How many of the groups of three letters two names share, from 0 to 1, to be alike: Doris and Dorothy share 0.27."""
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of somebody, for comparing: empty text and None are not known. Never of somebody protected."""

    given: str = ""
    family: str = ""
    known_as: str = ""
    nhs_number: str | None = None
    born: PartialDate | None = None
    postcodes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two records are: the points, and how each thing known of both agrees, in order number, birth, name, postcode."""

    points: int
    agrees: tuple[Agrees, ...]

    @property
    def level(self) -> Level | None:
        """How likely they are of one person; None: as far as we can tell they are two."""
        return next((level for level, least in LEVELS.items() if self.points >= least), None)

    @property
    def level_words(self) -> str:
        """How likely, in words: 'Likely one person'."""
        return _(LEVEL_WORDS[self.level]) if self.level else ""

    @property
    def words(self) -> str:
        """Why, in words: 'same birth date, name differs by one letter'."""
        return ", ".join(_(WEIGHTS[one].words) for one in self.agrees)


def likeness(one: Described, other: Described) -> Likeness:
    """Return how alike two records are. The order of the two says nothing; no record is more alike to another than to itself."""
    agrees = tuple(
        found
        for found in (_numbers(one, other), _births(one, other), _names(one, other), _postcodes(one, other))
        if found
    )
    return Likeness(sum(WEIGHTS[found].points for found in agrees), agrees)


def who_is(one: Described) -> str:
    """Return a digest of who somebody is: name, number and birth date. It changes when one of them does; postcodes do not count."""
    born = f"{one.born.first:%Y-%m-%d} {one.born.precision}" if one.born else ""
    return sha256("\n".join((one.given, one.family, one.known_as, one.nhs_number or "", born)).encode()).hexdigest()


def letters(name: str) -> str:
    """Return the letters of a name alone: without case, accents, strokes, hyphens, spaces."""
    return "".join(parts_of(name))


def parts_of(name: str) -> list[str]:
    """Return the parts of a name between spaces and hyphens, each as `letters`; an apostrophe parts nothing."""
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_STROKES).replace("’", "").replace("'", ""))
    words = "".join(c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in folded)
    return words.split()


def is_slip(one: str, other: str) -> bool:
    """Say whether two texts differ by one letter too many, too few or wrong, or by two neighbours swapped; equal ones do not."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, theirs = one[at:], other[at:]
    if len(rest) != len(theirs):
        longer, shorter = (rest, theirs) if len(rest) > len(theirs) else (theirs, rest)
        return longer[1:] == shorter
    return rest[1:] == theirs[1:] or (rest[:2] == theirs[1::-1] and rest[2:] == theirs[2:])


def _numbers(one: Described, other: Described) -> Agrees | None:
    if not one.nhs_number or not other.nhs_number:
        return None
    if one.nhs_number == other.nhs_number:
        return Agrees.NUMBER_SAME
    return Agrees.NUMBER_NEAR if is_slip(one.nhs_number, other.nhs_number) else Agrees.NUMBER_OTHER


def _births(one: Described, other: Described) -> Agrees | None:
    if one.born is None or other.born is None:
        return None
    if one.born.precision != "day" or other.born.precision != "day":
        return _partial_births(one.born, other.born)
    mine, theirs = one.born.first, other.born.first
    if mine == theirs:
        return Agrees.BORN_SAME
    if (mine.year, mine.month, mine.day) == (theirs.year, theirs.day, theirs.month):
        return Agrees.BORN_SWAPPED
    return Agrees.BORN_NEAR if is_slip(f"{mine:%Y%m%d}", f"{theirs:%Y%m%d}") else Agrees.BORN_OTHER


def _partial_births(one: PartialDate, other: PartialDate) -> Agrees:
    if not one.may_equal(other):
        return Agrees.BORN_OTHER
    return Agrees.BORN_YEAR if "year" in (one.precision, other.precision) else Agrees.BORN_MONTH


def _names(one: Described, other: Described) -> Agrees:
    mine, theirs = _Name(one), _Name(other)
    if (mine.given, mine.family) == (theirs.given, theirs.family):
        return Agrees.NAME_SAME
    if (mine.given, mine.family) == (theirs.family, theirs.given):
        return Agrees.NAME_SWAPPED
    same_family, same_given = mine.family == theirs.family, mine.given == theirs.given
    if same_family and mine.family and mine.called & theirs.called:
        return Agrees.NAME_KNOWN_AS
    if mine.is_slip_of(theirs):
        return Agrees.NAME_ONE_LETTER
    if same_given and mine.given and mine.shares_family_with(theirs):
        return Agrees.NAME_PART
    if _one_is_not_known(mine, theirs, same_family=same_family, same_given=same_given):
        return Agrees.NAME_FAMILY
    if alike(mine.family, theirs.family) >= ALIKE_FAMILY and alike(mine.given, theirs.given) >= ALIKE_GIVEN:
        return Agrees.NAME_ALIKE
    return Agrees.NAME_GIVEN if same_given and mine.given else Agrees.NAME_OTHER


def _one_is_not_known(mine: _Name, theirs: _Name, *, same_family: bool, same_given: bool) -> bool:
    if same_family and mine.family:
        return not mine.given or not theirs.given
    return same_given and bool(mine.given) and (not mine.family or not theirs.family)


class _Name:
    """A name as it is compared."""

    __slots__ = ("called", "family", "given", "parts")

    def __init__(self, one: Described) -> None:
        self.given, self.family = letters(one.given), letters(one.family)
        self.parts = frozenset(parts_of(one.family))
        self.called = frozenset(filter(None, (self.given, letters(one.known_as))))

    def is_slip_of(self, other: _Name) -> bool:
        """Whether the whole names differ by one slip, in one of the two names."""
        if min(len(self.given + self.family), len(other.given + other.family)) < SHORTEST_FOR_ONE_LETTER:
            return False
        if not (self.given and other.given and self.family and other.family):
            return False
        return (self.given == other.given and is_slip(self.family, other.family)) or (
            self.family == other.family and is_slip(self.given, other.given)
        )

    def shares_family_with(self, other: _Name) -> bool:
        """Whether one family name is part of the other: Smith of Smith-Jones."""
        return bool(self.parts and other.parts) and (self.parts < other.parts or other.parts < self.parts)


def alike(one: str, other: str) -> float:
    """Return how much of the groups of three letters two texts share, from 0 (none, or nothing there) to 1."""
    mine, theirs = _threes(one), _threes(other)
    return len(mine & theirs) / len(mine | theirs) if mine and theirs else 0.0


def _threes(text: str) -> set[str]:
    padded = f"  {text} "
    return {padded[n : n + 3] for n in range(len(padded) - 2)} if text else set()


def _postcodes(one: Described, other: Described) -> Agrees | None:
    return Agrees.POSTCODE_SAME if _plain(one) & _plain(other) else None


def _plain(one: Described) -> set[str]:
    return {"".join(code.split()).upper() for code in one.postcodes if code.strip()}


# Pairs


@dataclass(frozen=True, slots=True)
class Pair(Generic[K]):
    """Two records that may be of one person, by their keys, and how alike they are."""

    one: K
    other: K
    likeness: Likeness


def pairs(people: Mapping[K, Described], *, among: Iterable[K] | None = None) -> list[Pair[K]]:
    """
    Return all pairs of records that may be of one person, most alike first, each once; with `among` those with one of these.

    Compared is only what could reach the least level: who shares a number, a birth date, a name or a postcode, give or take
    a slip. So a thousand records take some thousand comparisons and not half a million; the answer is the same.
    """
    wanted = None if among is None else set(among)
    order = {key: place for place, key in enumerate(people)}
    found: dict[tuple[K, K], Likeness] = {}
    for some in _blocks(people).values():
        for one, other in combinations(some, 2):
            pair = (one, other) if order[one] < order[other] else (other, one)
            if pair in found or (wanted is not None and not wanted & {one, other}):
                continue
            found[pair] = likeness(people[one], people[other])
    return sorted(
        (Pair(*pair, how) for pair, how in found.items() if how.level),
        key=lambda pair: (-pair.likeness.points, order[pair.one], order[pair.other]),
    )


def _blocks(people: Mapping[K, Described]) -> dict[tuple[str, ...], Sequence[K]]:
    blocks: dict[tuple[str, ...], list[K]] = defaultdict(list)
    years: dict[int, list[K]] = defaultdict(list)
    partial: list[K] = []
    for key, one in people.items():
        for block in set(_keys(one)):
            blocks[block].append(key)
        if one.born:
            years[one.born.first.year].append(key)
            partial += [key] if one.born.precision != "day" else []
    for key in partial:
        born = people[key].born
        assert born is not None
        for other in years[born.first.year]:
            if other != key:
                blocks["partial", str(len(blocks))] = [key, other]
    return blocks  # type: ignore[return-value]  # a list is a sequence


def _keys(one: Described) -> Iterator[tuple[str, ...]]:
    """Yield what a record shares with each that could be alike."""
    if one.nhs_number:
        yield from slips("number", one.nhs_number)
    if one.born and one.born.precision == "day":
        day = one.born.first
        yield from slips("born", f"{day:%Y%m%d}")
        yield "swapped", str(day.year), *sorted((str(day.month), str(day.day)))
    family = letters(one.family)
    yield "name", *sorted((letters(one.given), family))
    if one.known_as:
        yield "name", *sorted((letters(one.known_as), family))
    for code in _plain(one):
        yield "postcode", code


def slips(kind: str, digits: str) -> Iterator[tuple[str, ...]]:
    """Yield keys of which two texts of one length share at least one when they are equal or one is a slip of the other."""
    for n in range(len(digits)):
        yield kind, digits[:n], "?", digits[n + 1 :]
        if n:
            yield kind, digits[: n - 1], *sorted(digits[n - 1 : n + 1]), digits[n + 1 :]


# Candidates: what an index can be asked for


def numbers_like(number: str) -> list[str]:
    """Return a number and every one that is a slip of it, first the number itself."""
    near = {number[:n] + digit + number[n + 1 :] for n in range(len(number)) for digit in "0123456789"}
    near |= {number[:n] + number[n + 1] + number[n] + number[n + 2 :] for n in range(len(number) - 1)}
    return [number, *sorted(near - {number})]


def days_like(day: date) -> list[date]:
    """Return a day and every one that is a slip of it or has day and month swapped, first the day itself."""
    texts = numbers_like(f"{day:%Y%m%d}")
    swapped = f"{day:%Y%d%m}"
    near = {found for text in (*texts, swapped) if (found := _day(text))}
    return [day, *sorted(near - {day})]


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
