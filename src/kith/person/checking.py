"""Who somebody is, as typed: checked before it is written, or refused with what to do."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.utils.translation import gettext as _

from kith.act import Act, Refusal
from kith.person.likeness_rules import Described
from kith.person.queries import is_known, with_number
from kith.person.rules import LONGEST_NAME, SEXES, DatePrecision, PartialDate, nhs_number, tidy

LONGEST = 2_000
"""Characters of what matters, of needs, and of one address."""
FOR_TELLING = ("speaking", "getting_in", "visit_risk")
"""What is written to be told to partners: how to speak with somebody, how to get in, what is a risk to a visitor."""
LONGEST_TOLD = 300
"""Characters of each of these."""


@dataclass(frozen=True, slots=True)
class Details:
    """Who somebody is, as typed. Empty text and None mean not known."""

    given: str
    family: str
    birth_date: date | None = None
    birth_precision: str = "day"
    nhs_number: str = ""
    no_nhs_number_because: str = ""
    known_as: str = ""
    sex: str = ""
    needs: str = ""
    what_matters: str = ""
    speaking: str = ""
    getting_in: str = ""
    visit_risk: str = ""


def described(details: Details) -> Described:
    """Return who somebody is as typed, for comparing with those who are known; a number that cannot be is none."""
    precision = cast(DatePrecision, details.birth_precision)
    return Described(
        given=tidy(details.given),
        family=tidy(details.family),
        known_as=tidy(details.known_as),
        nhs_number=nhs_number(details.nhs_number),
        born=PartialDate(details.birth_date, precision) if details.birth_date else None,
    )


def checked_number(text: str, because: str) -> str | None:
    """
    Return the ten digits typed, or None with a reason for having none.

    Raises:
        Refusal: for a number that fails its check, that somebody reached has, or that a hidden record has; and for neither.
    """
    if not text.strip():
        if not because.strip():
            raise Refusal(_("Enter the NHS number, or say why there is none."), field="nhs_number")
        return None
    number = nhs_number(text)
    if number is None:
        raise Refusal(_("Check the NHS number: its last digit does not fit the others."), field="nhs_number")
    if same := with_number(nhs_number=number):
        raise Refusal(
            _("%(name)s has this NHS number already.") % {"name": same[0].full}, field="nhs_number", extra=same[0].id
        )
    if is_known(nhs_number=number):
        raise Refusal(
            _(
                "There is a record with this number that you cannot open. Ask your team lead to find out which team has it."
            ),
            field="nhs_number",
            rule="P10",
        )
    return number


def checked(name: str, value: str | date | None, act: Act) -> Any:
    if name == "birth_date":
        return checked_born(value if isinstance(value, date) else None, act.at)
    text = str(value or "")
    if name == "nhs_number":
        return checked_number(text, "") if text.strip() else None
    if name == "sex":
        return checked_sex(text)
    if name == "birth_precision" and text not in ("day", "month", "year"):
        raise Refusal(_("Enter the date of birth as day, month and year, for example 12 3 1942."), field="birth_date")
    longest = LONGEST_TOLD if name in FOR_TELLING else LONGEST
    if len(text) > longest:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{longest:,}"}, field=name)
    return checked_name(text, name) if name in ("family", "given", "known_as") else tidy(text)


def checked_name(text: str, field: str) -> str:
    name = tidy(text)
    if len(name) > LONGEST_NAME:
        raise Refusal(_("Shorten the name to %(most)d characters.") % {"most": LONGEST_NAME}, field=field)
    return name


def checked_sex(text: str) -> str:
    if text and text not in SEXES:
        raise Refusal(_("Choose one of the answers."), field="sex")
    return text


def checked_born(birth_date: date | None, at: datetime) -> date | None:
    if birth_date and birth_date > at.date():
        raise Refusal(_("The date of birth cannot be in the future."), field="birth_date")
    if birth_date and birth_date.year < 1880:
        raise Refusal(_("Check the year of birth."), field="birth_date")
    return birth_date
