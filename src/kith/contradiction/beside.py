"""What stands beside the plan: what each agency does, and what of it contradicts."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.contradiction import queries
from kith.contradiction.presenter import asked_words, whose
from kith.contradiction.words import headline_of, item_words
from kith.plan.seams import PartLine, PartWay, PlanPart

MOST = 6


def on_plan(person_id: UUID, team_id: UUID, at: datetime) -> PlanPart:
    """Return the part of the plan's page: what is done, and above the plan every open contradiction. Two statements."""
    where = {"person_id": person_id}
    first = [
        PartLine(
            headline_of(one.finds, one.left, one.right, one.about), asked_words(one, at), "late", "late",
            reverse("contradiction", kwargs=where | {"contradiction_id": one.id}),
        )
        for one in queries.open_of(person_ids=[person_id], at=at)
    ]  # fmt: skip
    items = queries.items_of(person_id=person_id, at=at)
    lines = [PartLine(item_words(one), whose(one)) for one in items[:MOST]]
    more = len(items) - MOST
    all_words = _("All that each agency does")
    if more > 0:
        all_words = ngettext(
            "%(n)d more, and all that each agency does", "%(n)d more, and all that each agency does", more
        )
    ways = [
        PartWay(all_words % {"n": more} if more > 0 else all_words, reverse("done", kwargs=where)),
        PartWay(_("Plans of other services beside ours"), reverse("done-beside", kwargs=where)),
    ]
    return PlanPart("done", _("What each agency does"), lines, _("Nothing is written down yet."), ways, first)
