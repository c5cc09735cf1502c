"""What a write carries: the act, the seat it is made from, the thing it is made on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Seat:
    """A role held on a team at the moment of the act."""

    team_id: UUID
    role: str


@dataclass(frozen=True, slots=True)
class Thing:
    """What an act is made on, as the actor may see it: its team and person if it has them, and the row as loaded."""

    kind: str
    id: UUID
    team_id: UUID | None = None
    person_id: UUID | None = None
    row: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "entry": "list entry",
        "item": "huddle item",
        "mdt_case": "mdt case",
        "request": "partner request",
        "telling": "mdt telling",
    }
)


def asked_for(names: Mapping[str, Any]) -> tuple[str, UUID | None]:
    """
    Return kind and id of what was asked for, by the names of a command's or an address's parts (`action_id`).

    Of several, the person; else the first of a command and of an address. A team asked for by its address has no id:
    its kind is told alone. ('', None) for neither.
    """
    things = {name.removesuffix("_id"): value for name, value in names.items() if isinstance(value, UUID)}
    word = "person" if "person" in things else next((name for name in things if name != "team"), "")
    if not word:
        word = "team" if "team" in names or "team" in things else ""
    return _NAMES.get(word, word), things.get(word)


@dataclass(slots=True)
class Work:
    """What one running operation has gathered for its last statement."""

    act_id: UUID
    thing: Thing | None
    person_ids: set[UUID] = field(default_factory=set)
    team_id: UUID | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, list[Any]] = field(default_factory=dict)
    is_nested: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """
    Who does something, in which role, when, for what purpose, with which key.

    `at` is the only clock of everything below. `key` is made with the form or from the source of the act; the first
    accepted use of a key stores the outcome (promise P13). `overriding` is why somebody acts at once where the rule says that
    another decides and lets it be overridden. `work` is set while an operation runs and never by callers.
    """

    account_id: UUID
    name: str
    role: str
    at: datetime
    key: str
    seats: tuple[Seat, ...] = ()
    purpose: str = "care"
    channel: str = "page"
    overriding: str = ""
    work: Work | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("the moment of an act must be time-zone aware")

    @property
    def id(self) -> UUID:
        """The id of the running act, which its rows carry. Only inside an operation."""
        return self._running.act_id

    @property
    def thing(self) -> Thing:
        """What the running operation is made on. Only inside an operation that has sight of something."""
        if self._running.thing is None:
            raise RuntimeError("this operation is made on nothing that is seen first")
        return self._running.thing

    @property
    def is_nested(self) -> bool:
        """Whether the running operation was called from inside another, which answers for what it passes on."""
        return self._running.is_nested

    def add(self, part: str, row: Any) -> None:
        """Put a row into the named part of the operation's last statement (`step`, `message`)."""
        self._running.parts.setdefault(part, []).append(row)

    def concerns(self, *person_ids: UUID | None, team_id: UUID | None = None, **detail: Any) -> None:
        """Say for the trail whose records, which team and which ids this act is about, beyond the thing itself."""
        work = self._running
        work.person_ids.update(person for person in person_ids if person)
        work.team_id = team_id or work.team_id
        work.detail.update(detail)

    def on(self, thing: Thing | None) -> "Act":
        """Return the same running act, made on another thing: for an operation called from inside another."""
        return replace(self, work=replace_thing(self._running, thing))

    def roles_in(self, team_id: UUID) -> frozenset[str]:
        """Return the roles that the actor holds on a team now; empty when none."""
        return frozenset(seat.role for seat in self.seats if seat.team_id == team_id)

    @property
    def teams(self) -> frozenset[UUID]:
        """The teams on which the actor holds any seat now."""
        return frozenset(seat.team_id for seat in self.seats)

    @property
    def _running(self) -> Work:
        if self.work is None:
            raise RuntimeError("only an operation may use this; call it through its operation")
        return self.work


def replace_thing(work: Work, thing: Thing | None) -> Work:
    """Return work on another thing that shares everything gathered so far."""
    return Work(work.act_id, thing, work.person_ids, work.team_id, work.detail, work.parts, is_nested=True)
