"""
The screens that follow a huddle: a member's own, and the one of a room.

A room's screen has a sign-in of its own: a member who has signed in there makes it the room's with one press, which ends
their session in that browser. It then shows the huddle of one team by initials, nothing else, until the end of the day.
"""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kith.access.queries import viewer
from kith.access.session import RoomScreen, begin_room, room_of, sign_out
from kith.act import Refusal
from kith.act.context import set_context
from kith.huddle import following, operations, queries
from kith.huddle.following import Follower
from kith.huddle.here import Here, here_of, running_of
from kith.huddle.in_hand import in_hand
from kith.huddle.presenter import remarks_shown
from kith.huddle.remarks import remarks_in
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import fresh_form, returned_form
from kith.web.routes import Request
from kith.web.shows import Filled


def room(request: Request, team: str) -> HttpResponse:
    """Show the screen that follows the huddle to a member; a press makes it the room's."""
    here = here_of(request, team)
    if request.method == "POST":
        return _make_room(request, here)
    wanted = request.GET.get("item", "")
    answer = _screen(request, here, wanted, initials=False)
    return answer or HttpResponseRedirect(reverse("huddle", kwargs={"team": team}))


def say(request: Request, team: str, item_id: UUID) -> HttpResponse:
    """Say something beside the item that the huddle is at, from the screen that follows; back there afterwards."""
    here = here_of(request, team)
    running_of(request, here).whole.item(item_id)
    wanted = request.POST.get("staying", "")
    back = reverse("huddle-room", kwargs={"team": team}) + (f"?item={item_id}" if wanted else "")
    if request.method != "POST":
        return HttpResponseRedirect(back)
    try:
        operations.remark(act=request.act(), item_id=item_id, text=typed.text(request.POST.dict(), "text"))
    except Refusal as refusal:
        form = returned_form(request, refusal)
        answer = _screen(request, here, str(item_id), initials=False, form=form, status=refusal.status)
        if answer is None:
            raise
        return answer
    return HttpResponseRedirect(back)


def room_screen(request: Request, team: str) -> HttpResponse:
    """Show a room's screen; whoever is signed in as themselves is sent to their own, strangers to the sign-in."""
    if request.viewer is not None:
        if not (request.viewer.agreed and request.viewer.role):
            return HttpResponseRedirect(reverse("choose-role"))
        here_of(request, team)
        return HttpResponseRedirect(reverse("huddle-room", kwargs={"team": team}))
    screen = room_of(request.session, request.at)
    if screen is None or screen.slug != team or not _stands(request, screen):
        return _over(request)
    here = here_of(request, team)
    if here.info.id != UUID(screen.team_id):
        return _over(request)
    request.shows((), kind=LookKind.LIST, team_id=here.info.id)
    answer = _screen(request, here, "", initials=True)
    waiting = {"show": {"team_slug": team, "team_id": here.info.id}, "frame": None, "now": request.at}
    return answer or render(request, "huddle/room_waiting.jinja", waiting)


def _make_room(request: Request, here: Here) -> HttpResponse:
    act = request.act()
    operations.open_room(act=act, team_id=here.info.id)
    begin_room(request, screen=RoomScreen(str(here.info.id), here.team.slug, str(act.account_id), act.role))
    return HttpResponseRedirect(reverse("room-screen", kwargs={"team": here.team.slug}))


def _stands(request: Request, screen: RoomScreen) -> bool:
    """Whether whoever set the screen up may still see the team; the screen then looks as them, and the trail says so."""
    set_context(account_id=UUID(screen.account_id), role=screen.role, at=request.at)
    found = viewer(account_id=UUID(screen.account_id), role=screen.role)
    if found is None or not (found.agreed and found.role and UUID(screen.team_id) in found.teams):
        return False
    request.viewer = found
    return True


def _over(request: Request) -> HttpResponse:
    """Forget a screen whose day is over, or that nobody answers for any more."""
    if "room" in request.session:
        sign_out(request)
    return HttpResponseRedirect(reverse("sign-in"))


def _screen(
    request: Request, here: Here, wanted: str, *, initials: bool, form: Filled | None = None, status: int = 200
) -> HttpResponse | None:
    """Answer with the screen; None while no huddle runs, or nobody is on its agenda."""
    if here.row is None or here.row.closed_at:
        return None
    running = running_of(request, here)
    shown = queries.shown_in(huddle_id=here.row.id)
    at = following.item_at(running, shown)
    if at is None:
        return None
    item = next((one for one in running.whole.items if str(one.id) == wanted), at)
    person = in_hand(team=running.team, person_ids=[item.person_id], at=request.at)[item.person_id]
    last = queries.last_time(team_id=here.info.id, person_id=item.person_id, before=here.row.day)
    request.shows([item.person_id], kind=LookKind.LIST, team_id=here.info.id)
    how = Follower(staying=item.id if wanted else None, initials=initials)
    said = (
        []
        if initials
        else remarks_shown(running, remarks_in(huddle_id=here.row.id), item.id, request.viewer.account_id)
    )
    told = following.room_show(running, at, item, person, last, shown, how)
    told = replace(told, form=form or fresh_form(), remarks=[one for one in said if one.is_shown or one.is_own])
    context = {"show": told, "frame": None, "now": request.at}
    return render(request, "huddle/room.jinja", context, status=status)
