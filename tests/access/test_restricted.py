"""
Canaries in a restricted concern, searched in everything that leaves as every role, and in every row that each can read.

The concern is about somebody on North's list; a nurse of North may be the source of harm, and is barred. Its lead, and whoever
raised it as far as they wrote it, find what is theirs: so the sweep can find something.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import ProgrammingError, connection
from django.test import Client
from django.urls import reverse

from builders import AT, Someone, a_member, a_person, an_act, with_key
from cloning import using
from doctor_world import drop_as_superuser, url_as
from kith.access.announcing import say_listening
from kith.access.queries import _SEEN_WRONGLY
from kith.act import Act, Refusal, ids, operation
from kith.contact import operations as contacts
from kith.database.templates import Clone, clone
from kith.safeguarding import giving, operations
from kith.safeguarding.raising import Raised, Suspected
from other_teams import OBJECTS, PLAIN, Asker, asked, parameters, routes, signed_in
from safeguarding.cases import ADULT_STEPS, AFTERWARDS, DECIDED, version_in
from small_world import may
from world_of_teams import Held, TwoTeams

__all__ = ["may"]

WRITTEN, INSIDE, RETURNED = "zebrafinch-written", "zebrafinch-inside", "zebrafinch-returned"
"""What whoever raised it wrote; what only those read to whom all of it is open; what returns to whoever raised it."""
ANY = "zebrafinch"
CHECK = "safeguarding-adult"
"""The check at a contact whose answers led to the concern: each is kept with a canary."""


@dataclass(frozen=True)
class Matter:
    """A concern with canaries in every word of it, its lead, who raised it, and the barred nurse."""

    held: Held
    person: UUID
    concern: UUID
    lead: Someone
    raiser: Someone
    barred: Someone
    cover: Someone


@pytest.fixture(scope="module")
def made(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Clone, TwoTeams, Matter]]:
    """The database of the module, with two teams and a concern that has gone its way as far as the authority's decision."""
    from world_of_teams import two_teams

    with django_db_blocker.unblock():
        copy = clone(template)
        with using(copy):
            world = two_teams()
            found = matter_in(world)
            with psycopg.connect(url_as("super", copy.name), autocommit=True) as opened:
                opened.execute("set session_replication_role = replica")
                opened.execute("update record_fact set text = text || %s where source_type = %s", [f" {INSIDE}", CHECK])
            yield copy, world, found
        drop_as_superuser(copy)


def matter_in(world: TwoTeams) -> Matter:
    """Make the concern, and walk it on, a canary in every text."""
    team = world.north.team
    before = AT - timedelta(days=1)
    lead, raiser = (
        a_member(team, "Grace Lindley", "safeguarding-lead", before),
        a_member(team, "Omar Haddad", "housing", before),
    )
    barred, person = a_member(team, "Bart Coyle", "nurse", before), a_person(team, "Ivy Garside")
    suspected = (Suspected("member", account_id=barred.account_id), Suspected("other", name=f"{WRITTEN} nephew"))
    with an_act(raiser, AT - timedelta(hours=3)) as act:
        key = operations.raise_concern(
            act=act, team_id=team.id, person_id=person, raised=Raised(f"{WRITTEN} bruises", suspected=suspected)
        )
    with an_act(lead, AT - timedelta(hours=2)) as act:
        operations.answer(act=with_key(act), concern_id=key, version=version_in(key), words=f"{RETURNED} I ring")
        operations.tell(act=with_key(act), concern_id=key, who=f"{INSIDE} sister", how="phone", said=f"{INSIDE} yes")
        operations.name_source_of_harm(
            act=with_key(act), concern_id=key, suspected=Suspected("carer", name=f"{INSIDE} carer")
        )
    for step, answers in [*ADULT_STEPS, DECIDED, *AFTERWARDS]:
        canary = RETURNED if step == "decision" else INSIDE
        said = {
            name: f"{canary} {text}" if name in ("words", "to", "reference") else text for name, text in answers.items()
        }
        with an_act(lead, AT - timedelta(hours=1)) as act:
            operations.record(act=act, concern_id=key, step=step, answers=said)
    with an_act(lead, AT - timedelta(minutes=40)) as act:
        giving.give_task(
            act=act, concern_id=key, account_id=lead.account_id, what=f"{INSIDE} bank", due_at=AT + timedelta(hours=2)
        )
    with an_act(raiser, AT - timedelta(minutes=30)) as act:
        contacts.record(
            act=act, team_id=team.id, person_id=person, member_id=raiser.member_id, way="visit", state="made",
            happened_at=act.at, observations={CHECK: {"needs": "yes", "at_risk": "yes", "cannot_protect": "not sure"}},
        )  # fmt: skip
    return Matter(world.north, person, key, lead, raiser, barred, world.cover)


