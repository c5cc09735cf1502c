"""What is done for somebody ends when they have died, and goes on where the death was recorded in error: for the clock."""

from typing import Any

from django.db import connection

from kith.act import Act
from kith.place.rules import local_day

DIED = "died"
"""Why something is not done any more, where the record says that the person has died: said to people, and never asked for."""

_ENDED = """
update contradiction_item i set stopped_day = %(today)s, stopped_because = %(died)s, stopped_by_death = true,
       version = i.version + 1, act_id = %(act)s
  from person_person p where p.id = i.person_id and p.is_dead and i.stopped_day is null returning i.person_id
"""
_AGAIN = """
update contradiction_item i set stopped_day = null, stopped_because = '', for_all = false, stopped_by_death = false,
       version = i.version + 1, act_id = %(act)s
  from person_person p where p.id = i.person_id and not p.is_dead and i.stopped_by_death returning i.person_id
"""


def follow_items(*, act: Act) -> int:
    """
    Stop everything that is done for whoever has died, and let it go on where they have not; return how much changed.

    Inside an operation of Kith's own account; two statements. The work of settling what contradicts is stopped with all
    routine work, and comes back with it. What a member stopped stays stopped, whatever words they gave as the reason.
    """
    values: dict[str, Any] = {"today": local_day(act.at), "died": DIED, "act": act.id}
    with connection.cursor() as cursor:
        cursor.execute(_ENDED, values)
        changed = cursor.fetchall()
        cursor.execute(_AGAIN, values)
        changed += cursor.fetchall()
    act.concerns(*sorted({person_id for (person_id,) in changed}))
    return len(changed)
