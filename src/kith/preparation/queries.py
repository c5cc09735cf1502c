"""
Questions about meetings to come: which one, whose cases with why, what was asked of whom.

Row-level security shows cases of people whom the viewer reaches. The others stand in the list without a name, and so does a
restricted matter: its place and who answers for it.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import orjson

from kith.act import NotVisible, Thing
from kith.database.planned import planned
from kith.place.rules import at_local, local_day
from kith.preparation.rows import AskedRow, CaseRow, MeetingRow, QuestionRow, SummaryRow, WeeklyRow
from kith.preparation.rules import CaseReason, CaseState, MeetingState, Part, Reason, meeting_day, next_meeting
from kith.preparation.soundness import violations
from kith.team.rules import Calendar

T = TypeVar("T")


__all__ = [
    "AskedRow",
    "CaseRow",
    "MeetingRow",
    "QuestionRow",
    "SummaryRow",
    "WeeklyRow",
    "violations",
]
"""The rows, and what doctor counts, beside the questions."""

_MEETING = """
select m.id, m.team_id, m.day, m.begins_at, m.minutes, m.size, m.state, m.proposed_at, m.confirmed_at, coalesce(a.name, ''),
       m.prepared_at, m.begun_at, m.ended_at, m.off_because, m.version
  from preparation_meeting m
  left join team_member b on b.id = m.confirmed_by_id
  left join access_account a on a.id = b.account_id
"""


def weekly_of(*, team_id: UUID) -> WeeklyRow | None:
    """Return when a team holds its weekly meeting; None while nobody has set it. One statement."""
    rows = planned(
        "select id, team_id, weekday, starts, minutes, size, roles, version from preparation_weekly where team_id = %s",
        [team_id],
    )
    return WeeklyRow(*rows[0]) if rows else None


def meeting_of(*, meeting_id: UUID) -> MeetingRow:
    """Return one meeting. Raises NotVisible. One statement."""
    return _one(_meetings("where m.id = %s", [meeting_id]))


def hold_meeting(*, meeting_id: UUID, share: bool = False) -> MeetingRow:
    """
    Return one meeting, its row locked until the transaction ends. Raises NotVisible. One statement.

    Whoever changes its list locks it alone; whoever writes on one case (`share`) beside others. The meeting comes first, then its
    cases: so nobody waits for somebody who waits for them.
    """
    return _one(_meetings(f"where m.id = %s for {'share' if share else 'no key update'} of m", [meeting_id]))


def coming(*, team_id: UUID) -> MeetingRow | None:
    """
    Return the next meeting of a team that is not over: one that runs, or should have been held, before one to come.

    None where there is none. One statement.
    """
    return next(iter(ahead(team_id=team_id)), None)


def ahead(*, team_id: UUID) -> list[MeetingRow]:
    """Return the meetings of a team that are not over, the first first: at most one that runs and one to come. One statement."""
    return _meetings("where m.team_id = %s and m.state in ('coming', 'confirmed') order by m.begins_at", [team_id])


def begins_next(*, team_id: UUID, calendar: Calendar, at: datetime) -> datetime | None:
    """
    Return when a team's next weekly meeting begins after a moment, as it stands or as it will be made; None where the team has
    set none. One statement.
    """
    [(begins_at, weekday, starts)] = planned(_BEGINS, {"team": team_id, "at": at})
    if begins_at or weekday is None:
        return begins_at  # type: ignore[no-any-return]  # a moment or None
    return at_local(meeting_day(local_day(next_meeting(at, weekday, starts)), calendar), starts)


_BEGINS = """
select (select min(m.begins_at) from preparation_meeting m
         where m.team_id = %(team)s and m.state in ('coming', 'confirmed') and m.begins_at > %(at)s), w.weekday, w.starts
  from (select 1) one left join preparation_weekly w on w.team_id = %(team)s
"""


def meeting_on(*, team_id: UUID, day: date) -> MeetingRow:
    """Return the meeting of a team on a day. Raises NotVisible. One statement."""
    return _one(_meetings("where m.team_id = %s and m.day = %s", [team_id, day]))


def last_ended(*, team_id: UUID, before: date) -> MeetingRow | None:
    """Return the last meeting of a team before a day that was held or called off; None for the first. One statement."""
    found = _meetings(
        "where m.team_id = %s and m.day < %s and m.ended_at is not null order by m.day desc limit 1", [team_id, before]
    )
    return found[0] if found else None


_CASES = """
select c.id, c.meeting_id, c.team_id, c.person_id, c.matter_id, c.place, c.is_above, c.matter_id is not null,
       c.matter_id is null or c.matter_id = any((select my_restricted())::uuid[]), c.state, coalesce(k.owner_id, c.preparer_id),
       coalesce(p.name, ''), c.reasons, c.is_owed,
       c.was_left_out, coalesce(b.name, ''), c.carried_from_id, c.moved_because, c.action_id, c.ready_at,
       coalesce(r.name, ''), c.ready_number, c.outcome, c.settled_at, c.version,
       coalesce((select max(s.number) from preparation_summary s where s.case_id = c.id), 0),
       coalesce(x.given, ''), coalesce(x.family, ''), x.birth_date, coalesce(q.question, ''), coalesce(q.not_asked_because, ''),
       k.id is not null
  from preparation_case c
  left join person_person x on x.id = c.person_id
  left join preparation_asked q on q.case_id = c.id
  left join action_action k on k.id = c.action_id and k.state in ('open', 'held')
  left join team_member pm on pm.id = coalesce(k.owner_id, c.preparer_id) left join access_account p on p.id = pm.account_id
  left join team_member bm on bm.id = c.brought_by_id left join access_account b on b.id = bm.account_id
  left join team_member rm on rm.id = c.ready_by_id left join access_account r on r.id = rm.account_id
