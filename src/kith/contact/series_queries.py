"""Questions about series of contacts and about people who are away: what runs, what has no rows yet, who is back when."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from kith.act.refusals import NotVisible
from kith.act.types import Thing
from kith.caseload.queries import CLOSED_TO
from kith.contact.away_rules import AwayKind, PersonAway
from kith.contact.rules import Way
from kith.contact.series_rules import AHEAD, LONGEST, Days, OnClosed, Rhythm
from kith.person.rules import shown
from kith.place.rules import local_day
from kith.trail.queries import lived_until


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """
    One series. `who` is the member's name or that of somebody else; `cadence_days` what the list entry says today.

    `next_day` is the first day whose contact is not a row yet, None when all are. `closed_to` are the members who have
    closed the record to themselves.
    """

    id: UUID
    team_id: UUID
    person_id: UUID
    member_id: UUID | None
    member_account_id: UUID | None
    who: str
    by_other: str
    way: Way
    rhythm: Rhythm
    every_days: int | None
    weekdays: str
    from_clock: time
    to_clock: time
    first_day: date
    last_day: date
    on_closed: OnClosed
    reason: str
    section: str
    note: str
    service: str
    state: str
    next_day: date | None
    version: int
    cadence_days: int | None
    named_lead_id: UUID | None
    deputy_id: UUID | None
    closed_to: tuple[UUID, ...] = ()

    @property
    def days(self) -> Days:
        """Its days as the rules ask for them: by cadence as often as the list entry says now, else as when it was planned."""
        if self.rhythm is Rhythm.WEEKDAYS:
            return Days(weekdays=frozenset(int(one) for one in self.weekdays))
        return Days(every=(self.rhythm is Rhythm.CADENCE and self.cadence_days) or self.every_days)


_SELECT = f"""
select s.id, s.team_id, s.person_id, s.member_id, m.account_id, coalesce(nullif(s.by_other, ''), a.name, ''), s.by_other,
       s.way, s.rhythm, s.every_days, s.weekdays, s.from_clock, s.to_clock, s.first_day, s.last_day, s.on_closed, s.reason,
       s.section, s.note, s.service, s.state, s.next_day, s.version, e.cadence_days, e.named_lead_id, e.deputy_id, {CLOSED_TO}
  from contact_series s
  left join caseload_listentry e on e.team_id = s.team_id and e.person_id = s.person_id and e.state <> 'ended'
  left join team_member m on m.id = s.member_id
  left join access_account a on a.id = m.account_id
