"""
What the holder of a link may: the few commands of a table of its own, and nothing else.

Whoever answers by a link holds no role of a team, so no column and no version of the decision rights speaks of them.
"""

import csv
from functools import cache

from kith.act.seams import Decision
from kith.language import _
from kith.policy.shipped import tables_folder

BY_LINK = "partner-by-link"
"""The role on the trail of whoever acts by a link."""


@cache
def by_link() -> dict[str, tuple[str, str]]:
    """Return rule id and sentence of each command that the holder of a link decides, read once."""
    lines = (tables_folder() / "by-link.csv").read_text(encoding="utf-8").splitlines()
    return {row["command"]: (row["id"], row["sentence"]) for row in csv.DictReader(lines)}


def decided_by_link(command: str) -> Decision:
    """Say what the holder of a link may do with a command: decide, or nothing."""
    if found := by_link().get(command):
        return Decision("decide", found[0], _(found[1]))
    return Decision("no", "LINK-0", _("By a link this cannot be done (LINK-0). Ring the team that sent it."))
