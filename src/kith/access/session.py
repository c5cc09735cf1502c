"""Signing in and out, locking and unlocking: what the session holds, and when it ends."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from kith.access.announcing import announce_signed_out
from kith.web.routes import LIVE, Request
from kith.web.words import day_of

ROOM = "room"
MARK_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a session says: the account and the role chosen."""

    account_id: str
    role: str


def sign_in(request: Request, *, account_id: str, role: str) -> None:
    """Begin a session under a fresh id, with a fresh token for its forms; an empty role is chosen on the next page."""
    request.session.flush()
    request.session.cycle_key()
    rotate_token(request)
    now = request.at.timestamp()
    request.session.update({"account": account_id, "role": role, "active": now, "since": now})


@dataclass(frozen=True, slots=True)
class RoomScreen:
    """What the session of a room's screen says: one team, who set it up and in which role. It ends with its day."""

    team_id: str
    slug: str
    account_id: str
    role: str


def begin_room(request: Request, *, screen: RoomScreen) -> None:
    """End the session of whoever sets up a room's screen, and begin one that shows the huddle of one team until midnight."""
    request.session.flush()
    request.session.cycle_key()
    rotate_token(request)
    request.session[ROOM] = {**asdict(screen), "day": day_of(request.at).isoformat()}


def room_of(session: Mapping[str, Any], at: datetime) -> RoomScreen | None:
    """Return what the content of a session says of a room's screen at a moment; None for none, and after its day."""
    kept = session.get(ROOM)
    if not kept or kept["day"] != day_of(at).isoformat():
        return None
    return RoomScreen(kept["team_id"], kept["slug"], kept["account_id"], kept["role"])


def change_role(request: Request, *, role: str) -> None:
    """Act in another role from now on, under a fresh session id."""
    request.session.cycle_key()
    request.session["role"] = role


def sign_out(request: HttpRequest) -> None:
    """End the session and forget everything in it; live streams that stand on it end too."""
    request.session.flush()
    announce_signed_out()


def lock(request: Request) -> None:
    """
    Ask for the password before anything more is shown, under a fresh session id; account, role and address stay.

    Live streams end as at signing out.
    """
    request.session.cycle_key()
    request.session["locked"] = True
    announce_signed_out()


def unlock(request: Request) -> None:
    """Go on where the session was locked, under a fresh session id. Forms that stand open keep their token."""
    request.session.cycle_key()
    request.session.pop("locked", None)
    request.session["active"] = request.at.timestamp()


def account_in(request: HttpRequest) -> str:
    """Return whose session this is, locked or not; '' for a stranger."""
    return str(request.session.get("account", ""))


def is_locked(request: HttpRequest) -> bool:
    """Say whether somebody's session waits for its password."""
    return bool(account_in(request) and request.session.get("locked"))


def current(request: Request) -> SignedIn | None:
    """
    Return who the session says is signed in; None for a stranger and while the session is locked.

    It locks itself after 30 idle minutes and ends twelve hours after signing in. What a page fetches by itself is no sign of
    anybody: it does not keep a session from growing idle.
    """
    session, at = request.session, request.at
    if not session.get("account") or session.get("locked"):
        return None
    if (known := signed_in(session, at)) is None:
        if _is_over(session, at):
            session.flush()
        else:
            lock(request)
        return None
    if LIVE not in request.headers and _idle_seconds(session, at) > MARK_AFTER.total_seconds():
        session["active"] = at.timestamp()
    return known


def signed_in(session: Mapping[str, Any], at: datetime) -> SignedIn | None:
    """Return who the content of a session says is signed in at a moment; None for nobody, when locked, idle or over."""
    if not session.get("account") or session.get("locked") or _is_over(session, at):
        return None
    if _idle_seconds(session, at) > settings.SESSION_IDLE_MINUTES * 60:
        return None
    return SignedIn(session["account"], session.get("role", ""))


def _is_over(session: Mapping[str, Any], at: datetime) -> bool:
    since = float(session.get("since", session.get("active", 0)))
    return at.timestamp() - since > settings.SESSION_COOKIE_AGE


def _idle_seconds(session: Mapping[str, Any], at: datetime) -> float:
    return at.timestamp() - float(session.get("active", 0))
