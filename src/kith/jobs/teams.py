"""A job's work team by team, so that what is wrong with one team keeps nothing from the others."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from kith.access.home import as_kith
from kith.team.queries import all_teams


def for_each_team(at: datetime, do: Callable[[UUID, datetime], None]) -> None:
    """
    Do something for every team, each in a transaction of its own.

    Raises:
        ExceptionGroup: of what went wrong, when all teams have had their turn.
    """
    with as_kith(at=at, channel="job"):
        team_ids = [team.id for team in all_teams()]
    wrong: list[Exception] = []
    for team_id in team_ids:
        try:
            do(team_id, at)
        except Exception as error:  # noqa: BLE001  (the edge: all of them are raised below)
            wrong.append(error)
    if wrong:
        raise ExceptionGroup("a job went wrong for some teams", wrong)
