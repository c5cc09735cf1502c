"""The plans of other services beside ours, section by section, and taking over what they do."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.agency.queries import AgencyRow, agencies
from kith.contradiction import presenter, queries
from kith.contradiction.around import whose
from kith.contradiction.forms import AGENCY
from kith.contradiction.rules import kind_of_words
from kith.contradiction.shows import Take
from kith.contradiction.tables import tables
from kith.plan.elsewhere_queries import made_elsewhere
from kith.plan.elsewhere_rules import PlanElsewhere
from kith.plan.queries import as_of, versions
from kith.plan.rules import Content, Section
from kith.trail.rules import LookKind
from kith.web.pages import answer, fresh_form
from kith.web.routes import Request

MOST = 500


def beside(request: Request, person_id: UUID) -> HttpResponse:
    """Show goals beside goals, risks beside risks, and what others do beside what stands here as done."""
    who, team = whose(request, person_id)
    plans, goals, restricted = made_elsewhere(person_id=person_id)
    rows = versions(person_id=person_id)
    whole = as_of(rows, max((one.number for one in rows), default=0))
    contents: dict[Section, Content] = {section: row.content for section, row in whole.sections.items()}
    items = queries.items_of(person_id=person_id, at=request.at, stopped=True)
    taken = queries.taken_over(person_id=person_id)
    agencies_here = agencies(team_id=team.team_id, at=request.at)
    takes = {
        (plan.id, number): _take(plan, number, agencies_here)
        for plan in plans
        if plan.id
        for number in range(len(plan.steps))
        if source_of(plan.id, number) not in taken
    }
    doers = [(one.id, one.name) for one in agencies_here]
    show = presenter.beside_show(who, fresh_form(), contents, plans, goals, items, restricted, takes, doers, request.at)
    request.shows([person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "contradiction/beside.jinja", show, team=team.slug)


def source_of(fact_id: UUID, number: int) -> UUID:
    """Return what stands as the source of a step of an imported plan: each step is taken over once."""
    return uuid5(fact_id, str(number))


def _take(plan: PlanElsewhere, number: int, known: Sequence[AgencyRow]) -> Take:
    """Return what a press takes over of a plan: as far as the plan says, by the agency whose name stands in it."""
    assert plan.id is not None
    words = plan.steps[number].what[:MOST]
    who = next((one for one in known if one.name.casefold() in plan.by.casefold()), None) if plan.by else None
    told = plan.by or _("Their plan: %(title)s") % {"title": plan.title}
    return Take(
        kind_of_words(tables().kinds, words), words, told[:MOST], str(source_of(plan.id, number)),
        f"{AGENCY}{who.id}" if who else "",
    )  # fmt: skip
