"""
What follows from a key event, inside the act that tells of it: a refresh of the person's plan with its work, or the open one.

A fixed number of statements for the people of one team; none for an act without a key event. Nobody who tells of an event is
refused because of it: where nobody can be asked, the event waits for the clock, and doctor counts it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.access.rules import KITH_ACCOUNT
from kith.act import Act, ids
from kith.action.operations import NewAction, make
from kith.action.passing import complete_because, due_because
from kith.action.rules import ActionKind
from kith.caseload.queries import duty_on
from kith.caseload.rules import Leads, day_lead
from kith.message.parts import Tell
from kith.place.rules import local_day
from kith.plan.models import Event, Refresh
from kith.plan.parts import KeyEvent, KeyEventKind
from kith.plan.refresh_queries import Standing, event_rules, on_lists, open_work
from kith.plan.refresh_rules import refresh_due
from kith.plan.rules import EVENT_WORDS
from kith.team.queries import DayOnTeam, MemberInfo, TeamInfo, day_on_team, members, team_by_id
from kith.web.words import near_day

ORIGIN = "refresh"


def follow(act: Act, told: Sequence[KeyEvent]) -> None:
    """
    Keep the key events of an act and start or join the refresh of each person's plan. What was told before changes nothing.

    Of several teams that have the person on their list it is the one whose refresh is open, else that of the act. The dead,
    and who is on no list that the actor can write, have no refresh.
    """
    if not (events := _kept(act, told)):
        return
    wanted = {one.person_id: one.team_id for one in reversed(told)}
    hold(wanted)
    teams = None if str(act.account_id) == KITH_ACCOUNT else act.teams
    let_follow(act, events, on_lists(wanted=[*wanted.items()], team_ids=teams, today=local_day(act.at)))


def let_follow(act: Act, events: Sequence[Event], standings: Collection[Standing]) -> None:
    """Start or join the refreshes that kept events ask for. Inside an operation; eight statements for each team."""
    for team_id in sorted({one.team_id for one in standings}):
        there = {one.person_id: one for one in standings if one.team_id == team_id}
        _of_team(act, team_by_id(team_id=team_id), there, [one for one in events if one.person_id in there])


def _kept(act: Act, told: Sequence[KeyEvent]) -> list[Event]:
    """Store the events that were not told before; return them. Two statements."""
    rows = [
        Event(
            id=ids.new(), person_id=one.person_id, kind=one.kind, true_at=min(one.true_at, act.at), words=one.words,
            source_kind=one.source_kind, source_id=one.source_id, author_id=act.account_id, act_id=act.id,
        )
        for one in told
    ]  # fmt: skip
    Event.objects.bulk_create(rows, ignore_conflicts=True)
    stored = set(Event.objects.filter(id__in=[one.id for one in rows]).values_list("id", flat=True))
    return [one for one in rows if one.id in stored]


def hold(person_ids: Iterable[UUID]) -> None:
    """Let nobody else start or join a refresh of these people until this act is over. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(p, 7)) from unnest(%s::text[]) p",
            [sorted(map(str, person_ids))],
        )


def _of_team(act: Act, team: TeamInfo, there: Mapping[UUID, Standing], events: Sequence[Event]) -> None:
    on_team = members(team_id=team.id, at=act.at)
    day = day_on_team(team=team, day=local_day(act.at), at=act.at)
    due = {one.id: _due(one, act.at, team) for one in events}
    by_person: dict[UUID, list[Event]] = {}
    for one in sorted(events, key=lambda one: due[one.id]):  # of one deadline, the first told
        by_person.setdefault(one.person_id, []).append(one)
    new: dict[UUID, tuple[MemberInfo, NewAction]] = {}
    joined: dict[UUID, UUID] = {}
    for person_id, of_person in by_person.items():
        standing, first = there[person_id], of_person[0]
        if standing.now:
            joined[person_id] = standing.now.id
            if due[first.id] < standing.now.due_at:
                _due_earlier(act, standing, due[first.id])
        elif owner := answering(standing, day, on_team):
            new[person_id] = owner, _work(act, standing, owner, first, due[first.id])
    started = start(act, new)
    _say_which(act, [one for one in events if one.person_id in started | joined], started | joined)


