"""Two of a team write on one meeting at once: the second is told, nothing stands twice, nobody waits for ever."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import AT, ATeam, Someone, a_contact, a_person, a_team, an_act, an_entry
from kith.access.home import as_kith
from kith.act import Act, Refusal, Stale
from kith.caseload import operations as caseload
from kith.database.templates import Clone
from kith.mdt import operations as mdt
from kith.mdt.rules import Outcome
from kith.mdt.types import Settles
from kith.preparation import operations as prep
from kith.preparation.operations import OwnQuestion, Sets
from kith.preparation.rules import HowTold
from mdt.thursday import THURSDAY, started
from preparation.meeting_tests import a_meeting, bring, keep, listed
from races.running import Door, asked, at_once, by

DAY_BEFORE = AT + timedelta(days=2)
SETTLED_FIRST = " for share of m for no key update of c"


@pytest.fixture
def team(arena: Clone) -> ATeam:
    return a_team()


def both(arena: Clone, team: ATeam, does: Callable[[Act], Any], at: datetime, without: str = "") -> list[Any]:
    """Let nurse and lead do the same at once; return what each was answered."""
    return at_once(arena, by(team.nurse, does, at), by(team.lead, does, at), without=without)


def one_is_stale(said: list[Any]) -> bool:
    """Whether one of two did it, and the other was told that somebody was first."""
    return sum(isinstance(one, Stale) for one in said) == 1 and not all(isinstance(one, Refusal) for one in said)


def test_two_bring_two_people_to_one_list_and_both_stand_there(arena: Clone, team: ATeam) -> None:
    meeting = a_meeting(team)
    una, ron = a_person(team, "Una Cole"), a_person(team, "Ron Abel")

    def brings(who: Someone, person_id: UUID) -> Any:
        return by(
            who, lambda act: prep.bring(act=act, meeting_id=meeting.id, person_id=person_id, because="cannot cope")
        )

    assert not any(
        isinstance(one, Exception) for one in at_once(arena, brings(team.nurse, una), brings(team.lead, ron))
    )
    at_once(arena, brings(team.nurse, una), brings(team.lead, una))
    rows = listed(meeting, team.nurse)
    assert sorted((one.name, one.place, len(one.reasons)) for one in rows) == [
        ("Ron Abel", next(one.place for one in rows if one.name == "Ron Abel"), 1),
        ("Una Cole", next(one.place for one in rows if one.name == "Una Cole"), 3),
    ]
    assert sorted(one.place for one in rows) == [1, 2]


def test_of_two_who_write_a_page_or_a_question_the_second_is_told(arena: Clone, team: ATeam) -> None:
    meeting, doris = a_meeting(team), a_person(team)
    bring(team.nurse, meeting, doris)
    keep(team, DAY_BEFORE)
    [case] = listed(meeting, team.nurse)
    question = OwnQuestion("Who comes?", date(2026, 6, 9), HowTold.TELEPHONE)
    said = both(
        arena, team, lambda act: prep.write_asked(act=act, case_id=case.id, version=0, asked=question), DAY_BEFORE
    )
    assert one_is_stale(said)
    said = at_once(
        arena,
        by(
            team.nurse,
            lambda act: prep.write_summary(act=act, case_id=case.id, number=1, texts={"risks": "mine"}),
            DAY_BEFORE,
        ),
        by(team.lead, lambda act: prep.make_anew(act=act, case_id=case.id, number=1), DAY_BEFORE),
    )
    assert one_is_stale(said)
    assert asked(arena, "select max(number), count(*) from preparation_summary where case_id = %s", case.id) == [(2, 2)]


def settles(arena: Clone, team: ATeam, without: str = "") -> list[Any]:
    """Let two settle one case of a running meeting at once."""
    meeting = a_meeting(team)
    bring(team.nurse, meeting, a_person(team))
    thursday = started(team, meeting.id)
    [case] = thursday.whole().cases

    def settle(act: Act) -> Any:
        return mdt.settle(act=act, case_id=case.id, version=case.version, settles=thursday.unchanged)

    return both(arena, team, settle, THURSDAY, without)


def test_of_two_who_settle_a_case_the_second_is_told_and_one_tells_the_person(arena: Clone, team: ATeam) -> None:
    assert one_is_stale(settles(arena, team))
    assert asked(arena, "select count(*) from mdt_telling where team_id = %s", team.id) == [(1,)]


def test_without_its_lock_both_would_plan_to_tell_the_person(arena: Clone, team: ATeam) -> None:
    with pytest.raises(Exception, match="mdt_telling_one_a_case"):
        settles(arena, team, without=SETTLED_FIRST)


def test_a_decision_beside_no_change_opens_the_case_and_a_person_is_told_once(arena: Clone, team: ATeam) -> None:
    meeting = a_meeting(team)
    bring(team.nurse, meeting, a_person(team))
    thursday = started(team, meeting.id)
    [case] = thursday.whole().cases
    at_once(
        arena,
        by(team.nurse, lambda act: mdt.decide(act=act, case_id=case.id, decides=thursday.work()), THURSDAY),
        by(
            team.lead,
            lambda act: mdt.settle(act=act, case_id=case.id, version=case.version, settles=thursday.unchanged),
            THURSDAY,
        ),
    )
    [case] = thursday.whole().cases
    assert (case.outcome, len(thursday.whole().decisions)) == (None, 1), "whoever comes second, it is said anew"
    with an_act(team.lead, THURSDAY) as act:
        mdt.settle(
            act=act, case_id=case.id, version=case.version, settles=Settles(Outcome.SETTLED, tells=thursday.by_phone)
        )
    thursday.close()
    [telling] = thursday.whole().tellings.values()
    later = THURSDAY + timedelta(hours=2)
    said = both(arena, team, lambda act: mdt.tell(act=act, telling_id=telling.id, told_at=later, how="phone"), later)
    assert sorted(str(one) for one in said if isinstance(one, Refusal)) == [
        "How they were told is written down already."
    ]


def test_whoever_is_pulled_up_stays_there_beside_the_clock(arena: Clone, team: ATeam) -> None:
    meeting = a_meeting(team, Sets(3, time(14), 60, 1, ["nurse"]))
    people = [a_person(team, name) for name in ("Doris Pettigrew", "Ron Abel")]
    for one in people:
        entry = an_entry(team, one)
        with an_act(team.nurse) as act:
            caseload.set_entry(act=act, entry_id=entry.id, version=entry.version, risk_tier="high", cadence_days=7)
    keep(team, AT + timedelta(hours=7))
    above, below = listed(meeting, team.nurse)
    for one in people:
        for days in (2, 3):
            a_contact(team, one, "missed", AT - timedelta(days=days), reason="no answer")
    at = AT + timedelta(hours=14)

    def keeps(door: Door) -> Any:
        with as_kith(at=at, channel="job") as act:
            prep.keep(act=act, team_id=team.id)
            door.wait()

    def pulls(act: Act) -> Any:
        return prep.pull_up(
            act=act, case_id=below.id, version=below.version, because="in hospital", instead_of=above.id
        )

    [said, _kept] = at_once(arena, by(team.nurse, pulls, at), keeps)
    rows = {one.id: (one.is_above, one.moved_because) for one in listed(meeting, team.nurse)}
    stays = {below.id: (True, "in hospital"), above.id: (False, f"makes room for {below.name}: in hospital")}
    was = {above.id: (True, ""), below.id: (False, "")}
    assert rows == (was if isinstance(said, Stale) else stays), "either it is done and stays, or they are told"
