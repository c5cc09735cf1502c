"""Who somebody is, as the band of every page about a person shows it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from kith.person.models import Person
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.web.shows import Differs, Filled, Meanwhile
from kith.web.words import age, plain_day, saved_words

FIELDS = {
    "given": later("Given name"),
    "family": later("Family name"),
    "known_as": later("Likes to be called"),
    "birth_date": later("Date of birth"),
    "nhs_number": later("NHS number"),
    "no_nhs_number_because": later("No NHS number, because"),
    "sex": later("Sex"),
    "what_matters": later("What matters most to them"),
    "needs": later("What to know before meeting them"),
    "speaking": later("How to speak with them"),
    "getting_in": later("How to get in"),
    "visit_risk": later("Risk to a visitor"),
}
KINDS = {"address": later("Address"), "phone": later("Phone"), "email": later("E-mail")}
Compared = list[tuple[str, str, str]]
"""What is compared by its name in words: as it is recorded now, and as the reader wrote it."""
Saved = tuple[str, datetime] | None
"""Who saved what is recorded now, and when; None where the viewer does not see them."""


def identity_compared(now: Filled, yours: Filled) -> Compared:
    """Return each field of a form as it is recorded now and as the reader wrote it."""
    return [
        (str(label), str(now.values[name]), str(yours.values.get(name, "")))
        for name, label in FIELDS.items()
        if name in now.values
    ]


def reach_compared(now: Filled, yours: Filled) -> Compared:
    """Return the details of each kind as they are recorded now and as the reader wrote them."""
    return [(str(label), _details(now, kind), _details(yours, kind)) for kind, label in KINDS.items()]


def _details(form: Filled, kind: str) -> str:
    numbers = [name[5:] for name, value in form.values.items() if name.startswith("kind-") and value == kind]
    lines = [f"{form.values.get(f'value-{n}', '')} {form.values.get(f'postcode-{n}', '')}".strip() for n in numbers]
    return "; ".join(filter(None, lines))


def corrected_meanwhile(compared: Compared, saved: Saved, at: datetime) -> Meanwhile:
    """Return who corrected a record first, and in what it now differs from what the reader wrote."""
    who = saved_words(*saved, at) if saved else _("somebody")
    return Meanwhile(who, [Differs(label, "", shown(now), shown(mine)) for label, now, mine in compared if now != mine])


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
        speaking=shown(person.speaking),
        getting_in=shown(person.getting_in),
        visit_risk=shown(person.visit_risk),
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
