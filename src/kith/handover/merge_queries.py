"""Questions about two records of one person: what stands in the way of merging them, what is theirs, what a merge moved."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from kith.access.models import Exclusion
from kith.act import NotVisible, Thing
from kith.person.models import Person
from kith.person.queries import PersonName, names


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge that is not undone: which record is kept, which is the other, why, when, and the act that wrote it last."""

    id: UUID
    kept_id: UUID
    other_id: UUID
    because: str
    merged_at: datetime
    act_id: UUID


@dataclass(frozen=True, slots=True)
class MovedRow:
    """What a merge moved on one team, not undone; the entries as in `models.Moved`."""

    id: UUID
    team_id: UUID
    kept_id: UUID
    other_id: UUID
    other_entry_id: UUID | None
    kept_entry_id: UUID | None
    is_made: bool
    act_id: UUID


def sight_of_two(*, kept_id: UUID, other_id: UUID) -> Thing:
    """Return the record to be kept as a thing, both rows in `row`. Raises NotVisible unless both are reached. One statement."""
    rows = Person.objects.in_bulk([kept_id, other_id])
    if kept_id not in rows or other_id not in rows:
        raise NotVisible
    both = {"kept": rows[kept_id], "other": rows[other_id], "people": (kept_id, other_id)}
    return Thing("person", kept_id, None, kept_id, both)


def merges_of(*, person_ids: Collection[UUID]) -> list[MergeRow]:
    """Return the merges in which these people take part, kept or other, oldest first. One statement."""
    return _merges("m.undone_at is null and (m.kept_id = any(%(ids)s) or m.other_id = any(%(ids)s))", list(person_ids))


def moved_by(*, merge_id: UUID) -> list[MovedRow]:
    """Return what a merge moved, for each team that the viewer sees. One statement."""
    return _moved("d.merge_id = %s and d.undone_at is null", [merge_id])


def moved_in_error() -> list[MovedRow]:
    """Return what merges that are undone by now have moved on teams that the viewer sees. One statement."""
    return _moved("d.undone_at is null and m.undone_at is not null", [])


def was_listed(*, moved: MovedRow) -> bool:
    """Say whether a team had the kept person on its list before the merge made an entry for them. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from caseload_listentry where team_id = %s and person_id = %s and id <> %s)",
            [moved.team_id, moved.kept_id, moved.kept_entry_id],
        )
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """A merge of which a team still has something open under the other record."""

    merge: MergeRow
    team_id: UUID


def teams_to_move(*, merge_id: UUID | None = None) -> list[Unfollowed]:
    """Return, for merges not undone (or one of them), the teams in sight that have something open under the other record."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_MERGE}, t.id from handover_merge m cross join team_team t where m.undone_at is null"  # noqa: S608  (our own names)
            " and (%(merge)s::uuid is null or m.id = %(merge)s) and ("
            "  exists (select 1 from action_action a where a.team_id = t.id and a.person_id = m.other_id"
            "   and a.state in ('open', 'held'))"
            "  or exists (select 1 from contact_contact c where c.team_id = t.id and c.person_id = m.other_id"
            "   and c.state = 'planned')"
            "  or exists (select 1 from caseload_listentry e where e.team_id = t.id and e.person_id = m.other_id"
            "   and e.state <> 'ended')) order by m.merged_at, m.id, t.id",
            {"merge": merge_id},
        )
        return [Unfollowed(MergeRow(*row[:6]), row[6]) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Reaching:
    """A team that reaches one of two records, and until when (None: open)."""

    person_id: UUID
    team_id: UUID
    until: datetime | None


def half_reached(*, why: str) -> list[Reaching]:
    """
    Return whom teams in sight should reach as well: the other record of each merge, until the reach to the first ends.

    Left out is who reaches both. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "with two as (select kept_id as one, other_id as two from handover_merge where undone_at is null"
            "   union all select other_id, kept_id from handover_merge where undone_at is null)"
            " select t.two, r.team_id, case when bool_or(upper_inf(r.during)) then null else max(upper(r.during)) end"
            " from two t join access_reach r on r.person_id = t.one and r.team_id is not null and r.why <> %s"
            "   and r.during @> act_moment()"
            " where not exists (select 1 from access_reach o where o.person_id = t.two and o.team_id = r.team_id"
            "   and o.during @> act_moment()) group by t.two, r.team_id order by 1, 2",
            [why],
        )
        return [Reaching(*row) for row in cursor.fetchall()]


def reached_for_nothing(*, why: str) -> list[Reaching]:
    """Return the reach that only a merge gave and that has lost its reason: undone, or the team's own reach has ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.person_id, r.team_id, null::timestamptz from access_reach r where r.why = %(why)s"
            " and r.during @> act_moment() and r.team_id is not null and not exists ("
            "   select 1 from handover_merge m join access_reach o on o.why <> %(why)s and o.during @> act_moment()"
            "    and o.team_id = r.team_id and o.person_id = case when m.kept_id = r.person_id then m.other_id else m.kept_id end"
            "   where m.undone_at is null and r.person_id in (m.kept_id, m.other_id)) order by 1, 2",
            {"why": why},
        )
        return [Reaching(*row) for row in cursor.fetchall()]


