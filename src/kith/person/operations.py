"""The only writers of people: registering, correcting, recording a death, and what an import brings."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.access.operations import make_person_keys, open_reach
from kith.act import Act, NotVisible, Refusal, Stale, ids, operation
from kith.person.models import Person
from kith.person.queries import is_known, sight_of_person, with_number
from kith.person.rules import LONGEST_NAME, SEXES, nhs_number, tidy

CORRECTABLE = ("family", "given", "known_as", "sex", "birth_date", "nhs_number", "what_matters", "needs")
"""What somebody on the team may correct or add by hand."""


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


def register(*, act: Act, team_id: UUID, details: Details, why: str) -> UUID:
    """
    Record somebody new, reached by a team for the reason given. Inside an operation.

    Raises:
        Refusal: without a name, with a birth date to come, with an NHS number that is wrong or that somebody has already,
            or with neither number nor reason. A number of a hidden record says only that there is one.
    """
    number = checked_number(details.nhs_number, details.no_nhs_number_because)
    person = Person(
        id=ids.new(),
        family=_name(details.family, "family"),
        given=_name(details.given, "given"),
        known_as=_name(details.known_as, "known_as"),
        sex=_sex(details.sex),
        birth_date=_born(details.birth_date, act.at),
        birth_precision=details.birth_precision,
        nhs_number=number,
        no_nhs_number_because="" if number else tidy(details.no_nhs_number_because),
        needs=tidy(details.needs),
        what_matters=tidy(details.what_matters),
        act_id=act.id,
    )
    if not (person.family or person.given):
        raise Refusal(_("Enter a name, even if only one is known."), field="family")
    make_person_keys(act=act, person_ids=[person.id])
    open_reach(act=act, person_ids=[person.id], team_id=team_id, why=why)
    person.save(force_insert=True)
    act.concerns(person.id)
    return person.id


@operation("person.correct", sight=sight_of_person)
def correct(*, act: Act, person_id: UUID, recorded_at: datetime, changes: dict[str, str | date | None]) -> UUID:
    """
    Correct what is wrong about somebody, or add what was missing; corrected fields win over later imports of the same version.

    Raises:
        Stale: when somebody changed the person since `recorded_at`; `extra` is the row as it is now.
        Refusal: for a field that cannot be corrected by hand, or a value that cannot be.
    """
    if wrong := sorted(set(changes) - set(CORRECTABLE)):
        raise Refusal(_("%(field)s cannot be corrected by hand.") % {"field": wrong[0]})
    values = {name: _checked(name, value, act) for name, value in changes.items()}
    corrected = sorted(set(act.thing.row["corrected_fields"]) | set(values))
    changed = Person.objects.filter(id=person_id, recorded_at=recorded_at).update(
        **values, corrected_fields=corrected, act_id=act.id
    )
    if not changed:
        raise Stale(
            _("Somebody changed this record since you opened it. Nothing of yours was saved yet."), extra=act.thing.row
        )
    act.concerns(person_id, fields=sorted(values))
    return person_id


@operation("person.record_death", sight=sight_of_person)
def record_death(*, act: Act, person_id: UUID, died_at: datetime | None = None) -> UUID:
    """
    Record that somebody has died, and when if known. What follows for their work is `handover`'s, not yet built.

    Raises:
        Refusal: for a moment to come, or for somebody recorded as dead already.
    """
    if act.thing.row["is_dead"]:
        raise Refusal(_("The death is recorded already."))
    if died_at and died_at > act.at:
        raise Refusal(_("The date of death cannot be in the future."), field="day")
    if not Person.objects.filter(id=person_id, is_dead=False).update(is_dead=True, died_at=died_at, act_id=act.id):
        raise NotVisible
    return person_id


def mark_alive(*, act: Act, person_id: UUID) -> None:
    """
    Take back that somebody has died. Inside an operation; one statement.

    Raises:
        Refusal: when no death is recorded.
    """
    if not Person.objects.filter(id=person_id, is_dead=True).update(is_dead=False, died_at=None, act_id=act.id):
        raise Refusal(_("No death is recorded for this person."))
    act.concerns(person_id)


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


def insert_people(*, act: Act, rows: list[dict[str, Any]]) -> None:
    """Store new people, reached by Kith's own account so that a later import finds them. Inside an operation; three statements."""
    if not rows:
        return
    people = [row["id"] for row in rows]
    make_person_keys(act=act, person_ids=people)
    open_reach(act=act, person_ids=people, account_id=act.account_id, why="brought in by an import")
    Person.objects.bulk_create([Person(**row, act_id=act.id) for row in rows])
    act.concerns(*people)


def update_person(*, act: Act, person_id: UUID, values: dict[str, Any]) -> None:
    """Bring a person up to date from their source. Inside an operation; one statement."""
    Person.objects.filter(id=person_id).update(**values, act_id=act.id)
    act.concerns(person_id)


def add_identifiers(*, act: Act, rows: list[tuple[UUID, str, str, str]]) -> None:
    """Add (person, kind, system, value) by which other systems know people; those known are left. Inside an operation."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into person_identifier (id, person_id, kind, system, value, act_id)"
            " select gen_random_uuid(), i.person, i.kind, i.system, i.value, %s"
            " from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) i (person, kind, system, value)"
            " on conflict (person_id, kind, system, value) do nothing",
            [act.id, *map(list, zip(*rows, strict=True))],
        )


def replace_contact_details(*, act: Act, person_id: UUID, system: str, rows: list[tuple[str, str, str]]) -> None:
    """Let (kind, value, postcode) be what one source says of where somebody is met. Inside an operation; two statements."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from person_contactdetail where person_id = %s and source_system = %s", [person_id, system]
        )
    insert_contact_details(act=act, rows=[(person_id, system, *row) for row in rows])


def insert_contact_details(*, act: Act, rows: list[tuple[UUID, str, str, str, str]]) -> None:
    """Store (person, system, kind, value, postcode). Inside an operation; one statement."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into person_contactdetail (id, person_id, source_system, kind, value, postcode, act_id)"
            " select gen_random_uuid(), d.*, %s from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[]) d",
            [act.id, *map(list, zip(*rows, strict=True))],
        )


def _checked(name: str, value: str | date | None, act: Act) -> Any:
    if name == "birth_date":
        return _born(value if isinstance(value, date) else None, act.at)
    text = str(value or "")
    if name == "nhs_number":
        return checked_number(text, "corrected by hand") if text else None
    if name == "sex":
        return _sex(text)
    return _name(text, name) if name in ("family", "given", "known_as") else tidy(text)


def _name(text: str, field: str) -> str:
    name = tidy(text)
    if len(name) > LONGEST_NAME:
        raise Refusal(_("Shorten the name to %(most)d characters.") % {"most": LONGEST_NAME}, field=field)
    return name


def _sex(text: str) -> str:
    if text and text not in SEXES:
        raise Refusal(_("Choose one of the answers."), field="sex")
    return text


def _born(birth_date: date | None, at: datetime) -> date | None:
    if birth_date and birth_date > at.date():
        raise Refusal(_("The date of birth cannot be in the future."), field="birth_date")
    if birth_date and birth_date.year < 1880:
        raise Refusal(_("Check the year of birth."), field="birth_date")
    return birth_date
