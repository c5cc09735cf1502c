"""What weekly meetings cost and came to: minutes, people there by role, cases, decisions, and what was done in time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kith.database.planned import planned
from kith.mdt.rules import minutes_held


@dataclass(frozen=True, slots=True)
class CostRow:
    """
    One closed meeting. `minutes` are those of the clock, at most until it should have ended or its day's last case was settled:
    nobody sat there until somebody closed it. `present`: the people in the room or by link, each once.

    `helped` counts cases of which something was decided or escalated and that did not only wait; `done_in_time` the decisions
    that stand and whose work was done by its first deadline; `untold` the answers nobody has told yet.
    """

    meeting_id: UUID
    day: date
    minutes: int
    present: int
    roles: Sequence[str]
    cases: int
    helped: int
    decisions: int
    done_in_time: int
    untold: int

    @property
    def person_minutes(self) -> int:
        """Minutes times members who were there: the time of people that the meeting took."""
        return self.minutes * self.present


def costs_of(*, team_id: UUID, since: date) -> list[CostRow]:
    """
    Return the closed meetings of a team since a day (included), the latest first. One statement.

    Cases and decisions of people whom the viewer does not reach are not counted.
    """
    rows = planned(
        "select m.id, m.day, m.started_at, m.closed_at, m.minutes,"
        " (select max(c.settled_at) from mdt_case c where c.meeting_id = m.id"
        "   and (c.settled_at at time zone 'Europe/London')::date = m.day),"
        " (select count(distinct x.account_id) from mdt_attendance a join team_member x on x.id = a.member_id"
        "   where a.meeting_id = m.id and a.how in ('room', 'link')),"
        " (select coalesce(array_agg(x.role order by x.role), '{}') from mdt_attendance a join team_member x on x.id = a.member_id"
        "   where a.meeting_id = m.id and a.how in ('room', 'link')),"
        " (select count(*) from mdt_case c where c.meeting_id = m.id),"
        " (select count(*) from mdt_case c where c.meeting_id = m.id and c.outcome not in ('next week', 'off the list')"
        "   and (c.escalation_id is not null or exists (select 1 from mdt_decision d"
        "     where d.case_id = c.id and d.withdrawn_at is null))),"
        " (select count(*) from mdt_decision d where d.meeting_id = m.id and d.withdrawn_at is null),"
        " (select count(*) from mdt_decision d join action_action w on w.id = d.action_id where d.meeting_id = m.id"
        "   and d.withdrawn_at is null and w.state = 'done' and w.closed_at <= d.due_at),"
        " (select count(*) from mdt_telling t join action_action w on w.id = t.action_id and w.state in ('open', 'held')"
        "   where t.meeting_id = m.id)"
        " from mdt_meeting m where m.team_id = %s and m.closed_at is not null and m.day >= %s order by m.day desc, m.id",
        [team_id, since],
    )
    return [_row(*row) for row in rows]


def _row(
    key: UUID,
    day: date,
    started_at: datetime,
    closed_at: datetime,
    minutes: int,
    settled_at: datetime | None,
    present: int,
    roles: Sequence[str],
    *counted: int,
) -> CostRow:
    return CostRow(key, day, minutes_held(started_at, closed_at, minutes, settled_at), present, roles, *counted)


def by_role(rows: Sequence[CostRow]) -> list[tuple[str, int, int]]:
    """Return of each role in how many meetings somebody of it was there, and how many minutes of people, most first."""
    meetings: Counter[str] = Counter()
    minutes: Counter[str] = Counter()
    for row in rows:
        meetings.update(set(row.roles))
        for role in row.roles:
            minutes[role] += row.minutes
    return [(role, meetings[role], minutes[role]) for role in sorted(minutes, key=lambda one: (-minutes[one], one))]
