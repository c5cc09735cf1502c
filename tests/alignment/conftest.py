"""One team for all tests of a module, with an agency that works with Doris and may be told a good deal."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from builders import AT, ATeam, Someone, a_working_manager, an_act
from kith.alignment.drafting import draft
from kith.alignment.sending import ToSend, send
from kith.place.rules import local_day
from kith.plan import operations as plans
from kith.plan.rules import Content, Section
from partners import AnAgency, an_agency, an_agreement, works_with
from standing_team import _monday_morning, doris, standing, team

PURPOSE = "coordinate-care"
FIELDS = (
    "name",
    "address",
    "preferences",
    "actions-of-agency",
    "actions-of-all",
    "day-lead-and-how-to-reach",
    "what-to-do",
)
FRIDAY = local_day(AT).replace(day=12)


@dataclass(frozen=True)
class Asking:
    """A team, Doris with a plan, and an agency with Jo Marsh that may be told of it."""

    team: ATeam
    doris: UUID
    homes: AnAgency
    manager: Someone

    def sends(
        self, *, by: Someone | None = None, at=AT, left_out=(), question="", day=FRIDAY, seen=None, key=""
    ) -> UUID:
        """Send what would leave now, unless `seen` says otherwise; return the request."""
        with an_act(by or self.team.nurse, at) as act:
            on = {"team_id": self.team.id, "person_id": self.doris}
            now = draft(**on, agency_id=self.homes.id, purpose=PURPOSE, at=at)
            to = ToSend(self.homes.id, PURPOSE, self.homes.contact_id, day, seen or now.seen, left_out, question)
            return send(act=act, **on, to=to)

    def writes(self, section: Section, text: str, at=AT) -> None:
        """Write a section of her plan."""
        with an_act(self.team.nurse, at) as act:
            now = plans.queries.latest_of(person_id=self.doris, section=section)
            change = plans.Change(Content(text), "She said so", now.number if now else None)
            plans.write(act=act, team_id=self.team.id, person_id=self.doris, section=section, change=change)


@pytest.fixture
def asking(team: ATeam, doris: UUID) -> Asking:
    """Doris has a plan, and Ashmere Homes works with her by an agreement."""
    manager = a_working_manager(team, "Peter Lindqvist")
    homes = an_agency(team.lead)
    an_agreement(manager, homes, PURPOSE, FIELDS)
    works_with(team.nurse, doris, homes, PURPOSE)
    with an_act(team.nurse) as act:
        plans.start(act=act, team_id=team.id, person_id=doris)
    found = Asking(team, doris, homes, manager)
    found.writes(Section.HELP, "Knock loudly and wait.")
    return found


__all__ = ["_monday_morning", "doris", "standing", "team"]
