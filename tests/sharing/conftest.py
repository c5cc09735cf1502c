import pytest

from .made import Desk


@pytest.fixture
def desk(tmp_path):
    """A folder to lay files on and take them in from."""
    folder = tmp_path / "desk"
    folder.mkdir()
    return Desk(folder)
