"""
Routes: every address says who may ask for it and whom its answer shows. A route that is not made here fails the build.

The view gets a `Request` with the viewer and the moment. What it shows is told by `request.shows(...)` and written to the
trail before the answer leaves; an answer about people that forgot to say so is a fault.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, Literal, Protocol, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode

from kith.act import ids
from kith.act.types import Act, Seat
from kith.trail.rules import LookKind
from kith.web.shows import Display

LIVE = "Kith-Live"
"""The header of what an open page fetches by itself: the ids of the people to show again, `all`, or nothing."""

LINKS = "/answer/"
"""What the addresses begin with that a link opens, and no others: there no session is asked, and nothing is left in a browser."""

Who = Literal["anyone", "signed in", "member", "link"]
Shows = Literal["people", "team", "nothing"]


class Viewer(Protocol):
    """What the web layer needs to know of who looks (the real one is in `access`)."""

    @property
    def account_id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def seats(self) -> tuple[Seat, ...]: ...
    @property
    def teams(self) -> frozenset[UUID]: ...
    @property
    def roles(self) -> tuple[str, ...]: ...
    @property
    def agreed(self) -> bool: ...
    @property
    def display(self) -> Display: ...
    def act(self, *, at: datetime, key: str, purpose: str = "care", channel: str = "page") -> Act: ...


@dataclass(slots=True)
class Look:
    """What one answer shows, gathered while it is made."""

    kind: LookKind = LookKind.OPEN
    person_ids: set[UUID] = field(default_factory=set)
    team_id: UUID | None = None
    restricted_ids: set[UUID] = field(default_factory=set)
    said: bool = False


class Request(HttpRequest):
    """A request with its viewer, its moment and the look it will leave on the trail. Made by the middleware."""

    viewer: Viewer
    at: datetime
    look: Look
    csp_nonce: str
    is_locked: bool = False

    def shows(
        self,
        person_ids: Iterable[UUID],
        *,
        kind: LookKind,
        team_id: UUID | None = None,
        restricted_ids: Iterable[UUID] = (),
    ) -> None:
        """Say whom, and which restricted matters, this answer shows; an empty list is said too. May be called more than once."""
        self.look.restricted_ids.update(restricted_ids)
        self.look.kind, self.look.said = kind, True
        self.look.person_ids.update(person_ids)
        self.look.team_id = team_id or self.look.team_id

    def act(self) -> Act:
        """Return the act of this request, with the key that its form brought (a fresh one when it brought none)."""
        return self.viewer.act(at=self.at, key=self.POST.get("key") or str(ids.new()))


View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Policy:
    """What a route says of itself."""

    who: Who
    shows: Shows


def _turned_away(request: Request) -> HttpResponse:
    """Send a stranger to sign in, and somebody whose screen is locked to their password; both come back to this address."""
    back = {"next": request.get_full_path()} if request.is_locked else {"next": request.path}
    if request.is_locked and request.method == "POST":
        back = {"next": request.path, "unsaved": "1"}
    return HttpResponseRedirect(f"{reverse('locked' if request.is_locked else 'sign-in')}?{urlencode(back)}")


def _without_records(request: Request, name: str, arguments: dict[str, Any]) -> HttpResponse | None:
    """Return what a page about a team's people answers to a viewer who opens no records there; None for everybody else."""
    from kith.web.seams import seams  # it names what stands here

    if getattr(request, "viewer", None) is None or "team" not in arguments:
        return None
    return seams.without_records(request, name, arguments["team"])


def is_by_link(request: HttpRequest) -> bool:
    """Say whether an address is one that a link opens: whoever is signed in in this browser is nobody there."""
    return request.path.startswith(LINKS)


def page(pattern: str, view: View, *, name: str, who: Who = "member", shows: Shows) -> URLPattern:
    """
    Return a route.

    Args:
        who: `anyone`; `signed in` (an account, even before its first agreement); `member` (agreed, and holding a seat);
            `link` (whoever holds a link, whose view asks `door`: what stands in the address is also what a form must bring).
        shows: `people` when the answer shows anybody's record or line, `team` for rotas and members, `nothing` otherwise.
    """
    policy = Policy(who, shows)
    if (who == "link") != f"/{pattern}".startswith(LINKS):
        raise ValueError(f"{name}: what a link opens, and nothing else, stands under {LINKS}")

    @wraps(view)
    def guarded(request: HttpRequest, **arguments: Any) -> HttpResponse:
        known = cast(Request, request)
        if who not in ("anyone", "link") and getattr(request, "viewer", None) is None:
            return _turned_away(known)
        if who == "member" and not (known.viewer.agreed and known.viewer.role):
            return HttpResponseRedirect(reverse("choose-role"))
        answer = _without_records(known, name, arguments) if shows == "people" else None
        answer = answer or view(known, **arguments)
        if shows == "people" and answer.status_code == 200 and not known.look.said:
            raise RuntimeError(f"{name} shows people and did not say whom")
        return answer

    guarded.kith_policy = policy  # type: ignore[attr-defined]  # read by the test that walks the routes
    guarded.csrf_exempt = who == "link"  # type: ignore[attr-defined]  # read by Django: no cookie, the address is the token
    return path(pattern, guarded, name=name)
