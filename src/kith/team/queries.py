"""Questions about teams, members, rota, absences and cover."""

from collections.abc import Collection
from uuid import UUID

from kith.team.models import Team


def names_of_teams(*, team_ids: Collection[UUID]) -> list[Team]:
    """Return the given teams that the viewer sees, by name. One statement."""
    return list(Team.objects.filter(id__in=team_ids).order_by("name"))
