"""The page that proposes: shared by the edge, which meets what may only be proposed, and the form that comes back with faults."""

from uuid import UUID

from django.http import HttpResponse

from kith.act import Refusal
from kith.language import _
from kith.person.presenter import who_of
from kith.person.queries import identity
from kith.person.shows import Who
from kith.policy.queries import case_of, decide
from kith.proposal.queries import Sent, team_for
from kith.proposal.seams import lines_of, title_of
from kith.proposal.shows import SendShow
from kith.team.deciding import Around, asked_day, right_note
from kith.team.queries import day_on_team, members, team_by_id
from kith.trail.rules import LookKind
from kith.web.pages import answer
from kith.web.routes import Request
from kith.web.shows import Filled


def send_page(request: Request, one: Sent, body: str, form: Filled, status: int) -> HttpResponse:
    """Show exactly what would be done, who decides it, and ask why."""
    thing, command = one.thing, one.command
    if (team_id := team_for(request.act(), command.name, thing)) is None:
        raise Refusal(_("No team of yours can open everything this is about: ask whoever decides it to do it."))
    team = team_by_id(team_id=team_id)
    day = day_on_team(team=team, day=asked_day(request.at, team.calendar), at=request.at, person_id=thing.person_id)
    there = members(team_id=team.id, at=request.at)
    decision = decide(request.act(), command.name, thing)
    around = Around(there, day, team.calendar, request.viewer.account_id, request.at)
    show = SendShow(
        who=who_on(request, thing.person_id),
        title=title_of(command.name),
        lines=lines_of(command.name, thing, one.arguments, request.at),
        note=right_note(decision, command.name, case_of(thing), around),
        command=command.name,
        command_version=command.version,
        body=body,
        form=form,
        may_override=decision.may_override,
    )
    request.shows([thing.person_id] if thing.person_id else [], kind=LookKind.OPEN, team_id=team.id)
    return answer(request, "proposal/send.jinja", show, team=team.slug, status=status)


def who_on(request: Request, person_id: UUID | None) -> Who | None:
    """Return who a page is about; None for one that is about nobody."""
    return who_of(identity(person_id=person_id), at=request.at, tier="", allergies=[]) if person_id else None