@pytest.fixture
def matter(
    made: tuple[Clone, TwoTeams, Matter], django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Matter]:
    """The concern; requests are made at its moment."""
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT)
    with django_db_blocker.unblock():
        yield made[2]
        connection.close()


@pytest.fixture
def superuser(made: tuple[Clone, TwoTeams, Matter]) -> Iterator[psycopg.Connection]:
    """A connection from which nothing is hidden."""
    with psycopg.connect(url_as("super", made[0].name), autocommit=True) as opened:
        yield opened


def everybody(matter: Matter, world: TwoTeams) -> list[Asker]:
    """Return one of each role of North to whom it is not open, the barred nurse, and somebody of South."""
    team = matter.held.team
    return [
        Asker("team-lead", team.lead.account_id),
        Asker("nurse", team.nurse.account_id),
        Asker("social-worker", team.social_worker.account_id),
        Asker("clinical-supervisor", world.supervisor.account_id),
        Asker("place-manager", world.manager.account_id),
        Asker("barred", matter.barred.account_id, "nurse"),
        Asker("of South", world.south.team.lead.account_id, "team-lead"),
    ]


def pages(client: Client, matter: Matter) -> Iterator[tuple[str, str]]:
    """Give every page there is, with the person and the concern in each address that takes one, lists, prints and searches."""
    for pattern in routes():
        names = parameters(pattern)
        values = {name: PLAIN.get(name) or OBJECTS[name](matter.held) for name in names}
        values |= {"person_id": matter.person} if "person_id" in names else {}
        values |= {"concern_id": matter.concern, "escalation_id": matter.concern}
        address = reverse(str(pattern.name), kwargs={name: values[name] for name in names})
        answer = asked(client, "get", address)
        if not answer.streaming:
            yield f"{pattern.name} {answer.headers}", answer.content.decode(errors="replace")
    slug = matter.held.team.slug
    for query in ("?view=all", "?view=mine", "?sort=name&rest=1", "?print=1"):
        yield f"board {query}", client.get(f"/board/{slug}/{query}").content.decode()
    yield (
        "find",
        client.post("/find/", {"name": ANY}).content.decode().replace(f'value="{ANY}"', "").replace(f"“{ANY}”", ""),
    )
    yield "find by name", client.post("/find/", {"name": "Ivy Garside"}).content.decode()
    yield "palette", client.post("/find-or-do/", {"q": "Garside", "part": "lines"}).content.decode()
    yield "trail", client.get(f"/person/{matter.person}/trail/?only=changes").content.decode()


def hits(client: Client, matter: Matter, *words: str) -> list[str]:
    """Return the pages that hold one of these words, in the answer or in its headers."""
    return sorted(
        {
            name.split(" {")[0]
            for name, page in pages(client, matter)
            if any(one in page or one in name for one in words)
        }
    )


ROLES = [
    "nurse", "barred",
    *(
        pytest.param(one, marks=pytest.mark.nightly)
        for one in ("team-lead", "social-worker", "clinical-supervisor", "place-manager", "of South")
    ),
]  # fmt: skip
"""Who walks through every page: on each commit a colleague and the barred nurse, at night one of each role."""


