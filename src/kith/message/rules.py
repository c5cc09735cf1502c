"""Messages as one reads them: those of one kind together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Told:
    """
    One message to somebody: what kind, about which thing and whom, when, and whether it is marked as read.

    `is_about_somebody` without `person_id`: about somebody whose record the reader cannot open.
    """

    id: UUID
    kind: str
    thing_kind: str
    thing_id: UUID
    person_id: UUID | None
    about: str
    told_at: datetime
    is_read: bool
    is_about_somebody: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Messages of one kind, all unread or all read, newest first."""

    kind: str
    is_read: bool
    told: Sequence[Told]


def grouped(messages: Iterable[Told]) -> list[Group]:
    """Put messages of one kind together: unread groups first, then each by its newest message, newest first."""
    gathered: dict[tuple[bool, str], list[Told]] = {}
    for one in sorted(messages, key=lambda one: (one.told_at, one.id), reverse=True):
        gathered.setdefault((one.is_read, one.kind), []).append(one)
    order = sorted(gathered.items(), key=lambda item: item[0][0])
    return [Group(kind, is_read, told) for (is_read, kind), told in order]
