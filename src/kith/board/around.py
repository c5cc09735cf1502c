"""
What stands around every page: the viewer's teams, how many notices are unread, what waits on their day, when the
clockwork last ran. One statement for all of it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kith.act.beats import BEATS, Beats
from kith.board.my_rows import NUMBER, of_day
from kith.database.planned import planned


@dataclass(frozen=True, slots=True)
class TeamName:
    """
    A team as the frame names it, and how many things wait on the viewer's day with it; None where nobody asked.

    `restricted` are whom to ask about each restricted matter that the viewer is told of, '' for the on-call cover.
    """

    slug: str
    name: str
    my_day: int | None = None
    restricted: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """The viewer's teams by name, how many of their messages are unread, and the last beats; None without a team."""

    teams: list[TeamName]
    unread: int = 0
    beats: Beats | None = None


def around(*, team_ids: Collection[UUID], account_id: UUID, slug: str, at: datetime, tells: bool = False) -> Around:
    """
    Return what stands around a page of the viewer.

    What waits on the day is counted for the team with this address, or for the only one: as `my_day` lists it. One statement
    for all, because every page asks it. `tells`: of restricted matters too. Somebody without a team has no messages to see, and is
    not told of the clockwork.
    """
    values = of_day(at) | {
        "teams": list(team_ids),
        "account": account_id,
        "slug": slug,
        "only": len(team_ids) == 1,
        "tells": tells,
    }
    rows = planned(_AROUND, values)
    teams = [TeamName(slug, name, number, asks or ()) for slug, name, number, asks, *_rest in rows]
    return Around(teams, rows[0][4], Beats(*rows[0][5:])) if rows else Around(teams)


_AROUND = f"""
select t.slug, t.name, case when t.slug = %(slug)s or %(only)s then ({NUMBER}) end,
       case when %(tells)s and (t.slug = %(slug)s or %(only)s) then
            array(select coalesce(k.ask, '') from safeguarding_told(array[t.id], null) k) end, u.number, b.oldest, b.newest
  from team_team t cross join (
       select count(*) as number from message_message
        where account_id = (select act_account()) and read_at is null) u cross join ({BEATS}) b
 where t.id = any(%(teams)s::uuid[]) order by t.name
"""  # noqa: S608  (our own names)
