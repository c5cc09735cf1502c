"""The pages of series and absences: planning a series, what is coming, changing, ending, moving, being away."""

from datetime import timedelta
from uuid import UUID

import pytest

from board.reading import page
from builders import ATeam, an_act, signed_in
from contact.test_series import TODAY, WEEK, a_series, away, days, weekly
from forms import form_of, send
from kith.contact import queries
from kith.contact.models import Series
from statements import counted

NEXT = (TODAY + timedelta(days=1)).isoformat()


def test_series_is_one_more_choice_on_the_form_of_a_contact(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/plan/"
    form = browser.get(address)
    assert form_of(form, address).values["often"] == "once", "a single visit is planned as before"
    answer = send(
        browser, form, address, way="visit", day=NEXT, often="weekdays", **{"on-1": "yes", "on-4": "yes"},
        end="number", number="5", reason="Leg ulcer: dressing", section="goals", on_closed="previous", note="Dressing",
    )  # fmt: skip
    text = page(answer).text
    assert "The series is planned." in text
    for words in (
        "Visit on Tuesday and Friday",
        "8am to 5pm, Sam Whitlock, until 23 June",
        "Why: Leg ulcer: dressing (from the plan: My goals)",
        "and 4 more",
        "Its last contact is planned.",
    ):
        assert words in text, words
    with an_act(team.nurse):
        [row] = Series.objects.all()
    assert (row.rhythm, row.weekdays, row.on_closed, row.note) == ("weekdays", "14", "previous", "Dressing")
    assert "Visit, Sam Whitlock (of a series)" not in page(browser.get(f"/person/{doris}/")).text
    assert page(browser.get(f"/person/{doris}/")).text.count("(of a series)") == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"often": "days", "every_days": "7", "end": "number", "number": "5"}, "Say what the series is for"),
        (
            {"often": "days", "every_days": "7", "end": "number", "reason": "why"},
            "Enter after how many contacts it ends.",
        ),
        (
            {"often": "weekdays", "end": "number", "number": "5", "reason": "why"},
            "Choose at least one day of the week.",
        ),
        ({"often": "days", "every_days": "x", "end": "number", "number": "5"}, "Enter a whole number."),
        ({"often": "moons"}, "Choose how often."),
    ],
)
def test_series_that_is_not_right_comes_back_as_it_was_typed(
    team: ATeam, doris: UUID, typed: dict[str, str], sentence: str
) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/plan/"
    answer = send(browser, browser.get(address), address, way="visit", day=NEXT, **typed)
    assert (answer.status_code, sentence in page(answer).text) == (422, True)


def test_series_changes_ends_and_one_of_it_moves_by_their_pages(team: ATeam, doris: UUID) -> None:
    series_id = a_series(team, doris)
    browser, coming = signed_in(team.nurse), f"/person/{doris}/coming/"
    address = f"/series/{series_id}/change/"
    form = browser.get(address)
    assert form_of(form, address).values["every_days"] == "7"
    answer = send(
        browser, form, address, day=weekly(4)[2].isoformat(), every_days="14", last_day=(TODAY + 9 * WEEK).isoformat()
    )
    assert "Visit every 2 weeks" in page(answer).text
    assert days(team, doris) == [*weekly(4)[:3]]

    with an_act(team.nurse):
        first = min(queries.to_come(person_id=doris), key=lambda one: one.window_from)
        new = Series.objects.get(state="running")
    address = f"/contact/{first.id}/move/"
    answer = send(browser, browser.get(address), address, day=(TODAY + timedelta(days=2)).isoformat())
    assert "The contact is moved." in page(answer).text

    address = f"/series/{new.id}/end/"
    refused = send(browser, browser.get(address), address, because="")
    assert (refused.status_code, "Say why the series ends." in page(refused).text) == (422, True)
    answer = send(browser, browser.get(address), address, because="Healed")
    assert "The series has ended." in page(answer).text
    assert days(team, doris) == [TODAY + timedelta(days=2), weekly(4)[1]]
    assert page(browser.get(coming)).text.count("Visit every") == 0


def test_absence_is_written_changed_and_said_on_the_pages_of_the_person_and_the_board(team: ATeam, doris: UUID) -> None:
    a_series(team, doris)
    browser, address = signed_in(team.nurse), f"/person/{doris}/away/"
    back = (TODAY + timedelta(days=4)).isoformat()
    refused = send(browser, browser.get(address), address, back_day=back)
    assert (refused.status_code, "Choose where they are." in page(refused).text) == (422, True)
    answer = send(browser, browser.get(address), address, kind="hospital", back_day=back, why="Ward 7")
    text = page(answer).text
    assert "Away until Friday" in text and "1 contact is paused." in text and "In hospital since today. Ward 7." in text
    assert "Away until Friday" in page(browser.get(f"/person/{doris}/")).text
    plan = page(browser.get(f"/person/{doris}/contact/plan/")).text
    assert "Away until Friday: contacts before that day are paused" in plan
    assert "Away until Friday" in page(browser.get(f"/board/{team.slug}/?rest=show")).text

    form = browser.get(address)
    assert form_of(form, address).values["back_day"] == back
    send(browser, form, address, back_day=(TODAY + timedelta(days=1)).isoformat())
    assert days(team, doris) == weekly(4)
    assert "Away until tomorrow" in page(browser.get(f"/board/{team.slug}/?rest=show")).text


@pytest.mark.parametrize("number", [1, 3])
def test_what_is_coming_takes_a_fixed_number_of_statements(team: ATeam, doris: UUID, number: int) -> None:
    for one in range(number):
        a_series(team, doris, every_days=7 + one)
    away(team, doris, 8)
    browser = signed_in(team.nurse)
    with counted() as sent:
        browser.get(f"/person/{doris}/coming/")
    assert sent == 13
