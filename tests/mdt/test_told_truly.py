"""What stays of a meeting is true: by which right somebody answered, who was there, how long it took, who is told of what."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from builders import AT, ATeam, a_member, a_person, an_act
from huddle.reading import fields, form_of, heading, signed_in, words
from kith.act import Refusal
from kith.mdt import operations as meetings
from kith.mdt import queries
from kith.mdt.cost import costs_of
from kith.mdt.rules import How, Outcome
from kith.mdt.types import Attends, Settles, Tells
from kith.preparation import operations as prepared
from kith.preparation.operations import Asks
from kith.preparation.queries import cases_of
from kith.preparation.rules import Verdict
from kith.trail.models import Look
from mdt.thursday import FRIDAY, THURSDAY, a_list, a_thursday, started

PRECIOUS, TRACEY = "Precious Ndlovu", "Tracey Holt"


@pytest.fixture(autouse=True)
def _thursday(_monday_morning, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kith.web.middleware.now", lambda: THURSDAY)


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("medicines", "Stop the diuretic? Answer: Yes. Helen Marsh: GP decided it beforehand (TOPIC-MED)."),
        ("", "Stop the diuretic? Answer: Yes. Helen Marsh, GP; not a decision."),
    ],
)
def test_minutes_say_who_answered_and_by_which_right(team: ATeam, topic: str, said: str) -> None:
    gp = a_member(team, "Helen Marsh", "gp")
    list_id = a_list(team, [a_person(team, PRECIOUS)])
    with an_act(team.nurse) as act:
        [case] = cases_of(meeting_id=list_id)
        asks = Asks("Stop the diuretic?", "gp", topic=topic)
        question = prepared.put_question(act=act, case_id=case.id, asks=asks)
    with an_act(gp) as act:
        prepared.answer_question(act=act, question_id=question, version=1, verdict=Verdict.YES)
    thursday = started(team, list_id)
    thursday.settle(PRECIOUS, thursday.unchanged)
    thursday.close()
    with an_act(team.lead, FRIDAY):
        [minute] = queries.minutes_of(meeting_id=thursday.meeting_id)
    assert ["Asked of GP", said] in [list(one) for one in minute.lines]


def test_minutes_keep_who_was_there_after_somebody_has_left_the_team(team: ATeam, monkeypatch) -> None:
    gp = a_member(team, "Helen Marsh", "gp", until=AT + timedelta(days=10))
    thursday = a_thursday(team, PRECIOUS)
    with an_act(team.lead, THURSDAY) as act:
        there = [Attends(gp.member_id, How.ROOM)]
        meetings.set_attendance(act=act, meeting_id=thursday.meeting_id, attendance=there)
    thursday.settle(PRECIOUS, thursday.unchanged)
    thursday.close()
    for days in (1, 20):
        at = THURSDAY + timedelta(days=days)
        monkeypatch.setattr("kith.web.middleware.now", lambda at=at: at)
        page = signed_in(team.lead, at).get(reverse("mdt-minutes", kwargs={"mdt_id": thursday.meeting_id}))
        assert ("GP Helen Marsh" in words(page), "GP no one" in words(page)) == (True, False)


def test_nobody_is_counted_as_sitting_there_until_somebody_closes_the_next_day(team: ATeam) -> None:
    thursday = a_thursday(team, PRECIOUS)
    thursday.settle(PRECIOUS, thursday.unchanged)
    thursday.close(at=FRIDAY + timedelta(hours=1), reason="we forgot it on Thursday")
    with an_act(team.lead, FRIDAY):
        [row] = costs_of(team_id=team.id, since=AT.date())
    assert (row.minutes, row.person_minutes) == (60, 60 * len(team.members))


def test_nobody_is_told_while_the_meeting_may_decide_otherwise(team: ATeam) -> None:
    thursday = a_thursday(team, PRECIOUS)
    thursday.settle(PRECIOUS, thursday.unchanged)
    [telling] = thursday.whole().tellings.values()
    at = THURSDAY + timedelta(minutes=5)
    with an_act(team.nurse, at) as act, pytest.raises(Refusal, match="still open, and may decide otherwise"):
        meetings.tell(act=act, telling_id=telling.id, told_at=at, how="phone")
    thursday.settle(PRECIOUS, Settles(Outcome.NO_CHANGE, "as before", Tells(team.lead.member_id, "letter", FRIDAY)))
    thursday.close()
    with an_act(team.nurse, FRIDAY) as act:
        meetings.tell(act=act, telling_id=telling.id, how="letter", not_possible_because="moved away, no address")
    with an_act(team.nurse, FRIDAY):
        assert queries.telling(telling_id=telling.id).not_possible_because == "moved away, no address"


def settle_form(page) -> dict[str, str]:
    """The form that settles the case in view."""
    last = re.findall(r'<form method="post"[^>]*data-save-keys>.*?</form>', page.content.decode(), re.DOTALL)[0]
    return fields(last) | {"then": "next", "outcome": "escalated"}


def test_after_an_escalation_was_raised_the_rest_of_the_form_is_mended_and_sent(team: ATeam) -> None:
    thursday = a_thursday(team, PRECIOUS)
    browser, nurse = signed_in(team.nurse, THURSDAY), str(team.nurse.member_id)
    address = reverse("mdt-case", kwargs={"team": team.slug, "mdt_case_id": thursday.case(PRECIOUS).id})
    raises = {"raise_what": "no food", "raise_to": str(team.lead.member_id)}
    refused = browser.post(address, settle_form(browser.get(address)) | raises, follow=True)
    assert (refused.status_code, "raised in this meeting" in words(refused)) == (422, True)
    assert settle_form(refused).get("raise_what", "") == "", "what is raised is not raised twice"
    saved = browser.post(address, settle_form(refused) | {"tell_by": nurse, "tell_how": "phone"}, follow=True)
    assert (saved.status_code, thursday.case(PRECIOUS).outcome) == (200, Outcome.ESCALATED)


def test_what_is_refused_beside_a_case_is_said_as_refused_and_keeps_what_was_typed(team: ATeam) -> None:
    thursday = a_thursday(team, PRECIOUS)
    for _number in range(6):
        with an_act(team.lead, THURSDAY) as act:
            meetings.add_minutes(act=act, meeting_id=thursday.meeting_id)
    browser = signed_in(team.lead, THURSDAY)
    page = browser.get(f"/meeting/{team.slug}/", follow=True)
    refused = browser.post(f"/meeting/{team.slug}/time/", form_of(page, "/time/"), follow=True)
    assert (refused.status_code, heading(refused)) == (422, PRECIOUS)
    assert "There is 1 thing to put right A meeting lasts two hours at most" in words(refused)
    until = f"until-{team.nurse.member_id}"
    typed = form_of(page, "/here/") | {until: "25:00"}
    refused = browser.post(f"/meeting/{team.slug}/here/", typed, follow=True)
    assert (refused.status_code, form_of(refused, "/here/")[until]) == (422, "25:00")


def test_a_page_that_names_people_of_an_earlier_meeting_enters_that_it_did(team: ATeam, monkeypatch) -> None:
    thursday = a_thursday(team, PRECIOUS)
    thursday.settle(PRECIOUS, thursday.unchanged)
    thursday.close()
    next_week = THURSDAY + timedelta(days=7)
    monkeypatch.setattr("kith.web.middleware.now", lambda: next_week)
    later = started(team, a_list(team, [a_person(team, TRACEY)]), at=next_week)
    earlier = thursday.case(PRECIOUS).person_id
    case = reverse("mdt-case", kwargs={"team": team.slug, "mdt_case_id": later.case(TRACEY).id})
    browser = signed_in(team.lead, next_week)
    for address in (case, f"/meeting/{team.slug}/close/"):
        assert PRECIOUS in words(browser.get(address))
        look = Look.objects.filter(account_id=team.lead.account_id).order_by("happened_at", "id").last()
        assert earlier in look.person_ids