@pytest.mark.parametrize("who", ROLES)
def test_no_page_search_print_or_header_holds_a_canary_for_any_role(who: str, made: Any, matter: Matter) -> None:
    [asker] = [one for one in everybody(matter, made[1]) if one.name == who]
    assert hits(signed_in(asker), matter, ANY) == []


def test_the_lead_finds_all_of_it_and_whoever_raised_it_what_is_theirs(matter: Matter) -> None:
    address, raiser = f"/restricted/of/{matter.concern}/", signed_in(Asker("housing", matter.raiser.account_id))
    lead = signed_in(Asker("safeguarding-lead", matter.lead.account_id)).get(address).content.decode()
    assert [word in lead for word in (WRITTEN, INSIDE, RETURNED)] == [True, True, True]
    shown = [(name.split(" {")[0], page) for name, page in pages(raiser, matter) if ANY in page]
    assert [name for name, _page in shown] == ["restricted"]
    assert [word in shown[0][1] for word in (WRITTEN, INSIDE, RETURNED)] == [True, False, True]


def test_colleagues_are_told_that_something_is_and_the_barred_nurse_is_not(matter: Matter) -> None:
    slug, team = matter.held.team.slug, matter.held.team

    def told(who: Someone, role: str) -> tuple[bool, bool, int]:
        client = signed_in(Asker(role, who.account_id))
        pages = [f"/board/{slug}/", f"/person/{matter.person}/", f"/restricted/{slug}/"]
        board, person, listed = (client.get(page).content.decode() for page in pages)
        return "2 restricted" in board, "Something is restricted" in person, listed.count("ask Grace Lindley")

    assert told(team.nurse, "nurse") == (True, True, 2), "this concern, and one that was there before"
    assert told(matter.barred, "nurse") == (False, False, 1)


def rows_with(who: Asker, word: str) -> dict[str, int]:
    """Return the tables in which somebody, as the application's role, reads a row that holds a word; how many rows."""
    found = {}
    with an_act(Someone(ids.new(), who.account_id, ids.new(), "", "", who.role)), connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
            " and not relispartition and has_table_privilege(oid, 'select') order by 1"
        )
        for (table,) in cursor.fetchall():
            asked_by_guess = (
                "to_jsonb(t) ->> 'outcome' = 'refused' and to_jsonb(t) ->> 'account_id' = act_account()::text"
            )
            cursor.execute(
                f'select count(*) from "{table}" t where to_jsonb(t)::text like %s and ({asked_by_guess}) is not true',
                [f"%{word}%"],
            )
            if number := cursor.fetchone()[0]:
                found[table] = number
    return found


def test_no_row_that_any_role_can_read_holds_a_canary_nor_one_of_the_barred_nurse_the_matter(
    made: Any, matter: Matter
) -> None:
    found = {one.name: rows_with(one, ANY) for one in everybody(matter, made[1])}
    assert found == {name: {} for name in found}
    assert rows_with(Asker("nurse", matter.barred.account_id), str(matter.concern)) == {}
    nurse = rows_with(Asker("nurse", matter.held.team.nurse.account_id), str(matter.concern))
    tasks = rows_with(Asker("nurse", matter.held.team.nurse.account_id), "restricted-task")
    assert tasks == {}, "of a task not even that there is one"
    assert set(nurse) <= {"action_action", "action_step", "message_message", "act_history"}, (
        "that there is work, and no more"
    )
    raiser = rows_with(Asker("housing", matter.raiser.account_id), INSIDE)
    assert raiser == {"record_fact": 3}, "what they entered at the contact"
    lead = rows_with(Asker("safeguarding-lead", matter.lead.account_id), INSIDE)
    assert {
        "safeguarding_recorded",
        "safeguarding_source",
        "escalation_told",
        "record_fact",
        "safeguarding_task",
    } <= set(lead)


