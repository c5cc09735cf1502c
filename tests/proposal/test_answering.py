"""Before it is decided: approving something else than was proposed, and asking whoever proposed it first."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from board.reading import page
from builders import AT, ATeam, Someone, a_member, an_act, an_entry, signed_in, with_key
from forms import form_of, send
from kith.act import NotAllowed, Refusal, Stale
from kith.caseload import operations as caseload
from kith.proposal import operations
from kith.proposal.rules import State
from proposal.test_operations import now, owner_of, sent, told, trail
from statements import counted


def other(team: ATeam, key: UUID, **changes: object) -> str:
    return msgspec.json.encode({**msgspec.json.decode(now(team, key).body), **changes}).decode()


def test_something_else_is_done_and_kept_and_whoever_proposed_it_is_told_what_differs(
    team: ATeam, doris: UUID, helper: Someone, supervisor: Someone
) -> None:
    key = sent(team, doris, helper)
    body = other(team, key, risk_tier="medium", cadence_days=14)
    with an_act(supervisor) as act, counted() as statements:
        operations.approve(act=act, proposal_id=key, version=1, words="Not yet high", body=body)
        operations.approve(act=act, proposal_id=key, version=1, words="Not yet high", body=body)
    assert statements.number <= 12
    entry, row = an_entry(team, doris), now(team, key)
    assert (entry.risk_tier, entry.cadence_days) == ("medium", 14)
    differs = [("Risk tier", "High", "Medium"), ("Seen at least every", "7 days", "14 days")]
    assert (row.state, row.words, row.differs) == (State.APPROVED, "Not yet high", differs)
    assert told(helper) == ["proposal approved otherwise"]
    with an_act(supervisor):
        assert owner_of(key)[1] == "done"
        [(outcome, _role, detail)] = trail("proposal.approve")
    assert (outcome, [tuple(one) for one in detail["differs"]]) == ("done", differs)


def test_what_goes_back_to_how_it_was_is_told_as_well(
    team: ATeam, doris: UUID, helper: Someone, supervisor: Someone
) -> None:
    key = sent(team, doris, helper)
    body = other(team, key, risk_tier="not assessed")
    with an_act(supervisor) as act:
        operations.approve(act=act, proposal_id=key, version=1, body=body)
    assert now(team, key).differs == [("Risk tier", "High", "Not assessed")]


def test_what_cannot_be_done_instead_is_refused_and_nothing_changes(
    team: ATeam, doris: UUID, helper: Someone, supervisor: Someone
) -> None:
    key = sent(team, doris, helper)
    walter = an_entry(team, doris).person_id
    for changes, sentence in (
        ({}, "Nothing is changed"),
        ({"risk_tier": "sky-high"}, "Choose a risk tier"),
        ({"entry_id": str(walter)}, "Only what stands in the form"),
        ({"version": 7}, "Only what stands in the form"),
        ({"risk_tier": 4}, "fill it in again"),
    ):
        body = other(team, key, **changes)
        with an_act(supervisor) as act, pytest.raises(Refusal, match=sentence):
            operations.approve(act=with_key(act), proposal_id=key, version=1, body=body)
    physio = a_member(team, "Ola Physio", "physiotherapist", AT)
    body = other(team, key, risk_tier="low")
    for who, rule in ((helper, "Somebody else decides"), (physio, "TIER-4")):
        with an_act(who) as act, pytest.raises(NotAllowed, match=rule):
            operations.approve(act=act, proposal_id=key, version=1, body=body)
    assert (now(team, key).state, an_entry(team, doris).risk_tier) == (State.WAITING, "not assessed")
    assert told(helper) == []


def test_where_something_moved_underneath_it_comes_back_whatever_is_approved(
    team: ATeam, doris: UUID, helper: Someone, supervisor: Someone
) -> None:
    key = sent(team, doris, helper)
    body, entry = other(team, key, risk_tier="medium"), an_entry(team, doris)
    with an_act(team.nurse) as act:
        caseload.set_entry(act=act, entry_id=entry.id, version=1, risk_tier="low", cadence_days=30)
    with an_act(supervisor) as act:
        operations.approve(act=act, proposal_id=key, version=1, body=body)
    row = now(team, key)
    assert (row.state, row.differs, an_entry(team, doris).risk_tier) == (State.CAME_BACK, [], "low")
    assert told(helper) == ["proposal came back"]


def test_a_question_leaves_it_owned_with_its_clock_and_its_answer_stands_on_it(
    team: ATeam, doris: UUID, helper: Someone, supervisor: Someone
) -> None:
    key = sent(team, doris, helper)
    before = now(team, key)
    with an_act(supervisor) as act, counted() as asking:
        operations.ask(act=act, proposal_id=key, version=1, question="Which fall?", within_minutes=30)
    with an_act(helper, AT + timedelta(minutes=4)) as act, counted() as answering:
        operations.answer(act=act, proposal_id=key, version=2, words="On the stairs")
    assert (asking.number, answering.number) == (5, 4)
    row = now(team, key)
    assert (row.state, row.answer_by, row.ask_id, row.asked) == (
        State.WAITING,
        before.answer_by,
        before.ask_id,
        before.asked,
    )
    with an_act(supervisor):
        assert owner_of(key)[1] == "open"
        assert [outcome for outcome, _role, _detail in trail("proposal.ask") + trail("proposal.answer")] == [
            "done",
            "done",
        ]
    [one] = row.questions
    assert (one.by, one.text, one.at, one.answer_by) == (
        "Joy Supervisor",
        "Which fall?",
        AT,
        AT + timedelta(minutes=30),
    )
    assert (one.answer, one.answered_at) == ("On the stairs", AT + timedelta(minutes=4))
    assert (told(helper), told(supervisor)) == (["proposal question"], ["proposal answered"])
    with an_act(supervisor) as act:
        operations.ask(act=act, proposal_id=key, version=3, question="And the bruises?")
    assert [one.answer_by for one in now(team, key).questions] == [one.answer_by, before.answer_by]
    with an_act(supervisor) as act:
        operations.approve(act=act, proposal_id=key, version=4)
    assert now(team, key).state is State.APPROVED


def test_who_may_not_ask_or_answer_and_what_is_no_question(
    team: ATeam, doris: UUID, helper: Someone, supervisor: Someone
) -> None:
    key = sent(team, doris, helper)
    physio = a_member(team, "Ola Physio", "physiotherapist", AT)
    for who, rule in ((helper, "Somebody else decides"), (physio, "TIER-4")):
        with an_act(who) as act, pytest.raises(NotAllowed, match=rule):
            operations.ask(act=act, proposal_id=key, version=1, question="Which fall?")
    with an_act(supervisor) as act, pytest.raises(Refusal, match="Write what you want to know"):
        operations.ask(act=act, proposal_id=key, version=1, question=" ")
    late = now(team, key).answer_by + timedelta(minutes=1)
    with an_act(supervisor, late) as act, pytest.raises(Refusal, match="time to decide is up"):
        operations.ask(act=act, proposal_id=key, version=1, question="Which fall?")
    with an_act(helper) as act, pytest.raises(Refusal, match="Nothing is asked"):
        operations.answer(act=act, proposal_id=key, version=1, words="x")
    with an_act(supervisor) as act:
        operations.ask(act=act, proposal_id=key, version=1, question="Which fall?")
    with an_act(supervisor) as act, pytest.raises(Refusal, match="waits for its answer already"):
        operations.ask(act=act, proposal_id=key, version=2, question="And?")
    with an_act(supervisor) as act, pytest.raises(NotAllowed, match="Only Bo Helper"):
        operations.answer(act=act, proposal_id=key, version=2, words="x")
    with an_act(helper) as act, pytest.raises(Stale):
        operations.answer(act=act, proposal_id=key, version=1, words="x")
    with an_act(helper) as act, pytest.raises(Refusal, match="Write your answer"):
        operations.answer(act=act, proposal_id=key, version=2, words=" ")
    assert [one.answer for one in now(team, key).questions] == [""]


def test_both_by_the_page(team: ATeam, doris: UUID, helper: Someone, supervisor: Someone) -> None:
    key = sent(team, doris, helper)
    browser, address = signed_in(supervisor), f"/proposal/{key}/"
    shown = browser.get(address)
    assert form_of(shown, f"{address}ask/").options["within"] == ["15", "30", "60", "0"]
    empty = send(browser, shown, f"{address}ask/")
    assert (empty.status_code, "Write what you want to know." in page(empty).text) == (422, True)
    asked = send(browser, shown, f"{address}ask/", question="Which fall?", within="15")
    assert "Your question is sent. The proposal stays yours to decide." in page(asked).text
    assert "No answer yet: answer by today 8:37am" in page(asked).text
    theirs = signed_in(helper)
    answered = send(theirs, theirs.get(address), f"{address}answer/", reply="On the stairs")
    assert "Bo Helper: “On the stairs”" in page(answered).text
    shown = browser.get(address)
    values = form_of(shown, f"{address}instead/").values
    assert (values["to-risk_tier"], values["to-cadence_days"]) == ("high", "7")
    wrong = send(browser, shown, f"{address}instead/", **{"to-cadence_days": "900"})
    assert (wrong.status_code, 'id="to-cadence_days-error"' in wrong.content.decode()) == (422, True)
    done = send(browser, wrong, f"{address}instead/", **{"to-cadence_days": "14", "words_instead": "Two weeks do"})
    text = page(done).text
    assert "Approved with changes, and done" in text and "Two weeks do" in text
    assert "Seen at least every proposed 7 days approved 14 days" in text
    assert an_entry(team, doris).cadence_days == 14
