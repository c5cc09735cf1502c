"""Every route, as every role, with things of another team: refused like what is not there, and nothing but a refusal is left."""

import os
from datetime import timedelta
from typing import Any, get_args

import psycopg
import pytest
from django.test import Client
from django.urls import URLPattern, path

from builders import AT, a_member, an_act
from kith.access import operations as access
from kith.access.home import as_kith
from kith.team import operations as teams
from other_teams import (
    OBJECTS,
    Asker,
    Ledger,
    Method,
    address_of,
    asked,
    asked_for,
    askers,
    asks,
    parameters,
    routes,
    signed_in,
    walk,
)
from world_of_teams import FRIDAY, TONIGHT, TwoTeams

NOT_BY_ADDRESS = {
    "absence-withdraw": "only by its button",
    "case-file-folder": "only once a second person has approved what is given",
    "ask-withdraw": "only for whoever asked, who is of no team that is asked",
    "partner-link": "only by what stands in a mail (tests/door)",
    "link-open": "only by what stands in a mail",
    "link-send": "only by what stands in a mail",
    "link-turn-away": "only by what stands in a mail",
    "person-note": "only for whoever joined by themselves",
    "proposal-now": "only with the command that is sent",
    "proposal-send": "only with the command that is sent",
    "ready": "says whether a worker runs, and none does",
    "set-up-ask": "only by its button",
    "sign-in": "not for those who are signed in",
}
"""Pages that do not open by their address alone, and why."""

ASKERS = ["team-lead", "nurse", "clinical-supervisor", "place-manager", "cover of tonight"]
SHARE = {
    "team-lead": slice(0, None, 2),
    "nurse": slice(1, None, 2),
    "clinical-supervisor": slice(0, None, 3),
    "place-manager": slice(1, None, 3),
    "cover of tonight": slice(2, None, 3),
}
"""
What each walks in the gate: two of the team's own roles together every route, three others together every route again; in the
long runs everybody walks everything.
"""


def asker_as(who: str, world: TwoTeams) -> Asker:
    """Return who asks."""
    [asker] = [one for one in askers(world) if one.name == who]
    return asker


@pytest.mark.parametrize("method", get_args(Method))
@pytest.mark.parametrize("who", ASKERS)
def test_thing_of_another_team_is_refused_like_a_missing_one(
    who: str, method: Method, world: TwoTeams, ledger: Ledger
) -> None:
    asker = asker_as(who, world)
    client = signed_in(asker)
    tried = list(asks(world.north, world.south))
    if not os.environ.get("KITH_NIGHTLY"):
        tried = tried[SHARE.get(who, slice(None))]
    assert len(tried) > 20
    assert walk(tried, asker, method, client, ledger) == []


def test_every_page_of_the_own_team_opens_so_that_a_refusal_says_something(world: TwoTeams) -> None:
    client = signed_in(asker_as("team-lead", world))
    answers = {
        pattern.name: asked(client, "get", address_of(pattern, world.north)).status_code
        for pattern in routes()
        if pattern.name not in NOT_BY_ADDRESS
    }
    assert {name: status for name, status in answers.items() if status not in (200, 302)} == {}
    assert list(answers.values()).count(200) > 20