def test_controls_with_a_wall_open_the_sweep_finds_it(made: Any, matter: Matter, superuser: psycopg.Connection) -> None:
    nurse = Asker("nurse", matter.held.team.nurse.account_id)
    superuser.execute("create policy leak on safeguarding_recorded for select to kith_app using (true)")
    superuser.execute("create policy leak on safeguarding_concern for select to kith_app using (true)")
    superuser.execute("create policy leak on escalation_told for select to kith_app using (true)")
    superuser.execute("drop policy restricted on escalation_told")
    superuser.execute("alter policy restricted on escalation_escalation using (true)")
    facts = superuser.execute(
        "select pg_get_expr(polqual, polrelid) from pg_policy where polrelid = 'record_fact'::regclass and polname = 'restricted'"
    ).fetchone()[0]
    superuser.execute("alter policy restricted on record_fact using (true)")
    try:
        assert {"safeguarding_recorded", "safeguarding_concern", "escalation_told", "record_fact"} <= set(
            rows_with(nurse, ANY)
        )
        browser = signed_in(nurse)
        assert browser.get(f"/restricted/of/{matter.concern}/").status_code == 404, "the second wall stands"
        listed = browser.get(f"/restricted/{matter.held.team.slug}/").content.decode()
        assert "Ivy Garside" in listed, "a list without its wall names her"
    finally:
        superuser.execute("drop policy leak on safeguarding_recorded")
        superuser.execute("drop policy leak on safeguarding_concern")
        superuser.execute("drop policy leak on escalation_told")
        superuser.execute(
            "create policy restricted on escalation_told as restrictive to kith_app using (exists (select 1 from"
            " escalation_escalation e where e.id = escalation_told.escalation_id and (e.track = 'clinical' or"
            " e.id = any((select my_restricted())::uuid[]))))"
        )
        superuser.execute(
            "alter policy restricted on escalation_escalation using (track = 'clinical' or"
            " id = any((select my_restricted_told())::uuid[]) or (select act_is_kith()))"
        )
        superuser.execute(f"alter policy restricted on record_fact using ({facts})")
    assert rows_with(nurse, ANY) == {}


@pytest.mark.parametrize("who", ["nurse", "barred"])
def test_doctor_counts_a_look_by_somebody_whom_it_was_not_open_to(
    who: str, matter: Matter, superuser: psycopg.Connection
) -> None:
    account = {"nurse": matter.held.team.nurse, "barred": matter.barred}[who].account_id

    def seen() -> list[tuple[UUID]]:
        return superuser.execute(_SEEN_WRONGLY).fetchall()  # type: ignore[return-value]  # three ids

    lead = signed_in(Asker("safeguarding-lead", matter.lead.account_id))
    assert lead.get(f"/restricted/of/{matter.concern}/").status_code == 200
    assert superuser.execute("select count(*) from trail_look where restricted_ids <> '{}'").fetchone() != (0,)
    before = {row[2] for row in seen()}
    by_lead = superuser.execute("select id from trail_look where account_id = %s", [matter.lead.account_id]).fetchall()
    assert before & {row[0] for row in by_lead} == set(), "the lead looked, and it was open to her"
    superuser.execute(
        "insert into trail_look (id, happened_at, account_id, role, purpose, kind, route, person_ids, restricted_ids)"
        " values (gen_random_uuid(), %s, %s, 'nurse', 'care', 'open', 'restricted', %s, %s)",
        [AT, account, [matter.person], [matter.concern]],
    )
    try:
        assert [row[:2] for row in seen() if row[2] not in before] == [(matter.concern, account)]
    finally:
        superuser.execute("delete from trail_look where account_id = %s and restricted_ids <> '{}'", [account])


def test_what_is_announced_names_neither_the_person_nor_a_word(
    made: Any, matter: Matter, superuser: psycopg.Connection
) -> None:
    with an_act(matter.raiser):
        say_listening(ids.new())
    superuser.execute("listen kith")
    with an_act(matter.lead, AT) as act:
        operations.record(act=act, concern_id=matter.concern, step="note", answers={"words": f"{INSIDE} later"})
    notes = [json.loads(one.payload) for one in superuser.notifies(timeout=5, stop_after=1)]
    assert [(one["team"], one["people"]) for one in notes] == [(str(matter.held.team.id), [])]
    assert ANY not in json.dumps(notes)


# Statements of one's own


