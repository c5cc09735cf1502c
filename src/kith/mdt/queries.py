"""Questions about weekly meetings: the one that runs, everything in one, what was asked for it, what the minutes say."""

from datetime import datetime
from uuid import UUID

import orjson

from kith.database.planned import planned
from kith.mdt.rows import (
    AskedRow,
    AttendanceRow,
    CaseRow,
    DecisionRow,
    LastSpoken,
    MeetingRow,
    MinuteRow,
    TellingRow,
    UntoldRow,
    Whole,
    case_of,
    first_of,
)
from kith.mdt.rules import How
from kith.mdt.telling_queries import TELLINGS, last_of, telling, untold_before, untold_of
from kith.person.rules import shown

MEETING_COLUMNS = (
    "m.id, m.team_id, m.prepared_id, m.day, m.started_at, m.minutes, m.chair_id, m.expected, m.closed_at, m.closed_by_id,"
    " m.closed_late_because, m.shown_id"
)
CASE_COLUMNS = (
    "c.id, c.meeting_id, c.prepared_id, c.person_id, c.matter_id, c.owner_id, c.position, c.why, c.needs, c.plan_before,"
    " c.plan_after, c.escalation_id, c.outcome, c.reason, c.settled_at, c.settled_by_id, c.version, coalesce(p.given, ''),"
    " coalesce(p.family, ''), p.birth_date, coalesce(p.is_dead, false), exists (select 1 from caseload_listentry e"
    " where e.team_id = c.team_id and e.person_id = c.person_id and e.state <> 'ended'),"
    " (select max(v.number) from plan_version v where v.person_id = c.person_id)"
)
OF_PERSON = "left join person_person p on p.id = c.person_id"
VISIBLE = "(c.person_id is null or p.id is not null)"
MEETINGS = " ".join(("select", MEETING_COLUMNS, "from mdt_meeting m"))
_CASES = " ".join(("select", CASE_COLUMNS, "from mdt_case c", OF_PERSON))
_MINUTES = " ".join(
    (
        "select c.id, c.person_id, coalesce(p.given, ''), coalesce(p.family, ''), p.birth_date, c.owner_id, n.lines::text"
        " from mdt_minute n join mdt_case c on c.id = n.case_id",
        OF_PERSON,
    )
)


def meeting_now(*, team_id: UUID) -> MeetingRow | None:
    """Return the team's open meeting, else the last one that was held, else None. One statement."""
    rows = planned(
        f"{MEETINGS} where m.team_id = %s order by m.closed_at is not null, m.day desc, m.id limit 1",
        [team_id],
    )
    return MeetingRow(*rows[0]) if rows else None


def meetings_of(*, team_id: UUID, most: int = 60) -> list[MeetingRow]:
    """Return the meetings of a team, the latest first. One statement."""
    rows = planned(
        f"{MEETINGS} where m.team_id = %s order by m.day desc, m.id limit %s",
        [team_id, most],
    )
    return [MeetingRow(*row) for row in rows]


def meeting(*, meeting_id: UUID) -> MeetingRow:
    """Return one meeting. Raises NotVisible. One statement."""
    rows = planned(f"{MEETINGS} where m.id = %s", [meeting_id])
    return MeetingRow(*first_of(rows))


