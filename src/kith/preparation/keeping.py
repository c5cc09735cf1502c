"""The clock of weekly meetings: the next one stands ahead as soon as a team says when it meets."""

from datetime import datetime
from uuid import UUID

from kith.act import Act, operation
from kith.database.planned import planned
from kith.preparation.meetings import ensure_next
from kith.team.queries import sight_of_team


@operation("preparation.keep", sight=sight_of_team)
def keep(*, act: Act, team_id: UUID) -> None:
    """Make the meeting to come of a team where it is not there. By Kith, once a minute; done again it changes nothing."""
    ensure_next(act=act, team_id=team_id, after=act.at)


def is_anything_due(*, team_id: UUID, at: datetime) -> bool:
    """Say whether there is anything to keep for a team. One statement."""
    rows = planned(
        "select 1 from preparation_weekly w where w.team_id = %s and not exists ("
        "select 1 from preparation_meeting m where m.team_id = w.team_id and m.ended_at is null and m.begins_at > %s)",
        [team_id, at],
    )
    return bool(rows)
