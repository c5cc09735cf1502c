"""What stands around each page of a contact: whose it is, for which team, who is on it; and answering with the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.access.queries import shut_out_of
from kith.act import Refusal
from kith.caseload.queries import Reaching, teams_reaching
from kith.person.presenter import who_of
from kith.person.queries import identity
from kith.person.shows import Who
from kith.policy.table_rules import Table
from kith.record.queries import allergies
from kith.team.queries import MemberInfo, members, rules_for
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form
from kith.web.routes import Request
from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class Around:
    """Whose page it is, for which team, and who is on it."""

    who: Who
    teams: list[Reaching]
    team: Reaching
    members: list[MemberInfo]
    own_id: str
    tables: Mapping[str, Table]

    @property
    def team_options(self) -> list[Option]:
        return [Option(str(one.team_id), one.name) for one in self.teams]


def around_of(request: Request, person_id: UUID, team_id: UUID | None = None) -> Around:
    """Return who it is about, in which team: the contact's own, the one chosen, else the first with them on its list."""
    person = identity(person_id=person_id)
    teams = teams_reaching(person_id=person_id, team_ids=request.viewer.teams)
    chosen = team_id or typed.chosen_id(request.POST, "team")
    team = next((one for one in teams if one.team_id == chosen), None if team_id or not teams else teams[0])
    if team is None:
        raise Refusal(_("This belongs to a team that you are not on. Ask its duty lead."))
    closed = {one.account_id for one in shut_out_of(person_id=person_id)}  # who knows them is nobody's choice for them
    there = [one for one in members(team_id=team.team_id, at=request.at) if one.account_id not in closed]
    mine = [one for one in there if one.account_id == request.viewer.account_id]
    own = next((one for one in mine if one.role == request.viewer.role), mine[0] if mine else None)
    who = who_of(person, at=request.at, tier=team.risk_tier, allergies=allergies(person_id=person_id))
    tables = rules_for(team_id=team.team_id, at=request.at).thresholds
    return Around(who, [team] if team_id else teams, team, there, str(own.id) if own else "", tables)


def filled(around: Around, **values: str) -> Filled:
    """Return a form with the reader as whoever it is by, the team, and what else stands in its fields already."""
    return fresh_form(**{"who": around.own_id, "team": str(around.team.team_id), "state": "made"} | values)


def answered(request: Request, template: str, show: object, around: Around, refusal: Refusal | None) -> HttpResponse:
    """Answer with a page about the person, and note the look."""
    request.shows([around.who.person_id], kind=LookKind.OPEN, team_id=around.team.team_id)
    return answer(request, template, show, team=around.team.slug, status=refusal.status if refusal else 200)
