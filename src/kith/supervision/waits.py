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
    is_restricted: bool = False

    @property
    def wait(self) -> Wait:
        """How long it waited."""
        return Wait(self.opened_at, self.first_by, self.answered_at)


def log(*, team_id: UUID, since: datetime, at: datetime) -> list[Case]:
    """
    Return the escalations of a team raised between two moments, newest first. One statement.

    Safeguarding ones are among them for those who may open the whole of each, with the name of somebody who has left every
    list; for others `restricted_counts` says how many there are.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOG, {"team": team_id, "since": since, "at": at})
        return [Case(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Counts:
    """
    How many restricted escalations a team had, how many could be judged, were answered within the standard, are not answered.

    What is None is not told, because it or something beside it is under five.
    """

    number: int
    judged: int | None
    within: int | None
    unanswered: int | None


def restricted_counts(*, team_id: UUID, days: int) -> Counts | None:
    """
    Return how many restricted escalations a team had in the last 30, 91 or 365 days, unanswered ones among them. One statement.

    None for fewer than five. Those that are kept from the viewer are counted to them by nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("select number, judged, within, unanswered from safeguarding_waits(%s, %s)", [team_id, days])
        row = cursor.fetchone()
    return Counts(*row) if row else None


_LOG = """
select e.id, e.person_id, coalesce(p.given || ' ' || p.family, n.given || ' ' || n.family, ''), e.level, e.opened_at,
       coalesce(first.respond_by, e.respond_by),
       e.answered_at, coalesce(a.name, ''), e.track <> 'clinical'
  from escalation_escalation e
  left join person_person p on p.id = e.person_id
  left join safeguarding_named(array(select t.id from safeguarding_concern t where t.team_id = %(team)s)) n
    on n.matter = e.id and p.id is null
  left join team_member m on m.id = e.answered_by_id
  left join access_account a on a.id = m.account_id
  left join lateral (select s.respond_by from escalation_routestep s where s.escalation_id = e.id and s."end" <> 'nobody there'
       order by s.asked_at, s.step, s.round limit 1) first on true
 where e.team_id = %(team)s and (e.track = 'clinical' or e.id = any((select my_restricted())::uuid[]))
   and e.opened_at > %(since)s and e.opened_at <= %(at)s
 order by e.opened_at desc, e.id
"""
