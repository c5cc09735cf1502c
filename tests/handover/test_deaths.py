"""A death stops what is routine, keeps what must still be done, and can be undone line by line (P4)."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection

from builders import (
    AT,
    ATeam,
    a_member,
    a_named_lead,
    a_person,
    a_planned_contact,
    a_team,
    an_act,
    an_action,
    an_entry,
    as_kith,
    with_key,
)
from kith.access.operations import open_reach
from kith.act import NotVisible, Refusal, operation
from kith.act.types import Act
from kith.action import operations as actions
from kith.action.models import Action
from kith.action.operations import NewAction, make
from kith.action.rules import ActionKind
from kith.caseload import operations as caseload
from kith.caseload.queries import entries_of_person
from kith.contact.models import Contact
from kith.handover import deaths, queries
from kith.handover.models import Death
from kith.handover.operations import remove_access
from kith.message.models import Message
from kith.person.models import Person
from kith.place.rules import at_local
from small_world import may
from statements import counted
from trailing import last_entry, outcomes

__all__ = ["may"]

HOW = "Her daughter rang"
AFTER_DEATH = 4


@operation("test.raise")
def raise_urgent(*, act: Act, team_id: UUID, person_id: UUID, owner_id: UUID) -> UUID:
    """Raise an escalation, as a huddle does."""
    new = NewAction(team_id, person_id, "Breathless", owner_id, act.at + timedelta(hours=1), ActionKind.URGENT)
    [action_id] = make(act=act, rows=[new])
    return action_id


@pytest.fixture(autouse=True)
def _rights(may) -> None:  # type: ignore[no-untyped-def]
    may("test.raise")
    may("test.share")


def die(team: ATeam, person_id: UUID, at=AT, how: str = HOW) -> UUID:  # type: ignore[no-untyped-def]
    with an_act(team.nurse, at) as act:
        return deaths.record_death(act=act, person_id=person_id, how_known=how)


def undo(team: ATeam, person_id: UUID, at=AT + timedelta(days=1)) -> deaths.Undone:  # type: ignore[no-untyped-def]
    with an_act(team.nurse, at) as act:
        return deaths.undo_death(act=act, person_id=person_id, because="It was her sister")


def work_of(team: ATeam, person_id: UUID, at=AT) -> Sequence[tuple[str, str, str]]:  # type: ignore[no-untyped-def]
    """Return kind, state and what of everything for a person, by kind and words."""
    with an_act(team.nurse, at):
        rows = Action.objects.filter(person_id=person_id).values_list("kind", "state", "what")
        return sorted((str(kind), str(state), str(what)) for kind, state, what in rows)


def busy(team: ATeam, person_id: UUID) -> dict[str, UUID]:
    """Give somebody an open and a held action, an escalation, and a planned visit."""
    held = an_action(team, person_id, "Order a rail")
    with an_act(team.nurse) as act:
        actions.hold(act=act, action_id=held, version=1, reason="waiting for a letter", return_date=date(2026, 6, 15))
        urgent = raise_urgent(act=with_key(act), team_id=team.id, person_id=person_id, owner_id=team.nurse.member_id)
    return {
        "open": an_action(team, person_id, "Ring the pharmacy"),
        "held": held,
        "urgent": urgent,
        "visit": a_planned_contact(team, person_id),
    }


def test_death_stops_routine_work_and_asks_for_what_must_be_done(team: ATeam, doris: UUID) -> None:
    a_named_lead(team, doris, team.social_worker)
    things = busy(team, doris)
    die(team, doris)
    assert work_of(team, doris) == [
        ("after-death", "open", "Have equipment, keys and medicines returned"),
        ("after-death", "open", "Review with the team what went well and what to learn"),
        ("after-death", "open", "Speak to the carer or family: bereavement support"),
        ("after-death", "open", "Tell the partners and cancel what is booked with them"),
        ("plain", "cancelled", "Order a rail"),
        ("plain", "cancelled", "Ring the pharmacy"),
        ("urgent", "open", "Breathless"),
    ]
    with an_act(team.nurse):
        owners = set(Action.objects.filter(kind="after-death").values_list("owner_id", flat=True))
        stopped = Action.objects.get(id=things["held"])
        visit = Contact.objects.get(id=things["visit"])
        told = set(Message.objects.filter(kind="death recorded").values_list("account_id", flat=True))
    assert owners == {team.social_worker.member_id}
    assert told == {team.social_worker.account_id, team.lead.account_id}
    assert (stopped.outcome, stopped.hold_reason, stopped.return_date) == ("Cancelled: this person has died", "", None)
    assert (visit.state, visit.reason) == ("cancelled", "Cancelled: this person has died")
    assert an_entry(team, doris).state == "closing"


def test_death_takes_the_same_statements_whatever_was_open(team: ATeam, doris: UUID) -> None:
    quiet = a_person(team, "Vera Jessop")
    busy(team, doris)
    for person in (quiet, doris):
        with an_act(team.lead) as act, counted() as sent:
            deaths.record_death(act=act, person_id=person, how_known=HOW)
        assert sent == 17


def test_after_death_work_falls_to_the_duty_lead_without_a_named_lead(team: ATeam, doris: UUID) -> None:
    die(team, doris)
    with an_act(team.nurse):
        assert set(Action.objects.values_list("owner_id", flat=True)) == {team.lead.member_id}


def test_death_is_on_the_trail_and_told_once(team: ATeam, doris: UUID) -> None:
    die(team, doris)
    assert last_entry(team.nurse, "handover.record_death").person_ids == [doris]
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="recorded already"):
        deaths.record_death(act=act, person_id=doris, how_known=HOW)
    assert outcomes(team.nurse, "handover.record_death") == [("done", ""), ("refused", "Refusal")]


def test_death_without_saying_how_it_is_known_changes_nothing(team: ATeam, doris: UUID) -> None:
    busy(team, doris)
    before = work_of(team, doris)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="how it is known") as refused:
        deaths.record_death(act=act, person_id=doris, how_known="  ")
    assert refused.value.field == "how_known"
    assert work_of(team, doris) == before
    with an_act(team.nurse):
        assert not Person.objects.get(id=doris).is_dead


def test_stranger_cannot_record_a_death(team: ATeam, doris: UUID) -> None:
    other = a_team("South")
    with an_act(other.nurse) as act, pytest.raises(NotVisible):
        deaths.record_death(act=act, person_id=doris, how_known=HOW)
    with an_act(team.nurse):
        assert (Person.objects.get(id=doris).is_dead, Death.objects.count()) == (False, 0)


def test_no_routine_work_or_visit_begins_after_a_death(team: ATeam, doris: UUID) -> None:
    die(team, doris)
    with pytest.raises(Refusal, match="has died"):
        an_action(team, doris)
    with pytest.raises(Refusal, match="has died"):
        a_planned_contact(team, doris)


def test_undoing_brings_everything_back_as_it_was(team: ATeam, doris: UUID) -> None:
    things = busy(team, doris)
    before = work_of(team, doris)
    die(team, doris)
    undone = undo(team, doris)
    later = AT + timedelta(days=1)
    assert undone == deaths.Undone(3, [])
    assert [row for row in work_of(team, doris, later) if row[0] != "after-death"] == before
    assert {row[1] for row in work_of(team, doris, later) if row[0] == "after-death"} == {"cancelled"}
    with an_act(team.nurse, later):
        held, visit = Action.objects.get(id=things["held"]), Contact.objects.get(id=things["visit"])
        assert (held.state, held.hold_reason, held.return_date) == ("held", "waiting for a letter", date(2026, 6, 15))
        assert (held.closed_at, held.outcome, visit.state, visit.reason) == (None, "", "planned", "")
        assert not Person.objects.get(id=doris).is_dead
        assert queries.deaths_of(person_id=doris) == []
    assert an_entry(team, doris).state == "active"
    assert last_entry(team.nurse, "handover.undo_death").person_ids == [doris]


def test_undoing_leaves_what_somebody_changed_since(team: ATeam, doris: UUID) -> None:
    things = busy(team, doris)
    die(team, doris)
    with an_act(team.nurse) as act:
        version = Action.objects.get(id=things["open"]).version
        actions.mark_in_error(act=act, action_id=things["open"], version=version, reason="never agreed")
    assert undo(team, doris) == deaths.Undone(2, [things["open"]])
    assert ("plain", "in error", "Ring the pharmacy") in work_of(team, doris)


def test_undoing_gives_the_work_of_somebody_who_left_to_the_duty_lead(team: ATeam, doris: UUID) -> None:
    leaver = a_member(team, "Tom Hale", at=AT - timedelta(days=3), until=AT + timedelta(hours=2))
    action_id = an_action(team, doris, owner=leaver)
    die(team, doris)
    undo(team, doris)
    with an_act(team.nurse):
        assert Action.objects.get(id=action_id).owner_id == team.lead.member_id


def test_undoing_gives_the_visit_of_somebody_who_left_to_the_duty_lead(team: ATeam, doris: UUID) -> None:
    leaver = a_member(team, "Tom Hale", at=AT - timedelta(days=3))
    visit = a_planned_contact(team, doris, AT + timedelta(days=3), by=leaver)
    die(team, doris)
    with an_act(team.lead, AT + timedelta(minutes=30)) as act:
        remove_access(act=act, member_id=leaver.member_id, reason="left")
    undo(team, doris)
    with an_act(team.nurse):
        found = Contact.objects.get(id=visit)
    assert (found.state, found.member_id) == ("planned", team.lead.member_id)


def test_undoing_needs_a_reason_and_a_death(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="No death"):
        deaths.undo_death(act=act, person_id=doris, because="a mistake")
    die(team, doris)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="how the mistake"):
        deaths.undo_death(act=act, person_id=doris, because="")
    assert an_entry(team, doris).state == "closing"


def shared(team: ATeam, other: ATeam, person_id: UUID) -> None:
    """Put somebody on the list of a second team too."""
    with as_kith(at=AT) as act:
        _share(act=act, person_id=person_id, team_id=other.id)
    with an_act(other.nurse) as act:
        caseload.put_on_list(act=act, team_id=other.id, person_ids=[person_id])


@operation("test.share")
def _share(*, act: Act, person_id: UUID, team_id: UUID) -> int:
    open_reach(act=act, person_ids=[person_id], team_id=team_id, why="shared")
    return 0


def test_death_is_followed_on_the_list_of_another_team_and_so_is_its_undoing(team: ATeam, doris: UUID) -> None:
    other = a_team("South")
    shared(team, other, doris)
    theirs = an_action(other, doris, "Bring the shopping")
    die(team, doris)
    with an_act(other.nurse):
        assert Action.objects.get(id=theirs).state == "open"
    for changed in (1, 0):
        with as_kith(at=AT + timedelta(minutes=1)) as act:
            assert deaths.follow_deaths(act=act) == changed
    with an_act(other.nurse):
        assert Action.objects.get(id=theirs).state == "cancelled"
    undo(team, doris)
    with as_kith(at=AT + timedelta(days=1, minutes=1)) as act:
        assert deaths.follow_deaths(act=act) == 1
    with an_act(other.nurse, AT + timedelta(days=1, minutes=2)):
        assert Action.objects.get(id=theirs).state == "open"
        assert [entry.state for entry in entries_of_person(person_id=doris)] == ["active", "active"]


@pytest.mark.parametrize(("days", "finish", "closes"), [(29, True, 0), (30, False, 0), (30, True, 1), (90, True, 1)])
def test_entry_closes_after_thirty_days_and_the_last_work(
    team: ATeam, doris: UUID, days: int, finish: bool, closes: int
) -> None:
    die(team, doris)
    if finish:
        with an_act(team.lead, AT + timedelta(hours=1)) as act:
            for action_id in Action.objects.filter(kind="after-death").values_list("id", flat=True):
                actions.complete(act=with_key(act), action_id=action_id, version=1)
    moment = AT + timedelta(days=days)
    with as_kith(at=moment) as act:
        assert deaths.close_after_deaths(act=act) == closes
    with an_act(team.nurse, moment + timedelta(minutes=1)):
        assert Person.objects.filter(id=doris).exists() is not bool(closes)


def test_member_records_a_death_while_nobody_takes_the_duty(team: ATeam, doris: UUID) -> None:
    """A death is never refused: the one who records it answers."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from team_rotaday where day = %s", [date(2027, 3, 1)])
        assert cursor.fetchone() == (0,)
    beyond_the_rota = at_local(date(2026, 8, 3), AT.time())
    die(team, doris, beyond_the_rota)
    with an_act(team.nurse, beyond_the_rota):
        assert Action.objects.filter(kind="after-death").count() == AFTER_DEATH
