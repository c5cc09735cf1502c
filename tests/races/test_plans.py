"""Many write one section of one plan at once: each version names what it follows, and nothing that was written is lost (P8)."""

from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError

from builders import ATeam, Someone, a_member, a_person, a_team, an_act
from kith.act import Stale
from kith.database.templates import Clone
from kith.plan.operations import Change, start, write
from kith.plan.queries import latest_of
from kith.plan.rules import Content, Section
from races.running import Racer, asked, at_once, by, take_away

HELD = " for update"
WALLS = """
alter table plan_version drop constraint plan_version_number cascade;
alter table plan_version drop constraint plan_version_of_section cascade;
alter table plan_version drop constraint plan_version_one_follows;
drop trigger has_its_newest on plan_version;
drop trigger has_its_newest on plan_plan;
"""


@pytest.fixture
def team(arena: Clone) -> ATeam:
    return a_team()


def editor(who: Someone, team: ATeam, doris: UUID) -> tuple[str, Racer]:
    """Return somebody's sentence, and the racer that adds it to what they read before the others wrote."""
    with an_act(who):
        now = latest_of(person_id=doris, section=Section.HELP)
    text = f"{now.content.text} {who.name} was here.".strip() if now else f"{who.name} was here."
    change = Change(Content(text), "at the visit", now.number if now else None)

    def add(act: Any) -> int:
        return write(act=act, team_id=team.id, person_id=doris, section=Section.HELP, change=change)

    return f"{who.name} was here.", by(who, add)


def edits(arena: Clone, team: ATeam, number: int, without: str = "") -> list[str]:
    """Let editors write from what all have read, the stale again from what they then see; return what is wrong afterwards."""
    writers = [a_member(team, f"Editor{n} Eight") for n in range(number)]
    doris = a_person(team)
    with an_act(team.nurse) as act:
        start(act=act, team_id=team.id, person_id=doris)
    wrong, left = [], writers
    while left:
        said = at_once(arena, *[editor(who, team, doris)[1] for who in left], without=without)
        saved = [who for who, answer in zip(left, said, strict=True) if isinstance(answer, int)]
        if len(saved) != 1:
            wrong.append(f"{len(saved)} of {len(left)} saved what they started from one version")
        if any(not isinstance(answer, int | Stale) for answer in said):
            wrong.append(f"somebody was told {said}")
        left = [who for who in left if who not in saved]
    return wrong + history(arena, doris, [f"{who.name} was here." for who in writers])


def history(arena: Clone, doris: UUID, sentences: list[str]) -> list[str]:
    """Return what is wrong with a section's past: each version but the first follows the one before, and keeps its words."""
    rows = asked(arena, "select number, parent, text from plan_version where person_id = %s order by number", doris)
    wrong = [
        f"version {number} follows {parent}, not {before}"
        for (number, parent, _text), before in zip(rows, [None, *(row[0] for row in rows)], strict=False)
        if parent != before
    ]
    wrong += [
        f"version {later[0]} lost what version {first[0]} said"
        for first, later in pairwise(rows)
        if first[2] not in later[2]
    ]
    return wrong + [f"lost: {one}" for one in sentences if not rows or one not in rows[-1][2]]


def test_of_five_editors_each_writes_upon_what_they_read_and_nothing_is_lost(arena: Clone, team: ATeam) -> None:
    assert edits(arena, team, 5) == []


def test_without_its_lock_the_database_still_refuses_a_second_version_upon_one(arena: Clone, team: ATeam) -> None:
    with pytest.raises(IntegrityError, match="plan_version_"):
        edits(arena, team, 3, without=HELD)


def test_without_lock_and_walls_the_checker_finds_what_was_overwritten(arena: Clone, team: ATeam) -> None:
    take_away(arena, WALLS)
    assert edits(arena, team, 3, without=HELD) != []
