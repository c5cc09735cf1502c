"""What the pages of a network are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kith.person.shows import Who
from kith.web.shows import Filled, Meanwhile, Option


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to the address: its time, who comes, from which service, for whom ('' for the person of the page)."""

    clock: str
    who: str
    service: str
    whom: str
    is_made: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which somebody comes to the address; `twice` says so where two services do, '' else."""

    words: str
    visits: Sequence[Visit]
    twice: str = ""


@dataclass(frozen=True, slots=True)
class Living:
    """Somebody else at the address."""

    person_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class CarerLine:
    """
    Somebody who cares: who and what they are, what they do and need, what became of an assessment of their own (with whether
    none was offered), and the addresses of their own record and plan ('' where the reader may not open one).
    """

    id: UUID
    title: str
    does: str
    needs: str
    assessment: str
    is_unoffered: bool
    own_id: UUID | None
    has_plan: bool
    ended: str = ""


@dataclass(frozen=True, slots=True)
class KnowsLine:
    """Somebody who knows the person: name, service, how often of all (as a number and in words), when last."""

    name: str
    service: str
    number: int
    of: int
    words: str
    last: str


@dataclass(frozen=True, slots=True)
class TwiceLine:
    """Something done twice: what and by whom in words, when, and why, '' without a reason."""

    words: str
    when: str
    because: str


@dataclass(frozen=True, slots=True)
class OtherLine:
    """Somebody else around the person: what they are to them, and their names."""

    words: str
    more: str


@dataclass(frozen=True, slots=True)
class NetworkShow:
    """The network of a person: the household, who comes, who cares, who knows them, what was done twice, who else is around."""

    who: Who
    coming: Sequence[Day]
    past: Sequence[Day]
    living: Sequence[Living]
    carers: Sequence[CarerLine]
    cares_for: Sequence[tuple[UUID, str, str]]
    strain: str
    knows: Sequence[KnowsLine]
    indices: str
    elsewhere: str
    twice: Sequence[TwiceLine]
    others: Sequence[OtherLine]


@dataclass(frozen=True, slots=True)
class CarerShow:
    """
    Writing of a carer. Fields, for a new one: name or known_as (of `household`), relation, does, needs; for one who stands
    there: does, needs; state, day and note of an assessment; because, to end it; version. `do` says which.
    """

    who: Who
    form: Filled
    household: Sequence[Option] = ()
    states: Sequence[Option] = ()
    carer: CarerLine | None = None
    version: int = 0
    past: Sequence[str] = ()
    meanwhile: Meanwhile | None = None
