"""What the operations of the weekly meeting are made on, as the actor may see it: by row-level security."""

from uuid import UUID

from kith.act.types import Thing
from kith.database.planned import planned
from kith.mdt.queries import CASE_COLUMNS, MEETING_COLUMNS, MEETINGS, OF_PERSON, VISIBLE, meeting
from kith.mdt.rows import WIDTH, MeetingRow, TellingRow, case_of, first_of
from kith.mdt.telling_queries import TELLINGS

_WITH_MEETING = " ".join(
    (
        "select",
        f"{MEETING_COLUMNS}, {CASE_COLUMNS}",
        "from mdt_case c join mdt_meeting m on m.id = c.meeting_id",
        OF_PERSON,
    )
)
_DECISION = " ".join(
    (
        "select",
        MEETING_COLUMNS,
        ", d.id, d.case_id, d.person_id, d.action_id, d.withdrawn_at from mdt_decision d"
        " join mdt_meeting m on m.id = d.meeting_id where d.id = %s",
    )
)
_TELLING = " ".join(
    (
        "select t.team_id, m.id, m.started_at, m.closed_at, x.* from (",
        TELLINGS,
        "where t.id = %s) x"
        " (id, case_id, person_id, by_id, how, due_at, action_id, told_at, told_by_id, told_how, said, not_possible_because)"
        " join mdt_telling t on t.id = x.id join mdt_meeting m on m.id = t.meeting_id",
    )
)


def sight_of_meeting(*, meeting_id: UUID) -> Thing:
    """Return a meeting as the actor may see it. Raises NotVisible. One statement."""
    return _thing_of(meeting(meeting_id=meeting_id))


def sight_to_close(*, meeting_id: UUID) -> Thing:
    """Return a meeting as the actor may see it, locked until the transaction ends: of two who close, one waits. One statement."""
    rows = planned(f"{MEETINGS} where m.id = %s for no key update", [meeting_id])
    return _thing_of(MeetingRow(*first_of(rows)))


def sight_of_case(*, case_id: UUID) -> Thing:
    """Return a case with its meeting as the actor may see them. Raises NotVisible. One statement."""
    rows = planned(
        f"{_WITH_MEETING} where c.id = %s and {VISIBLE}",
        [case_id],
    )
    row = first_of(rows)
    found, case = MeetingRow(*row[:WIDTH]), case_of(row[WIDTH:])
    return Thing("mdt case", case.id, found.team_id, case.person_id, {"meeting": found, "case": case})


def sight_to_write(*, case_id: UUID) -> Thing:
    """
    Return a case with its meeting as the actor may see them, locked until the transaction ends. Raises NotVisible. Two statements.

    Of two who write on one case the second waits, and then reads what the first wrote. The meeting is locked first, beside others:
    whoever closes it waits for them all.
    """
    _hold_case(case_id)
    return sight_of_case(case_id=case_id)


def _hold_case(case_id: UUID) -> None:
    planned(
        "select 1 from mdt_case c join mdt_meeting m on m.id = c.meeting_id where c.id = %s for share of m for no key update of c",
        [case_id],
    )


def sight_to_take_back(*, decision_id: UUID) -> Thing:
    """Return a decision with its meeting, its case locked as to write on it. Raises NotVisible. Three statements."""
    _hold_case(sight_of_decision(decision_id=decision_id).row["case_id"])
    return sight_of_decision(decision_id=decision_id)


def sight_of_decision(*, decision_id: UUID) -> Thing:
    """Return a decision with its meeting as the actor may see them. Raises NotVisible. One statement."""
    rows = planned(
        _DECISION,
        [decision_id],
    )
    row = first_of(rows)
    found, (key, case_id, person_id, action_id, withdrawn_at) = MeetingRow(*row[:WIDTH]), row[WIDTH:]
    held = {"meeting": found, "case_id": case_id, "action_id": action_id, "withdrawn_at": withdrawn_at}
    return Thing("mdt decision", key, found.team_id, person_id, held)


def sight_to_tell(*, telling_id: UUID) -> Thing:
    """Return how somebody is to be told, locked until the transaction ends: it is told once. Raises NotVisible. Two statements."""
    planned("select 1 from mdt_telling where id = %s for no key update", [telling_id])
    return sight_of_telling(telling_id=telling_id)


def sight_of_telling(*, telling_id: UUID) -> Thing:
    """Return how somebody is to be told, as the actor may see it. Raises NotVisible. One statement."""
    rows = planned(
        _TELLING,
        [telling_id],
    )
    team_id, meeting_id, started_at, closed_at, *rest = first_of(rows)
    row = TellingRow(*rest)
    held = {"telling": row, "meeting_id": meeting_id, "started_at": started_at, "closed_at": closed_at}
    return Thing("mdt telling", row.id, team_id, row.person_id, held)


def _thing_of(found: MeetingRow) -> Thing:
    return Thing("mdt", found.id, found.team_id, None, {"meeting": found})
