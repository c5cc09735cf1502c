"""One team for all tests of a module, and links to somebody on its list for a matter that only these tests have."""

from collections.abc import Callable, Iterator

import pytest

from door.made import ISSUE, MATTER, SEND, SETTLED, USE, Told
from kith.door.seams import seams
from small_world import may
from standing_team import _monday_morning, doris, standing, team


@pytest.fixture(autouse=True)
def told(may: Callable[[str], None]) -> Iterator[Told]:
    """What the package behind the links of these tests was told, and whether it lets them open: `told.holds`."""
    for command in (ISSUE, SETTLED, SEND, USE):
        may(command)
    behind = Told()
    seams.holds[MATTER] = lambda link, at: behind.holds
    seams.tells[MATTER] = lambda act, link, because: behind.ended.append((link.id, str(because)))
    yield behind
    seams.holds.pop(MATTER, None)
    seams.tells.pop(MATTER, None)


__all__ = ["_monday_morning", "doris", "may", "standing", "team", "told"]
