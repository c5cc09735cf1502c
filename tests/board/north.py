"""The team of the board's tests on a Monday morning: four nurses by first name, and builders that name them so."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.test import Client

import builders
from builders import AT, ATeam, Someone, a_member, a_named_lead, a_planned_contact, a_session, an_act
from crowd import writing
from kith.access.home import as_kith
from kith.caseload import operations as caseload
from kith.huddle import operations as huddles
from kith.huddle.queries import huddle, huddle_of_day, whole
from kith.huddle.types import Told
from kith.person.models import Person
from kith.place.rules import local_day
from kith.team import operations as teams
from kith.team.queries import team_by_id
from kith.team.rules import DayPlan

LONG_AGO = AT - timedelta(days=60)


@dataclass(frozen=True)
class North(ATeam):
    """A team of nurses: Ama has the duty (the lead), Tom is second (the nurse), Joy works, Peter is off."""

    named: dict[str, Someone] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Someone:
        return self.named[name.capitalize()]

    def act(self, who: str = "Ama", at: datetime = AT) -> Any:
        """Return a transaction of a member at a moment, which gives the act."""
        return an_act(self.named[who], at)


STAFF = {"Ama": "Ama Owusu", "Tom": "Tom Brennan", "Joy": "Joy Adeyemi", "Peter": "Peter Lindqvist"}


def a_place() -> UUID:
    """Make a borough without cover."""
    return builders.a_place("Millbrook", LONG_AGO, covered=False)


def a_team(place_id: UUID, name: str = "North", staff: Sequence[str] = tuple(STAFF)) -> North:
    """Make a team with today's rota, 60 days ago: duty, second and one more on shift, everybody else off."""
    with as_kith(at=LONG_AGO) as act:
        info = team_by_id(team_id=teams.create(act=act, place_id=place_id, name=name))
    builders.an_opening_by_others(info, LONG_AGO)
    info = replace(info, opened_at=LONG_AGO)
    named = {first: a_member(info, STAFF[first], "nurse", LONG_AGO) for first in staff}
    there = list(named.values())
    if len(there) > 1:
        plan = DayPlan(date(2026, 6, 8), *(one.member_id for one in there[:2]), tuple(m.member_id for m in there[2:3]))
        with as_kith(at=LONG_AGO) as act:
            teams.set_rota(act=act, team_id=info.id, days=[plan], publish=True)
    first, second, third = (there * 3)[:3]
    return North(info, first, second, third, named)


def a_seat(north: North, account_id: UUID, role: str = "nurse") -> UUID:
    """Put an account on one more team; return the membership."""
    with as_kith(at=LONG_AGO) as act:
        return teams.add_member(
            act=act, team_id=north.id, account_id=account_id, role=role, tier="consistent", sessions=2
        )


def a_person(north: North, name: str, *, since: datetime = LONG_AGO, lead: str = "", **details: Any) -> UUID:
    """Put somebody on a team's list at a moment, led over time by a member if one is named."""
    known = {"birth_date": date(1942, 3, 12), "no_nhs_number_because": "made for a test"} | details
    person_id = builders.a_person(north, name, since, by=north.lead, **known)
    if lead:
        a_named_lead(north, person_id, north.named[lead], at=since)
    return person_id


def an_action(
    north: North, person_id: UUID, what: str, due_at: datetime, *, owner: str = "Ama", made_at: datetime | None = None
) -> UUID:
    """Give a member an action of their own, made a week before it is due unless said otherwise."""
    made_at = made_at or min(AT, due_at) - timedelta(days=7)
    return builders.an_action(north, person_id, what, made_at, owner=north.named[owner], due_at=due_at)


def a_contact(
    north: North, person_id: UUID, state: str, happened_at: datetime, *, by: str = "Joy", reason: str = ""
) -> UUID:
    """Record a visit that was made or missed."""
    return builders.a_contact(north, person_id, state, happened_at, by=north.named[by], reason=reason)


def a_plan(
    north: North, person_id: UUID, from_at: datetime, *, by: str = "Joy", made_at: datetime | None = None
) -> UUID:
    """Plan a visit of half an hour, three days before unless said otherwise."""
    made_at = made_at or min(AT, from_at) - timedelta(days=3)
    return a_planned_contact(north, person_id, from_at, made_at, by=north.named[by], minutes=30)


def a_huddle(north: North, at: datetime = AT - timedelta(hours=1)) -> UUID:
    """Return today's huddle, started by the duty lead if it does not run yet."""
    with north.act(at=at) as act:
        found = huddle_of_day(team_id=north.id, day=local_day(at))
        return found.id if found else huddles.start(act=act, team_id=north.id)


def on_the_agenda(north: North, person_id: UUID, at: datetime = AT - timedelta(hours=1)) -> UUID:
    """Return somebody's item of today's huddle, put on the agenda if need be."""
    huddle_id = a_huddle(north, at)
    with north.act(at=at) as act:
        items = whole(huddle=huddle(huddle_id=huddle_id)).items
        found = next((one.id for one in items if one.person_id == person_id), None)
        return found or huddles.add_person(act=act, huddle_id=huddle_id, person_id=person_id)


def an_escalation(north: North, person_id: UUID, what: str, due_at: datetime, told: Told | None = None) -> None:
    """Raise an escalation to the duty lead in today's huddle, an hour before it is due."""
    raised_at = due_at - timedelta(hours=1)
    item_id = on_the_agenda(north, person_id, raised_at)
    with north.act(at=raised_at) as act:
        huddles.raise_escalation(act=act, item_id=item_id, what=what, to_id=north.lead.member_id, told=told)


def signed_in(account_id: UUID, role: str = "nurse") -> Client:
    """Return a browser without scripts in which somebody is signed in, at the moment of the tests."""
    return a_session(account_id, role)


def on_the_list_of(other: North, person_id: UUID) -> None:
    """Put somebody on a second team's list, as an import by both teams does: Kith's seat on both lets it see them."""
    with as_kith(at=LONG_AGO + timedelta(days=1)) as act:
        caseload.put_on_list(act=act, team_id=other.id, person_ids=[person_id])


def protect(north: North, person_id: UUID) -> None:
    """Mark somebody as protected, which only an import does so far."""
    with north.act() as act, writing(act) as by:
        Person.objects.filter(id=person_id).update(is_protected=True, act_id=by)