"""
_UNSEEN = """
select u.id, %(meeting)s::uuid, m.team_id, u.place, u.is_above, u.state, u.preparer_id, coalesce(p.name, '')
  from preparation_unseen(%(meeting)s) u join preparation_meeting m on m.id = %(meeting)s
  left join team_member pm on pm.id = u.preparer_id left join access_account p on p.id = pm.account_id
"""


def cases_of(*, meeting_id: UUID) -> list[CaseRow]:
    """
    Return the cases of a meeting, in the order of its list, as the viewer may see them; dropped ones too. Two statements.

    A person whom the viewer may not open stands there as a restricted case; so does a restricted matter. Whoever is barred from
    a matter does not find its case at all.
    """
    seen = [_case(row) for row in planned(f"{_CASES} where c.meeting_id = %s", [meeting_id])]
    unseen = [_hidden(row) for row in planned(_UNSEEN, {"meeting": meeting_id})]
    known = {one.id for one in seen}
    return sorted([*seen, *(one for one in unseen if one.id not in known)], key=lambda one: (one.place, one.id))


def case_of(*, case_id: UUID) -> CaseRow:
    """Return one case that the viewer sees, restricted matters with place and owner alone. Raises NotVisible. One statement."""
    return _one([_case(row) for row in planned(f"{_CASES} where c.id = %s", [case_id])])


def hold_case(*, case_id: UUID) -> None:
    """Lock a case until the transaction ends, so that what is added to it first is added once. One statement."""
    planned("select 1 from preparation_case where id = %s for no key update", [case_id])


def cases_ahead(*, person_id: UUID, team_ids: Collection[UUID]) -> list[CaseRow]:
    """Return the cases of a person in meetings of these teams that are still to be held. One statement."""
    rows = planned(
        f"{_CASES} join preparation_meeting m on m.id = c.meeting_id and m.ended_at is null"
        " where c.person_id = %s and c.team_id = any(%s::uuid[]) and c.state <> 'dropped' order by m.begins_at, c.id",
        [person_id, list(team_ids)],
    )
    return [_case(row) for row in rows]


def _case(row: tuple[Any, ...]) -> CaseRow:
    values = list(row)
    values[9] = CaseState(values[9])
    values[12] = reasons_of(values[12])
    if values[4] is not None:
        values[12] = ()
    return CaseRow(*values)


def _hidden(row: tuple[Any, ...]) -> CaseRow:
    key, meeting_id, team_id, place, is_above, state, preparer_id, preparer = row
    return CaseRow(
        key, meeting_id, team_id, None, None, place, is_above, is_restricted=True, may_open=False, state=CaseState(state),
        preparer_id=preparer_id, preparer=preparer,
    )  # fmt: skip


def reasons_of(stored: Any) -> tuple[Reason, ...]:
    """Return reasons as they are stored on a case."""
    found = orjson.loads(stored) if isinstance(stored, str | bytes) else stored
    return tuple(
        Reason(CaseReason(one["code"]), one["words"], datetime.fromisoformat(one["since"]) if one["since"] else None)
        for one in found
    )


def stored_reasons(reasons: Sequence[Reason]) -> list[dict[str, str | None]]:
    """Return reasons as a case stores them."""
    return [
        {"code": one.code, "words": one.words, "since": one.since.isoformat() if one.since else None} for one in reasons
    ]


_SUMMARY = """
select s.id, s.case_id, s.number, s.kind, s.parts, coalesce(a.name, ''), s.made_at from preparation_summary s
  left join team_member m on m.id = s.by_id left join access_account a on a.id = m.account_id
