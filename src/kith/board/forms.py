"""What an address or a form of the board asks for, as typed values. What it does not know it leaves at the usual."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.board.rules import SortBy
from kith.person.rules import nhs_number, tidy
from kith.web.pages import fresh_form
from kith.web.shows import Filled

E = TypeVar("E", bound=StrEnum)


class View(StrEnum):
    """Whose people a board shows."""

    MINE = "mine"
    TEAM = "team"
    ALL = "all"


NOBODY = "nobody"
"""The filter for people whom nobody leads today."""


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What the address of a board asks for.

    `lead` is the account of a day lead (an account is one person over several teams), `NOBODY`, or empty for everyone.
    `rest` also lists those who need nothing. `only` are the people whose lines an open page fetches, None for everybody's.
    """

    view: View = View.TEAM
    sort: SortBy = SortBy.URGENT
    lead: str = ""
    rest: bool = False
    only: frozenset[UUID] | None = None


def asked(address: Mapping[str, str], *, usual: View = View.TEAM, live: str | None = None) -> Asked:
    """Return what the address asks for; `usual` is the view of an address that names none, `live` the header of a live page."""
    return Asked(
        view=_one_of(View, address.get("view", ""), usual),
        sort=_one_of(SortBy, address.get("sort", ""), SortBy.URGENT),
        lead=_lead(address.get("lead", "")),
        rest=address.get("rest", "") == "show",
        only=None if live is None or live == "all" else _people(live),
    )


def _people(text: str) -> frozenset[UUID]:
    """Return the ids in a list with commas; what is no id is left out."""
    found = set()
    for one in text.split(","):
        with suppress(ValueError):
            found.add(UUID(one))
    return frozenset(found)


def _one_of(kinds: type[E], text: str, usual: E) -> E:
    return kinds(text) if text in set(kinds) else usual


def _lead(text: str) -> str:
    if text == NOBODY:
        return text
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def chosen_people(form: QueryDict) -> list[UUID]:
    """
    Return the people ticked on a list, in its order, each once.

    Raises:
        Refusal: when nobody is ticked, or a value is no id.
    """
    try:
        people = list(dict.fromkeys(UUID(text) for text in form.getlist("person")))
    except ValueError:
        people = []
    if not people:
        raise Refusal(_("Tick the people you have looked through."), field="person")
    return people


def page_number(address: Mapping[str, str]) -> int:
    """Return the page of a list that the address asks for; 1 for none or anything else."""
    text = address.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


TRAIL_FILTERS = ("looks", "changes", "refused")


def trail_filter(address: Mapping[str, str]) -> str:
    """Return which lines of a trail the address asks for: 'looks', 'changes', 'refused', or '' for all."""
    text = address.get("only", "")
    return text if text in TRAIL_FILTERS else ""


@dataclass(frozen=True, slots=True)
class Searched:
    """What somebody searches for. At least one is given; the number is a valid NHS number of ten digits."""

    name: str = ""
    born: date | None = None
    nhs_number: str = ""

    @property
    def by(self) -> list[str]:
        """What was given, by name of the field and without its content: for the trail."""
        given = {"name": self.name, "born": self.born, "nhs_number": self.nhs_number}
        return [field for field, value in given.items() if value]

    @property
    def form(self) -> Filled:
        """The search in its three fields again."""
        born = f"{self.born.day} {self.born.month} {self.born.year}" if self.born else ""
        return fresh_form(name=self.name, born=born, nhs_number=self.nhs_number)


def searched(form: Mapping[str, str]) -> Searched:
    """
    Return what a search asks for: three fields, or the one of the band, in which all three may stand.

    Raises:
        Refusal: when nothing was typed, a date does not exist, or ten digits are no valid NHS number.
    """
    name, born, number = (form.get(field, "").strip() for field in ("name", "born", "nhs_number"))
    if "q" in form:
        name, born, number = _parts(form["q"][:LONGEST_SEARCH])
    if not (name or born or number):
        raise Refusal(_("Type a name, a date of birth or an NHS number."), field="name")
    digits = nhs_number(number) if number else ""
    if digits is None:
        raise Refusal(_("This is not an NHS number: it has ten digits, and one of these is wrong."), field="nhs_number")
    return Searched(tidy(name)[:LONGEST_SEARCH], _day(born) if born else None, digits)


LONGEST_SEARCH = 200
_NUMBER = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_DATE = re.compile(
    r"(?<!\d)(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[ ./-]\d{1,2}[ ./-]\d{4}|\d{1,2} [A-Za-z]{3,9} \d{4})(?!\d)", re.ASCII
)


def _parts(text: str) -> tuple[str, str, str]:
    """Take a date and an NHS number out of one line; the name is what is left."""
    dated = _DATE.search(text)
    born = dated.group() if dated else ""
    text = text.replace(born, " ", 1) if born else text
    numbered = _NUMBER.search(text)
    number = numbered.group() if numbered else ""
    return " ".join((text.replace(number, " ", 1) if number else text).split()), born, number


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _day(text: str) -> date:
    """Return a date written as people write it, day first: 12 3 1942, 12/03/1942, 12 March 1942; or 1942-03-12."""
    parts = re.split(r"[ ./-]+", text)
    if len(parts) == 3 and len(parts[0]) == 4:
        parts.reverse()
    try:
        day, month, year = parts
        number = _MONTHS.index(month[:3].casefold()) + 1 if month.isalpha() else int(month)
        return date(int(year), number, int(day))
    except ValueError:
        raise Refusal(
            _("Type the date of birth as day, month and year, for example 12 3 1942."), field="born"
        ) from None
