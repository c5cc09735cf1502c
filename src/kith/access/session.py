"""Signing in and out: what the session holds, and when it ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from kith.access.announcing import announce_signed_out
from kith.web.routes import LIVE, Request

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
    request.session.update({"account": account_id, "role": role, "active": request.at.timestamp()})


def change_role(request: Request, *, role: str) -> None:
    """Act in another role from now on, under a fresh session id."""
    request.session.cycle_key()
    request.session["role"] = role


def sign_out(request: HttpRequest) -> None:
    """End the session and forget everything in it; live streams that stand on it end too."""
    request.session.flush()
    announce_signed_out()


def current(request: Request) -> SignedIn | None:
    """
    Return who the session says is signed in; None for a stranger or after 30 idle minutes.

    What a page fetches by itself is no sign of anybody: it does not keep a session from growing idle.
    """
    session = request.session
    if not session.get("account"):
        return None
    if (known := signed_in(session, request.at)) is None:
        session.flush()
        return None
    if LIVE not in request.headers and _idle_seconds(session, request.at) > MARK_AFTER.total_seconds():
        session["active"] = request.at.timestamp()
    return known


def signed_in(session: Mapping[str, Any], at: datetime) -> SignedIn | None:
    """Return who the content of a session says is signed in at a moment; None for nobody, or when idle too long."""
    if not session.get("account") or _idle_seconds(session, at) > settings.SESSION_IDLE_MINUTES * 60:
        return None
    return SignedIn(session["account"], session.get("role", ""))


def _idle_seconds(session: Mapping[str, Any], at: datetime) -> float:
    return at.timestamp() - float(session.get("active", 0))
