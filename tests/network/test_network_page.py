"""Who is around a person: the page, its statements, and who never stands on it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client

from board.reading import page
from builders import AT, ATeam, a_member, a_named_lead, a_person, a_planned_contact, a_team, an_act, signed_in
from forms import send
from kith.handover.knowing import know_person
from kith.network import operations, queries
from kith.network.operations import Cares
from kith.record.models import Fact
from kith.safeguarding import operations as safeguarding
from kith.safeguarding.raising import Raised
from kith.trail.models import Look
from network.neighbours import a_meeting, living_at, protected
from statements import counted

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def ron(team: ATeam, doris: UUID) -> UUID:
    """Doris's husband, who lives with her."""
    ron = a_person(team, "Ron Pettigrew")
    living_at(team, doris)
    living_at(team, ron, ("12, high  street", "AS12BC"))
    return ron


def text_of(browser: Client, person_id: UUID) -> str:
    answer = browser.get(f"/person/{person_id}/network/")
    assert answer.status_code == 200
    return page(answer).text


def names(team: ATeam, person_id: UUID) -> list[str]:
    with an_act(team.nurse):
        return [f"{one.given} {one.family}" for one in queries.household(person_id=person_id)]


def test_the_page_says_who_lives_there_who_comes_who_cares_and_who_knows_them(
    team: ATeam, doris: UUID, ron: UUID
) -> None:
    a_named_lead(team, doris, team.nurse)
    a_planned_contact(team, doris, AT + 2 * HOUR)
    a_meeting(team, doris, AT - 2 * DAY, assessed=["skin"])
    a_meeting(team, ron, AT - 2 * DAY + HOUR, team.social_worker)
    a_meeting(team, doris, AT - DAY, team.social_worker, assessed=["skin"])
    a_meeting(team, doris, AT - 40 * DAY, team.social_worker, way="phone")
    with an_act(team.nurse) as act:
        operations.add_carer(
            act=act, team_id=team.id, person_id=doris, carer=Cares("husband", "All the cooking"), known_as=ron
        )
    text = text_of(signed_in(team.nurse), doris)
    assert "Today 10:22am Sam Whitlock, District nursing" in text
    assert "Two services on one day: district nursing and social care" in text
    assert "9:22am Rukhsana Mir, Social care to Ron Pettigrew" in text
    assert "Rukhsana Mir Social care 2 of 3 contacts, last yesterday" in text
    assert "3 contacts in 90 days; 2 different people made them. UPC 0.67, Bice-Boxerman 0.33." in text
    assert (
        "Social care assessed skin and pressure areas, which district nursing had assessed Saturday. Yesterday" in text
    )
    assert "Ron Pettigrew, husband All the cooking No assessment of their own was offered yet" in text
    assert "Named lead, Millbrook North Sam Whitlock" in text
    assert "Doris cares" not in text
    other = text_of(signed_in(team.nurse), ron)
    assert "Doris Pettigrew Who is around them" in other
    assert "Ron cares for Doris Pettigrew : All the cooking" in other
    with an_act(team.nurse):
        look = Look.objects.order_by("-happened_at", "-id").values_list("person_ids", flat=True)[0]
    assert set(look) == {doris, ron}


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_is_a_fixed_number_of_statements_whatever_the_visits(team: ATeam, doris: UUID, number: int) -> None:
    for nth in range(number):
        a_meeting(team, doris, AT - (nth + 1) * DAY, team.social_worker if nth % 2 else None, assessed=["skin"])
    browser = signed_in(team.nurse)
    text_of(browser, doris)
    with counted() as sent:
        text = text_of(browser, doris)
    assert sent == 12
    assert f"{number} of {number} contacts" in text or "15 of 30 contacts" in text


def test_only_the_same_address_is_a_household_however_it_is_written(team: ATeam, doris: UUID, ron: UUID) -> None:
    living_at(team, a_person(team, "Next Door"), ("14 High Street", "AS1 2BC"))
    living_at(team, a_person(team, "Other Town"), ("12 High Street", "ZZ1 2BC"))
    a_person(team, "No Address")
    assert names(team, doris) == ["Ron Pettigrew"]
    assert names(team, ron) == ["Doris Pettigrew"]


