"""
Questions about supervision. Row-level security shows lines to the member and whoever supervises them, notes and sessions to
the two whom they concern.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from kith.act import NotVisible, Thing
from kith.supervision.rules import About, Closed, LineKind

LINES_SHOWN, NOTES_SHOWN, SESSIONS_SHOWN = 200, 50, 24


@dataclass(frozen=True, slots=True)
class LineRow:
    """
    One line of a queue. `of` is the member's name, `person` the person's ('' for none); `kind` None: what was not escalated,
    which its own look finishes. `is_mine`: the viewer supervises the member. `closed_how` is '' while it waits.
    """

    id: UUID
    team_id: UUID
    person_id: UUID | None
    person: str
    account_id: UUID
    of: str
    kind: LineKind | None
    source_id: UUID
    thing_kind: str
    thing_id: UUID
    detail: Mapping[str, str]
    happened_at: datetime
    closed_at: datetime | None
    closed_by: str
    closed_how: str
    is_mine: bool
    version: int


_MINE = "(l.team_id, l.account_id) in (select s.team_id, s.account_id from supervised_by_me() s)"
_LINES = f"""
select l.id, l.team_id, l.person_id, coalesce(p.given || ' ' || p.family, ''), l.account_id, coalesce(a.name, ''), l.kind,
       l.source_id, l.thing_kind, l.thing_id, l.detail, l.happened_at, l.closed_at, coalesce(b.name, ''), l.closed_how,
       {_MINE}, l.version
  from supervision_line l
  left join person_person p on p.id = l.person_id
  left join access_account a on a.id = l.account_id
  left join access_account b on b.id = l.closed_by_id
"""  # noqa: S608  (our own pieces)
_SPARED = f"""
select l.id, l.team_id, l.person_id, coalesce(p.given || ' ' || p.family, ''), l.account_id, coalesce(a.name, ''), null::text,
       l.id, 'spared', l.id, jsonb_build_object('source', l.source_kind), l.made_at, null::timestamptz, '', '', true, 0
  from escalation_spared l
  left join person_person p on p.id = l.person_id
  left join access_account a on a.id = l.account_id
 where l.seen_at is null and {_MINE}
"""  # noqa: S608  (our own pieces)


def queue(*, account_id: UUID | None = None, team_id: UUID | None = None) -> list[LineRow]:
    """
    Return what waits for the viewer as a supervisor, the longest waiting first: of all they supervise, or of one member.

    At most 200 lines. One statement.
    """
    only = " and l.account_id = %(account)s and l.team_id = %(team)s" if account_id else ""
    sql = (
        f"select * from (({_LINES} where l.closed_how = '' and {_MINE}{only}) union all ({_SPARED}{only})) q"  # noqa: S608  (our own words)
        " order by happened_at, id limit %(most)s"
    )
    return [_line(row) for row in _rows(sql, {"account": account_id, "team": team_id, "most": LINES_SHOWN})]


def about_me(*, account_id: UUID) -> list[LineRow]:
    """Return the viewer's own decisions that are or were in a queue, newest first, at most 200. One statement."""
    sql = f"{_LINES} where l.account_id = %(account)s order by l.happened_at desc, l.id limit %(most)s"
    return [_line(row) for row in _rows(sql, {"account": account_id, "most": LINES_SHOWN})]


def talked_about(*, session_ids: Collection[UUID]) -> dict[UUID, list[LineRow]]:
    """Return the lines that were talked about in some sessions, by session. At most one statement."""
    if not session_ids:
        return {}
    sql = (
        f"select q.*, s.session_id from ({_LINES}) q join supervision_line s on s.id = q.id"  # noqa: S608  (our own pieces)
        " where s.session_id = any(%(ids)s::uuid[])"
    )
    found: dict[UUID, list[LineRow]] = {}
    for row in _rows(f"{sql} order by q.happened_at, q.id", {"ids": list(session_ids)}):
        found.setdefault(row[-1], []).append(_line(row[:-1]))
    return found


def line(*, line_id: UUID) -> LineRow:
    """Return a line. Raises NotVisible. One statement."""
    found = _rows(f"{_LINES} where l.id = %(id)s", {"id": line_id})
    if not found:
        raise NotVisible
    return _line(found[0])


