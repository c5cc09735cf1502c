"""A rule table as one asks for it: in force now or at a past moment, or one version of it, with what it is held against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.http import QueryDict

from kith.act import NotVisible
from kith.place.queries import sight_of_place
from kith.place.rules import at_local
from kith.policy.check_rules import Finding
from kith.policy.floor_rules import RuleSet
from kith.policy.in_force import Behind, Standing, contents, files_of, in_force, tables_for
from kith.policy.models import Scope, Status
from kith.policy.reading import table_names
from kith.policy.table_rules import Table
from kith.rulebook import floor_queries, queries
from kith.rulebook.rules import Files
from kith.team.queries import TeamInfo, team_by_slug
from kith.web import typed
from kith.web.routes import Request

DAY_ENDS = time(23, 59)
FOR_PLACE = "place"
"""What an address says that asks for the tables of the whole place."""


@dataclass(frozen=True, slots=True)
class Opened:
    """
    One table for a team. `chosen` is the version asked for (None: what is in force), `at` the moment that counts.

    `rules` has the table as it is shown, `floor` as the place has it; `now` is what is in force for the team at that moment.
    `is_floor`: a draft for the whole place is shown or wanted: `rules` and `now` are those of the place then.
    """

    team: TeamInfo
    place: str
    table: str
    at: datetime
    is_past: bool
    chosen: Behind | None
    standing: Standing
    now: Standing
    rules: RuleSet
    floor: RuleSet
    versions: Sequence[Behind]
    is_floor: bool = False

    @property
    def threshold(self) -> Table | None:
        """The table as shown, where it is one of thresholds."""
        return self.rules.thresholds.get(self.table)

    @property
    def is_draft(self) -> bool:
        """Whether what is shown is only run side by side."""
        return self.chosen is not None and self.chosen.status == Status.DRAFT

    @property
    def version(self) -> Behind | None:
        """The version shown, chosen or in force; None for what ships."""
        return self.chosen or next((one for one in self.versions if one.id == self.standing.version_id), None)

    @property
    def query(self) -> str:
        """What asks for the same again."""
        return f"version={self.chosen.id}" if self.chosen else ""

    @property
    def scope_words(self) -> str:
        """What a form says of for whom it writes: '' for the team."""
        return FOR_PLACE if self.is_floor else ""

    @property
    def keeps_own(self) -> bool:
        """Whether a draft for the whole place is shown, and the team has a table of its own in force, which goes on."""
        own = in_force(table=self.table, team_id=self.team.id, place_id=self.team.place_id, at=self.at)
        return self.is_floor and own.scope == Scope.TEAM

    def files(self) -> Files:
        """Return the texts of what is shown. At most one statement."""
        return files_of(self.standing)

    def wrong(self) -> list[Finding]:
        """Return what is wrong with what is shown, where the team wrote it; what a place has was checked without a floor."""
        if self.is_floor:
            files = self.files()
            return floor_queries.findings(self.table, files, self.team.place_id, self.at) if self.is_draft else []
        if not self.is_draft and self.standing.scope != Scope.TEAM:
            return []
        return queries.findings(self.table, self.rules, self.floor)


def opened(request: Request, slug: str, table: str, *, version_id: UUID | None = None) -> Opened:
    """
    Return a table as an address asks for it: `version` one of its versions (or `version_id`), `on` a day (at its end), else now.

    A fixed number of statements, and one for a text that this process has not read. Raises NotVisible for a table or version
    that there is not, and for one of another team.
    """
    team = team_by_slug(slug=slug, viewer=request.viewer)
    if table not in table_names():
        raise NotVisible
    asked = request.POST if request.method == "POST" else request.GET
    at = _moment(asked, request.at)
    version_id = version_id or typed.chosen_id(asked, "version")
    versions = queries.history(team=team, table=table)
    chosen = _chosen(versions, version_id)
    floor = tables_for(team_id=None, place_id=team.place_id, at=at, rights=True)
    is_floor = _is_floor(chosen, typed.text(asked, "for"))
    whose = None if is_floor else team.id
    rules = floor if is_floor else tables_for(team_id=team.id, place_id=team.place_id, at=at, rights=True)
    now = in_force(table=table, team_id=whose, place_id=team.place_id, at=at)
    standing = now
    if chosen:
        standing = chosen.standing
        rules = rules.having(table, contents(standing))
    place = str(sight_of_place(place_id=team.place_id).row["name"])
    return Opened(team, place, table, at, at != request.at, chosen, standing, now, rules, floor, versions, is_floor)


def _is_floor(chosen: Behind | None, asked: str) -> bool:
    """Say whether a draft for the whole place is shown, or wanted."""
    if chosen is None:
        return asked == FOR_PLACE
    return chosen.scope == Scope.PLACE and chosen.status == Status.DRAFT


def _moment(asked: QueryDict, at: datetime) -> datetime:
    day = typed.day(asked, "on")
    return min(at_local(day, DAY_ENDS), at) if day and day != at.date() else at


def _chosen(versions: Sequence[Behind], version_id: UUID | None) -> Behind | None:
    if version_id is None:
        return None
    found = next((one for one in versions if one.id == version_id), None)
    if found is None:
        raise NotVisible
    return found
