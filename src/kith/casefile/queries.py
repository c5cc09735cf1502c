"""Questions of a case file: the past of every row of a person, who acted and looked, the file itself, and what doctor counts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from kith.act import NotVisible, Thing
from kith.casefile.rules import Answer, Form

TABLES = (
    "person_person", "network_carer", "network_carerassessment", "plan_event", "plan_version", "plan_setaside", "plan_signoff",
    "plan_agreement", "plan_keeping", "plan_review", "contradiction_item", "contradiction_contradiction",
    "contradiction_agreed", "agency_involved", "agency_objection", "agency_override", "alignment_request",
    "agency_disclosure", "alignment_answer", "alignment_copy",
    "caseload_listentry", "caseload_override", "record_fact",
    "contact_away", "contact_series", "contact_contact", "contact_plancheck", "contact_sighting", "escalation_reason",
    "escalation_escalation", "escalation_routestep", "escalation_told", "escalation_spared", "proposal_proposal",
    "huddle_item", "huddle_raised", "huddle_remark",
    "preparation_request", "preparation_case", "preparation_summary", "preparation_asked", "preparation_question",
    "mdt_case", "mdt_decision", "mdt_telling", "mdt_told", "mdt_untold",
    "action_action", "action_step", "action_offer", "handover_closing",
    "handover_told",
)  # fmt: skip
"""
What a case file reads, in the order in which one thing leads to the next. Where somebody can be met is not in it, nor what
was typed and never said.
"""


def records_of(*, person_id: UUID) -> list[UUID]:
    """Return the record of a person and those merged into it. One statement."""
    rows = _rows(
        "select m.other_id from handover_merge m where m.kept_id = %s and m.undone_at is null order by m.merged_at, m.id",
        [person_id],
    )
    return [person_id, *(row[0] for row in rows)]


def forms_of(*, person_ids: Collection[UUID], until: datetime) -> list[Form]:
    """
    Return every form that the rows of these records had up to a moment (included), as far as the viewer sees them, in the
    order in which they were recorded: who acted, in which role, by which command. One statement, whatever the rows.
    """
    found = _rows(_FORMS, {"people": list(person_ids), "until": until, "tables": list(TABLES)})
    return [_form(row) for row in found]


@dataclass(frozen=True, slots=True)
class Acted:
    """One entry of the trail about a person: an act, a refusal, or (without id) a look at the record itself."""

    id: UUID | None
    happened_at: datetime
    who: str
    role: str
    what: str
    outcome: str
    reason: str
    team_id: UUID | None
    thing_kind: str
    thing_id: UUID | None


def acted_on(*, person_ids: Collection[UUID], until: datetime) -> list[Acted]:
    """
    Return what the trail holds about these records up to a moment: acts, refusals, and when the record was opened or printed.

    What was done about restricted matters is left out. In order of time; one statement.
    """
    return [Acted(*row) for row in _rows(_ACTED, {"people": list(person_ids), "until": until})]


def names_of(*, member_ids: Collection[str], agency_ids: Collection[str]) -> dict[str, str]:
    """
    Return names by id as text, of members, of agencies and of whom one reaches there; those whom the viewer does not see are
    left out. One statement.
    """
    rows = _rows(
        "select m.id::text, a.name from team_member m join access_account a on a.id = m.account_id"
        " where m.id = any(%(members)s::uuid[])"
        " union all select g.id::text, g.name from agency_agency g where g.id = any(%(agencies)s::uuid[])"
        " union all select c.id::text, c.name from agency_contact c where c.id = any(%(agencies)s::uuid[])",
        {"members": list(member_ids), "agencies": list(agency_ids)},
    )
    return dict(rows)


def names_of_teams(*, team_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of teams, by id. One statement."""
    return dict(_rows("select id, name from team_names(%s::uuid[])", [list(team_ids)]))


@dataclass(frozen=True, slots=True)
class FileRow:
    """One case file as it was asked for."""

    id: UUID
    team_id: UUID
    person_id: UUID
    purpose: str
    reason: str
    as_at: datetime
    first_day: date
    last_day: date
    asked_by: str
    asked_by_id: UUID
    asked_at: datetime


_FILES = """
select f.id, f.team_id, f.person_id, f.purpose, f.reason, f.as_at, f.first_day, f.last_day, coalesce(a.name, ''),
       f.asked_by_id, f.asked_at
  from casefile_file f left join access_account a on a.id = f.asked_by_id
"""