"""  # noqa: S608  (our own words)


def one_series(*, series_id: UUID) -> SeriesRow:
    """Return one series. Raises NotVisible. One statement."""
    found = _series("where s.id = %s", [series_id])
    if not found:
        raise NotVisible
    return found[0]


def running_of(*, person_id: UUID) -> list[SeriesRow]:
    """Return the running series of a person with every team that the viewer sees, first begun first. One statement."""
    return _series("where s.person_id = %s and s.state = 'running' order by s.first_day, s.id", [person_id])


def to_make(*, team_id: UUID, at: datetime) -> list[SeriesRow]:
    """
    Return the running series of a team that have a contact to make until the horizon, locked; first begun first.

    Those that another act holds at this moment are left to it. Nobody who has died is in it. One statement.
    """
    return _series(
        "join person_person p on p.id = s.person_id and not p.is_dead where s.team_id = %s and s.state = 'running'"
        " and s.next_day <= %s order by s.first_day, s.id for no key update of s skip locked",
        [team_id, local_day(at) + AHEAD],
    )


def sight_of_series(*, series_id: UUID) -> Thing:
    """Return a series as the actor may see it. Raises NotVisible. One statement."""
    row = one_series(series_id=series_id)
    return Thing("series", row.id, row.team_id, row.person_id, {"series": row})


def sight_of_person_on_team(*, team_id: UUID, person_id: UUID) -> Thing:
    """Return a person, and how often they are to be seen by a team, None where they are not on its list. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.id is not null, e.cadence_days from access_teamkey t join access_personkey p on p.id = %s"
            " left join caseload_listentry e on e.team_id = t.id and e.person_id = p.id and e.state <> 'ended' where t.id = %s",
            [person_id, team_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotVisible
    return Thing("person", person_id, team_id, person_id, {"is_listed": row[0], "cadence": row[1]})


# Away


@dataclass(frozen=True, slots=True)
class AwayRow:
    """An absence of a person, and how many contacts are paused for it that the viewer sees."""

    id: UUID
    person_id: UUID
    kind: AwayKind
    why: str
    from_day: date
    back_day: date
    version: int
    number_paused: int = 0

    @property
    def period(self) -> PersonAway:
        """The days as the rules ask for them."""
        return PersonAway(self.kind, self.from_day, self.back_day)


_AWAY = """
select a.id, a.person_id, a.kind, a.why, a.from_day, a.back_day, a.version,
       (select count(*) from contact_contact c where c.away_id = a.id and c.state = 'paused')
  from contact_away a
"""


def away_of(*, person_id: UUID, at: datetime) -> list[AwayRow]:
    """Return a person's absences that are not over, the first first; those taken back are over. One statement."""
    return _aways(
        "where a.person_id = %s and a.back_day > %s and a.back_day > a.from_day order by a.from_day",
        [person_id, local_day(at)],
    )


def one_away(*, away_id: UUID) -> AwayRow:
    """Return one absence. Raises NotVisible. One statement."""
    found = _aways("where a.id = %s", [away_id])
    if not found:
        raise NotVisible
    return found[0]


_STAY = """from record_fact f where f.person_id = {person} and f.kind = 'encounter' and not f.is_in_error
    and f.confidentiality = 'normal' and f.ends_at is null and f.starts_at between {at} - interval '1 year' and {at}
    and f.status in ('in-progress', 'arrived', 'onleave') and f.category in ('IMP', 'ACUTE', 'NONAC')
    and not exists (select 1 from contact_away a where a.source_id = f.id) order by f.starts_at desc limit 1"""
STAY_SINCE = f"(select f.starts_at {_STAY})"
"""When a stay in hospital began that an import brought and that is not over, as a column; not one an absence was written from."""


def stay_open(*, person_id: UUID, at: datetime) -> tuple[UUID, date] | None:
    """Return the stay that `STAY_SINCE` tells of: its fact and first day; None without one. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select f.id, f.starts_at {_STAY.format(person='%(person)s', at='%(at)s::timestamptz')}",
            {"person": person_id, "at": at},
        )
        row = cursor.fetchone()
    return (row[0], local_day(row[1])) if row else None


AWAY_LATELY = """(select array[w.kind, w.from_day::text, w.back_day::text] from contact_away w
    where w.person_id = {person} and w.from_day <= {day} and w.back_day > w.from_day and w.back_day > {day} - 14
    order by w.from_day desc limit 1)"""
"""The absence of a person that began last, if it is not over for two weeks, as a column: `away_of_column` reads it."""


def away_of_column(column: Sequence[str] | None) -> PersonAway | None:
    """Return the absence in a column that was read with `AWAY_LATELY`, None without one. No statement."""
    if not column:
        return None
    kind, first, back = column
    return PersonAway(AwayKind(kind), date.fromisoformat(first), date.fromisoformat(back))


# What the clock has to do


def number_to_keep(*, team_id: UUID, at: datetime) -> int:
    """Return how many things `keeping.keep` would do for a team: contacts to pause or go on, series to go on or end."""
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"team": team_id, "today": local_day(at), "until": local_day(at) + AHEAD}
        cursor.execute(_TO_KEEP, values)
        return int(cursor.fetchone()[0])


COVERED = """exists (select 1 from contact_away a where a.person_id = c.person_id
    and (c.window_from at time zone 'Europe/London')::date >= a.from_day
    and (c.window_from at time zone 'Europe/London')::date < a.back_day)"""
"""Whether a contact `c` lies in an absence of its person."""
IS_OVER = """s.state = 'running' and s.next_day is null and s.last_day < {today} and not exists (
    select 1 from contact_contact c where c.series_id = s.id and c.state = 'planned')"""
"""Whether a series `s` has had all its contacts, and none waits for its result."""

_TO_KEEP = f"""
select (select count(*) from contact_contact c where c.team_id = %(team)s and c.state = 'planned' and {COVERED})
     + (select count(*) from contact_contact c where c.team_id = %(team)s and c.state = 'paused' and not {COVERED})
     + (select count(*) from contact_series s where s.team_id = %(team)s and s.state = 'running' and s.next_day <= %(until)s)
     + (select count(*) from contact_series s where s.team_id = %(team)s and {IS_OVER.format(today="%(today)s")})
"""  # noqa: S608  (our own words)


# What doctor counts


LATE = timedelta(days=2)
"""How long doctor gives the clock: for the next contact of a series, and for a contact of somebody who is away."""


def violations(*, at: datetime) -> dict[str, list[str]]:
    """
    Return contacts planned with people who are away, series without an end or without their next contact, and what goes on
    for somebody who has died or left the list (P4).

    Run by doctor with the role that sees everything. Days are counted from the last act on: see `trail.queries.lived_until`.
    """
    lived = lived_until(at=at) - LATE
    values: dict[str, Any] = {"ahead": local_day(lived) + AHEAD, "lived": lived, "longest": LONGEST.days}
    found = []
    with connection.cursor() as cursor:
        for sentence, text in _VIOLATIONS.items():
            cursor.execute(text, values)
            found += [sentence.format(*row) for row in cursor.fetchall()]
    return {"P4": found}


_VIOLATIONS: Mapping[str, str] = {
    "contact {0} is planned with somebody who is away": (
        f"select c.id from contact_contact c where c.state = 'planned' and {COVERED} and c.recorded_at < %(lived)s"  # noqa: S608  (our own words)
        " and exists (select 1 from contact_away a where a.person_id = c.person_id and a.recorded_at < %(lived)s"
        "   and (c.window_from at time zone 'Europe/London')::date >= a.from_day"
        "   and (c.window_from at time zone 'Europe/London')::date < a.back_day)"
    ),
    "series {0} has no end within a year of its first day": (
        "select s.id from contact_series s where s.last_day > s.first_day + %(longest)s::int"
    ),
    "series {0} runs without its next contact": (
        "select s.id from contact_series s where s.state = 'running' and s.next_day <= %(ahead)s"
    ),
    "series {0} runs with somebody who has died": (
        "select s.id from contact_series s join person_person p on p.id = s.person_id and p.is_dead where s.state = 'running'"
    ),
    "series {0} runs with somebody who is not on the list of its team": (
        "select s.id from contact_series s where s.state = 'running' and not exists (select 1 from caseload_listentry e"
        " where e.team_id = s.team_id and e.person_id = s.person_id and e.state <> 'ended')"
    ),
}


def _series(condition: str, values: Collection[Any]) -> list[SeriesRow]:
    with connection.cursor() as cursor:
        cursor.execute(_SELECT + condition, list(values))
        return [_row(row) for row in cursor.fetchall()]


def _row(row: tuple[Any, ...]) -> SeriesRow:
    found = dict(zip(SeriesRow.__slots__, row, strict=True))
    typed = {
        "way": Way(found["way"]), "rhythm": Rhythm(found["rhythm"]), "on_closed": OnClosed(found["on_closed"]),
        "who": shown(found["who"]), "reason": shown(found["reason"]), "note": shown(found["note"]),
        "closed_to": tuple(found["closed_to"] or ()),
    }  # fmt: skip
    return SeriesRow(**found | typed)


def _aways(condition: str, values: Collection[Any]) -> list[AwayRow]:
    with connection.cursor() as cursor:
        cursor.execute(_AWAY + condition, list(values))
        return [AwayRow(key, person, AwayKind(kind), shown(why), *rest) for key, person, kind, why, *rest in cursor]
