"""Two records of one person are merged twice at once, or while work is made for the one that is not kept."""

from datetime import timedelta
from uuid import UUID

import pytest

from builders import AT, ATeam, Someone, a_person, a_team
from kith.access.home import as_kith
from kith.act import Refusal
from kith.action import operations as actions
from kith.database.templates import Clone
from kith.handover.merging import follow_merges, merge
from races.running import Racer, asked, at_once, by, take_away

LATER = AT + timedelta(minutes=10)


@pytest.fixture
def team(arena: Clone) -> ATeam:
    return a_team()


def merges(who: Someone, kept: UUID, other: UUID) -> Racer:
    return by(who, lambda act: merge(act=act, kept_id=kept, other_id=other, because="same face"), LATER)


@pytest.mark.parametrize("is_crossed", [False, True])
def test_of_two_merges_of_the_same_records_one_is_done(arena: Clone, team: ATeam, is_crossed: bool) -> None:
    assert number_merged(arena, team, is_crossed=is_crossed) == (1, 1)


def test_without_lock_and_triggers_two_records_would_be_merged_into_each_other(
    arena: Clone, team: ATeam, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kith.handover.merging._hold", lambda *_: None)
    for table in ("action_action", "caseload_listentry", "contact_contact"):
        take_away(arena, f"drop trigger record_is_kept on {table}")
    assert number_merged(arena, team, is_crossed=True, in_turn=True) != (1, 1)


def number_merged(arena: Clone, team: ATeam, *, is_crossed: bool, in_turn: bool = False) -> tuple[int, int]:
    """Let two merge the same two records; return how many were refused, and how many merges there are."""
    doris, dorothy = a_person(team), a_person(team, "Dorothy Pettigrew")
    second = (dorothy, doris) if is_crossed else (doris, dorothy)
    said = at_once(arena, merges(team.lead, doris, dorothy), merges(team.nurse, *second), in_turn=in_turn)
    [(number,)] = asked(arena, "select count(*) from handover_merge where undone_at is null")
    return sum(isinstance(one, Refusal) for one in said), number


@pytest.mark.parametrize("in_turn", [False, True])
def test_what_is_made_for_the_other_record_meanwhile_is_with_the_kept_one(
    arena: Clone, team: ATeam, in_turn: bool
) -> None:
    doris, dorothy = a_person(team), a_person(team, "Dorothy Pettigrew")
    nurse = team.nurse.member_id

    def add(act: actions.Act) -> UUID:
        return actions.add(
            act=act, team_id=team.id, person_id=dorothy, what="Ring her", owner_id=nurse, due_at=AT + timedelta(hours=4)
        )

    made, merged = at_once(arena, by(team.nurse, add, LATER), merges(team.lead, doris, dorothy), in_turn=in_turn)
    assert not isinstance(merged, Refusal)
    with as_kith(at=LATER + timedelta(minutes=1), channel="job") as act:
        follow_merges(act=act)
    left = asked(arena, "select count(*) from action_action where person_id = %s and state = 'open'", dorothy)
    assert left == [(0,)]
    assert isinstance(made, Refusal) or asked(arena, "select person_id from action_action where id = %s", made) == [
        (doris,)
    ]
