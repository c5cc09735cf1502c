"""The escalation log of a team: each escalation with its first standard and its answer. Row-level security shows it to the team."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from kith.supervision.rules import Wait


@dataclass(frozen=True, slots=True)
class Case:
    """
    One escalation of the log. `first_by` is when the first step that asked somebody was to be answered: the standard.
    """

    id: UUID
    person_id: UUID
    person: str
    level: int
    opened_at: datetime
    first_by: datetime
    answered_at: datetime | None
    answered_by: str

    @property
    def wait(self) -> Wait:
        """How long it waited."""
        return Wait(self.opened_at, self.first_by, self.answered_at)


def log(*, team_id: UUID, since: datetime, at: datetime) -> list[Case]:
    """
    Return the clinical escalations of a team raised between two moments, newest first. One statement.

    Safeguarding has a log of its own, with whoever leads it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOG, {"team": team_id, "since": since, "at": at})
        return [Case(*row) for row in cursor.fetchall()]


_LOG = """
select e.id, e.person_id, coalesce(p.given || ' ' || p.family, ''), e.level, e.opened_at, coalesce(first.respond_by, e.respond_by),
       e.answered_at, coalesce(a.name, '')
  from escalation_escalation e
  left join person_person p on p.id = e.person_id
  left join team_member m on m.id = e.answered_by_id
  left join access_account a on a.id = m.account_id
  left join lateral (select s.respond_by from escalation_routestep s where s.escalation_id = e.id and s."end" <> 'nobody there'
       order by s.asked_at, s.step, s.round limit 1) first on true
 where e.team_id = %(team)s and e.track = 'clinical' and e.opened_at > %(since)s and e.opened_at <= %(at)s
 order by e.opened_at desc, e.id
"""
