"""What is shared and what stops it at the same moment: in either order the one sees the other."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from alignment.conftest import PURPOSE, Asking, asking
from builders import AT, ATeam, Someone, a_member, a_person, a_team, an_act
from doctor_world import connected_as
from kith.act import Refusal
from kith.agency.disclosing import Said, tell
from kith.agency.involving import Telling
from kith.agency.objecting import Overrides, end_override, object_to, override
from kith.agency.queries import violations
from kith.alignment.operations import answer
from kith.alignment.rules import Answered
from kith.alignment.rules import Said as Says
from kith.database.templates import Clone
from kith.place.rules import local_day
from races.running import Racer, asked, at_once, by, take_away
from races.test_links import by_link

__all__ = ["asking"]

SOON = AT + timedelta(seconds=1)


@pytest.fixture
def team(arena: Clone) -> ATeam:
    return a_team()


@pytest.fixture
def doris(team: ATeam) -> UUID:
    return a_person(team)


def telling(asking: Asking, person_id: UUID, at: datetime = SOON) -> Racer:
    said = Said(asking.homes.id, PURPOSE, ["name"], "telephone", asking.homes.contact_id)
    return by(asking.team.nurse, lambda act: tell(act=act, team_id=asking.team.id, person_id=person_id, said=said), at)


def objecting(asking: Asking, person_id: UUID, at: datetime = AT) -> Racer:
    def says(act):  # type: ignore[no-untyped-def]
        return object_to(act=act, team_id=asking.team.id, person_id=person_id, words="Not them")

    return by(asking.team.social_worker, says, at)


def wrong() -> list[str]:
    """Return what doctor counts as shared against what somebody said, or under an override that was over."""
    with connected_as("backup"):
        return violations(at=AT + timedelta(hours=1))["P10"]


def forget(arena: Clone) -> None:
    """Let there be no objection, as if it had never been said."""
    take_away(
        arena,
        "alter table agency_objection disable trigger user; delete from agency_objection;"
        " alter table agency_objection enable trigger user",
    )


def refused(results: list[object]) -> list[bool]:
    return [isinstance(one, Refusal) for one in results]


def test_who_objects_first_is_heard_and_what_was_told_first_was_told_before(
    arena: Clone, asking: Asking, doris: UUID
) -> None:
    assert refused(at_once(arena, telling(asking, doris), objecting(asking, doris), in_turn=True)) == [False, False]
    assert wrong() == [], "what was told while somebody objected was told before"
    forget(arena)
    both = at_once(arena, objecting(asking, doris), telling(asking, doris), in_turn=True)
    assert refused(both) == [False, True] and wrong() == []


def test_the_control_without_its_turn_somebody_is_told_against_an_objection(
    arena: Clone, asking: Asking, doris: UUID
) -> None:
    take_away(arena, "drop trigger in_turn on agency_objection")
    both = at_once(arena, objecting(asking, doris), telling(asking, doris), in_turn=True)
    assert refused(both) == [False, False] and len(wrong()) == 1


def answering(arena: Clone, key: UUID) -> Racer:
    [(link_id, parts)] = asked(
        arena,
        "select l.id, s.parts from door_link l join alignment_request r on r.id = l.for_id"
        " join alignment_summary s on s.id = r.summary_id where r.id = %s",
        key,
    )
    said = {one["key"]: Answered(Says.YES) for one in parts}
    return by_link(link_id, lambda act: answer(act=act, request_id=key, answers=said))


def test_an_answer_and_an_objection_take_turns_and_without_the_turn_the_answer_does_not_see_it(
    arena: Clone, asking: Asking, doris: UUID
) -> None:
    key = asking.sends()
    both = at_once(arena, objecting(asking, doris), answering(arena, key), in_turn=True)
    assert refused(both) == [False, True]
    assert asked(arena, "select state from alignment_request") == [("sent",)]
    forget(arena)
    assert refused(at_once(arena, answering(arena, key), objecting(asking, doris), in_turn=True)) == [False, False]
    forget(arena)
    racers = objecting(asking, doris), answering(arena, asking.sends(question="Is it?"))
    assert refused(at_once(arena, *racers, without="pg_advisory_xact_lock_shared", in_turn=True)) == [False, False]


def test_the_end_of_an_override_and_what_is_told_under_it_take_turns_and_without_them_it_is_told_too_late(
    arena: Clone, asking: Asking, doris: UUID
) -> None:
    supervisor = a_member(asking.team, "Ines Rocha", "clinical-supervisor")
    with an_act(asking.team.nurse) as act:
        object_to(act=act, team_id=asking.team.id, person_id=doris, words="Not them")

    def racers(minutes: int) -> tuple[Racer, Racer]:
        """Return who ends an override of that minute, and who tells under it a second later."""
        at = AT + timedelta(minutes=minutes)
        key = shared_all_the_same(supervisor, doris, asking, at)
        end = {"team_id": asking.team.id, "override_id": key, "version": 1, "because": "Warm"}
        ends = by(asking.team.lead, lambda act: end_override(act=act, **end), at + timedelta(seconds=1))
        return ends, telling(asking, doris, at + timedelta(seconds=2))

    ends, tells = racers(1)
    assert refused(at_once(arena, tells, ends, in_turn=True)) == [False, False]
    assert wrong() == [], "what was told while it was ended was told before"
    assert refused(at_once(arena, *racers(2), in_turn=True)) == [False, True]
    assert wrong() == []
    take_away(arena, "drop trigger in_turn on agency_override")
    assert refused(at_once(arena, *racers(3), in_turn=True)) == [False, False]
    assert len(wrong()) == 1


def shared_all_the_same(supervisor: Someone, person_id: UUID, asking: Asking, at: datetime) -> UUID:
    told = Telling("in person", "Ines Rocha")
    sharing = Overrides(asking.homes.id, PURPOSE, "Cold home", "Care Act 2014, section 42", local_day(AT), told)
    with an_act(supervisor, at) as act:
        return override(act=act, team_id=asking.team.id, person_id=person_id, sharing=sharing)