def _due(event: Event, known_at: datetime, team: TeamInfo) -> datetime:
    return refresh_due(event.true_at, known_at, event_rules()[KeyEventKind(event.kind)].service_days, team.calendar)


def answering(standing: Standing, day: DayOnTeam, on_team: Sequence[MemberInfo]) -> MemberInfo | None:
    """
    Return who looks through somebody's plan: their named lead unless away, else their day lead, the team lead, anybody.

    Each only where they are on the team now and have not closed the record; None where nobody is (P1).
    """
    leads = Leads(standing.named_id, standing.deputy_id, standing.override_id, standing.closed)
    lead = day_lead(leads, duty_on(day=day))
    named = standing.named_id if standing.named_id not in day.away else None
    team_lead = next((one.id for one in on_team if one.role == "team-lead"), None)
    present = {one.id: one for one in on_team if one.id not in standing.closed}
    line = (named, lead.member_id if lead else None, team_lead, *present)
    return next((present[one] for one in line if one in present), None)


def _work(act: Act, standing: Standing, owner: MemberInfo, event: Event, due_at: datetime) -> NewAction:
    said = (
        _("Look through the plan: %(what)s, %(day)s")
        if standing.has_plan
        else _("Write the first plan: %(what)s, %(day)s")
    )
    day = near_day(local_day(event.true_at), local_day(act.at))
    return NewAction(
        standing.team_id,
        standing.person_id,
        said % {"what": _(EVENT_WORDS[event.kind]), "day": day},
        owner.id,
        due_at,
        ActionKind.PLAN_REVIEW,
    )


def start(act: Act, new: Mapping[UUID, tuple[MemberInfo, NewAction]]) -> dict[UUID, UUID]:
    """Make the work and its refresh, and tell whoever owns it; return the refreshes by person. Two statements, none for nobody."""
    if not new:
        return {}
    actions = make(act=act, rows=[work for _owner, work in new.values()])
    rows = [
        Refresh(
            id=ids.new(), team_id=work.team_id, person_id=person_id, action_id=action_id, started_at=act.at,
            due_at=work.due_at, act_id=act.id,
        )
        for (person_id, (_owner, work)), action_id in zip(new.items(), actions, strict=True)
    ]  # fmt: skip
    Refresh.objects.bulk_create(rows)
    for (owner, work), action_id in zip(new.values(), actions, strict=True):
        if owner.account_id != act.account_id:
            tell = Tell(work.team_id, owner.account_id, "action given", "action", action_id, work.person_id)
            act.add("message", tell)
    return {one.person_id: one.id for one in rows}


def _due_earlier(act: Act, standing: Standing, due_at: datetime) -> None:
    """Let an open refresh and its work be due earlier. Two statements."""
    assert standing.now is not None
    Refresh.objects.filter(id=standing.now.id).update(due_at=due_at, act_id=act.id)
    why = _("Something more has happened")
    due_because(act=act, team_id=standing.team_id, action_ids=[standing.now.action_id], due_at=due_at, why=why)


def _say_which(act: Act, events: Sequence[Event], refreshes: Mapping[UUID, UUID]) -> None:
    """Note which refresh each event started or joined. One statement."""
    if not events:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "update plan_event e set refresh_id = n.refresh, act_id = %s from unnest(%s::uuid[], %s::uuid[]) n (id, refresh)"
            " where e.id = n.id",
            [act.id, [one.id for one in events], [refreshes[one.person_id] for one in events]],
        )
    act.concerns(*(one.person_id for one in events), refresh_ids=sorted({str(one) for one in refreshes.values()}))


def finish(act: Act, person_id: UUID, outcome: str) -> None:
    """Finish the work of looking through somebody's plan, of each team of the actor. Inside an operation; a statement for each."""
    for team_id, action_ids in open_work(person_id=person_id, team_ids=act.teams).items():
        complete_because(act=act, team_id=team_id, action_ids=action_ids, outcome=outcome)