def sight_of_line(*, line_id: UUID) -> Thing:
    """Return a line as a thing to act on; without its person, because what is said of it is about the member."""
    row = line(line_id=line_id)
    return Thing("supervision line", row.id, row.team_id, row={"line": row})


@dataclass(frozen=True, slots=True)
class Supervised:
    """Somebody whom the viewer supervises on a team."""

    team_id: UUID
    account_id: UUID
    name: str


def sight_of_supervised(*, team_id: UUID, account_id: UUID) -> Thing:
    """Return a member whom the actor supervises as a thing to act on. Raises NotVisible for anybody else. One statement."""
    found = _rows(
        "select s.team_id, s.account_id, a.name from supervised_by_me() s join access_account a on a.id = s.account_id"
        " where s.team_id = %(team)s and s.account_id = %(account)s",
        {"team": team_id, "account": account_id},
    )
    if not found:
        raise NotVisible
    row = Supervised(*found[0])
    return Thing("member", row.account_id, row.team_id, row={"supervised": row})


# Notes


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """What one of the two wrote under a note: `kind` is 'answer' or 'came of it'."""

    kind: str
    words: str
    by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note: to whom, by whom, about what of whom ('' for nobody), its words, and what was written under it, in order."""

    id: UUID
    team_id: UUID
    person_id: UUID | None
    person: str
    account_id: UUID
    to: str
    by_id: UUID
    by: str
    about: About
    thing_id: UUID
    line_id: UUID | None
    words: str
    made_at: datetime
    replies: Sequence[ReplyRow] = field(default_factory=tuple)


_NOTES = """
select n.id, n.team_id, n.person_id, coalesce(p.given || ' ' || p.family, ''), n.account_id, coalesce(a.name, ''), n.by_id,
       coalesce(b.name, ''), n.about, n.thing_id, n.line_id, n.words, n.made_at,
       coalesce((select jsonb_agg(jsonb_build_array(r.kind, r.words, coalesce(w.name, ''), r.made_at) order by r.made_at, r.id)
          from supervision_reply r left join access_account w on w.id = r.by_id where r.note_id = n.id), '[]'::jsonb)
  from supervision_note n
  left join person_person p on p.id = n.person_id
  left join access_account a on a.id = n.account_id
  left join access_account b on b.id = n.by_id
"""


def notes(*, with_account: UUID | None = None, note_ids: Collection[UUID] = ()) -> list[NoteRow]:
    """Return the viewer's notes, newest first, at most 50: all, those to one member, or these. One statement."""
    where = "where true"
    if with_account:
        where += " and n.account_id = %(account)s"
    if note_ids:
        where += " and n.id = any(%(ids)s::uuid[])"
    values = {"account": with_account, "ids": list(note_ids), "most": NOTES_SHOWN}
    return [_note(row) for row in _rows(f"{_NOTES} {where} order by n.made_at desc, n.id limit %(most)s", values)]


def note(*, note_id: UUID) -> NoteRow:
    """Return a note with what was written under it. Raises NotVisible. One statement."""
    found = _rows(f"{_NOTES} where n.id = %(id)s", {"id": note_id})
    if not found:
        raise NotVisible
    return _note(found[0])


def note_of_line(*, line_id: UUID) -> NoteRow | None:
    """Return the note that closed a line; None without one, or for anybody but the two. One statement."""
    found = _rows(f"{_NOTES} where n.line_id = %(id)s", {"id": line_id})
    return _note(found[0]) if found else None


def sight_of_note(*, note_id: UUID) -> Thing:
    """Return a note as a thing to act on: for the two whom it concerns, and nobody else."""
    row = note(note_id=note_id)
    only = frozenset({row.account_id, row.by_id})
    return Thing("supervision note", row.id, row.team_id, row={"note": row, "only": only})


@dataclass(frozen=True, slots=True)
class Decision:
    """What a note can be about: a thing of a team, its person, and who decided of it, first of all whoever began it."""

    about: About
    thing_id: UUID
    team_id: UUID
    person_id: UUID | None
    person: str
    accounts: Sequence[UUID]


def decision(*, about: About, thing_id: UUID) -> Decision:
    """
    Return what a note is to be about, and whom it may concern. One statement.

    Of a person's case that is whoever leads them on a list. Raises NotVisible, also for what is no such thing.
    """
    found = _rows(_DECISIONS[about], {"id": thing_id}) if about in _DECISIONS else []
    if not found:
        raise NotVisible
    team_id, person_id, person, accounts = found[0]
    return Decision(about, thing_id, team_id, person_id, person, [one for one in dict.fromkeys(accounts) if one])