"""


def summaries_of(*, case_id: UUID) -> list[SummaryRow]:
    """Return every version of the page on a case, the newest first. One statement."""
    return [_summary(row) for row in planned(f"{_SUMMARY} where s.case_id = %s order by s.number desc", [case_id])]


def newest_summaries(*, meeting_id: UUID) -> dict[UUID, SummaryRow]:
    """Return the newest version of the page on each case of a meeting, by case. One statement."""
    newest = (
        " where not exists (select 1 from preparation_summary n where n.case_id = s.case_id and n.number > s.number)"
    )
    of_meeting = " join preparation_case c on c.id = s.case_id and c.meeting_id = %s"
    rows = planned(_SUMMARY + of_meeting + newest, [meeting_id])
    return {one.case_id: one for one in map(_summary, rows)}


def _summary(row: tuple[Any, ...]) -> SummaryRow:
    parts = orjson.loads(row[4]) if isinstance(row[4], str | bytes) else row[4]
    return replace(SummaryRow(*row), parts=tuple(Part(**one) for one in parts))


def asked_of(*, case_id: UUID) -> AskedRow | None:
    """Return what somebody asks of the meeting; None while nothing is written down. One statement."""
    rows = planned(
        "select q.id, q.case_id, q.question, q.asked_by_id, coalesce(a.name, ''), q.asked_on, q.how_to_tell, q.told_by,"
        " q.not_asked_because, q.version from preparation_asked q left join team_member m on m.id = q.asked_by_id"
        " left join access_account a on a.id = m.account_id where q.case_id = %s",
        [case_id],
    )
    return AskedRow(*rows[0]) if rows else None


_QUESTION = """
select q.id, q.team_id, q.case_id, c.meeting_id, q.person_id, q.to_role, q.to_member_id, coalesce(t.name, ''), q.words, q.topic,
       coalesce(b.name, ''), b.id, q.put_at, q.told_at, q.verdict, q.answer, coalesce(w.name, ''), q.answered_as, q.answered_at,
       q.rule, q.withdrawn_at is not null, q.version
  from preparation_question q
  join preparation_case c on c.id = q.case_id
  left join team_member tm on tm.id = q.to_member_id left join access_account t on t.id = tm.account_id
  left join team_member bm on bm.id = q.put_by_id left join access_account b on b.id = bm.account_id
  left join team_member wm on wm.id = q.answered_by_id left join access_account w on w.id = wm.account_id
"""


def questions_of(*, meeting_id: UUID, case_id: UUID | None = None) -> list[QuestionRow]:
    """Return the questions of a meeting, or of one of its cases, that were not withdrawn, first put first. One statement."""
    rows = planned(
        f"{_QUESTION} where c.meeting_id = %s and (%s::uuid is null or q.case_id = %s::uuid) and q.withdrawn_at is null"
        " order by q.put_at, q.id",
        [meeting_id, case_id, case_id],
    )
    return [QuestionRow(*row) for row in rows]


# Sight: what the operations are made on


def sight_of_meeting(*, meeting_id: UUID) -> Thing:
    """Return a meeting as the actor may see it, locked until the transaction ends. Raises NotVisible. One statement."""
    found = hold_meeting(meeting_id=meeting_id)
    return Thing("weekly meeting", found.id, found.team_id, None, {"meeting": found})


def sight_of_case(*, case_id: UUID) -> Thing:
    """Return a case as the actor may see it, with its meeting, locked against whoever changes its list. Two statements."""
    return _thing_of_case(case_id, share=True)


def sight_to_move(*, case_id: UUID) -> Thing:
    """Return a case as the actor may see it, with its meeting, locked alone: its list changes. Two statements."""
    return _thing_of_case(case_id, share=False)


def _thing_of_case(case_id: UUID, *, share: bool) -> Thing:
    found = case_of(case_id=case_id)
    meeting = hold_meeting(meeting_id=found.meeting_id, share=share)
    return Thing("weekly meeting case", found.id, found.team_id, found.person_id, {"case": found, "meeting": meeting})


def sight_of_question(*, question_id: UUID) -> Thing:
    """Return a question as the actor may see it, its meeting locked beside others. Raises NotVisible. Two statements."""
    found = _one([QuestionRow(*row) for row in planned(f"{_QUESTION} where q.id = %s", [question_id])])
    hold_meeting(meeting_id=found.meeting_id, share=True)
    return Thing("weekly meeting question", found.id, found.team_id, found.person_id, {"question": found})


def sight_of_person_for(*, meeting_id: UUID, person_id: UUID) -> Thing:
    """
    Return a person whom the actor may see, to bring to a meeting of theirs, which is locked. Raises NotVisible. Two statements.
    """
    meeting = hold_meeting(meeting_id=meeting_id)
    if not planned("select 1 from access_personkey where id = %s", [person_id]):
        raise NotVisible
    return Thing("person", person_id, meeting.team_id, person_id, {"meeting": meeting})


def _meetings(condition: str, values: list[Any]) -> list[MeetingRow]:
    rows = planned(f"{_MEETING} {condition}", values)
    return [replace(MeetingRow(*row), state=MeetingState(row[6])) for row in rows]


def _one(rows: Sequence[T]) -> T:
    if not rows:
        raise NotVisible
    return rows[0]
