"""What an import or a sheet brings of people: new ones, what is newer of those known, and by what each system knows them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from kith import language
from kith.access.operations import make_person_keys, open_reach
from kith.act import Act
from kith.person.checking import checked
from kith.person.models import Person

BROUGHT_IN = language.later("brought in by an import")
"""Why Kith's own account reaches somebody: stored as written, said in the reader's language where it is shown."""


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
    sound = {name: checked(name, value, act) for name, value in values.items()}
    if sound.get("nhs_number"):
        sound["no_nhs_number_because"] = ""
    Person.objects.filter(id=person_id).update(**sound, act_id=act.id)
    act.concerns(person_id, fields=sorted(values))


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
