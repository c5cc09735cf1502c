"""
Closing a list entry, ending it, and going on as before: for the upper operations that know why.

An entry ends only together with a closing or a merge, which the database holds every writer to.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F

from kith.access.operations import close_reach
from kith.act import Act
from kith.caseload.models import ListEntry
from kith.caseload.queries import Entry
from kith.caseload.rules import ListState
from kith.caseload.writing import ON_THE_LIST, REACH_AFTER_LIST, write


def end(*, act: Act, entry: Entry, because: str, reach_until: datetime | None = None) -> None:
    """
    Take somebody off the list. The team reaches them until a moment, or for 30 days more. Inside an operation.

    Two statements. `because` is one of the words of a closing.

    Raises:
        Refusal: when it has ended already; from the database while actions are open or contacts planned.
        Stale: when somebody changed it since it was loaded.
    """
    write(act, entry, state=ListState.ENDED, ended_at=act.at, ended_because=because)
    until = reach_until or act.at + REACH_AFTER_LIST
    close_reach(act=act, person_id=entry.person_id, team_id=entry.team_id, why=ON_THE_LIST, until=until)


def follow_as_before(*, act: Act, before: Entry) -> UUID:
    """
    Give somebody who is on the list again the tier and the cadence they had; return the new entry. Inside an operation.

    Leads stay empty until they accept. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "update caseload_listentry set risk_tier = %s, cadence_days = %s, act_id = %s where team_id = %s"
            " and person_id = %s and state <> 'ended' returning id",
            [before.risk_tier, before.cadence_days, act.id, before.team_id, before.person_id],
        )
        new_id: UUID = cursor.fetchone()[0]
    return new_id


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
