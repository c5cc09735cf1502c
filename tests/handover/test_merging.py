"""Two records of one person are merged: open work moves with its owners, the past stays, and it can be taken back (P4)."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from builders import (
    AT,
    ATeam,
    a_contact,
    a_named_lead,
    a_person,
    a_planned_contact,
    a_team,
    a_working_manager,
    an_act,
    an_action,
    an_entry,
    as_kith,
    close_entry,
    with_key,
)
from kith.access.operations import open_reach
from kith.act import NotAllowed, NotVisible, Refusal, operation
from kith.act.types import Act
from kith.action import offering
from kith.action import operations as actions
from kith.action.models import Action, Offer, Step
from kith.caseload import operations as caseload
from kith.caseload.models import ListEntry
from kith.caseload.queries import entries_of_person, entry_of
from kith.contact.models import Contact
from kith.escalation import operations as escalations
from kith.escalation import queries as escalation_queries
from kith.escalation.moving import move_on
from kith.handover import deaths, merge_queries, merging, queries
from kith.handover.knowing import know_person
from kith.handover.models import Merge, Moved
from kith.message.models import Message
from kith.person import operations as people
from kith.person.models import Person
from kith.person.queries import identity
from kith.sharing.incoming import PersonKey
from kith.sharing.queries import never_on_the_list, people_by_keys
from kith.sharing.references import NHS_NUMBER
from small_world import may
from statements import counted
from trailing import last_entry, outcomes

__all__ = ["may"]

WHY = "Same address, and her daughter says so"
LATER = AT + timedelta(days=1)


@operation("test.share_twin")
def _share(*, act: Act, person_id: UUID, team_id: UUID) -> int:
    open_reach(act=act, person_ids=[person_id], team_id=team_id, why="shared")
    return 0


@pytest.fixture(autouse=True)
def _rights(may) -> None:  # type: ignore[no-untyped-def]
    may("test.share_twin")


@pytest.fixture
def twin(team: ATeam) -> UUID:
    """The second record of Doris."""
    return a_person(team, "Doris Petigrew")


def merged(team: ATeam, kept: UUID, other: UUID, **chosen: Any) -> UUID:
    with an_act(team.nurse) as act:
        return merging.merge(act=act, kept_id=kept, other_id=other, because=WHY, **chosen)


def unmerged(team: ATeam, other: UUID) -> merging.Unmerged:
    with an_act(team.nurse, LATER) as act:
        return merging.unmerge(act=act, person_id=other, because="They are sisters")


def everything(team: ATeam, at=AT) -> dict[UUID, dict[str, Any]]:  # type: ignore[no-untyped-def]
    """Return each action, contact and list entry of the team as it is, without what every write changes."""
    with an_act(team.nurse, at):
        rows = [*Action.objects.values(), *Contact.objects.values(), *ListEntry.objects.values()]
    return {
        row["id"]: {name: row[name] for name in row if name not in ("act_id", "recorded_at", "version")} for row in rows
    }


def test_open_work_moves_and_keeps_its_owner_deadline_hold_and_offer(team: ATeam, doris: UUID, twin: UUID) -> None:
    a_named_lead(team, twin, team.social_worker, team.lead)
    held = an_action(team, twin, "Order a rail")
    offered = an_action(team, twin, "Ring the pharmacy", owner=team.social_worker)
    with an_act(team.nurse) as act:
        actions.hold(act=act, action_id=held, version=1, reason="waiting for a letter", return_date=date(2026, 6, 15))
    with an_act(team.social_worker) as act:
        offer_id = offering.offer(act=act, action_id=offered, to_member_id=team.nurse.member_id)
    visit = a_planned_contact(team, twin)
    before = everything(team)

    merged(team, doris, twin)

    after = everything(team)
    for key in (held, offered, visit):
        assert after[key] == before[key] | {"person_id": doris}
    with an_act(team.nurse):
        assert Offer.objects.get(id=offer_id).person_id == doris
        told = set(Message.objects.filter(kind="records merged").values_list("account_id", flat=True))
        assert Step.objects.filter(action_id=held, text="Two records of this person were merged").count() == 1
    assert told == {team.social_worker.account_id, team.lead.account_id}
    with an_act(team.nurse) as act:
        offering.accept(act=act, offer_id=offer_id)
        assert Action.objects.get(id=offered).owner_id == team.nurse.member_id


def test_past_stays_where_it_was_written_and_both_lead_to_each_other(team: ATeam, doris: UUID, twin: UUID) -> None:
    made = a_contact(team, twin, "made", AT - timedelta(days=3))
    done = an_action(team, twin)
    with an_act(team.nurse) as act:
        actions.complete(act=act, action_id=done, version=1)
    merged(team, doris, twin)
    with an_act(team.nurse):
        assert (Contact.objects.get(id=made).person_id, Action.objects.get(id=done).person_id) == (twin, twin)
        into, also = merge_queries.other_names(person_id=twin)
        assert (into and into.id, also) == (doris, [])
        into, also = merge_queries.other_names(person_id=doris)
        assert (into, [one.id for one in also]) == (None, [twin])


def test_entry_of_the_kept_record_takes_what_it_lacks(team: ATeam, doris: UUID, twin: UUID) -> None:
    a_named_lead(team, twin, team.social_worker)
    entry = an_entry(team, twin)
    with an_act(team.nurse) as act:
        caseload.set_entry(act=act, entry_id=entry.id, version=entry.version, risk_tier="high", cadence_days=7)
    merged(team, doris, twin)
    kept = an_entry(team, doris)
    assert (kept.named_lead_id, kept.risk_tier, kept.cadence_days) == (team.social_worker.member_id, "high", 7)
    with an_act(team.nurse):
        [ended] = entries_of_person(person_id=twin)
        assert (ended.state, ended.ended_because) == ("ended", "Merged: recorded twice")


def test_kept_record_that_is_on_no_list_takes_the_place_of_the_other(team: ATeam, doris: UUID, twin: UUID) -> None:
    a_named_lead(team, twin, team.social_worker)
    entry = an_entry(team, doris)
    with an_act(team.lead) as act:
        close_entry(act, entry)
    before = an_entry(team, twin)
    merged(team, doris, twin)
    kept = an_entry(team, doris)
    assert replace(kept, id=before.id, person_id=twin, version=before.version) == before


def test_merge_takes_the_same_statements_whatever_is_open(team: ATeam, doris: UUID, twin: UUID) -> None:
    vera, second = a_person(team, "Vera Jessop"), a_person(team, "Vera Jesop")
    for number in range(3):
        an_action(team, twin, f"Work {number}")
        a_planned_contact(team, twin, AT + timedelta(hours=2 + number))
    an_action(team, second)
    sent = []
    for kept, other in ((vera, second), (doris, twin)):
        with an_act(team.nurse) as act, counted() as found:
            merging.merge(act=act, kept_id=kept, other_id=other, because=WHY)
        sent.append(found.number)
    assert sent[0] == sent[1], sent


def test_merge_is_on_the_trail_of_both(team: ATeam, doris: UUID, twin: UUID) -> None:
    made = merged(team, doris, twin)
    entry = last_entry(team.nurse, "handover.merge")
    assert (set(entry.person_ids), entry.detail["merge_id"]) == ({doris, twin}, str(made))


def corrected(team: ATeam, person_id: UUID, **changes: Any) -> None:
    with an_act(team.nurse) as act:
        recorded_at = identity(person_id=person_id).recorded_at
        people.correct(act=act, person_id=person_id, recorded_at=recorded_at, changes=changes)


def test_two_numbers_or_birth_dates_need_a_choice(team: ATeam, doris: UUID, twin: UUID) -> None:
    corrected(team, doris, nhs_number="9434765919", birth_date=date(1942, 3, 12), needs="Deaf in the left ear")
    corrected(team, twin, nhs_number="9434765870", birth_date=date(1942, 3, 21), needs="Two steps at the door")
    corrected(team, doris, getting_in="Knock loudly")
    corrected(team, twin, getting_in="Two steps at the door", visit_risk="A dog that jumps up")
    for chosen, field in (({}, "number_of"), ({"number_of": doris}, "born_of"), ({"number_of": team.id}, "number_of")):
        with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
            merging.merge(act=act, kept_id=doris, other_id=twin, because=WHY, **chosen)
        assert refused.value.field == field
    merged(team, doris, twin, number_of=doris, born_of=twin)
    with an_act(team.nurse):
        row = identity(person_id=doris)
    assert (row.nhs_number, row.birth_date) == ("9434765919", date(1942, 3, 21))
    assert row.needs == "Deaf in the left ear; Two steps at the door"
    assert (row.getting_in, row.visit_risk) == ("Knock loudly; Two steps at the door", "A dog that jumps up")
    assert "birth_date" in row.corrected_fields
    unmerged(team, twin)
    with an_act(team.nurse, LATER):
        row = identity(person_id=doris)
    assert (row.birth_date, row.needs) == (date(1942, 3, 12), "Deaf in the left ear")
    assert (row.getting_in, row.visit_risk) == ("Knock loudly", "")


def test_gaps_of_the_kept_record_are_filled(team: ATeam, doris: UUID, twin: UUID) -> None:
    corrected(team, twin, nhs_number="9434765919", birth_date=date(1942, 1, 1), birth_precision="year")
    merged(team, doris, twin)
    with an_act(team.nurse):
        row = identity(person_id=doris)
    assert (row.nhs_number, row.no_nhs_number_because, row.birth_precision) == ("9434765919", "", "year")


def refusal_of(team: ATeam, kept: UUID, other: UUID, because: str = WHY) -> str:
    before = everything(team)
    with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
        merging.merge(act=act, kept_id=kept, other_id=other, because=because)
    assert everything(team) == before
    with an_act(team.nurse):
        assert Merge.objects.filter(kept_id=kept, other_id=other, undone_at=None).count() == 0
    return refused.value.sentence


def test_what_cannot_be_merged_is_refused_and_nothing_is_left_behind(team: ATeam, doris: UUID, twin: UUID) -> None:
    third = a_person(team, "Vera Jessop")
    an_action(team, twin)
    assert refusal_of(team, doris, twin, " ") == "Say how you know that they are one person."
    assert "one and the same" in refusal_of(team, doris, doris)
    merged(team, doris, third)
    assert "merged with another record already" in refusal_of(team, third, twin)
    assert "merged with another record already" in refusal_of(team, twin, doris)
    with an_act(team.nurse) as act:
        deaths.record_death(act=act, person_id=twin, how_known="told")
    assert "has died and the other that they live" in refusal_of(team, doris, twin)
    with an_act(team.nurse) as act:
        deaths.record_death(act=act, person_id=doris, how_known="told")
    assert "Both records are of somebody who has died" in refusal_of(team, doris, twin)


def test_protected_record_is_not_merged(team: ATeam, doris: UUID, twin: UUID) -> None:
    corrected(team, twin, needs="x")
    with an_act(team.nurse) as act:
        people.correct(
            act=act, person_id=twin, recorded_at=identity(person_id=twin).recorded_at, changes={"needs": "y"}
        )
        Person.objects.filter(id=twin).update(is_protected=True)
    assert "protected record is not merged" in refusal_of(team, doris, twin)


def test_both_must_be_reached_and_a_manager_may_not(team: ATeam, doris: UUID) -> None:
    other = a_team("South")
    theirs = a_person(other, "Doris Petigrew")
    for who, kept, gone in ((team.nurse, doris, theirs), (team.nurse, theirs, doris)):
        with an_act(who) as act, pytest.raises(NotVisible):
            merging.merge(act=act, kept_id=kept, other_id=gone, because=WHY)
    twin = a_person(team, "Doris Petigrew")
    manager = a_working_manager(team, "Peter Lindqvist", AT - timedelta(days=1))
    with an_act(manager) as act, pytest.raises(NotAllowed):
        merging.merge(act=act, kept_id=doris, other_id=twin, because=WHY)
    assert outcomes(manager, "handover.merge") == [("refused", "RIGHT-150")]
    assert an_entry(team, twin).state == "active"


def test_nothing_begins_on_a_record_that_was_merged_away(team: ATeam, doris: UUID, twin: UUID) -> None:
    merged(team, doris, twin)
    with pytest.raises(Refusal, match="merged with another"):
        an_action(team, twin)
    with pytest.raises(Refusal, match="merged with another"):
        a_planned_contact(team, twin)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="merged with another"):
        caseload.put_on_list(act=act, team_id=team.id, person_ids=[twin])
    an_action(team, doris)


def test_taking_it_back_brings_everything_back_as_it_was(team: ATeam, doris: UUID, twin: UUID) -> None:
    a_named_lead(team, twin, team.social_worker)
    an_action(team, twin, "Order a rail")
    a_planned_contact(team, twin)
    an_action(team, doris, "Of the kept record")
    before = everything(team)
    merged(team, doris, twin)
    assert unmerged(team, twin) == merging.Unmerged(3, [])
    assert everything(team, LATER) == before
    with an_act(team.nurse, LATER):
        assert merge_queries.merges_of(person_ids=[doris]) == []
        assert Moved.objects.get().undone_at == LATER
    assert set(last_entry(team.nurse, "handover.unmerge").person_ids) == {doris, twin}
    with an_act(team.nurse, LATER) as act, pytest.raises(Refusal, match="not merged"):
        merging.unmerge(act=act, person_id=twin, because="once more")
    with an_act(team.nurse, LATER + timedelta(hours=1)) as act:
        merging.merge(act=act, kept_id=twin, other_id=doris, because=WHY)


def test_taking_it_back_leaves_and_names_what_was_changed_since(team: ATeam, doris: UUID, twin: UUID) -> None:
    changed, unchanged = an_action(team, twin, "Order a rail"), an_action(team, twin, "Ring the pharmacy")
    entry = an_entry(team, doris)
    with an_act(team.lead) as act:
        close_entry(act, entry)
    merged(team, doris, twin)
    with an_act(team.nurse) as act:
        version = Action.objects.get(id=changed).version
        actions.hold(act=act, action_id=changed, version=version, reason="a letter", return_date=date(2026, 6, 15))
    made = an_entry(team, doris)
    undone = unmerged(team, twin)
    assert undone == merging.Unmerged(2, [changed, made.id])
    with an_act(team.nurse, LATER):
        assert Action.objects.get(id=changed).person_id == doris
        assert Action.objects.get(id=unchanged).person_id == twin
        assert entry_of(team_id=team.id, person_id=doris) is not None, "somebody leads the person whose work is left"


def test_taking_back_needs_a_reason(team: ATeam, doris: UUID, twin: UUID) -> None:
    merged(team, doris, twin)
    with an_act(team.nurse, LATER) as act, pytest.raises(Refusal, match="two people"):
        merging.unmerge(act=act, person_id=twin, because="")
    with an_act(team.nurse, LATER):
        assert len(merge_queries.merges_of(person_ids=[twin])) == 1


def test_merge_is_followed_on_the_list_of_another_team_and_so_is_its_undoing(
    team: ATeam, doris: UUID, twin: UUID
) -> None:
    other = a_team("South")
    with as_kith(at=AT) as act:
        _share(act=act, person_id=twin, team_id=other.id)
    with an_act(other.nurse) as act:
        caseload.put_on_list(act=act, team_id=other.id, person_ids=[twin])
    theirs = an_action(other, twin, "Bring the shopping")
    merged(team, doris, twin)
    with an_act(other.nurse):
        assert Action.objects.get(id=theirs).person_id == twin
        assert not Person.objects.filter(id=doris).exists()
    for changed in (2, 0):
        with as_kith(at=AT + timedelta(minutes=1)) as act:
            assert merging.follow_merges(act=act) == changed
    with an_act(other.nurse, AT + timedelta(minutes=2)):
        assert Action.objects.get(id=theirs).person_id == doris
        assert entry_of(team_id=other.id, person_id=doris) is not None
    unmerged(team, twin)
    for changed in (3, 0):
        with as_kith(at=LATER + timedelta(minutes=1)) as act:
            assert merging.follow_merges(act=act) == changed
    with an_act(other.nurse, LATER + timedelta(minutes=2)):
        assert Action.objects.get(id=theirs).person_id == twin
        assert not Person.objects.filter(id=doris).exists(), "the merge alone showed them this record"


def test_death_told_by_the_other_record_is_one_of_the_kept(team: ATeam, doris: UUID, twin: UUID) -> None:
    merged(team, doris, twin)
    with an_act(team.nurse) as act:
        people.record_death(act=act, person_id=twin)
    for at in (AT + timedelta(minutes=1), AT + timedelta(minutes=2)):
        with as_kith(at=at) as act:
            merging.follow_merges(act=act)
            deaths.follow_deaths(act=with_key(act))
    assert an_entry(team, doris).state == "closing"
    with an_act(team.nurse, LATER) as act:
        deaths.undo_death(act=act, person_id=doris, because="It was her sister")
    with as_kith(at=LATER + timedelta(minutes=1)) as act:
        assert merging.follow_merges(act=act) == 0


def test_colleague_who_knows_the_person_sees_neither_record(team: ATeam, doris: UUID, twin: UUID) -> None:
    from kith.handover.knowing import know_person

    with an_act(team.social_worker) as act:
        know_person(act=act, person_id=twin)
    merged(team, doris, twin)
    with an_act(team.social_worker, LATER):
        assert Person.objects.filter(id__in=[doris, twin]).count() == 0


def test_later_import_means_the_kept_record_and_lists_no_third(team: ATeam, doris: UUID, twin: UUID) -> None:
    corrected(team, twin, nhs_number="9434765919")
    merged(team, doris, twin)
    other = a_team("South")
    key = PersonKey("identifier", NHS_NUMBER, "9434765919")
    with as_kith(at=AT):
        assert [one.id for one in people_by_keys([key])[key]] == [doris]
        assert never_on_the_list(team_id=other.id, person_ids=[doris, twin]) == [doris]
        assert never_on_the_list(team_id=team.id, person_ids=[doris, twin]) == []


def test_doctor_says_nothing_of_a_merge_and_its_undoing(team: ATeam, doris: UUID, twin: UUID) -> None:
    an_action(team, twin)
    merged(team, doris, twin)
    with as_kith(at=LATER):
        assert queries.violations(LATER) == {"P3": [], "P4": []}


def test_two_merges_and_a_new_action_at_once_leave_nothing_behind(fresh_database: Any) -> None:
    """Two press at once, each keeping another record, while a third adds work: one merge, and no work under the other."""
    team = a_team()
    doris, twin = a_person(team, "Doris Pettigrew"), a_person(team, "Doris Petigrew")
    start = threading.Barrier(3)
    said: list[str] = []

    def at_once(do: Any) -> None:
        try:
            start.wait()
            do()
            said.append("done")
        except Refusal as refused:
            said.append(refused.sentence.split(".")[0])
        finally:
            connection.close()

    doing = [
        lambda: merged(team, doris, twin),
        lambda: merged(team, twin, doris),
        lambda: an_action(team, twin),
    ]
    threads = [threading.Thread(target=at_once, args=(one,)) for one in doing]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with an_act(team.nurse):
        [merge] = Merge.objects.all()
        assert not Action.objects.filter(person_id=merge.other_id, state="open").exists()
        assert not ListEntry.objects.filter(person_id=merge.other_id).exclude(state="ended").exists()
    assert said.count("done") in (1, 2), said


def test_an_escalation_moves_with_its_route_stands_beside_one_that_is_open_and_comes_back(
    team: ATeam, doris: UUID, twin: UUID
) -> None:
    with an_act(team.social_worker) as act:
        first, second = (
            escalations.raise_(act=with_key(act), team_id=team.id, person_id=person, worry="Grey and confused")
            for person in (doris, twin)
        )
    merged(team, doris, twin)
    with an_act(team.lead):
        assert {one.id for one in escalation_queries.of_person(person_id=doris)} == {first, second}
        assert [step.who for step in escalation_queries.whole(escalation_id=second).steps if not step.end] != []
    with an_act(team.lead) as act:
        escalations.respond(act=act, escalation_id=first, version=1, decision="The GP visits at 11")
    unmerged(team, twin)
    with an_act(team.lead, LATER):
        assert [one.id for one in escalation_queries.of_person(person_id=twin)] == [second]
        assert [one.id for one in escalation_queries.of_person(person_id=doris)] == [first]


def test_an_escalation_that_went_on_while_two_records_were_one_keeps_its_work_beside_it(
    team: ATeam, doris: UUID, twin: UUID
) -> None:
    """The last step asks again, and its work stays what it was: where the escalation stays, the work stays too."""
    with an_act(team.nurse) as act:
        key = escalations.raise_(act=act, team_id=team.id, person_id=twin, worry="Grey", wanted="emergency")
    for minutes in (6, 12):  # duty lead, then the cover
        if minutes == 12:
            merged(team, doris, twin)
        with as_kith(at=AT + timedelta(minutes=minutes)) as act:
            assert move_on(act=act, team_id=team.id) == 1
    unmerged(team, twin)
    with an_act(team.nurse, LATER):
        stands = escalation_queries.one(escalation_id=key)
        assert (stands.person_id, Action.objects.get(id=stands.ask_id).person_id) == (doris, doris)


def test_who_knows_one_of_two_records_holds_nothing_for_either_once_they_are_one(
    team: ATeam, doris: UUID, twin: UUID
) -> None:
    action_id = an_action(team, twin)
    with an_act(team.nurse) as act:
        know_person(act=act, person_id=doris)
    with an_act(team.social_worker) as act:
        merging.merge(act=act, kept_id=doris, other_id=twin, because=WHY)
    with an_act(team.lead):
        row = Action.objects.get(id=action_id)
        assert (row.person_id, row.owner_id) == (doris, team.lead.member_id)
