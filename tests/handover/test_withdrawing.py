"""A question to see a record taken back by whoever asked, and a note left by somebody who joined."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client

from board.reading import page
from builders import AT, ATeam, Someone, a_person, a_session, an_act
from forms import send
from handover.test_asking import BORN, LATER, NUMBER, SAID, answers, asks, dora, south, the_action, told
from kith.act import NotAllowed, NotVisible, Refusal, ids
from kith.action import offering
from kith.action import operations as actions
from kith.action.models import Action, Step
from kith.action.offer_queries import offers_of_action
from kith.handover.ask_queries import ask, earlier_asks, own_asks
from kith.handover.asking import withdraw_ask
from kith.handover.joining import join_person, leave_note
from kith.message.models import Message
from statements import counted
from trailing import last_entry, outcomes

__all__ = ["dora", "south"]


def withdraws(who, ask_id: UUID, at=LATER) -> UUID:  # type: ignore[no-untyped-def]
    with an_act(who, at) as act:
        return withdraw_ask(act=act, ask_id=ask_id)


def later(who: Someone) -> Client:
    """Return the browser of somebody who is signed in two hours later."""
    return a_session(who.account_id, who.role, LATER)


def test_a_question_withdrawn_takes_its_action_and_offers_with_it(team: ATeam, south: ATeam, dora: UUID) -> None:
    ask_id = asks(south.nurse)
    work = the_action(team)
    with an_act(team.lead) as act:
        offering.offer(act=act, action_id=work.id, to_member_id=team.nurse.member_id)

    assert withdraws(south.nurse, ask_id) == ask_id

    now = the_action(team)
    assert (now.state, now.outcome, now.version) == ("cancelled", "Withdrawn by whoever asked", work.version + 1)
    with an_act(team.lead, LATER):
        [step] = Step.objects.filter(action_id=work.id, kind="cancel")
        [offer] = offers_of_action(action_id=work.id)
        row = ask(ask_id=ask_id)
    assert (step.account_id, step.detail) == (south.nurse.account_id, {"version": now.version})
    assert (offer.state, offer.lapsed_because) == ("lapsed", "cancelled")
    assert (row.state, row.answered_at, row.answer, row.until) == ("withdrawn", LATER, "", None)
    assert told(team.lead).count("action cancelled") == 1
    with an_act(south.nurse, LATER):
        [own] = own_asks()
    assert (own.id, own.state, own.person_id, own.name) == (ask_id, "withdrawn", None, "")
    entry = last_entry(team.lead, "handover.withdraw_ask")
    assert (entry.account_id, entry.person_ids) == (south.nurse.account_id, [dora])


def test_only_whoever_asked_withdraws_and_only_while_it_waits(team: ATeam, south: ATeam, dora: UUID) -> None:
    ask_id = asks(south.nurse)
    for who in (team.lead, south.lead):
        with pytest.raises(NotVisible):
            withdraws(who, ask_id)
    answers(team.lead, ask_id, yes=False, because="our own nurse does this")
    with pytest.raises(Refusal, match="This is answered already"):
        withdraws(south.nurse, ask_id, LATER + timedelta(minutes=1))
    assert outcomes(south.nurse, "handover.withdraw_ask") == [("refused", "Refusal")]
    assert the_action(team).state == "done"
    with an_act(south.nurse, LATER):
        assert own_asks()[0].state == "no"


def test_what_was_withdrawn_can_be_neither_answered_nor_withdrawn_again(team: ATeam, south: ATeam, dora: UUID) -> None:
    ask_id = asks(south.nurse)
    withdraws(south.nurse, ask_id)
    with pytest.raises(Refusal, match="This is answered already"):
        answers(team.lead, ask_id, LATER + timedelta(minutes=1))
    with pytest.raises(Refusal, match="This is answered already"):
        withdraws(south.nurse, ask_id, LATER + timedelta(minutes=1))
    assert asks(south.nurse, LATER + timedelta(minutes=2)) != ask_id, "it may be asked again"


def test_withdrawing_takes_three_statements(team: ATeam, south: ATeam, dora: UUID) -> None:
    ask_id = asks(south.nurse)
    with an_act(south.nurse, LATER) as act, counted() as sent:
        withdraw_ask(act=act, ask_id=ask_id)
    assert sent == 3


def test_whoever_answers_reads_what_became_of_earlier_questions(team: ATeam, south: ATeam, dora: UUID) -> None:
    answers(team.lead, asks(south.nurse), AT + timedelta(minutes=1), yes=False, because="our own nurse does this")
    withdraws(south.nurse, asks(south.nurse, AT + timedelta(minutes=2)), AT + timedelta(minutes=3))
    asks(south.lead, AT + timedelta(minutes=4))
    last = asks(south.nurse, AT + timedelta(minutes=5))
    with an_act(team.lead, LATER), counted() as sent:
        earlier = earlier_asks(row=ask(ask_id=last))
    assert [(one.state, one.answer) for one in earlier] == [("withdrawn", ""), ("no", "our own nurse does this")]
    assert sent == 2
    said = page(later(team.lead).get(f"/asks/{last}/")).text
    assert "Asked on 8 June 2026. Answered on 8 June 2026: no. our own nurse does this" in said
    assert "Asked on 8 June 2026. Withdrawn on 8 June 2026." in said


def test_a_question_is_withdrawn_by_its_page(team: ATeam, south: ATeam, dora: UUID) -> None:
    ask_id = asks(south.nurse)
    browser = later(south.nurse)
    shown = browser.get("/joined/")
    after = page(send(browser, shown, f"/asks/{ask_id}/withdraw/")).text
    assert "Withdrawn. Whoever was to answer is told." in after
    assert "You withdrew this on 8 June 2026." in after and "Withdraw the question" not in after
    assert later(south.lead).post(f"/asks/{ask_id}/withdraw/", {"key": str(ids.new())}).status_code == 404


def joined(who, at=AT) -> UUID:  # type: ignore[no-untyped-def]
    with an_act(who, at) as act:
        return join_person(act=act, nhs_number=NUMBER, born=BORN, **SAID)


def notes(team: ATeam) -> list[Action]:
    with an_act(team.lead, LATER):
        return list(Action.objects.filter(origin_kind="note").order_by("recorded_at"))


def leaves(who, person: UUID, note: str = "Her leg is worse", at=LATER) -> UUID:  # type: ignore[no-untyped-def]
    with an_act(who, at) as act:
        return leave_note(act=act, person_id=person, note=note)


def test_a_note_is_work_of_the_named_lead_who_finishes_it(team: ATeam, south: ATeam, dora: UUID) -> None:
    joined(south.nurse)
    key = leaves(south.nurse, dora)
    [work] = notes(team)
    assert (work.id, work.owner_id, work.kind, work.state) == (key, team.nurse.member_id, "plain", "open")
    assert work.what == "Note from Sam Whitlock: Her leg is worse"
    assert work.due_at.date() == date(2026, 6, 9)
    assert told(team.nurse).count("action given") == 1
    with an_act(team.lead, LATER):
        [step] = Step.objects.filter(action_id=key)
    assert (step.kind, step.account_id) == ("add", south.nurse.account_id)
    entry = last_entry(team.lead, "handover.leave_note")
    assert (entry.account_id, entry.person_ids) == (south.nurse.account_id, [dora])
    with an_act(team.nurse, LATER) as act:
        actions.complete(act=act, action_id=key, version=1, outcome="read")
    assert notes(team)[0].state == "done"


def test_without_a_named_lead_whoever_answers_for_them_gets_it(team: ATeam, south: ATeam) -> None:
    person = a_person(team, "Dora Hill", nhs_number=NUMBER, no_nhs_number_because="", birth_date=BORN)
    joined(south.nurse)
    leaves(south.nurse, person)
    assert [one.owner_id for one in notes(team)] == [team.lead.member_id]


def test_only_whoever_has_joined_leaves_a_note(team: ATeam, south: ATeam, dora: UUID) -> None:
    with pytest.raises(NotVisible):
        leaves(south.nurse, dora)
    with pytest.raises(NotAllowed, match="joined the record by themselves"):
        leaves(team.social_worker, dora)
    joined(south.nurse)
    with pytest.raises(NotVisible):
        leaves(south.nurse, dora, at=AT + timedelta(days=29))
    assert notes(team) == []


@pytest.mark.parametrize(("note", "why"), [(" ", "Write the note."), ("x" * 1001, "Shorten this to 1000 characters.")])
def test_a_note_says_something_and_not_too_much(team: ATeam, south: ATeam, dora: UUID, note: str, why: str) -> None:
    joined(south.nurse)
    with pytest.raises(Refusal) as refused:
        leaves(south.nurse, dora, note)
    assert (refused.value.field, refused.value.sentence) == ("note", why)
    assert notes(team) == []
    assert outcomes(south.nurse, "handover.leave_note") == [("refused", "Refusal")]


def test_leaving_a_note_takes_four_statements(team: ATeam, south: ATeam, dora: UUID) -> None:
    joined(south.nurse)
    with an_act(south.nurse, LATER) as act, counted() as sent:
        leave_note(act=act, person_id=dora, note="Her leg is worse")
    assert sent == 4


def test_a_note_is_left_by_its_page(team: ATeam, south: ATeam, dora: UUID) -> None:
    joined(south.nurse)
    browser, address = later(south.nurse), f"/person/{dora}/note/"
    assert f'href="{address}"' in browser.get("/joined/").content.decode()
    empty = send(browser, browser.get(address), address, note="")
    assert (empty.status_code, "Write the note." in page(empty).text) == (422, True)
    after = send(browser, empty, address, note="Her leg is worse")
    assert "Left. It is work of whoever leads them, and they are told." in page(after).text
    assert len(notes(team)) == 1
    assert later(team.nurse).get(address).status_code == 403
    with an_act(team.lead, LATER):
        assert Message.objects.filter(kind="action given", account_id=team.nurse.account_id).count() == 1
    work = page(later(team.nurse).get(f"/action/{notes(team)[0].id}/")).text
    assert "Note from Sam Whitlock: Her leg is worse" in work and "a colleague who joined the record" in work
