"""Where key events come from - a corrected address, an emergency - and that a concern is none and shows nowhere (a canary)."""

from collections.abc import Callable
from uuid import UUID

import pytest

from builders import AT, ATeam, an_act, with_key
from kith.access.home import as_kith
from kith.action.models import Action
from kith.contact.operations import record
from kith.person.operations import Detail, correct_contact_details
from kith.person.queries import identity
from kith.person.rules import has_moved
from kith.plan.asking import ask_for_reviews, is_anything_due
from kith.plan.models import Event, Refresh
from kith.plan.operations import start, tell
from kith.plan.queries import plan_of, waits_for_first
from kith.plan.rules import PlanFacts
from safeguarding.cases import a_concern, a_lead


def lives_at(team: ATeam, person_id: UUID, *addresses: tuple[str, str]) -> None:
    with an_act(team.nurse) as act:
        seen = identity(person_id=person_id).recorded_at
        details = [Detail("address", *one) for one in addresses]
        correct_contact_details(act=act, person_id=person_id, recorded_at=seen, details=details)


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        ([], [("3 Mill Lane", "AB1 2CD")], False),
        ([("3 Mill Lane", "AB1 2CD")], [], False),
        ([("3 Mill Lane", "AB1 2CD")], [("3, Mill Lane, Millbrook", "ab12cd")], False),
        ([("3 Mill Lane", "")], [("3 mill lane", "AB1 2CD")], False),
        ([("3 Mill Lane", "AB1 2CD")], [("3 Mill Lane", "AB1 2CD"), ("Her son's", "AB9 9ZZ")], False),
        ([("3 Mill Lane", "AB1 2CD")], [("Elm House", "AB1 7XY")], True),
        ([("3 Mill Lane", "")], [("Elm House", "")], True),
    ],
)
def test_another_home_is_a_move_and_another_spelling_none(
    before: list[tuple[str, str]], after: list[tuple[str, str]], *, moved: bool
) -> None:
    old, new = ([("address", *one) for one in some] + [("phone", "1", "")] for some in (before, after))
    assert has_moved(old, new) is moved


def test_a_corrected_address_starts_a_refresh_where_they_live_elsewhere_now(team: ATeam, doris: UUID) -> None:
    lives_at(team, doris, ("3 Mill Lane", "AB1 2CD"))
    assert kinds(team) == []
    lives_at(team, doris, ("Elm House", "AB1 7XY"))
    assert kinds(team) == ["home"]


def test_an_emergency_is_a_crisis_once_for_its_escalation(team: ATeam, doris: UUID) -> None:
    values = {
        "team_id": team.id,
        "person_id": doris,
        "member_id": team.nurse.member_id,
        "way": "visit",
        "state": "made",
    }
    with an_act(team.nurse) as act:
        record(act=act, **values, observations={"soft-signs": {"sleep": "yes"}})
        assert Event.objects.count() == 0, "no emergency is no crisis"
        for _n in range(2):
            record(act=with_key(act), **values, observations={"soft-signs": {"chest_pain": "yes"}})
    assert kinds(team) == ["crisis"]
    with an_act(team.nurse):
        assert waits_for_first(person_id=doris).events == ("crisis",)


def kinds(team: ATeam) -> list[str]:
    with an_act(team.lead):
        assert Refresh.objects.count() <= 1
        return [one.kind for one in Event.objects.filter(refresh__isnull=False).order_by("recorded_at")]


def _tell(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        tell(act=act, team_id=team.id, person_id=doris, kind="crisis")


def _raise(team: ATeam, doris: UUID) -> None:
    a_concern(team, doris, team.nurse)


def leaves_a_trace(team: ATeam, person_id: UUID) -> bool:
    """Whether anything about the plan, or any work about the person, tells colleagues that something happened."""
    with an_act(team.social_worker, AT):
        told = bool(Event.objects.count() or Refresh.objects.count() or Action.objects.filter(person_id=person_id))
        plan = plan_of(person_id=person_id)
        assert plan is not None
        return told or bool(plan.events) or waits_for_first(person_id=person_id) != PlanFacts(AT.date())


@pytest.mark.parametrize(
    ("happens", "shows"),
    [
        (_raise, False),
        (_tell, True),
    ],
    ids=["a concern", "the control: what anybody may read"],
)
def test_a_concern_leaves_no_trace_on_the_plan_nor_at_night(
    team: ATeam, doris: UUID, happens: Callable[[ATeam, UUID], object], *, shows: bool
) -> None:
    a_lead(team)
    with an_act(team.nurse) as act:
        start(act=act, team_id=team.id, person_id=doris)
    happens(team, doris)
    with as_kith(at=AT, channel="job") as act:
        assert is_anything_due(team=team.info, at=AT) is False
        assert ask_for_reviews(act=act, team_id=team.id) == []
    assert leaves_a_trace(team, doris) is shows
