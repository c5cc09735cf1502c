"""Questions about the set-up of a team, and of every team of a place. What Kith sees is read in one statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

import msgspec
from django.db import connection

from kith.act import NotVisible, Thing
from kith.policy.in_force import contents, has_floor, in_force
from kith.policy.queries import roles
from kith.policy.set_up_rules import SET_UP, Need
from kith.team.models import Team
from kith.team.queries import TeamInfo, team_by_id
from kith.team.rules import Calendar, Period
from kith.team.set_up_rules import FootprintSaid, GoalSaid, LineState, OnTeam, Said, SetUp, states_of


def set_up_of(*, team: TeamInfo, at: datetime) -> SetUp:
    """Return what there is of the set-up of a team that the viewer is on. One statement. Raises NotVisible."""
    found = _read([team.place_id], team.id, at)
    if not found:
        raise NotVisible
    return found[0]


def set_ups(*, team_ids: Collection[UUID], at: datetime) -> list[SetUp]:
    """
    Return the same of every team of the places of these teams that the viewer may see, by place and name. Two statements.

    Those they are on; and all of a place where they are place manager on any.
    """
    places = sorted(set(Team.objects.filter(id__in=team_ids).values_list("place_id", flat=True)))
    return _read(places, None, at) if places else []


def lines_of(found: SetUp, *, at: datetime) -> list[LineState]:
    """Return how each line of the list in force stands for a team. No statement for a list that this process has read."""
    return states_of(needs_of(team_id=found.id, place_id=found.place_id, at=at), found, at, roles())


def needs_of(*, team_id: UUID, place_id: UUID, at: datetime) -> Sequence[Need]:
    """Return the list in force for a team: what its place asks of every team, and what it asks more of itself. As `lines_of`."""
    return cast("Sequence[Need]", contents(in_force(table=SET_UP, team_id=team_id, place_id=place_id, at=at)))


def need_named(line: str, *, team: TeamInfo | SetUp, at: datetime) -> Need:
    """Return a line of the list in force for a team. Raises NotVisible when there is none."""
    needs = needs_of(team_id=team.id, place_id=team.place_id, at=at)
    found = next((one for one in needs if one.line == line), None)
    if found is None:
        raise NotVisible
    return found


def sight_of_line(*, team_id: UUID, line: str) -> Thing:
    """Return a team as a thing on which a line is stated; which line it is tells its rights apart."""
    return Thing("team", team_id, team_id, row={"info": team_by_id(team_id=team_id), "case": line})


@dataclass(frozen=True, slots=True)
class _Cover:
    start_at: datetime
    end_at: datetime | None


_SET_UP = "select * from team_set_up(%s::uuid[], %s::uuid)"


def _read(places: list[UUID], team_id: UUID | None, at: datetime) -> list[SetUp]:
    with connection.cursor() as cursor:
        cursor.execute(_SET_UP, [places, team_id])
        return [_set_up(row, at) for row in cursor.fetchall()]


def _set_up(row: tuple[Any, ...], at: datetime) -> SetUp:
    id_, place, place_id, name, slug, made_at, opened_at, opened_how, weekdays, closed, bank_holidays, *rest = row
    members, gone, published, cover, footprint, goals, statements = rest
    said = _decoded(statements, list[Said])
    return SetUp(
        id=id_,
        place=place,
        place_id=place_id,
        name=name,
        slug=slug,
        made_at=made_at,
        calendar=Calendar(frozenset(weekdays), frozenset(closed), bank_holidays),
        opened_at=opened_at,
        opened_how=opened_how,
        members=_decoded(members, list[OnTeam]),
        gone=_decoded(gone, dict[str, datetime]),
        published=frozenset[date](published),
        cover=[Period(one.start_at, one.end_at) for one in _decoded(cover, list[_Cover])],
        footprint=_decoded(footprint, FootprintSaid) if footprint else None,
        goals=_decoded(goals, list[GoalSaid]),
        statements={one.line: one for one in said},
        has_tables=has_floor(place_id=place_id, at=at),
    )


def _decoded(text: str | bytes, kind: Any) -> Any:
    return msgspec.json.decode(text, type=kind)
