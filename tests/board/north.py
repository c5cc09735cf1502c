"""Two teams of one borough on a Monday morning, and people put on their lists through the operations."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from crowd import writing
from kith.access import operations as access
from kith.access.home import as_kith, with_key
from kith.act import Act
from kith.act.context import standing
from kith.action import operations as action
from kith.caseload import operations as caseload
from kith.caseload.queries import entry_of
from kith.contact import operations as contact
from kith.huddle import operations as huddles
from kith.huddle.queries import huddle, huddle_of_day, whole
from kith.huddle.types import Told
from kith.person.models import Person
from kith.person.operations import Details
from kith.place import operations as place
from kith.place.rules import local_day
from kith.team import operations as team
from kith.team.rules import DayPlan

AT = datetime(2026, 6, 8, 7, 22, tzinfo=UTC)
"""Monday 8 June 2026, 8:22am in London: a service day."""
LONG_AGO = AT - timedelta(days=60)


@dataclass(frozen=True)
class Member:
    """Somebody on a team, with their account."""

    account_id: UUID
    id: UUID
    name: str
    role: str = "nurse"


@dataclass(frozen=True)
class North:
    """A team, its members by first name (Ama has the duty, Tom is second, Joy works, Peter is off), and its place."""

    place_id: UUID
    team_id: UUID
    slug: str
    members: dict[str, Member] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Member:
        return self.members[name.capitalize()]

    def act(self, who: str = "Ama", at: datetime = AT) -> Any:
        """Return a transaction of a member at a moment, which gives the act."""
        member = self.members[who]
        return standing(account_id=member.account_id, role=member.role, at=at)


STAFF = {"Ama": "Ama Owusu", "Tom": "Tom Brennan", "Joy": "Joy Adeyemi", "Peter": "Peter Lindqvist"}


def a_place() -> UUID:
    """Make a borough."""
    with as_kith(at=LONG_AGO) as act:
        return place.create(act=act, name="Millbrook")


def a_team(place_id: UUID, name: str = "North", staff: Sequence[str] = tuple(STAFF)) -> North:
    """Make a team with today's rota, 60 days ago: duty, second and one more on shift, everybody else off."""
    with as_kith(at=LONG_AGO) as act:
        team_id = team.create(act=with_key(act), place_id=place_id, name=name)
        members = {first: _a_member(act, team_id, first, name) for first in staff}
        there = [member.id for member in members.values()]
        if len(there) > 1:
            plan = DayPlan(date(2026, 6, 8), there[0], there[1], tuple(there[2:3]))
            team.set_rota(act=with_key(act), team_id=team_id, days=[plan], publish=True)
    for member in members.values():
        with standing(account_id=member.account_id, role=member.role, at=LONG_AGO) as act:
            access.agree(act=act)
    return North(place_id, team_id, name.casefold(), members)


def _a_member(act: Act, team_id: UUID, first: str, team_name: str) -> Member:
    account = access.create_account(
        act=with_key(act),
        username=f"{first}.{team_name}".casefold(),
        name=STAFF[first],
        password="a password of length",
    )
    member = team.add_member(
        act=with_key(act), team_id=team_id, account_id=account, role="nurse", tier="resident", sessions=10
    )
    return Member(account, member, STAFF[first])


def a_seat(north: North, account_id: UUID, role: str = "nurse") -> UUID:
    """Put an account on one more team; return the membership."""
    with as_kith(at=LONG_AGO) as act:
        return team.add_member(
            act=act, team_id=north.team_id, account_id=account_id, role=role, tier="consistent", sessions=2
        )


def a_person(north: North, name: str, *, since: datetime = LONG_AGO, lead: str = "", **details: Any) -> UUID:
    """Put somebody on a team's list at a moment, led over time by a member if one is named."""
    given, _, family = name.rpartition(" ")
    known = {"birth_date": date(1942, 3, 12), "no_nhs_number_because": "made for a test"} | details
    with north.act(at=since) as act:
        person_id = caseload.add_person(
            act=with_key(act), team_id=north.team_id, details=Details(given=given, family=family, **known)
        )
        if lead:
            entry = entry_of(team_id=north.team_id, person_id=person_id)
            assert entry
            named = north.members[lead].id
            caseload.set_leads(
                act=with_key(act), entry_id=entry.id, version=entry.version, named_lead_id=named, deputy_id=None
            )
    return person_id


def an_action(
    north: North, person_id: UUID, what: str, due_at: datetime, *, owner: str = "Ama", made_at: datetime | None = None
) -> UUID:
    """Give a member an action of their own, made a week before it is due unless said otherwise."""
    with north.act(owner, at=made_at or min(AT, due_at) - timedelta(days=7)) as act:
        return action.add(
            act=act,
            team_id=north.team_id,
            person_id=person_id,
            what=what,
            owner_id=north.members[owner].id,
            due_at=due_at,
        )


def a_contact(
    north: North, person_id: UUID, state: str, happened_at: datetime, *, by: str = "Joy", reason: str = ""
) -> UUID:
    """Record a visit that was made or missed."""
    with north.act(by, at=happened_at + timedelta(minutes=30)) as act:
        return contact.record(
            act=act,
            team_id=north.team_id,
            person_id=person_id,
            member_id=north.members[by].id,
            way="visit",
            state=state,
            happened_at=happened_at,
            reason=reason,
        )


def a_plan(
    north: North, person_id: UUID, from_at: datetime, *, by: str = "Joy", made_at: datetime | None = None
) -> UUID:
    """Plan a visit of half an hour, three days before unless said otherwise."""
    with north.act(by, at=made_at or min(AT, from_at) - timedelta(days=3)) as act:
        return contact.plan(
            act=act,
            team_id=north.team_id,
            person_id=person_id,
            member_id=north.members[by].id,
            way="visit",
            window_from=from_at,
            window_to=from_at + timedelta(minutes=30),
        )


def a_huddle(north: North, at: datetime = AT - timedelta(hours=1)) -> UUID:
    """Return today's huddle, started by the duty lead if it does not run yet."""
    with north.act(at=at) as act:
        found = huddle_of_day(team_id=north.team_id, day=local_day(at))
        return found.id if found else huddles.start(act=act, team_id=north.team_id)


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
        huddles.raise_escalation(act=act, item_id=item_id, what=what, to_id=north.ama.id, told=told)


def signed_in(account_id: UUID, role: str = "nurse") -> Client:
    """Return a browser without scripts in which somebody is signed in, at the moment of the tests."""
    session = SessionStore()
    session.update({"account": str(account_id), "role": role, "active": AT.timestamp()})
    session.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return client


def on_the_list_of(other: North, person_id: UUID) -> None:
    """Put somebody on a second team's list, as an import by both teams does: Kith's seat on both lets it see them."""
    with as_kith(at=LONG_AGO + timedelta(days=1)) as act:
        caseload.put_on_list(act=act, team_id=other.team_id, person_ids=[person_id])


def protect(north: North, person_id: UUID) -> None:
    """Mark somebody as protected, which only an import does so far."""
    with north.act() as act, writing(act) as by:
        Person.objects.filter(id=person_id).update(is_protected=True, act_id=by)
