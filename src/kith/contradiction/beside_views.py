"""The plans of other services beside ours, section by section, and taking over what they do."""

from uuid import UUID

from django.http import HttpResponse

from kith.agency.queries import agencies
from kith.contradiction import presenter, queries
from kith.contradiction.around import whose
from kith.contradiction.taking_over import takes_of
from kith.plan.elsewhere_queries import made_elsewhere
from kith.plan.queries import as_of, versions
from kith.plan.rules import Content, Section
from kith.trail.rules import LookKind
from kith.web.pages import answer
from kith.web.routes import Request


def beside(request: Request, person_id: UUID) -> HttpResponse:
    """Show goals beside goals, risks beside risks, and what others do beside what stands here as done."""
    who, team = whose(request, person_id)
    plans, goals, restricted = made_elsewhere(person_id=person_id)
    rows = versions(person_id=person_id)
    whole = as_of(rows, max((one.number for one in rows), default=0))
    contents: dict[Section, Content] = {section: row.content for section, row in whole.sections.items()}
    items = queries.items_of(person_id=person_id, at=request.at, stopped=True)
    takes = takes_of(plans, agencies(team_id=team.team_id, at=request.at), queries.taken_over(person_id=person_id))
    show = presenter.beside_show(who, contents, plans, goals, items, restricted, takes, request.at)
    request.shows([person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "contradiction/beside.jinja", show, team=team.slug)
