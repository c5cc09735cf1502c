"""The page of somebody's usual observations, as a browser without scripts sees and sends it."""

from datetime import timedelta
from uuid import UUID

from board.reading import page
from builders import AT, ATeam, a_member, an_act, signed_in
from forms import send
from kith.record.operations import set_usual
from statements import counted


def test_a_nurse_says_what_is_usual_and_it_stands_beside_the_entry(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/usual/"
    assert f'href="{address}"' in browser.get(f"/person/{doris}/").content.decode()
    form = browser.get(address)
    assert "Not known: nobody has said yet." in page(form).text
    assert "NEWS2 is 2 or more above what is usual for this person: a clinical review the same day. NEWS2-USUAL-2" in (
        page(form).text
    )
    for wrong, sentence in (
        ({"usual": ""}, "enter a whole number from 0 to 20"),
        ({"usual": "3"}, "Say why this is usual"),
        ({"usual": "3", "why": "COPD", "until": "2026-06-01"}, "choose a day within a year"),
    ):
        refused = send(browser, form, address, **wrong)
        assert (refused.status_code, sentence in page(refused).text) == (422, True)
    after = send(browser, form, address, usual="3", why="COPD", until="2026-06-10")
    text = page(after).text
    assert "What is usual is saved." in text
    assert "3 Sam Whitlock , since today, until Wednesday COPD" in text
    said = page(browser.get(f"/person/{doris}/contact/record/")).text
    assert "Usual NEWS2: 3 (Sam Whitlock, since today, until Wednesday): COPD" in said


def test_somebody_faster_is_shown_and_what_was_typed_stays(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/usual/"
    form = browser.get(address)
    with an_act(team.nurse) as act:
        set_usual(act=act, team_id=team.id, person_id=doris, score=5, reason="chest infection")
    stale = send(browser, form, address, usual="3", why="COPD")
    text = page(stale).text
    assert (stale.status_code, "your answers are still in the form" in text, "NEWS2 5" in text) == (409, True, True)
    after = send(browser, stale, address)
    assert "NEWS2 3" in page(after).text


def test_who_may_only_propose_does_and_who_may_not_sees_who_decides(team: ATeam, doris: UUID) -> None:
    a_member(team, "Helen Frost", "clinical-supervisor")
    browser, address = signed_in(team.social_worker), f"/person/{doris}/usual/"
    form = browser.get(address)
    assert "You propose, Sam Whitlock decides by" in page(form).text
    after = send(browser, form, address, usual="4", why_propose="Always breathless")
    assert "proposes: What NEWS2 is usual" in page(after).text
    assert "Usual NEWS2 now not known 4" in page(after).text
    lead = page(signed_in(team.lead).get(address)).text
    assert "Not yours: Sam Whitlock decides" in lead
    assert "Save what is usual" not in lead


def test_the_page_is_a_fixed_number_of_statements(team: ATeam, doris: UUID) -> None:
    browser, address, seen = signed_in(team.nurse), f"/person/{doris}/usual/", None
    browser.get(address)
    for number in range(3):
        with an_act(team.nurse, AT - timedelta(hours=3 - number)) as act:
            seen = set_usual(act=act, team_id=team.id, person_id=doris, score=number, reason="COPD", seen=seen)
        if number in (0, 2):
            with counted() as sent:
                assert page(browser.get(address)).text.count("Sam Whitlock, since today") == number + 1
            assert sent == 11