def test_nobody_protected_and_nobody_out_of_reach_stands_in_a_household(team: ATeam, doris: UUID, ron: UUID) -> None:
    """With controls: each of them stands there before."""
    sally = a_person(team, "Sally Pettigrew")
    living_at(team, sally)
    other = a_team("South")
    living_at(other, a_person(other, "Una Pettigrew"))
    assert names(team, doris) == ["Ron Pettigrew", "Sally Pettigrew"], "the control, and nobody of another team"
    a_meeting(team, ron, AT - HOUR, "Bright Home Care")
    browser = signed_in(team.nurse)
    assert "Bright Home Care" in text_of(browser, doris), "the control"

    protected(team, ron)

    assert names(team, doris) == ["Sally Pettigrew"]
    text = text_of(browser, doris)
    assert [word for word in ("Ron", "Bright", "Una") if word in text] == []
    assert names(team, ron) == []
    assert "Protected: ask your safeguarding lead." in text_of(browser, ron)
    kay = a_member(team, "Kay Knows")
    with an_act(kay) as act:
        know_person(act=act, person_id=sally)
    assert "Sally" not in text_of(signed_in(kay), doris), "a record that one has closed to oneself"
    assert "Sally" in text_of(browser, doris)


def test_of_a_restricted_fact_and_of_one_in_error_nothing_is_told(team: ATeam, doris: UUID) -> None:
    """With a control: the same stay, when it is neither, is told by its place."""
    with an_act(team.nurse) as act:
        operations.add_carer(act=act, team_id=team.id, person_id=doris, carer=Cares("friend", "Company", "Jo"))
        values: dict[str, Any] = {
            "person_id": doris, "kind": "encounter", "label": "Stay", "source_system": "ward", "starts_at": AT - 9 * DAY,
            "detail": {"place": "Royal Infirmary"},
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('kith.act')")
            running = cursor.fetchone()[0]
        for n, more in enumerate(({"confidentiality": "restricted"}, {"is_in_error": True}, {})):
            Fact.objects.create(id=uuid4(), act_id=running, source_id=str(n), **values | more)
            found = queries.meetings(person_ids=[doris], since=AT - 20 * DAY, until=AT)
            assert [one.name for one in found] == (["Royal Infirmary"] if n == 2 else [])
        assert (found[0].service, found[0].is_visit, found[0].who) == ("hospital", False, "")


def test_a_carer_is_written_assessed_and_ended_by_their_pages(team: ATeam, doris: UUID, ron: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/network/carer/"
    form = browser.get(address)
    wrong = send(browser, form, address, name="Ann", does="Shopping")
    assert (wrong.status_code, "Enter what they are to the person" in page(wrong).text) == (422, True)
    said = send(browser, wrong, address, known_as=str(ron), name="", relation="husband", does="Cooking")
    assert "Written: who cares for them." in page(said).text
    with an_act(team.nurse):
        [row] = queries.carers(person_id=doris)
    own = f"{address}{row.id}/"
    for sent, sentence in (
        (
            {"do": "assess", "state": "offered", "day": "2026-06-08", "note": ""},
            "Assessment of their own offered, 8 June",
        ),
        ({"do": "change", "version": "1", "does": "Cooking", "needs": "Sleep"}, "Needs: Sleep"),
        ({"do": "end", "version": "2", "because": "in hospital"}, "until today: in hospital"),
    ):
        text = page(browser.post(own, sent | {"key": sent["do"]}, follow=True)).text
        assert sentence in text
    stale = browser.post(own, {"do": "end", "version": "1", "because": "x", "key": "s"})
    assert stale.status_code in (409, 422)
    assert browser.get(f"{address}{uuid4()}/").status_code == 404
    assert browser.get(f"/person/{ron}/network/carer/{row.id}/").status_code == 404, "of somebody else"


def test_a_concern_about_one_of_a_household_is_told_on_nobodys_network(team: ATeam, doris: UUID, ron: UUID) -> None:
    """With a control: whoever leads it reads the words on the concern's own page."""
    browser, paths = signed_in(team.nurse), [f"/person/{one}/{page}" for one in (doris, ron) for page in PAGES]
    before = {path: words_of(browser, path) for path in paths}
    with an_act(team.social_worker) as act:
        concern = safeguarding.raise_concern(
            act=act, team_id=team.id, person_id=ron, raised=Raised("Bruises on both arms")
        )
    with an_act(team.lead) as act:
        safeguarding.answer(act=act, concern_id=concern, version=1, words="I ring him at noon")
    assert "Bruises on both arms" in page(signed_in(team.lead).get(f"/restricted/of/{concern}/")).text, "the control"
    assert {path: words_of(browser, path) for path in paths} == before


PAGES = ("network/", "network/carer/", "contact/plan/")


def words_of(browser: Client, path: str) -> str:
    """Return the words of a page."""
    answer = browser.get(path)
    assert answer.status_code == 200
    return page(answer).text
