"""What policy asks of packages above it. `config` fills this once at start-up, and nothing else may."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID


def _unset(*_: Any, **__: Any) -> Any:
    raise RuntimeError("kith.config fills the seams of kith.policy at start-up")


@dataclass(slots=True)
class Seams:
    """
    `places_of`: the place of each of some teams that the viewer sees. A team never moves to another place, so that a process
    reads each once: a statement for those it has not read, none for the others.
    """

    places_of: Callable[[Collection[UUID]], Mapping[UUID, UUID]] = _unset


seams = Seams()
