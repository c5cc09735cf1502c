"""What a form of the board holds, as typed values. What the address of a board asks for stands in `asking`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.person.rules import nhs_number, tidy
from kith.web.pages import fresh_form
from kith.web.shows import Filled


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
