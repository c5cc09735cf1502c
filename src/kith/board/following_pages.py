"""The page of following one person: what one hears of, and the button."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.board import following
from kith.board.person_presenter import called, who_show
from kith.board.person_queries import identity_and_places
from kith.person.shows import Who
from kith.trail.rules import LookKind
from kith.web.pages import answer, fresh_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled


@dataclass(frozen=True, slots=True)
class FollowShow:
    """Whether the viewer follows a person, with the form that changes it."""

    who: Who
    form: Filled
    is_followed: bool


def follow_page(request: Request, person_id: UUID) -> HttpResponse:
    """Say what following somebody means; a press begins or ends it and leads back to the person."""
    who, _places = identity_and_places(person_id=person_id, at=request.at)
    request.shows([person_id], kind=LookKind.OPEN)
    if request.method != "POST":
        show = FollowShow(who_show(who, request.at), fresh_form(), who.is_followed)
        return answer(request, "board/follow.jinja", show)
    if request.POST.get("do") == "unfollow":
        following.unfollow(act=request.act(), person_id=person_id)
        said = _("You do not follow %(name)s any more.")
    else:
        following.follow(act=request.act(), person_id=person_id)
        said = _("You follow %(name)s.")
    return saved(request, said % {"name": called(who)}, "person", person_id=person_id)
