"""The only writers of people: registering, correcting, recording a death, and what an import brings."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

import msgspec
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from kith import language
from kith.access.operations import make_person_keys, open_reach
from kith.act import Act, NotVisible, Refusal, Stale, ids, operation
from kith.person.likeness_rules import Described
from kith.person.models import ContactDetail, Difference, Person
from kith.person.queries import differences, is_known, sight_of_person, with_number
from kith.person.rules import LONGEST_NAME, SEXES, DatePrecision, PartialDate, nhs_number, tidy
from kith.web.words import listed

BROUGHT_IN = language.later("brought in by an import")
"""Why Kith's own account reaches somebody: stored as written, said in the reader's language where it is shown."""

CORRECTABLE = (
    "family", "given", "known_as", "sex", "birth_date", "birth_precision", "nhs_number", "no_nhs_number_because",
    "what_matters", "needs",
)  # fmt: skip
"""What somebody on the team may correct or add by hand."""
CONTACT_DETAILS = "contact_details"
"""The name under which corrected addresses and numbers stand among the corrected fields."""
DETAIL_KINDS = ("address", "phone", "email")
LONGEST = 2_000
"""Characters of what matters, of needs, and of one address."""
MOST_DETAILS = 20


@dataclass(frozen=True, slots=True)
class Detail:
    """Where somebody is met or reached: an address with its postcode if known, a phone number, an e-mail address."""

    kind: str
    value: str
    postcode: str = ""


IMPORTED = {
    "family": "text",
    "given": "text",
    "known_as": "text",
    "sex": "text",
    "birth_date": "date",
    "birth_precision": "text",
    "nhs_number": "text",
    "is_dead": "boolean",
    "died_at": "timestamptz",
    "is_protected": "boolean",
    "practice_code": "text",
    "small_area": "text",
    "pcn_code": "text",
    "corrected_fields": "text[]",
}
"""What an import writes of somebody known, with the types of the columns."""

FIELD_WORDS: Mapping[str, Any] = {
    "family": later("family name"),
    "given": later("given name"),
    "known_as": later("what they are called"),
    "sex": later("sex"),
    "birth_date": later("date of birth"),
    "nhs_number": later("NHS number"),
    "is_dead": later("whether they live"),
}
"""What can differ between what stands here and a newer record, in words."""


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
        Refusal: for nothing, for a field that cannot be corrected by hand, or a value that cannot be; a person keeps a name.
    """
    _check_as_opened(act, recorded_at)
    if wrong := sorted(set(changes) - set(CORRECTABLE)):
        raise Refusal(_("%(field)s cannot be corrected by hand.") % {"field": wrong[0]})
    if not changes:
        raise Refusal(_("Nothing was changed: change something, or go back."))
    values = {name: _checked(name, value, act) for name, value in changes.items()}
    if "birth_date" in values:
        values.setdefault("birth_precision", "day")
    whole = {**act.thing.row, **values}
    if not (whole["family"] or whole["given"]):
        raise Refusal(_("Enter a name, even if only one is known."), field="family")
    if "nhs_number" in values and not whole["nhs_number"] and not whole["no_nhs_number_because"]:
        raise Refusal(_("Enter the NHS number, or say why there is none."), field="nhs_number")
    _write(act, recorded_at, values, set(values) - {"birth_precision"})
    return person_id


@operation("person.correct_contact_details", sight=sight_of_person)
def correct_contact_details(*, act: Act, person_id: UUID, recorded_at: datetime, details: Sequence[Detail]) -> UUID:
    """
    Let these be where somebody is met and reached, in place of all that was recorded; later imports leave them.

    Raises:
        Stale: when somebody changed the person since `recorded_at`; `extra` is the row as it is now.
        Refusal: for somebody protected, whose details are not held here, an unknown kind, a detail that is empty or far too
            long, or over 20 of them.
    """
    _check_as_opened(act, recorded_at)
    if act.thing.row["is_protected"]:
        raise Refusal(_("Where this person can be met or reached is protected and not held here."), rule="P10")
    if len(details) > MOST_DETAILS:
        raise Refusal(_("Keep at most %(most)d addresses and numbers.") % {"most": MOST_DETAILS}, field="value-0")
    rows = [_detail(one, number) for number, one in enumerate(details)]
    _write(act, recorded_at, {}, {CONTACT_DETAILS})
    ContactDetail.objects.filter(person_id=person_id).delete()
    insert_contact_details(act=act, rows=[(person_id, "", *row) for row in dict.fromkeys(rows)])
    return person_id


def _detail(one: Detail, number: int) -> tuple[str, str, str]:
    value, postcode = tidy(one.value), tidy(one.postcode).upper()
    if one.kind not in DETAIL_KINDS or not value:
        raise Refusal(_("Enter an address, a phone number or an e-mail address."), field=f"value-{number}")
    if max(len(value), len(postcode)) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field=f"value-{number}")
    return one.kind, value, postcode if one.kind == "address" else ""


