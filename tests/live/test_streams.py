"""Streams: who may listen, what is told, and when it ends - each rule of safety with a control that breaks it."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from builders import ATeam, Someone, a_member, a_person, a_team, an_account, an_act, an_action, signed_in
from kith.access.announcing import CHANNEL, say_listening
from kith.access.home import as_kith
from kith.act import Refusal, ids
from kith.act.clock import now
from kith.caseload import operations as caseload
from kith.database.templates import Clone
from kith.handover.knowing import know_person
from kith.person.operations import Details
from kith.team import operations as teams
from kith.web import live
from kith.web.live import AGAIN, BEAT, Hub, Listener, Stream
from live.ears import Ear, apart, cookies_of, in_a_thread, listening, run, scope

# Who may listen


def asked(hub: Hub, cookies: str, slug: str, **other: Any) -> int:
    """Return the status of a request that is refused."""
    ear = Ear()

    async def story(hub: Hub) -> None:
        await hub.answer(scope(cookies, slug, **other), ear.receive, ear.send)

    run(story, hub)
    return ear.status


def test_a_stranger_is_refused(hub: Hub, team: ATeam) -> None:
    assert asked(hub, "", team.slug) == 401


def test_a_made_up_session_is_refused(hub: Hub, team: ATeam) -> None:
    assert asked(hub, "kith=0123456789abcdef0123456789abcdef", team.slug) == 401


@pytest.mark.parametrize("slug", ["", "no-such-team", "quarry-side"])
def test_a_team_without_a_seat_is_missing(hub: Hub, team: ATeam, slug: str) -> None:
    a_team("Quarry Side", at=now())
    assert asked(hub, cookies_of(team.nurse), slug) == 404


def test_only_reading_is_answered(hub: Hub, team: ATeam) -> None:
    assert asked(hub, cookies_of(team.nurse), team.slug, method="POST") == 405


def test_a_foreign_host_is_refused(hub: Hub, team: ATeam) -> None:
    assert asked(hub, "", team.slug, headers=[(b"host", b"elsewhere.example")]) == 400


def test_whoever_has_not_agreed_yet_is_refused(hub: Hub, team: ATeam) -> None:
    account_id = an_account("new.comer", "New Comer", now(), agreed=False)
    with as_kith(at=now()) as act:
        teams.add_member(act=act, team_id=team.id, account_id=account_id, role="nurse", tier="consistent", sessions=8)
    newcomer = Someone(account_id, account_id, team.id, "New Comer", "new.comer", "nurse")
    assert asked(hub, cookies_of(newcomer), team.slug) == 401


# What is told


def test_one_write_is_told_by_ids_alone(hub: Hub, team: ATeam) -> None:
    person = a_person(team, "Doris Pettigrew", now())
    cookies = cookies_of(team.lead)

    async def story(hub: Hub) -> None:
        async with listening(hub, team, cookies) as ear:
            action = await apart(lambda: an_action(team, person, "Ring the pharmacy", now()))
            name, data = await ear.next() or ("", {})
            assert (name, sorted(data)) == ("changed", ["people", "team", "version"])
            assert (data["team"], data["people"]) == (str(team.id), [str(person)])
            assert await apart(lambda: acts_of(team.nurse, action)) == data["version"]

    run(story, hub)


def acts_of(who: Someone, action: UUID) -> str:
    """Return the act that an action carries."""
    with an_act(who, now()), connection.cursor() as cursor:
        cursor.execute("select act_id from action_action where id = %s", [action])
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("is_closed", [True, False], ids=["closed", "control"])
def test_whoever_closed_a_record_is_not_told_of_that_person(hub: Hub, team: ATeam, is_closed: bool) -> None:
    doris, walter = a_person(team, at=now()), a_person(team, "Walter Finch", now())
    cookies = cookies_of(team.lead)
    if is_closed:
        with an_act(team.lead, now()) as act:
            know_person(act=act, person_id=doris)

    async def story(hub: Hub) -> None:
        async with listening(hub, team, cookies) as ear:
            await apart(lambda: an_action(team, doris, at=now()))
            await apart(lambda: an_action(team, walter, at=now()))
            _name, data = await ear.next() or ("", {})
            assert data["people"] == [str(walter if is_closed else doris)]
            assert sorted(data) == ["people", "team", "version"]

    run(story, hub)


def test_another_team_is_told_nothing(hub: Hub, team: ATeam) -> None:
    other = a_team("Quarry Side", at=now())
    person, cookies = a_person(other, at=now()), cookies_of(team.lead)

    async def story(hub: Hub) -> None:
        async with listening(hub, team, cookies) as ear:
            await apart(lambda: an_action(other, person, at=now()))
            await apart(lambda: a_person(team, "Kelvin Marsh", now()))
            _name, data = await ear.next() or ("", {})
            assert data["team"] == str(team.id)

    run(story, hub)


# Notifying: only when somebody listens, once, never in bulk, never what was rolled back


@contextmanager
def heard(database: Clone) -> Iterator[Callable[[], list[str]]]:
    """Listen as a process would; the answer returns what was notified so far."""
    with psycopg.connect(database.environment["DATABASE_URL"], autocommit=True) as connected:
        connected.execute(f"listen {CHANNEL}".encode())

        def told() -> list[str]:
            """What was notified up to a mark of our own, which comes after all that was committed before it."""
            connected.execute("select pg_notify(%s, 'mark')", [CHANNEL])
            found = []
            for one in connected.notifies(timeout=10):
                if one.payload == "mark":
                    return found
                found.append(one.payload)
            raise TimeoutError

        yield told


def somebody_listens() -> None:
    say_listening(ids.new())
    connection.close()


def test_nobody_listens_and_nothing_is_notified(fresh_database: Clone, team: ATeam) -> None:
    person = a_person(team, at=now())
    with heard(fresh_database) as told:
        an_action(team, person, at=now())
        assert told() == []


def test_somebody_listens_and_one_act_is_one_notification(fresh_database: Clone, team: ATeam) -> None:
    person = a_person(team, at=now())
    somebody_listens()
    with heard(fresh_database) as told:
        an_action(team, person, at=now())
        assert len(told()) == 1


def test_who_listened_long_ago_does_not_count(fresh_database: Clone, team: ATeam) -> None:
    somebody_listens()
    with connection.cursor() as cursor:
        cursor.execute("update access_listener set until = clock_timestamp() - interval '1 second'")
    with heard(fresh_database) as told:
        a_person(team, at=now())
        assert told() == []


def test_bulk_is_not_notified(fresh_database: Clone, team: ATeam) -> None:
    details = Details(given="Walter", family="Finch", no_nhs_number_because="not asked yet")
    somebody_listens()
    with heard(fresh_database) as told:
        with an_act(team.nurse, now()) as act:
            caseload.add_person(act=replace(act, channel="import"), team_id=team.id, details=details)
        assert told() == []


def test_a_refused_act_is_not_notified(fresh_database: Clone, team: ATeam) -> None:
    person = a_person(team, at=now())
    somebody_listens()
    with heard(fresh_database) as told:
        with pytest.raises(Refusal):
            an_action(team, person, "", now())
        assert told() == []


def test_a_team_that_reaches_the_person_is_told_of_that_person(fresh_database: Clone, team: ATeam) -> None:
    other = a_team("Quarry Side", at=now())
    person = a_person(team, at=now())
    reach_too(team, other, person)
    somebody_listens()
    with heard(fresh_database) as told:
        an_action(team, person, at=now())
        found = sorted(told(), key=lambda payload: str(team.id) not in payload)
    assert [str(one.id) in payload for one, payload in zip((team, other), found, strict=True)] == [True, True]
    assert all(str(person) in payload for payload in found)


def reach_too(team: ATeam, other: ATeam, person: UUID) -> None:
    """Put somebody on the list of another team too, by a member of both."""
    with as_kith(at=now()) as act:
        teams.add_member(
            act=act, team_id=other.id, account_id=team.nurse.account_id, role="nurse", tier="consistent", sessions=2
        )
    with an_act(team.nurse, now()) as act:
        caseload.put_on_list(act=act, team_id=other.id, person_ids=[person], came_by="added")


# When it ends


def ended_membership(team: ATeam, who: Someone) -> None:
    """Let somebody leave the team now."""
    with as_kith(at=now()) as act:
        teams.end_membership(act=act, member_id=who.member_id, until=act.at)


async def told_after_leaving(hub: Hub, team: ATeam, leaver: Someone) -> list[str]:
    """Return what somebody's stream is told once they have left and somebody else writes."""
    async with listening(hub, team, await apart(lambda: cookies_of(leaver))) as ear:
        await apart(lambda: ended_membership(team, leaver))
        await hub.recheck()
        await apart(lambda: a_person(team, "Kelvin Marsh", now()))
        await asyncio.sleep(0.2)
        names = []
        while not ear.told.empty():
            names.append((await ear.next() or ("over", {}))[0])
        return names


