"""What is done for somebody: written, changed, confirmed, stopped; what it contradicts is found in the same act."""

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import AT, ATeam, a_named_lead, a_team, an_act, with_key
from contradiction.around import HOME_CARE, HOUSING, MONDAY, agency_of, an_item, open_ones
from kith.access.home import as_kith
from kith.act import NotVisible, Refusal, Stale
from kith.action.models import Action
from kith.contradiction import items, queries
from kith.contradiction.finding import find_all, is_anything_new
from kith.contradiction.finding_rules import item_side
from kith.contradiction.items import Item
from kith.contradiction.models import Contradiction
from kith.contradiction.models import Item as ItemRow
from kith.contradiction.rules import Finds, ItemFacts, State
from kith.plan import operations as plans
from statements import counted
from trailing import last_entry, outcomes

DAY = timedelta(days=1)


def the_item(team: ATeam, item_id: UUID) -> ItemFacts:
    with an_act(team.nurse):
        return queries.item(item_id=item_id)


def test_item_is_written_with_whose_it_is_and_who_told_it(team: ATeam, doris: UUID) -> None:
    key = an_item(team, doris, days=[0, 4], from_time=time(8), until_time=time(9), words="from the blister pack")
    with an_act(team.social_worker):
        [row] = queries.items_of(person_id=doris, at=AT)
        assert queries.items_of(person_id=doris, agency_id=UUID(int=1), at=AT) == []
    assert (row.id, row.agency_id, row.days, row.told_by, row.told_day, row.confirmed_day, row.source) == (
        key, agency_of(team, HOME_CARE), {0, 4}, "Jo Marsh, home care", MONDAY, MONDAY, "member",
    )  # fmt: skip
    assert last_entry(team.nurse, "contradiction.add_item").person_ids == [doris]


def test_two_instructions_for_one_thing_become_work_of_the_named_lead_in_the_act_that_saves_the_second(
    team: ATeam, doris: UUID
) -> None:
    a_named_lead(team, doris, team.social_worker)
    an_item(team, doris)
    assert open_ones(team, doris) == []
    with counted() as sent:
        an_item(team, doris, role="nurse", instruction="administer", told_by="Sam Whitlock")
    assert sent <= 30
    [one] = open_ones(team, doris)
    assert (one.finds, one.owner, one.state, one.agencies) == (
        Finds.SAME,
        "Rukhsana Mir",
        State.OPEN,
        {agency_of(team, HOME_CARE)},
    )
    with an_act(team.nurse):
        work = Action.objects.get(kind="contradiction")
    assert (work.id, work.person_id, work.origin_id) == (one.action_id, doris, one.id)
    assert work.due_at.isoformat() == "2026-06-11T16:00:00+00:00", "three service days, at 5pm"
    assert work.what == (
        "Settle what contradicts: The same thing, done differently, morning: Harvest Care and Community nurse"
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "weather"}, "kind"),
        ({"subject": " "}, "subject"),
        ({"instruction": "hoist"}, "instruction"),
        ({"instruction": ""}, "instruction"),
        ({"told_by": ""}, "told_by"),
        ({"told_day": MONDAY + DAY}, "told_day"),
        ({"days": [7]}, "days"),
        ({"from_time": time(9)}, "from_time"),
        ({"from_time": time(9), "until_time": time(9)}, "until_time"),
        ({"until_day": MONDAY - DAY}, "until_day"),
        ({"from_day": date(2029, 1, 1)}, "from_day"),
        ({"role": ""}, "who"),
        ({"role": "astronaut"}, "who"),
        ({"words": "x" * 501}, "words"),
    ],
)
def test_item_with_something_wrong_is_refused_and_nothing_is_left(
    team: ATeam, doris: UUID, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        an_item(team, doris, **wrong)
    assert refused.value.field == field
    with an_act(team.nurse):
        assert not ItemRow.objects.exists()


def test_who_is_not_on_the_team_writes_and_sees_nothing(team: ATeam, doris: UUID) -> None:
    key = an_item(team, doris)
    other = a_team("Elsewhere")
    with an_act(other.nurse) as act, pytest.raises(NotVisible):
        items.stop_item(act=act, item_id=key, version=1, because="No")
    with pytest.raises(NotVisible):
        an_item(other, doris)
    with an_act(other.nurse):
        assert (ItemRow.objects.count(), queries.items_of(person_id=doris, at=AT)) == (0, [])
    assert outcomes(other.nurse, "contradiction.stop_item") == [("refused", "NotVisible")]


def test_item_is_changed_by_whoever_saw_it_last_and_its_contradiction_is_the_same_one(team: ATeam, doris: UUID) -> None:
    an_item(team, doris)
    key = an_item(team, doris, agency=HOUSING, instruction="administer")
    [before] = open_ones(team, doris)
    changed = Item(doris, team.id, "medicine", "morning", "Ann Bell", "none", agency_id=agency_of(team, HOUSING))
    with an_act(team.nurse, AT + DAY) as act:
        items.change_item(act=act, item_id=key, version=1, item=changed)
    with an_act(team.nurse, AT + DAY) as act, pytest.raises(Stale) as stale:
        items.change_item(act=act, item_id=key, version=1, item=changed)
    assert stale.value.extra.instruction == "none"
    [now] = open_ones(team, doris, AT + DAY)
    assert (now.id, now.action_id, now.digest != before.digest) == (before.id, before.action_id, True)
    assert {side.says[2] for side in (now.left, now.right) if side} == {"prompt", "none"}


def test_what_stopped_for_everybody_and_is_done_by_another_is_found_and_what_stops_alone_is_not(
    team: ATeam, doris: UUID
) -> None:
    an_item(team, doris, instruction="prompt")
    key = an_item(team, doris, agency=HOUSING)
    with an_act(team.nurse) as act:
        items.stop_item(act=act, item_id=key, version=1, because="The pharmacist delivers now")
    assert open_ones(team, doris) == []
    again = an_item(team, doris, agency=HOUSING)
    with an_act(team.nurse) as act:
        items.stop_item(act=act, item_id=again, version=1, because="She takes none any more", for_all=True)
    assert [one.finds for one in open_ones(team, doris)] == [Finds.STOPPED]
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="not done any more"):
        items.stop_item(act=with_key(act), item_id=again, version=2, because="Again")


