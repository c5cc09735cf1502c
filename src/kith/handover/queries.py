"""Questions about deaths and what they stopped; what doctor counts of P4."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from kith.caseload.rules import ListState
from kith.handover.closing_queries import CLOSING_VIOLATIONS
from kith.handover.rules import ACCESS_AFTER_DEATH

FOLLOWED_WITHIN = timedelta(hours=1)
"""A death that another team or an import recorded is followed by the minutely job; after an hour doctor counts it."""


@dataclass(frozen=True, slots=True)
class DeathRow:
    """A death as a team lives with it, not undone: the act that recorded it, since when, how, and what the entry was before."""

    id: UUID
    team_id: UUID
    person_id: UUID
    entry_id: UUID
    entry_state: ListState
    how_known: str
    known_at: datetime
    act_id: UUID


_COLUMNS = "d.id, d.team_id, d.person_id, d.entry_id, d.entry_state, d.how_known, d.known_at, d.act_id"


def deaths_of(*, person_id: UUID) -> list[DeathRow]:
    """Return a person's death on each team that the viewer sees, by team; empty when none is recorded. One statement."""
    return _deaths("d.person_id = %s", [person_id])


def deaths_in_error() -> list[DeathRow]:
    """Return deaths of people who are recorded as alive again: undone by another team, or by an import. One statement."""
    return _deaths("not exists (select 1 from person_person p where p.id = d.person_id and p.is_dead)", [])


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """Somebody who has died and is still on a team's list as if alive."""

    team_id: UUID
    person_id: UUID
    entry_id: UUID
    state: ListState
    named_lead_id: UUID | None


def unfollowed_deaths(*, person_id: UUID | None = None) -> list[Unfollowed]:
    """Return the dead on the lists that the viewer sees with whom no team lives yet, or that one person. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.team_id, e.person_id, e.id, e.state, e.named_lead_id from caseload_listentry e"
            " join person_person p on p.id = e.person_id and p.is_dead where e.state <> 'ended'"
            " and (%(person)s::uuid is null or e.person_id = %(person)s)"
            " and not exists (select 1 from handover_death d where d.team_id = e.team_id and d.person_id = e.person_id"
            "   and d.undone_at is null) order by e.team_id, e.id",
            {"person": person_id},
        )
        return [
            Unfollowed(team, person, entry, ListState(state), named)
            for team, person, entry, state, named in cursor.fetchall()
        ]


@dataclass(frozen=True, slots=True)
class StoppedThing:
    """An action or planned contact that a death stopped."""

    kind: str
    id: UUID


def stopped_by(*, person_id: UUID, act_ids: Collection[UUID]) -> list[StoppedThing]:
    """Return what these acts stopped of a person's work and contacts, actions first, by id. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select 'action', a.id from action_action a join act_history h on h.table_name = 'action_action'"
            "   and h.row_id = a.id and h.ended_by_act_id = any(%(acts)s::uuid[]) and h.image ->> 'state' in ('open', 'held')"
            "  where a.person_id = %(person)s"
            " union all"
            " select 'contact', c.id from contact_contact c join act_history h on h.table_name = 'contact_contact'"
            "   and h.row_id = c.id and h.ended_by_act_id = any(%(acts)s::uuid[]) and h.image ->> 'state' = 'planned'"
            "  where c.person_id = %(person)s order by 1, 2",
            {"acts": list(act_ids), "person": person_id},
        )
        return [StoppedThing(*row) for row in cursor.fetchall()]