def one(*, file_id: UUID) -> FileRow:
    """Return a case file. Raises NotVisible. One statement."""
    found = _rows(f"{_FILES} where f.id = %s", [file_id])
    if not found:
        raise NotVisible
    return FileRow(*found[0])


def files_of(*, person_id: UUID) -> list[FileRow]:
    """Return the case files of a person, the latest first. One statement."""
    return [
        FileRow(*row) for row in _rows(f"{_FILES} where f.person_id = %s order by f.asked_at desc, f.id", [person_id])
    ]


def sight_of_file(*, file_id: UUID) -> Thing:
    """Return a case file as a thing to act on. Raises NotVisible. One statement."""
    row = one(file_id=file_id)
    return Thing("case file", row.id, row.team_id, row.person_id, {"file": row})


@dataclass(frozen=True, slots=True)
class Kept:
    """
    A line that was marked (`kind` 'mark'), or whose release was asked for ('release'), by whom, why, and who confirmed it; or how
    else that ended, when and why.
    """

    kind: str
    id: UUID
    row_id: UUID
    reason: str
    by: str
    by_id: UUID
    at: datetime
    second: str
    second_at: datetime | None
    answer: str = Answer.NONE
    ended_at: datetime | None = None
    because: str = ""

    @property
    def waits(self) -> bool:
        """Whether it is a release that nobody has answered."""
        return self.kind == "release" and self.second_at is None and not self.answer

    @property
    def is_held(self) -> bool:
        """Whether it is a release that waits, or was agreed to."""
        return self.kind == "release" and not self.answer


