"""Who somebody is, as the band of every page about a person shows it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from kith.person.models import Person
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.web.words import age, plain_day


def who_of(person: Person, *, at: datetime, tier: str = "", allergies: Sequence[str] = ()) -> Who:
    """Return the band: names, birth date as exact as it is known, NHS number, needs; never an address."""
    return Who(
        person_id=person.id,
        given=shown(person.given),
        family=shown(person.family),
        likes=shown(person.known_as),
        born=born_words(person.birth_date, person.birth_precision),
        age=age(person.birth_date, at) if person.birth_date and not person.is_dead else None,
        nhs_number=person.nhs_number or "",
        no_number=_("no number: %(why)s") % {"why": person.no_nhs_number_because}
        if person.no_nhs_number_because
        else "",
        tier=tier,
        died_on=local_day(person.died_at) if person.died_at else None,
        is_dead=person.is_dead,
        is_protected=person.is_protected,
        needs=shown(person.needs),
        allergies=tuple(allergies),
    )


def born_words(born: date | None, precision: str) -> str:
    """Return a birth date as exact as it is known; '' when it is not known at all."""
    return exact_words(born, precision) if born else ""


def exact_words(day: date, precision: str) -> str:
    """Return a date as exact as it is known, to the 'day', 'month' or 'year': '14 March 1945', 'March 1945', '1945'."""
    if precision == "year":
        return f"{day:%Y}"
    words = plain_day(day)
    return words.partition(" ")[2] if precision == "month" else words
