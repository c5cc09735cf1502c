"""
Builders: plain defaults, one line to change what matters, every state reached through the real operations.

    team = a_team()                                  a place, a team with rota and cover, three members with accounts
    with an_act(team.nurse) as act: ...              a transaction of a member, and the act to write with

Each `with` is a transaction of its own (a savepoint in tests on `db`); one key does one command, so a second write in the
same block takes `with_key(act)`.
"""

import os

os.environ.setdefault("KITH_HASHER", "django.contrib.auth.hashers.MD5PasswordHasher")

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils.text import slugify

from kith.access import operations as access
from kith.access.home import as_kith, with_key
from kith.act import Act
from kith.act.context import standing
from kith.action import operations as actions
from kith.caseload import operations as caseload
from kith.caseload.queries import Entry, entry_of
from kith.contact import operations as contacts
from kith.handover.closing import WasTold, Why, close_person
from kith.person.operations import Details
from kith.place import operations as places
from kith.place.rules import local_day
from kith.policy.publishing import Somebody, publish_tables
from kith.policy.shipped import set_up_list
from kith.team import operations as teams
from kith.team import setting_up
from kith.team.queries import TeamInfo, covers, team_by_id
from kith.team.rules import DayPlan, is_service_day
from kith.team.set_up_rules import FootprintSaid, GoalSaid, LineSaid

AT = datetime(2026, 6, 8, 7, 22, tzinfo=UTC)
"""Monday 8 June 2026, 8:22am in London: the moment of a test that names none."""

PASSWORD = "an-honest-password"
BEFORE = timedelta(days=14)
"""How long ago the things that a test starts from were made."""


@dataclass(frozen=True)
class Someone:
    """A member with their account."""

    member_id: UUID
    account_id: UUID
    team_id: UUID
    name: str
    username: str
    role: str


@dataclass(frozen=True)
class ATeam:
    """A team ready to work: duty lead is the team lead, second in line the nurse, all three are on shift each day."""

    info: TeamInfo
    lead: Someone
    nurse: Someone
    social_worker: Someone

    @property
    def id(self) -> UUID:
        """The team's id."""
        return self.info.id

    @property
    def slug(self) -> str:
        """The team's address."""
        return self.info.slug

    @property
    def place_id(self) -> UUID:
        """The team's place."""
        return self.info.place_id

    @property
    def members(self) -> tuple[Someone, ...]:
        """Everybody but the cover."""
        return self.lead, self.nurse, self.social_worker


def a_home(at: datetime = AT) -> None:
    """Make a home with nothing in it but Kith's own account."""
    with as_kith(at=at):
        pass


def an_account(username: str, name: str, at: datetime = AT, *, agreed: bool = True) -> UUID:
    """Return a new account that signs in with PASSWORD and, unless told otherwise, has agreed already."""
    with as_kith(at=at) as act:
        account_id = access.create_account(act=act, username=username, name=name, password=PASSWORD)
    if agreed:
        with standing(account_id=account_id, role="nurse", at=at) as act:
            access.agree(act=act)
    return account_id


OFFICERS = (
    Somebody(UUID(int=1), "Miriam Achebe"),
    Somebody(UUID(int=2), "Daniel Okoro"),
    Somebody(UUID(int=3), "Sunita Rao"),
)
"""Who proposes the tables of a place in tests, and the two who approve them: made-up names, without accounts."""


def a_place(name: str = "Ashmere", at: datetime = AT, *, covered: bool = True, floor: bool = True) -> UUID:
    """Return a new place with its floor of rule tables and on-call cover by Joy Adeyemi (open-ended), unless told otherwise."""
    with as_kith(at=at) as act:
        place_id = places.create(act=act, name=name)
        if floor:
            publish_tables(act=with_key(act), place_id=place_id, by=OFFICERS[0], approvers=OFFICERS[1:])
    if covered:
        joy = an_account(f"joy.{slugify(name)}", "Joy Adeyemi", at)
        with as_kith(at=at) as act:
            teams.set_on_call(act=act, place_id=place_id, account_id=joy, since=at)
    return place_id


def a_member(
    team: "ATeam | TeamInfo", name: str, role: str = "nurse", at: datetime = AT, *, until: datetime | None = None
) -> Someone:
    """Return a new member with a new account; the username is the given name and the team's address."""
    username = f"{name.split(maxsplit=1)[0].lower()}.{team.slug}"
    account_id = an_account(username, name, at)
    with as_kith(at=at) as act:
        member_id = teams.add_member(
            act=act,
            team_id=team.id,
            account_id=account_id,
            role=role,
            tier="consistent",
            sessions=8,
            until=until,
        )
    return Someone(member_id, account_id, team.id, name, username, role)


