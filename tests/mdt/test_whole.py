"""What a meeting says of a case is whole as it closes: decided, settled by whoever may, seen by whoever closes (P5, P10)."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from builders import ATeam, Someone, a_member, a_person, an_act
from huddle.reading import form_of, heading, signed_in, words
from kith.act import Refusal
from kith.action import operations as actions
from kith.action import queries as work
from kith.handover import knowing
from kith.mdt import operations as meetings
from kith.mdt.rules import Outcome
from kith.mdt.types import Settles
from kith.preparation.queries import ahead, case_of
from kith.preparation.rules import CaseState
from kith.safeguarding import operations as safeguarding
from kith.safeguarding.raising import Raised
from mdt.test_meeting import close_by_hand
from mdt.thursday import THURSDAY, Thursday, a_list, a_thursday, started

PRECIOUS, TRACEY = "Precious Ndlovu", "Tracey Holt"


@pytest.fixture(autouse=True)
def _thursday(_monday_morning, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kith.web.middleware.now", lambda: THURSDAY)


def settle_restricted(thursday: Thursday, who: Someone, outcome: Outcome) -> None:
    """Say what becomes of the restricted case."""
    case = thursday.case()
    with an_act(who, THURSDAY) as act:
        meetings.settle(act=act, case_id=case.id, version=case.version, settles=Settles(outcome))


def a_matter(team: ATeam) -> tuple[Someone, UUID]:
    """A safeguarding lead, and a matter that they lead."""
    grace = a_member(team, "Grace Lindley", "safeguarding-lead")
    with an_act(team.nurse) as act:
        return grace, safeguarding.raise_concern(
            act=act, team_id=team.id, person_id=a_person(team, "Doris Pettigrew"), raised=Raised("bruises")
        )


def test_only_whoever_may_open_a_restricted_case_says_that_it_is_settled(team: ATeam) -> None:
    grace, matter = a_matter(team)
    thursday = started(team, a_list(team, [], matter=(grace, matter)))
    for outcome in (Outcome.SETTLED, Outcome.OFF_LIST):
        with pytest.raises(Refusal, match="Only whoever may open a restricted case") as refused:
            settle_restricted(thursday, team.social_worker, outcome)
        assert (refused.value.field, refused.value.rule, thursday.case().outcome) == ("outcome", "P10", None)
    by_hand = "update mdt_case set outcome = 'settled', settled_at = act_moment(), settled_by_id = owner_id where meeting_id = %s"
    refused_by_hand = pytest.raises(DatabaseError, match="Only whoever may open a restricted case")
    with an_act(team.social_worker, THURSDAY), connection.cursor() as cursor, refused_by_hand, transaction.atomic():
        cursor.execute(by_hand, [thursday.meeting_id])
    page = words(signed_in(team.social_worker, THURSDAY).get(f"/meeting/{team.slug}/case/{thursday.case().id}/"))
    assert "on its own page" not in page.split("What becomes of it?")[1].split("Next week again")[0]
    settle_restricted(thursday, grace, Outcome.SETTLED)
    assert thursday.case().outcome is Outcome.SETTLED, "the control: whoever leads it may"


def test_anybody_puts_a_restricted_case_to_next_week_so_that_the_meeting_can_close(team: ATeam) -> None:
    thursday = started(team, a_list(team, [], matter=a_matter(team)))
    settle_restricted(thursday, team.social_worker, Outcome.NEXT_WEEK)
    thursday.close()
    with an_act(team.lead, THURSDAY + timedelta(hours=1)):
        [after] = ahead(team_id=team.id)
        assert after.begins_at > THURSDAY


def test_a_case_whose_only_decision_is_taken_back_is_settled_anew(team: ATeam) -> None:
    thursday = a_thursday(team, PRECIOUS)
    decision = thursday.decide(PRECIOUS, thursday.work())
    thursday.settle(PRECIOUS, Settles(Outcome.SETTLED, tells=thursday.by_phone))
    with an_act(team.lead, THURSDAY) as act:
        meetings.take_back(act=act, decision_id=decision, because="not yet")
    case = thursday.case(PRECIOUS)
    assert (case.outcome, case.settled_at) == (None, None)
    with an_act(team.lead, THURSDAY):
        assert case_of(case_id=case.prepared_id).state is CaseState.LISTED
    with pytest.raises(Refusal, match="Precious Ndlovu: no outcome recorded"):
        thursday.close()
    thursday.settle(PRECIOUS, thursday.unchanged)
    thursday.close()


def test_of_two_decisions_one_may_be_taken_back_and_the_case_stays_settled(team: ATeam) -> None:
    thursday = a_thursday(team, PRECIOUS)
    first = thursday.decide(PRECIOUS, thursday.work())
    thursday.decide(PRECIOUS, thursday.work("Write to the panel"))
    thursday.settle(PRECIOUS, Settles(Outcome.SETTLED, tells=thursday.by_phone))
    with an_act(team.lead, THURSDAY) as act:
        meetings.take_back(act=act, decision_id=first, because="not yet")
    assert thursday.case(PRECIOUS).outcome is Outcome.SETTLED
    with pytest.raises(Exception, match="Precious Ndlovu: settled, and nothing is decided"):
        close_by_hand(
            thursday, "update mdt_decision set withdrawn_at = decided_at, act_id = act_id() where meeting_id = %s",
            [thursday.meeting_id],
        )  # fmt: skip


def test_no_change_and_a_decision_do_not_stand_together(team: ATeam) -> None:
    thursday = a_thursday(team, PRECIOUS)
    thursday.settle(PRECIOUS, thursday.unchanged)
    thursday.decide(PRECIOUS, thursday.work())
    assert thursday.case(PRECIOUS).outcome is None, "it is said anew"
    with pytest.raises(Refusal, match="Something is decided") as refused:
        thursday.settle(PRECIOUS, thursday.unchanged)
    assert refused.value.field == "outcome"
    thursday.settle(PRECIOUS, Settles(Outcome.SETTLED))
    thursday.close()


def test_work_that_was_cancelled_elsewhere_is_no_decision(team: ATeam) -> None:
    thursday = a_thursday(team, PRECIOUS)
    decision = thursday.decide(PRECIOUS, thursday.work())
    thursday.settle(PRECIOUS, Settles(Outcome.SETTLED, tells=thursday.by_phone))
    [row] = thursday.whole().decisions
    with an_act(team.nurse, THURSDAY) as act:
        version = work.one(action_id=row.action_id).version
        actions.cancel(act=act, action_id=row.action_id, version=version, reason="the panel rang first")
    said = (
        "Precious Ndlovu: the work of “Ring the housing panel” was cancelled: take the decision back, or decide it anew"
    )
    with pytest.raises(Refusal, match=said):
        thursday.close()
    with pytest.raises(Exception, match=said):
        close_by_hand(thursday)
    with an_act(team.lead, THURSDAY) as act:
        meetings.take_back(act=act, decision_id=decision, because="the panel rang first")
    thursday.settle(PRECIOUS, thursday.unchanged)
    thursday.close()


def test_whoever_cannot_see_what_is_loose_is_told_whom_to_ask_and_no_name(team: ATeam) -> None:
    thursday = a_thursday(team, PRECIOUS, TRACEY, away=[team.social_worker])
    known = thursday.case(PRECIOUS).person_id
    with an_act(team.nurse, THURSDAY) as act:
        knowing.know_person(act=act, person_id=known)
    thursday.settle(TRACEY, Settles(Outcome.NEXT_WEEK, "nobody from housing"))
    others = sorted(one.name for one in team.members if one not in (team.nurse, team.social_worker))
    whom = f"A case that is not open to you is not settled: ask {' and '.join(others)}"
    browser = signed_in(team.nurse, THURSDAY)
    beside = reverse("mdt-case", kwargs={"team": team.slug, "mdt_case_id": thursday.case(TRACEY).id})
    for page in (browser.get(f"/meeting/{team.slug}/close/"), browser.get(beside)):
        assert (whom in words(page), "Everything is settled" in words(page)) == (True, False)
    page = browser.get(f"/meeting/{team.slug}/close/")
    page = browser.post(f"/meeting/{team.slug}/close/", form_of(page, "/close/"), follow=True)
    assert (page.status_code, whom in words(page), "Precious" in words(page)) == (422, True, False)
    with an_act(team.nurse, THURSDAY) as act, pytest.raises(Refusal, match="A case that is not open to you") as refused:
        meetings.close(act=act, meeting_id=thursday.meeting_id)
    assert "Precious" not in refused.value.sentence
    with pytest.raises(Exception, match="A case that is not open to you: no outcome recorded"):
        close_by_hand(replace(thursday, team=replace(team, lead=team.nurse)))
    thursday.settle(PRECIOUS, Settles(Outcome.NEXT_WEEK, "nobody from housing"))
    thursday.close(team.nurse)
    assert heading(browser.get(f"/meeting/{team.slug}/")).startswith("Weekly meeting")
