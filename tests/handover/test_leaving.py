"""A leave is confirmed only when each line has an acceptance or the duty lead's name; sickness passes everything at once."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import (
    AT,
    ATeam,
    Someone,
    a_member,
    a_named_lead,
    a_person,
    a_planned_contact,
    a_team,
    an_act,
    an_action,
    an_entry,
    as_kith,
)
from kith.access.models import Seat
from kith.act import NotAllowed, NotVisible, Refusal
from kith.action.models import Action, Offer
from kith.action.offering import accept, decline, offer
from kith.action.operations import hold
from kith.action.queries import one
from kith.caseload.models import ListEntry, Override
from kith.caseload.operations import override_day_lead
from kith.contact.models import Contact
from kith.handover import hands, operations
from kith.handover.hands import Holding, LeaveRow
from kith.handover.operations import Goes
from kith.handover.rules import Held, Standing
from kith.message.models import Message
from kith.place.rules import local_day
from kith.team.models import Absence, Member, RotaDay
from kith.team.queries import day_on_team
from statements import counted
from trailing import last_entry, outcomes

TODAY = local_day(AT)
TOMORROW = TODAY + timedelta(days=1)
NEXT_WEEK = TODAY + timedelta(days=7)


def held(team: ATeam, who: Someone, at: Any = AT) -> list[Holding]:
    with an_act(team.lead, at):
        return hands.hands_of(team_id=team.id, member_id=who.member_id, at=at)


def kinds(holdings: list[Holding]) -> list[str]:
    return sorted(one.held for one in holdings)


def planned(team: ATeam, who: Someone, first: date = TOMORROW, last: date | None = NEXT_WEEK) -> UUID:
    with an_act(who) as act:
        return operations.plan_leave(
            act=act, member_id=who.member_id, first_day=first, last_day=last, reason="annual leave"
        )


def leave(team: ATeam, leave_id: UUID) -> LeaveRow:
    with an_act(team.lead):
        return hands.leave(leave_id=leave_id)


def settle(team: ATeam, who: Someone, leave_id: UUID, *lines: Goes) -> list[str]:
    with an_act(who) as act:
        return [answer.refusal for answer in operations.settle_lines(act=act, leave_id=leave_id, lines=lines)]


def confirm(team: ATeam, who: Someone, leave_id: UUID) -> UUID:
    version = leave(team, leave_id).version
    with an_act(who) as act:
        return operations.confirm_leave(act=act, leave_id=leave_id, version=version)


def lines(team: ATeam, leave_id: UUID) -> dict[str, Standing]:
    row = leave(team, leave_id)
    with an_act(team.lead):
        found = hands.hands_of(team_id=team.id, member_id=row.member_id, at=AT)
    return {line.holding.held: line.standing for line in hands.lines_of(leave=row, holdings=found)}


@pytest.fixture
def full(team: ATeam, doris: UUID) -> dict[str, UUID]:
    """Let the nurse hold one thing of each kind that moves."""
    walter = a_person(team, "Walter Finch")
    a_named_lead(team, doris, team.nurse, team.social_worker)
    a_named_lead(team, walter, team.social_worker, team.nurse)
    return {
        "named lead": an_entry(team, doris).id,
        "deputy": an_entry(team, walter).id,
        "action": an_action(team, doris, due_at=AT + timedelta(days=2)),
        "contact": a_planned_contact(team, doris, AT + timedelta(days=2)),
    }


def test_hands_show_everything_in_one_statement(team: ATeam, doris: UUID, full: dict[str, UUID]) -> None:
    with an_act(team.nurse) as act:
        override_day_lead(
            act=act, team_id=team.id, person_id=doris, day=TODAY, member_id=team.nurse.member_id, reason="knows her"
        )
    with an_act(team.nurse), counted() as sent:
        found = hands.hands_of(team_id=team.id, member_id=team.nurse.member_id, at=AT)
    assert sent == 1
    assert set(kinds(found)) == {"named lead", "deputy", "action", "contact", "override", "second"}
    by_kind = {one.held: one for one in found}
    assert (by_kind[Held.ACTION].words, by_kind[Held.ACTION].name) == ("Ring the pharmacy", "Doris Pettigrew")
    assert by_kind[Held.OVERRIDE].last_day == TODAY


def test_leave_is_refused_with_its_list_and_confirmed_once_settled(team: ATeam, full: dict[str, UUID]) -> None:
    leave_id = planned(team, team.nurse)
    assert lines(team, leave_id) == {
        "named lead": "stays",
        "deputy": "stays",
        "action": "open",
        "contact": "open",
        "second": "stays",
    }
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="2 things are not settled") as refused:
        operations.confirm_leave(act=act, leave_id=leave_id, version=1)
    assert sorted(line.holding.held for line in refused.value.extra) == ["action", "contact"]

    answers = settle(
        team,
        team.nurse,
        leave_id,
        Goes("action", full["action"], to_member_id=team.social_worker.member_id),
        Goes("contact", full["contact"], to_duty=True),
        Goes("named lead", UUID(int=7), to_duty=True),
    )
    assert answers == ["", "", "This is not in their hands any more."]
    assert lines(team, leave_id)["action"] == "offered"
    with pytest.raises(Refusal, match="1 thing is not settled"):
        confirm(team, team.nurse, leave_id)

    with an_act(team.social_worker) as act:
        accept(act=act, offer_id=Offer.objects.get(action_id=full["action"]).id)
    confirm(team, team.nurse, leave_id)
    with an_act(team.lead):
        assert Absence.objects.filter(member_id=team.nurse.member_id, first_day=TOMORROW, last_day=NEXT_WEEK).exists()
        assert Contact.objects.get(id=full["contact"]).member_id == team.nurse.member_id
    begins = AT + timedelta(days=1)
    for expected in (1, 0):
        with as_kith(at=begins) as act:
            assert operations.begin_leaves(act=act) == expected
    with an_act(team.lead, begins):
        assert Contact.objects.get(id=full["contact"]).member_id == team.lead.member_id
    assert kinds(held(team, team.nurse, begins))[:2] == ["deputy", "named lead"]


def test_declined_line_is_open_again_and_the_reason_is_shown(team: ATeam, full: dict[str, UUID]) -> None:
    leave_id = planned(team, team.nurse)
    settle(team, team.nurse, leave_id, Goes("action", full["action"], to_member_id=team.social_worker.member_id))
    with an_act(team.social_worker) as act:
        decline(act=act, offer_id=Offer.objects.get(action_id=full["action"]).id, reason="I am full")
    assert lines(team, leave_id)["action"] == "declined"
    thing = next(one for one in held(team, team.nurse) if one.held is Held.ACTION)
    assert (thing.offer_to, thing.offer_reason) == ("Rukhsana Mir", "I am full")
    with pytest.raises(Refusal, match="not settled"):
        confirm(team, team.nurse, leave_id)


def test_what_comes_after_the_leave_stays_with_the_member(team: ATeam, doris: UUID) -> None:
    after = an_action(team, doris, due_at=AT + timedelta(days=30))
    leave_id = planned(team, team.nurse)
    confirm(team, team.nurse, leave_id)
    with as_kith(at=AT + timedelta(days=1)) as act:
        operations.begin_leaves(act=act)
    with an_act(team.lead):
        assert Action.objects.get(id=after).owner_id == team.nurse.member_id


def test_what_came_between_confirming_and_leaving_passes_too(team: ATeam, doris: UUID) -> None:
    leave_id = planned(team, team.nurse)
    confirm(team, team.nurse, leave_id)
    late = an_action(team, doris, due_at=AT + timedelta(days=3))
    with as_kith(at=AT + timedelta(days=1)) as act:
        operations.begin_leaves(act=act)
    with an_act(team.lead, AT + timedelta(days=1)):
        row = one(action_id=late)
    assert (row.owner_id, row.owner) == (team.lead.member_id, "Ama Owusu")


def test_what_came_before_somebody_left_for_good_passes_when_they_are_gone(team: ATeam, doris: UUID) -> None:
    leave_id = planned(team, team.nurse, TOMORROW, None)
    confirm(team, team.nurse, leave_id)
    late = an_action(team, doris, due_at=AT + timedelta(days=3))
    visit = a_planned_contact(team, doris, AT + timedelta(days=3))
    a_named_lead(team, doris, team.nurse)
    for _again in range(2):
        with as_kith(at=AT + timedelta(days=1)) as act:
            operations.begin_leaves(act=act)
    with an_act(team.lead, AT + timedelta(days=1)):
        assert Action.objects.get(id=late).owner_id == team.lead.member_id
        assert Contact.objects.get(id=visit).member_id == team.lead.member_id
        assert an_entry(team, doris).named_lead_id is None
        assert Message.objects.filter(kind="hands passed on", account_id=team.lead.account_id).count() == 2


def test_leaving_for_good_needs_every_line_and_ends_seat_and_rota(team: ATeam, full: dict[str, UUID]) -> None:
    leave_id = planned(team, team.nurse, NEXT_WEEK, None)
    with pytest.raises(Refusal, match="4 things are not settled"):
        confirm(team, team.nurse, leave_id)
    settle(team, team.nurse, leave_id, *(Goes(kind, thing, to_duty=True) for kind, thing in full.items()))
    confirm(team, team.nurse, leave_id)
    with an_act(team.lead):
        assert Action.objects.get(id=full["action"]).owner_id == team.lead.member_id
        assert Contact.objects.get(id=full["contact"]).member_id == team.lead.member_id
        assert ListEntry.objects.get(id=full["named lead"]).named_lead_id is None
        assert ListEntry.objects.get(id=full["deputy"]).deputy_id is None
        ends = Member.objects.get(id=team.nurse.member_id).during.upper
        assert local_day(ends) == NEXT_WEEK
        days = RotaDay.objects.filter(team_id=team.id, day__gte=NEXT_WEEK)
        assert days.filter(second_id=team.nurse.member_id).count() == 0
        assert set(days.values_list("second_id", flat=True)) == {team.social_worker.member_id}
    assert held(team, team.nurse) == [one for one in held(team, team.nurse) if one.held is Held.SECOND]


def test_only_the_member_or_a_lead_prepares_a_leave(team: ATeam, full: dict[str, UUID]) -> None:
    with an_act(team.social_worker) as act, pytest.raises(NotAllowed, match="their own leave"):
        operations.plan_leave(
            act=act, member_id=team.nurse.member_id, first_day=TOMORROW, last_day=None, reason="she is going"
        )
    leave_id = planned(team, team.nurse)
    with an_act(team.social_worker) as act, pytest.raises(NotAllowed):
        operations.settle_lines(act=act, leave_id=leave_id, lines=[Goes("action", full["action"], to_duty=True)])
    with an_act(a_team("South").nurse) as act, pytest.raises(NotVisible):
        operations.confirm_leave(act=act, leave_id=leave_id, version=1)
    with an_act(team.lead) as act:
        operations.withdraw_leave(act=act, leave_id=leave_id, version=1)
    assert leave(team, leave_id).state == "withdrawn"


def test_days_of_a_confirmed_leave_that_is_given_up_are_days_like_others(team: ATeam, full: dict[str, UUID]) -> None:
    leave_id = planned(team, team.nurse)
    settle(team, team.nurse, leave_id, *[Goes(kind, full[kind], to_duty=True) for kind in ("action", "contact")])
    confirm(team, team.nurse, leave_id)
    other = planned(team, team.social_worker, TOMORROW, TOMORROW)
    confirm(team, team.social_worker, other)
    with an_act(team.nurse) as act:
        operations.withdraw_leave(act=act, leave_id=leave_id, version=2)
    assert leave(team, leave_id).state == "withdrawn"
    with an_act(team.lead):
        day = day_on_team(team=team.info, day=TOMORROW, at=AT)
        assert (set(day.away), day.second) == ({team.social_worker.member_id}, team.nurse.member_id)
        assert Action.objects.get(id=full["action"]).owner_id == team.nurse.member_id
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="nothing to give up"):
        operations.withdraw_leave(act=act, leave_id=leave_id, version=3)
    assert outcomes(team.nurse, "handover.withdraw_leave")[-1] == ("refused", "Refusal")


def test_leaving_that_is_confirmed_is_not_given_up(team: ATeam) -> None:
    leave_id = planned(team, team.social_worker, NEXT_WEEK, None)
    confirm(team, team.social_worker, leave_id)
    with an_act(team.social_worker) as act, pytest.raises(Refusal, match="put on the team again"):
        operations.withdraw_leave(act=act, leave_id=leave_id, version=2)
    assert leave(team, leave_id).state == "confirmed"


def test_of_somebody_who_has_left_no_leave_is_planned_and_no_absence_recorded(team: ATeam) -> None:
    with an_act(team.lead) as act:
        operations.remove_access(act=act, member_id=team.social_worker.member_id, reason="left the agency")
    with an_act(team.lead) as act, pytest.raises(Refusal, match="Rukhsana Mir is not on the team any more"):
        operations.plan_leave(
            act=act, member_id=team.social_worker.member_id, first_day=TODAY, last_day=None, reason="gone"
        )
    with an_act(team.lead) as act, pytest.raises(Refusal, match="Rukhsana Mir is not on the team any more"):
        operations.absent_now(act=act, member_id=team.social_worker.member_id, last_day=TODAY, reason="gone")
    with an_act(team.lead):
        assert Absence.objects.filter(member_id=team.social_worker.member_id).count() == 0


@pytest.mark.parametrize(
    ("first", "last", "reason", "field"),
    [
        (TODAY - timedelta(days=1), TODAY, "leave", "first_day"),
        (TODAY, TODAY - timedelta(days=1), "leave", "last_day"),
        (TODAY, TODAY, " ", "reason"),
        (TODAY + timedelta(days=400), None, "leave", "first_day"),
    ],
)
def test_leave_of_wrong_days_or_without_reason_is_refused(
    team: ATeam, first: date, last: date | None, reason: str, field: str
) -> None:
    with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
        operations.plan_leave(act=act, member_id=team.nurse.member_id, first_day=first, last_day=last, reason=reason)
    assert refused.value.field == field
    assert outcomes(team.nurse, "handover.plan_leave") == [("refused", "Refusal")]


def test_sickness_passes_everything_due_to_the_duty_lead_who_is_told(
    team: ATeam, doris: UUID, full: dict[str, UUID]
) -> None:
    later_visit = a_planned_contact(team, doris, AT + timedelta(days=9))
    with an_act(team.nurse) as act, counted() as sent:
        emptied = operations.absent_now(
            act=act, member_id=team.nurse.member_id, last_day=TODAY + timedelta(days=3), reason="ill"
        )
    assert sent <= 14
    assert (emptied.actions, emptied.contacts, emptied.to_ids) == (1, 1, [team.lead.member_id])
    with an_act(team.lead):
        assert Action.objects.get(id=full["action"]).owner_id == team.lead.member_id
        assert Contact.objects.get(id=full["contact"]).member_id == team.lead.member_id
        assert Contact.objects.get(id=later_visit).member_id == team.nurse.member_id
        assert Message.objects.filter(kind="hands passed on", account_id=team.lead.account_id).count() == 1
        assert team.nurse.member_id in day_on_team(team=team.info, day=TODAY, at=AT).away
    assert last_entry(team.lead, "handover.absent_now").outcome == "done"


def test_sickness_of_the_duty_lead_passes_to_the_second(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris, owner=team.lead)
    with an_act(team.social_worker) as act:
        emptied = operations.absent_now(act=act, member_id=team.lead.member_id, last_day=TODAY, reason="ill")
    assert emptied.to_ids == [team.nurse.member_id]
    with an_act(team.nurse):
        assert one(action_id=action_id).owner == "Sam Whitlock"


def test_hold_survives_passing_on(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris)
    with an_act(team.nurse) as act:
        hold(act=act, action_id=action_id, version=1, reason="a letter", return_date=TODAY + timedelta(days=5))
    with an_act(team.lead) as act:
        operations.absent_now(act=act, member_id=team.nurse.member_id, last_day=TODAY, reason="ill")
    with an_act(team.lead):
        row = one(action_id=action_id)
    assert (row.owner_id, row.state, row.hold_reason, row.return_date) == (
        team.lead.member_id,
        "held",
        "a letter",
        TODAY + timedelta(days=5),
    )


def test_removal_of_access_ends_the_seat_at_once_and_leaves_nothing_behind(
    team: ATeam, doris: UUID, full: dict[str, UUID]
) -> None:
    with an_act(team.lead) as act:
        override_day_lead(
            act=act, team_id=team.id, person_id=doris, day=TODAY, member_id=team.nurse.member_id, reason="knows her"
        )
    with an_act(team.lead) as act:
        emptied = operations.remove_access(act=act, member_id=team.nurse.member_id, reason="left the agency")
    assert (emptied.actions, emptied.contacts, emptied.people) == (1, 1, 2)
    assert held(team, team.nurse) == []
    with an_act(team.lead):
        assert not Seat.objects.filter(account_id=team.nurse.account_id, during__contains=AT).exists()
        assert Override.objects.get(person_id=doris).member_id == team.lead.member_id
        assert set(RotaDay.objects.filter(day__gte=TODAY).values_list("second_id", flat=True)) == {
            team.social_worker.member_id
        }
    with an_act(team.nurse) as act, pytest.raises(NotVisible):
        operations.absent_now(act=act, member_id=team.lead.member_id, last_day=TODAY, reason="ill")


def test_duty_lead_who_removes_access_or_reports_sick_is_not_told_of_it(team: ATeam, full: dict[str, UUID]) -> None:
    with an_act(team.lead) as act:
        operations.absent_now(act=act, member_id=team.nurse.member_id, last_day=TODAY, reason="ill")
    with an_act(team.lead) as act:
        operations.remove_access(act=act, member_id=team.nurse.member_id, reason="left the agency")
    with an_act(team.lead):
        kinds = set(Message.objects.filter(account_id=team.lead.account_id).values_list("kind", flat=True))
    assert "hands passed on" not in kinds


def test_removal_lets_offers_to_the_member_lapse(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris, owner=team.social_worker)
    with an_act(team.social_worker) as act:
        offer_id = offer(act=act, action_id=action_id, to_member_id=team.nurse.member_id)
    with an_act(team.lead) as act:
        operations.remove_access(act=act, member_id=team.nurse.member_id, reason="left")
    with an_act(team.lead):
        assert Offer.objects.get(id=offer_id).state == "lapsed"
        assert one(action_id=action_id).owner == "Rukhsana Mir"


def test_members_and_oneself_do_not_remove_access(team: ATeam) -> None:
    with an_act(team.social_worker) as act, pytest.raises(NotAllowed):
        operations.remove_access(act=act, member_id=team.nurse.member_id, reason="no")
    with an_act(team.lead) as act, pytest.raises(Refusal, match="Somebody else removes"):
        operations.remove_access(act=act, member_id=team.lead.member_id, reason="going")


def test_statements_of_sickness_are_the_same_whatever_is_held(team: ATeam, doris: UUID) -> None:
    tom = a_member(team, "Tom Hale", at=AT - timedelta(days=3))
    an_action(team, doris, owner=tom)
    for number in range(3):
        an_action(team, doris, f"Work {number}")
    numbers = []
    for who in (tom, team.nurse):
        with an_act(team.lead) as act, counted() as sent:
            operations.absent_now(act=act, member_id=who.member_id, last_day=TODAY, reason="ill")
        numbers.append(sent.number)
    assert numbers == [numbers[0]] * 2