def a_working_manager(team: "ATeam | TeamInfo", name: str = "Pat Manager", at: datetime = AT) -> Someone:
    """
    Return a place manager who is a nurse of the team as well, acting as manager: they open its records, so that what refuses
    them is the right of their role. A manager alone sees nobody (tests/access/test_place_manager.py).
    """
    manager = a_member(team, name, "place-manager", at)
    with as_kith(at=at) as act:
        teams.add_member(
            act=act, team_id=team.id, account_id=manager.account_id, role="nurse", tier="aligned", sessions=0
        )
    return manager


FOOTPRINT = FootprintSaid("Millbrook", ("E01004567", "E01004568"), ("F84001",))
GOALS = [GoalSaid("Nobody waits for a first visit", "people new to us not seen within 2 service days")]


def everything_said(at: datetime) -> list[LineSaid]:
    """Return a statement for each line of the set-up that no team opens without and Kith cannot see, for a year."""
    until = local_day(at) + timedelta(days=365)
    return [
        LineSaid(one.line, f"Agreed: {one.label}", until)
        for one in set_up_list()
        if one.met_by == "statement" and one.is_must
    ]


def an_opening(team_id: UUID, at: datetime = AT) -> None:
    """Say what a team must have, and open it: its members, rota, cover and tables are there already."""
    with as_kith(at=at) as act:
        setting_up.set_up(act=act, team_id=team_id, footprint=FOOTPRINT, goals=GOALS, said=everything_said(at))
        setting_up.open_(act=with_key(act), team_id=team_id)


def an_opening_by_others(team: TeamInfo, at: datetime) -> None:
    """Open a team with a lead, a nurse, a social worker and cover who are there for its first fortnight and then gone."""
    ends, key = at + timedelta(days=15), f"{team.slug}-{at:%d%m}"
    interim = []
    for role in ("team-lead", "nurse", "social-worker"):
        account = an_account(f"{role}.{key}", f"Interim {role}", at)
        with as_kith(at=at) as act:
            member = teams.add_member(
                act=act, team_id=team.id, account_id=account, role=role, tier="consistent", sessions=8, until=ends
            )
        interim.append(member)
    days = [local_day(at) + timedelta(days=number) for number in range(14)]
    plans = [DayPlan(day, interim[0], interim[1]) for day in days if is_service_day(day, team.calendar)]
    with as_kith(at=at) as act:
        teams.set_rota(act=act, team_id=team.id, days=plans, publish=True)
        if not covers(place_id=team.place_id, at=at):
            own = with_key(act)
            teams.set_on_call(act=own, place_id=team.place_id, account_id=account, since=at, until=ends)
    an_opening(team.id, at)


def a_team(
    name: str = "Millbrook North", at: datetime = AT, *, place_id: UUID | None = None, opened: bool = True
) -> ATeam:
    """
    Return a team that has worked Monday to Friday for a fortnight, its rota published a fortnight either way of `at`.

    Without a place it gets one of its own, with cover. It opened a fortnight ago too, unless told otherwise.
    """
    made_at = at - BEFORE
    place_id = place_id or a_place(f"Ashmere {name}", made_at)
    with as_kith(at=made_at) as act:
        team_id = teams.create(act=act, place_id=place_id, name=name)
        info = team_by_id(team_id=team_id)
    lead = a_member(info, "Ama Owusu", "team-lead", made_at)
    nurse = a_member(info, "Sam Whitlock", "nurse", made_at)
    social_worker = a_member(info, "Rukhsana Mir", "social-worker", made_at)
    team = ATeam(info, lead, nurse, social_worker)
    a_rota(team, local_day(made_at), 28, made_at)
    if opened:
        an_opening(team_id, made_at)
        team = replace(team, info=replace(info, opened_at=made_at))
    return team


def a_rota(team: ATeam, first: date, days: int, at: datetime = AT) -> None:
    """Publish the same rota for every service day of a stretch."""
    plans = [
        DayPlan(day, team.lead.member_id, team.nurse.member_id, (team.social_worker.member_id,))
        for day in (first + timedelta(days=number) for number in range(days))
        if is_service_day(day, team.info.calendar)
    ]
    with as_kith(at=at) as act:
        teams.set_rota(act=act, team_id=team.id, days=plans, publish=True)


@contextmanager
def an_act(who: Someone, at: datetime = AT) -> Iterator[Act]:
    """Open a transaction as a member, in their role, and give the act to write with."""
    with standing(account_id=who.account_id, role=who.role, at=at) as act:
        yield act


# People, work and contacts


def a_person(
    team: ATeam,
    name: str = "Doris Pettigrew",
    at: datetime = AT - timedelta(days=10),
    *,
    by: Someone | None = None,
    **known: Any,
) -> UUID:
    """Return a new person on the team's list, added by the nurse; without an NHS number unless it is known."""
    given, _, family = name.rpartition(" ")
    details = Details(**{"given": given, "family": family, "no_nhs_number_because": "not asked yet"} | known)
    with an_act(by or team.nurse, at) as act:
        return caseload.add_person(act=act, team_id=team.id, details=details)


