"""A page of a meeting to come is written again: by two at once, after a question was asked, with few questions first (P8, P9)."""

from datetime import date
from uuid import UUID

from builders import ATeam, a_member, a_person, an_act, with_key
from kith.preparation import operations
from kith.preparation.operations import Asks, OwnQuestion
from kith.preparation.rules import HowTold
from kith.trail.models import Look
from preparation.meeting_tests import a_meeting, bring, keep, listed
from preparation.test_pages import address, browser, page, send
from preparation.test_preparing import DAY_BEFORE


def a_case(team: ATeam, doris: UUID):  # type: ignore[no-untyped-def]
    """A case whose page is made."""
    meeting = a_meeting(team)
    bring(team.nurse, meeting, doris)
    keep(team, DAY_BEFORE)
    [case] = listed(meeting, team.nurse)
    return case


def test_whoever_writes_second_reads_what_the_first_wrote_beside_their_own(team: ATeam, doris) -> None:
    case = a_case(team, doris)
    with an_act(team.lead, DAY_BEFORE) as act:
        operations.write_summary(act=act, case_id=case.id, number=1, texts={"risks": "Does not open the door"})
    said = send(browser(team.nurse), address(team, f"case/{case.id}/write/"), version="1", **{"part-risks": "Falls"})
    text = page(said).text
    assert (said.status_code, "Does not open the door" in text, "Yours, not saved yet" in text) == (409, True, True)
    assert 'name="version" value="2"' in said.content.decode()
    assert "Falls" in text


def test_a_question_is_mended_as_it_stands(team: ATeam, doris) -> None:
    case = a_case(team, doris)
    where = address(team, f"case/{case.id}/")
    own = OwnQuestion("Who stops the evicton?", date(2026, 6, 8), HowTold.TELEPHONE, "Callum")
    with an_act(team.nurse, DAY_BEFORE) as act:
        operations.write_asked(act=act, case_id=case.id, version=0, asked=own)
    html = browser(team.nurse).get(where).content.decode()
    form = html.split('name="do" value="asked"')[1].split("</form>")[0]
    assert all(
        one in form for one in ("Who stops the evicton?</textarea>", 'value="Callum"', 'value="telephone" selected')
    )
    with an_act(team.nurse, DAY_BEFORE) as act:
        operations.write_asked(act=act, case_id=case.id, version=1, asked=OwnQuestion(not_asked_because="in hospital"))
    html = browser(team.nurse).get(where).content.decode()
    assert 'value="in hospital"' in html.split('name="do" value="asked"')[1].split("</form>")[0]


def test_a_specialist_reads_three_questions_first_and_the_others_behind_them(team: ATeam, doris) -> None:
    gp = a_member(team, "Helen Marsh", "gp")
    case = a_case(team, doris)
    for number in range(5):
        with an_act(team.nurse, DAY_BEFORE) as act:
            operations.put_question(act=with_key(act), case_id=case.id, asks=Asks(f"Question {number}?", "gp"))
    keep(team, DAY_BEFORE)
    first, more = page(browser(gp).get(address(team, "mine/"))).text.split("More may be asked of you")
    assert (first.count("Question "), more.count("Question ")) >= (3, 2)
    assert "0 of 3 questions answered." in first
    assert "3 questions are yours" in page(browser(gp).get(address(team))).text


def test_the_list_enters_also_whom_it_offers(team: ATeam, doris) -> None:
    a_meeting(team)
    offered = a_person(team, "Una Cole")
    text = page(browser(team.nurse).get(address(team))).text
    look = Look.objects.filter(account_id=team.nurse.account_id).order_by("happened_at", "id").last()
    assert ("Una Cole" in text, {offered, doris} <= set(look.person_ids)) == (True, True)