def test_the_clock_finds_what_grew_old_once_and_a_confirmation_settles_it_by_name(team: ATeam, doris: UUID) -> None:
    key = an_item(team, doris, told_day=MONDAY - 9 * DAY, from_day=MONDAY - 9 * DAY)
    with an_act(team.nurse) as act:
        plans.tell(act=act, team_id=team.id, person_id=doris, kind="discharge", true_at=AT - DAY)
    later = AT + 2 * DAY
    with as_kith(at=AT, channel="job"):
        assert not is_anything_new(team_id=team.id, at=AT)
    with as_kith(at=later, channel="job") as act, counted() as sent:
        assert is_anything_new(team_id=team.id, at=later)
        [found] = find_all(act=act, team_id=team.id)
    assert sent <= 34
    with as_kith(at=later, channel="job") as act:
        assert not is_anything_new(team_id=team.id, at=later)
        assert find_all(act=with_key(act), team_id=team.id) == []
    [one] = open_ones(team, doris, later)
    assert (one.id, one.finds, one.by) == (found, Finds.OLDER, "")
    with an_act(team.nurse, later) as act:
        items.confirm_item(act=act, item_id=key, version=1, told_by="Jo Marsh, home care")
    with an_act(team.nurse, later):
        [done] = queries.of_person(person_id=doris)
        work = Action.objects.get(id=one.action_id)
    assert (done.state, [(each.who, each.side) for each in done.agreed]) == (
        State.SETTLED, [("Jo Marsh, home care", "left")],
    )  # fmt: skip
    assert (work.state, work.outcome) == ("done", "What they do was confirmed")
    assert the_item(team, key).confirmed_day == MONDAY + 2 * DAY


