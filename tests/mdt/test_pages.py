"""The pages of the weekly meeting, walked without scripts as a browser would; a restricted case shows its owner alone."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from builders import AT, ATeam, Someone, a_member, a_person, an_act
from huddle.reading import fields, form_of, heading, signed_in, words
from kith.mdt import operations as meetings
from kith.mdt import queries
from kith.mdt.rules import How, Outcome
from kith.mdt.types import Attends, Settles
from kith.safeguarding import operations as safeguarding
from kith.safeguarding.raising import Raised
from kith.trail.models import Look
from mdt.thursday import FRIDAY, THURSDAY, a_list, a_thursday, started

CANARY = "bruises on both wrists"


@pytest.fixture(autouse=True)
def _thursday(_monday_morning, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kith.web.middleware.now", lambda: THURSDAY)


def post(browser, page, action: str, **typed: str):
    """Send a form of a page."""
    address = next(one for one in re.findall(r'<form[^>]*action="([^"]*)"', page.content.decode()) if action in one)
    return browser.post(address, form_of(page, action) | typed, follow=True)


def settle(browser, page, **typed: str):
    """Send the form that settles the case in view."""
    last = re.findall(r'<form method="post"[^>]*data-save-keys>.*?</form>', page.content.decode(), re.DOTALL)[0]
    address = re.search(r'action="([^"]*)"', last)[1]
    return browser.post(address, fields(last) | {"then": "next"} | typed, follow=True)


def test_a_whole_meeting_from_its_start_to_its_minutes_and_the_telling(team: ATeam) -> None:
    a_list(team, [a_person(team, name) for name in ("Precious Ndlovu", "Tracey Holt")])
    browser, nurse = signed_in(team.lead, THURSDAY), str(team.nurse.member_id)
    before = browser.get(f"/meeting/{team.slug}/")
    assert (heading(before), "2 people on the list" in words(before)) == ("Weekly meeting, Thursday 11 June", True)
    page = post(browser, before, f"/meeting/{team.slug}/", minutes="60")
    assert (heading(page), "1 of 2. Sam Whitlock asks: cannot cope" in words(page)) == ("Precious Ndlovu", True)
    assert "They were not asked for their question" in words(page)
    assert "2 people without outcome" in words(page)

    room = words(browser.get(f"/meeting/{team.slug}/room/"))
    assert "1 of 2 60 minutes left" in room and "Precious Ndlovu" in room

    refused = post(browser, page, "/case/", then="decide", what="Ring the panel", decider=nurse)
    assert (refused.status_code, "Choose who does it." in words(refused)) == (422, True)
    assert form_of(refused, "/case/")["what"] == "Ring the panel", "nothing that was typed is lost"
    page = post(browser, refused, "/case/", then="decide", who=nurse)
    assert "Sam Whitlock community nurse decides (RIGHT-21)" in words(page)

    refused = settle(browser, page, outcome="settled")
    assert "Say who tells the person, how, and by when." in words(refused)
    page = settle(browser, refused, outcome="settled", tell_by=nurse, tell_how="phone")
    assert (heading(page), "Precious Ndlovu: Settled." in words(page)) == ("Tracey Holt", True)

    early = post(browser, browser.get(f"/meeting/{team.slug}/close/"), "/close/")
    assert (early.status_code, heading(early)) == (422, "The weekly meeting cannot close yet: 1 thing is loose")
    last = settle(browser, page, outcome="no change", **{"reason-no-change": "stable", "tell_by": nurse})
    assert heading(last) == "Everything is settled"
    minutes = post(browser, last, "/close/")
    assert heading(minutes) == "Weekly meeting of Millbrook North, Thursday 11 June 2026"
    said = words(minutes)
    decided = "Decided Ring the panel. Sam Whitlock: community nurse decides (RIGHT-21). Sam Whitlock, by Thursday 11 June 5pm."
    assert decided in said
    assert "Outcome No change: stable" in said
    look = Look.objects.filter(account_id=team.lead.account_id).latest("happened_at")
    assert look.kind in ("list", "open")

    address = re.search(r'href="(/meeting/told/[^"]+)"', minutes.content.decode())[1]
    wrong = post(browser, browser.get(address), "/told/", how="phone")
    assert "Enter when they were told." in words(wrong)
    after = post(browser, wrong, "/told/", told_day="2026-06-11", told_time="14:02", said="is relieved")
    assert "They said: “is relieved”" in words(after)
    cost = words(browser.get(f"/meeting/{team.slug}/cost/"))
    assert "Something was decided or escalated for 1 of 2 cases; 0 of 1 decisions were done by their day." in cost


def test_the_screen_follows_whoever_leads_and_goes_on_when_a_case_is_settled(team: ATeam) -> None:
    a_list(team, [a_person(team, name) for name in ("Precious Ndlovu", "Tracey Holt")])
    browser, nurse, address = signed_in(team.lead, THURSDAY), str(team.nurse.member_id), f"/meeting/{team.slug}/room/"
    page = post(browser, browser.get(f"/meeting/{team.slug}/"), f"/meeting/{team.slug}/", minutes="60")
    places = re.findall(r'href="(/meeting/[^"]+/case/[^"]+/)"', page.content.decode())
    second = next(each for each in map(browser.get, places) if heading(each) == "Tracey Holt")
    shows = re.search(r'data-shows="([^"]+)"', second.content.decode())[1]
    assert "Precious Ndlovu" in words(browser.get(address)), "the first one, until another is opened"
    assert browser.post(shows).status_code == 204
    room = words(signed_in(team.nurse, THURSDAY).get(address))
    assert "2 of 2" in room and "Next Precious Ndlovu" in room
    other = signed_in(team.nurse, THURSDAY)
    assert "data-shows" not in other.get(shows, follow=True).content.decode()
    assert other.post(shows).status_code == 403, "nobody else says what it is at"
    settle(browser, second, outcome="no change", **{"reason-no-change": "stable", "tell_by": nurse})
    assert "1 of 2" in words(browser.get(address))


def a_restricted_thursday(team: ATeam) -> tuple[Someone, UUID, UUID]:
    """A meeting with one ordinary case and one restricted, brought by the safeguarding lead; return lead, matter, meeting."""
    grace = a_member(team, "Grace Lindley", "safeguarding-lead")
    doris = a_person(team, "Doris Pettigrew")
    with an_act(team.nurse) as act:
        matter = safeguarding.raise_concern(act=act, team_id=team.id, person_id=doris, raised=Raised(CANARY))
    prepared = a_list(team, [a_person(team, "Tracey Holt")], matter=(grace, matter))
    return grace, matter, started(team, prepared).meeting_id


def be_here(team: ATeam, meeting_id: UUID, *here: Someone) -> None:
    """Mark these, and nobody else, as here."""
    everybody = [*team.members, *here]
    with an_act(team.lead, THURSDAY) as act:
        there = [Attends(one.member_id, How.ROOM if one in here else How.AWAY) for one in dict.fromkeys(everybody)]
        meetings.set_attendance(act=act, meeting_id=meeting_id, attendance=there)


def test_a_restricted_case_shows_its_owner_alone_while_one_outsider_is_here(team: ATeam) -> None:
    grace, matter, meeting_id = a_restricted_thursday(team)
    with an_act(grace, THURSDAY):
        whole = queries.whole(meeting=queries.meeting(meeting_id=meeting_id))
    case = next(one for one in whole.cases if one.is_restricted)
    assert (case.person_id, case.why, case.needs, case.name) == (None, "", [], "")
    address = reverse("mdt-case", kwargs={"team": team.slug, "mdt_case_id": case.id})
    door = reverse("mdt-restricted", kwargs={"team": team.slug, "mdt_case_id": case.id})
    be_here(team, meeting_id, grace, team.social_worker)
    with an_act(team.lead, THURSDAY) as act:
        other = next(one for one in whole.cases if not one.is_restricted)
        meetings.put_off(act=act, case_id=other.id, version=other.version)
    room = signed_in(grace, THURSDAY).get(f"/meeting/{team.slug}/room/").content.decode()
    assert "Restricted case" in room and all(secret not in room for secret in (CANARY, "Doris", "Pettigrew"))
    for who in (grace, team.social_worker):
        page = signed_in(who, THURSDAY).get(address)
        assert heading(page) == "Restricted case, Grace Lindley"
        said = page.content.decode()
        assert all(secret not in said for secret in (CANARY, "Doris", "Pettigrew", str(matter))), (
            "nothing else is shown"
        )
        assert signed_in(who, THURSDAY).get(door)["Location"] == address, "the page stays closed"
    be_here(team, meeting_id, grace)
    browser = signed_in(grace, THURSDAY)
    assert "Everybody who is marked here may open it." in words(browser.get(address))
    opened = browser.get(door)
    assert opened["Location"] == reverse("restricted", kwargs={"concern_id": matter})
    assert CANARY in browser.get(opened["Location"]).content.decode(), "the control: its page opens"
    assert "Nothing of it is shown now" in words(signed_in(team.social_worker, THURSDAY).get(address))
    be_here(team, meeting_id, grace, team.nurse)
    assert browser.get(door)["Location"] == address, "who came meanwhile closes it again"


def test_minutes_say_of_a_restricted_case_that_there_was_one(team: ATeam) -> None:
    grace, _matter, meeting_id = a_restricted_thursday(team)
    with an_act(team.lead, THURSDAY):
        whole = queries.whole(meeting=queries.meeting(meeting_id=meeting_id))
    for case in whole.cases:
        with an_act(grace if case.is_restricted else team.lead, THURSDAY) as act:
            settles = Settles(Outcome.SETTLED, CANARY) if case.is_restricted else Settles(Outcome.NEXT_WEEK, "later")
            meetings.settle(act=act, case_id=case.id, version=case.version, settles=settles)
    with an_act(team.lead, THURSDAY + timedelta(minutes=30)) as act:
        meetings.close(act=act, meeting_id=meeting_id)
    page = signed_in(team.lead, FRIDAY).get(reverse("mdt-minutes", kwargs={"mdt_id": meeting_id}))
    said = words(page)
    assert "Restricted case, Grace Lindley" in said
    assert all(secret not in said for secret in (CANARY, "Doris", "Pettigrew"))
    assert "Tracey Holt" in said, "the control: others are named"


def test_somebody_of_another_team_sees_no_meeting(team: ATeam) -> None:
    thursday = a_thursday(team, "Precious Ndlovu")
    stranger = signed_in(a_member(team, "Sid Vance", "nurse", until=AT + timedelta(days=1)), THURSDAY)
    for address in (
        f"/meeting/{team.slug}/",
        reverse("mdt-case", kwargs={"team": team.slug, "mdt_case_id": thursday.case("Precious Ndlovu").id}),
        reverse("mdt-minutes", kwargs={"mdt_id": thursday.meeting_id}),
    ):
        assert stranger.get(address).status_code in (302, 403, 404)
