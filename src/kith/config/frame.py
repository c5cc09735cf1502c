"""What the layout of every page shows around it: who you are, your teams, where you are, what is unread. One statement."""

from django.conf import settings
from django.http import HttpRequest

from kith.act.clock import now
from kith.message.queries import around
from kith.policy.queries import role_label
from kith.web.pages import taken_said
from kith.web.routes import Viewer
from kith.web.shows import Frame, TeamLink


def frame(request: HttpRequest, team: str, here: str) -> Frame | None:
    """Return the frame for a page of a team (a slug, or empty); None before a role and the agreement, without a band."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None or not (viewer.agreed and viewer.role):
        return None
    named, unread = around(team_ids=viewer.teams)
    teams = tuple(TeamLink(one.slug, one.name) for one in named)
    current = next((link for link in teams if link.slug == team), teams[0] if len(teams) == 1 else None)
    return Frame(
        now=getattr(request, "at", None) or now(),
        who=viewer.name,
        role=role_label(viewer.role),
        team=current,
        teams=teams,
        here=here,
        roles_held=len(viewer.roles),
        said=taken_said(request),
        unread=unread,
        display=viewer.display,
        lock_minutes=settings.SCREEN_LOCK_MINUTES,
    )
