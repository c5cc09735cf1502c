"""The states a list entry passes through when a life ends, or turns out not to have: for the upper operation that knows."""

from uuid import UUID

from django.db.models import F

from kith.act import Act
from kith.caseload.models import ListEntry
from kith.caseload.rules import ListState


def begin_closing(*, act: Act, entry_id: UUID) -> bool:
    """Let an entry that has not ended be closing, whatever it was; say whether there was one. Inside an operation."""
    return _set_state(act, entry_id, ListState.CLOSING)


def go_on(*, act: Act, entry_id: UUID, state: ListState) -> bool:
    """Bring a closing entry back to the state it had before; say whether it was still closing. Inside an operation."""
    return _set_state(act, entry_id, state)


def _set_state(act: Act, entry_id: UUID, state: ListState) -> bool:
    changed = (
        ListEntry.objects.filter(id=entry_id)
        .exclude(state=ListState.ENDED)
        .update(state=state, version=F("version") + 1, act_id=act.id)
    )
    return changed == 1
