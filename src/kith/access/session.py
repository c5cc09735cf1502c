"""Signing in and out: what the session holds, and when it ends."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from kith.web.routes import Request

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
    """End the session and forget everything in it."""
    request.session.flush()


def current(request: Request) -> SignedIn | None:
    """Return who the session says is signed in; None for a stranger or after 30 idle minutes."""
    session = request.session
    account = session.get("account")
    if not account:
        return None
    idle = request.at.timestamp() - float(session.get("active", 0))
    if idle > settings.SESSION_IDLE_MINUTES * 60:
        session.flush()
        return None
    if idle > MARK_AFTER.total_seconds():
        session["active"] = request.at.timestamp()
    return SignedIn(account, session.get("role", ""))
