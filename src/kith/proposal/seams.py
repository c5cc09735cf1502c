"""Where packages say in words what a command of theirs would change: `config` registers a function of each at start-up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from kith.act.types import Thing
from kith.language import _


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a command would change: what it is, how it is now ('' where it is not yet), and how it will be."""

    label: str
    now: str
    to: str


Describes = Callable[[Thing, Mapping[str, Any], datetime], list[Line]]
"""What a command would change, from its thing and its arguments. At most two statements."""


Kind = Literal["text", "number", "day", "options"]


@dataclass(frozen=True, slots=True)
class Change:
    """
    One argument that whoever decides may approve otherwise: its path ('score', 'arrangement.risk_tier'), its label (said by
    `_`), how it is entered, the field that a refusal of the command names, and the answers of `options` as value and words,
    and whether a number or a day may be left empty.
    """

    path: str
    label: str
    kind: Kind
    field: str = ""
    options: Callable[[], Sequence[tuple[str, str]]] = tuple
    may_be_empty: bool = False

    @property
    def name(self) -> str:
        """The name of its field on the page that decides."""
        return f"to-{self.path.replace('.', '-')}"

    def value_in(self, arguments: Mapping[str, Any]) -> Any:
        """Return what it is in a command's arguments."""
        argument, _dot, part = self.path.partition(".")
        return getattr(arguments[argument], part) if part else arguments[argument]

    def put(self, arguments: Mapping[str, Any], value: Any) -> dict[str, Any]:
        """Return a command's arguments with another value of it."""
        argument, _dot, part = self.path.partition(".")
        return {**arguments, argument: replace(arguments[argument], **{part: value}) if part else value}


@dataclass(frozen=True, slots=True)
class Described:
    """How a command is put in words: what is decided (said by `_`), line by line, and what of it may be approved otherwise."""

    title: str
    lines: Describes
    changes: Sequence[Change] = ()


@dataclass(slots=True)
class Seams:
    """The words of commands that may be proposed, by command, and of every command as the trail says it."""

    described: dict[str, Described] = field(default_factory=dict)
    words: Callable[[], dict[str, str]] = dict


seams = Seams()


def title_of(command: str) -> str:
    """Return what a command decides, in words."""
    known = seams.described.get(command)
    return _(known.title) if known else seams.words().get(command, command)


def changes_of(command: str) -> Sequence[Change]:
    """Return what of a command may be approved otherwise than it was proposed; none for one that nobody has put in words."""
    known = seams.described.get(command)
    return known.changes if known else ()


def lines_of(command: str, thing: Thing, arguments: Mapping[str, Any], at: datetime) -> list[Line]:
    """Return what a command would change; for one that nobody has put in words, its plain arguments by name."""
    if known := seams.described.get(command):
        return known.lines(thing, arguments, at)
    plain = {name: value for name, value in arguments.items() if isinstance(value, str | int) and name != "version"}
    return [Line(name.replace("_", " "), "", str(value)) for name, value in plain.items()]
