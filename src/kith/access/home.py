"""Acting as Kith itself: local administration, imports and jobs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from kith.access.operations import begin_home
from kith.access.rules import KITH_ACCOUNT
from kith.act import Act, ids
from kith.act.context import standing

ROLE = "kith"


@contextmanager
def as_kith(*, at: datetime, channel: str = "command") -> Iterator[Act]:
    """
    Open a transaction as Kith's own account and give the act to write with; the account is made in an empty home.

    Use `with_key` for each further write in the same transaction.
    """
    with standing(account_id=UUID(KITH_ACCOUNT), role=ROLE, at=at, channel=channel) as act:
        if not act.name:
            begin_home(act=act)
        yield with_key(replace(act, name="Kith"))


def with_key(act: Act, key: str = "") -> Act:
    """Return the same act with another key, fresh when none is given: each command has its own."""
    return replace(act, key=key or str(ids.new()))