def test_cover_of_tonight_opens_the_people_of_the_other_team_when_the_night_has_come(
    world: TwoTeams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kith.web.middleware.now", lambda: TONIGHT)
    address = f"/person/{world.south.people[0]}/"
    client = signed_in(asker_as("cover of tonight", world), at=TONIGHT)
    assert client.get(address).status_code == 200
    monkeypatch.setattr("kith.web.middleware.now", lambda: TONIGHT - timedelta(seconds=1))
    assert client.get(address).status_code == 404


def test_without_the_wall_of_the_database_the_walk_finds_it(
    world: TwoTeams, ledger: Ledger, superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: one table without its policy, or sight that says yes to everybody, and the same walk fails."""
    asker = asker_as("nurse", world)
    client = signed_in(asker)

    def found(route: str) -> list[str]:
        tried = [ask for ask in asks(world.north, world.south) if ask.route == route]
        return walk(tried, asker, "get", client, ledger)

    assert found("person") == found("team") == []
    superuser.execute("alter table access_reach disable row level security")
    superuser.execute("create policy control on person_person to kith_app using (true)")
    try:
        assert found("person") != []
    finally:
        superuser.execute("alter table access_reach enable row level security")
        superuser.execute("drop policy control on person_person")
    assert found("person") == []


def test_control_whatever_an_ask_writes_is_named(
    world: TwoTeams, ledger: Ledger, superuser: psycopg.Connection
) -> None:
    class Writing(Client):
        def get(self, address: str, *given: Any, **more: Any) -> Any:
            superuser.execute("insert into procrastinate_jobs (queue_name, task_name) values ('control', 'control')")
            return super().get(address, *given, **more)

    asker = asker_as("nurse", world)
    writing = Writing()
    writing.cookies = signed_in(asker).cookies
    try:
        [_, told] = walk(list(asks(world.north, world.south))[:1], asker, "get", writing, ledger)
    finally:
        superuser.execute("delete from procrastinate_jobs where queue_name = 'control'")
    assert "procrastinate_jobs" in told


def test_route_with_a_parameter_that_nobody_has_explained_fails_the_walk() -> None:
    new: URLPattern = path("letter/<uuid:letter_id>/", lambda request: None, name="letter")  # type: ignore[arg-type, return-value]
    with pytest.raises(AssertionError, match="letter_id"):
        parameters(new)


@pytest.mark.parametrize("method", get_args(Method))
def test_stranger_is_sent_to_sign_in_and_nothing_is_written(method: Method, world: TwoTeams, ledger: Ledger) -> None:
    rows, entries = ledger.rows(), ledger.entries()
    sent, wrong = Client(), []
    for pattern in routes():
        if pattern.callback.kith_policy.who in ("anyone", "link"):  # type: ignore[attr-defined]
            continue
        address = address_of(pattern, world.north)
        response = asked(sent, method, address)
        if (response.status_code, response.headers.get("Location", "").split("?")[0]) != (302, "/sign-in"):
            wrong.append(f"{pattern.name}: {response.status_code} {response.headers.get('Location')}")
    assert wrong == []
    assert (ledger.rows(), ledger.entries()) == (rows, entries)


def test_session_of_an_ended_account_is_over_at_its_next_request(world: TwoTeams) -> None:
    leaver = a_member(world.north.team, "Ended Account", "nurse")
    client = signed_in(Asker("nurse", leaver.account_id))
    address = f"/person/{world.north.people[0]}/"
    assert client.get(address).status_code == 200
    with as_kith(at=AT) as act:
        access.end_account(act=act, username=leaver.username)
    for method in get_args(Method):
        response = asked(client, method, address)
        assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, "/sign-in")


def test_seat_that_ended_mid_session_opens_nothing_at_the_next_request(world: TwoTeams, ledger: Ledger) -> None:
    """With a role still held elsewhere each page is refused; without any, a role is asked for and nothing is opened."""
    south = world.south.team
    leaving = a_member(south, "Leaving Soon", "nurse", FRIDAY)
    both = world.north.team.nurse
    with as_kith(at=FRIDAY) as act:
        also = teams.add_member(
            act=act, team_id=south.id, account_id=both.account_id, role="nurse", tier="aligned", sessions=1
        )
    address = f"/person/{world.south.people[1]}/"
    browsers = {leaving.member_id: leaving.account_id, also: both.account_id}
    clients = {member: signed_in(Asker("nurse", account)) for member, account in browsers.items()}
    assert [client.get(address).status_code for client in clients.values()] == [200, 200]
    for member in browsers:
        with an_act(south.lead) as act:
            teams.end_membership(act=act, member_id=member, until=AT)
    rows = ledger.rows()
    for pattern in routes():
        if not any(name in OBJECTS for name in parameters(pattern)):
            continue
        address = address_of(pattern, world.south)
        entries = ledger.entries()
        first, second = (client.get(address) for client in clients.values())
        assert (first.status_code, first.headers.get("Location")) == (302, "/choose-role"), address
        assert second.status_code == 404, address
        new = ledger.last(ledger.entries() - entries)
        assert new == [(both.account_id, "refused", False, *asked_for(address))], address
    assert ledger.rows() == rows