_PERSON = "coalesce((select p.given || ' ' || p.family from person_person p where p.id = t.person_id), '')"
_DECISIONS: Mapping[About, str] = {
    About.ESCALATION: (
        f"select t.team_id, t.person_id, {_PERSON}, array[t.opened_by_id, (select m.account_id from team_member m"  # noqa: S608  (our own words)
        " where m.id = t.answered_by_id), t.closed_by_id] from escalation_escalation t where t.id = %(id)s and t.track = 'clinical'"
    ),
    About.SPARED: (
        f"select t.team_id, t.person_id, {_PERSON}, array[t.account_id] from escalation_spared t where t.id = %(id)s"  # noqa: S608  (our own words)
    ),
    About.PROPOSAL: (
        f"select t.team_id, t.person_id, {_PERSON}, array[t.proposed_by_id, t.answered_by_id]"  # noqa: S608  (our own words)
        " from proposal_proposal t where t.id = %(id)s"
    ),
    About.CASE: (
        f"select t.team_id, t.person_id, {_PERSON}, array(select m.account_id from team_member m"  # noqa: S608  (our own words)
        " where m.id in (t.named_lead_id, t.deputy_id) order by m.id <> t.named_lead_id)"
        " from caseload_listentry t where t.person_id = %(id)s and t.state <> 'ended' order by t.team_id limit 1"
    ),
}


# Sessions and who supervises whom


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session: whose, who held it, when, what was talked about, with which notes, and the day of the next."""

    id: UUID
    team_id: UUID
    account_id: UUID
    of: str
    by_id: UUID
    by: str
    held_at: datetime
    said: str
    notes: Sequence[UUID]
    next_on: date


_SESSIONS = """
select s.id, s.team_id, s.account_id, coalesce(a.name, ''), s.by_id, coalesce(b.name, ''), s.held_at, s.said, s.notes, s.next_on
  from supervision_session s
  left join access_account a on a.id = s.account_id
  left join access_account b on b.id = s.by_id
"""


def sessions(*, account_id: UUID, team_id: UUID | None = None) -> list[SessionRow]:
    """Return the sessions of a member that the viewer was in, newest first, at most 24. One statement."""
    where = "where s.account_id = %(account)s" + (" and s.team_id = %(team)s" if team_id else "")
    values = {"account": account_id, "team": team_id, "most": SESSIONS_SHOWN}
    rows = _rows(f"{_SESSIONS} {where} order by s.held_at desc, s.id limit %(most)s", values)
    return [SessionRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Agreed:
    """An action agreed in a session: what, whose, until when, how it stands."""

    action_id: UUID
    what: str
    owner: str
    due_at: datetime
    state: str


def agreed(*, session_ids: Collection[UUID]) -> dict[UUID, list[Agreed]]:
    """Return the actions agreed in some sessions, by session and deadline. At most one statement."""
    if not session_ids:
        return {}
    found: dict[UUID, list[Agreed]] = {}
    for session_id, *row in _rows(
        "select t.origin_id, t.id, t.what, coalesce(a.name, ''), t.due_at, t.state from action_action t"
        " left join team_member m on m.id = t.owner_id left join access_account a on a.id = m.account_id"
        " where t.origin_kind = 'supervision' and t.origin_id = any(%(ids)s::uuid[]) order by t.due_at, t.id",
        {"ids": list(session_ids)},
    ):
        found.setdefault(session_id, []).append(Agreed(*row))
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """
    How supervision stands for one member of a team: who supervises them by name, since when they are there, their last
    session and the day agreed in it, and how many lines wait, the oldest since when.
    """

    team_id: UUID
    team: str
    slug: str
    member_id: UUID
    account_id: UUID
    name: str
    role: str
    since: datetime
    supervisors: Sequence[str]
    last_at: datetime | None
    next_on: date | None
    number_waiting: int = 0


_STANDING = """
select m.team_id, t.name, t.slug, m.id, m.account_id, a.name, m.role, lower(m.during),
       array(select b.name from access_account b where b.id in (
          select p.supervisor_id from supervision_pair p
           where p.team_id = m.team_id and p.account_id = m.account_id and p.during @> act_moment()
          union all
          select s.account_id from access_seat s where s.team_id = m.team_id and s.role = 'clinical-supervisor'
             and s.during @> act_moment() and s.account_id <> m.account_id
             and not exists (select 1 from supervision_pair p where p.team_id = m.team_id and p.account_id = m.account_id
                              and p.during @> act_moment())) order by b.name),
       last.held_at, last.next_on, {waiting}
  from (select distinct on (m.team_id, m.account_id) m.* from team_member m
         where m.during @> act_moment() and m.role <> 'on-call' and exists (
           select 1 from access_seat s where s.team_id = m.team_id and s.account_id = m.account_id and s.during @> act_moment())
         order by m.team_id, m.account_id, lower(m.during), m.id) m
  join team_team t on t.id = m.team_id
  join access_account a on a.id = m.account_id and (a.ended_at is null or a.ended_at > act_moment())
  left join lateral (select s.held_at, s.next_on from supervision_session s where s.team_id = m.team_id
       and s.account_id = m.account_id order by s.held_at desc limit 1) last on true
 where {which} order by t.name, a.name, m.id
