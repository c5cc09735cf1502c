"""Who on a team's list may be recorded twice: worked out when it is asked, from the people whom the viewer's teams reach."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from kith.act import NotVisible, Thing
from kith.person.doubles import MayBe, described, may_be
from kith.person.likeness_rules import Described, Pair, pairs, who_is
from kith.person.models import Person
from kith.person.rules import shown

MOST_PAIRS = 100


@dataclass(frozen=True, slots=True)
class Answered:
    """A pair of which a team said that they are two people: who said it, how they know, when. `id` is that of the answer."""

    id: UUID
    one: UUID
    other: UUID
    because: str
    said_by: UUID
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Doubles:
    """The pairs of a team that nobody has answered, most alike first, and the answers that hold, latest first."""

    pairs: list[Pair[UUID]]
    answered: list[Answered] = field(default_factory=list)


def doubles_of_team(
    *, team_id: UUID, team_ids: Collection[UUID], among: Collection[UUID] | None = None
) -> list[Pair[UUID]]:
    """
    Return the pairs of people who may be one, most alike first: one of them on this team's list, the other in reach.

    Nobody protected, no record that was merged away, and no pair that the team told apart. `among` asks for pairs with one of
    these people. Three statements.
    """
    return doubles(team_id=team_id, team_ids=team_ids, among=among).pairs


def doubles(*, team_id: UUID, team_ids: Collection[UUID], among: Collection[UUID] | None = None) -> Doubles:
    """Return the pairs as `doubles_of_team`, and what the team has answered of them. Three statements."""
    listed = _listed(team_id, team_ids)
    known = described(person_ids=listed)
    wanted = {key for key in known if listed[key]}
    wanted = wanted if among is None else wanted & set(among)
    apart = _apart(team_id, known)
    found = [one for one in pairs(known, among=wanted) if _key(one.one, one.other) not in apart]
    return Doubles(found, [one for key, one in apart.items() if wanted & set(key)])


def who_both_are(one: Described, other: Described) -> str:
    """Return a digest of who two people are, in the order they are given in."""
    return f"{who_is(one)} {who_is(other)}"


def alike_to(*, person_id: UUID, who: Described) -> list[MayBe]:
    """
    Return up to five reached people who may be recorded twice with this one, most alike first.

    Left out is who was merged away or is one with them, and whom a team of the viewer told apart. One statement where
    nobody is alike, else three.
    """
    near = [one for one in may_be(who=who) if one.person.id != person_id]
    if not near:
        return []
    known = described(person_ids=[person_id, *(one.person.id for one in near)])
    answered = _answered_for(person_id, known)
    return [one for one in near if one.person.id in known and one.person.id not in answered]


def sight_of_pair(*, person_id: UUID, other_id: UUID) -> Thing:
    """Return the first of two people as a thing, and in `row` whether one `is_protected`. Raises NotVisible. One statement."""
    found = dict(Person.objects.filter(id__in=[person_id, other_id]).values_list("id", "is_protected"))
    if found.keys() != {person_id, other_id}:
        raise NotVisible
    return Thing("person", person_id, None, person_id, {"is_protected": any(found.values())})


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """The people of an import who looked like somebody here, and the unfinished action about them (None: finished)."""

    id: UUID
    team_id: UUID
    label: str
    came_at: datetime
    person_ids: list[UUID]
    action_id: UUID | None


def alike(*, alike_id: UUID) -> AlikeRow:
    """Return the people of one import who looked like somebody here. Raises NotVisible. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select k.id, k.team_id, k.label, k.came_at, k.person_ids, a.id from handover_alike k"
            " left join action_action a on a.origin_kind = 'alike' and a.origin_id = k.id and a.team_id = k.team_id"
            "  and a.state in ('open', 'held') where k.id = %s",
            [alike_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotVisible
    key, team_id, label, came_at, person_ids, action_id = row
    return AlikeRow(key, team_id, shown(label), came_at, person_ids, action_id)


def sight_of_alike(*, alike_id: UUID) -> Thing:
    """Return what an import's action about doubles is about. Raises NotVisible. One statement."""
    found = alike(alike_id=alike_id)
    return Thing("alike", found.id, found.team_id, None, {"alike": found})


def asked_before(*, team_id: UUID, person_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these people about whom the team was asked after an earlier import. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct p from handover_alike k cross join lateral unnest(k.person_ids) p"
            " where k.team_id = %s and p = any(%s::uuid[])",
            [team_id, list(person_ids)],
        )
        return {key for (key,) in cursor.fetchall()}


def _listed(team_id: UUID, team_ids: Collection[UUID]) -> dict[UUID, bool]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.person_id, bool_or(e.id is not null) from access_reach r"
            " left join caseload_listentry e on e.person_id = r.person_id and e.team_id = %s and e.state <> 'ended'"
            " where r.team_id = any(%s::uuid[]) and r.during @> act_moment() and not exists (select 1"
            "  from handover_merge m where m.other_id = r.person_id and m.undone_at is null) group by r.person_id",
            [team_id, list(team_ids)],
        )
        return dict(cursor.fetchall())


def _apart(team_id: UUID, known: Mapping[UUID, Described]) -> dict[tuple[UUID, UUID], Answered]:
    """Return the answers of a team that hold, latest first: of people who are known, and are still who they were then."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, one_id, other_id, because, said_by_id, said_at, known from handover_apart"
            " where team_id = %s and undone_at is null order by said_at desc, id",
            [team_id],
        )
        rows = cursor.fetchall()
    return {
        (one, other): Answered(key, one, other, shown(because), by, at)
        for key, one, other, because, by, at, was in rows
        if one in known and other in known and who_both_are(known[one], known[other]) == was
    }


def _answered_for(person_id: UUID, known: Mapping[UUID, Described]) -> set[UUID]:
    """Return those of the people known who are merged, or of whom a team says that they are not this person."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.one_id, a.other_id, a.known from handover_apart a where a.undone_at is null"
            "  and %(one)s in (a.one_id, a.other_id)"
            " union all select m.other_id, m.other_id, '' from handover_merge m where m.undone_at is null"
            "  and m.other_id = any(%(all)s::uuid[])"
            " union all select m.kept_id, m.kept_id, '' from handover_merge m where m.undone_at is null and m.other_id = %(one)s",
            {"one": person_id, "all": list(known)},
        )
        rows = cursor.fetchall()
    return {
        other if one == person_id else one
        for one, other, was in rows
        if not was or (one in known and other in known and who_both_are(known[one], known[other]) == was)
    }


def _key(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    return (one, other) if one < other else (other, one)
