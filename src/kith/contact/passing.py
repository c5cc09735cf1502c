"""Planned contacts and series that pass to another member together: for the upper operation that answers for it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from kith.act import Act
from kith.contact.service_rules import Warned

_PASS = f"""
update contact_contact c
   set member_id = %(member)s, version = c.version + 1, act_id = %(act)s, anyway_because = '',
       warned = array(select code from unnest(c.warned) code where code = '{Warned.SAME_DAY}')
             || coalesce(array(select jsonb_array_elements_text(%(warned)s::jsonb -> c.id::text)), '{{}}')
  from contact_contact old
 where old.id = c.id and old.member_id is not distinct from c.member_id
   and c.id = any(%(contacts)s::uuid[]) and c.team_id = %(team)s and c.state = 'planned'
   and c.member_id is distinct from %(member)s returning c.id, c.person_id
"""  # noqa: S608  (our own word)


def pass_contacts(
    *,
    act: Act,
    team_id: UUID,
    contact_ids: Sequence[UUID],
    member_id: UUID,
    warned: Mapping[UUID, Sequence[str]] = MappingProxyType({}),
) -> list[UUID]:
    """
    Let a member make what another was to make; return what changed. What is settled, or another's meanwhile, stays.

    `warned` is what the guard for new faces says of the new member, by contact: it is kept in the place of what it said of
    the one before, and the reason that was given for them goes.
    """
    said = orjson.dumps({str(key): list(codes) for key, codes in warned.items()}).decode()
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "member": member_id,
            "act": act.id,
            "contacts": list(contact_ids),
            "team": team_id,
            "warned": said,
        }
        cursor.execute(_PASS, values)
        rows = sorted(cursor.fetchall())
    act.concerns(*(person for _contact, person in rows))
    return [contact for contact, _person in rows]


def pass_series(*, act: Act, team_id: UUID, series_ids: Sequence[UUID], member_id: UUID) -> list[UUID]:
    """Let a member make the contacts of running series to come; return the series. Those that are rows pass by themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update contact_series s set member_id = %s, version = s.version + 1, act_id = %s"
            " where s.id = any(%s::uuid[]) and s.team_id = %s and s.state = 'running' and s.member_id is distinct from %s"
            " returning s.id, s.person_id",
            [member_id, act.id, list(series_ids), team_id, member_id],
        )
        rows = sorted(cursor.fetchall())
    act.concerns(*(person for _series, person in rows))
    return [series for series, _person in rows]
