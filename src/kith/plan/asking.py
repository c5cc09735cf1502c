"""The clock of plans: whose plan is due to be looked through is asked of somebody, once; what waited for somebody is taken up."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, operation
from kith.action.operations import NewAction
from kith.action.passing import complete_because
from kith.action.rules import ActionKind
from kith.place.rules import local_day
from kith.plan.models import Event
from kith.plan.queries import reviews
from kith.plan.refresh_queries import Due, due_soon, looked_through, on_lists, untold
from kith.plan.refresh_rules import review_work_due
from kith.plan.refreshing import answering, hold, let_follow, start
from kith.plan.rules import SOON_DAYS
from kith.team.queries import TeamInfo, day_on_team, members, sight_of_team, team_by_id
from kith.web.words import near_day

NOT_ASSESSED = "not assessed"


@operation("plan.ask_for_reviews", sight=sight_of_team)
def ask_for_reviews(*, act: Act, team_id: UUID) -> list[UUID]:
    """
    Ask for every plan of a team's active list that is due within seven days and of which nobody is asked; return whose.

    Once a day, by Kith: the named lead unless away, else whoever answers for them, by 5pm of the day it is due. What happened
    while nobody could be asked starts its refresh now, and work on a plan that another team looked through since is finished. A
    fixed number of statements, whatever the number of people.
    """
    team = team_by_id(team_id=team_id)
    _finish_looked_through(act, team)
    _take_up(act, team)
    due = due_now(team=team, at=act.at)
    if not due:
        return []
    hold([one.standing.person_id for one in due])
    there, day = members(team_id=team_id, at=act.at), day_on_team(team=team, day=local_day(act.at), at=act.at)
    new = {
        one.standing.person_id: (owner, _work(act, team, one, owner.id))
        for one in due
        if (owner := answering(one.standing, day, there))
    }
    start(act, new)
    act.concerns(*new, team_id=team_id)
    return list(new)


def due_now(*, team: TeamInfo, at: datetime) -> list[Due]:
    """Return whose plan is due within seven days and of whom nobody is asked, by the cadence in force. One statement."""
    rules = reviews(team_id=team.id, at=at)
    days = {tier: rule.days for tier, rule in rules.items()} | {"": rules[NOT_ASSESSED].days}
    today = local_day(at)
    return due_soon(team_id=team.id, days_by_tier=days, today=today, until=today + timedelta(days=SOON_DAYS))


def is_anything_due(*, team: TeamInfo, at: datetime) -> bool:
    """Say whether there is anything to ask, to take up or to finish. At most three statements."""
    return bool(due_now(team=team, at=at) or untold(team_id=team.id) or looked_through(team_id=team.id))


def _finish_looked_through(act: Act, team: TeamInfo) -> None:
    if done := looked_through(team_id=team.id):
        complete_because(act=act, team_id=team.id, action_ids=done, outcome=_("Another team looked through it"))


def _take_up(act: Act, team: TeamInfo) -> None:
    """Start what events ask for that happened while nobody could be asked."""
    if not (waiting := untold(team_id=team.id)):
        return
    people = {person_id for _event, person_id in waiting}
    hold(people)
    events = list(
        Event.objects.filter(id__in=[key for key, _person in waiting], refresh__isnull=True).order_by("true_at", "id")
    )
    standings = on_lists(wanted=[(one, team.id) for one in people], team_ids=[team.id], today=local_day(act.at))
    let_follow(act, events, standings)


def _work(act: Act, team: TeamInfo, one: Due, owner_id: UUID) -> NewAction:
    today = local_day(act.at)
    return NewAction(
        team.id,
        one.standing.person_id,
        _("Look through the plan: due %(day)s") % {"day": near_day(one.due_on, today)},
        owner_id,
        review_work_due(one.due_on, today, team.calendar),
        ActionKind.PLAN_REVIEW,
    )
