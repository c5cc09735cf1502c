"""What a place manager is shown of a team instead of its people: how many there are, and where to see how the team works."""

from dataclasses import dataclass

from django.http import HttpResponse

from kith.access.rules import MANAGES, only_manages
from kith.act import NotAllowed
from kith.caseload.queries import number_on_list
from kith.language import _
from kith.team.queries import team_by_slug
from kith.trail.rules import LookKind
from kith.web.pages import answer
from kith.web.routes import Request

LANDING = "board"
"""The page to which everybody comes first: there it is said; everything else about people is refused."""


@dataclass(frozen=True, slots=True)
class GovernedShow:
    """A team as its place manager sees it: how many people are on its list now."""

    team_name: str
    team_slug: str
    number: int


def without_records(request: Request, name: str, team: str) -> HttpResponse | None:
    """
    Answer a page about the people of a team to whoever is only its place manager; None for everybody else.

    A team that never had anybody on its list shows its pages as to all. No statement but for a place manager, who costs two more.

    Raises:
        NotVisible: for a team that is not theirs. NotAllowed: for every page but the first that they come to.
    """
    if not any(one.role == MANAGES for one in request.viewer.seats):
        return None
    info = team_by_slug(slug=team, viewer=request.viewer)
    if not only_manages(request.viewer.seats, info.id) or not (on_list := number_on_list(team_id=info.id)).ever:
        return None
    if name != LANDING or request.method != "GET":
        raise NotAllowed(
            _(
                "As place manager you see how a team works, and its numbers. Records of people are opened by whoever works on it."
            )
        )
    request.shows((), kind=LookKind.LIST, team_id=info.id)
    show = GovernedShow(info.name, info.slug, on_list.number)
    return answer(request, "board/governed.jinja", show, here=LANDING, team=team)
