"""What other services planned with a person, and their own plan's goals begun with it."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.place.rules import local_day
from kith.plan import forms, queries
from kith.plan.elsewhere_presenter import elsewhere_show
from kith.plan.elsewhere_queries import made_elsewhere
from kith.plan.elsewhere_rules import seeded
from kith.plan.rules import Content, Section
from kith.plan.views import section_page, whose
from kith.trail.rules import LookKind
from kith.web.pages import answer, fresh_form
from kith.web.routes import Request


def elsewhere(request: Request, person_id: UUID) -> HttpResponse:
    """Show the plans and goals that other services wrote down, what is going on first."""
    who, team = whose(request, person_id)
    plans, goals, restricted = made_elsewhere(person_id=person_id)
    found = queries.plan_of(person_id=person_id)
    show = elsewhere_show(who, plans, goals, restricted, is_started=found is not None, at=request.at)
    request.shows([person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "plan/elsewhere.jinja", show, team=team.slug)


def seed(request: Request, person_id: UUID) -> HttpResponse:
    """
    Show the goals of the plan with what others wrote down added to them, to be read, mended and saved as ever.

    Nothing is stored before it is saved.
    """
    who, team = whose(request, person_id)
    plans, goals, _restricted = made_elsewhere(person_id=person_id)
    now = queries.latest_of(person_id=person_id, section=Section.GOALS)
    lines, left_out = seeded(
        now.content.goals if now else (), goals, plans, today=local_day(request.at), most=forms.MOST_ROWS
    )
    content = Content(goals=lines)
    reason = _("Taken over from plans made elsewhere")
    values = forms.fields_of(content) | {
        "seen": str(now.number) if now else "",
        "reason": reason,
        "why_propose": reason,
    }
    told = ngettext(
        "%(n)d more line stands on the page of plans elsewhere: a plan holds %(most)d goals.",
        "%(n)d more lines stand on the page of plans elsewhere: a plan holds %(most)d goals.",
        left_out,
    )
    words = _("Read each line with the person, and empty what does not hold. Nothing is saved yet.")
    more = told % {"n": left_out, "most": forms.MOST_ROWS} if left_out else ""
    return section_page(
        request, who, team, Section.GOALS, fresh_form(**values), content, told=" ".join(filter(None, (words, more)))
    )
