"""Questions about those who joined a person by themselves."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from kith.person.rules import shown


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody who has joined a person: who, in which role and why in their own words, until when."""

    account_id: UUID
    name: str
    stated_role: str
    because: str
    until: datetime


def joined_of(*, person_id: UUID) -> list[Joined]:
    """Return who sees a person because they joined, by name; for those who reach the person. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select j.account_id, a.name, j.stated_role, j.because, upper(j.during) from handover_join j"
            " join access_account a on a.id = j.account_id"
            " where j.person_id = %s and j.during @> act_moment() order by a.name, j.id",
            [person_id],
        )
        return [Joined(key, name, shown(role), shown(why), until) for key, name, role, why, until in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class OwnJoining:
    """A record that the viewer joined: whose ('' once it cannot be opened), why, until when, and why it was ended early."""

    person_id: UUID | None
    name: str
    because: str
    since: datetime
    until: datetime
    ended_because: str


def own_joinings() -> list[OwnJoining]:
    """
    Return the last fifty records that the viewer joined by themselves, newest first. One statement.

    Those opened because they asked are told as questions (`ask_queries`), and here only when a lead ended them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.id, coalesce(p.given || ' ' || p.family, ''), j.because, lower(j.during), upper(j.during),"
            " j.ended_because from handover_join j left join person_person p on p.id = j.person_id"
            " where j.account_id = (select act_account()) and (j.ended_because <> '' or not exists (select 1 from handover_ask k"
            "   where k.account_id = j.account_id and k.state = 'yes' and k.answered_at = lower(j.during)))"
            " order by lower(j.during) desc, j.id limit 50"
        )
        rows = cursor.fetchall()
    return [
        OwnJoining(key, shown(name), shown(why), since, until, shown(ended))
        for key, name, why, since, until, ended in rows
    ]
