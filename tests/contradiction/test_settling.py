"""How a contradiction ends: by named people, or as none; open again where a side comes back. Anybody raises one."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import AT, ATeam, a_team, an_act, with_key
from contradiction.around import HOUSING, MONDAY, a_text, agency_of, an_item, open_ones
from kith.access.home import as_kith
from kith.act import Act, Refusal, Stale, operation
from kith.action.finishing import cancel, mark_in_error
from kith.action.models import Action
from kith.caseload import operations as caseload
from kith.contradiction import items, queries
from kith.contradiction.ending import Agrees
from kith.contradiction.finding import find_all
from kith.contradiction.items import Item, change_item
from kith.contradiction.models import Agreed, Contradiction
from kith.contradiction.queries import ContradictionRow
from kith.contradiction.raising import Raised, raise_one, say
from kith.contradiction.rules import Finds, State
from kith.contradiction.settling import Settlement, StopsItem, open_again, say_none, settle
from kith.plan.rules import Content, Section, Sign
from kith.policy import shipped
from statements import counted
from trailing import last_entry

DAY = timedelta(days=1)
BOTH = (Agrees("left", "Jo Marsh, home care", "by telephone"), Agrees("right", "Ann Bell, housing", "at the visit"))


@pytest.fixture
def two(team: ATeam, doris: UUID) -> ContradictionRow:
    """Two agencies, one of which prompts what the other administers."""
    an_item(team, doris)
    an_item(team, doris, agency=HOUSING, instruction="administer", told_by="Ann Bell, housing")
    [one] = open_ones(team, doris)
    return one


def settled(
    team: ATeam,
    one: ContradictionRow,
    agreed: Sequence[Agrees] = BOTH,
    *,
    at: Any = AT,
    version: int = 1,
    **values: Any,
) -> UUID:
    given = {"holds": "Home care prompts", "how_told": "Both by telephone"} | values
    with an_act(team.social_worker, at) as act:
        settlement = Settlement(agreed=agreed, **given)
        return settle(act=act, contradiction_id=one.id, version=version, settlement=settlement)


def of_housing(team: ATeam, one: ContradictionRow) -> UUID:
    """Return the item that is the side of housing."""
    housing = agency_of(team, HOUSING)
    return next(UUID(side.id) for side in (one.left, one.right) if side and side.agency_id == str(housing))


def now(team: ATeam, one: ContradictionRow, at: Any = AT) -> ContradictionRow:
    with an_act(team.nurse, at):
        return queries.contradiction(contradiction_id=one.id)


def test_settled_by_both_sides_with_the_item_that_stops_in_the_same_act(
    team: ATeam, doris: UUID, two: ContradictionRow
) -> None:
    stops = of_housing(team, two)
    with counted() as sent:
        settled(team, two, changes="Housing stops", stops=[StopsItem(stops, 1)])
    assert sent <= 25
    done = now(team, two)
    assert (done.state, done.holds, done.settled_by, [one.who for one in done.agreed]) == (
        State.SETTLED, "Home care prompts", "Rukhsana Mir", ["Jo Marsh, home care", "Ann Bell, housing"],
    )  # fmt: skip
    with an_act(team.nurse):
        work = Action.objects.get(id=two.action_id)
        stopped = queries.item(item_id=stops)
    assert (work.state, work.outcome, done.is_gone) == ("done", "Home care prompts", True)
    assert (stopped.stopped_because, open_ones(team, doris)) == ("Home care prompts", [])
    assert last_entry(team.social_worker, "contradiction.settle").person_ids == [doris]


@pytest.mark.parametrize(
    ("agreed", "wrong", "field"),
    [
        (BOTH, {"holds": ""}, "holds"),
        (BOTH, {"how_told": " "}, "how_told"),
        ((), {}, "who-left"),
        (BOTH[:1], {}, "only_one"),
        ((BOTH[0], Agrees("other", "My colleague", "said so")), {}, "only_one"),
        (BOTH[:1], {"only_one": "."}, "only_one"),
        ((BOTH[0], Agrees("right", ".", "by post")), {}, "who-right"),
        ((BOTH[0], Agrees("right", "Ann Bell", "-")), {}, "how-right"),
        ((Agrees("left", "Jo Marsh", ""),), {}, "how-left"),
        ((BOTH[0], Agrees("right", "", "by post")), {}, "who-right"),
    ],
)
def test_without_what_holds_or_who_agreed_it_stays_open(
    team: ATeam, doris: UUID, two: ContradictionRow, agreed: Sequence[Agrees], wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        settled(team, two, agreed, **wrong)
    assert (refused.value.field, [one.id for one in open_ones(team, doris)]) == (field, [two.id])
    with an_act(team.nurse):
        assert not Agreed.objects.exists()


def test_one_side_alone_is_enough_with_the_reason(team: ATeam, two: ContradictionRow) -> None:
    settled(team, two, BOTH[:1], only_one="Housing has ended its contract")
    assert (now(team, two).state, now(team, two).only_one) == (State.SETTLED, "Housing has ended its contract")


@operation("test.settle_by_hand", sight=queries.sight_of_contradiction)
def by_hand(*, act: Act, contradiction_id: UUID, agreed: Sequence[str], only_one: str) -> None:
    """Settle a contradiction past its operation."""
    row = queries.contradiction(contradiction_id=contradiction_id)
    Contradiction.objects.filter(id=row.id).update(
        state="settled", settled_at=act.at, holds="x", how_told="y", settlements=1, only_one=only_one, act_id=act.id
    )
    for side in agreed:
        Agreed(
            team_id=row.team_id, person_id=row.person_id, contradiction_id=row.id, turn=1, side=side, who="Jo", how="said so",
            act_id=act.id,
        ).save(force_insert=True)  # fmt: skip


def test_the_database_refuses_a_settlement_that_nobody_agreed_to(
    team: ATeam, two: ContradictionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(shipped.rights(), "test.settle_by_hand", shipped.rights()["contradiction.settle"])
    for agreed, only_one in (((), "x"), (("left",), ""), (("left", "other"), "")):
        with an_act(team.nurse) as act, pytest.raises(Refusal, match="Name who agreed of both sides"):
            by_hand(act=with_key(act), contradiction_id=two.id, agreed=agreed, only_one=only_one)
    with an_act(team.nurse) as act:
        by_hand(act=with_key(act), contradiction_id=two.id, agreed=["left"], only_one="alone")
    assert now(team, two).state is State.SETTLED, "the same hand writes what the rule allows"
    with an_act(team.nurse) as act:
        open_again(act=with_key(act), contradiction_id=two.id, version=1)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="Name who agreed of both sides"):
        by_hand(
            act=with_key(act), contradiction_id=two.id, agreed=[], only_one="who agreed before agrees to nothing new"
        )


def test_a_side_that_begins_later_and_stops_by_the_settlement_never_begins(team: ATeam, doris: UUID) -> None:
    an_item(team, doris)
    key = an_item(team, doris, agency=HOUSING, instruction="administer", from_day=MONDAY + 7 * DAY)
    [one] = open_ones(team, doris)
    settled(team, one, holds="x" * 600, stops=[StopsItem(key, 1)])
    with an_act(team.nurse):
        stopped = queries.item(item_id=key)
    assert (stopped.stopped_day, stopped.is_done(MONDAY), stopped.is_done(MONDAY + 7 * DAY), open_ones(team, doris)) == (
        MONDAY + 7 * DAY, False, False, [],
    )  # fmt: skip


def test_whoever_works_on_another_team_changes_what_is_theirs_and_the_clock_the_contradiction_that_is_not(
    team: ATeam, doris: UUID
) -> None:
    """Somebody on two lists: their contradiction is kept by the team that found it, and nobody of the other is refused."""
    other = a_team("Elsewhere")
    with as_kith(at=AT - DAY) as act:
        caseload.put_on_list(act=act, team_id=other.id, person_ids=[doris])
    key = an_item(team, doris)
    with an_act(other.nurse) as act:
        item = Item(doris, other.id, "medicine", "morning", "Sam Hart", "administer", role="nurse")
        items.add_item(act=act, team_id=other.id, person_id=doris, item=item)
    [one] = open_ones(team, doris)
    assert one.team_id == other.id
    changed = Item(doris, team.id, "medicine", "morning", "Jo Marsh", "none", agency_id=agency_of(team, HOUSING))
    with an_act(team.nurse) as act:
        items.change_item(act=act, item_id=key, version=1, item=changed)
    assert open_ones(team, doris)[0].digest == one.digest, "it is not theirs to write"
    with as_kith(at=AT, channel="job") as act:
        for each in (team, other):
            find_all(act=with_key(act), team_id=each.id)
    [now_found] = open_ones(team, doris)
    assert (now_found.id, now_found.digest != one.digest) == (one.id, True)
    settlement = Settlement("One of them", "Both rang", BOTH, stops=[StopsItem(key, 2)])
    with an_act(other.nurse) as act, pytest.raises(Refusal, match="Another team wrote this down"):
        settle(act=act, contradiction_id=one.id, version=now_found.version, settlement=settlement)
    with an_act(team.nurse) as act:
        items.stop_item(act=act, item_id=key, version=2, because="The contract ended")


@operation("test.raise_two_at_once", sight=queries.sight_of_person)
def raise_two(*, act: Act, team_id: UUID, person_id: UUID, about: Sequence[str]) -> None:
    """Raise several contradictions in one act, as the answer of a partner does."""
    for words in about:
        raise_one(act, Raised(person_id, team_id, words, None, "partner", UUID(int=4)))


def test_two_points_of_one_answer_that_begin_alike_are_two_contradictions(
    team: ATeam, doris: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(shipped.rights(), "test.raise_two_at_once", shipped.rights()["contradiction.raise"])
    begins = "Ashmere and Eastfield Housing Association says of “Medicine support, "
    about = [f"{begins}{which}: prompts” that it is not right: no" for which in ("bedtime", "morning")]
    with an_act(team.nurse) as act:
        raise_two(act=with_key(act), team_id=team.id, person_id=doris, about=about)
    assert sorted(one.about for one in open_ones(team, doris)) == about


def test_one_is_raised_about_an_agency_of_the_place_alone(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
        say(act=act, team_id=team.id, person_id=doris, about="Two day centres", agency_id=UUID(int=99))
    assert (refused.value.field, open_ones(team, doris)) == ("agency", [])


def test_answered_as_none_it_is_not_found_again_until_a_side_says_something_else(
    team: ATeam, doris: UUID, two: ContradictionRow
) -> None:
    for because in ("", ".", "none"):
        with an_act(team.nurse) as act, pytest.raises(Refusal):
            say_none(act=act, contradiction_id=two.id, version=1, because=because)
    with an_act(team.nurse) as act:
        say_none(act=act, contradiction_id=two.id, version=1, because="They take turns")
    with as_kith(at=AT + DAY, channel="job") as act:
        assert find_all(act=act, team_id=team.id) == []
    an_item(team, doris, agency=HOUSING, instruction="none", at=AT + DAY)
    assert [one.finds for one in open_ones(team, doris, AT + DAY)] == [Finds.SAME]


def test_settled_and_back_it_is_open_again_with_new_work_and_what_was_agreed_is_kept(
    team: ATeam, doris: UUID, two: ContradictionRow
) -> None:
    settled(team, two, stops=[StopsItem(of_housing(team, two), 1)])
    an_item(team, doris, agency=HOUSING, instruction="administer", told_by="Ann Bell, housing", at=AT + DAY)
    again = now(team, two, AT + DAY)
    assert (again.state, again.holds, again.action_id != two.action_id) == (State.OPEN, "", True)
    settled(team, again, at=AT + DAY, version=again.version)
    with an_act(team.nurse, AT + DAY):
        assert list(Agreed.objects.order_by("turn", "side").values_list("turn", "side")) == [
            (1, "left"), (1, "right"), (2, "left"), (2, "right"),
        ]  # fmt: skip


def test_an_item_that_is_changed_and_changes_back_opens_the_same_one_again(
    team: ATeam, doris: UUID, two: ContradictionRow
) -> None:
    housing, key = agency_of(team, HOUSING), of_housing(team, two)
    for version, instruction, states in ((1, "prompt", [State.SETTLED]), (2, "administer", [State.OPEN])):
        if version == 1:
            settled(team, two)
        item = Item(doris, team.id, "medicine", "morning", "Ann Bell, housing", instruction, agency_id=housing)
        with an_act(team.nurse, AT + version * DAY) as act:
            change_item(act=act, item_id=key, version=version, item=item)
            assert [one.state for one in queries.of_person(person_id=doris)] == states
    [again] = open_ones(team, doris, AT + 3 * DAY)
    assert (again.id, again.owner, [one.who for one in again.agreed]) == (
        two.id, "Ama Owusu", ["Jo Marsh, home care", "Ann Bell, housing"],
    )  # fmt: skip


def test_anybody_raises_one_and_its_work_is_not_ended_before_it_is_settled(team: ATeam, doris: UUID) -> None:
    with an_act(team.lead) as act, pytest.raises(Refusal) as refused:
        say(act=act, team_id=team.id, person_id=doris, about=" ")
    assert refused.value.field == "about"
    housing = agency_of(team, HOUSING)
    for who in (team.lead, team.nurse, team.social_worker):
        with an_act(who) as act:
            say(
                act=with_key(act),
                team_id=team.id,
                person_id=doris,
                about="Two day centres on Tuesday",
                agency_id=housing,
            )
    ones = open_ones(team, doris)
    assert {(one.finds, one.about, one.owner) for one in ones} == {
        (Finds.RAISED, "Two day centres on Tuesday", "Ama Owusu")
    }
    assert {one.by for one in ones} == {"Ama Owusu", "Sam Whitlock", "Rukhsana Mir"}
    for end in (cancel, mark_in_error):
        with an_act(team.lead) as act, pytest.raises(Refusal, match="This contradicts still"):
            end(act=with_key(act), action_id=ones[0].action_id, version=1, reason="Not now")
    assert [one.action_id for one in open_ones(team, doris)] == [one.action_id for one in ones], (
        "the board still has it"
    )
    with an_act(team.nurse) as act:
        say_none(act=with_key(act), contradiction_id=ones[0].id, version=1, because="One of them is closed")
    assert len(open_ones(team, doris)) == 2, "the control: what is answered ends its work"


def test_opened_again_by_hand_it_is_asked_for_anew(team: ATeam, doris: UUID, two: ContradictionRow) -> None:
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="open already"):
        open_again(act=act, contradiction_id=two.id, version=1)
    settled(team, two)
    with an_act(team.nurse) as act, pytest.raises(Stale):
        open_again(act=act, contradiction_id=two.id, version=1)
    with an_act(team.nurse) as act:
        open_again(act=with_key(act), contradiction_id=two.id, version=2)
    [again] = open_ones(team, doris)
    assert (again.id, again.action_id != two.action_id, again.state) == (two.id, True, State.OPEN)


def test_a_response_that_the_plan_forbids_is_found_in_the_act_that_writes_it(team: ATeam, doris: UUID) -> None:
    a_text(team, doris, Section.HELP, Content("Never ring my daughter."))
    a_text(team, doris, Section.SIGNS, Content(signs=[Sign("", "Grey", "Ring her daughter")]))
    [one] = open_ones(team, doris)
    a_text(team, doris, Section.RISKS, Content("Falls."))
    assert (one.finds, one.owner, one.sections) == (Finds.PREFERENCE, "Ama Owusu", {Section.HELP, Section.SIGNS})
