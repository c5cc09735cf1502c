"""The pages of a meeting to come: what stands on them, what a press does, and whom they are kept from."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from board.reading import page
from builders import AT, ATeam, Someone, a_member, a_named_lead, a_person, a_session, an_act
from kith.handover import knowing
from kith.preparation import queries
from kith.preparation.queries import CaseRow, MeetingRow
from kith.safeguarding import operations as safeguarding
from kith.safeguarding.raising import Raised
from preparation.meeting_tests import a_meeting, bring, coming, keep, listed
from statements import counted

DAY_BEFORE = AT + timedelta(days=2)


def browser(who: Someone) -> Client:
    return a_session(who.account_id, who.role)


def address(team: ATeam, rest: str = "") -> str:
    return f"/weekly/{team.slug}/{rest}"


def send(on: Client, where: str, **typed: Any) -> Any:
    """Send a form of a page, with a key of its own."""
    return on.post(where, {"key": str(uuid4()), **typed})


def case_of(meeting: MeetingRow, who: Someone) -> CaseRow:
    [row] = listed(meeting, who)
    return row


@pytest.fixture
def meeting(team: ATeam) -> MeetingRow:
    return a_meeting(team)


def test_a_team_that_meets_nowhere_says_who_sets_it_and_the_lead_does(team: ATeam) -> None:
    assert "The team lead sets it" in page(browser(team.nurse).get(address(team))).text
    lead = browser(team.lead)
    assert "Say when the team meets" in page(lead.get(address(team))).text
    sent = send(lead, address(team, "set/"), weekday="3", starts="14:00", minutes="60", size="2", roles=["nurse", "gp"])
    assert sent.status_code == 302
    wrong = send(lead, address(team, "set/"), weekday="3", starts="14:00", minutes="5", size="2", roles=["nurse"])
    assert (wrong.status_code, "Choose from 15 to 180 minutes." in page(wrong).text) == (422, True)
    keep(team, AT)
    assert "Weekly meeting, Thursday 11 June" in page(lead.get(address(team))).text


def test_the_list_has_its_reasons_its_line_and_takes_as_many_statements_for_three_as_for_one(
    team: ATeam, meeting: MeetingRow
) -> None:
    sent_for = []
    nurse = browser(team.nurse)
    for names in (["Doris Pettigrew"], ["Ron Abel", "Una Cole"]):
        for name in names:
            bring(team.nurse, meeting, a_person(team, name))
        nurse.get(address(team))
        with counted() as sent:
            answer = nurse.get(address(team))
        sent_for.append(sent.number)
    assert sent_for[0] == sent_for[1]
    text = page(answer).text
    assert "Talked about: 2 of 2" in text
    assert "Below the line: 1 person" in text
    assert text.count("Sam Whitlock asks: cannot cope") == 3
    assert "Confirm this list" not in text, "the nurse may not"
    lead = browser(team.lead)
    assert "Confirm this list" in page(lead.get(address(team))).text
    assert send(lead, address(team), do="confirm", version=str(coming(team).version)).status_code == 302
    assert "Confirmed by" in page(lead.get(address(team))).text


def test_somebody_is_brought_and_pulled_up_on_the_page(team: ATeam, meeting: MeetingRow) -> None:
    for name in ("Doris Pettigrew", "Ron Abel"):
        bring(team.nurse, meeting, a_person(team, name))
    una, nurse = a_person(team, "Una Cole"), browser(team.nurse)
    wrong = send(nurse, address(team), do="bring", person=str(una), because="")
    assert (wrong.status_code, "Say why this person is to be talked about." in page(wrong).text) == (422, True)
    assert send(nurse, address(team), do="bring", person=str(una), because="fell again").status_code == 302
    rows = listed(meeting, team.nurse)
    up: dict[str, Any] = {"do": "up", "case": str(rows[2].id), "version": "1", f"because-{rows[2].id}": "in hospital"}
    wrong = send(nurse, address(team), **up)
    assert "There is no room: choose who waits" in page(wrong).text
    assert send(nurse, address(team), **up, **{f"instead_of-{rows[2].id}": str(rows[1].id)}).status_code == 302
    assert "Makes room for Una Cole: in hospital" in page(nurse.get(address(team))).text


def test_the_page_of_a_case_begins_with_the_question_and_is_written_and_signed(
    team: ATeam, doris: UUID, meeting: MeetingRow
) -> None:
    a_named_lead(team, doris, team.nurse)
    bring(team.nurse, meeting, doris)
    keep(team, DAY_BEFORE)
    row, nurse = case_of(meeting, team.nurse), browser(team.nurse)
    here = address(team, f"case/{row.id}/")
    assert "What do they want to know?" in page(nurse.get(here)).text
    refused = send(nurse, here, do="ready", version="1")
    assert "Write down the person’s own question first" in page(refused).text
    wrong = send(nurse, here, do="asked", version="0", was="not", not_asked_because="")
    assert "Say why they were not asked." in page(wrong).text
    asked = {
        "was": "asked",
        "question": "Who stops it?",
        "how_to_tell": "visit",
        "told_by": "Ann",
        "asked_on": "2026-06-08",
    }
    assert send(nurse, here, do="asked", version="0", **asked).status_code == 302
    assert send(nurse, f"{here}write/", version="1", **{"part-risks": "Notice by 26 June"}).status_code == 302
    assert send(nurse, here, do="ready", version="2").status_code == 302
    text = page(nurse.get(here)).text
    assert text.index("“Who stops it?”") < text.index("One-page summary") < text.index("Notice by 26 June")
    assert "They want the answer from Ann, at a visit." in text
    assert "1 earlier version" in text
    assert f"Ready: {team.nurse.name}" in text


def test_a_gp_answers_in_place_what_needs_a_gp_and_nothing_else_stands_there(
    team: ATeam, doris: UUID, meeting: MeetingRow
) -> None:
    gp = a_member(team, "Helen Marsh", "gp")
    bring(team.nurse, meeting, doris)
    bring(team.nurse, meeting, a_person(team, "Ron Abel"))
    keep(team, DAY_BEFORE)
    rows = {one.name: one for one in listed(meeting, team.nurse)}
    nurse, marsh = browser(team.nurse), browser(gp)
    for name, to, words in (("Doris Pettigrew", "gp", "Stop the diuretic?"), ("Ron Abel", "nurse", "Wound care?")):
        here = address(team, f"case/{rows[name].id}/")
        assert send(nurse, here, do="put", to=to, words=words, topic="medicines").status_code == 302
    mine = page(marsh.get(address(team, "mine/"))).text
    assert "What needs a GP" in mine
    assert "Stop the diuretic?" in mine
    assert "A change of a medicine: a GP decides (TOPIC-MED)" in mine
    assert "Ron Abel" not in mine, "nothing of his needs a GP"
    assert "Wound care?" in page(nurse.get(address(team, "mine/"))).text, "the control: the nurse has his"
    with an_act(gp):
        [asked] = [one for one in queries.questions_of(meeting_id=meeting.id) if one.to_role == "gp"]
    on = {"question": str(asked.id), "version": str(asked.version)}
    wrong = send(marsh, address(team, "mine/"), **on, verdict="words")
    assert "Write your answer, or say yes or no." in page(wrong).text
    assert send(marsh, address(team, "mine/"), **on, verdict="yes").status_code == 302
    assert "Decided by Helen Marsh by TOPIC-MED" in page(marsh.get(address(team, "mine/"))).text


def test_a_restricted_case_says_its_owner_on_the_page_and_nothing_else(
    team: ATeam, doris: UUID, meeting: MeetingRow
) -> None:
    grace = a_member(team, "Grace Lindley", "safeguarding-lead")
    with an_act(team.nurse) as act:
        matter = safeguarding.raise_concern(act=act, team_id=team.id, person_id=doris, raised=Raised("CANARY"))
    lead = browser(grace)
    assert "Bring something restricted" in page(lead.get(address(team))).text
    assert send(lead, address(team), do="restricted", matter=str(matter)).status_code == 302
    text = page(browser(team.social_worker).get(address(team))).one("ol").text
    assert text == "1. Restricted case: Grace Lindley", "no name, no reason, no way to it"
    assert "Bring something restricted" not in page(browser(team.social_worker).get(address(team))).text
    assert page(lead.get(address(team))).all("a", href=f"/restricted/of/{matter}/"), "the control: its lead opens it"


def test_a_case_is_not_found_by_another_team_or_by_whoever_knows_the_person(
    team: ATeam, doris: UUID, meeting: MeetingRow
) -> None:
    bring(team.lead, meeting, doris)
    here = address(team, f"case/{case_of(meeting, team.lead).id}/")
    with an_act(team.nurse) as act:
        knowing.know_person(act=act, person_id=doris)
    assert browser(team.nurse).get(here).status_code == 404
    assert "Restricted case: nobody" in page(browser(team.nurse).get(address(team))).text
    assert browser(team.lead).get(here).status_code == 200


def test_my_day_says_which_questions_are_mine_and_the_persons_page_leads_to_their_case(
    team: ATeam, doris: UUID, meeting: MeetingRow
) -> None:
    nurse = browser(team.nurse)
    way = f"/weekly/person/{doris}/"
    assert page(nurse.get(f"/person/{doris}/")).all("a", href=way)
    assert nurse.get(way)["Location"] == f"{address(team)}?person={doris}"
    bring(team.nurse, meeting, doris)
    keep(team, DAY_BEFORE)
    row = case_of(meeting, team.nurse)
    assert nurse.get(way)["Location"] == address(team, f"case/{row.id}/")
    send(nurse, address(team, f"case/{row.id}/"), do="put", to=str(team.social_worker.member_id), words="Section 117?")
    keep(team, DAY_BEFORE + timedelta(minutes=1))
    theirs = page(browser(team.social_worker).get(f"/my-day/{team.slug}/")).text
    assert "1 question of the weekly meeting of Thursday 11 June is yours" in theirs
    assert "is yours" not in page(nurse.get(f"/my-day/{team.slug}/")).text