def test_only_who_confirms_the_last_of_what_a_party_does_settles_it_in_their_name(team: ATeam, doris: UUID) -> None:
    """Neither another party, nor what stopped, nor a second discharge settles what home care has not confirmed."""
    before = MONDAY - 9 * DAY
    medicine, moving = (
        an_item(team, doris, kind=kind, subject=subject, instruction=how, told_day=before, from_day=before)
        for kind, subject, how in (("medicine", "morning", "prompt"), ("moving", "bed to chair", "hoist"))
    )
    bills = an_item(team, doris, agency=HOUSING, kind="equipment", subject="bed rails", instruction="provides")
    came_home(team, doris, AT - DAY)
    [one] = clock(team, AT + 2 * DAY) and open_ones(team, doris, AT + 2 * DAY)
    came_home(team, doris, AT + 2 * DAY)
    for n, (what, key) in enumerate([("confirm", bills), ("confirm", moving), ("stop", medicine)]):
        at = AT + 3 * DAY + timedelta(hours=n)
        with an_act(team.nurse, at) as act:
            if what == "confirm":
                items.confirm_item(act=act, item_id=key, version=1, told_by="Ann Bell, housing")
            else:
                items.stop_item(act=act, item_id=key, version=1, because="The contract ended")
        assert [each.id for each in open_ones(team, doris, at)] == [one.id], (what, n)
    clock(team, AT + 6 * DAY)
    assert [(each.id, each.finds) for each in open_ones(team, doris, AT + 6 * DAY)] == [(one.id, Finds.OLDER)]


def test_the_next_event_of_a_kind_is_asked_in_the_same_contradiction(team: ATeam, doris: UUID) -> None:
    before = MONDAY - 9 * DAY
    key = an_item(team, doris, told_day=before, from_day=before)
    came_home(team, doris, AT - DAY)
    clock(team, AT + 2 * DAY)
    [one] = open_ones(team, doris, AT + 2 * DAY)
    came_home(team, doris, AT + 3 * DAY)
    clock(team, AT + 6 * DAY)
    [again] = open_ones(team, doris, AT + 6 * DAY)
    assert (again.id, again.right and again.right.on) == (one.id, "2026-06-11")
    with an_act(team.nurse, AT + 6 * DAY) as act:
        items.confirm_item(act=act, item_id=key, version=1, told_by="Pat New, home care")
    assert open_ones(team, doris, AT + 6 * DAY) == []


def came_home(team: ATeam, person_id: UUID, at: Any) -> None:
    with an_act(team.nurse, at + timedelta(minutes=1)) as act:
        plans.tell(act=act, team_id=team.id, person_id=person_id, kind="discharge", true_at=at)


def clock(team: ATeam, at: Any) -> list[UUID]:
    with as_kith(at=at, channel="job") as act:
        return find_all(act=act, team_id=team.id)


def test_whose_word_it_is_goes_with_the_day_on_which_they_said_so(team: ATeam, doris: UUID) -> None:
    key = an_item(team, doris, told_day=MONDAY - 9 * DAY)
    with an_act(team.nurse) as act:
        items.confirm_item(act=act, item_id=key, version=1, told_by="Pat New, home care", told_day=MONDAY - DAY)
    side = item_side(the_item(team, key))
    assert (side.told_by, side.on) == ("Pat New, home care", "2026-06-07")
    with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
        items.confirm_item(act=with_key(act), item_id=key, version=2, told_by="Jo", told_day=MONDAY - 2 * DAY)
    assert (refused.value.field, the_item(team, key).confirmed_day) == ("told_day", MONDAY - DAY)


def test_an_activity_is_taken_over_once(team: ATeam, doris: UUID) -> None:
    fact = UUID(int=5)
    values = Item(
        doris,
        team.id,
        "visits",
        "care call",
        "Care plan of home care",
        "alongside",
        agency_id=agency_of(team, HOME_CARE),
        source_id=fact,
    )
    with an_act(team.nurse) as act:
        key = items.take_over(act=act, team_id=team.id, person_id=doris, item=values)
    assert the_item(team, key).source == "import"
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="taken over already"):
        items.take_over(act=with_key(act), team_id=team.id, person_id=doris, item=values)
    with an_act(team.nurse) as act:
        items.confirm_item(act=with_key(act), item_id=key, version=1, told_by="Jo Marsh")
    assert the_item(team, key).source == "member", "it is a member who heard it now"
    with an_act(team.nurse):
        assert (ItemRow.objects.count(), Contradiction.objects.count()) == (1, 0)