def an_entry(team: ATeam, person_id: UUID) -> Entry:
    """Return the entry that a person has on a team's list now."""
    with an_act(team.nurse):
        found = entry_of(team_id=team.id, person_id=person_id)
    assert found is not None
    return found


def a_named_lead(
    team: ATeam, person_id: UUID, named: Someone | None, deputy: Someone | None = None, at: datetime = AT
) -> None:
    """Say who leads a person over time; a named lead says so themselves (P3)."""
    entry = an_entry(team, person_id)
    ids = {"named_lead_id": named and named.member_id, "deputy_id": deputy and deputy.member_id}
    with an_act(named or team.nurse, at) as act:
        caseload.set_leads(act=act, entry_id=entry.id, version=entry.version, **ids)


def an_action(
    team: ATeam,
    person_id: UUID,
    what: str = "Ring the pharmacy",
    at: datetime = AT,
    *,
    owner: Someone | None = None,
    due_at: datetime | None = None,
) -> UUID:
    """Return an action that the owner (else the nurse) gave themselves, due in an hour unless told otherwise."""
    owner = owner or team.nurse
    with an_act(owner, at) as act:
        return actions.add(
            act=act,
            team_id=team.id,
            person_id=person_id,
            what=what,
            owner_id=owner.member_id,
            due_at=due_at or at + timedelta(hours=1),
        )


def a_planned_contact(
    team: ATeam,
    person_id: UUID,
    start_at: datetime = AT + timedelta(hours=2),
    at: datetime = AT,
    *,
    by: Someone | None = None,
    minutes: int = 60,
) -> UUID:
    """Return a visit of an hour unless told otherwise, planned by the member (else the nurse) for themselves."""
    member = by or team.nurse
    with an_act(member, at) as act:
        return contacts.plan(
            act=act,
            team_id=team.id,
            person_id=person_id,
            member_id=member.member_id,
            way="visit",
            window_from=start_at,
            window_to=start_at + timedelta(minutes=minutes),
        )


def a_contact(
    team: ATeam, person_id: UUID, state: str, happened_at: datetime, *, by: Someone | None = None, reason: str = ""
) -> UUID:
    """Return a visit that was made or missed, recorded half an hour later by the member (else the nurse)."""
    member = by or team.nurse
    with an_act(member, happened_at + timedelta(minutes=30)) as act:
        return contacts.record(
            act=act,
            team_id=team.id,
            person_id=person_id,
            member_id=member.member_id,
            way="visit",
            state=state,
            happened_at=happened_at,
            reason=reason,
        )


def a_session(account_id: UUID, role: str, at: datetime = AT) -> Client:
    """Return a browser in which somebody is signed in at a moment, without walking through the page."""
    session = SessionStore()
    session.update({"account": str(account_id), "role": role, "active": at.timestamp()})
    session.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return client


def signed_in(who: Someone) -> Client:
    """Return a browser that has signed in through the pages, a manager in that role, at the moment that the pages believe it is."""
    browser = Client()
    answer = browser.post("/sign-in", {"username": who.username, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    if who.role == "place-manager" and answer.headers["Location"] == "/choose-role":
        browser.post("/choose-role", {"role": who.role})
    return browser


__all__ = [
    "AT",
    "PASSWORD",
    "ATeam",
    "Someone",
    "a_contact",
    "a_home",
    "a_member",
    "a_named_lead",
    "a_person",
    "a_place",
    "a_planned_contact",
    "a_rota",
    "a_session",
    "a_team",
    "a_working_manager",
    "an_account",
    "an_act",
    "an_action",
    "an_entry",
    "reached_by_mail",
    "with_key",
]


def close_entry(act: Act, entry: Entry, *, version: int | None = None, **why: str) -> UUID:
    """Close a person on a list: moved away, held by a practice, told by phone today, unless told otherwise."""
    told = [WasTold("person", "", "phone", local_day(act.at))]
    reasons = {"reason": "moved away", "holder": "gp practice", "held_by": "Marsh Lane Surgery"} | why
    return close_person(act=act, entry_id=entry.id, version=version or entry.version, why=Why(**reasons), told=told)


def reached_by_mail(*people: Someone, at: datetime = AT, **wish: Any) -> None:
    """Let members say that they are reached by e-mail, as <username>@example.org, and how they want to be told."""
    from kith.message.operations import set_preferences

    for who in people:
        values = {"phone": "", "at_once": ["decisions", "offers"], "digest": "daily", "digest_at": time(8, 30)} | wish
        with an_act(who, at) as act:
            set_preferences(act=act, email=f"{who.username}@example.org", **values)
