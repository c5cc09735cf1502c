"""
Where packages above the huddle say of whom it speaks and when the next weekly meeting is: `config` registers a function of each,
once at start-up.

Whom a weekly meeting put to the huddle is known above; the agenda belongs here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kith.board.team_day import TeamDay
from kith.huddle.rules import WEEKLY_MEETING, Added, next_weekly_meeting

Puts = Callable[[UUID, datetime], Sequence[Added]]
"""Of a team, at a moment: who was put to its next huddle and was not spoken of since, in order. One statement."""

Meets = Callable[[TeamDay, datetime], datetime | None]
"""Of a team, at a moment: when its next weekly meeting begins, None where none is set. One statement."""


def _unset(team: TeamDay, at: datetime) -> datetime | None:
    return None


@dataclass(slots=True)
class Seams:
    """The functions that put people on the agenda, and the one that knows the weekly meeting."""

    puts: list[Puts] = field(default_factory=list)
    meets: Meets = _unset


seams = Seams()


def put_here(*, team_id: UUID, at: datetime) -> list[Added]:
    """Return whom the packages above put to the next huddle of a team. One statement for each of them."""
    return [one for puts in seams.puts for one in puts(team_id, at)]


def meets_next(*, team: TeamDay, at: datetime) -> datetime:
    """
    Return when a team's next weekly meeting begins after a moment; while the team has set none, the usual day and time.

    One statement.
    """
    return seams.meets(team, at) or next_weekly_meeting(at, *WEEKLY_MEETING)
