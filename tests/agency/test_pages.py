"""The pages of agencies and of sharing: what they say, to whom, in how many statements."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from board.reading import page
from builders import AT, ATeam, Someone, a_member, a_person, an_act, signed_in, with_key
from forms import said_of
from kith.agency.disclosing import Said, tell
from kith.agency.models import Agreement, Contact, Involved, Objection, Override
from kith.agency.objecting import object_to
from kith.place.rules import local_day
from kith.trail.models import Look
from partners import AnAgency, an_agency, an_agreement, works_with
from statements import counted

CARE = "coordinate-care"


def send(browser: Client, address: str, **typed: Any) -> HttpResponse:
    """Send a form with a key of its own, as typed."""
    return browser.post(address, {"key": str(uuid4()), **typed})


@pytest.fixture
def agreed(team: ATeam, doris: UUID, manager: Someone) -> AnAgency:
    """A housing association that works with Doris, with an agreement."""
    agency = an_agency(team.lead)
    an_agreement(manager, agency, fields=("name", "actions-of-agency", "goals"))
    works_with(team.nurse, doris, agency)
    return agency


def test_agencies_of_a_place_stand_on_one_page_in_the_same_statements_for_one_and_three(
    team: ATeam, manager: Someone
) -> None:
    browser, numbers = signed_in(team.nurse), []
    for name in ("Ashmere Homes", "Bright Care", "Council"):
        an_agency(team.lead, name)
        with counted() as sent:
            answer = browser.get(f"/team/{team.slug}/agencies/")
        numbers.append(sent.number)
    assert numbers == [numbers[0]] * 3
    said = page(answer).text
    assert [said.count(name) for name in ("Ashmere Homes", "Bright Care", "Council")] == [1, 1, 1]
    assert said.count("No agreement holds: nothing may be told.") == 3
    assert "Add an agency" not in said
    assert "Add an agency" in page(signed_in(manager).get(f"/team/{team.slug}/agencies/")).text


def test_place_manager_writes_an_agency_a_contact_and_an_agreement_by_the_pages(team: ATeam, manager: Someone) -> None:
    browser, root = signed_in(manager), f"/team/{team.slug}/agencies/"
    wrong = send(browser, f"{root}add/", name="", service="housing", hours="")
    assert (wrong.status_code, "Enter a name." in page(wrong).text) == (422, True)
    went = send(browser, f"{root}add/", name="Lark Care", service="home-care", hours="Daily")
    address = went["Location"]
    send(
        browser,
        f"{address}contact/",
        name="Al Pike",
        does="manager",
        email="al@lark.example",
        telephone="01632 960 003",
    )
    contact = Contact.objects.get()
    kept = {"name": "Al Pike", "does": "", "email": "", "telephone": "01632 960 004", "until": f"{local_day(AT)}"}
    send(browser, f"{address}contact/{contact.id}/", version="1", **kept)
    send(browser, f"{address}change/", name="Lark Home Care", service="home-care", hours="Daily", version="1")
    first = page(browser.get(f"{address}agreement/")).text
    assert "Repairs and access to the home" in first and "Where the signed paper lies" not in first
    form = {
        "purpose": "repairs", "fields": ["name", "address"], "from_day": f"{local_day(AT)}", "paper": "Folder 12",
        "until_day": f"{local_day(AT) + timedelta(days=30)}", "signed_by": "Peter Lindqvist",
    }  # fmt: skip
    wrong = send(browser, f"{address}agreement/?purpose=repairs", **{**form, "fields": []})
    assert (wrong.status_code, "Choose at least one thing" in page(wrong).text) == (422, True)
    send(browser, f"{address}agreement/?purpose=repairs", **form)
    said = page(browser.get(address)).text
    for words in (
        "Lark Home Care", "Al Pike", "01632 960 004", "Repairs and access to the home, version 1", "Their name", "Where they live",
        "Agree the next one before that day.", "Paper: Folder 12. Signed for the place by Peter Lindqvist.",
    ):  # fmt: skip
        assert words in said, words
    assert "The next" not in page(browser.get(f"{address}agreement/?purpose=repairs")).text
    assert "An agreement for this holds already" in page(browser.get(f"{address}agreement/?purpose=repairs")).text
    agreement = Agreement.objects.get()
    why = f"because-{agreement.id}"
    wrong = send(browser, address, agreement=str(agreement.id), **{why: ""})
    assert (wrong.status_code, *said_of(wrong, why)) == (422, True, True)
    send(browser, address, agreement=str(agreement.id), **{why: "They merged"})
    said = page(browser.get(address)).text
    assert "No agreement holds: nothing may be told." in said and "They merged" in said
    nurse = page(signed_in(team.nurse).get(address)).text
    assert "Write an agreement" not in nurse and "The place manager writes one." in nurse
    assert send(signed_in(team.nurse), f"{address}agreement/?purpose=repairs", **form).status_code == 403


def test_page_of_a_person_says_who_may_be_told_what_and_why_not(team: ATeam, doris: UUID, agreed: AnAgency) -> None:
    works_with(team.nurse, doris, agreed, "repairs", "consent")
    browser, there = signed_in(team.nurse), f"/person/{doris}/sharing/"
    with counted() as sent:
        said = page(browser.get(there)).text
    for words in (
        "May be told: their name, what they themselves are to do and their goals.",
        "By version 1 of the agreement, until 7 June 2027.", "It is part of their care", "We reach Jo Marsh there.",
        "There is no agreement with Ashmere Homes for this: Repairs and access to the home.", "Nothing was shared yet.",
    ):  # fmt: skip
        assert words in said, words
    send(
        browser, f"{there}objection/", words="Not my landlord", agency=str(agreed.id), purpose="", said_by="", on_day="2026-06-08"
    )  # fmt: skip
    an_agency(team.lead, "Other Homes")
    browser.get(there)  # what was saved is said once
    with counted() as again:
        said = page(browser.get(there)).text
    assert again == sent.number
    for words in ("Nothing to Ashmere Homes", "“Not my landlord”", "They do not want this shared with Ashmere Homes."):
        assert words in said, words
    assert "May be told:" not in said
    assert {look.person_ids[0] for look in Look.objects.filter(route="sharing")} == {doris}


def test_involvement_is_written_changed_and_ended_by_the_pages(team: ATeam, doris: UUID, agreed: AnAgency) -> None:
    browser, there = signed_in(team.nurse), f"/person/{doris}/sharing/"
    assert "Ashmere Homes" in page(browser.get(f"{there}agency/")).text
    form = {
        "agency": str(agreed.id), "purpose": "repairs", "basis": "consent", "why": "The boiler", "contact": str(agreed.contact_id),
        "from_day": "2026-06-08", "told_how": "not told", "told_by": "", "untold_because": "",
    }  # fmt: skip
    wrong = send(browser, f"{there}agency/?agency={agreed.id}", **form)
    assert (wrong.status_code, "Say why they were not told." in page(wrong).text) == (422, True)
    send(browser, f"{there}agency/?agency={agreed.id}", **(form | {"untold_because": "In hospital"}))
    row = Involved.objects.get(purpose="repairs")
    told = {"told_how": "telephone", "told_by": "Sam Whitlock", "untold_because": ""}
    send(browser, f"{there}agency/{row.id}/", **(form | told | {"version": "1", "do": "change"}))
    assert send(browser, f"{there}agency/{row.id}/", do="end", version="2", because="").status_code == 422
    send(browser, f"{there}agency/{row.id}/", do="end", version="2", because="Mended")
    row.refresh_from_db()
    assert (row.told_how, row.ended_because, row.version) == ("telephone", "Mended", 3)


def test_what_was_told_is_chosen_from_what_may_be(team: ATeam, doris: UUID, agreed: AnAgency) -> None:
    browser, there = signed_in(team.nurse), f"/person/{doris}/sharing/tell/"
    row = Involved.objects.get()
    said = page(browser.get(f"{there}?whom={row.id}")).text
    assert "Their goals" in said and "Warning signs" not in said
    form = {"whom": str(row.id), "how": "telephone", "contact": "", "words": "She asked"}
    assert send(browser, f"{there}?whom={row.id}", **form, fields=[]).status_code == 422
    beyond = browser.post(there, {**form, "fields": ["warning-signs"], "key": "beyond"})
    assert (beyond.status_code, "does not allow all of this" in page(beyond).text) == (422, True)
    send(browser, f"{there}?whom={row.id}", **form, fields=["name", "goals"])
    said = page(browser.get(f"/person/{doris}/sharing/")).text
    assert "Today 8:22am Ashmere Homes, by telephone" in said
    assert "Their name and their goals. She asked" in " ".join(said.split())


def test_override_is_offered_to_those_who_may_and_stands_on_the_sheet_of_the_person(
    team: ATeam, doris: UUID, agreed: AnAgency, supervisor: Someone
) -> None:
    there = f"/person/{doris}/sharing/"
    with an_act(team.nurse) as act:
        tell(act=act, team_id=team.id, person_id=doris, said=Said(agreed.id, CARE, ["name"]))
        object_to(act=with_key(act), team_id=team.id, person_id=doris, words="Nobody")
    assert "It has to be shared all the same" not in page(signed_in(team.nurse).get(there)).text
    browser = signed_in(supervisor)
    assert "It has to be shared all the same" in page(browser.get(there)).text
    form = {
        "agency": str(agreed.id), "purpose": CARE, "reason": "Cold home", "ground": "Care Act 2014", "until_day": "2026-06-20",
        "told_how": "in person", "told_by": "Miriam Stone", "untold_because": "",
    }  # fmt: skip
    assert send(signed_in(team.nurse), f"{there}override/", **form).status_code == 403
    wrong = send(browser, f"{there}override/", **(form | {"until_day": "2026-07-30"}))
    assert (wrong.status_code, "within 28 days" in page(wrong).text) == (422, True)
    send(browser, f"{there}override/", **form)
    said = page(browser.get(there)).text
    assert "Shared all the same: Ashmere Homes: Working together on their care" in said
    sheet = page(browser.get(f"{there}told/")).text
    for words in (
        "What we told others about you", "your goals", "You said".lower(), "“Nobody”", "Cold home (Care Act 2014)",
        "8 June 2026", "Ashmere Homes, by telephone: your name.", "You can say no",
    ):  # fmt: skip
        assert words in sheet, words
    assert "NHS" not in sheet
    row, objection = Override.objects.get(), Objection.objects.get()
    assert send(browser, f"{there}override/{row.id}/", version="1", because="").status_code == 422
    send(browser, f"{there}override/{row.id}/", version="1", because="Warm again")
    assert send(browser, f"{there}objection/{objection.id}/", version="1", words="").status_code == 422
    send(browser, f"{there}objection/{objection.id}/", version="1", words="Fine")
    said = page(browser.get(there)).text
    assert "What is over" in said and "Nothing now." in said and "May be told: their name" in said
    assert Look.objects.filter(route="sharing-told", kind="print").count() == 1


def test_pages_of_people_whom_one_does_not_reach_are_not_there(team: ATeam, agreed: AnAgency) -> None:
    browser, elsewhere = signed_in(team.nurse), a_member(team, "Out Sider")
    other = a_person(team, "Someone Else")
    row = Involved.objects.get()
    assert browser.get(f"/person/{other}/sharing/agency/{row.id}/").status_code == 404
    assert elsewhere.team_id == team.id
