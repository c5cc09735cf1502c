"""What the trail says of what a test did."""

from typing import Any

from builders import Someone, an_act
from kith.trail.models import Entry


def last_entry(who: Someone, command: str) -> Entry:
    """Return the latest entry of a command, as this member sees it."""
    with an_act(who):
        found = Entry.objects.filter(command=command).order_by("recorded_at", "happened_at").last()
    assert found is not None, f"nothing on the trail of {command}"
    return found


def outcomes(who: Someone, command: str) -> list[tuple[str, str]]:
    """Return outcome and reason of each entry of a command, first to last, as this member sees them."""
    with an_act(who):
        rows: Any = Entry.objects.filter(command=command).order_by("recorded_at").values_list("outcome", "reason")
        return list(rows)
