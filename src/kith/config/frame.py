"""
What the layout of every page shows around it: who you are, your teams, where you are, what waits, and whether
the clockwork runs. One statement.
"""

from django.conf import settings
from django.http import HttpRequest

from kith.act.beats import silence
from kith.act.clock import now
from kith.board.around import around
from kith.board.restricted import restricted_words
from kith.policy.queries import role_label
from kith.web.pages import taken_said
from kith.web.routes import Viewer, is_by_link
from kith.web.shows import Frame, TeamLink


def frame(request: HttpRequest, team: str, here: str) -> Frame | None:
    """Return the frame for a page of a team (a slug, or empty); None before a role and the agreement, without a band."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None or is_by_link(request) or not (viewer.agreed and viewer.role):
        return None
    at = getattr(request, "at", None) or now()
    found = around(team_ids=viewer.teams, account_id=viewer.account_id, slug=team, at=at, tells=here == "board")
    teams = tuple(TeamLink(one.slug, one.name) for one in found.teams)
    current = next((link for link in teams if link.slug == team), teams[0] if len(teams) == 1 else None)
    return Frame(
        now=at,
        who=viewer.name,
        role=role_label(viewer.role),
        team=current,
        teams=teams,
        here=here,
        roles_held=len(viewer.roles),
        said=taken_said(request),
        unread=found.unread,
        my_day=next((one.my_day or 0 for one in found.teams if current and one.slug == current.slug), 0),
        display=viewer.display,
        lock_minutes=settings.SCREEN_LOCK_MINUTES,
        silence=silence(found.beats, at) if found.beats else None,
        support=settings.SUPPORT,
        supervises="clinical-supervisor" in viewer.roles,
        restricted=restricted_words([one for team in found.teams for one in team.restricted]),
    )
