"""Questions about drafts of a whole place: what is found in them, and what would change for each of its teams."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import NotVisible, Thing
from kith.policy.check_rules import Finding
from kith.policy.floor_rules import RuleSet, laxer_than_floor
from kith.policy.floors import Laxer, laxer_teams
from kith.policy.in_force import Behind, in_force
from kith.policy.models import Scope
from kith.policy.reading import Files, read_once
from kith.rulebook import queries
from kith.team.queries import places_of

LOOSENS, LAXER_TEAM = "loosens", "laxer team"
"""Kinds of what is found in a draft of a place: it asks less than now; a team's own table would be laxer than it."""


def sight_of_floor(*, team_id: UUID, table: str) -> Thing:
    """Return a table of the place of a team as something to propose a version of. Raises NotVisible. Two statements."""
    thing = queries.sight_of_table(team_id=team_id, table=table)
    with connection.cursor() as cursor:
        cursor.execute("select place_has_floor(%s)", [thing.row["place"]])
        return replace(thing, row={**thing.row, "has_floor": cursor.fetchone()[0]})


def sight_of_floor_draft(*, team_id: UUID, version_id: UUID) -> Thing:
    """
    Return a draft of a place as one of its teams sees it, with its case. Raises NotVisible, also for a team of another place.

    Three statements, and one for a team that this process has not read.
    """
    draft, version = queries.draft_of(version_id=version_id)
    place_id = places_of([team_id]).get(team_id)
    if version.scope != Scope.PLACE or version.scope_id != place_id:
        raise NotVisible
    row = {"case": queries.case_of(version), "draft": draft, "version": version, "place": place_id}
    return Thing("rule draft", version_id, team_id, row=row)


def findings_of_draft(version: Behind, _team_id: UUID, place_id: UUID, at: datetime) -> list[Finding]:
    """Return everything that is found in a draft of a place. One statement besides those for texts that were not read."""
    return findings(version.table, queries.files_of_version(version), place_id, at)


def findings(table: str, files: Files, place_id: UUID, at: datetime) -> list[Finding]:
    """
    Return what is found in a table for a whole place: which team's own would be laxer, what is wrong with it by itself, and where
    it asks less than the place does now. Raises TableError for a text that cannot be read.
    """
    now = queries.floor_of(place_id=place_id, at=at)
    then = now.having(table, read_once(table, files))
    laxer = [*laxer_teams(floors={table: files}, own={}, place_id=place_id, since=at)]
    return [*_of_teams(laxer, place_id), *queries.by_itself(table, then), *_loosened(table, then, now)]


def _of_teams(laxer: Sequence[Laxer], place_id: UUID) -> list[Finding]:
    names = dict(teams_of(place_id=place_id)) if laxer else {}
    found: dict[str, Finding] = {}
    for one in laxer:
        name = names.get(one.team_id, "")
        words = {"team": name, "table": one.table, "what": one.found[0].sentence}
        sentence = (
            _("%(team)s has a %(table)s of its own that would then be laxer: %(what)s It changes its own first.")
            % words
        )
        first = replace(one.found[0], kind=LAXER_TEAM, rows=(*one.found[0].rows, one.table, name), sentence=sentence)
        found.setdefault(f"{one.team_id}{one.table}", first)
    return [*found.values()]


def _loosened(table: str, then: RuleSet, now: RuleSet) -> list[Finding]:
    said = _("It asks less than the place does now: %(what)s")
    return [
        replace(one, kind=LOOSENS, sentence=said % {"what": one.sentence}) for one in laxer_than_floor(table, then, now)
    ]


def teams_of(*, place_id: UUID) -> list[tuple[UUID, str]]:
    """Return the teams of a place by name, for those who are on one of them. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select id, name from teams_of_place(%s)", [place_id])
        return [(key, name) for key, name in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Touched:
    """What a table of the place is for one of its teams: whether it holds there, or one of the team's own (its number)."""

    team_id: UUID
    name: str
    own_number: int | None


def touched(*, table: str, place_id: UUID, at: datetime) -> list[Touched]:
    """Return each team of a place, by name, and whether it has a version of a table of its own in force. One statement."""
    found = []
    for team_id, name in teams_of(place_id=place_id):
        standing = in_force(table=table, team_id=team_id, place_id=place_id, at=at)
        found.append(Touched(team_id, name, standing.number if standing.scope == Scope.TEAM else None))
    return found