def kept_of(*, file_id: UUID) -> list[Kept]:
    """Return what was marked and released in a case file, in order of time. One statement."""
    rows = _rows(
        "select 'mark', m.id, m.row_id, m.reason, coalesce(a.name, ''), m.account_id, m.recorded_at, '', null, '', null, ''"
        " from casefile_mark m left join access_account a on a.id = m.account_id where m.file_id = %(file)s"
        " union all"
        " select 'release', r.id, r.row_id, r.reason, coalesce(a.name, ''), r.asked_by_id, r.asked_at,"
        " coalesce(b.name, ''), r.confirmed_at, r.answer, r.ended_at, r.because"
        " from casefile_release r left join access_account a on a.id = r.asked_by_id"
        " left join access_account b on b.id = coalesce(r.confirmed_by_id, r.ended_by_id) where r.file_id = %(file)s order by 7, 2",
        {"file": file_id},
    )
    return [Kept(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One release that was asked for."""

    id: UUID
    file_id: UUID
    asked_by_id: UUID
    is_confirmed: bool


def sight_of_release(*, release_id: UUID) -> Thing:
    """Return a release as a thing to act on. Raises NotVisible. One statement."""
    found = _rows(
        "select id, file_id, asked_by_id, confirmed_at is not null, team_id, person_id from casefile_release where id = %s",
        [release_id],
    )
    if not found:
        raise NotVisible
    *row, team_id, person_id = found[0]
    return Thing("case file release", release_id, team_id, person_id, {"release": ReleaseRow(*row)})


@dataclass(frozen=True, slots=True)
class ExportRow:
    """
    One export: to whom, why, who asked and approved (or refused), until when it may be had, and the digest of what was given.
    """

    id: UUID
    file_id: UUID
    team_id: UUID
    person_id: UUID
    to_whom: str
    reason: str
    asked_by: str
    asked_by_id: UUID
    asked_at: datetime
    expires_at: datetime
    approved_by: str
    approved_at: datetime | None
    digest: str
    number_of_lines: int | None
    answer: str
    ended_at: datetime | None
    because: str


_EXPORTS = """
select e.id, e.file_id, e.team_id, e.person_id, e.to_whom, e.reason, coalesce(a.name, ''), e.asked_by_id, e.asked_at,
       e.expires_at, coalesce(b.name, ''), e.approved_at, coalesce(g.digest, ''), g.number_of_lines,
       e.answer, e.ended_at, e.because
  from casefile_export e
  left join access_account a on a.id = e.asked_by_id
  left join access_account b on b.id = coalesce(e.approved_by_id, e.ended_by_id)
  left join casefile_given g on g.export_id = e.id
"""


def exports_of(*, file_id: UUID) -> list[ExportRow]:
    """Return the exports of a case file, the latest first. One statement."""
    return [
        ExportRow(*row) for row in _rows(f"{_EXPORTS} where e.file_id = %s order by e.asked_at desc, e.id", [file_id])
    ]


def export(*, export_id: UUID) -> ExportRow:
    """Return one export. Raises NotVisible. One statement."""
    found = _rows(f"{_EXPORTS} where e.id = %s", [export_id])
    if not found:
        raise NotVisible
    return ExportRow(*found[0])


def sight_of_export(*, export_id: UUID) -> Thing:
    """Return an export as a thing to act on. Raises NotVisible. One statement."""
    row = export(export_id=export_id)
    return Thing("case file export", row.id, row.team_id, row.person_id, {"export": row})


def given(*, export_id: UUID) -> bytes:
    """Return what was given in an export, byte for byte. Raises NotVisible while nothing was. One statement."""
    found = _rows("select content from casefile_given where export_id = %s", [export_id])
    if not found:
        raise NotVisible
    return bytes(found[0][0])


def colleagues(*, team_id: UUID, person_id: UUID, besides: UUID) -> list[tuple[UUID, str]]:
    """Return account and role of who is on a team now and may open a record, but one account. One statement."""
    return [
        (account_id, role)
        for account_id, role in _rows(
            "select distinct m.account_id, m.role from team_member m where m.team_id = %s and m.during @> act_moment()"
            " and m.account_id <> %s and not is_shut_out(m.account_id, %s::uuid) order by 1, 2",
            [team_id, besides, person_id],
        )
    ]


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return what breaks a promise: run by doctor with the role that sees everything.

    P9: something was given that is not what its digest says. P10: something was given, or a withheld line shown, without two
    people who stand behind it.
    """
    p9 = [
        f"export {key}: what was given is not what its digest says"
        for key, content, digest in _rows("select export_id, content, digest from casefile_given")
        if sha256(bytes(content)).hexdigest() != digest
    ]
    p10 = [
        f"export {key} was given without a second person who approved it"
        for (key,) in _rows(
            "select g.export_id from casefile_given g left join casefile_export e on e.id = g.export_id"
            " where e.approved_by_id is null or e.approved_by_id = e.asked_by_id"
        )
    ]
    p10 += [
        f"release {key} of a withheld line has no second person"
        for (key,) in _rows(
            "select id from casefile_release where confirmed_at is not null"
            " and (confirmed_by_id is null or confirmed_by_id = asked_by_id)"
        )
    ]
    return {"P9": p9, "P10": p10}


def _form(row: Sequence[Any]) -> Form:
    table, row_id, recorded_at, until, act_id, image, account_id, who, role, command = row
    read = orjson.loads(image) if isinstance(image, str | bytes) else image
    return Form(table, str(row_id), recorded_at, until, str(act_id), str(account_id or ""), who, role, command, read)


def _rows(text: str, values: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


_PRESENT = " union all ".join(
    f"select '{table}'::text as name, t.id, t.recorded_at, null::timestamptz as until, t.act_id, to_jsonb(t) as image"  # noqa: S608  (our own names)
    f" from {table} t where t.{'id' if table == 'person_person' else 'person_id'} = any(%(people)s::uuid[])"
    " and t.recorded_at <= %(until)s"
    for table in TABLES
)
_FORMS = f"""
with forms as (
  {_PRESENT}
  union all
  select h.table_name, h.row_id, h.recorded_from, h.recorded_to, h.act_id, h.image from act_history h
   where h.person_id = any(%(people)s::uuid[]) and h.table_name = any(%(tables)s) and h.recorded_from <= %(until)s
)
select f.name, f.id, f.recorded_at, f.until, f.act_id, f.image::text, e.account_id, coalesce(a.name, ''), coalesce(e.role, ''),
       coalesce(e.command, '')
  from forms f
  left join trail_entry e on e.id = f.act_id
  left join access_account a on a.id = e.account_id
 order by f.recorded_at, f.until nulls last, coalesce((f.image ->> 'version')::int, 0), f.name, f.id
"""  # noqa: S608  (our own words)

_ACTED = """
select e.id, e.happened_at, coalesce(a.name, ''), e.role, e.command, e.outcome, e.reason, e.team_id, e.thing_kind, e.thing_id
  from trail_entry e left join access_account a on a.id = e.account_id
 where e.person_ids && %(people)s::uuid[] and e.happened_at <= %(until)s and e.thing_kind <> 'restricted'
   and not starts_with(e.command, 'safeguarding.')
union all
select null, l.happened_at, coalesce(a.name, ''), l.role, l.what, l.outcome, '', null, '', null
  from unnest(%(people)s::uuid[]) p (id) cross join lateral trail_of_person(p.id, 1000000) l
  left join access_account a on a.id = l.account_id
 where l.what in ('look.open', 'look.print') and l.happened_at <= %(until)s
 order by 2, 1 nulls last
"""
