"""Settling one person: each outcome, what follows from it, and what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest

from builders import (
    AT,
    a_member,
    a_named_lead,
    a_person,
    a_planned_contact,
    a_team,
    a_working_manager,
    an_act,
    an_action,
    an_entry,
    close_entry,
)
from huddle.monday import AT_5PM, SEEN, TOLD, a_monday, ring, started
from kith.act import NotAllowed, NotVisible, Refusal, Stale, ids
from kith.action import offering
from kith.action import operations as actions
from kith.action.offer_queries import offers_of_action
from kith.action.queries import waiting_for_person
from kith.huddle import operations as huddles
from kith.huddle.closing_rules import LookBack, look_back_words
from kith.huddle.outcome_rules import Outcome
from kith.huddle.queries import last_huddle
from kith.huddle.rules import Presence
from kith.huddle.types import Attends, Decision
from kith.message.models import Message
from kith.person import operations as people
from kith.place.rules import local_day
from kith.trail.models import Entry
from statements import counted

pytestmark = pytest.mark.django_db


def waiting(monday, name):
    """Return the unfinished work for somebody."""
    with monday.act():
        return waiting_for_person(person_id=monday.item(name).person_id, at=AT)


def test_an_action_with_owner_and_deadline_is_real_at_once():
    monday = a_monday("Doris Pettigrew")
    team = monday.team

    monday.settle("Doris Pettigrew", ring(team.nurse))

    [work] = waiting(monday, "Doris Pettigrew")
    item = monday.item("Doris Pettigrew")
    assert (work.what, work.owner_id, work.due_at) == ("Ring the pharmacy", team.nurse.member_id, AT_5PM)
    assert (work.origin_kind, work.origin_id) == ("huddle item", item.id)
    assert (item.outcome, item.decision) == (Outcome.ACTION, "Sam Whitlock: Ring the pharmacy by 5pm")
    [agreed] = monday.whole().agreed
    assert agreed.action_id == work.id
    assert Message.objects.filter(account_id=team.nurse.account_id, kind="action given").count() == 1


def test_the_trail_has_one_entry_with_the_person_and_the_action():
    monday = a_monday("Doris Pettigrew")
    item_id = monday.settle("Doris Pettigrew", ring(monday.team.nurse))

    entry = Entry.objects.get(command="huddle.settle")
    item = monday.item("Doris Pettigrew")
    assert (entry.thing_kind, entry.thing_id, entry.person_ids) == ("huddle item", item_id, [item.person_id])
    assert entry.detail == {"action_ids": [str(waiting(monday, "Doris Pettigrew")[0].id)]}
    assert not Entry.objects.filter(command="action.add", happened_at=AT).exists()


@pytest.mark.parametrize(("owner", "due_at"), [(True, None), (False, AT_5PM), (False, None)])
def test_an_action_without_owner_or_deadline_is_kept_and_loose(owner, due_at):
    monday = a_monday("Doris Pettigrew")

    monday.settle("Doris Pettigrew", ring(monday.team.nurse if owner else None, due_at))

    [agreed] = monday.whole().agreed
    assert (agreed.what, agreed.action_id, agreed.due_at) == ("Ring the pharmacy", None, due_at)
    assert waiting(monday, "Doris Pettigrew") == []
    assert len(monday.whole().loose) == (not owner) + (due_at is None)


def test_whoever_is_not_here_gets_an_offer_and_the_duty_lead_answers_until_they_accept():
    team = a_team()
    monday = started(team, people=[a_person(team)], away=[team.nurse])

    monday.settle("Doris Pettigrew", ring(team.nurse))

    [work] = waiting(monday, "Doris Pettigrew")
    assert work.owner_id == team.lead.member_id
    [agreed] = monday.whole().agreed
    assert (agreed.owner_id, agreed.offered_to_id, agreed.action_id) == (
        team.lead.member_id,
        team.nurse.member_id,
        work.id,
    )
    assert monday.item("Doris Pettigrew").decision == "Offered to Sam Whitlock: Ring the pharmacy by 5pm"
    assert monday.whole().loose == []
    with an_act(team.nurse) as act:
        [offer] = offers_of_action(action_id=work.id)
        offering.accept(act=act, offer_id=offer.id)
    assert waiting(monday, "Doris Pettigrew")[0].owner_id == team.nurse.member_id


def test_whoever_joins_accepts_by_being_there():
    team = a_team()
    monday = started(team, people=[a_person(team)], away=[team.nurse])
    with monday.act() as act:
        joined = [Attends(team.nurse.member_id, Presence.JOINED)]
        huddles.set_attendance(act=act, huddle_id=monday.huddle_id, attendance=joined)

    monday.settle("Doris Pettigrew", ring(team.nurse))

    [work] = waiting(monday, "Doris Pettigrew")
    assert work.owner_id == team.nurse.member_id
    with monday.act():
        assert offers_of_action(action_id=work.id) == []


def test_an_offer_from_the_huddle_is_answered_in_the_look_back_of_the_next():
    team = a_team()
    friday_at = AT - timedelta(days=3)
    friday = started(team, people=[a_person(team)], away=[team.nurse], at=friday_at)
    friday.settle("Doris Pettigrew", ring(team.nurse, AT_5PM), at=friday_at)
    friday.close(at=friday_at)

    with an_act(team.lead):
        assert last_huddle(team_id=team.id, before=local_day(AT)).back == LookBack(0, 0, 1, waiting=1)
    [work] = waiting(friday, "Doris Pettigrew")
    with an_act(team.nurse, friday_at) as act:
        [offer] = offers_of_action(action_id=work.id)
        offering.accept(act=act, offer_id=offer.id)
    with an_act(team.lead):
        back = last_huddle(team_id=team.id, before=local_day(AT)).back
    assert look_back_words(back, local_day(friday_at), local_day(AT)) == (
        "Done since Friday: 0 of 1; 1 carried over; 1 offer accepted"
    )


def test_the_duty_lead_accepts_also_from_away():
    team = a_team()
    monday = started(team, people=[a_person(team)])
    with monday.act() as act:
        huddles.set_attendance(
            act=act, huddle_id=monday.huddle_id, attendance=[Attends(team.lead.member_id, Presence.AWAY)]
        )

    monday.settle("Doris Pettigrew", ring(team.lead), team.nurse)

    assert waiting(monday, "Doris Pettigrew")[0].owner_id == team.lead.member_id


def test_overdue_work_in_the_same_words_is_given_anew_and_not_doubled():
    team = a_team()
    harold = a_person(team, "Harold Whitcombe")
    old = an_action(team, harold, "Ring the pharmacy", AT - timedelta(days=9), due_at=AT - timedelta(days=8))
    monday = started(team)

    monday.settle("Harold Whitcombe", ring(team.social_worker, what="ring the  pharmacy."))

    [work] = waiting(monday, "Harold Whitcombe")
    assert (work.id, work.owner_id, work.due_at) == (old, team.social_worker.member_id, AT_5PM)
    assert work.first_due_at == AT - timedelta(days=8)
    assert monday.whole().agreed[0].action_id == old


def test_several_actions_for_one_person_stand_beside_each_other():
    monday = a_monday("Doris Pettigrew")
    monday.settle("Doris Pettigrew", ring(monday.team.nurse))
    monday.settle("Doris Pettigrew", ring(monday.team.lead, what="Order a stool"), at=AT + timedelta(minutes=1))

    assert [one.what for one in monday.whole().agreed] == ["Ring the pharmacy", "Order a stool"]
    assert monday.item("Doris Pettigrew").decision == (
        "Sam Whitlock: Ring the pharmacy by 5pm; Ama Owusu: Order a stool by 5pm"
    )


def test_a_deadline_that_is_past_is_refused():
    monday = a_monday("Doris Pettigrew")
    with pytest.raises(Refusal, match="still to come") as refused:
        monday.settle("Doris Pettigrew", ring(None, AT))
    assert refused.value.field == "by"


def test_as_planned_restates_the_plan_and_is_refused_without_one():
    team = a_team()
    monday = started(team, people=[a_person(team, "Brian Ashworth"), a_person(team, "Tracey Holt")])
    a_planned_contact(team, monday.item("Brian Ashworth").person_id, AT.replace(hour=12, minute=30))

    monday.settle("Brian Ashworth", Decision(Outcome.AS_PLANNED))
    assert monday.item("Brian Ashworth").decision == "As planned: Sam Whitlock visits today at 1:30pm"

    with pytest.raises(Refusal, match="Nothing is planned with an owner today"):
        monday.settle("Tracey Holt", Decision(Outcome.AS_PLANNED))


def test_no_change_needs_a_typed_reason_and_no_overdue_action():
    team = a_team()
    harold, doris = a_person(team, "Harold Whitcombe"), a_person(team)
    an_action(team, harold, "Ring the pharmacy", AT - timedelta(days=2), due_at=AT - timedelta(hours=1))
    monday = started(team, people=[harold, doris])

    with pytest.raises(Refusal, match="An action is overdue"):
        monday.settle("Harold Whitcombe", SEEN)
    with pytest.raises(Refusal) as refused:
        monday.settle("Doris Pettigrew", Decision(Outcome.NO_CHANGE, reason="n/a"))
    assert refused.value.field == "reason"

    monday.settle("Doris Pettigrew", SEEN)
    item = monday.item("Doris Pettigrew")
    assert (item.outcome, item.reason) == (Outcome.NO_CHANGE, "seen yesterday and well")


def test_the_weekly_meeting_is_an_action_due_then_and_made_once():
    team = a_team()
    doris = a_person(team)
    a_named_lead(team, doris, team.social_worker)
    monday = started(team, people=[doris])

    monday.settle("Doris Pettigrew", Decision(Outcome.WEEKLY_MEETING))
    monday.settle("Doris Pettigrew", Decision(Outcome.WEEKLY_MEETING))

    [work] = waiting(monday, "Doris Pettigrew")
    assert (work.kind, work.owner_id) == ("weekly-meeting", team.social_worker.member_id)
    assert work.due_at == AT.replace(day=11, hour=13, minute=0)
    assert monday.item("Doris Pettigrew").decision == "Weekly meeting, Thursday 11 June"


def test_another_outcome_withdraws_what_was_loose_and_keeps_what_was_given():
    monday = a_monday("Doris Pettigrew")
    monday.settle("Doris Pettigrew", ring(None))
    monday.settle("Doris Pettigrew", ring(monday.team.nurse, what="Order a stool"))

    monday.settle("Doris Pettigrew", Decision(Outcome.WEEKLY_MEETING))

    assert [one.what for one in monday.whole().agreed] == ["Order a stool"]
    assert monday.whole().loose == []


def test_the_same_request_twice_is_applied_once():
    monday = a_monday("Doris Pettigrew")
    item, key = monday.item("Doris Pettigrew"), str(ids.new())
    for _ in range(2):
        with monday.act() as act:
            asked = {"item_id": item.id, "version": item.version, "decision": ring(monday.team.nurse)}
            assert huddles.settle(act=replace(act, key=key), **asked) == item.id

    assert len(waiting(monday, "Doris Pettigrew")) == len(monday.whole().agreed) == 1
    assert Entry.objects.filter(command="huddle.settle").count() == 1


def test_the_second_facilitator_gets_the_first_answer_and_nothing_is_changed():
    monday = a_monday("Doris Pettigrew")
    before = monday.item("Doris Pettigrew")
    monday.settle("Doris Pettigrew", ring(monday.team.nurse))

    with monday.act(monday.team.social_worker) as act, pytest.raises(Stale) as stale:
        huddles.settle(act=act, item_id=before.id, version=before.version, decision=SEEN)

    assert stale.value.sentence == "Ama Owusu saved this first: “Sam Whitlock: Ring the pharmacy by 5pm”."
    assert stale.value.extra == monday.item("Doris Pettigrew")
    assert monday.item("Doris Pettigrew").outcome is Outcome.ACTION


def test_coming_back_puts_somebody_last():
    monday = a_monday("Doris Pettigrew", "Walter Finch")
    doris = monday.item("Doris Pettigrew")
    with monday.act() as act:
        huddles.put_off(act=act, item_id=doris.id, version=doris.version)
    assert [one.name for one in monday.whole().items] == ["Walter Finch", "Doris Pettigrew"]

    monday.settle("Walter Finch", SEEN)
    walter = monday.item("Walter Finch")
    with monday.act() as act, pytest.raises(Refusal, match="nothing to come back to"):
        huddles.put_off(act=act, item_id=walter.id, version=walter.version)
    with monday.act() as act, pytest.raises(Stale, match="put this off meanwhile"):
        huddles.settle(act=act, item_id=doris.id, version=doris.version, decision=SEEN)


def test_an_escalation_is_urgent_work_for_the_duty_lead_and_may_wait_for_its_note():
    monday = a_monday("Doris Pettigrew")

    monday.escalate("Doris Pettigrew")

    [work] = waiting(monday, "Doris Pettigrew")
    assert (work.kind, work.owner_id, work.due_at) == (
        "urgent", monday.team.lead.member_id, AT + timedelta(hours=1)
    )  # fmt: skip
    item = monday.item("Doris Pettigrew")
    assert (item.outcome, item.decision) == (
        Outcome.ESCALATION, "Escalated to Ama Owusu: Breathless at rest: clinical review"
    )  # fmt: skip
    assert [one.sentence for one in monday.whole().loose] == [
        "Doris Pettigrew: escalation raised at 8:22am has no note"
    ]


def test_an_escalation_with_its_note_is_whole_and_leaves_another_outcome_as_it_is():
    monday = a_monday("Doris Pettigrew")
    monday.settle("Doris Pettigrew", SEEN)

    monday.escalate("Doris Pettigrew", TOLD)

    [raised] = monday.whole().raised
    assert (raised.told_who, raised.told_how, raised.said) == ("Dr Marsh", "phone", "visits at 11am")
    assert monday.item("Doris Pettigrew").outcome is Outcome.NO_CHANGE
    assert monday.whole().loose == []


def test_an_escalation_goes_to_the_duty_lead_or_a_supervisor_only():
    monday = a_monday("Doris Pettigrew")
    beth = a_member(monday.team, "Beth Holloway", "clinical-supervisor", at=AT - timedelta(days=1))
    asked = {"item_id": monday.item("Doris Pettigrew").id, "what": "Breathless at rest"}

    with monday.act() as act, pytest.raises(Refusal, match="Choose the duty lead or a supervisor."):
        huddles.raise_escalation(act=act, **asked, to_id=monday.team.social_worker.member_id)
    with monday.act() as act:
        huddles.raise_escalation(act=act, **asked, to_id=beth.member_id)

    assert [one.owner_id for one in waiting(monday, "Doris Pettigrew")] == [beth.member_id]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (replace(TOLD, who=" "), "told_who"),
        (replace(TOLD, how=""), "told_how"),
        (replace(TOLD, said=""), "said"),
        (replace(TOLD, at=AT + timedelta(minutes=1)), "told_at"),
        (replace(TOLD, at=AT - timedelta(minutes=1)), "told_at"),
    ],
)
def test_half_a_note_is_refused(told, field):
    monday = a_monday("Doris Pettigrew")
    with pytest.raises(Refusal) as refused:
        monday.escalate("Doris Pettigrew", told)
    assert refused.value.field == field
    assert waiting(monday, "Doris Pettigrew") == []
    assert monday.whole().raised == []


def test_for_somebody_who_died_nothing_has_to_be_decided():
    monday = a_monday("Doris Pettigrew")
    with monday.act() as act:
        people.record_death(act=act, person_id=monday.item("Doris Pettigrew").person_id, died_at=AT)

    for refused in (SEEN, ring(monday.team.nurse), Decision(Outcome.WEEKLY_MEETING)):
        with pytest.raises(Refusal, match="has died"):
            monday.settle("Doris Pettigrew", refused)
    monday.settle("Doris Pettigrew", Decision(Outcome.OFF_LIST))

    assert monday.item("Doris Pettigrew").decision == "Has died"
    assert monday.whole().loose == []


def test_for_somebody_who_left_the_list_nothing_has_to_be_decided():
    monday = a_monday("Doris Pettigrew", "Walter Finch")
    entry = an_entry(monday.team, monday.item("Doris Pettigrew").person_id)
    with monday.act() as act:
        close_entry(act, entry)

    with pytest.raises(Refusal, match="Somebody on the list needs an outcome"):
        monday.settle("Walter Finch", Decision(Outcome.OFF_LIST))
    monday.settle("Doris Pettigrew", Decision(Outcome.OFF_LIST))

    assert monday.item("Doris Pettigrew").decision == "Is no longer on the list"


def test_a_decision_done_since_is_not_carried_over_and_a_cancelled_one_is_told_apart():
    team = a_team()
    friday_at = AT - timedelta(days=3)
    friday = started(team, people=[a_person(team), a_person(team, "Walter Finch")], at=friday_at)
    friday.settle("Doris Pettigrew", ring(team.nurse), at=friday_at)
    friday.settle("Walter Finch", ring(team.nurse), at=friday_at)
    done, cancelled = (one.action_id for one in friday.whole().agreed)
    friday.close(at=friday_at)
    with an_act(team.nurse) as act:
        actions.complete(act=act, action_id=done, version=1)
    with an_act(team.nurse) as act:
        actions.cancel(act=act, action_id=cancelled, version=1, reason="the pharmacy rang")

    monday = started(team)

    assert monday.whole().items == []
    with monday.act():
        last = huddles.queries.last_huddle(team_id=team.id, before=AT.date())
    assert (last.back.done, last.back.not_done, last.back.carried) == (1, 1, 0)


def test_another_team_and_a_role_that_may_not_are_refused():
    monday = a_monday("Doris Pettigrew")
    other = a_team("Millbrook South")
    manager = a_working_manager(monday.team, "Petra Manager", at=AT - timedelta(days=1))

    with pytest.raises(NotVisible):
        monday_settle_as(monday, other.lead)
    with pytest.raises(NotAllowed):
        monday_settle_as(monday, manager)

    assert monday.item("Doris Pettigrew").outcome is None
    for who in (other.lead, manager):
        with an_act(who):
            assert Entry.objects.get(account_id=who.account_id, outcome="refused").command == "huddle.settle"


def monday_settle_as(monday, who):
    """Settle Doris with an id that somebody else knows."""
    item = monday.item("Doris Pettigrew")
    with monday.act(who) as act:
        huddles.settle(act=act, item_id=item.id, version=item.version, decision=SEEN)


@pytest.mark.parametrize(
    ("decision", "number"),
    [(SEEN, 9), (Decision(Outcome.WEEKLY_MEETING), 12), ("action", 12), ("anew", 12)],
)
def test_settling_takes_at_most_twelve_statements(decision, number):
    monday = a_monday("Doris Pettigrew", *(f"Person {one}" for one in range(9)))
    item = monday.item("Doris Pettigrew")
    if decision == "anew":
        an_action(monday.team, item.person_id)
    if isinstance(decision, str):
        decision = ring(monday.team.nurse)

    with monday.act() as act, counted() as statements:
        huddles.settle(act=act, item_id=item.id, version=item.version, decision=decision)

    assert statements == number


def test_raising_takes_eighteen_statements():
    monday = a_monday("Doris Pettigrew")
    asked = {"item_id": monday.item("Doris Pettigrew").id, "what": "Breathless", "to_id": monday.team.lead.member_id}
    with monday.act() as act, counted() as statements:
        huddles.raise_escalation(act=act, **asked)
    assert statements == 18