def whole(*, meeting: MeetingRow) -> Whole:
    """Return everything in a meeting. Five statements, however many cases."""
    cases = planned(
        f"{_CASES} where c.meeting_id = %s and {VISIBLE} order by c.position, c.id",
        [meeting.id],
    )
    decisions = planned(
        "select d.id, d.case_id, d.person_id, d.what, d.subject, d.rule, d.verdict, d.decider_id, d.decider_role, d.to_role,"
        " d.owner_id, d.offered_to_id, d.offered_pool, d.due_at, d.action_id, d.decided_at, coalesce(a.state, '')"
        " from mdt_decision d left join action_action a on a.id = d.action_id"
        " where d.meeting_id = %s and d.withdrawn_at is null order by d.decided_at, d.recorded_at, d.id",
        [meeting.id],
    )
    tellings = planned(f"{TELLINGS} where t.meeting_id = %s", [meeting.id])
    members = planned(
        "select m.id, a.name, m.role, t.how, t.until_at, (select mdt_number_gone(%s)),"
        " (select mdt_loose_unseen(%s)::text) from team_member m"
        " join access_account a on a.id = m.account_id"
        " left join mdt_attendance t on t.member_id = m.id and t.meeting_id = %s where m.team_id = %s order by a.name, m.id",
        [meeting.id, meeting.id, meeting.id, meeting.team_id],
    )
    return Whole(
        meeting,
        [case_of(row) for row in cases],
        [DecisionRow(*row) for row in decisions],
        {row[1]: TellingRow(*row) for row in tellings},
        {key: AttendanceRow(key, How(how), until) for key, _name, _role, how, until, *_rest in members if how},
        {key: name for key, name, *_rest in members},
        untold_before(meeting=meeting),
        members[0][5] if members else 0,
        [[UUID(key) for key in one] for one in orjson.loads(members[0][6])] if members else [],
        {key: role for key, _name, role, *_rest in members},
    )


def may_settle(*, case_id: UUID) -> bool:
    """
    Say whether the viewer may say of a restricted case that it is settled. One statement.

    Whoever may open its matter; once the matter itself is over, anybody.
    """
    return bool(planned("select mdt_may_settle(%s)", [case_id])[0][0])


def restricted_open(*, meeting_id: UUID) -> list[UUID]:
    """Return the ids of the restricted cases of a meeting without an outcome, by place. One statement."""
    rows = planned(
        "select id from mdt_case where meeting_id = %s and person_id is null and outcome is null order by position, id",
        [meeting_id],
    )
    return [key for (key,) in rows]


def minutes_of(*, meeting_id: UUID) -> list[MinuteRow]:
    """Return the minutes of a closed meeting as far as the viewer sees its people, by place. One statement."""
    rows = planned(
        f"{_MINUTES} where n.meeting_id = %s and {VISIBLE} order by c.position, c.id",
        [meeting_id],
    )
    return [
        MinuteRow(key, person, f"{shown(given)} {shown(family)}".strip(), born, owner, orjson.loads(lines))
        for key, person, given, family, born, owner, lines in rows
    ]


def all_here_may_open(*, case_id: UUID) -> bool:
    """
    Say whether everybody who is marked here now may open a restricted case, the viewer among them. One statement.

    False while nobody is here. Asked anew at each opening: somebody may have come meanwhile.
    """
    return bool(planned("select mdt_all_may_open(%s)", [case_id])[0][0])


def asked_of(*, prepared_id: UUID) -> list[AskedRow]:
    """Return what specialists were asked for the cases of a prepared meeting, in the order of asking. One statement."""
    rows = planned(
        "select q.id, q.case_id, q.to_role, q.to_member_id, q.words, q.verdict, q.answer, q.answered_by_id,"
        " q.answered_as, q.rule, q.version"
        " from preparation_question q join preparation_case c on c.id = q.case_id"
        " where c.meeting_id = %s and q.withdrawn_at is null order by q.put_at, q.id",
        [prepared_id],
    )
    return [AskedRow(*row) for row in rows]


# What doctor counts


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return what breaks promises P5 and P7 of weekly meetings, as sentences with ids: run by doctor, which sees everything.

    Closed meetings with loose ends, answers untold past their day that are nobody's, decisions by a role that might not decide.
    """
    from kith.mdt.soundness import found

    return found(at)


__all__ = [
    "AskedRow",
    "CaseRow",
    "DecisionRow",
    "LastSpoken",
    "MeetingRow",
    "MinuteRow",
    "TellingRow",
    "UntoldRow",
    "Whole",
    "all_here_may_open",
    "asked_of",
    "last_of",
    "may_settle",
    "meeting",
    "meeting_now",
    "meetings_of",
    "minutes_of",
    "restricted_open",
    "telling",
    "untold_before",
    "untold_of",
    "violations",
    "whole",
]
