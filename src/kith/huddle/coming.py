"""What a huddle that starts now would speak of: the agenda by the rule, the people on it, and what the last one came to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kith.board.queries import OnBoard, on_board
from kith.board.team_day import TeamDay
from kith.huddle.closing_rules import look_back_words
from kith.huddle.queries import HuddleRow, LastHuddle, last_huddle
from kith.huddle.rules import AgendaItem, Presence, agenda
from kith.huddle.seams import put_here
from kith.place.rules import local_day
from kith.team.queries import TeamInfo
from kith.team.rules import ON_CALL


@dataclass(frozen=True, slots=True)
class Coming:
    """The agenda as it stands, everybody on the list by person id, and the last huddle (None before the first)."""

    team: TeamDay
    at: datetime
    agenda: Sequence[AgendaItem]
    people: Mapping[UUID, OnBoard]
    last: LastHuddle | None

    @property
    def look_back(self) -> str:
        """'Done since Friday: 9 of 12; 3 carried over', or empty."""
        return look_back_words(self.last.back, self.last.day, local_day(self.at)) if self.last else ""


def coming(*, team: TeamDay, settings: TeamInfo, at: datetime) -> Coming:
    """
    Return what a huddle that starts at a moment would speak of. Six statements, however many people.

    Work agreed last time is carried over while it is unfinished and its person is alive and on the list. So is whom a weekly
    meeting put to the huddle, until one has spoken of them.
    """
    people = {one.facts.person_id: one for one in on_board(teams={team.id: team}, at=at)}
    last = last_huddle(team_id=team.id, before=local_day(at))
    carried = [
        one
        for one in (last.carried if last else ())
        if one.person_id in people and not people[one.person_id].facts.is_deceased
    ]
    put = [one for one in put_here(team_id=team.id, at=at) if one.person_id in people]
    put = [one for one in put if not people[one.person_id].facts.is_deceased]
    items = agenda((one.line for one in people.values()), carried, put, settings.agenda_overdue_service_days)
    return Coming(team, at, items, people, last)


def look_back_in(huddle: HuddleRow) -> str:
    """Return what came of the huddle before one: 'Done since Friday: 9 of 12; 3 carried over', or ''. One statement."""
    last = last_huddle(team_id=huddle.team_id, before=huddle.day)
    return look_back_words(last.back, last.day, huddle.day) if last else ""


def presence_by_rota(team: TeamDay) -> dict[UUID, Presence]:
    """Return how each member would take part by the rota: on shift in the room, the others away; not the on-call cover."""
    return {
        one.id: Presence.ROOM if one.is_on_shift else Presence.AWAY
        for one in team.colleagues.values()
        if one.role != ON_CALL
    }