def _check_as_opened(act: Act, recorded_at: datetime) -> None:
    """Whoever comes second is told so before anything else that is wrong."""
    if act.thing.row["recorded_at"] != recorded_at:
        raise _stale(act)


def _write(act: Act, recorded_at: datetime, values: dict[str, Any], fields: set[str]) -> None:
    """Write what was corrected if nobody changed the person meanwhile, and name the fields as corrected. One statement."""
    corrected = sorted(set(act.thing.row["corrected_fields"]) | fields)
    changed = Person.objects.filter(id=act.thing.id, recorded_at=recorded_at).update(
        **values, corrected_fields=corrected, act_id=act.id
    )
    if not changed:
        raise _stale(act)
    act.concerns(act.thing.id, fields=sorted(fields))


def _stale(act: Act) -> Stale:
    return Stale(
        _("Somebody changed this record since you opened it. Nothing of yours was saved yet."),
        extra=sight_of_person(person_id=act.thing.id).row,
    )


@operation("person.record_death", sight=sight_of_person)
def record_death(*, act: Act, person_id: UUID, died_at: datetime | None = None) -> UUID:
    """
    Record that somebody has died, and when if known; a record elsewhere that says they live does not take it back.

    What follows for their work is `handover`'s, not yet built.

    Raises:
        Refusal: for a moment to come, or for somebody recorded as dead already.
    """
    if act.thing.row["is_dead"]:
        raise Refusal(_("The death is recorded already."))
    if died_at and died_at > act.at:
        raise Refusal(_("The date of death cannot be in the future."), field="day")
    corrected = sorted({*act.thing.row["corrected_fields"], "is_dead"})
    values = {"is_dead": True, "died_at": died_at, "corrected_fields": corrected}
    if not Person.objects.filter(id=person_id, is_dead=False).update(**values, act_id=act.id):
        raise NotVisible
    return person_id


def mark_alive(*, act: Act, person_id: UUID) -> None:
    """
    Take back that somebody has died; a record elsewhere that says so does not do it again. Inside an operation; one statement.

    Raises:
        Refusal: when no death is recorded.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "update person_person set is_dead = false, died_at = null, act_id = %s,"
            " corrected_fields = array_append(array_remove(corrected_fields, 'is_dead'), 'is_dead')"
            " where id = %s and is_dead",
            [act.id, person_id],
        )
        number = cursor.rowcount
    if not number:
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
    open_reach(act=act, person_ids=people, account_id=act.account_id, why=BROUGHT_IN)
    Person.objects.bulk_create([Person(**row, act_id=act.id) for row in rows])
    act.concerns(*people)


def update_people(*, act: Act, rows: list[dict[str, Any]]) -> None:
    """Bring people up to date; each row names `id` and every column of IMPORTED. Inside an operation; one statement."""
    if not rows:
        return
    names = ", ".join(f"{name} = f.{name}" for name in IMPORTED)
    typed = ", ".join(f"{name} {kind}" for name, kind in IMPORTED.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"update person_person t set {names}, act_id = %s"  # noqa: S608  (our own column names)
            f" from jsonb_to_recordset(%s::jsonb) as f (id uuid, {typed}) where t.id = f.id",
            [act.id, msgspec.json.encode(rows).decode()],
        )
    act.concerns(*(row["id"] for row in rows))


def bring_up_to_date(*, act: Act, person_id: UUID, values: Mapping[str, str | date | None]) -> None:
    """
    Write what a row of a sheet says of somebody known, by column; nothing of it counts as corrected here.

    Inside an operation; one statement, three more for an NHS number.

    Raises:
        Refusal: for a value that cannot be, or a number that somebody else has.
    """
    checked = {name: _checked(name, value, act) for name, value in values.items()}
    if checked.get("nhs_number"):
        checked["no_nhs_number_because"] = ""
    Person.objects.filter(id=person_id).update(**checked, act_id=act.id)
    act.concerns(person_id, fields=sorted(values))


def add_contact_details(*, act: Act, person_id: UUID, system: str, details: Sequence[tuple[str, str, str]]) -> bool:
    """
    Let (kind, value, postcode) be what a source says of the kinds it speaks of; return whether anything changed.

    What it says of other kinds stays. Inside an operation; at most three statements.
    """
    kinds = {kind for kind, _value, _postcode in details}
    before = ContactDetail.objects.filter(person_id=person_id, source_system=system, kind__in=kinds)
    if {(one.kind, one.value, one.postcode) for one in before} == set(details):
        return False
    ContactDetail.objects.filter(person_id=person_id, source_system=system, kind__in=kinds).delete()
    insert_contact_details(act=act, rows=[(person_id, system, *one) for one in details])
    return True


def note_identifiers(*, act: Act, rows: Sequence[tuple[UUID, str, str, str, str, str]]) -> None:
    """
    Note (person, kind, system, value, version, digest) by which other systems know people. Inside an operation; one statement.

    Version and digest are those of the record read under it, '' for a number alone, which leaves what is known of it.
    """
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into person_identifier (id, act_id, person_id, kind, system, value, version, digest)"
            " select gen_random_uuid(), %s, i.* from unnest("
            "  %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[]) i"
            " on conflict (person_id, kind, system, value) do update set version = excluded.version,"
            "  digest = excluded.digest, act_id = excluded.act_id where excluded.version <> ''",
            [act.id, *map(list, zip(*rows, strict=True))],
        )


def replace_contact_details(
    *, act: Act, sources: list[tuple[UUID, str]], rows: list[tuple[UUID, str, str, str, str]]
) -> None:
    """
    Let (person, system, kind, value, postcode) be all that these sources (person, system) say of where people are met.

    What they say as before is left. Inside an operation; two statements.
    """
    if not sources:
        return
    people, systems = map(list, zip(*sources, strict=True))
    columns: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], [], []]
    with connection.cursor() as cursor:
        cursor.execute(
            "with said as (select * from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[])"
            "  as s (person_id, source_system, kind, value, postcode))"
            " delete from person_contactdetail d using unnest(%s::uuid[], %s::text[]) as o (person_id, source_system)"
            " where d.person_id = o.person_id and d.source_system = o.source_system and not exists ("
            "  select 1 from said s where s.person_id = d.person_id and s.source_system = d.source_system"
            "   and s.kind = d.kind and s.value = d.value and s.postcode = d.postcode)",
            [*columns, people, systems],
        )
    insert_contact_details(act=act, rows=rows)


def insert_contact_details(*, act: Act, rows: list[tuple[UUID, str, str, str, str]]) -> None:
    """Store (person, system, kind, value, postcode) that are not stored yet. Inside an operation; one statement."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into person_contactdetail (id, act_id, person_id, source_system, kind, value, postcode)"
            " select gen_random_uuid(), %s, s.*"
            " from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[])"
            "  as s (person_id, source_system, kind, value, postcode) where not exists ("
            "  select 1 from person_contactdetail d where d.person_id = s.person_id and d.source_system = s.source_system"
            "   and d.kind = s.kind and d.value = s.value and d.postcode = s.postcode)",
            [act.id, *map(list, zip(*rows, strict=True))],
        )