def test_leaving_the_team_ends_the_stream(hub: Hub, team: ATeam) -> None:
    leaver = a_member(team, "Tom Brennan", at=now() - timedelta(seconds=30))

    async def story(hub: Hub) -> None:
        names = await told_after_leaving(hub, team, leaver)
        assert names[-2:] == ["ended", "over"]

    run(story, hub)


def test_without_the_recheck_the_stream_would_go_on(hub: Hub, team: ATeam) -> None:
    leaver = a_member(team, "Tom Brennan", at=now() - timedelta(seconds=30))
    assert hub.gate is not None
    hub.gate = replace(
        hub.gate, recheck=lambda listeners: {(one.session_key, one.account_id): one.team_ids for one in listeners}
    )

    async def story(hub: Hub) -> None:
        names = await told_after_leaving(hub, team, leaver)
        assert "ended" not in names and names[-1] == "changed"

    run(story, hub)


def test_signing_out_ends_the_stream_by_itself(hub: Hub, team: ATeam) -> None:
    browser = signed_in(team.nurse)
    cookies = "; ".join(f"{name}={value.value}" for name, value in browser.cookies.items())

    async def story(hub: Hub) -> None:
        async with listening(hub, team, cookies) as ear:
            await apart(lambda: browser.post("/sign-out"))
            assert await ear.names_to_the_end() == ["ended"]

    run(story, hub)


