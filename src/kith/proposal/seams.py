"""Where packages say in words what a command of theirs would change: `config` registers a function of each at start-up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Described:
    """How a command is put in words: what is decided (said by `_`), and line by line."""

    title: str
    lines: Describes


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


def lines_of(command: str, thing: Thing, arguments: Mapping[str, Any], at: datetime) -> list[Line]:
    """Return what a command would change; for one that nobody has put in words, its plain arguments by name."""
    if known := seams.described.get(command):
        return known.lines(thing, arguments, at)
    plain = {name: value for name, value in arguments.items() if isinstance(value, str | int) and name != "version"}
    return [Line(name.replace("_", " "), "", str(value)) for name, value in plain.items()]
