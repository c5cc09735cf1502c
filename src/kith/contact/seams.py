"""
Where packages above contacts say what stands beside one: `config` registers a function of each, once at start-up.

What others did of late, and who knows the person, belongs to the network above; the forms of a contact show it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kith.team.queries import MemberInfo


@dataclass(frozen=True, slots=True)
class Beside:
    """What other services did of late, in sentences; who assessed each domain of late, in words by its code."""

    says: Sequence[str] = ()
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wish:
    """
    A contact that is about to be planned: with whom, for which team, by which of its members (None: by somebody else, who is
    named), how, from which moment.
    """

    person_id: UUID
    team_id: UUID
    member_id: UUID | None
    by_other: str
    service: str
    way: str
    window_from: datetime
    members: Sequence[MemberInfo]


@dataclass(frozen=True, slots=True)
class Caution:
    """What is to be said before a contact is planned, in sentences, and by which codes it is kept; nothing for nothing."""

    warned: Sequence[str] = ()
    says: Sequence[str] = ()


@dataclass(slots=True)
class Seams:
    """`lately`: of a person, for a reader in a role, at a moment. `cautions`: of a wish, at a moment. Fixed statements each."""

    lately: Callable[[UUID, str, datetime], Beside] = lambda _person, _role, _at: Beside()
    cautions: Callable[[Wish, datetime], Caution] = lambda _wish, _at: Caution()


seams = Seams()
