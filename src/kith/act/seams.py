"""
Where other packages plug into the wrapper. `config` fills these once at start-up, and nothing else may.

`sees` and `decides` keep who-may-see and who-may-do each in one place; the parts turn gathered rows into one piece of the
wrapper's last statement, so that act, trail, step and message are stored together or not at all. `announces` gives an
expression for the same statement that tells open pages of the change, None when there is nobody to tell. `informs` gives the
piece that tells the role which a rule names, None where a thing has no team. `follows` are the parts that no piece stores:
a package above changes rows because of them, inside the act, before the last statement.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kith.act.context import RefusedAct, SeatsOf
from kith.act.types import Act, Thing


@dataclass(frozen=True, slots=True)
class Decision:
    """
    What a role may: `decide`, `inform`, `propose` or `no`, by which rule, in a sentence for people.

    `to` is the role that is told (inform), or decides within so many minutes of service time (propose). Where the rule says
    `may_override`, the actor may act at once all the same, with a reason.
    """

    verdict: str
    rule: str
    sentence: str
    to: str = ""
    within_minutes: int = 0
    may_override: bool = False

    @property
    def decides(self) -> bool:
        """Whether the actor decides, with or without telling somebody."""
        return self.verdict in ("decide", "inform")


@dataclass(frozen=True, slots=True)
class ToPropose:
    """A command that its actor may only propose, as it was sent: the body is JSON, as the register takes it."""

    command: str
    version: int
    body: str
    decision: Decision
    thing: Thing | None


@dataclass(frozen=True, slots=True)
class Part:
    """
    One piece of the last statement: a data-modifying query with its parameters.

    `then` is a further query that reads the rows which the first returns, by the name `{rows}`; its parameters follow.
    """

    sql: str
    parameters: Sequence[Any]
    then: str = ""

    def named(self, name: str) -> str:
        """Return the piece as queries of the last statement, under a name of its own."""
        following = f", {name}_then as ({self.then.format(rows=name)})" if self.then else ""
        return f"{name} as ({self.sql}){following}"


Sees = Callable[[Act, Thing], bool]
Decides = Callable[[Act, str, Thing | None], Decision]
Renders = Callable[[Act, list[Any]], Part]
Follows = Callable[[Act, list[Any]], None]
WritesEntry = Callable[[Act, str, Thing | None], Part]
Announces = Callable[[Act, Thing | None], Part | None]
Informs = Callable[[Act, str, Thing | None, Decision], Part | None]


def _unset(*_: Any, **__: Any) -> Any:
    raise RuntimeError("kith.config fills the seams of kith.act at start-up")


@dataclass(slots=True)
class Seams:
    """The functions of upper and lower packages that the wrapper calls."""

    sees: Sees = _unset
    decides: Decides = _unset
    seats_of: SeatsOf = _unset
    entry: WritesEntry = _unset
    announces: Announces = _unset
    informs: Informs = _unset
    write_refusals: Callable[[list[RefusedAct]], None] = _unset
    say: Callable[[str], str] = _unset
    parts: dict[str, Renders] = field(default_factory=dict)
    follows: dict[str, Follows] = field(default_factory=dict)


seams = Seams()

__all__ = ["Decision", "Part", "Seams", "ToPropose", "seams"]
