"""Questions about answers to people: how they are to be told, whom nobody has told yet, what came of it last time."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kith.database.planned import planned
from kith.mdt.rows import LastSpoken, MeetingRow, TellingRow, UntoldRow, first_of
from kith.mdt.rules import Outcome
from kith.person.rules import shown

TELLINGS = (
    "select t.id, t.case_id, t.person_id, t.by_id, t.how, t.due_at, t.action_id, d.told_at, d.by_id, coalesce(d.how, ''),"
    " coalesce(d.said, ''), coalesce(d.not_possible_because, '') from mdt_telling t left join mdt_told d on d.telling_id = t.id"
)
_ONE = f"{TELLINGS} where t.id = %s"


def telling(*, telling_id: UUID) -> TellingRow:
    """Return how somebody is to be told. Raises NotVisible. One statement."""
    return TellingRow(*first_of(planned(_ONE, [telling_id])))


def untold_before(*, meeting: MeetingRow) -> list[UntoldRow]:
    """
    Return the answers of the team's earlier meetings that nobody has told yet, the oldest first, with why where this one says so.

    What was cancelled with a reason, and what is of people who have died or left the list, is none. One statement.
    """
    rows = planned(
        "select t.id, t.person_id, p.given, p.family, m.day, t.by_id, t.how, t.due_at, coalesce(u.because, '')"
        " from mdt_telling t join mdt_meeting m on m.id = t.meeting_id and m.id <> %s and m.closed_at is not null"
        " join person_person p on p.id = t.person_id and not p.is_dead"
        " join action_action a on a.id = t.action_id and a.state in ('open', 'held')"
        " left join mdt_untold u on u.telling_id = t.id and u.meeting_id = %s"
        " where t.team_id = %s and not exists (select 1 from mdt_told d where d.telling_id = t.id)"
        "   and exists (select 1 from caseload_listentry e where e.team_id = t.team_id and e.person_id = a.person_id"
        "                and e.state <> 'ended')"
        " order by m.day, lower(p.family), lower(p.given), t.id",
        [meeting.id, meeting.id, meeting.team_id],
    )
    return [_untold(row) for row in rows]


def untold_of(*, team_id: UUID, until: datetime) -> list[UntoldRow]:
    """Return what closed meetings decided and nobody has told yet, due until a moment, the earliest first. One statement."""
    rows = planned(
        "select t.id, t.person_id, p.given, p.family, m.day, t.by_id, t.how, t.due_at, '' from mdt_telling t"
        " join mdt_meeting m on m.id = t.meeting_id and m.closed_at is not null"
        " join person_person p on p.id = t.person_id and not p.is_dead"
        " join action_action a on a.id = t.action_id and a.state in ('open', 'held')"
        " where t.team_id = %s and t.due_at <= %s order by t.due_at, lower(p.family), lower(p.given), p.birth_date, m.day",
        [team_id, until],
    )
    return [_untold(row) for row in rows]


def last_of(*, person_ids: Collection[UUID], before: date) -> dict[UUID, LastSpoken]:
    """Return what the last closed meeting before a day came to, by person; not of whom none spoke. One statement."""
    rows = planned(
        "select distinct on (c.person_id) c.person_id, m.id, m.day, c.outcome, t.id, t.case_id, t.person_id, t.by_id, t.how,"
        " t.due_at, t.action_id, d.told_at, d.by_id, coalesce(d.how, ''), coalesce(d.said, ''),"
        " coalesce(d.not_possible_because, '')"
        " from mdt_case c join mdt_meeting m on m.id = c.meeting_id and m.closed_at is not null"
        " left join mdt_telling t on t.case_id = c.id left join mdt_told d on d.telling_id = t.id"
        " where c.person_id = any(%s::uuid[]) and m.day < %s order by c.person_id, m.day desc, m.id",
        [list(person_ids), before],
    )
    return {
        person: LastSpoken(key, day, Outcome(outcome), TellingRow(*rest) if rest[0] else None)
        for person, key, day, outcome, *rest in rows
    }


def _untold(row: Sequence[Any]) -> UntoldRow:
    key, person, given, family, *rest = row
    return UntoldRow(key, person, f"{shown(given)} {shown(family)}".strip(), *rest)
