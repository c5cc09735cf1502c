"""What a death, a merge of records and a case file make of what is done for somebody, and of what contradicts."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import AT, ATeam, a_person, an_act, with_key
from casefile.test_operations import a_file, read, told
from contradiction.around import HOUSING, an_item, open_ones
from kith.access.home import as_kith
from kith.action.models import Action
from kith.casefile.rules import Cause, Form, contradictions_withheld
from kith.contradiction import items, queries
from kith.contradiction.ending import Agrees
from kith.contradiction.models import Contradiction
from kith.contradiction.models import Item as ItemRow
from kith.contradiction.settling import Settlement, settle
from kith.handover import deaths, merging

HOUR = timedelta(hours=1)


def two(team: ATeam, person_id: UUID) -> UUID:
    an_item(team, person_id)
    an_item(team, person_id, agency=HOUSING, instruction="administer", told_by="Ann Bell, housing")
    [one] = open_ones(team, person_id)
    return one.id


def stands(team: ATeam, at: Any) -> tuple[list[str], list[str]]:
    """Return why items stopped, and the states of the work of settling."""
    with an_act(team.nurse, at):
        stopped = sorted(ItemRow.objects.values_list("stopped_because", flat=True))
        return stopped, sorted(Action.objects.filter(kind="contradiction").values_list("state", flat=True))


def test_a_death_ends_what_is_done_and_the_work_of_settling_and_both_go_on_where_it_was_an_error(
    team: ATeam, doris: UUID
) -> None:
    two(team, doris)
    with an_act(team.nurse, AT) as act:
        deaths.record_death(act=act, person_id=doris, how_known="Her son rang")
    with as_kith(at=AT + HOUR, channel="job") as act:
        deaths.follow_deaths(act=act)
    assert stands(team, AT + HOUR) == (["died", "died"], ["cancelled"])
    with an_act(team.nurse, AT + HOUR) as act:
        deaths.undo_death(act=act, person_id=doris, because="It was her sister")
    with as_kith(at=AT + 2 * HOUR, channel="job") as act:
        deaths.follow_deaths(act=act)
    assert stands(team, AT + 2 * HOUR) == (["", ""], ["open"])


@pytest.mark.parametrize("for_all", [False, True])
def test_what_a_member_stopped_because_somebody_died_stays_stopped_and_deaths_are_followed(
    team: ATeam, doris: UUID, for_all: bool
) -> None:
    """The reason is a word of theirs: it is about the neighbour, and says nothing of who has died here."""
    key = an_item(team, doris, kind="contact", subject="neighbour", instruction="may-ring")
    with an_act(team.nurse) as act:
        items.stop_item(act=act, item_id=key, version=1, because="died", for_all=for_all)
    with as_kith(at=AT + HOUR, channel="job") as act:
        deaths.follow_deaths(act=act)
    with an_act(team.nurse, AT + HOUR):
        row = queries.item(item_id=key)
    assert (row.stopped_because, row.for_all, row.version) == ("died", for_all, 2)


def test_what_is_done_and_what_contradicts_goes_with_a_merge_and_back_with_it(team: ATeam, doris: UUID) -> None:
    other = a_person(team, "Doris Petigrew")
    two(team, other)
    with an_act(team.nurse) as act:
        merging.merge(act=act, kept_id=doris, other_id=other, because="Same address")
    assert (whose(team), [one.person_id for one in open_ones(team, doris)]) == ({doris}, [doris])
    with an_act(team.nurse) as act:
        merging.unmerge(act=with_key(act), person_id=other, because="Her sister")
    assert whose(team) == {other}


def whose(team: ATeam) -> set[UUID]:
    with an_act(team.nurse):
        return {
            *ItemRow.objects.values_list("person_id", flat=True),
            *Contradiction.objects.values_list("person_id", flat=True),
        }


def test_a_case_file_withholds_what_contradicts_of_whom_one_rings_with_who_agreed_and_the_work(
    team: ATeam, doris: UUID
) -> None:
    an_item(team, doris, kind="contact", subject="daughter", instruction="may-ring")
    an_item(team, doris, agency=HOUSING, kind="contact", subject="daughter", instruction="never-ring")
    [one] = open_ones(team, doris)
    with an_act(team.nurse) as act:
        agreed = [Agrees("left", "Jo Marsh", "by telephone"), Agrees("right", "Ann Bell", "by telephone")]
        settle(act=act, contradiction_id=one.id, version=1, settlement=Settlement("Not the daughter", "Both", agreed))
    file = read(team, a_file(team, doris, as_at=AT))
    assert not any("daughter" in each.words.lower() for each in file.lines)
    assert {each.withheld for each in file.lines if each.label == "Contradiction"} == {Cause.THIRD}


@pytest.mark.parametrize(
    ("image", "cause"),
    [
        ({"left": {"of": "wish", "says": ["x"], "section": "help"}, "right": {}}, Cause.MARKED),
        ({"left": {}, "right": {}, "origin": "partner", "about": "x"}, Cause.THIRD),
        ({"left": {"of": "wish", "says": ["x"], "section": "matters"}, "right": {}, "origin": "found"}, None),
        ({"left": {}, "right": {}, "origin": "member", "about": "x"}, None),
    ],
)
def test_a_case_file_withholds_what_is_kept_from_parents_and_what_a_partner_said(
    image: dict[str, Any], cause: Cause | None
) -> None:
    form = Form("contradiction_contradiction", "1", AT, None, "2", "3", "Sam", "nurse", "contradiction.find", image)
    assert contradictions_withheld([form], {"help"}) == ({"1": cause} if cause else {})


def test_a_case_file_tells_who_did_what_what_contradicted_and_who_settled_it(team: ATeam, doris: UUID) -> None:
    key = two(team, doris)
    an_item(team, doris, kind="contact", subject="daughter", instruction="never-ring")
    with an_act(team.nurse) as act:
        agreed = [Agrees("left", "Jo Marsh", "by telephone"), Agrees("right", "Ann Bell", "by telephone")]
        settlement = Settlement("Home care prompts", "Both rang", agreed)
        settle(act=act, contradiction_id=key, version=1, settlement=settlement)
        row = queries.contradiction(contradiction_id=key)
        assert len(row.agreed) == 2
    file = read(team, a_file(team, doris, as_at=AT))
    assert [one.withheld for one in file.lines if one.label == "What is done"].count(Cause.THIRD) == 1
    done, settled = told(file, "What is done"), told(file, "Contradiction")
    assert (
        "An agency: Medicine support, morning: prompts: the person takes it themselves."
        " Told by Jo Marsh, home care, 8 June 2026" in done
    )
    headline = "the same thing, done differently, morning: ashmere homes and harvest care"
    assert [one.lower().split(". ")[0] for one in settled] == [
        f"found: {headline}", f"settled: {headline}", "agreed: jo marsh, by telephone", "agreed: ann bell, by telephone",
    ]  # fmt: skip