def after_death_work(*, death_id: UUID) -> list[UUID]:
    """Return the open work that a death asked for, by id. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from action_action where origin_kind = 'death' and origin_id = %s and state in ('open', 'held')"
            " order by id",
            [death_id],
        )
        return [key for (key,) in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Closable:
    """A list entry of somebody who died, after 30 days and with nothing open."""

    team_id: UUID
    person_id: UUID
    entry_id: UUID


def closable(*, at: datetime) -> list[Closable]:
    """Return the entries whose time is over and for which nothing is open or planned any more. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.team_id, e.person_id, e.id from handover_death d"
            " join caseload_listentry e on e.id = d.entry_id and e.state = 'closing'"
            " where d.undone_at is null and d.known_at <= %s"
            " and not exists (select 1 from action_action a where a.team_id = e.team_id and a.person_id = e.person_id"
            "   and a.state in ('open', 'held'))"
            " and not exists (select 1 from contact_contact c where c.team_id = e.team_id and c.person_id = e.person_id"
            "   and c.state = 'planned') order by e.id",
            [at - ACCESS_AFTER_DEATH],
        )
        return [Closable(*row) for row in cursor.fetchall()]


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return what breaks P3 and P4, run by doctor with the role that sees everything.

    P3: a question to see a record that waits, and no open action asks for its answer. P4:
    Somebody who died over an hour ago and is still waiting or active on a list, or has routine work open or a contact
    planned; after-death work whose death, or a comparison whose import is not there. A record merged into another over an
    hour ago with something open under it; a merge one of whose records is not there.
    planned; after-death work whose death is not there. A record merged into another over an hour ago with something open
    under it; a merge one of whose records is not there. What `closing_queries` counts of people who left a list.
    """
    return {promise: _counted(sentences, at) for promise, sentences in _BY_PROMISE.items()}


def _counted(sentences: Mapping[str, str], at: datetime) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for sentence, sql in sentences.items():
            cursor.execute(sql, {"since": at - FOLLOWED_WITHIN})
            found += [sentence.format(*row) for row in cursor.fetchall()]
    return found


_ASKS: Mapping[str, str] = {
    "question {0} to see a record waits and no open action asks for its answer": (
        "select k.id from handover_ask k where k.state = 'waiting' and not exists (select 1 from action_action a"
        " where a.id = k.action_id and a.team_id = k.team_id and a.state in ('open', 'held'))"
    ),
}
_ENDS: Mapping[str, str] = {
    "person {0} has died and is still {2} on the list of team {1}": (
        "select e.person_id, e.team_id, e.state from caseload_listentry e join person_person p on p.id = e.person_id"
        " where p.is_dead and p.recorded_at < %(since)s and e.state in ('waiting', 'active')"
    ),
    "routine action {0} is open for somebody who has died": (
        "select a.id from action_action a join person_person p on p.id = a.person_id where p.is_dead"
        " and p.recorded_at < %(since)s and a.state in ('open', 'held')"
        " and a.kind in ('plain', 'weekly-meeting', 'import-review', 'noticed', 'plan-review', 'partner-answer',"
        " 'tell-person', 'contradiction', 'prepare-case')"
    ),
    "contact {0} is planned with somebody who has died": (
        "select c.id from contact_contact c join person_person p on p.id = c.person_id where p.is_dead"
        " and p.recorded_at < %(since)s and c.state = 'planned'"
    ),
    "after-death action {0} comes from a death that is not there": (
        "select a.id from action_action a where a.origin_kind = 'death'"
        " and not exists (select 1 from handover_death d where d.id = a.origin_id)"
    ),
    "action {0} comes from an import's possible duplicates that are not there": (
        "select a.id from action_action a where a.origin_kind = 'alike'"
        " and not exists (select 1 from handover_alike k where k.id = a.origin_id)"
    ),
    "action {0} comes from a question to see a record that is not there": (
        "select a.id from action_action a where a.origin_kind = 'ask'"
        " and not exists (select 1 from handover_ask k where k.id = a.origin_id)"
    ),
    "action {0} is open under a record that was merged into another": (
        "select a.id from action_action a join handover_merge m on m.other_id = a.person_id and m.undone_at is null"
        " where m.merged_at < %(since)s and a.state in ('open', 'held')"
    ),
    "contact {0} is planned under a record that was merged into another": (
        "select c.id from contact_contact c join handover_merge m on m.other_id = c.person_id and m.undone_at is null"
        " where m.merged_at < %(since)s and c.state = 'planned'"
    ),
    "list entry {0} is of a record that was merged into another": (
        "select e.id from caseload_listentry e join handover_merge m on m.other_id = e.person_id and m.undone_at is null"
        " where m.merged_at < %(since)s and e.state <> 'ended'"
    ),
    "merge {0} links a record {1} that is not there": (
        "select m.id, one from handover_merge m cross join lateral unnest(array[m.kept_id, m.other_id]) one"
        " where m.undone_at is null and not exists (select 1 from person_person p where p.id = one)"
    ),
}


_BY_PROMISE = {"P3": _ASKS, "P4": {**_ENDS, **CLOSING_VIOLATIONS}}
_VIOLATIONS: Mapping[str, str] = {**_ASKS, **_ENDS, **CLOSING_VIOLATIONS}


def _deaths(condition: str, values: list[Any]) -> list[DeathRow]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_COLUMNS} from handover_death d where d.undone_at is null and {condition}"  # noqa: S608  (ours)
            " order by d.team_id, d.id",
            values,
        )
        return [
            DeathRow(key, team, person, entry, ListState(state), how, known_at, act_id)
            for key, team, person, entry, state, how, known_at, act_id in cursor.fetchall()
        ]
