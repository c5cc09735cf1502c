"""Two records that look alike are told apart: not asked about again, unless who they are changes; and what an import asks."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection

from builders import AT, ATeam, a_member, a_person, a_team, a_working_manager, an_act, as_kith, with_key
from crowd import writing
from kith.access.operations import open_reach
from kith.act import Act, NotAllowed, NotVisible, Refusal, operation
from kith.action import operations as actions
from kith.action.models import Action
from kith.handover import merging
from kith.handover.doubles import alike_to, doubles, doubles_of_team
from kith.handover.models import Alike, Apart
from kith.handover.rules import FoundAlike
from kith.handover.telling_apart import ask_about_alike, compare_again, finish_alike, tell_apart
from kith.message.models import Message
from kith.person import operations as people
from kith.person.doubles import described
from kith.person.models import Person
from kith.person.queries import identity
from small_world import may
from statements import counted
from trailing import last_entry, outcomes

__all__ = ["may"]

BORN = date(1942, 3, 12)
LATER = AT + timedelta(days=1)
WHY = "Cousins; both were here on Monday"


@operation("test.after_import")
def after_import(*, act: Act, team_id: UUID, new_ids: list[UUID]) -> FoundAlike:
    return ask_about_alike(act=act, team_id=team_id, label="people.csv", person_ids=new_ids)


@operation("test.share_apart")
def share(*, act: Act, person_id: UUID, team_id: UUID) -> int:
    open_reach(act=act, person_ids=[person_id], team_id=team_id, why="shared")
    return 0


@pytest.fixture(autouse=True)
def _rights(may) -> None:  # type: ignore[no-untyped-def]
    may("test.after_import")
    may("test.share_apart")


@pytest.fixture
def two(team: ATeam) -> tuple[UUID, UUID]:
    """Two cousins of nearly one name, born on one day, in the order of their ids."""
    pair = (a_person(team, "Doris Pettigrew", birth_date=BORN), a_person(team, "Doris Petigrew", birth_date=BORN))
    return min(pair), max(pair)


def apart(team: ATeam, two: tuple[UUID, UUID], at=AT, because: str = WHY) -> int:  # type: ignore[no-untyped-def]
    with an_act(team.nurse, at) as act:
        return tell_apart(act=act, person_id=two[0], other_id=two[1], because=because)


def pairs_of(team: ATeam, at=AT) -> list[tuple[UUID, UUID]]:  # type: ignore[no-untyped-def]
    with an_act(team.nurse, at):
        return [(one.one, one.other) for one in doubles_of_team(team_id=team.id, team_ids=[team.id])]


def test_a_pair_told_apart_is_asked_about_no_more_and_stands_under_the_answers(
    team: ATeam, two: tuple[UUID, UUID]
) -> None:
    assert len(pairs_of(team)) == 1
    assert apart(team, (two[1], two[0])) == 1, "whichever is named first"
    assert pairs_of(team) == []
    with an_act(team.lead), counted() as statements:
        found = doubles(team_id=team.id, team_ids=[team.id])
    assert statements == 3
    (answer,) = found.answered
    assert (answer.one, answer.other, answer.because) == (*two, WHY)
    assert (answer.said_by, answer.said_at) == (team.nurse.account_id, AT)
    entry = last_entry(team.nurse, "handover.tell_apart")
    assert (sorted(entry.person_ids), entry.account_id) == (sorted(two), team.nurse.account_id)


@pytest.mark.parametrize(
    "change", [{"family": "Petigru"}, {"birth_date": date(1942, 3, 13)}, {"nhs_number": "9434765919"}]
)
def test_who_is_somebody_else_by_now_is_asked_about_again(
    team: ATeam, two: tuple[UUID, UUID], change: dict[str, object]
) -> None:
    apart(team, two)
    with an_act(team.nurse, LATER) as act:
        at = identity(person_id=two[0]).recorded_at
        people.correct(act=act, person_id=two[0], recorded_at=at, changes=change)
    assert [set(pair) for pair in pairs_of(team, LATER)] == [set(two)]
    with an_act(team.nurse, LATER):
        assert doubles(team_id=team.id, team_ids=[team.id]).answered == []
    apart(team, two, LATER, "they came together")
    assert pairs_of(team, LATER) == []
    with an_act(team.nurse, LATER):
        assert Apart.objects.count() == 1, "the answer was given anew, its past is kept"


def test_what_does_not_say_who_somebody_is_changes_nothing(team: ATeam, two: tuple[UUID, UUID]) -> None:
    apart(team, two)
    with an_act(team.nurse, LATER) as act:
        at = identity(person_id=two[0]).recorded_at
        people.correct(act=act, person_id=two[0], recorded_at=at, changes={"sex": "female"})
    assert pairs_of(team, LATER) == []


def test_an_answer_is_taken_back_and_given_again(team: ATeam, two: tuple[UUID, UUID]) -> None:
    apart(team, two)
    with an_act(team.social_worker, LATER) as act:
        assert compare_again(act=act, person_id=two[0], other_id=two[1]) == 1
    assert len(pairs_of(team, LATER)) == 1
    assert last_entry(team.nurse, "handover.compare_again").account_id == team.social_worker.account_id
    with pytest.raises(Refusal, match="nothing to take back"), an_act(team.nurse, LATER) as act:
        compare_again(act=act, person_id=two[0], other_id=two[1])
    assert apart(team, two, LATER + timedelta(hours=1)) == 1


def test_the_database_keeps_one_answer_for_a_pair(team: ATeam, two: tuple[UUID, UUID]) -> None:
    apart(team, two)
    with an_act(team.nurse):
        row = Apart.objects.values().get()
    with pytest.raises(IntegrityError, match="handover_apart_once"), an_act(team.nurse) as act, writing(act) as by:
        Apart.objects.create(**row | {"id": two[0], "act_id": by})
    with pytest.raises(IntegrityError, match="handover_apart_in_order"), an_act(team.nurse) as act, writing(act) as by:
        Apart.objects.update(one_id=two[1], other_id=two[0], act_id=by)


@pytest.mark.parametrize("because", [" ", "x" * 2_001])
def test_telling_apart_needs_a_reason_and_two_records(team: ATeam, two: tuple[UUID, UUID], because: str) -> None:
    with pytest.raises(Refusal) as refused:
        apart(team, two, because=because)
    assert refused.value.field == "apart_because"
    with pytest.raises(Refusal, match="one and the same"):
        apart(team, (two[0], two[0]))
    with an_act(team.nurse):
        assert not Apart.objects.exists()
    assert len(pairs_of(team)) == 1


def test_protected_people_are_not_compared(team: ATeam, two: tuple[UUID, UUID]) -> None:
    with an_act(team.nurse) as act, writing(act) as by:
        Person.objects.filter(id=two[0]).update(is_protected=True, act_id=by)
    with pytest.raises(Refusal, match="protected"):
        apart(team, two)


def test_a_manager_may_not_and_other_teams_neither_see_nor_say(team: ATeam, two: tuple[UUID, UUID]) -> None:
    manager = a_working_manager(team, "Mo Manager")
    with pytest.raises(NotAllowed), an_act(manager) as act:
        tell_apart(act=act, person_id=two[0], other_id=two[1], because=WHY)
    apart(team, two)
    with pytest.raises(NotAllowed), an_act(manager) as act:
        compare_again(act=act, person_id=two[0], other_id=two[1])
    south = a_team("Millbrook South", place_id=team.place_id)
    with pytest.raises(NotVisible), an_act(south.nurse) as act:
        compare_again(act=act, person_id=two[0], other_id=two[1])
    with as_kith(at=AT) as act:
        share(act=act, person_id=two[0], team_id=south.id)
    with an_act(south.nurse):
        assert not Apart.objects.exists(), "one of the two alone does not show what is said of the other"
    with as_kith(at=AT) as act:
        share(act=act, person_id=two[1], team_id=south.id)
    with an_act(south.nurse):
        assert not Apart.objects.exists(), "it is what another team says"
    with pytest.raises(Refusal, match="No team of yours"), an_act(south.nurse) as act:
        tell_apart(act=act, person_id=two[0], other_id=two[1], because=WHY)
    assert outcomes(team.nurse, "handover.tell_apart") == [
        ("refused", "RIGHT-185"),
        ("done", ""),
        ("refused", "Refusal"),
    ]


def test_its_statements_are_fixed(team: ATeam, two: tuple[UUID, UUID]) -> None:
    with an_act(team.nurse) as act, counted() as statements:
        tell_apart(act=act, person_id=two[0], other_id=two[1], because=WHY)
    assert statements == 5
    with an_act(team.nurse) as act, counted() as statements:
        compare_again(act=act, person_id=two[0], other_id=two[1])
    assert statements == 4


def test_a_merge_taken_back_tells_the_two_apart(team: ATeam, two: tuple[UUID, UUID]) -> None:
    with an_act(team.nurse) as act:
        merging.merge(act=act, kept_id=two[0], other_id=two[1], because="one address")
    assert pairs_of(team) == []
    with an_act(team.nurse, LATER) as act:
        merging.unmerge(act=act, person_id=two[1], because="they are cousins")
    assert pairs_of(team, LATER) == [], "nobody asks again what was just answered"
    with an_act(team.nurse, LATER):
        assert [one.because for one in doubles(team_id=team.id, team_ids=[team.id]).answered] == ["they are cousins"]


def test_the_page_of_a_person_learns_of_a_double_that_nobody_answered(team: ATeam, two: tuple[UUID, UUID]) -> None:
    def alike(at=AT) -> list[UUID]:  # type: ignore[no-untyped-def]
        with an_act(team.nurse, at):
            who = described(person_ids=[two[0]])[two[0]]
            with counted() as statements:
                found = [one.person.id for one in alike_to(person_id=two[0], who=who)]
        assert statements <= 3
        return found

    assert alike() == [two[1]]
    apart(team, two)
    assert alike() == []
    with an_act(team.nurse, LATER) as act:
        compare_again(act=act, person_id=two[0], other_id=two[1])
    assert alike(LATER) == [two[1]]
    with an_act(team.nurse, LATER) as act:
        merging.merge(act=act, kept_id=two[1], other_id=two[0], because="one address")
    assert alike(LATER) == []


# After an import


def came(team: ATeam, people: list[UUID], at=AT) -> FoundAlike:  # type: ignore[no-untyped-def]
    with as_kith(at=at) as act:
        return after_import(act=act, team_id=team.id, new_ids=people)


def the_action(team: ATeam) -> Action:
    with an_act(team.lead):
        return Action.objects.get(kind="doubles")


def test_an_import_asks_the_team_lead_once_about_all_who_look_like_somebody(team: ATeam) -> None:
    a_person(team, "Doris Pettigrew", birth_date=BORN)
    a_person(team, "Leonard Marsh", birth_date=date(1930, 1, 1))
    new = [
        a_person(team, "Doris Petigrew", birth_date=BORN),
        a_person(team, "Leonard March", birth_date=date(1930, 1, 1)),
        a_person(team, "Gwen Ashworth", birth_date=date(1951, 7, 20)),
    ]
    assert came(team, new) == FoundAlike(people=2, pairs=2)
    action = the_action(team)
    assert action.what == "2 people of the import of 8 June 2026 look like somebody already here"
    assert (action.owner_id, action.person_id, action.state) == (team.lead.member_id, None, "open")
    with an_act(team.lead):
        row = Alike.objects.get()
        assert (sorted(row.person_ids), row.label) == (sorted(new[:2]), "people.csv")
        assert action.origin_id == row.id
        assert Message.objects.filter(kind="action given", thing_id=action.id).count() == 1
    assert came(team, new, LATER) == FoundAlike(), "asked once"
    assert came(team, []) == FoundAlike()


@pytest.mark.parametrize("number", [1, 3])
def test_asking_takes_the_same_statements_whatever_their_number(team: ATeam, number: int) -> None:
    new = []
    for n in range(number):
        born = date(1942, 3 + 2 * n, 25 - n)
        a_person(team, f"Doris Pettigrew{'abc'[n] * 3}", birth_date=born)
        new.append(a_person(team, f"Dorris Pettigrew{'abc'[n] * 3}", birth_date=born))
    with as_kith(at=AT) as act, counted() as statements:
        assert after_import(act=act, team_id=team.id, new_ids=new).people == number
    assert statements == 10


def test_it_is_finished_when_each_pair_is_answered_and_in_no_other_way(team: ATeam, two: tuple[UUID, UUID]) -> None:
    third = a_person(team, "Doris Pettigrew", birth_date=BORN)
    came(team, [third])
    action, alike_id = the_action(team), None
    with an_act(team.lead):
        alike_id = Alike.objects.get().id
    with pytest.raises(Refusal, match="answering each pair"), an_act(team.lead) as act:
        actions.complete(act=act, action_id=action.id, version=1)
    with pytest.raises(Refusal, match="2 pairs are not answered yet"), an_act(team.lead) as act:
        finish_alike(act=act, alike_id=alike_id)
    assert the_action(team).state == "open"
    with an_act(team.nurse) as act:
        merging.merge(act=act, kept_id=two[0], other_id=third, because="one address")
    assert len(pairs_of(team)) == 1, "the two who were here before are not of this import"
    _finish(team, alike_id, LATER)
    assert the_action(team).state == "done"
    with pytest.raises(Refusal, match="finished already"):
        _finish(team, alike_id, LATER)
    assert last_entry(team.lead, "handover.finish_alike").account_id == team.lead.account_id


def _finish(team: ATeam, alike_id: UUID | None, at=AT) -> None:  # type: ignore[no-untyped-def]
    assert alike_id is not None
    with an_act(team.lead, at) as act:
        finish_alike(act=act, alike_id=alike_id)


def test_another_team_and_a_manager_do_not_finish_it(team: ATeam, two: tuple[UUID, UUID]) -> None:
    came(team, [two[1]])
    with an_act(team.lead):
        alike_id = Alike.objects.get().id
    with pytest.raises(NotVisible), an_act(a_team("South").lead) as act:
        finish_alike(act=act, alike_id=alike_id)
    with pytest.raises(NotAllowed), an_act(a_member(team, "Mo Manager", "place-manager")) as act:
        finish_alike(act=act, alike_id=alike_id)
    apart(team, two)
    with an_act(team.lead) as act, counted() as statements:
        finish_alike(act=with_key(act), alike_id=alike_id)
    assert statements == 7


def test_only_what_is_written_once_can_be_changed_by_nobody(team: ATeam, two: tuple[UUID, UUID]) -> None:
    came(team, [two[1]])
    with pytest.raises(Exception, match="permission denied"), an_act(team.lead), connection.cursor() as cursor:
        cursor.execute("update handover_alike set label = 'other'")
