"""A record that somebody has closed to themselves: every route answers them as for a missing one, every page keeps still."""

from dataclasses import dataclass
from uuid import UUID

import psycopg
import pytest
from django.test import Client
from django.urls import reverse

from builders import AT, Someone, a_named_lead, a_person, a_planned_contact, an_act, an_action, an_entry
from kith.act import ids
from kith.action.models import Action
from kith.handover.knowing import know_person
from other_teams import Ask, Asker, Ledger, Method, address_of, asked, parameters, routes, signed_in, walk
from world_of_teams import TwoTeams

NAME = "Philomena Quillfeather"


@dataclass(frozen=True)
class Closed:
    """Somebody who is known to the nurse: their id, their name as far as pages say it, and what is held for them."""

    person: UUID
    things: dict[str, UUID]
    nurse: Someone
    lead: Someone


@pytest.fixture
def closed(world: TwoTeams) -> Closed:
    """The nurse of North has closed the record of somebody on the list, with work open and a visit planned."""
    team = world.north.team
    person = a_person(team, NAME, AT)
    a_named_lead(team, person, team.nurse)
    action, visit = an_action(team, person, "Bring the quill"), a_planned_contact(team, person)
    entry = an_entry(team, person).id
    with an_act(team.nurse) as act:
        know_person(act=act, person_id=person)
    things = {"person_id": person, "action_id": action, "contact_id": visit, "entry_id": entry}
    return Closed(person, things, team.nurse, team.lead)


def asks(closed: Closed) -> list[Ask]:
    """Return every address of one of these things, and the same with a thing that there is not."""
    found = []
    for pattern in routes():
        names = parameters(pattern)
        if len(names) and set(names) <= {*closed.things, "kind"} and set(names) & set(closed.things):
            plain = {"kind": "condition"} if "kind" in names else {}
            theirs = {name: closed.things[name] for name in names if name in closed.things}
            nothing = {name: ids.new() for name in theirs}
            name = str(pattern.name)
            found.append(Ask(name, reverse(name, kwargs=plain | theirs), reverse(name, kwargs=plain | nothing)))
    return found


def pages(world: TwoTeams, client: Client) -> dict[str, str]:
    """Return every page of the team that is about no single thing, a search and the palette, by their names."""
    found = {}
    for pattern in routes():
        if set(parameters(pattern)) <= {"team", "day", "huddle_id", "intake_id", "member_id"}:
            answer = asked(client, "get", address_of(pattern, world.north))
            found[str(pattern.name)] = answer.content.decode()
    for query in ("?view=all", "?view=mine", "?sort=name", "?print=1"):
        found[f"board {query}"] = client.get(f"/board/{world.north.team.slug}/{query}").content.decode()
    found["find by name"] = client.post("/find/", {"name": NAME}).content.decode()
    found["palette"] = client.post("/find-or-do/", {"q": NAME[:9], "part": "lines"}).content.decode()
    return found


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_route_of_a_closed_record_answers_as_for_a_missing_one(
    method: Method, world: TwoTeams, closed: Closed, ledger: Ledger
) -> None:
    asker = Asker("nurse", closed.nurse.account_id)
    tried = asks(closed)
    assert len(tried) > 20
    client = signed_in(asker)
    assert walk(tried, asker, method, client, ledger) == []


def test_no_page_search_or_print_names_somebody_whose_record_is_closed(world: TwoTeams, closed: Closed) -> None:
    nurse = pages(world, signed_in(Asker("nurse", closed.nurse.account_id)))
    told = [name for name, page in nurse.items() if says(page, closed)]
    assert told == []


def says(page: str, closed: Closed) -> bool:
    """Whether a page holds the name, an id or the work of the person; what was typed into a field does not count."""
    shown = page.replace(f'value="{NAME}"', "").replace(f"“{NAME[:9]}”", "")
    return any(words in shown for words in ("Quillfeather", "the quill", str(closed.person)))


def test_controls_colleague_sees_it_all_and_without_the_policy_so_does_the_nurse(
    world: TwoTeams, closed: Closed, superuser: psycopg.Connection
) -> None:
    lead = signed_in(Asker("team-lead", closed.lead.account_id))
    answers = {ask.route: asked(lead, "get", ask.foreign).status_code for ask in asks(closed)}
    assert {"person": 200, "action": 200, "list-entry": 200, "contact-made": 200}.items() <= answers.items()
    told = [name for name, page in pages(world, lead).items() if says(page, closed)]
    assert {"board ?view=all", "find by name", "palette"} <= set(told)
    nurse = signed_in(Asker("nurse", closed.nurse.account_id))
    superuser.execute("alter policy shut on access_reach using (true)")
    try:
        assert nurse.get(f"/person/{closed.person}/").status_code == 200
        assert [name for name, page in pages(world, nurse).items() if says(page, closed)] != []
    finally:
        superuser.execute(
            "alter policy shut on access_reach using (person_id <> all((select my_exclusions())::uuid[]))"
        )
    assert nurse.get(f"/person/{closed.person}/").status_code == 404


def test_ids_of_a_closed_record_in_forms_are_refused(world: TwoTeams, closed: Closed) -> None:
    nurse = signed_in(Asker("nurse", closed.nurse.account_id))
    slug = world.north.team.slug
    answer = nurse.post(f"/huddle/{slug}/add/", {"person": str(closed.person), "reason": "asked", "key": "k"})
    assert answer.status_code in (404, 409, 422)
    with an_act(closed.lead):
        assert Action.objects.get(id=closed.things["action_id"]).owner_id == closed.lead.member_id
