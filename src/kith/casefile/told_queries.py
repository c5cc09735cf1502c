"""
Questions about what was communicated of a person: what members were told and how it reached them, what was written in
supervision, and when something restricted was noted. Each in one statement, whatever the rows.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection


@dataclass(frozen=True, slots=True)
class Mailed:
    """One step of the mail that carried a notice: what, the server's number, when, by which act."""

    id: str
    what: str
    code: str
    at: datetime
    act_id: str


@dataclass(frozen=True, slots=True)
class Notice:
    """
    One notice to a member: to whom by name ('' of another team), what kind, when, by whom in which role; read when, by which act,
    if it was by then.
    """

    id: str
    act_id: str
    kind: str
    thing_id: str
    told_at: datetime
    read_at: datetime | None
    read_act: str
    to: str
    who: str
    role: str
    mailed: Sequence[Mailed]


def notices_about(*, person_ids: Collection[UUID], until: datetime) -> list[Notice]:
    """Return what members of the reader's teams were told of these people up to a moment (included), in order. One statement."""
    return [_notice(row) for row in _rows(_NOTICES, {"people": list(person_ids), "until": until})]


def _notice(row: tuple[Any, ...]) -> Notice:
    values = list(row)
    values[-1] = [_mailed(each) for each in orjson.loads(values[-1])]
    return Notice(*values)


def _mailed(step: dict[str, Any]) -> Mailed:
    return Mailed(step["id"], step["what"], step["code"], datetime.fromisoformat(step["at"]), step["act_id"])


@dataclass(frozen=True, slots=True)
class Written:
    """
    What was written in supervision about somebody: a note, or ('answer', 'came of it') under one. To the two whom it concerns with
    its words; to others `is_open` is False and the rest is ''.
    """

    id: str
    made_at: datetime
    recorded_at: datetime
    is_open: bool
    act_id: str
    kind: str
    words: str
    by: str
    to: str


def written_about(*, person_ids: Collection[UUID], until: datetime) -> list[Written]:
    """Return what was written in supervision about these people up to a moment (included), in order. One statement."""
    return [Written(str(key), *row) for key, *row in _rows(_WRITTEN, {"people": list(person_ids), "until": until})]


def restricted_at(*, person_ids: Collection[UUID], until: datetime) -> list[datetime]:
    """Return when something restricted was noted here of these people; nothing to whom that is kept from. One statement."""
    return [row[0] for row in _rows("select * from casefile_restricted(%s::uuid[], %s)", [list(person_ids), until])]


def _rows(text: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


_NOTICES = """
with told as (
    select m.id, coalesce((select h.act_id from act_history h where h.table_name = 'message_message' and h.row_id = m.id
                            order by h.recorded_to limit 1), m.act_id) as act_id,
           m.kind, m.thing_id, coalesce(m.told_at, m.recorded_at) as told_at, m.read_at, m.account_id, m.act_id as last_act
      from message_message m where m.person_id = any(%(people)s::uuid[]) and m.thing_kind <> 'restricted'
       and coalesce(m.told_at, m.recorded_at) <= %(until)s
), mailed as (
    select s.message_id, jsonb_agg(jsonb_build_object('id', s.step_id, 'what', s.what, 'code', s.code, 'at', s.at,
           'act_id', s.act_id) order by s.at, s.step_id) as steps
      from casefile_mail_steps(array(select id from told)) s where s.at <= %(until)s group by s.message_id
)
select t.id::text, t.act_id::text, t.kind, t.thing_id::text, t.told_at,
       case when t.read_at <= %(until)s then t.read_at end, t.last_act::text,
       coalesce(a.name, ''), coalesce(b.name, ''), coalesce(e.role, ''), coalesce(s.steps, '[]')::text
  from told t
  left join mailed s on s.message_id = t.id
  left join access_account a on a.id = t.account_id
  left join trail_entry e on e.id = t.act_id
  left join access_account b on b.id = e.account_id
 order by t.told_at, t.act_id, t.kind, a.name, t.id
"""
_WRITTEN = """
select p.id, p.made_at, p.recorded_at, n.id is not null, coalesce(coalesce(r.act_id, n.act_id)::text, ''),
       case when n.id is null then '' else coalesce(r.kind, 'note') end, coalesce(r.words, n.words, ''), coalesce(w.name, ''),
       coalesce(a.name, '')
  from casefile_supervision(%(people)s::uuid[], %(until)s) p
  left join supervision_note n on n.id = p.note_id
  left join supervision_reply r on r.id = p.id
  left join access_account w on w.id = coalesce(r.by_id, n.by_id)
  left join access_account a on a.id = case when r.id is null then n.account_id when r.by_id = n.by_id then n.account_id
                                            else n.by_id end
 order by p.made_at, p.id
"""
