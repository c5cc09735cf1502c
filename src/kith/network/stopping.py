"""Caring that ends because the carer has died, and goes on where the death was recorded in error: for the clock."""

from typing import Any

from django.db import connection

from kith.act import Act
from kith.person.parts import KEY_EVENT, KeyEvent, KeyEventKind

DIED = "died"
"""Why caring ended, where the record of the carer says that they have died."""

_ENDED = """
update network_carer c set ended_at = %(at)s, ended_because = %(died)s, version = c.version + 1, act_id = %(act)s
  from person_person p
 where p.id = c.known_as_id and p.is_dead and c.ended_at is null returning c.id, c.person_id
"""
_AGAIN = """
update network_carer c set ended_at = null, ended_because = '', version = c.version + 1, act_id = %(act)s
  from person_person p
 where p.id = c.known_as_id and not p.is_dead and c.ended_because = %(died)s
   and not exists (select 1 from network_carer o where o.person_id = c.person_id and o.known_as_id = c.known_as_id
                      and o.ended_at is null)
 returning c.id, c.person_id
"""


def follow_carers(*, act: Act) -> int:
    """
    End the caring of everybody who has died, and let it go on where they have not; return how many changed.

    Whoever they cared for lost them: it is a key event of their plan. Inside an operation of Kith's own account; two statements.
    """
    values: dict[str, Any] = {"at": act.at, "died": DIED, "act": act.id}
    with connection.cursor() as cursor:
        cursor.execute(_ENDED, values)
        ended = sorted(cursor.fetchall())
        cursor.execute(_AGAIN, values)
        again = sorted(cursor.fetchall())
    for carer_id, person_id in ended:
        act.add(KEY_EVENT, KeyEvent(None, person_id, KeyEventKind.CARER, act.at, "carer", carer_id))
    act.concerns(*(person_id for _carer, person_id in [*ended, *again]))
    return len(ended) + len(again)
