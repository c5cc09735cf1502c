"""What the forms about a person hold, as typed values: who somebody is, what to know, where they are reached."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from kith.act.refusals import Refusal
from kith.person.checking import FOR_TELLING
from kith.person.models import ContactDetail, Person
from kith.person.operations import MOST_DETAILS, Detail
from kith.person.rules import SEXES, PartialDate, partial_date
from kith.web import typed
from kith.web.pages import fresh_form
from kith.web.shows import Filled, Option

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def sex_options() -> list[Option]:
    """Return sexes as the NHS record has them, as answers."""
    words = {"female": _("Female"), "male": _("Male"), "other": _("Other"), "unknown": _("Not known")}
    return [Option(sex, words[sex]) for sex in SEXES if sex != "unknown"]


def born_of(text: str) -> PartialDate | None:
    """
    Return a birth date as people write it, day first: 12 3 1942, 12/03/1942, 12 March 1942, 3 1942, March 1942, 1942.

    Also as 1942-03-12. None for nothing. Raises Refusal for anything else.
    """
    parts = [part for part in re.split(r"[\s./,-]+", text) if part]
    if not parts:
        return None
    if len(parts[0]) == 4:
        parts.reverse()
    numbers = [_month(part) if part[:1].isalpha() else part for part in parts]
    try:
        return partial_date("-".join([numbers[-1], *(number.zfill(2) for number in reversed(numbers[:-1]))]))
    except ValueError:
        raise Refusal(
            _("Enter the date of birth as day, month and year, for example 12 3 1942."), field="birth_date"
        ) from None


def _month(word: str) -> str:
    start = word[:3].casefold()
    return str(_MONTHS.index(start) + 1) if start in _MONTHS else word


IDENTITY = ("given", "family", "known_as", "nhs_number", "no_nhs_number_because", "sex")
KNOWING = ("what_matters", "needs", *FOR_TELLING)
SPARE = ("address", "phone", "email")
"""An empty line for one more of each kind."""


def opened_at(form: Mapping[str, str]) -> datetime:
    """Return when the record stood as the form was filled in on. Raises Refusal when that was lost on the way."""
    try:
        return datetime.fromisoformat(typed.text(form, "recorded_at"))
    except ValueError:
        raise Refusal(_("Open this page again from the record: it has lost what it was made from.")) from None


def born_text(person: Person) -> str:
    """Return a birth date as it is typed, as exact as it is known: '12 3 1942', '3 1942', '1942', ''."""
    born = person.birth_date
    if born is None:
        return ""
    parts = {"day": (born.day, born.month, born.year), "month": (born.month, born.year), "year": (born.year,)}
    return " ".join(map(str, parts[person.birth_precision]))


def identity_form(person: Person) -> Filled:
    """Return the form of who somebody is, with what is recorded now."""
    values = {name: str(getattr(person, name) or "") for name in IDENTITY}
    return fresh_form(**values, birth_date=born_text(person))


def identity_changes(form: Mapping[str, str], person: Person) -> dict[str, str | date | None]:
    """Return what the form changes of who somebody is, by field; empty for nothing."""
    changes: dict[str, str | date | None] = {
        name: typed.text(form, name) for name in IDENTITY if typed.text(form, name) != str(getattr(person, name) or "")
    }
    if typed.text(form, "birth_date") != born_text(person):
        born = born_of(typed.text(form, "birth_date"))
        changes |= {"birth_date": born.first if born else None, "birth_precision": born.precision if born else "day"}
    return changes


def knowing_form(person: Person) -> Filled:
    """Return the form of what matters to somebody and what to know, with what is recorded now."""
    return fresh_form(**{name: str(getattr(person, name)) for name in KNOWING})


def knowing_changes(form: Mapping[str, str], person: Person) -> dict[str, str | date | None]:
    """Return what the form changes of what matters and what to know, by field; empty for nothing."""
    return {name: typed.text(form, name) for name in KNOWING if typed.text(form, name) != getattr(person, name)}


def details_form(details: Sequence[ContactDetail]) -> Filled:
    """Return the form of where somebody is reached: a line for each detail, and an empty one of each kind."""
    lines = [(one.kind, one.value, one.postcode) for one in details] + [(kind, "", "") for kind in SPARE]
    values: dict[str, str] = {}
    for number, (kind, value, postcode) in enumerate(lines):
        values |= {f"kind-{number}": kind, f"value-{number}": value, f"postcode-{number}": postcode}
    return fresh_form(**values)


def details_of(form: Mapping[str, str]) -> list[Detail]:
    """Return where somebody is reached as the form says; a line that was emptied is left out."""
    found = []
    for number in range(MOST_DETAILS + len(SPARE)):
        if typed.text(form, f"value-{number}"):
            kind, value = typed.text(form, f"kind-{number}"), typed.text(form, f"value-{number}")
            found.append(Detail(kind, value, typed.text(form, f"postcode-{number}")))
    return found
