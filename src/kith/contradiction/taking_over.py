"""What can be taken over of the plans of other services: each step once, by whoever the plan names, in the words it stands in."""

from collections.abc import Collection, Sequence
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from kith.agency.queries import AgencyRow
from kith.contradiction.forms import AGENCY
from kith.contradiction.rules import kind_of_words
from kith.contradiction.shows import Take
from kith.contradiction.tables import tables
from kith.plan.elsewhere_queries import made_elsewhere
from kith.plan.elsewhere_rules import PlanElsewhere

MOST = 500


def source_of(fact_id: UUID, number: int) -> UUID:
    """Return what stands as the source of a step of an imported plan: each step is taken over once."""
    return uuid5(fact_id, str(number))


def takes_of(
    plans: Sequence[PlanElsewhere], known: Sequence[AgencyRow], taken: Collection[UUID] = ()
) -> dict[tuple[UUID, int], Take]:
    """Return what can be taken over of these plans, by plan and number of the step; not what is `taken` already."""
    return {
        (plan.id, number): _take(plan.id, plan, number, known)
        for plan in plans
        if plan.id
        for number in range(len(plan.steps))
        if source_of(plan.id, number) not in taken
    }


def take_of(*, person_id: UUID, source_id: UUID, known: Sequence[AgencyRow]) -> Take | None:
    """Return what is taken over from one source, None where no plan of the person that may be seen has it."""
    plans, _goals, _restricted = made_elsewhere(person_id=person_id)
    return next((one for one in takes_of(plans, known).values() if one.source_id == str(source_id)), None)


def _take(plan_id: UUID, plan: PlanElsewhere, number: int, known: Sequence[AgencyRow]) -> Take:
    """Of several agencies whose names stand in a plan, the longest name: 'Harvest Care', not 'Harvest'."""
    words = plan.steps[number].what[:MOST]
    named = [one for one in known if plan.by and one.name.casefold() in plan.by.casefold()]
    who = max(named, key=lambda one: (len(one.name), one.name), default=None)
    told = plan.by or _("Their plan: %(title)s") % {"title": plan.title}
    return Take(
        kind_of_words(tables().kinds, words), words, told[:MOST], str(source_of(plan_id, number)),
        f"{AGENCY}{who.id}" if who else "",
    )  # fmt: skip
