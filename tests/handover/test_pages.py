"""Recording a death and taking it back, as a browser without scripts sees and sends them."""

from uuid import UUID

from board.reading import page
from builders import ATeam, a_planned_contact, an_act, an_action, signed_in
from forms import send
from kith.action.models import Action
from kith.handover import queries
from kith.person.models import Person
from statements import counted


def test_death_says_what_it_stops_records_it_and_is_taken_back(team: ATeam, doris: UUID) -> None:
    an_action(team, doris, "Ring the pharmacy")
    a_planned_contact(team, doris)
    browser, address = signed_in(team.nurse), f"/person/{doris}/death/"
    form = browser.get(address)
    words = page(form).one("div", class_="kith-notice").text
    assert "Ring the pharmacy" in words and "1 planned contact" in words and "30 days" in words

    answer = send(browser, form, address, how_known="Her daughter rang at 7am", day="2026-06-07", time="23:10")
    assert "The death is recorded." in answer.content.decode()
    with an_act(team.nurse):
        doris_row = Person.objects.get(id=doris)
        assert doris_row.is_dead and doris_row.died_at is not None
        assert (doris_row.died_at.isoformat(), Action.objects.filter(kind="after-death").count()) == (
            "2026-06-07T22:10:00+00:00",
            4,
        )

    back = f"/person/{doris}/death/undo/"
    form = browser.get(back)
    assert "Her daughter rang at 7am" in form.content.decode()
    answer = send(browser, form, back, because="It was her sister")
    assert "2 things that it stopped are as they were" in answer.content.decode()
    with an_act(team.nurse):
        assert queries.deaths_of(person_id=doris) == []


def test_death_without_how_or_to_come_is_refused_beside_its_field(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/death/"
    for typed, field in (
        ({"how_known": " "}, "how_known"),
        ({"how_known": "told", "day": "2027-01-01"}, "day"),
        ({"how_known": "told", "time": "10:00"}, "day"),
    ):
        answer = send(browser, browser.get(address), address, **typed)
        assert answer.status_code == 422
        assert page(answer).one("div", class_="kith-summary").one("a").attributes["href"] == f"#{field}"
    with an_act(team.nurse):
        assert not Person.objects.get(id=doris).is_dead


def test_page_of_a_death_takes_the_same_statements_whatever_is_open(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/death/"
    with counted() as empty:
        browser.get(address)
    for number in range(3):
        an_action(team, doris, f"Work {number}")
    with counted() as three:
        browser.get(address)
    assert (empty.number, three.number) == (7, 7)
