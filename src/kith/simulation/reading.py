"""What the simulation reads before it acts; a made-up team sees its own world like everybody else."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection


def _rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def members_by_username(*, team_id: UUID) -> dict[str, tuple[UUID, UUID]]:
    """Return (member, account) of everybody who is on a team now, by username. One statement."""
    rows = _rows(
        "select a.username, m.id, a.id from team_member m join access_account a on a.id = m.account_id"
        " where m.team_id = %s and m.during @> act_moment() and (a.ended_at is null or a.ended_at > act_moment())"
        " order by lower(m.during)",
        [team_id],
    )
    return {username: (member, account) for username, member, account in rows}


def numbers_known(numbers: Sequence[str]) -> set[str]:
    """Return which of these NHS numbers belong to somebody whom the team reaches. One statement."""
    return {
        number for (number,) in _rows("select nhs_number from person_person where nhs_number = any(%s)", [[*numbers]])
    }


def usernames_known(usernames: Sequence[str]) -> set[str]:
    """Return which of these usernames an account has. One statement."""
    return {name for (name,) in _rows("select username from access_account where username = any(%s)", [[*usernames]])}


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody alive on a team's list: who leads them, days that may pass between contacts, how closely followed, since when."""

    person_id: UUID
    named_lead_id: UUID | None
    deputy_id: UUID | None
    cadence_days: int
    risk_tier: str
    came_at: datetime
    is_cadence_agreed: bool = True


def on_list(*, team_id: UUID) -> list[Listed]:
    """Return everybody alive on a team's list, first come first; 14 days where no cadence is agreed. One statement."""
    rows = _rows(
        "select e.person_id, e.named_lead_id, e.deputy_id, coalesce(e.cadence_days, 14), e.risk_tier, e.came_at,"
        " e.cadence_days is not null from caseload_listentry e join person_person p on p.id = e.person_id"
        " where e.team_id = %s and e.state = 'active' and not p.is_dead order by e.came_at, e.person_id",
        [team_id],
    )
    return [Listed(*row) for row in rows]


def without_address(*, team_id: UUID, at_most: int) -> list[UUID]:
    """Return some on a team's list, nobody protected, who have no address yet, first come first. One statement."""
    rows = _rows(
        "select e.person_id from caseload_listentry e join person_person p on p.id = e.person_id"
        " where e.team_id = %s and e.state = 'active' and not p.is_dead and not p.is_protected and not exists ("
        "   select 1 from person_contactdetail d where d.person_id = e.person_id and d.kind = 'address')"
        " order by e.came_at, e.person_id limit %s",
        [team_id, at_most],
    )
    return [person for (person,) in rows]


@dataclass(frozen=True, slots=True)
class PlannedContact:
    """A contact that waits for its result."""

    id: UUID
    person_id: UUID
    member_id: UUID | None
    window_to: datetime
    version: int


