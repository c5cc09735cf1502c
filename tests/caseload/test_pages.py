"""Adding a person and a person's place on a list, as a browser without scripts sees and sends them."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from board.reading import page
from builders import AT, ATeam, a_person, a_team, a_working_manager, an_act, an_entry, close_entry, signed_in
from forms import form_of, send
from kith.caseload import operations, queries
from kith.person import operations as person_operations
from kith.person.models import Person
from kith.person.operations import Details
from kith.person.queries import identity
from kith.trail.models import Look
from statements import counted

NUMBER = "9990000018"


def test_person_is_added_with_how_they_came(team: ATeam) -> None:
    browser, address = signed_in(team.nurse), f"/team/{team.slug}/person/add/"
    typed = {"given": "Walter", "family": "Finch", "birth_date": "1942", "nhs_number": "999 000 0018"}
    answer = send(
        browser,
        browser.get(address),
        address,
        came_by="referral",
        came_from="Dr Marsh",
        needs="Hard of hearing",
        **typed,
    )

    assert "They are on the list now." in answer.content.decode()
    with an_act(team.nurse):
        walter = Person.objects.get(family="Finch")
        entry = queries.entry_of(team_id=team.id, person_id=walter.id)
    assert (walter.birth_date, walter.birth_precision, walter.nhs_number, walter.needs) == (
        date(1942, 1, 1),
        "year",
        NUMBER,
        "Hard of hearing",
    )
    assert entry is not None and (entry.came_by, entry.came_from) == ("referral", "Dr Marsh")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"family": "Finch"}, "nhs_number"),
        ({"family": "Finch", "nhs_number": "9990000019"}, "nhs_number"),
        ({"no_nhs_number_because": "a visitor"}, "family"),
        ({"family": "Finch", "birth_date": "31 2 1942"}, "birth_date"),
    ],
)
def test_person_who_cannot_be_added_comes_back_as_typed(team: ATeam, typed: dict[str, str], field: str) -> None:
    browser, address = signed_in(team.nurse), f"/team/{team.slug}/person/add/"
    answer = send(browser, browser.get(address), address, **typed)
    assert answer.status_code == 422
    assert page(answer).one("div", class_="kith-summary").one("a").attributes["href"] == f"#{field}"
    assert {name: form_of(answer, address).values[name] for name in typed} == typed


def test_number_of_somebody_in_sight_is_shown_with_a_link_and_is_a_look(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        walter = operations.add_person(
            act=act, team_id=team.id, details=Details(given="Walter", family="Finch", nhs_number=NUMBER)
        )
    browser, address = signed_in(team.nurse), f"/team/{team.slug}/person/add/"
    answer = send(browser, browser.get(address), address, family="Quite-Other", nhs_number=NUMBER)
    blocked = page(answer).one("div", id="doubles")
    assert (answer.status_code, blocked.one("h2").text) == (422, "This NHS number is taken")
    assert blocked.one("a").attributes["href"] == f"/person/{walter}/"
    assert form_of(answer, address).options.get("checked") is None, "there is no way round it"
    with an_act(team.nurse):
        assert Look.objects.filter(kind="search", person_ids=[walter]).count() == 1


def test_number_of_a_hidden_record_names_only_whom_to_ask(team: ATeam) -> None:
    with an_act(team.nurse) as act:
        operations.add_person(
            act=act, team_id=team.id, details=Details(given="Walter", family="Finch", nhs_number=NUMBER)
        )
    other = a_team("South")
    browser, address = signed_in(other.nurse), f"/team/{other.slug}/person/add/"
    answer = send(browser, browser.get(address), address, family="Quite-Other", nhs_number=NUMBER)
    assert "Finch" not in answer.content.decode()
    assert page(answer).one("div", id="doubles").text == (
        "This NHS number is taken There is a record you cannot open. Ask Ama Owusu to find out which team has it."
    )


def test_somebody_of_the_same_name_is_asked_about_first(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/team/{team.slug}/person/add/"
    typed = {"given": "Doris", "family": "pettigrew", "no_nhs_number_because": "not asked yet"}
    asked = send(browser, browser.get(address), address, **typed)
    assert (asked.status_code, page(asked).one("div", id="doubles").one("h2").text) == (422, "Is it one of these?")
    added = send(browser, asked, address, checked="yes")
    assert "They are on the list now." in added.content.decode()
    with an_act(team.nurse):
        assert Person.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (
            {"given": "Doris", "family": "Petigrew", "birth_date": "12 3 1942"},
            "Likely one person: same birth date, name differs by one letter, or two are swapped.",
        ),
        (
            {"given": "Pettigrew", "family": "Doris", "birth_date": "3 12 1942"},
            "Likely one person: birth date with day and month swapped, given and family name swapped.",
        ),
        (
            {"given": "Doris", "family": "Pettigrew", "birth_date": "March 1942"},
            "Likely one person: same month of birth, the day is not known, same name.",
        ),
        (
            {"given": "Leonard", "family": "Marsh", "birth_date": "1 1 1950", "nhs_number": "9434765870"},
            "",
        ),
        ({"given": "Leonard", "family": "Marsh", "birth_date": "12 3 1942"}, ""),
    ],
)
def test_why_somebody_may_be_the_same_is_said_in_one_statement(team: ATeam, typed: dict[str, str], why: str) -> None:
    known = a_person(team, "Doris Pettigrew", birth_date=date(1942, 3, 12), nhs_number="9434765919")
    browser, address = signed_in(team.nurse), f"/team/{team.slug}/person/add/"
    form = browser.get(address)
    answer = send(browser, form, address, **({"no_nhs_number_because": "not asked yet"} | typed))
    if not why:
        assert "They are on the list now." in answer.content.decode()
        return
    shown = page(answer).one("div", id="doubles")
    assert shown.one("a").attributes["href"] == f"/person/{known}/"
    assert f"{why} Open the record to compare." in shown.text
    values = form_of(form, address).values | {"no_nhs_number_because": "not asked yet"} | typed
    with counted() as sent:
        browser.post(address, values)
    assert sum("person_person" in sql for sql in sent.sent) == 1


def test_protected_or_hidden_people_are_not_found_as_the_same(team: ATeam) -> None:
    typed = {
        "given": "Doris",
        "family": "Pettigrew",
        "birth_date": "12 3 1942",
        "no_nhs_number_because": "not asked yet",
    }
    other = a_team("South")
    a_person(other, "Doris Pettigrew", birth_date=date(1942, 3, 12))
    secret = a_person(team, "Doris Pettigrew", birth_date=date(1942, 3, 12))
    with an_act(team.nurse) as act:
        correct = identity(person_id=secret)
        person_operations.correct(
            act=act, person_id=secret, recorded_at=correct.recorded_at, changes={"needs": "to be protected"}
        )
        Person.objects.filter(id=secret).update(is_protected=True)
    browser, address = signed_in(team.nurse), f"/team/{team.slug}/person/add/"
    assert "They are on the list now." in send(browser, browser.get(address), address, **typed).content.decode()


def test_other_teams_do_not_have_this_page(team: ATeam) -> None:
    browser = signed_in(a_team("South").nurse)
    hidden, missing = (browser.get(f"/team/{slug}/person/add/") for slug in (team.slug, "no-such"))
    assert (hidden.status_code, page(hidden).text) == (404, page(missing).text)


# A place on the list


def test_leads_tier_and_rhythm_are_set_together_by_the_page(team: ATeam, doris: UUID) -> None:
    entry, browser = an_entry(team, doris), signed_in(team.nurse)
    address = f"/list-entry/{entry.id}/"
    with counted() as sent:
        form = browser.get(address)
    assert sent <= 15
    shown = page(form)
    assert "On the list since 29 May 2026, added by the team." in shown.text
    assert "Ama Owusu leads today: duty lead." in shown.text

    typed = {"named_lead": str(team.nurse.member_id), "risk_tier": "high", "cadence_days": "7"}
    answer = send(browser, form, address, **typed)

    assert "Sam Whitlock leads today: named lead." in page(answer).text
    now = an_entry(team, doris)
    assert (now.named_lead_id, now.deputy_id, now.risk_tier, now.cadence_days) == (
        team.nurse.member_id,
        None,
        "high",
        7,
    )
    stale = send(browser, form, address, risk_tier="low", key="another")
    both = page(stale)
    assert (stale.status_code, both.one("h1").text) == (
        409,
        "Changed while you were writing: Sam Whitlock, today 8:22am",
    )
    assert "Risk tier High" in both.one("section", aria_labelledby="theirs").text
    assert "Risk tier Low" in both.one("section", aria_labelledby="yours").text
    assert an_entry(team, doris) == now
    send(browser, stale, address)
    assert an_entry(team, doris).risk_tier == "low"


def test_somebody_else_leads_today_by_the_page(team: ATeam, doris: UUID) -> None:
    entry, browser = an_entry(team, doris), signed_in(team.nurse)
    home, address = f"/list-entry/{entry.id}/", f"/list-entry/{entry.id}/day-lead/"
    member = str(team.social_worker.member_id)
    refused = send(browser, browser.get(home), address, member=member)
    assert (refused.status_code, "Say why somebody else leads that day." in page(refused).text) == (422, True)
    answer = send(browser, refused, address, reason="she asked")
    assert "Rukhsana Mir leads today: for today: she asked." in page(answer).text


def test_closing_is_offered_to_those_who_may_on_the_page_of_the_entry(team: ATeam, doris: UUID) -> None:
    entry = an_entry(team, doris)
    home, words = f"/list-entry/{entry.id}/", "Close: take them off the list"
    assert words in page(signed_in(team.nurse).get(home)).text, "who may propose it too"
    assert words in page(signed_in(team.lead).get(home)).text


def test_pages_of_hidden_and_of_missing_entries_are_the_same(team: ATeam, doris: UUID) -> None:
    entry, browser = an_entry(team, doris), signed_in(a_team("South").lead)
    for step in ("", "day-lead/", "close/", "again/"):
        hidden, missing = (browser.get(f"/list-entry/{one}/{step}") for one in (entry.id, UUID(int=3)))
        assert (hidden.status_code, page(hidden).text) == (404, page(missing).text)
        assert browser.post(f"/list-entry/{entry.id}/{step}", {"version": "1"}).status_code == 404


def test_manager_is_refused(team: ATeam, doris: UUID) -> None:
    entry, browser = an_entry(team, doris), signed_in(a_working_manager(team, "Pat Manager"))
    address = f"/list-entry/{entry.id}/"
    assert send(browser, browser.get(address), address, risk_tier="low").status_code == 403
    assert an_entry(team, doris) == entry


def test_import_is_shown_in_words(team: ATeam, doris: UUID) -> None:
    from kith.caseload.presenter import entry_words

    entry = an_entry(team, doris)
    assert entry_words(entry) == "On the list since 29 May 2026, added by the team."
    with an_act(team.lead) as act:
        close_entry(act, entry)
    with an_act(team.lead, AT + timedelta(days=1)):
        [past] = queries.entries_of_person(person_id=doris)
    assert entry_words(past) == "On the list from 29 May 2026 to 8 June 2026: moved away."
