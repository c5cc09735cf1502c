"""A used key with other answers: both are shown, nothing more is changed, and one press sends the second as new."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from board.reading import page
from builders import AT, ATeam, a_person, a_team, an_act, signed_in
from forms import form_of, send
from huddle.reading import form_of as fields_of
from kith.action import operations, queries
from kith.trail.models import Entry, Look

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT)


@pytest.fixture
def team() -> ATeam:
    return a_team()


def work_of(team: ATeam, person_id: UUID) -> list[str]:
    with an_act(team.nurse):
        return sorted(row.what for row in queries.waiting_for_person(person_id=person_id, at=AT))


def sections(answer: Any) -> tuple[str, str]:
    """Return what was saved the first time and what was sent now, as the page says them."""
    shown = page(answer)
    return shown.one("section", aria_labelledby="first").text, shown.one("section", aria_labelledby="now").text


def test_form_of_an_action_sent_again_with_other_answers_shows_both_and_is_sent_as_new(team: ATeam) -> None:
    doris = a_person(team)
    browser, address = signed_in(team.nurse), f"/person/{doris}/action/add/"
    form = browser.get(address)
    send(browser, form, address, what="Ring the pharmacy")
    typed = {"what": "Ring the <b>son</b>", "doer_kind": "carer", "doer": "Mrs Clarke"}

    both = send(browser, form, address, **typed)

    first, now = sections(both)
    assert (both.status_code, page(both).one("h1").text) == (422, "This form was sent before, with other answers")
    assert "You added an action, today 8:22am." in page(both).text
    assert "What has to be done Ring the pharmacy" in first and "How it stands Due today by 5pm" in first
    for words in (
        "What has to be done Ring the <b>son</b>",
        "Who answers for it You (Sam Whitlock)",
        "By when Today by 5pm",
        "Who does it A carer",
        "Their name Mrs Clarke",
    ):
        assert words in now
    assert work_of(team, doris) == ["Ring the pharmacy"]
    with an_act(team.nurse):
        refused = Entry.objects.filter(command="action.add", outcome="refused")
        assert list(refused.values_list("reason", flat=True)) == ["KeyUsed"]
        assert Look.objects.filter(route="action-add", kind="open", person_ids=[doris]).count() == 2

    saved = send(browser, both, address)
    assert page(saved).one("h1").text == "Ring the <b>son</b>"
    assert work_of(team, doris) == ["Ring the <b>son</b>", "Ring the pharmacy"]


def test_sent_as_new_has_a_key_of_its_own_and_counts_once(team: ATeam) -> None:
    doris = a_person(team)
    browser, address = signed_in(team.nurse), f"/person/{doris}/action/add/"
    form = browser.get(address)
    send(browser, form, address, what="First")
    both = send(browser, form, address, what="Second")
    again = form_of(both, address).values
    assert again["key"] != form_of(form, address).values["key"]
    assert set(again) - {"key", "csrfmiddlewaretoken"} == set(form_of(form, address).values) - {
        "key",
        "csrfmiddlewaretoken",
    }
    for _press in range(2):
        send(browser, both, address)
    assert work_of(team, doris) == ["First", "Second"]


def test_sending_as_new_needs_the_token_of_the_session(team: ATeam) -> None:
    doris = a_person(team)
    browser, address = signed_in(team.nurse), f"/person/{doris}/action/add/"
    form = browser.get(address)
    send(browser, form, address, what="First")
    fields = form_of(send(browser, form, address, what="Second"), address).values
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    assert strict.post(address, fields | {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert work_of(team, doris) == ["First"]


def test_a_press_alone_sent_again_says_so(team: ATeam) -> None:
    doris = a_person(team)
    with an_act(team.lead) as act:
        action_id = operations.add(
            act=act,
            team_id=team.id,
            person_id=doris,
            what="Ring",
            owner_id=team.lead.member_id,
            due_at=AT + timedelta(hours=1),
        )
    browser, address = signed_in(team.nurse), f"/action/{action_id}/take/"
    form = browser.get(f"/action/{action_id}/")
    send(browser, form, address)
    both = send(browser, form, address, version="2")
    assert sections(both)[1].endswith("The same press, with nothing typed.")
    assert "You took over an action, today 8:22am." in page(both).text


def test_decision_of_a_huddle_sent_again_with_other_answers_shows_both_and_changes_nothing(team: ATeam) -> None:
    doris = a_person(team, at=AT)
    browser, here = signed_in(team.lead), f"/huddle/{team.slug}/"
    started = browser.post(here, fields_of(browser.get(here), here), follow=True)
    address = next(one for one in _actions(started) if "/item/" in one)
    form = fields_of(started, "/item/") | {"then": "next"}
    browser.post(address, form | {"outcome": "action", "what": "Ring the pharmacy", "who": str(team.lead.member_id)})

    both = browser.post(address, form | {"outcome": "no change", "reason": "Nothing has changed since Friday"})

    assert (both.status_code, page(both).one("h1").text) == (422, "This form was sent before, with other answers")
    assert "You wrote what the huddle decided, today 8:22am." in page(both).text
    assert "Nothing has changed since Friday" in sections(both)[1]
    assert work_of(team, doris) == ["Ring the pharmacy"]


def _actions(answer: Any) -> list[str]:
    import re

    return re.findall(r'<form method="post" action="([^"]*)"', answer.content.decode())
