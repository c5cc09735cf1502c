"""What doctor counts of weekly meetings: closed with loose ends, answers that nobody owns, decisions beyond a right."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from kith.database.planned import planned
from kith.mdt.rights import ruled

_CLOSED = "join mdt_meeting m on m.id = x.meeting_id and m.closed_at is not null"
_NOT_MERGED = (
    "and not exists (select 1 from trail_entry e where e.id = x.act_id"
    " and e.command in ('handover.merge', 'handover.unmerge', 'handover.follow_merges'))"
)
"""An answer that is not told follows its person when two records of them are merged, and nothing else does."""
_SHUT = ("mdt_case", "mdt_decision", "mdt_attendance", "mdt_untold", "mdt_minute")
_LOOSE = {
    "weekly meeting {0} is closed and its case {1} has no outcome": (
        f"select m.id, x.id from mdt_case x {_CLOSED} where x.outcome is null"  # noqa: S608  (our own names)
    ),
    "weekly meeting {0} is closed and its case {1} is settled with nothing decided": (
        f"select m.id, x.id from mdt_case x {_CLOSED} where x.person_id is not null and x.outcome = 'settled'"  # noqa: S608  (our own names)
        " and not exists (select 1 from mdt_decision d where d.case_id = x.id and d.withdrawn_at is null)"
    ),
    "weekly meeting {0} is closed and its case {1} says no change of what was decided": (
        f"select m.id, x.id from mdt_case x {_CLOSED} where x.person_id is not null and x.outcome = 'no change'"  # noqa: S608  (our own names)
        " and exists (select 1 from mdt_decision d where d.case_id = x.id and d.withdrawn_at is null)"
    ),
    "weekly meeting {0} is closed and nobody was to tell whom its case {1} is about": (
        f"select m.id, x.id from mdt_case x {_CLOSED} where x.person_id is not null"  # noqa: S608  (our own names)
        " and x.outcome in ('settled', 'to huddle', 'escalated', 'no change')"
        " and not exists (select 1 from mdt_telling t where t.case_id = x.id)"
    ),
    "weekly meeting {0} is closed and has no minutes of its case {1}": (
        f"select m.id, x.id from mdt_case x {_CLOSED} where not exists ("  # noqa: S608  (our own names)
        " select 1 from mdt_minute n where n.case_id = x.id)"
    ),
    **{
        f"weekly meeting {{0}} is closed and {{1}} was written into {table} afterwards": (
            f"select m.id, x.id from {table} x {_CLOSED} where x.recorded_at > m.closed_at {unless}"  # noqa: S608  (our own names)
        )
        for table, unless in (*((one, "") for one in _SHUT), ("mdt_telling", _NOT_MERGED))
    },
    "weekly meeting {0} is open and what was prepared for it is over": (
        "select m.id from mdt_meeting m join preparation_meeting p on p.id = m.prepared_id and p.ended_at is not null"
        " where m.closed_at is null"
    ),
    "the answer {0} of a weekly meeting is not told past its day, and is nobody's work": (
        "select t.id from mdt_telling t join mdt_meeting m on m.id = t.meeting_id and m.closed_at is not null"
        " where t.due_at < %(at)s and not exists (select 1 from mdt_told d where d.telling_id = t.id)"
        " and not exists (select 1 from action_action a where a.id = t.action_id"
        "   and (a.state in ('open', 'held') and a.owner_id is not null or a.state = 'cancelled' and a.outcome <> ''))"
    ),
}
_DECISIONS = (
    "select x.id, x.team_id, x.subject, x.rule, x.verdict, x.decider_role, x.decided_at from mdt_decision x"
    " where x.withdrawn_at is null order by x.decided_at, x.id"
)


def found(at: datetime) -> dict[str, list[str]]:
    """Return what breaks P5 and P7, as sentences with ids: the rights are asked as they were in force at each decision."""
    loose = [
        sentence.format(*row)
        for sentence, text in _LOOSE.items()
        for row in (planned(text, {"at": at}) if "%(at)s" in text else planned(text, []))
    ]
    return {"P5": loose, "P7": list(_beyond_rights())}


def _beyond_rights() -> Iterable[str]:
    kept: dict[tuple[UUID, str, str, datetime], bool] = {}
    for key, team_id, subject, rule, verdict, role, decided_at in planned(_DECISIONS, []):
        asked = (team_id, subject, role, decided_at)
        if asked not in kept:
            said = ruled(subject, role, team_id=team_id, at=decided_at)
            kept[asked] = said is not None and (said.rule, said.verdict) == (rule, verdict)
        if not kept[asked]:
            yield f"decision {key} of a weekly meeting was made by a {role}, whose right did not allow it"
