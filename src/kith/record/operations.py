"""The only writers of dated facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, ids, operation
from kith.place.rules import at_local, local_day
from kith.policy.value_rules import Input
from kith.record import queries

_COLUMNS = {
    "person_id": "uuid",
    "kind": "text",
    "category": "text",
    "code_system": "text",
    "code": "text",
    "label": "text",
    "number": "double precision",
    "unit": "text",
    "text": "text",
    "status": "text",
    "is_in_error": "boolean",
    "confidentiality": "text",
    "starts_at": "timestamptz",
    "starts_precision": "text",
    "ends_at": "timestamptz",
    "ends_precision": "text",
    "noted_at": "timestamptz",
    "source_system": "text",
    "source_type": "text",
    "source_id": "text",
    "source_part": "smallint",
    "source_version": "text",
    "source_digest": "text",
    "detail": "jsonb",
}
_NAMES = ", ".join(_COLUMNS)
_TYPED = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
_SET = ", ".join(f"{name} = f.{name}" for name in _COLUMNS)

FactRow = dict[str, Any]


def insert_facts(*, act: Act, rows: Sequence[FactRow]) -> None:
    """Store facts; each row names every column, and its id where the caller gives one. Inside an operation; one statement."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into record_fact (id, is_corrected, act_id, {_NAMES})"  # noqa: S608  (our own column names)
            f" select coalesce(id, gen_random_uuid()), false, %s, {_NAMES}"
            f" from jsonb_to_recordset(%s::jsonb) as f (id uuid, {_TYPED})",
            [act.id, msgspec.json.encode(rows).decode()],
        )


def update_facts(*, act: Act, rows: Sequence[FactRow]) -> None:
    """Bring facts up to date from their source, by id; each row names `id` and every column. Inside an operation; one statement."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"update record_fact t set {_SET}, act_id = %s"  # noqa: S608  (our own column names)
            f" from jsonb_to_recordset(%s::jsonb) as f (id uuid, {_TYPED}) where t.id = f.id",
            [act.id, msgspec.json.encode(rows).decode()],
        )


def withdraw_parts(*, act: Act, fact_ids: Sequence[UUID]) -> None:
    """Mark parts that a newer version of their record no longer has as in error. Inside an operation; one statement."""
    if not fact_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "update record_fact set is_in_error = true, act_id = %s where id = any(%s::uuid[])",
            [act.id, list(fact_ids)],
        )


def hide_places(*, act: Act, person_ids: Sequence[UUID]) -> None:
    """
    Take out of the facts of people who are protected now where things took place and who is on teams.

    Inside an operation; one statement.
    """
    if not person_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "update record_fact set detail = detail - 'place' - 'members', act_id = %s"
            " where person_id = any(%s::uuid[]) and (detail ? 'place' or detail ? 'members')",
            [act.id, list(person_ids)],
        )


# What we observe ourselves


OURS = "kith"
"""The source of what is observed and entered here."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What was entered for one input of a rule table, as text; `is_restricted` where it is not for everybody on the team."""

    of: Input
    text: str
    part: int
    is_restricted: bool = False


def observation_rows(
    *,
    act: Act,
    person_id: UUID,
    source_id: UUID,
    table: str,
    observed: Sequence[Observed],
    true_at: datetime,
    detail: Mapping[str, str],
) -> list[FactRow]:
    """Return the rows of what was observed with its table's source, for `insert_facts`: one dated fact for each input."""
    return [
        _FACT
        | {
            "id": ids.new(),
            "person_id": person_id,
            "kind": "observation",
            "category": table,
            "code_system": SNOMED if one.of.code else OURS,
            "code": one.of.code or one.of.name,
            "label": one.of.label,
            "number": float(one.text) if one.of.is_number else None,
            "unit": one.of.unit,
            "text": "" if one.of.is_number else one.text,
            "confidentiality": "restricted" if one.is_restricted else "normal",
            "starts_at": true_at,
            "noted_at": act.at,
            "source_type": table,
            "source_id": str(source_id),
            "source_part": one.part,
            "detail": {"input": one.of.name, "entered": one.text, **detail},
        }
        for one in observed
    ]


SNOMED = "http://snomed.info/sct"
_FACT: FactRow = {
    "category": "", "code_system": "", "code": "", "number": None, "unit": "", "text": "", "status": "final",
    "is_in_error": False, "confidentiality": "normal", "starts_precision": "moment", "ends_at": None,
    "ends_precision": "moment", "source_system": OURS, "source_type": "", "source_part": 0, "source_version": "",
    "source_digest": "", "detail": {},
}  # fmt: skip


LONGEST = 500
"""Characters of why a score is usual."""
FURTHEST = timedelta(days=366)


@operation("record.set_usual", sight=queries.sight_of_person)
def set_usual(
    *,
    act: Act,
    team_id: UUID,
    person_id: UUID,
    score: int,
    reason: str,
    until: date | None = None,
    seen: UUID | None = None,
) -> UUID:
    """
    Say what NEWS2 score is usual for somebody, 0 to 20, and why; return the id of what is kept. The latest holds.

    It holds through the day `until`, within a year; without one until somebody says otherwise. `seen` is the score in force
    that was on the page (None for none).

    Raises:
        Refusal: for a score or a day out of bounds, or no reason. Stale: where another score is in force than was seen.
    """
    if not 0 <= score <= 20:
        raise Refusal(_("Usual NEWS2: enter a whole number from 0 to 20."), field="usual")
    if until is not None and not local_day(act.at) <= until <= local_day(act.at + FURTHEST):
        raise Refusal(_("Until: choose a day within a year that is not past, or leave it empty."), field="until")
    if not (why := " ".join(reason.split())):
        raise Refusal(_("Say why this is usual, for example what you know of their breathing."), field="why")
    if len(why) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": LONGEST}, field="why")
    now = queries.usual_now(person_id=person_id)
    if (now.id if now else None) != seen:
        raise Stale(
            _("Somebody said meanwhile what is usual. Look at it, then save again if yours is right."), extra=now
        )
    row = _FACT | {
        "id": ids.new(), "person_id": person_id, "kind": "observation", "category": "usual", "code_system": OURS, "code": "usual",
        "label": "Usual NEWS2", "number": float(score), "starts_at": act.at, "noted_at": act.at, "source_type": "usual",
        "source_id": str(act.id), "detail": {"why": why},
        "ends_at": at_local(until + timedelta(days=1), time()) if until else None,
    }  # fmt: skip
    insert_facts(act=act, rows=[row])
    act.concerns(person_id, team_id=team_id)
    fact_id: UUID = row["id"]
    return fact_id
