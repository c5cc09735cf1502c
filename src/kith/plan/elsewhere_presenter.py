"""Plans and goals from elsewhere, in words. No query, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.language import later
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.plan.elsewhere_rules import GoalElsewhere, PlanElsewhere
from kith.web.words import first_up, full_day

_STAGES = {
    "draft": later("a draft"),
    "active": later("going on"),
    "on-hold": later("on hold"),
    "revoked": later("ended early"),
    "completed": later("finished"),
    "not-started": later("not started"),
    "scheduled": later("planned"),
    "in-progress": later("going on"),
    "cancelled": later("cancelled"),
    "stopped": later("stopped"),
    "proposed": later("proposed"),
    "planned": later("planned"),
    "accepted": later("agreed"),
    "rejected": later("not agreed"),
    "improving": later("getting better"),
    "worsening": later("getting worse"),
    "no-change": later("no change"),
    "achieved": later("reached"),
    "sustaining": later("reached and kept"),
    "not-achieved": later("not reached"),
    "no-progress": later("no progress"),
    "not-attainable": later("cannot be reached"),
}
"""Statuses of CarePlan, its activities, Goal and its achievement in words. Source of the codes: HL7 FHIR R4."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan made elsewhere: title, whether it is over, when and how far, who wrote it and where, its steps and outcomes."""

    title: str
    is_over: bool
    when: str
    foot: str
    steps: Sequence[str]
    outcomes: Sequence[str]


@dataclass(frozen=True, slots=True)
class ElsewhereShow:
    """
    What other services planned with a person: `current` and `past` plans, `goals` each as a line; `kept_back`: what is restricted.

    `may_seed`: there is something that their own plan could begin with, and a plan to write it in.
    """

    who: Who
    current: Sequence[PlanLine]
    past: Sequence[PlanLine]
    goals: Sequence[tuple[str, str]]
    kept_back: str
    may_seed: bool


def elsewhere_show(
    who: Who,
    plans: Sequence[PlanElsewhere],
    goals: Sequence[GoalElsewhere],
    restricted: int,
    *,
    is_started: bool,
    at: datetime,
) -> ElsewhereShow:
    """Return the page of what other services planned."""
    today = local_day(at)
    lines = [_plan_line(one, today) for one in plans]
    kept_back = ngettext(
        "%(n)d restricted plan or goal is not shown.", "%(n)d restricted plans or goals are not shown.", restricted
    )
    usable = any(not one.is_over(today) for one in plans) or any(not one.is_over for one in goals)
    return ElsewhereShow(
        who,
        [line for line in lines if not line.is_over],
        [line for line in lines if line.is_over],
        [(shown(one.what), _goal_words(one)) for one in goals],
        kept_back % {"n": restricted} if restricted else "",
        usable and is_started,
    )


def _plan_line(one: PlanElsewhere, today: date) -> PlanLine:
    first = full_day(one.first) if one.first else ""
    last = full_day(one.last) if one.last else ""
    if first and last:
        when = _("%(first)s to %(last)s") % {"first": first, "last": last}
    elif first:
        when = _("since %(day)s") % {"day": first}
    else:
        when = _("until %(day)s") % {"day": last} if last else _("no dates given")
    steps = [
        _("%(what)s: %(stage)s") % {"what": shown(step.what), "stage": stage_words(step.stage)}
        if step.stage
        else shown(step.what)
        for step in one.steps
    ]
    by = _("Written by %(name)s") % {"name": shown(one.by)} if one.by else ""
    return PlanLine(
        shown(one.title),
        one.is_over(today),
        first_up(", ".join(filter(None, (stage_words(one.status), when)))),
        ". ".join(filter(None, (by, _("From %(system)s") % {"system": shown(one.source)}))),
        steps,
        [shown(outcome) for outcome in one.outcomes],
    )


def _goal_words(one: GoalElsewhere) -> str:
    by = _("by %(day)s") % {"day": full_day(one.by)} if one.by else ""
    words = ", ".join(filter(None, (stage_words(one.status), stage_words(one.going), by)))
    return first_up(words) if words else _("nothing said of how it goes")


def stage_words(code: str) -> str:
    """Return how far something is, in words; a code that is not known stands as it was sent."""
    return _(_STAGES[code]) if code in _STAGES else shown(code)