"""
_WAITING = """
(select count(*) from supervision_line l where l.team_id = m.team_id and l.account_id = m.account_id and l.closed_how = '')
+ (select count(*) from escalation_spared l where l.team_id = m.team_id and l.account_id = m.account_id and l.seen_at is null)
"""


def own_standing(*, account_id: UUID) -> list[Standing]:
    """Return how supervision stands for the viewer, by team. One statement."""
    sql = _STANDING.format(
        waiting="0", which="m.account_id = %(account)s and m.team_id = any((select my_teams())::uuid[])"
    )
    return [Standing(*row) for row in _rows(sql, {"account": account_id})]


def supervised() -> list[Standing]:
    """Return how supervision stands for everybody whom the viewer supervises, by team and name. One statement."""
    which = "(m.team_id, m.account_id) in (select s.team_id, s.account_id from supervised_by_me() s)"
    return [Standing(*row) for row in _rows(_STANDING.format(waiting=_WAITING, which=which), {})]


def pairs(*, team_id: UUID) -> dict[UUID, UUID]:
    """Return who supervises whom on a team by a row of now: supervisor by member. One statement."""
    rows = _rows(
        "select account_id, supervisor_id from supervision_pair where team_id = %(team)s and during @> act_moment()",
        {"team": team_id},
    )
    return dict(rows)


# What doctor counts


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return what breaks promises of supervision: run by doctor with the role that sees everything.

    P7: a line closed by whoever it is about, or by a note that is not there. P10: words under a note by neither of the two.
    """
    found: dict[str, list[str]] = {"P7": [], "P10": []}
    for sentence, sql in _VIOLATIONS.items():
        found["P10" if sentence.startswith("note") else "P7"] += [sentence.format(*row) for row in _rows(sql, {})]
    return found


_VIOLATIONS: Mapping[str, str] = {
    "line {0} of a supervisor's queue was closed by whoever it is about": (
        "select l.id from supervision_line l where l.closed_by_id = l.account_id order by l.id"
    ),
    "line {0} of a supervisor's queue was closed by a note that is not there": (
        "select l.id from supervision_line l where l.closed_how = 'note'"
        " and not exists (select 1 from supervision_note n where n.line_id = l.id) order by l.id"
    ),
    "note {0} has words of somebody whom it does not concern": (
        "select n.id from supervision_note n where exists (select 1 from supervision_reply r where r.note_id = n.id"
        " and r.by_id not in (n.account_id, n.by_id)) order by n.id"
    ),
}


def _line(row: Sequence[Any]) -> LineRow:
    values = list(row)
    values[6] = LineKind(values[6]) if values[6] else None
    values[10] = _json(values[10])
    values[14] = Closed(values[14]) if values[14] else ""
    return LineRow(*values)


def _note(row: Sequence[Any]) -> NoteRow:
    values = list(row)
    values[8] = About(values[8])
    replies = [ReplyRow(kind, words, by, datetime.fromisoformat(at)) for kind, words, by, at in _json(values[13])]
    values[13] = replies
    return NoteRow(*values)


def _json(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str | bytes) else value


def _rows(sql: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, dict(values))
        return list(cursor.fetchall())