def test_an_idle_session_ends_the_stream(hub: Hub, team: ATeam) -> None:
    cookies = cookies_of(team.nurse)

    async def story(hub: Hub) -> None:
        async with listening(hub, team, cookies) as ear:
            await apart(lambda: grow_idle(minutes=31))
            await hub.recheck()
            assert await ear.names_to_the_end() == ["ended"]

    run(story, hub)


def grow_idle(*, minutes: int) -> None:
    """Let every session have been used this long ago."""
    for row in Session.objects.all():
        store = row.get_session_store_class()(row.session_key)
        store["active"] = now().timestamp() - minutes * 60
        store.save()


def test_what_a_page_fetches_by_itself_keeps_no_session_from_growing_idle(team: ATeam) -> None:
    browser = signed_in(team.nurse)
    a_person(team, at=now())
    grow_idle(minutes=20)
    before = browser.session["active"]
    assert browser.get(f"/board/{team.slug}/", headers={"Kith-Live": ""}).status_code == 200
    assert browser.session["active"] == before
    assert browser.get(f"/board/{team.slug}/").status_code == 200
    assert browser.session["active"] > before


def test_all_accounts_are_looked_at_again_in_one_statement(
    hub: Hub, team: ATeam, django_assert_num_queries: Callable[[int], Any]
) -> None:
    known = [
        Listener(signed_in(one).session.session_key or "", one.account_id, team.id, frozenset({team.id}))
        for one in team.members
    ]
    assert hub.gate is not None
    for number in (1, 3):
        with django_assert_num_queries(4):  # begin, context, the one, commit
            standing = hub.gate.recheck(known[:number])
        assert standing == {(one.session_key, one.account_id): one.team_ids for one in known[:number]}


# Losing the connection, slow clients, limits


def test_a_lost_connection_is_told_and_comes_back(fresh_database: Clone, hub: Hub, team: ATeam) -> None:
    cookies = cookies_of(team.nurse)

    async def story(hub: Hub) -> None:
        async with listening(hub, team, cookies) as ear:
            await apart(lambda: cut(fresh_database))
            assert [(await ear.next() or ("", {}))[0] for _ in range(2)] == ["lost", "back"]
            await apart(lambda: a_person(team, at=now()))
            assert (await ear.next() or ("", {}))[0] == "changed"

    run(story, hub)


def cut(database: Clone) -> None:
    """End the connection that listens, as a restart of the database would."""
    with psycopg.connect(database.environment["DATABASE_OWNER_URL"]) as owner:
        owner.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = %s", [CHANNEL])


def test_a_slow_client_is_asked_to_fetch_everything() -> None:
    stream = Stream(Listener("", ids.new(), ids.new(), frozenset()))
    for number in range(live.WAITING_AT_MOST + 1):
        stream.tell(b"%d" % number)
    assert stream.waiting == [AGAIN]


def test_too_many_pages_of_one_account_park_the_oldest(hub: Hub, team: ATeam, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "STREAMS_OF_ACCOUNT", 1)
    cookies = cookies_of(team.nurse)

    async def story(hub: Hub) -> None:
        async with listening(hub, team, cookies) as oldest, listening(hub, team, cookies):
            assert await oldest.names_to_the_end() == ["parked"]
            assert hub.number == 2 - 1

    run(story, hub)


def test_nothing_is_kept_of_a_client_that_went(hub: Hub, team: ATeam) -> None:
    cookies = cookies_of(team.nurse)

    async def story(hub: Hub) -> None:
        async with listening(hub, team, cookies):
            assert hub.number == 1
        assert (hub.number, [len(streams) for streams in hub.by_team.values()]) == (0, [0])

    run(story, hub)


def test_a_quiet_stream_has_a_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.01)
    stream = Stream(Listener("", ids.new(), ids.new(), frozenset()))
    assert in_a_thread(stream.next()) == [BEAT]


# The screen of a room


def test_a_rooms_screen_hears_its_own_team_and_ends_with_its_seat(hub: Hub, team: ATeam) -> None:
    other = a_team("Quarry Side", at=now())
    leaver = a_member(team, "Tom Brennan", at=now() - timedelta(seconds=30))
    browser = signed_in(leaver)
    assert browser.post(f"/huddle/{team.slug}/room/", {}).status_code == 302
    cookies = "; ".join(f"{name}={value.value}" for name, value in browser.cookies.items())

    async def story(hub: Hub) -> None:
        ear = Ear()
        await hub.answer(scope(cookies, other.slug), ear.receive, ear.send)
        assert ear.status == 401
        async with listening(hub, team, cookies) as ear:
            await apart(lambda: a_person(team, at=now()))
            assert (await ear.next() or ("", {}))[0] == "changed"
            await apart(lambda: ended_membership(team, leaver))
            await hub.recheck()
            assert await ear.names_to_the_end() == ["changed", "ended"]

    run(story, hub)
