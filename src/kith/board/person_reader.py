"""Who reads the page of a person."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the page, in which role, and what they may do on it."""

    account_id: UUID
    role: str
    key: str
    may_change: frozenset[UUID] = frozenset()
    may_open_again: bool = False
    may_end_joining: bool = False
    may_merge: bool = False
    may_unmerge: bool = False