class Undone(Exception):
    """Nothing of what was tried stays."""


def undo() -> None:
    """Let nothing stay of what was tried."""
    raise Undone


@operation("test.attack_restricted")
def attack(*, act: Act, statement: str, values: dict[str, Any]) -> int:
    """Send a statement as the application would, and say how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"id": ids.new(), "act": act.id, "account": act.account_id} | values)
        return int(cursor.rowcount)


ATTACKS = {
    "list oneself": (
        "insert into access_opener (id, restriction_id, account_id, is_whole, during, why, act_id)"
        " values (%(id)s, %(concern)s, %(account)s, true, tstzrange(act_moment(), null), 'named', %(act)s)"
    ),
    "take the ban off": (
        "update access_barred set during = tstzrange(lower(during), act_moment()), act_id = %(act)s"
        " where restriction_id = %(concern)s"
    ),
    "bar its lead": (
        "insert into access_barred (id, restriction_id, account_id, during, act_id)"
        " values (%(id)s, %(concern)s, %(lead)s, tstzrange(act_moment(), null), %(act)s)"
    ),
    "end it": "update access_restriction set ended_at = act_moment(), act_id = %(act)s where id = %(concern)s",
    "own its work": (
        "update action_action set owner_id = %(member)s, act_id = %(act)s, version = version + 1"
        " where origin_kind = 'restricted' and origin_id = %(concern)s"
    ),
    "record a step": (
        "insert into safeguarding_recorded (id, team_id, concern_id, step, answers, happened_at, account_id, is_returned, act_id)"
        " values (%(id)s, %(team)s, %(concern)s, 'note', '{}', act_moment(), %(account)s, false, %(act)s)"
    ),
    "close the escalation": (
        "update escalation_escalation set state = 'closed', outcome = 'x', closed_at = act_moment(), closed_by_id = %(account)s,"
        " act_id = %(act)s where id = %(concern)s"
    ),
    "read what was entered for it": (
        "select 1 from record_fact where person_id = %(person)s and source_type = 'safeguarding-adult'"
        " and act_id not in (select id from trail_entry where account_id = %(account)s)"
    ),
    "read its tasks": "select 1 from action_action where kind = 'restricted-task' and origin_id = %(concern)s",
    "take its task": (
        "update action_action set owner_id = %(member)s, act_id = %(act)s, version = version + 1"
        " where kind = 'restricted-task' and origin_id = %(concern)s"
    ),
    "read its log": "select 1 from escalation_told where escalation_id = %(concern)s",
    "read the looks at it": "select 1 from trail_look where %(concern)s = any(restricted_ids) and account_id <> %(account)s",
}


@pytest.mark.parametrize("named", ATTACKS)
def test_nobody_opens_changes_or_ends_a_matter_by_a_statement(named: str, made: Any, matter: Matter, may: Any) -> None:
    may("test.attack_restricted")
    team = matter.held.team
    for who in (team.social_worker, matter.barred, matter.raiser):  # the nurse is second in line of the duty
        values = {
            "concern": matter.concern,
            "lead": matter.lead.account_id,
            "member": who.member_id,
            "team": team.id,
            "person": matter.person,
        }
        with suppress(ProgrammingError, Refusal), an_act(who) as act:
            assert attack(act=act, statement=ATTACKS[named], values=values) == 0, f"{named} as {who.name}"


@contextmanager
def opened(superuser: psycopg.Connection) -> Iterator[None]:
    """Let everybody list anybody."""
    superuser.execute("create policy leak on access_opener for insert to kith_app with check (true)")
    try:
        yield
    finally:
        superuser.execute("drop policy leak on access_opener")


def test_the_control_of_the_statements(made: Any, matter: Matter, superuser: psycopg.Connection, may: Any) -> None:
    may("test.attack_restricted")
    values = {"concern": matter.concern, "lead": matter.lead.account_id}
    with opened(superuser), suppress(Undone), an_act(matter.held.team.nurse) as act:
        assert attack(act=act, statement=ATTACKS["list oneself"], values=values) == 1
        undo()
