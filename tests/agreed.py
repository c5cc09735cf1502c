"""
What may be told to a partner, worked out anew from rows, histories and the rule tables, and what was told beyond it.

It shares no code with the service: it reads the shipped tables as text, and each row as it stood at the moment that is asked
about. Whatever was said and shared in one and the same moment is as if what was shared came first.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from csv import DictReader
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg.rows import dict_row

POLICY = Path(__file__).parents[1] / "policy"
LONDON = ZoneInfo("Europe/London")
KEPT = ("agency_agreement", "agency_involved", "agency_objection", "agency_override", "person_person")
Row = dict[str, Any]

TOLD = """
select 'disclosure ' || d.id as what, d.person_id, d.agency_id, d.purpose, d.fields, d.shared_at as at from agency_disclosure d
union all
select 'request ' || r.id, r.person_id, r.agency_id, s.purpose, array(
       select distinct field from (select unnest(s.fields) union all select p ->> 'field' from jsonb_array_elements(s.parts) p) f
       (field)), r.sent_at
  from alignment_request r join alignment_summary s on s.id = r.summary_id
union all
select w.what || r.id, r.person_id, r.agency_id, s.purpose, s.fields, w.at
  from alignment_request r join alignment_summary s on s.id = r.summary_id join door_link l on l.for_id = r.id
  cross join lateral (select 'opening of request ' as what, l.first_opened_at as at where l.first_opened_at is not null
       union all select 'answer to request ', l.answered_at where l.answered_at is not null
       union all select 'mail of request ', o.recorded_at from message_outward o where o.link_id = l.id) w
 order by 6, 1
"""
"""Each telling: what it was, of whom, to which agency, for what, which fields, when. A link that is opened or mailed tells too."""

RESTRICTED = """
select distinct text from (
    select words as text from safeguarding_concern
    union all select words from safeguarding_task
    union all select name from safeguarding_source
    union all select answers ->> 'words' from safeguarding_recorded) t
 where text like '% %'
"""
LEAVES = """
select 'summary ' || s.id, p ->> 'text' from alignment_summary s, jsonb_array_elements(s.parts) p
union all select 'question ' || s.id, s.question from alignment_summary s
union all select 'disclosure ' || d.id, d.words from agency_disclosure d
union all select 'mail ' || o.id, o.team_name from message_outward o
"""


@dataclass(frozen=True)
class Told:
    """One thing that was told: what it was, of whom, to which agency, for what, which fields, when."""

    what: str
    person_id: Any
    agency_id: Any
    purpose: str
    fields: Sequence[str]
    at: datetime


@dataclass(frozen=True)
class Kept:
    """Every form that the rows of sharing ever had, and from when until when each stood."""

    forms: dict[str, list[tuple[datetime, datetime | None, Row]]]

    def stood(self, table: str, at: datetime) -> Iterator[Row]:
        """Yield the rows of a table as they stood just before a moment."""
        return (row for start, end, row in self.forms[table] if start < at and (end is None or at <= end))

    def began(self, table: str, at: datetime) -> Iterator[Row]:
        """Yield the rows of a table as they stood at a moment, what was written in it counted."""
        return (row for start, end, row in self.forms[table] if start <= at and (end is None or at < end))


def kept_in(opened: psycopg.Connection) -> Kept:
    """Read all forms that there are, with a role from which nothing is hidden."""
    forms: dict[str, list[tuple[datetime, datetime | None, Row]]] = defaultdict(list)
    for table in KEPT:
        for start, row in opened.execute(f"select t.recorded_at, to_jsonb(t) from {table} t"):  # type: ignore[call-overload]
            forms[table].append((start, None, row))
    past = "select table_name, recorded_from, recorded_to, image from act_history where table_name = any(%s)"
    for table, start, end, row in opened.execute(past, [list(KEPT)]):
        forms[table].append((start, end, row))
    return Kept(forms)


def told_in(opened: psycopg.Connection) -> list[Told]:
    """Return everything that was told to an agency, in order of time."""
    with opened.cursor(row_factory=dict_row) as cursor:
        return [Told(**row) for row in cursor.execute(TOLD).fetchall()]


def beyond(opened: psycopg.Connection) -> list[str]:
    """Return what was told that no agreement allowed at its moment, or that the person did not want."""
    kept = kept_in(opened)
    told = [(one.what, sorted(set(one.fields) - tellable(kept, one))) for one in told_in(opened)]
    return [f"{what} told {', '.join(extra)}" for what, extra in told if extra]


def tellable(kept: Kept, told: Told) -> set[str]:
    """Return the fields that could be told to an agency about somebody, for a purpose, at a moment."""
    day, whom = told.at.astimezone(LONDON).date(), (str(told.person_id), str(told.agency_id), told.purpose)
    [person] = [one for one in kept.stood("person_person", told.at) if one["id"] == whom[0]]
    if person["is_dead"] or not _is_involved(kept, whom, told.at, day) or _is_objected(kept, whom, told.at, day):
        return set()
    agreed = [
        one
        for one in kept.began("agency_agreement", told.at)
        if (one["agency_id"], one["purpose"]) == whom[1:] and _day(one["from_day"]) <= day
    ]
    newest = max(agreed, key=lambda one: one["number"], default=None)
    if newest is None or _day(newest["until_day"]) < day or _is_over(newest["ended_at"], told.at):
        return set()
    return {one for one in newest["fields"] if _fits(one, told.purpose, is_protected=person["is_protected"])}


def _is_involved(kept: Kept, whom: tuple[str, str, str], at: datetime, day: date) -> bool:
    return any(
        (one["person_id"], one["agency_id"], one["purpose"]) == whom
        and _day(one["from_day"]) <= day
        and (one["until_day"] is None or day <= _day(one["until_day"]))
        for one in kept.began("agency_involved", at)
    )


def _is_objected(kept: Kept, whom: tuple[str, str, str], at: datetime, day: date) -> bool:
    objects = any(
        one["person_id"] == whom[0]
        and one["agency_id"] in (None, whom[1])
        and one["purpose"] in ("", whom[2])
        and one["withdrawn_at"] is None
        and _is_over(one["since"], at)
        for one in kept.stood("agency_objection", at)
    )
    return objects and not any(
        (one["person_id"], one["agency_id"], one["purpose"]) == whom
        and not _is_over(one["ended_at"], at)
        and day <= _day(one["until_day"])
        for one in kept.began("agency_override", at)
    )


def _is_over(moment: str | None, at: datetime) -> bool:
    return moment is not None and datetime.fromisoformat(moment) < at


def _fits(field: str, purpose: str, *, is_protected: bool) -> bool:
    fields = {row["field"]: row for row in _table("sharing-fields")}
    purposes = {row["purpose"]: row["kinds"].split(" | ") for row in _table("sharing-purposes")}
    row = fields.get(field)
    return bool(row and row["kind"] in purposes[purpose] and not (is_protected and row["says_where"] == "yes"))


def _table(name: str) -> list[dict[str, str]]:
    return list(DictReader((POLICY / f"{name}.csv").read_text().splitlines()))


def _day(text: str) -> date:
    return date.fromisoformat(text)


def restricted_told(opened: psycopg.Connection) -> list[str]:
    """Return what left with words that stand in a concern, in a step of one or in work on one."""
    texts = [text.casefold() for (text,) in opened.execute(RESTRICTED)]
    return [what for what, said in opened.execute(LEAVES) if any(text in said.casefold() for text in texts)]