def shut_out_of(*, person_ids: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """Return (person, account) of everybody who is shut out of one of these records now. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select person_id, account_id from {Exclusion._meta.db_table}"  # noqa: S608, SLF001  (a table of ours)
            " where person_id = any(%s::uuid[]) and during @> act_moment()",
            [list(person_ids)],
        )
        return set(cursor.fetchall())


def died_by_the_other() -> list[tuple[UUID, datetime | None]]:
    """Return kept people of whom the other record says that they died, and when, unless somebody here took that back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select k.id, o.died_at from handover_merge m join person_person k on k.id = m.kept_id"
            " join person_person o on o.id = m.other_id where m.undone_at is null and o.is_dead and not k.is_dead"
            " and not 'is_dead' = any(k.corrected_fields) order by k.id"
        )
        return [(key, died_at) for key, died_at in cursor.fetchall()]


def other_names(*, person_id: UUID) -> tuple[PersonName | None, list[PersonName]]:
    """Return the record that this one was merged into, if it was, and the records merged into this one. Two statements."""
    merges = merges_of(person_ids=[person_id])
    known = names(person_ids=[one.kept_id if one.other_id == person_id else one.other_id for one in merges])
    into = next((known.get(one.kept_id) for one in merges if one.other_id == person_id), None)
    also = [known[one.other_id] for one in merges if one.kept_id == person_id and one.other_id in known]
    return into, also


_MERGE = "m.id, m.kept_id, m.other_id, m.because, m.merged_at, m.act_id"


def _merges(condition: str, ids: list[UUID]) -> list[MergeRow]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_MERGE} from handover_merge m where {condition} order by m.merged_at, m.id",  # noqa: S608  (ours)
            {"ids": ids},
        )
        return [MergeRow(*row) for row in cursor.fetchall()]


def _moved(condition: str, values: list[Any]) -> list[MovedRow]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select d.id, d.team_id, m.kept_id, m.other_id, d.other_entry_id, d.kept_entry_id, d.is_made, d.act_id"  # noqa: S608  (our own names)
            f" from handover_moved d join handover_merge m on m.id = d.merge_id where {condition} order by d.team_id, d.id",
            values,
        )
        return [MovedRow(*row) for row in cursor.fetchall()]


def shut_out_members(*, team_id: UUID, person_id: UUID) -> list[tuple[UUID, UUID]]:
    """Return the members of a team, with their accounts, to whom a person's record is closed now. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select m.id, m.account_id from team_member m where m.team_id = %s and m.during @> act_moment()"
            " and is_shut_out(m.account_id, %s) order by m.id",
            [team_id, person_id],
        )
        found: list[tuple[UUID, UUID]] = cursor.fetchall()
    return found
