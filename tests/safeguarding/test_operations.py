"""Concerns: raised by anybody, asked of the lead with a clock, open to their own list alone, closed with what came of it."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from builders import AT, ATeam, Someone, a_person, an_account, an_act, an_entry, close_entry, with_key
from kith.access.home import as_kith
from kith.act import NotAllowed, NotVisible, Refusal
from kith.action import operations as actions
from kith.action import queries as work
from kith.contact import operations as contacts
from kith.escalation import moving
from kith.escalation import operations as escalations
from kith.escalation.queries import one as one_escalation
from kith.escalation.queries import whole
from kith.escalation.rules import State
from kith.handover.operations import absent_now
from kith.message.models import Message
from kith.place.rules import local_day
from kith.safeguarding import operations, queries
from kith.safeguarding.raising import Raised, Suspected
from kith.team import operations as teams
from safeguarding.cases import (
    ADULT_STEPS,
    AFTERWARDS,
    CLOSING,
    DECIDED,
    SAID,
    a_concern,
    a_lead,
    an_officer,
    answered,
    closed,
    recorded,
    seen_by,
    version_in,
)
from statements import counted
from trailing import last_entry

LATER = AT + timedelta(hours=1)


@pytest.fixture
def grace(team: ATeam) -> Someone:
    return a_lead(team)


@pytest.fixture
def omar(team: ATeam) -> Someone:
    return an_officer(team)


def told(who: Someone, account_id: UUID) -> list[tuple[str, str, UUID | None]]:
    with an_act(who, LATER):
        rows = Message.objects.filter(account_id=account_id, thing_kind="restricted").order_by("recorded_at", "kind")
        return [(one.kind, one.thing_kind, one.person_id) for one in rows]


def test_whoever_raises_sees_what_they_wrote_and_the_team_sees_work_without_a_name(
    team: ATeam, doris: UUID, grace: Someone, omar: Someone
) -> None:
    key = a_concern(team, doris, omar)
    assert (seen_by(omar, key).words, seen_by(grace, key).words) == (SAID, SAID)
    for other in (*team.members,):
        if other.role != "team-lead":
            with pytest.raises(NotVisible):
                seen_by(other, key)
    with an_act(team.nurse):
        [one] = [one for one in work.waiting_for_team(team_id=team.id) if one.origin_kind == "restricted"]
        assert (one.what, one.person_id, one.kind) == ("Restricted: open it, and answer", None, "urgent")
        assert work.waiting_for_person(person_id=doris, at=AT) == []


def test_the_lead_answers_records_the_chain_and_closes_and_the_raiser_reads_the_answers(
    team: ATeam, doris: UUID, grace: Someone, omar: Someone
) -> None:
    key = a_concern(team, doris, omar)
    answered(grace, key)
    closed(grace, key)
    with an_act(grace, LATER + timedelta(hours=2)):
        assert {one.step for one in queries.steps(concern_ids=[key])[key]} == {
            "answer", *(step for step, _ in ADULT_STEPS), "decision", "referral", "authority", "closing",
        }  # fmt: skip
        assert queries.one(concern_id=key).state == "closed"
        assert one_escalation(escalation_id=key).state is State.CLOSED
    with an_act(omar, LATER + timedelta(hours=2)):
        assert [(one.step, one.answers["words"]) for one in queries.steps(concern_ids=[key])[key]] == [
            ("answer", "I ring her at noon"), ("decision", "The council must enquire"), ("closing", CLOSING["words"]),
        ]  # fmt: skip
    assert told(omar, omar.account_id) == [
        ("escalation answered", "restricted", None), ("escalation answered", "restricted", None),
        ("escalation closed", "restricted", None),
    ]  # fmt: skip


def test_whoever_may_be_the_source_of_harm_is_never_asked_and_sees_nothing_at_all(
    team: ATeam, doris: UUID, grace: Someone, omar: Someone
) -> None:
    key = a_concern(team, doris, omar, SAID, Suspected("member", account_id=grace.account_id))
    with pytest.raises(NotVisible):
        seen_by(grace, key)
    with an_act(grace):
        assert queries.told(team_ids=[team.id]) == []
        assert [one for one in work.waiting_for_team(team_id=team.id) if one.origin_kind == "restricted"] == []
        assert queries.queue(team_id=team.id) == []
    with an_act(omar):
        assert one_escalation(escalation_id=key).asked == team.lead.name, "the next of the route"
        assert [one.ask for one in queries.told(team_ids=[team.id])] == [team.lead.name]


def test_colleagues_are_told_that_something_is_restricted_and_whom_to_ask(
    team: ATeam, doris: UUID, grace: Someone, omar: Someone
) -> None:
    key = a_concern(team, doris, omar)
    other = a_person(team, "Walter Finch")
    with an_act(team.nurse):
        assert queries.told(team_ids=[team.id]) == [queries.Told(team.id, None, "Grace Lindley")]
        assert queries.told(team_ids=[team.id], person_id=doris) == [queries.Told(team.id, None, "Grace Lindley")]
        assert queries.told(team_ids=[team.id], person_id=other) == []
    with an_act(omar):
        assert [one.matter_id for one in queries.told(team_ids=[team.id])] == [key]


def test_unanswered_it_goes_up_its_route_and_whoever_is_asked_may_open_it(
    team: ATeam, doris: UUID, omar: Someone
) -> None:
    key = a_concern(team, doris, omar)
    assert seen_by(team.lead, key).words == SAID, "no safeguarding lead: the team lead is asked"
    with as_kith(at=AT + timedelta(hours=2), channel="job") as act:
        assert moving.move_on(act=act, team_id=team.id) == 1
    with pytest.raises(NotVisible):
        seen_by(team.lead, key, AT + timedelta(hours=2))
    with an_act(omar, AT + timedelta(hours=2)):
        assert one_escalation(escalation_id=key).asked == "Joy Adeyemi"


def test_nothing_about_it_is_written_on_the_work_that_everybody_sees(
    team: ATeam, doris: UUID, grace: Someone, omar: Someone
) -> None:
    key = a_concern(team, doris, omar)
    with an_act(grace):
        action_id = one_escalation(escalation_id=key).ask_id
    asks = (
        lambda act: actions.comment(act=act, action_id=action_id, text="It is the grandson"),
        lambda act: actions.cancel(act=act, action_id=action_id, version=1, reason="known"),
        lambda act: actions.take(act=act, action_id=action_id, version=1),
        lambda act: escalations.respond(act=act, escalation_id=key, version=1, decision="Mine"),
    )
    for number, ask in enumerate(asks):
        with an_act(grace, AT + timedelta(minutes=number)) as act, pytest.raises(Refusal, match="restricted"):
            ask(act)
    answered(grace, key)
    with an_act(team.nurse, LATER):
        assert {one.outcome for one in work.by_ids(action_ids=[action_id]).values()} == {"Answered"}


def test_two_colleagues_raise_two_concerns_and_neither_learns_of_the_other(
    team: ATeam, doris: UUID, grace: Someone, omar: Someone
) -> None:
    first, second = a_concern(team, doris, omar), a_concern(team, doris, team.nurse, "She flinched")
    assert first != second
    with pytest.raises(NotVisible):
        seen_by(team.nurse, first)
    with an_act(grace):
        assert {one.row.id for one in queries.queue(team_id=team.id)} == {first, second}


def test_a_crossing_opens_a_concern_and_the_next_of_the_same_colleague_joins_it(
    team: ATeam, doris: UUID, grace: Someone
) -> None:
    def visit(at: datetime) -> None:
        with an_act(team.nurse, at) as act:
            contacts.record(
                act=act, team_id=team.id, person_id=doris, member_id=team.nurse.member_id, way="visit", state="made",
                happened_at=at - timedelta(minutes=5),
                observations={"safeguarding-adult": {"needs": "yes", "at_risk": "yes", "cannot_protect": "not sure"}},
            )  # fmt: skip

    visit(AT)
    visit(AT + timedelta(minutes=20))
    with an_act(grace, LATER):
        [one] = queries.queue(team_id=team.id)
        assert (one.row.rule, one.row.words) == (
            "SG-ADULT-RISK",
            "Abuse or neglect is suspected: the safeguarding lead decides whether the duty to enquire holds.",
        )
        assert len(whole(escalation_id=one.row.id).why) == 2
    with an_act(team.nurse, LATER), pytest.raises(NotVisible):
        one_escalation(escalation_id=uuid4())


def test_a_named_member_opens_all_of_it_records_and_does_not_decide(
    team: ATeam, doris: UUID, grace: Someone, omar: Someone
) -> None:
    key = a_concern(team, doris, omar)
    answered(grace, key)
    with an_act(grace, LATER) as act:
        operations.name_opener(act=act, concern_id=key, account_id=team.nurse.account_id)
    assert seen_by(team.nurse, key, LATER).words == SAID
    recorded(team.nurse, key, ADULT_STEPS, LATER)
    with an_act(team.nurse, LATER) as act, pytest.raises(NotAllowed, match="Whoever leads this decides it"):
        operations.record(act=act, concern_id=key, step=DECIDED[0], answers=DECIDED[1])
    with an_act(omar, LATER) as act, pytest.raises(NotAllowed, match="This is restricted: ask Grace Lindley."):
        operations.record(act=act, concern_id=key, step="note", answers={"words": "x"})
    with an_act(grace, LATER + timedelta(minutes=5)) as act:
        operations.unname_opener(act=act, concern_id=key, account_id=team.nurse.account_id)
    with pytest.raises(NotVisible):
        seen_by(team.nurse, key, LATER + timedelta(minutes=6))


def test_what_is_owed_is_refused_with_its_list_and_nothing_is_left_behind(
    team: ATeam, doris: UUID, grace: Someone, omar: Someone
) -> None:
    key = a_concern(team, doris, omar)
    answered(grace, key)
    with an_act(grace, LATER) as act, pytest.raises(Refusal) as refused:
        operations.record(act=act, concern_id=key, step=DECIDED[0], answers=DECIDED[1])
    assert refused.value.sentence == (
        "Not yet. First: Immediate safety, Their views and wishes, Capacity, Consent and The three questions."
    )
    recorded(grace, key, ADULT_STEPS)
    with an_act(grace, LATER) as act, pytest.raises(Refusal, match="the authority has a duty to enquire"):
        operations.record(act=act, concern_id=key, step="decision", answers={"refer": "no", "words": "She is fine"})
    recorded(grace, key, [DECIDED], LATER)
    with (
        an_act(grace, LATER) as act,
        pytest.raises(Refusal, match="Not yet. First: The referral and What the authority"),
    ):
        operations.close(act=act, concern_id=key, version=version_in(key), answers=CLOSING)
    recorded(grace, key, AFTERWARDS, LATER)
    with an_act(grace, LATER) as act, pytest.raises(Refusal, match="write down who was told"):
        operations.close(act=act, concern_id=key, version=version_in(key), answers=CLOSING)
    assert seen_by(grace, key, LATER).state == "open"
    with an_act(grace, LATER):
        assert "closing" not in {one.step for one in queries.steps(concern_ids=[key])[key]}


def test_nobody_leaves_the_list_while_something_restricted_is_open(
    team: ATeam, doris: UUID, grace: Someone, omar: Someone
) -> None:
    a_concern(team, doris, omar)
    entry = an_entry(team, doris)
    with an_act(team.lead, LATER) as act, pytest.raises(Refusal, match="ask the safeguarding lead before they leave"):
        close_entry(act, entry)


def test_the_trail_keeps_each_act_and_says_it_to_the_list_of_the_matter_alone(
    team: ATeam, doris: UUID, grace: Someone, omar: Someone
) -> None:
    key = a_concern(team, doris, omar)
    answered(grace, key)
    entry = last_entry(grace, "safeguarding.answer")
    assert (entry.thing_kind, entry.thing_id, entry.person_ids, entry.team_id) == ("restricted", key, [], team.id)
    with an_act(team.nurse, LATER):
        from kith.trail.models import Entry
        from kith.trail.queries import of_person

        assert not Entry.objects.filter(command__startswith="safeguarding.").exists()
        assert not [one for one in of_person(person_id=doris) if "safeguarding" in one.what or "escalation" in one.what]


def test_raising_and_answering_send_a_fixed_number_of_statements(
    team: ATeam, doris: UUID, grace: Someone, omar: Someone
) -> None:
    with an_act(omar) as act, counted() as number:
        key = operations.raise_concern(act=act, team_id=team.id, person_id=doris, raised=Raised(SAID))
    assert number == 19
    with an_act(grace, LATER) as act, counted() as number:
        operations.answer(act=act, concern_id=key, version=1, words="Mine")
    assert number == 17


def test_somebody_named_later_as_the_source_of_harm_loses_it_and_gets_it_back_when_that_was_an_error(
    team: ATeam, doris: UUID, grace: Someone, omar: Someone
) -> None:
    key = a_concern(team, doris, omar)
    answered(grace, key)
    nurse = team.nurse
    with an_act(grace, LATER) as act:
        operations.name_opener(act=act, concern_id=key, account_id=nurse.account_id)
    with an_act(nurse, LATER) as act, pytest.raises(Refusal, match="You cannot keep this from yourself"):
        operations.name_source_of_harm(
            act=act, concern_id=key, suspected=Suspected("member", account_id=nurse.account_id)
        )
    with an_act(grace, LATER) as act:
        operations.name_source_of_harm(
            act=act, concern_id=key, suspected=Suspected("member", account_id=nurse.account_id)
        )
    after = LATER + timedelta(minutes=1)
    with pytest.raises(NotVisible):
        seen_by(nurse, key, after)
    with an_act(grace, after) as act, pytest.raises(Refusal, match="this is never open to them"):
        operations.name_opener(act=act, concern_id=key, account_id=nurse.account_id)
    with an_act(grace, after) as act:
        [source] = queries.sources(concern_id=key)
        operations.withdraw_source(act=act, concern_id=key, source_id=source.id)
        operations.name_opener(act=with_key(act), concern_id=key, account_id=nurse.account_id)
    assert seen_by(nurse, key, after + timedelta(minutes=1)).words == SAID


def test_visiting_members_are_told_only_when_the_lead_says_so(
    team: ATeam, doris: UUID, grace: Someone, omar: Someone
) -> None:
    account = an_account("visitor", "Vi Sitor", AT - timedelta(days=2))
    with as_kith(at=AT - timedelta(hours=1)) as act:
        member = teams.add_member(act=act, team_id=team.id, account_id=account, role="gp", tier="aligned", sessions=1)
    visitor = Someone(member, account, team.id, "Vi Sitor", "visitor", "gp")
    key = a_concern(team, doris, omar)
    answered(grace, key)
    with an_act(visitor, LATER):
        assert queries.told(team_ids=[team.id]) == []
    with an_act(omar, LATER) as act, pytest.raises(NotAllowed):
        operations.tell_visitors(act=act, concern_id=key, is_told=True)
    with an_act(grace, LATER) as act:
        operations.tell_visitors(act=act, concern_id=key, is_told=True)
    with an_act(visitor, LATER):
        assert queries.told(team_ids=[team.id]) == [queries.Told(team.id, None, "Grace Lindley")]


def test_the_work_of_a_lead_who_falls_ill_goes_to_the_duty_lead_who_may_open_it(
    team: ATeam, doris: UUID, grace: Someone, omar: Someone
) -> None:
    key = a_concern(team, doris, omar)
    answered(grace, key)
    with pytest.raises(NotVisible):
        seen_by(team.lead, key, LATER)
    with an_act(team.nurse, LATER) as act:
        absent_now(act=act, member_id=grace.member_id, last_day=local_day(LATER), reason="ill")
    assert seen_by(team.lead, key, LATER + timedelta(minutes=1)).is_asked
    assert seen_by(grace, key, LATER + timedelta(minutes=1)).words == SAID, "she leads it still"


def test_restricted_work_is_not_given_to_just_anybody(team: ATeam, doris: UUID, grace: Someone, omar: Someone) -> None:
    key = a_concern(team, doris, omar)
    answered(grace, key)
    with an_act(grace, LATER):
        through = one_escalation(escalation_id=key).through_id
    with an_act(team.nurse, LATER), pytest.raises(DatabaseError, match="Restricted work goes to"), transaction.atomic():
        give(through, omar)


def give(action_id: UUID | None, to: Someone) -> None:
    """Make somebody the owner of work by a statement."""
    with connection.cursor() as cursor:
        cursor.execute("update action_action set owner_id = %s where id = %s", [to.member_id, action_id])


def test_sending_on_and_telling_are_on_the_log_of_the_concern_alone(
    team: ATeam, doris: UUID, grace: Someone, omar: Someone
) -> None:
    key = a_concern(team, doris, omar)
    with an_act(grace, LATER) as act:
        operations.hand_on(act=act, concern_id=key, version=1, why="I am in court until four")
    with an_act(grace, LATER + timedelta(minutes=1)) as act:
        operations.tell(act=act, concern_id=key, who="Her sister", how="phone", said="She comes")
        assert [one.who for one in whole(escalation_id=key).told] == ["The next step of the route", "Her sister"]
    with an_act(omar, LATER + timedelta(minutes=2)):
        assert whole(escalation_id=key).told == []
        assert one_escalation(escalation_id=key).asked != "Grace Lindley"
