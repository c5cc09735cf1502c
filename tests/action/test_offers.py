"""Offers: nothing changes hands until somebody accepts, one does, and whoever asked is told (P3)."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from builders import (
    AT,
    ATeam,
    Someone,
    a_member,
    a_named_lead,
    a_person,
    a_team,
    a_working_manager,
    an_act,
    an_action,
    an_entry,
    close_entry,
    with_key,
)
from kith.access.home import as_kith
from kith.act import Act, NotAllowed, NotVisible, Refusal, Stale, operation
from kith.action import answering, offer_queries, offering, operations, queries
from kith.action.models import Offer
from kith.action.offer_queries import OfferRow
from kith.action.offer_rules import OfferState
from kith.action.queries import ActionRow
from kith.caseload.queries import entry
from kith.database.templates import Clone
from kith.message.models import Message
from kith.team import operations as teams
from small_world import may
from statements import counted
from trailing import last_entry, outcomes

__all__ = ["may"]

LATER = AT + timedelta(minutes=10)
NOON = AT + timedelta(hours=4)


def an_offer(
    team: ATeam, action_id: UUID, to: Someone, at: Any = AT, *, by: Someone | None = None, **more: Any
) -> UUID:
    """Return an offer of an action by its owner (else the nurse)."""
    with an_act(by or team.nurse, at) as act:
        return offering.offer(act=act, action_id=action_id, to_member_id=to.member_id, **more)


def offer_of(team: ATeam, offer_id: UUID) -> OfferRow:
    with an_act(team.nurse):
        return offer_queries.offer_by_id(offer_id=offer_id)


def action_of(team: ATeam, action_id: UUID) -> ActionRow:
    with an_act(team.nurse):
        return queries.one(action_id=action_id)


def steps_of(team: ATeam, action_id: UUID) -> list[tuple[str, str]]:
    with an_act(team.nurse):
        return [(step.kind, step.text) for step in queries.steps_of(action_id=action_id)]


def told(team: ATeam) -> list[tuple[UUID, str]]:
    with an_act(team.nurse):
        rows = Message.objects.filter(thing_kind="offer").order_by("recorded_at", "kind", "account_id")
        return list(rows.values_list("account_id", "kind"))


def lapse(team: ATeam, at: Any) -> list[UUID]:
    with as_kith(at=at) as act:
        return offering.lapse(act=act, team_id=team.id)


@pytest.fixture
def work(team: ATeam, doris: UUID) -> UUID:
    """An action of the nurse for Doris, due at noon and a bit."""
    return an_action(team, doris, due_at=AT + timedelta(hours=5))


# Offering


def test_offer_changes_nothing_and_tells_the_receiver(team: ATeam, doris: UUID, work: UUID) -> None:
    before = action_of(team, work)
    with an_act(team.nurse) as act, counted() as sent:
        offer_id = offering.offer(
            act=act, action_id=work, to_member_id=team.social_worker.member_id, note="I am in a review"
        )
    assert sent == 7
    assert action_of(team, work) == before
    row = offer_of(team, offer_id)
    assert (row.giver, row.to_name, row.state, row.purpose, row.note, row.offered_at) == (
        "Sam Whitlock",
        "Rukhsana Mir",
        OfferState.WAITING,
        "own",
        "I am in a review",
        AT,
    )
    assert row.answer_by == before.due_at, "never after the deadline"
    assert told(team) == [(team.social_worker.account_id, "offer")]
    assert steps_of(team, work) == [("add", "Ring the pharmacy"), ("offer", "I am in a review")]
    assert last_entry(team.nurse, "action.offer").person_ids == [doris]


def test_offer_of_work_due_later_lapses_at_the_end_of_the_service_day(team: ATeam, doris: UUID) -> None:
    work = an_action(team, doris, due_at=AT + timedelta(days=9))
    row = offer_of(team, an_offer(team, work, team.lead))
    assert row.answer_by == AT.replace(hour=16, minute=0)


@pytest.mark.parametrize("minutes", [0, 5 * 60 + 1])
def test_answer_by_is_to_come_and_not_after_the_deadline(team: ATeam, work: UUID, minutes: int) -> None:
    with pytest.raises(Refusal) as refused:
        an_offer(team, work, team.lead, answer_by=AT + timedelta(minutes=minutes))
    assert refused.value.field == "answer_by"
    assert Offer.objects.count() == 0


def test_only_the_owner_or_the_duty_lead_offers(team: ATeam, work: UUID) -> None:
    with pytest.raises(Refusal, match="Only whoever answers for it, or the duty lead") as refused:
        an_offer(team, work, team.lead, by=team.social_worker)
    assert refused.value.rule == "P3"
    assert outcomes(team.nurse, "action.offer") == [("refused", "P3")]
    row = offer_of(team, an_offer(team, work, team.social_worker, by=team.lead))
    assert (row.giver, row.owner) == ("Ama Owusu", "Sam Whitlock")


def test_role_without_the_right_offers_nothing(team: ATeam, work: UUID) -> None:
    manager = a_working_manager(team, "Peter Lindqvist")
    with pytest.raises(NotAllowed):
        an_offer(team, work, team.lead, by=manager)


def test_receiver_is_on_the_team_and_not_the_owner(team: ATeam, work: UUID) -> None:
    leaver = a_member(team, "Tom Reed", until=AT + timedelta(minutes=5))
    other = a_team("South")
    for to, at, words in (
        (leaver, LATER, "on the team now and can open the record"),
        (other.nurse, AT, "on the team now and can open the record"),
        (team.nurse, AT, "holds it already"),
    ):
        with pytest.raises(Refusal, match=words) as refused:
            an_offer(team, work, to, at)
        assert refused.value.field == "to"
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="whom to offer it to"):
        offering.offer(act=act, action_id=work)
    assert (Offer.objects.count(), told(team)) == (0, [])


def test_only_one_offer_waits_and_the_refusal_names_it(team: ATeam, work: UUID) -> None:
    an_offer(team, work, team.social_worker)
    with pytest.raises(Refusal, match="offered to Rukhsana Mir already, who answers today by 1:22pm"):
        an_offer(team, work, team.lead)


def test_finished_work_is_not_offered(team: ATeam, work: UUID) -> None:
    with an_act(team.nurse) as act:
        operations.complete(act=act, action_id=work, version=1)
    with pytest.raises(Refusal, match="This action is done"):
        an_offer(team, work, team.lead)


# Answering


def test_accepting_makes_the_taker_the_owner_at_once_and_tells_the_giver(team: ATeam, doris: UUID, work: UUID) -> None:
    offer_id = an_offer(team, work, team.social_worker)
    with an_act(team.social_worker, LATER) as act, counted() as sent:
        assert offering.accept(act=act, offer_id=offer_id) == work
    assert sent == 4
    row, offer = action_of(team, work), offer_of(team, offer_id)
    assert (row.owner, row.version, row.due_at) == ("Rukhsana Mir", 2, AT + timedelta(hours=5))
    assert (offer.state, offer.answered_by, offer.answered_at, offer.taken_by_id) == (
        OfferState.ACCEPTED,
        "Rukhsana Mir",
        LATER,
        team.social_worker.member_id,
    )
    assert told(team)[1:] == [(team.nurse.account_id, "offer accepted")]
    assert steps_of(team, work)[-1] == ("accept", "")
    assert last_entry(team.nurse, "action.accept").person_ids == [doris]


def test_hold_survives_being_handed_on_and_ends_by_its_date(team: ATeam, work: UUID) -> None:
    back = AT.date() + timedelta(days=2)
    with an_act(team.nurse) as act:
        operations.hold(act=act, action_id=work, version=1, reason="waiting for a letter", return_date=back)
    offer_id = an_offer(team, work, team.social_worker)
    with an_act(team.social_worker) as act:
        offering.accept(act=act, offer_id=offer_id)
    row = action_of(team, work)
    assert (row.state, row.hold_reason, row.return_date, row.owner) == (
        "held",
        "waiting for a letter",
        back,
        "Rukhsana Mir",
    )


def test_accepting_with_another_time_moves_the_deadline_within_the_day(team: ATeam, work: UUID) -> None:
    offer_id = an_offer(team, work, team.social_worker)
    with an_act(team.social_worker) as act:
        for wrong in (AT + timedelta(days=1), AT):
            with pytest.raises(Refusal) as refused:
                offering.accept(act=with_key(act), offer_id=offer_id, due_at=wrong)
            assert refused.value.field == "by"
        assert offer_queries.offer_by_id(offer_id=offer_id).state is OfferState.WAITING
        offering.accept(act=with_key(act), offer_id=offer_id, due_at=AT + timedelta(hours=8))
    row = action_of(team, work)
    assert (row.owner, row.due_at, row.first_due_at) == (
        "Rukhsana Mir",
        AT + timedelta(hours=8),
        AT + timedelta(hours=5),
    )


def test_giver_may_allow_a_later_time(team: ATeam, work: UUID) -> None:
    latest = AT + timedelta(days=2)
    offer_id = an_offer(team, work, team.social_worker, latest_at=latest)
    with an_act(team.social_worker) as act:
        with pytest.raises(Refusal, match="must be done Wednesday by 8:22am at the latest"):
            offering.accept(act=act, offer_id=offer_id, due_at=latest + timedelta(minutes=1))
        offering.accept(act=with_key(act), offer_id=offer_id, due_at=latest)
    assert action_of(team, work).due_at == latest


def test_declining_needs_a_reason_and_leaves_the_work_with_the_giver(team: ATeam, work: UUID) -> None:
    offer_id = an_offer(team, work, team.social_worker)
    with an_act(team.social_worker) as act:
        with pytest.raises(Refusal) as refused:
            offering.decline(act=act, offer_id=offer_id, reason=" ")
        assert refused.value.field == "reason"
    with an_act(team.social_worker, LATER) as act, counted() as sent:
        offering.decline(act=act, offer_id=offer_id, reason="I cannot get there in time")
    assert sent == 4
    offer = offer_of(team, offer_id)
    assert (offer.state, offer.reason, action_of(team, work).owner) == (
        OfferState.DECLINED,
        "I cannot get there in time",
        "Sam Whitlock",
    )
    assert told(team)[1:] == [(team.nurse.account_id, "offer declined")]
    assert steps_of(team, work)[-1] == ("decline", "I cannot get there in time")
    with an_act(team.social_worker, LATER) as act, pytest.raises(Stale, match="declined this at 8:32am"):
        offering.accept(act=act, offer_id=offer_id)


def test_owner_is_told_of_the_answer_to_an_offer_that_the_duty_lead_made(team: ATeam, work: UUID) -> None:
    offer_id = an_offer(team, work, team.social_worker, by=team.lead)
    with an_act(team.social_worker, LATER) as act:
        offering.decline(act=act, offer_id=offer_id, reason="on a visit")
    assert sorted(told(team)[1:]) == sorted(
        [(team.nurse.account_id, "offer declined"), (team.lead.account_id, "offer declined")]
    )


def test_withdrawn_offer_says_so_and_nobody_can_take_it(team: ATeam, work: UUID) -> None:
    offer_id = an_offer(team, work, team.social_worker)
    with an_act(team.social_worker) as act, pytest.raises(Refusal, match="an offer of Sam Whitlock"):
        offering.withdraw(act=act, offer_id=offer_id)
    with an_act(team.nurse, LATER) as act, counted() as sent:
        offering.withdraw(act=act, offer_id=offer_id)
    assert sent == 4
    assert told(team)[1:] == [(team.social_worker.account_id, "offer withdrawn")]
    with an_act(team.social_worker, NOON) as act, pytest.raises(Stale) as stale:
        offering.accept(act=act, offer_id=offer_id)
    assert stale.value.sentence == "Sam Whitlock withdrew this at 8:32am. Nothing for you to do."
    assert action_of(team, work).owner == "Sam Whitlock"


def test_nobody_answers_what_is_offered_to_another(team: ATeam, work: UUID) -> None:
    offer_id = an_offer(team, work, team.social_worker)
    with an_act(team.lead) as act:
        for wrong in (
            lambda: offering.accept(act=with_key(act), offer_id=offer_id),
            lambda: offering.decline(act=with_key(act), offer_id=offer_id, reason="no"),
            lambda: offering.ask_giver(act=with_key(act), offer_id=offer_id, question="why"),
        ):
            with pytest.raises(Refusal, match="offered to Rukhsana Mir"):
                wrong()
    assert offer_of(team, offer_id).version == 1


def test_question_goes_to_the_giver_and_the_offer_waits(team: ATeam, work: UUID) -> None:
    offer_id = an_offer(team, work, team.social_worker)
    with an_act(team.social_worker, LATER) as act:
        offering.ask_giver(act=act, offer_id=offer_id, question="Is she in before noon?")
    offer = offer_of(team, offer_id)
    assert (offer.state, offer.question) == (OfferState.WAITING, "Is she in before noon?")
    assert told(team)[1:] == [(team.nurse.account_id, "offer question")]


def test_declined_offer_is_dealt_with_by_its_giver_once(team: ATeam, work: UUID) -> None:
    offer_id = an_offer(team, work, team.social_worker)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="nothing more to say"):
        offering.keep(act=act, offer_id=offer_id)
    with an_act(team.social_worker) as act:
        offering.decline(act=act, offer_id=offer_id, reason="no time")
    with an_act(team.social_worker) as act, pytest.raises(Refusal, match="an offer of Sam Whitlock"):
        offering.keep(act=act, offer_id=offer_id)
    with an_act(team.nurse, LATER) as act:
        assert [row.id for row in offer_queries.open_offers(team_id=team.id)] == [offer_id]
        offering.keep(act=act, offer_id=offer_id)
        assert offer_queries.open_offers(team_id=team.id) == []


def test_new_offer_counts_the_declined_one_as_dealt_with(team: ATeam, work: UUID) -> None:
    first = an_offer(team, work, team.social_worker)
    with an_act(team.social_worker) as act:
        offering.decline(act=act, offer_id=first, reason="no time")
    second = an_offer(team, work, team.lead, LATER)
    with an_act(team.nurse) as act:
        assert [row.id for row in offer_queries.open_offers(team_id=team.id)] == [second]
        assert offer_queries.declined_by(action_id=work) == {team.social_worker.account_id: "no time"}


def test_offer_by_another_key_once_and_of_another_team_not_seen(team: ATeam, work: UUID) -> None:
    with an_act(team.nurse) as act:
        first = offering.offer(act=act, action_id=work, to_member_id=team.lead.member_id)
        assert offering.offer(act=act, action_id=work, to_member_id=team.lead.member_id) == first
    stranger = a_team("South").nurse
    for do in (
        lambda act: offering.accept(act=act, offer_id=first),
        lambda act: offering.decline(act=act, offer_id=first, reason="no"),
        lambda act: offering.withdraw(act=act, offer_id=first),
        lambda act: offering.keep(act=act, offer_id=first),
        lambda act: offering.offer(act=act, action_id=work, to_member_id=stranger.member_id),
        lambda act: offering.remind(act=act, action_id=work),
    ):
        with an_act(stranger) as act, pytest.raises(NotVisible):
            do(act)


# Lapsing


def test_offer_lapses_after_its_answer_by_and_everybody_is_told_once(team: ATeam, work: UUID) -> None:
    offer_id = an_offer(team, work, team.social_worker, answer_by=NOON)
    assert lapse(team, NOON) == [], "at the moment itself it may still be answered"
    after = NOON + timedelta(minutes=1)
    with an_act(team.social_worker, after) as act, pytest.raises(Stale, match="lapsed at 12:22pm: it stays with Sam"):
        offering.accept(act=act, offer_id=offer_id)
    assert lapse(team, after) == [offer_id]
    assert lapse(team, after) == []
    offer = offer_of(team, offer_id)
    assert (offer.state, offer.lapsed_because, action_of(team, work).owner) == (
        OfferState.LAPSED,
        "no answer",
        "Sam Whitlock",
    )
    assert sorted(told(team)[1:]) == sorted(
        [(team.nurse.account_id, "offer lapsed"), (team.social_worker.account_id, "offer lapsed")]
    )
    assert steps_of(team, work)[-1] == ("lapse", "")


def test_offer_to_somebody_who_left_lapses_and_to_somebody_absent_does_not(team: ATeam, work: UUID) -> None:
    leaver = a_member(team, "Tom Reed")
    offer_id = an_offer(team, work, leaver)
    with an_act(team.lead) as act:
        teams.record_absence(
            act=act, member_id=leaver.member_id, first_day=AT.date(), last_day=AT.date(), reason="sick"
        )
    assert lapse(team, LATER) == []
    with an_act(team.lead, LATER) as act:
        teams.end_membership(act=act, member_id=leaver.member_id, until=LATER)
    with as_kith(at=LATER) as act, counted() as sent:
        lapsed = offering.lapse(act=act, team_id=team.id)
    assert (lapsed, sent.number) == ([offer_id], 8)
    assert offer_of(team, offer_id).lapsed_because == "receiver gone"


@pytest.mark.parametrize(
    ("end", "because"),
    [
        (lambda act, work: operations.complete(act=act, action_id=work, version=1), "done"),
        (lambda act, work: operations.cancel(act=act, action_id=work, version=1, reason="moved"), "cancelled"),
        (lambda act, work: operations.mark_in_error(act=act, action_id=work, version=1, reason="twice"), "in error"),
    ],
)
def test_finished_work_ends_its_offers_in_the_same_act(
    team: ATeam, work: UUID, end: Callable[[Act, UUID], UUID], because: str
) -> None:
    offer_id = an_offer(team, work, team.social_worker)
    with an_act(team.nurse, LATER) as act, counted() as sent:
        end(act, work)
    assert sent == 4
    offer = offer_of(team, offer_id)
    assert (offer.state, offer.lapsed_because, offer.answered_by) == (OfferState.LAPSED, because, "Sam Whitlock")
    assert told(team)[1:] == [(team.social_worker.account_id, "offer lapsed")]
    with an_act(team.social_worker, NOON) as act, pytest.raises(Stale, match=r"at 8:32am\. Nothing for you to do\."):
        offering.accept(act=act, offer_id=offer_id)


def test_change_of_owner_ends_the_offer_and_a_change_of_words_does_not(team: ATeam, work: UUID) -> None:
    offer_id = an_offer(team, work, team.social_worker)
    with an_act(team.nurse) as act:
        operations.change(act=act, action_id=work, version=1, what="Ring the practice")
    assert offer_of(team, offer_id).state is OfferState.WAITING
    with an_act(team.nurse, LATER) as act:
        operations.change(act=act, action_id=work, version=2, owner_id=team.lead.member_id)
    offer = offer_of(team, offer_id)
    assert (offer.state, offer.lapsed_because) == (OfferState.LAPSED, "passed on")


# Pools


def test_pool_tells_everybody_in_it_and_the_duty_lead_holds_meanwhile(team: ATeam, work: UUID) -> None:
    other = a_member(team, "Joan Nurse")
    with an_act(team.nurse) as act, counted() as sent:
        offer_id = offering.offer(act=act, action_id=work, to_role="nurse")
    assert sent == 7
    assert sorted(told(team)) == sorted([(other.account_id, "offer"), (team.lead.account_id, "offer")])
    row = action_of(team, work)
    assert (row.is_in_pool, row.owner) == (True, "Sam Whitlock")
    with an_act(team.social_worker) as act, pytest.raises(Refusal, match="offered to any community nurse"):
        offering.accept(act=act, offer_id=offer_id)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="offered to any community nurse"):
        offering.accept(act=act, offer_id=offer_id)
    with an_act(other) as act, pytest.raises(Refusal, match="offered to several"):
        offering.decline(act=act, offer_id=offer_id, reason="no")
    with an_act(other) as act:
        offering.accept(act=act, offer_id=offer_id)
    row = action_of(team, work)
    assert (row.is_in_pool, row.owner) == (False, "Joan Nurse")
    assert told(team)[2:] == [(team.nurse.account_id, "offer accepted")]


def test_whole_team_may_claim_and_the_second_is_told_who_has_it(team: ATeam, work: UUID) -> None:
    with an_act(team.nurse) as act:
        offer_id = offering.offer(act=act, action_id=work, to_team=True)
    with an_act(team.lead, LATER) as act:
        offering.accept(act=act, offer_id=offer_id)
    with an_act(team.social_worker, LATER) as act, pytest.raises(Stale, match="Ama Owusu took this at 8:32am"):
        offering.accept(act=act, offer_id=offer_id)


def test_reminding_of_work_in_a_pool_goes_to_the_duty_lead(team: ATeam, work: UUID) -> None:
    with an_act(team.nurse) as act:
        offering.offer(act=act, action_id=work, to_role="nurse")
        offering.remind(act=with_key(act), action_id=work)
        assert list(Message.objects.filter(kind="reminder").values_list("account_id", flat=True)) == [
            team.lead.account_id
        ]


# Reminding and asking for help


def test_reminding_changes_nothing_and_once_an_hour_is_enough(team: ATeam, work: UUID) -> None:
    before = action_of(team, work)
    with an_act(team.social_worker) as act, counted() as sent:
        offering.remind(act=act, action_id=work, note="the pharmacy closes at noon")
    assert sent == 3
    assert action_of(team, work) == before
    assert steps_of(team, work)[-1] == ("remind", "the pharmacy closes at noon")
    with an_act(team.social_worker, LATER) as act, pytest.raises(Refusal, match="at 8:22am: once an hour is enough"):
        offering.remind(act=act, action_id=work)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="nobody to remind"):
        offering.remind(act=act, action_id=work)
    assert list(Message.objects.values_list("account_id", "kind")) == [(team.nurse.account_id, "reminder")]


def test_owner_reminds_whom_it_is_offered_to(team: ATeam, work: UUID) -> None:
    an_offer(team, work, team.social_worker)
    with an_act(team.nurse) as act:
        offering.remind(act=act, action_id=work)
        found = Message.objects.filter(kind="reminder").values_list("account_id", flat=True)
        assert list(found) == [team.social_worker.account_id]


def test_help_that_is_given_leaves_the_owner(team: ATeam, work: UUID) -> None:
    with an_act(team.nurse) as act:
        asked = offering.ask_help(
            act=act, action_id=work, to_member_id=team.social_worker.member_id, note="two to lift"
        )
        with pytest.raises(Refusal, match="offered to Rukhsana Mir already"):
            offering.ask_help(act=with_key(act), action_id=work, to_member_id=team.social_worker.member_id)
        offering.ask_help(act=with_key(act), action_id=work, to_member_id=team.lead.member_id)
    an_offer(team, work, team.lead)
    with an_act(team.social_worker, LATER) as act:
        with pytest.raises(Refusal, match="sets the deadline"):
            offering.accept(act=act, offer_id=asked, due_at=NOON)
        offering.accept(act=with_key(act), offer_id=asked)
    row = action_of(team, work)
    assert (row.owner, row.version) == ("Sam Whitlock", 1)
    assert offer_of(team, asked).state is OfferState.ACCEPTED
    assert [kind for kind, _text in steps_of(team, work)][-1] == "help"


# A person


def test_person_is_led_by_whoever_accepts(team: ATeam, doris: UUID) -> None:
    a_named_lead(team, doris, team.nurse, team.social_worker)
    entry_id = an_entry(team, doris).id
    with an_act(team.nurse) as act, counted() as sent:
        offer_id = offering.offer_person(act=act, entry_id=entry_id, to_member_id=team.social_worker.member_id)
    assert sent == 7
    assert an_entry(team, doris).named_lead_id == team.nurse.member_id
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="offered to somebody already"):
        offering.offer_person(act=act, entry_id=entry_id, to_member_id=team.lead.member_id)
    with an_act(team.social_worker, LATER) as act, counted() as sent:
        assert offering.accept(act=act, offer_id=offer_id) == entry_id
    assert sent == 11, "two of them let the former lead go on reaching her for a while"
    row = an_entry(team, doris)
    assert (row.named_lead_id, row.deputy_id) == (team.social_worker.member_id, None)
    assert told(team)[1:] == [(team.nurse.account_id, "offer accepted")]


def test_person_whom_nobody_leads_is_offered_by_the_duty_lead_alone(team: ATeam, doris: UUID) -> None:
    entry_id = an_entry(team, doris).id
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="or the duty lead"):
        offering.offer_person(act=act, entry_id=entry_id, to_member_id=team.social_worker.member_id)
    with an_act(team.lead) as act:
        offer_id = offering.offer_person(act=act, entry_id=entry_id, to_team=True)
    with an_act(team.nurse, LATER) as act:
        offering.accept(act=act, offer_id=offer_id)
    with an_act(team.social_worker, LATER) as act, pytest.raises(Stale, match="Sam Whitlock took this"):
        offering.accept(act=act, offer_id=offer_id)


def test_nobody_leaves_the_list_while_an_offer_to_lead_them_waits(team: ATeam, doris: UUID) -> None:
    a_named_lead(team, doris, team.nurse)
    row = an_entry(team, doris)
    with an_act(team.nurse) as act:
        offer_id = offering.offer_person(act=act, entry_id=row.id, to_member_id=team.social_worker.member_id)
    with an_act(team.lead) as act, pytest.raises(Refusal, match="offer"):
        close_entry(act, row)
    assert entry(entry_id=row.id).state == "active"
    with an_act(team.social_worker) as act:
        offering.accept(act=act, offer_id=offer_id)


def test_work_is_written_and_offered_in_one_act(team: ATeam, doris: UUID) -> None:
    due_at = AT + timedelta(hours=5)
    to = team.social_worker.member_id
    with an_act(team.nurse) as act:
        work = offering.give(act=act, team_id=team.id, person_id=doris, what="Ring", owner_id=to, due_at=due_at)
    assert action_of(team, work).owner == "Sam Whitlock"
    with an_act(team.nurse):
        [row] = offer_queries.offers_of_action(action_id=work)
    assert (row.to_name, row.state, told(team)) == (
        "Rukhsana Mir",
        OfferState.WAITING,
        [(team.social_worker.account_id, "offer")],
    )


@operation("test.meeting_offers")
def meeting_offers(*, act: Act, action_id: UUID, member_id: UUID) -> UUID:
    """Offer from inside another operation, as the huddle does to those who are absent."""
    return offering.offer(act=act, action_id=action_id, to_member_id=member_id)


def test_from_inside_another_operation_the_owner_is_the_giver(
    team: ATeam, work: UUID, may: Callable[[str], None]
) -> None:
    may("test.meeting_offers")
    with an_act(team.social_worker) as act:
        offer_id = meeting_offers(act=act, action_id=work, member_id=team.lead.member_id)
    assert offer_of(team, offer_id).giver == "Sam Whitlock"


# Races


def run_at_once(*attempts: Callable[[], None]) -> list[BaseException | None]:
    """Run the attempts in threads of their own, all let go together; return what each raised."""
    ready, raised = threading.Barrier(len(attempts)), [None] * len(attempts)

    def run(number: int) -> None:
        try:
            ready.wait()
            attempts[number]()
        except Refusal as error:
            raised[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(attempts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.fixture
def eight(fresh_database: Clone) -> tuple[ATeam, list[Someone]]:
    """A team with eight more nurses, in a database in which tests commit."""
    team = a_team()
    return team, [a_member(team, f"Nurse{number} Eight") for number in range(8)]


def accepts(who: Someone, offer_id: UUID) -> Callable[[], None]:
    def attempt() -> None:
        with an_act(who, LATER) as act:
            offering.accept(act=act, offer_id=offer_id)

    return attempt


@pytest.mark.parametrize("of_person", [False, True])
def test_of_eight_claimers_one_wins_and_the_others_are_told_who(eight: Any, of_person: bool) -> None:
    team, nurses = eight
    doris = a_person(team)
    work, entry_id = an_action(team, doris, due_at=NOON), an_entry(team, doris).id
    with an_act(team.lead) as act:
        if of_person:
            offer_id = offering.offer_person(act=act, entry_id=entry_id, to_role="nurse")
        else:
            offer_id = offering.offer(act=act, action_id=work, to_role="nurse")
    raised = run_at_once(*(accepts(nurse, offer_id) for nurse in nurses))
    [winner] = [nurse for nurse, error in zip(nurses, raised, strict=True) if error is None]
    row = offer_of(team, offer_id)
    assert (row.state, row.taken_by_id) == (OfferState.ACCEPTED, winner.member_id)
    held = an_entry(team, doris).named_lead_id if of_person else action_of(team, work).owner_id
    assert held == winner.member_id
    assert {str(error) for error in raised if error} == {f"{winner.name} took this at 8:32am. Nothing for you to do."}


def test_without_the_condition_several_claimers_believe_that_they_won(
    eight: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: acceptances that do not ask whether the offer still waits all win."""
    team, nurses = eight
    work = an_action(team, a_person(team), due_at=NOON)
    with an_act(team.lead) as act:
        offer_id = offering.offer(act=act, action_id=work, to_role="nurse")
    careless = answering._TAKE_OVER.replace("and state = 'waiting' and exists", "and exists")
    assert careless != answering._TAKE_OVER
    monkeypatch.setattr(answering, "_TAKE_OVER", careless)
    monkeypatch.setattr(answering, "_check_waiting", lambda act, row: None)
    raised = run_at_once(*(accepts(nurse, offer_id) for nurse in nurses))
    assert raised == [None] * 8


