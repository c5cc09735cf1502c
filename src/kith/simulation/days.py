"""One day in the life of a made-up team: new people, visits made and missed, work given, finished, held and left undone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from kith.access.home import with_key
from kith.act import Act
from kith.act.context import standing
from kith.action import operations as actions
from kith.action.queries import ActionRow, waiting_for_team
from kith.action.rules import ActionKind, ActionState, has_returned, is_due_today, is_overdue
from kith.caseload.queries import Entry, on_list
from kith.contact import operations as contacts
from kith.place.rules import at_local, local_day
from kith.simulation import words
from kith.simulation.founding import LivingMember, LivingTeam, add_person
from kith.simulation.reading import PlannedContact, next_contacts, planned_until
from kith.team import operations as teams
from kith.team.queries import DayOnTeam, day_on_team, team_by_id
from kith.team.rules import add_service_days, end_of_service_day

NEW_PERSON_CHANCE = 0.55
NEW_ACTIONS_A_DAY = (1, 3)
MADE, MISSED = 0.76, 0.19
"""Shares of planned contacts that are made and missed; the rest are cancelled by the person."""

DONE_WHEN_DUE, DONE_LATE, DONE_EARLY = 0.72, 0.5, 0.12
HELD_CHANCE, RESUMED_CHANCE = 0.06, 0.6
ANSWERED_SAME_DAY = 0.45
AWAY_CHANCE = 0.08
PLANNED_AHEAD = timedelta(days=9)


@contextmanager
def acting(member: LivingMember, at: datetime) -> Iterator[Act]:
    """Open a transaction as a member at a moment."""
    with standing(account_id=member.account_id, role=member.made_up.role, at=at, channel="simulation") as act:
        yield act


def live_morning(team: LivingTeam, day: date) -> None:
    """Before the huddle, from 8:10: somebody new may come, somebody may be away tomorrow."""
    dice = team.dice
    if team.to_come and dice.random() < NEW_PERSON_CHANCE:
        add_person(team=team, by=team.members[0], made_up=team.to_come.pop(0), at=at_local(day, time(8, 10)))
    if dice.random() < AWAY_CHANCE:
        _be_away(team, day)


def live_working_day(team: LivingTeam, day: date) -> None:
    """From 10am to 4pm: what was planned is made, missed or cancelled; work is given, done, held; visits are planned."""
    with acting(team.members[0], at_local(day, time(10))) as act:
        today = day_on_team(team=team_by_id(team_id=team.id), day=day, at=act.at)
        planned = planned_until(team_id=team.id, until=at_local(day, time(23, 59)))
    for contact in planned:
        _settle(team, contact, today, day)
    _work(team, today, day)
    _give(team, today, day)
    _plan(team, today, day)


def live_before(team: LivingTeam, first: date) -> None:
    """Give everybody on the list a past: a contact made in the weeks before, so that the first morning is an ordinary one."""
    lead = team.members[0]
    with acting(lead, at_local(first - timedelta(days=1), time(18))) as act:
        for entry in _by_arrival(on_list(team_id=team.id)):
            ago = team.dice.randint(1, max(2, entry.cadence_days or 14))
            contacts.record(
                act=with_key(act),
                team_id=team.id,
                person_id=entry.person_id,
                member_id=entry.named_lead_id or lead.member_id,
                way=team.dice.choice(("visit", "visit", "phone")),
                state="made",
                happened_at=_moment(team.dice, first - timedelta(days=ago)),
                note=team.dice.choice(words.CONTACT_NOTES),
            )


def _be_away(team: LivingTeam, day: date) -> None:
    member = team.dice.choice(team.members[2:])
    with acting(member, at_local(day, time(8, 20))) as act:
        teams.record_absence(
            act=with_key(act),
            member_id=member.member_id,
            first_day=day + timedelta(days=1),
            last_day=day + timedelta(days=team.dice.randint(1, 3)),
            reason=team.dice.choice(words.AWAY_REASONS),
        )


def _settle(team: LivingTeam, contact: PlannedContact, today: DayOnTeam, day: date) -> None:
    dice, chance = team.dice, team.dice.random()
    maker = team.by_id(contact.member_id) if contact.member_id else team.members[0]
    with acting(maker, max(contact.window_to, at_local(day, time(10)))) as act:
        if chance < MADE:
            state, reason, note = "made", "", dice.choice(words.CONTACT_NOTES)
        elif chance < MADE + MISSED:
            state, reason, note = "missed", dice.choice(words.MISSED_REASONS), ""
        else:
            state, reason, note = "cancelled", dice.choice(words.CANCELLED_REASONS), ""
        contacts.settle(
            act=with_key(act), contact_id=contact.id, version=contact.version, state=state, reason=reason, note=note
        )


def _work(team: LivingTeam, today: DayOnTeam, day: date) -> None:
    """Each owner looks at what waits, at half past three: done, held, taken up again, or left."""
    at = at_local(day, time(15, 30))
    with acting(team.members[0], at):
        waiting = waiting_for_team(team_id=team.id)
    for action in sorted(waiting, key=lambda one: (one.due_at, one.id)):
        owner = team.by_id(action.owner_id)
        if owner.member_id not in today.away:
            _work_on(team.dice, owner, action, at, day)


def _work_on(dice: Random, owner: LivingMember, action: ActionRow, at: datetime, day: date) -> None:
    chance = dice.random()
    with acting(owner, at) as act:
        if action.state is ActionState.HELD:
            if action.return_date and has_returned(action.return_date, at) and chance < RESUMED_CHANCE:
                actions.resume(act=with_key(act), action_id=action.id, version=action.version)
        elif action.kind is ActionKind.URGENT:
            if chance < ANSWERED_SAME_DAY or local_day(action.due_at) < day:
                actions.answer_urgent(
                    act=with_key(act), action_id=action.id, version=action.version, outcome=dice.choice(words.ANSWERED)
                )
        elif action.kind is ActionKind.WEEKLY_MEETING:
            if is_due_today(action.due_at, at) or is_overdue(action.due_at, at):
                actions.settle_weekly_meeting(
                    act=with_key(act), action_id=action.id, version=action.version, outcome=dice.choice(words.ANSWERED)
                )
        elif chance < _share_done(action, at):
            actions.complete(act=with_key(act), action_id=action.id, version=action.version, outcome="Done")
        elif chance > 1 - HELD_CHANCE:
            actions.hold(
                act=with_key(act),
                action_id=action.id,
                version=action.version,
                reason=dice.choice(words.HOLD_REASONS),
                return_date=day + timedelta(days=dice.randint(1, 3)),
            )


def _share_done(action: ActionRow, at: datetime) -> float:
    if is_overdue(action.due_at, at):
        return DONE_LATE
    return DONE_WHEN_DUE if is_due_today(action.due_at, at) else DONE_EARLY


def _give(team: LivingTeam, today: DayOnTeam, day: date) -> None:
    """Members write what they will do themselves; the duty lead answers for what nobody took."""
    dice, at = team.dice, at_local(day, time(14))
    there = [member for member in team.members if member.member_id in today.on_shift] or team.members[:1]
    with acting(team.members[0], at):
        people = [entry.person_id for entry in _by_arrival(on_list(team_id=team.id))]
    for _ in range(dice.randint(*NEW_ACTIONS_A_DAY)):
        member = dice.choice(there)
        due_day = add_service_days(day, dice.choice((1, 1, 2, 2, 3, 4)), team.calendar)
        with acting(member, at) as act:
            actions.add(
                act=with_key(act),
                team_id=team.id,
                person_id=dice.choice(people),
                what=dice.choice(words.TASKS),
                owner_id=member.member_id,
                due_at=end_of_service_day(due_day),
            )


def _plan(team: LivingTeam, today: DayOnTeam, day: date) -> None:
    """Visits of the next days are planned for everybody whose cadence falls due and who has none planned."""
    dice, at = team.dice, at_local(day, time(16))
    with acting(team.members[0], at) as act:
        entries = {entry.person_id: entry for entry in on_list(team_id=team.id)}
        due = next_contacts(team_id=team.id, at=at)
        for person_id, last_at in sorted(due.items(), key=lambda one: str(one[0])):
            entry = entries[person_id]
            wanted = (last_at or at - PLANNED_AHEAD) + timedelta(days=entry.cadence_days or 14)
            if wanted > at + PLANNED_AHEAD or dice.random() > 0.8:
                continue
            soon = add_service_days(day, dice.randint(1, 3), team.calendar)
            on_day = add_service_days(max(soon, local_day(wanted)) - timedelta(days=1), 1, team.calendar)
            window_from = at_local(on_day, time(dice.choice((9, 10, 11, 13, 14, 15)), dice.choice((0, 30))))
            contacts.plan(
                act=with_key(act),
                team_id=team.id,
                person_id=person_id,
                member_id=_visitor(team, entry).member_id,
                way=dice.choice(("visit", "visit", "visit", "phone", "clinic")),
                window_from=window_from,
                window_to=window_from + timedelta(minutes=45),
            )


def _visitor(team: LivingTeam, entry: Entry) -> LivingMember:
    own: list[UUID] = [member for member in (entry.named_lead_id, entry.deputy_id) if member]
    return team.by_id(team.dice.choice(own)) if own else team.members[0]


def _by_arrival(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.came_at, str(entry.person_id)))


def _moment(dice: Random, day: date) -> datetime:
    return at_local(day, time(dice.randint(9, 16), dice.choice((0, 15, 30, 45))))