def planned_until(*, team_id: UUID, until: datetime) -> list[PlannedContact]:
    """Return a team's planned contacts whose window is over by a moment, earliest first. One statement."""
    rows = _rows(
        "select id, person_id, member_id, window_to, version from contact_contact"
        " where team_id = %s and state = 'planned' and window_to <= %s order by window_to, id",
        [team_id, until],
    )
    return [PlannedContact(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class SparedUnseen:
    """A crossing that was not escalated and that nobody has looked at yet: who spared it, and whose work the look is."""

    id: UUID
    person_id: UUID
    account_id: UUID
    look_owner_id: UUID | None
    version: int


def spared_unseen(*, team_id: UUID) -> list[SparedUnseen]:
    """Return what waits for a look, first spared first. One statement."""
    rows = _rows(
        "select s.id, s.person_id, s.account_id, a.owner_id, s.version from escalation_spared s"
        " left join action_action a on a.id = s.look_id"
        " where s.team_id = %s and s.seen_at is null order by s.made_at, s.id",
        [team_id],
    )
    return [SparedUnseen(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class AskedInPrivate:
    """A concern that nobody has answered: whom its route asks, in which role, and the version of its escalation."""

    id: UUID
    account_id: UUID
    role: str
    version: int


def asked_in_private(*, team_id: UUID) -> list[AskedInPrivate]:
    """Return the concerns of a team that wait for an answer, as Kith sees them: not what they say. One statement."""
    rows = _rows(
        "select e.id, m.account_id, m.role, e.version from escalation_escalation e"
        " join action_action a on a.id = e.ask_id join team_member m on m.id = a.owner_id"
        " where e.team_id = %s and e.track = 'safeguarding' and e.state = 'open' order by e.opened_at, e.id",
        [team_id],
    )
    return [AskedInPrivate(*row) for row in rows]


def teams_waiting() -> set[UUID]:
    """Return the teams with a clinical escalation that nobody has answered, as Kith sees them. One statement."""
    sql = "select distinct team_id from escalation_escalation where state = 'open' and track = 'clinical'"
    return {team for (team,) in _rows(sql, [])}


def planned_by_day(*, team_id: UUID) -> Counter[date]:
    """Return how many contacts a team has planned on each London day. One statement."""
    rows = _rows(
        "select (window_from at time zone 'Europe/London')::date, count(*) from contact_contact"
        " where team_id = %s and state = 'planned' group by 1",
        [team_id],
    )
    return Counter(dict(rows))


def last_seen(*, team_id: UUID) -> dict[UUID, datetime | None]:
    """
    Return when everybody on a team's list who has no contact planned, is in no series and is not away was last seen, None for
    never. One statement.
    """
    rows = _rows(
        "select e.person_id, (select max(c.happened_at) from contact_contact c"
        "   where c.person_id = e.person_id and c.team_id = e.team_id and c.state = 'made')"
        " from caseload_listentry e where e.team_id = %s and e.state = 'active' and not exists ("
        "   select 1 from contact_contact c where c.person_id = e.person_id and c.team_id = e.team_id"
        "   and c.state in ('planned', 'paused') and c.window_to > act_moment() - interval '3 days')"
        " and not exists (select 1 from contact_series s where s.person_id = e.person_id and s.team_id = e.team_id"
        "   and s.state = 'running')"
        " and not exists (select 1 from contact_away a where a.person_id = e.person_id and a.back_day > a.from_day"
        "   and a.back_day > (act_moment() at time zone 'Europe/London')::date)",
        [team_id],
    )
    return dict(rows)


@dataclass(frozen=True, slots=True)
class AwayNow:
    """Somebody on a team's list who is away: since when, until when, and the version of that."""

    id: UUID
    person_id: UUID
    kind: str
    from_day: date
    back_day: date
    version: int


def away_now(*, team_id: UUID) -> list[AwayNow]:
    """Return who of those alive on a team's list is away or will be, first back first. One statement."""
    rows = _rows(
        "select a.id, a.person_id, a.kind, a.from_day, a.back_day, a.version from contact_away a"
        " join caseload_listentry e on e.person_id = a.person_id and e.team_id = %s and e.state = 'active'"
        " join person_person p on p.id = a.person_id and not p.is_dead"
        " where a.back_day > (act_moment() at time zone 'Europe/London')::date and a.back_day > a.from_day"
        " order by a.back_day, a.id",
        [team_id],
    )
    return [AwayNow(*row) for row in rows]


def records_closed(*, accounts: Sequence[UUID]) -> set[tuple[UUID, UUID]]:
    """Return (account, person) of the records closed to these accounts, of people whom the viewer reaches. One statement."""
    rows = _rows(
        "select account_id, person_id from access_exclusion where account_id = any(%s) and during @> act_moment()",
        [[*accounts]],
    )
    return {(account, person) for account, person in rows}


def nothing_open(*, team_id: UUID, came_before: datetime) -> list[tuple[UUID, int]]:
    """
    Return (entry, version) of those alive on a team's list since before a moment, for whom nothing is to be done and
    nothing restricted is open.

    First come first. One statement.
    """
    rows = _rows(
        "select e.id, e.version from caseload_listentry e join person_person p on p.id = e.person_id"
        " where e.team_id = %s and e.state = 'active' and not p.is_dead and e.came_at < %s"
        " and not exists (select 1 from action_action a where a.person_id = e.person_id and a.team_id = e.team_id"
        "   and a.state in ('open', 'held'))"
        " and not exists (select 1 from contact_contact c where c.person_id = e.person_id and c.team_id = e.team_id"
        "   and c.state = 'planned')"
        " and not exists (select 1 from contact_series s where s.person_id = e.person_id and s.team_id = e.team_id"
        "   and s.state = 'running')"
        " and not exists (select 1 from action_offer o where o.entry_id = e.id and o.state = 'waiting')"
        " and not exists (select 1 from safeguarding_told(array[e.team_id], e.person_id)) order by e.came_at, e.id",
        [team_id, came_before],
    )
    return [(entry, version) for entry, version in rows]


def deaths_since(*, team_id: UUID, since: datetime) -> list[UUID]:
    """Return the people of whose death a team has heard since a moment, first heard first; not those taken back. One statement."""
    rows = _rows(
        "select person_id from handover_death where team_id = %s and known_at >= %s and undone_at is null"
        " order by known_at, id",
        [team_id, since],
    )
    return [person for (person,) in rows]


def leaves_to_confirm(*, team_id: UUID, first_by: date) -> list[UUID]:
    """Return the leaves that are being prepared and begin by a day, this one included, earliest first. One statement."""
    rows = _rows(
        "select id from handover_leave where team_id = %s and state = 'planned' and first_day <= %s order by first_day, id",
        [team_id, first_by],
    )
    return [leave for (leave,) in rows]


def counts() -> dict[str, int]:
    """Return how many people, actions and huddles there are, as Kith sees it. One statement."""
    [(people, actions, huddles)] = _rows(
        "select (select count(*) from person_person), (select count(*) from action_action),"
        " (select count(*) from huddle_huddle)",
        [],
    )
    return {"people": people, "actions": actions, "huddles": huddles}


def is_empty() -> bool:
    """Say whether nothing was ever made in this home, Kith's own account aside. One statement."""
    [(empty,)] = _rows(
        "select not exists (select 1 from access_account where kind = 'person') and not exists (select 1 from place_place)",
        [],
    )
    return bool(empty)


def has_agreed(*, username: str) -> bool:
    """Say whether an account has passed its first sign-in. One statement."""
    return _rows("select 1 from access_account where username = %s and agreed_at is not null", [username]) != []


def account_of(*, username: str) -> UUID | None:
    """Return the open account with this username, None without one. One statement."""
    rows = _rows("select id from access_account where username = %s and ended_at is null", [username])
    return rows[0][0] if rows else None


def rota_days(*, team_id: UUID, first: date, last: date) -> set[date]:
    """Return the days from first to last, both included, whose rota is published. One statement."""
    rows = _rows(
        "select day from team_rotaday where team_id = %s and day between %s and %s and published_at is not null",
        [team_id, first, last],
    )
    return {day for (day,) in rows}


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says of somebody on a team's list."""

    person_id: UUID
    given: str
    family: str
    nhs_number: str
    born: date


def known_by_number(*, team_id: UUID) -> list[Letter]:
    """Return everybody alive on a team's list with number and birth date, nobody protected, first come first. One statement."""
    rows = _rows(
        "select p.id, p.given, p.family, p.nhs_number, p.birth_date from caseload_listentry e"
        " join person_person p on p.id = e.person_id where e.team_id = %s and e.state = 'active' and not p.is_dead"
        " and not p.is_protected and p.nhs_number is not null and p.birth_precision = 'day' and p.birth_date is not null"
        " order by e.came_at, e.person_id",
        [team_id],
    )
    return [Letter(*row) for row in rows]


def living(person_ids: Sequence[UUID]) -> set[UUID]:
    """Return those of these people who are alive as far as the team knows. One statement."""
    return {key for (key,) in _rows("select id from person_person where not is_dead and id = any(%s)", [[*person_ids]])}


def asks_waiting(*, team_id: UUID) -> list[UUID]:
    """Return the questions to see a record that wait for a team's answer, first asked first. One statement."""
    rows = _rows(
        "select k.id from handover_ask k join person_person p on p.id = k.person_id and not p.is_protected"
        " where k.team_id = %s and k.state = 'waiting' order by k.asked_at, k.id",
        [team_id],
    )
    return [key for (key,) in rows]


def with_agencies(*, team_id: UUID) -> list[UUID]:
    """Return who alive on a team's list has an agency that works with them, in the order of the list. One statement."""
    rows = _rows(
        "select e.person_id from caseload_listentry e join person_person p on p.id = e.person_id"
        " where e.team_id = %s and e.state = 'active' and not p.is_dead and exists (select 1 from agency_involved i"
        "   where i.person_id = e.person_id and i.until_day is null) order by e.came_at, e.person_id",
        [team_id],
    )
    return [person for (person,) in rows]


def contradictions_by_kind() -> dict[str, int]:
    """Return how many contradictions there ever were of each kind, in the whole borough. One statement."""
    return dict(_rows("select c.kind, count(*) from contradiction_contradiction c group by 1 order by 1", []))