def test_eight_accepts_of_one_receiver_are_one(eight: Any) -> None:
    team, nurses = eight
    work = an_action(team, a_person(team), due_at=NOON)
    offer_id = an_offer(team, work, nurses[0])
    raised = run_at_once(*(accepts(nurses[0], offer_id) for _ in range(8)))
    assert [error is None for error in raised].count(True) == 1
    row = action_of(team, work)
    assert (row.owner_id, row.version) == (nurses[0].member_id, 2)


@pytest.mark.parametrize(
    "rival",
    [
        lambda act, work, lead: operations.complete(act=act, action_id=work, version=1),
        lambda act, work, lead: operations.cancel(act=act, action_id=work, version=1, reason="moved"),
        lambda act, work, lead: operations.change(act=act, action_id=work, version=1, owner_id=lead),
    ],
    ids=["complete", "cancel", "change of owner"],
)
@pytest.mark.parametrize("doing", ["offer", "accept"])
def test_offer_and_accept_against_the_owners_own_act_leave_one_of_both(
    eight: Any, rival: Callable[[Act, UUID, UUID], Any], doing: str
) -> None:
    team, nurses = eight
    for number in range(4):
        work = an_action(team, a_person(team, f"Person {number}"), due_at=NOON)
        offer_id = an_offer(team, work, nurses[0]) if doing == "accept" else None

        def ends(work: UUID = work) -> None:
            with an_act(team.nurse, LATER) as act:
                rival(act, work, team.lead.member_id)

        def offers(work: UUID = work) -> None:
            an_offer(team, work, nurses[0], LATER)

        run_at_once(ends, accepts(nurses[0], offer_id) if offer_id else offers)
        row = action_of(team, work)
        with an_act(team.nurse):
            [offer] = offer_queries.offers_of_action(action_id=work) or [None]
        if offer is None:
            assert row.version == 2, "the rival was first, and the offer was refused"
        elif offer.state is OfferState.ACCEPTED:
            assert (row.owner_id, row.version, row.state) == (nurses[0].member_id, 2, "open")
        else:
            assert (offer.state, row.version) == (OfferState.LAPSED, 2)
