"""What the page of notices is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class Notice:
    """One message in words. `about` is whom it is about, in words that are safe to show; `href` '' where nothing opens."""

    about: str
    when: str
    href: str


@dataclass(frozen=True, slots=True)
class NoticeGroup:
    """Messages of one kind in one line; `notices` are the single ones, newest first."""

    kind: str
    words: str
    when: str
    notices: Sequence[Notice]
    is_read: bool


@dataclass(frozen=True, slots=True)
class NoticesShow:
    """
    Everything somebody was told: unread groups, then read ones. `total` counts those too old to be listed.

    `mail_is_sent` says whether Kith writes e-mail at all.
    """

    form: Filled
    up_to: datetime
    unread: Sequence[NoticeGroup]
    read: Sequence[NoticeGroup]
    number_unread: int
    number_listed: int
    total: int
    mail_is_sent: bool = True


@dataclass(frozen=True, slots=True)
class MailedLine:
    """What became of one mail to the reader: when, what it was, how it went; `is_bad` where it did not arrive."""

    when: str
    what: str
    words: str
    is_bad: bool


@dataclass(frozen=True, slots=True)
class ReachMeShow:
    """
    How the reader is reached and told. Fields: email, phone, at_once (of `topics`), digest, digest_at, every_hours.

    `warning` says what endangers the reader being told of something urgent, '' when nothing does.
    """

    form: Filled
    warning: str
    topics: Sequence[Option]
    times: Sequence[Option]
    hours: Sequence[Option]
    mailed: Sequence[MailedLine]