def forget_whereabouts(*, act: Act, person_ids: list[UUID]) -> None:
    """Remove where people who are protected now can be met and reached, whoever said so. Inside an operation; one statement."""
    if not person_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute("delete from person_contactdetail where person_id = any(%s::uuid[])", [person_ids])
    act.concerns(*person_ids)


def note_differences(
    *, act: Act, sources: list[tuple[UUID, str]], rows: list[tuple[UUID, str, dict[str, Any], str, str]]
) -> None:
    """
    Let (person, field, says, system, version) be what these sources (person, system) say of what was corrected here.

    What one of them asked before and says no more goes; what is said as before stays, settled or not; what is said
    otherwise replaces it. Inside an operation; two statements.
    """
    if not sources:
        return
    people, systems = map(list, zip(*sources, strict=True))
    names = ("person_id", "field", "says", "source_system", "source_version")
    given = msgspec.json.encode([dict(zip(names, row, strict=True)) for row in rows]).decode()
    said = (
        "said as (select * from jsonb_to_recordset(%s::jsonb)"
        " as s (person_id uuid, field text, says jsonb, source_system text, source_version text))"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"with {said} delete from person_difference d using unnest(%s::uuid[], %s::text[]) r (person_id, system)"  # noqa: S608  (our own names)
            " where d.person_id = r.person_id and not exists (select 1 from said s"
            "   where s.person_id = d.person_id and s.field = d.field and s.says = d.says)"
            "  and (not d.is_kept and d.source_system = r.system"
            "   or exists (select 1 from said s where s.person_id = d.person_id and s.field = d.field))",
            [given, people, systems],
        )
        cursor.execute(
            f"with {said} insert into person_difference"  # noqa: S608  (our own names)
            " (id, act_id, is_kept, person_id, field, says, source_system, source_version)"
            " select gen_random_uuid(), %s, false, s.* from said s on conflict (person_id, field) do nothing",
            [given, act.id],
        )


