"""What two records of one person know, taken together in the one that is kept, and put back."""

from typing import Any
from uuid import UUID

from django.db import connection

from kith.act import Act
from kith.person.checking import FOR_TELLING, LONGEST, LONGEST_TOLD
from kith.person.models import Person

FILLED = ("known_as", "sex", "nhs_number", "practice_code", "small_area", "pcn_code", "what_matters")
"""What the record that is kept takes from the other where it knows nothing itself, when two records are merged."""


def take_together(*, act: Act, kept: Person, other: Person, number_of: UUID | None, born_of: UUID | None) -> None:
    """
    Let the record that is kept know what either knew: its gaps are filled, what to know before meeting is said together,
    and so is what is told to partners of it.

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
    for name in ("needs", *FOR_TELLING):
        mine, theirs = getattr(kept, name), getattr(other, name)
        if theirs and theirs not in mine:
            together = f"{mine}; {theirs}" if mine else theirs
            values[name] = together if len(together) <= (LONGEST_TOLD if name in FOR_TELLING else LONGEST) else mine
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
    names = (
        *FILLED, "birth_date", "birth_precision", "needs", *FOR_TELLING, "no_nhs_number_because", "corrected_fields",
    )  # fmt: skip
    columns = ", ".join(names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"update person_person p set ({columns}, act_id) = (select {columns}, %s::uuid"  # noqa: S608  (our own columns)
            "   from jsonb_populate_record(p, h.image)) from act_history h"
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
