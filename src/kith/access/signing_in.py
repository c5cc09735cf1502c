"""Checking who signs in: the password, the wait after wrong ones, and the entry on the trail either way."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from kith.access import queries
from kith.access.models import Account, FailedSignIn
from kith.act import Refusal, ids
from kith.act.context import set_context
from kith.trail.writing import write_entry

TRIES = 5
WITHIN = timedelta(minutes=10)
FORGOTTEN_AFTER = timedelta(days=1)


class TooSoon(Refusal):
    """Too many wrong passwords: the next try has to wait, right or wrong."""

    status = 429


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
        Refusal: for a wrong username or password, and for an ended account.
        TooSoon: after five wrong passwords for a username within ten minutes, whoever sends them.
    """
    account = queries.account_for_sign_in(username=username)
    try_of = Try("access.sign_in", _mark_of(username), at)
    if not _is_right(account, password, try_of, field="username") or account is None:
        raise Refusal(_("Check your username and password."), field="username")
    return _welcome(account, try_of)


def check_again(*, account_id: UUID, password: str, at: datetime) -> None:
    """
    Check the password of somebody whose screen is locked. Each try is on the trail, and wrong ones count as at sign-in.

    Raises:
        Refusal: for a wrong password, and for an ended account.
        TooSoon: after five wrong passwords within ten minutes.
    """
    account = queries.account_by_id(account_id=account_id)
    try_of = Try("access.unlock", _mark_of(account.username if account else ""), at)
    if not _is_right(account, password, try_of, field="password") or account is None:
        raise Refusal(_("Check your password."), field="password")
    _welcome(account, try_of)


@dataclass(frozen=True, slots=True)
class Try:
    """One try to get in: the command on the trail, what the username is remembered by, and when."""

    command: str
    mark: str
    at: datetime


def _is_right(account: Account | None, password: str, try_of: Try, *, field: str) -> bool:
    """Say whether the password fits an account that has not ended, and remember it when it does not. Raises TooSoon."""
    at, tries = try_of.at, FailedSignIn.objects.filter(username_digest=try_of.mark)
    if tries.filter(happened_at__gt=at - WITHIN).count() >= TRIES:
        _note(try_of, "TooSoon", None)
        raise TooSoon(_("Too many wrong passwords. Wait ten minutes, then try again."), field=field)
    is_right = check_password(password, account.password if account else _nobodys_password())
    if account is None or not is_right or (account.ended_at and account.ended_at <= at):
        _remember(try_of.mark, at)
        _note(try_of, "WrongPassword", None)
        return False
    tries.delete()
    return True


def _welcome(account: Account, try_of: Try) -> Known:
    set_context(account_id=account.id, role="", at=try_of.at)
    viewer = queries.viewer(account_id=account.id, role="")
    assert viewer is not None
    _note(try_of, "", account.id)
    return Known(viewer)


@cache
def _nobodys_password() -> str:
    """Return a hash that nothing fits, made once: an unknown username then costs one check, as a known one does."""
    return make_password(str(ids.new()))


def _mark_of(username: str) -> str:
    """Return what a username is remembered by: keyed, because people type their password into the wrong field."""
    return salted_hmac("kith.access.failed-sign-in", username.strip().lower(), algorithm="sha256").hexdigest()


def _remember(mark: str, at: datetime) -> None:
    FailedSignIn.objects.filter(happened_at__lt=at - FORGOTTEN_AFTER).delete()
    FailedSignIn.objects.create(username_digest=mark, happened_at=at)


def _note(try_of: Try, reason: str, account_id: UUID | None) -> None:
    """Put the try on the trail: as the account when it is known who it is, else as nobody."""
    if account_id is None:
        set_context(account_id=None, role="", at=try_of.at)
    write_entry(
        entry_id=ids.new(),
        happened_at=try_of.at,
        account_id=account_id,
        role="",
        purpose="care",
        channel="page",
        command=try_of.command,
        reason=reason,
    )
