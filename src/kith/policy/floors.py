"""Where the tables of teams would be laxer than a floor: one that is in force, or one that is about to be."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kith.policy import in_force, reading
from kith.policy.check_rules import Finding
from kith.policy.floor_rules import RuleSet, laxer_than_floor
from kith.policy.models import Scope

Tables = Mapping[str, reading.Files]
"""Texts by table."""


@dataclass(frozen=True, slots=True)
class Laxer:
    """One table of a team that would be laxer than the floor from a moment on, with what was found."""

    team_id: UUID
    table: str
    found: Sequence[Finding]


def laxer_teams(*, floors: Tables, own: Mapping[UUID, Tables], place_id: UUID, since: datetime) -> Iterator[Laxer]:
    """
    Yield each table of a team that would be laxer than the floor from a moment on, also when something comes into force later.

    floors, own: what is about to be in force beside what is: for the place, and by team. Without floors only the tables in `own`
    are looked at. A fixed number of statements for each text that this process has not read.
    """
    held = [one for of_scope in in_force.published().values() for one in of_scope if one.place_id == place_id]
    teams = {one.scope_id for one in held if one.scope == Scope.TEAM} if floors else set()
    for moment in sorted({since, *(one.effective_from for one in held if one.effective_from > since)}):
        floor = having(in_force.tables_for(team_id=None, place_id=place_id, at=moment, rights=True), floors)
        for team_id in sorted(teams | own.keys()):
            now = own_files(team_id, place_id, moment)
            rules = having(floor, {**now, **own.get(team_id, {})})
            for name in {**now, **own.get(team_id, {})} if floors else own[team_id]:
                if found := laxer_than_floor(name, rules, floor):
                    yield Laxer(team_id, name, found)


def own_files(team_id: UUID, place_id: UUID, at: datetime) -> dict[str, reading.Files]:
    """Return the texts of a team's own tables in force at a moment, by table."""
    standings = [
        in_force.in_force(table=name, team_id=team_id, place_id=place_id, at=at) for name in reading.table_names()
    ]
    return {one.table: in_force.files_of(one) for one in standings if one.scope == Scope.TEAM}


def having(rules: RuleSet, tables: Tables) -> RuleSet:
    """Return rules with some tables as texts have them."""
    for name, files in tables.items():
        rules = rules.having(name, reading.read_once(name, files))
    return rules
