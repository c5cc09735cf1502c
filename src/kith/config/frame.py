"""What the layout of every page shows around it: the teams, the roles, where you are. One statement."""

from typing import Any

from kith.policy.queries import role_label
from kith.team.queries import names_of_teams
from kith.web.routes import Request


def frame(request: Request) -> dict[str, Any]:
    """Return what the header needs: the viewer's name and role in words, and the teams they can switch to."""
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return {"viewer": None, "teams": []}
    return {
        "viewer": viewer,
        "role_label": role_label(viewer.role),
        "several_roles": len(viewer.roles) > 1,
        "teams": names_of_teams(team_ids=viewer.teams),
    }
