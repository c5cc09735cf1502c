"""Checking who signs in: the password, the wait after wrong ones, and the entry on the trail either way."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext as _

from kith.access import queries
from kith.access.models import FailedSignIn
from kith.act import Refusal, ids
from kith.act.context import set_context
from kith.trail.writing import write_entry

TRIES = 5
WITHIN = timedelta(minutes=10)
FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Known:
    """Whoever signed in, with what they hold now."""

    viewer: queries.Viewer

    @property
    def role(self) -> str:
        """The role to act in, when there is only one; empty when it must be chosen."""
        return self.viewer.roles[0] if len(self.viewer.roles) == 1 else ""


def check(*, username: str, password: str, at: datetime) -> Known:
    """
    Return who signs in, and set the database's context to them. Each try is on the trail.

    An unknown username takes as long as a wrong password and gets the same answer.

    Raises:
        Refusal: for a wrong username or password, for an ended account, and after five wrong ones within ten minutes.
    """
    mark = sha256(username.strip().lower().encode()).hexdigest()
    if FailedSignIn.objects.filter(username_digest=mark, happened_at__gt=at - WITHIN).count() >= TRIES:
        raise Refusal(_("Too many wrong passwords. Wait ten minutes, then try again."), field="username")
    account = queries.account_for_sign_in(username=username)
    is_right = check_password(password, account.password if account else make_password(password + "no"))
    if account is None or not is_right or (account.ended_at and account.ended_at <= at):
        _fail(mark, at)
    assert account is not None
    set_context(account_id=account.id, role="", at=at)
    viewer = queries.viewer(account_id=account.id, role="")
    assert viewer is not None
    _note(at, "", account)
    return Known(viewer)


def _fail(mark: str, at: datetime) -> None:
    FailedSignIn.objects.filter(happened_at__lt=at - FORGOTTEN_AFTER).delete()
    FailedSignIn.objects.create(username_digest=mark, happened_at=at)
    set_context(account_id=None, role="", at=at)
    _note(at, "WrongPassword", None)
    raise Refusal(_("Check your username and password."), field="username")


def _note(at: datetime, reason: str, account: object) -> None:
    write_entry(
        entry_id=ids.new(),
        happened_at=at,
        account_id=getattr(account, "id", None),
        role="",
        purpose="care",
        channel="page",
        command="access.sign_in",
        reason=reason,
    )
