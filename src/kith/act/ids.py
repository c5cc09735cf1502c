"""The one source of identifiers: everything that makes a row or a key asks here."""

import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_NAMESPACE = uuid.UUID("6b697468-0000-4000-8000-000000000000")
_source: Callable[[], uuid.UUID] = uuid.uuid4


def new() -> uuid.UUID:
    """Return a fresh random identifier (version 4, so that addresses on pages cannot be guessed)."""
    return _source()


def derived(*parts: object) -> uuid.UUID:
    """Return the identifier that these parts always give: for keys of bulk lines and meeting items."""
    return uuid.uuid5(_NAMESPACE, "\x1f".join(map(str, parts)))


@contextmanager
def repeating(seed: int | str) -> Iterator[None]:
    """Let identifiers repeat by seed inside the block: for the made-up borough, never while real people are served."""
    global _source  # noqa: PLW0603  (the one source, swapped as a whole and put back)
    dice, before = random.Random(seed), _source  # noqa: S311  (made-up boroughs, never secrets)
    _source = lambda: uuid.UUID(int=dice.getrandbits(128), version=4)  # noqa: E731
    try:
        yield
    finally:
        _source = before