def settle_differences(*, act: Act, person_id: UUID, seen: Collection[UUID], taken: Collection[UUID]) -> list[str]:
    """
    Take over what newer records say in the differences `taken`, keep what stands here in the others; return it in words.

    What is taken over is corrected here no more; what is kept is not asked again until a record says otherwise. Inside an
    operation; at most five statements.

    Raises:
        Refusal: when the differences are not those `seen` any more, or the NHS number to be taken over is somebody's.
    """
    now = {one.id: one for one in differences(person_id=person_id)}
    if set(now) != set(seen) or not set(taken) <= set(now):
        raise Refusal(
            _("What the records say has changed since you opened this. Nothing was saved yet: compare again.")
        )
    chosen = [now[key] for key in taken]
    if chosen:
        _take_over(act, person_id, chosen)
        Difference.objects.filter(id__in=list(taken)).delete()
    kept = [one for key, one in now.items() if key not in taken]
    if kept:
        Difference.objects.filter(id__in=[one.id for one in kept]).update(is_kept=True, act_id=act.id)
    act.concerns(person_id, fields=sorted(one.field for one in chosen))
    return [
        words % {"fields": listed(str(FIELD_WORDS[one.field]) for one in some)}
        for words, some in ((_("Kept: %(fields)s."), kept), (_("Taken over: %(fields)s."), chosen))
        if some
    ]


def _take_over(act: Act, person_id: UUID, chosen: list[Difference]) -> None:
    row = sight_of_person(person_id=person_id).row
    values = {name: value for one in chosen for name, value in one.says.items()}
    if number := values.get("nhs_number"):
        checked_number(number, "")
    corrected = sorted(set(row["corrected_fields"]) - {one.field for one in chosen})
    Person.objects.filter(id=person_id).update(**values, corrected_fields=corrected, act_id=act.id)


FILLED = ("known_as", "sex", "nhs_number", "practice_code", "small_area", "pcn_code", "what_matters")
"""What the record that is kept takes from the other where it knows nothing itself, when two records are merged."""


def take_together(*, act: Act, kept: Person, other: Person, number_of: UUID | None, born_of: UUID | None) -> None:
    """
    Let the record that is kept know what either knew: its gaps are filled, what to know before meeting is said together.

    `number_of` and `born_of` name the record whose NHS number and birth date are right where both have one; what is taken
    from the other then counts as corrected. Inside an operation; one statement, none where nothing changes.
    """
    values: dict[str, Any] = {name: getattr(other, name) for name in FILLED if not getattr(kept, name)}
    corrected: set[str] = set()
    if number_of == other.id and other.nhs_number:
        values["nhs_number"] = other.nhs_number
        corrected.add("nhs_number")
    if other.birth_date and (not kept.birth_date or born_of == other.id):
        values |= {"birth_date": other.birth_date, "birth_precision": other.birth_precision}
        corrected |= {"birth_date"} if kept.birth_date else set()
    if other.needs and other.needs not in kept.needs:
        together = f"{kept.needs}; {other.needs}" if kept.needs else other.needs
        values["needs"] = together if len(together) <= LONGEST else kept.needs
    if values.get("nhs_number"):
        values["no_nhs_number_because"] = ""
    values = {name: value for name, value in values.items() if value != getattr(kept, name)}
    if values:
        fields = sorted(set(kept.corrected_fields) | corrected)
        Person.objects.filter(id=kept.id).update(**values, corrected_fields=fields, act_id=act.id)


def put_back(*, act: Act, person_id: UUID, taken_by: UUID) -> bool:
    """
    Let a person be as they were before an act took records together; say whether it was so or never changed.

    False when somebody has changed the record since: it stays as it is now. Inside an operation; two statements.
    """
    names = (*FILLED, "birth_date", "birth_precision", "needs", "no_nhs_number_because", "corrected_fields")
    columns = ", ".join(names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"update person_person p set ({columns}, act_id) = (select {columns}, %s::uuid"  # noqa: S608  (our own columns)
            "   from jsonb_populate_record(null::person_person, h.image)) from act_history h"
            " where h.table_name = 'person_person' and h.row_id = p.id and h.ended_by_act_id = %s and p.act_id = %s"
            " and p.id = %s",
            [act.id, taken_by, taken_by, person_id],
        )
        if cursor.rowcount:
            return True
        cursor.execute(
            "select not exists (select 1 from act_history where table_name = 'person_person' and row_id = %s"
            " and ended_by_act_id = %s)",
            [person_id, taken_by],
        )
        return bool(cursor.fetchone()[0])


def _checked(name: str, value: str | date | None, act: Act) -> Any:
    if name == "birth_date":
        return _born(value if isinstance(value, date) else None, act.at)
    text = str(value or "")
    if name == "nhs_number":
        return checked_number(text, "") if text.strip() else None
    if name == "sex":
        return _sex(text)
    if name == "birth_precision" and text not in ("day", "month", "year"):
        raise Refusal(_("Enter the date of birth as day, month and year, for example 12 3 1942."), field="birth_date")
    if len(text) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field=name)
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
