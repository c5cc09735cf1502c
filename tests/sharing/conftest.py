"""A desk to lay files on, and one team for all tests of a module."""

import pytest

from standing_team import _monday_morning, standing, team

from .made import Desk


@pytest.fixture
def desk(tmp_path):
    """A folder to lay files on and take them in from."""
    folder = tmp_path / "desk"
    folder.mkdir()
    return Desk(folder)


__all__ = ["_monday_morning", "desk", "standing", "team"]
