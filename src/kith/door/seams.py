"""Where packages above say what stands behind a link: `config` fills these at start-up. Here nobody knows what it opens."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from kith.act.types import Act
from kith.door.rules import Ended, Held

Holds = Callable[[Held, datetime], bool]
"""Whether a link may still open what it was made for: asked at each opening and before an answer is kept, as its holder."""
Tells = Callable[[Act, Held, Ended], None]
"""What a package does inside the act that ends a link before its time: it tells whoever asked."""


@dataclass(slots=True)
class Seams:
    """By what a link is for. A link for something that nobody knows here opens nothing."""

    holds: dict[str, Holds] = field(default_factory=dict)
    tells: dict[str, Tells] = field(default_factory=dict)


seams = Seams()
