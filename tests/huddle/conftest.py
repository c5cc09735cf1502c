"""The clock of the pages stands at the moment of the tests, Monday 8:22am, until a test moves it."""

from collections.abc import Callable
from datetime import datetime

import pytest

from builders import AT


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the moment of the pages."""
    return lambda at: monkeypatch.setattr("kith.web.middleware.now", lambda: at)


@pytest.fixture(autouse=True)
def _monday_morning(clock: Callable[[datetime], None]) -> None:
    clock(AT)
