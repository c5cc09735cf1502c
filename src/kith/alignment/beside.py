"""What partners hold of a plan, beside the plan; and how an agency usually answers, beside the agency."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from kith.alignment import queries
from kith.alignment.presenter import state_show, usual_words
from kith.person.rules import shown
from kith.plan.seams import PartLine, PartWay, PlanPart


def partners_beside(person_id: UUID, team_id: UUID, at: datetime) -> PlanPart | None:
    """Return which partner has which version and how each stands. One statement."""
    rows = [one for one in queries.requests_of(person_ids=[person_id]) if one.is_newest]
    lines = []
    for one in sorted(rows, key=lambda one: (one.agency.casefold(), one.purpose)):
        state = state_show(one, at)
        values = {"agency": shown(one.agency), "number": one.number}
        again = [_("to be asked again")] if one.again_at else []
        lines.append(
            PartLine(
                _("%(agency)s, version %(number)s") % values,
                ", ".join([state.words, state.more, *again]),
                "due" if again else state.mark,
                "due" if again else state.tone,
                reverse("partner-request", kwargs={"request_id": one.id}),
            )
        )
    way = PartWay(_("Partners, and what each is told"), reverse("partners", kwargs={"person_id": person_id}))
    return PlanPart("partners", _("Partners"), lines, _("No partner was sent a summary yet."), [way])


def figures_beside(team_id: UUID, agency_id: UUID, at: datetime) -> list[str]:
    """Return how an agency usually answers, for its page. One statement."""
    found = usual_words(queries.figures_of(agency_ids=[agency_id])[agency_id])
    return [found] if found else []
