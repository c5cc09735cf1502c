"""Questions about people. Row-level security shows only whom the viewer reaches."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from kith.act import NotVisible, Thing
from kith.person.models import ContactDetail, Difference, Person
from kith.person.rules import shown


@dataclass(frozen=True, slots=True)
class PersonName:
    """Who somebody is, as lists show it."""

    id: UUID
    family: str
    given: str
    known_as: str
    birth_date: date | None
    nhs_number: str | None
    is_dead: bool
    is_protected: bool

    @property
    def full(self) -> str:
        """Given and family name, either alone where only one is known."""
        return f"{self.given} {self.family}".strip()


_NAME = ("id", "family", "given", "known_as", "birth_date", "nhs_number", "is_dead", "is_protected")


def names(*, person_ids: Collection[UUID]) -> dict[UUID, PersonName]:
    """Return the names of the given people that the viewer reaches, by id. One statement; none when nobody is given."""
    if not person_ids:
        return {}
    rows = Person.objects.filter(id__in=person_ids).values_list(*_NAME)
    return {row[0]: PersonName(*row) for row in rows}


def sight_of_person(*, person_id: UUID) -> Thing:
    """Return a person as a thing to act on, every column in `row`. Raises NotVisible."""
    row = Person.objects.filter(id=person_id).values().first()
    if row is None:
        raise NotVisible
    return Thing("person", person_id, None, person_id, row)


def identity(*, person_id: UUID) -> Person:
    """Return a person's whole row. Raises NotVisible when missing or not reached."""
    person = Person.objects.filter(id=person_id).first()
    if person is None:
        raise NotVisible
    return person


def name_of(*, person_id: UUID) -> str:
    """Return somebody's name as it is shown; '' when there is nobody, or the viewer does not reach them. One statement."""
    found = Person.objects.filter(id=person_id).values_list("given", "family").first()
    return shown(" ".join(filter(None, found))) if found else ""


def contact_details(*, person_id: UUID) -> list[ContactDetail]:
    """
    Return where somebody lives and how to reach them, addresses first; what several sources say stands once.

    Class P4: a page shows it on request alone.
    """
    found = ContactDetail.objects.filter(person_id=person_id).order_by("kind", "value", "postcode", "source_system")
    return list({(one.kind, one.value, one.postcode): one for one in reversed(found)}.values())[::-1]


def differences(*, person_id: UUID) -> list[Difference]:
    """Return what newer records say of what was corrected here and nobody has settled yet, by field. One statement."""
    return list(Difference.objects.filter(person_id=person_id, is_kept=False).order_by("field"))


@dataclass(frozen=True, slots=True)
class PastDetail:
    """Where somebody lived, or how they were reached, until a moment."""

    kind: str
    value: str
    postcode: str
    until: datetime


def past_contact_details(*, person_id: UUID) -> list[PastDetail]:
    """
    Return what `contact_details` once was and is not any more, each once, latest first. One statement, by index.

    Class P4 like the present ones.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select h.image ->> 'kind', h.image ->> 'value', h.image ->> 'postcode', max(h.recorded_to)"
            " from act_history h where h.table_name = 'person_contactdetail' and h.person_id = %s and not exists ("
            "   select 1 from person_contactdetail d where d.person_id = h.person_id and d.kind = h.image ->> 'kind'"
            "      and d.value = h.image ->> 'value' and d.postcode = h.image ->> 'postcode')"
            " group by 1, 2, 3 order by 4 desc, 1, 2",
            [person_id],
        )
        return [PastDetail(*row) for row in cursor.fetchall()]


def with_number(*, nhs_number: str) -> list[PersonName]:
    """Return the reached people with an NHS number; protected people are not found by it."""
    rows = Person.objects.filter(nhs_number=nhs_number, is_protected=False).values_list(*_NAME)
    return [PersonName(*row) for row in rows]


def is_known(*, nhs_number: str, birth_date: date | None = None) -> bool:
    """Say whether anybody at all has this number (and birth date): nothing about whom, and never a protected person."""
    with connection.cursor() as cursor:
        cursor.execute("select person_known(%s, %s)", [nhs_number, birth_date])
        return bool(cursor.fetchone()[0])


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return people whom nobody ever reached, and protected people with contact details stored (P10).

    Read with the role that sees everything.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select 'nobody reaches ' || p.id from person_person p"
            " where not exists (select 1 from access_reach r where r.person_id = p.id)"
            " union all select 'contact details of protected ' || p.id from person_person p where p.is_protected"
            " and exists (select 1 from person_contactdetail d where d.person_id = p.id)"
        )
        return {"P10": [row[0] for row in cursor.fetchall()]}
