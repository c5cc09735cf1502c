"""Questions about accounts, seats and reach."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from kith.access.models import Account
from kith.access.rules import KITH_ACCOUNT, Standing
from kith.act.types import Act, Seat
from kith.database.planned import planned
from kith.trail import queries as trail
from kith.web.shows import Display


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: the account, the role chosen at sign-in, the seats held at this moment, how pages are shown to them."""

    account_id: UUID
    name: str
    role: str
    seats: tuple[Seat, ...]
    agreed: bool
    display: Display

    @property
    def teams(self) -> frozenset[UUID]:
        """The teams with any seat now."""
        return frozenset(seat.team_id for seat in self.seats)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles held anywhere now, in alphabetical order."""
        return tuple(sorted({seat.role for seat in self.seats}))

    def act(self, *, at: datetime, key: str, purpose: str = "care", channel: str = "page") -> Act:
        """Return the act of this viewer, to write with."""
        return Act(self.account_id, self.name, self.role, at, key, self.seats, purpose, channel)


@dataclass(frozen=True, slots=True)
class Reacher:
    """Who reaches a person now: a team or an account, since when, until when, and why."""

    team_id: UUID | None
    account_id: UUID | None
    since: datetime
    until: datetime | None
    why: str


def viewer(*, account_id: UUID, role: str) -> Viewer | None:
    """
    Return who looks, with the seats of the context's moment; None for an account that has ended. One statement.

    A role that is held on no team any more is no role: it has to be chosen again.
    """
    rows = planned(
        "select a.name, a.agreed_at is not null, s.team_id, s.role, a.board_keys, a.large_text, a.still"
        " from access_account a"
        " left join access_seat s on s.account_id = a.id and s.during @> act_moment()"
        " where a.id = %s and (a.ended_at is null or a.ended_at > act_moment())"
        " order by s.team_id, s.role",
        [account_id],
    )
    if not rows:
        return None
    seats = tuple(Seat(team, held) for _, _, team, held, *_ in rows if team)
    held = role if any(seat.role == role for seat in seats) else ""
    return Viewer(account_id, rows[0][0], held, seats, rows[0][1], Display(*rows[0][4:]))


def seats_of(account_id: UUID) -> tuple[str, tuple[Seat, ...]]:
    """Return an account's name and the seats it holds now. For commands and jobs; one statement."""
    found = viewer(account_id=account_id, role="")
    return (found.name, found.seats) if found else ("", ())


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A stored session with its content as stored, and the teams and roles that its account holds now."""

    session_key: str
    account_id: UUID
    data: str
    teams: frozenset[UUID]
    roles: frozenset[str]


def sessions_that_stand(asked: Collection[tuple[str, UUID]]) -> list[SessionRow]:
    """
    Return those of these sessions (key and account) that are still stored, of accounts that have agreed and not ended.

    One statement. The context must be Kith's own: others do not see the seats of everybody.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select s.session_key, a.id, s.session_data,"
            "       coalesce(array_agg(distinct t.team_id) filter (where t.team_id is not null), '{}'),"
            "       coalesce(array_agg(distinct t.role) filter (where t.role is not null), '{}')"
            "  from unnest(%s::text[], %s::uuid[]) as w (session_key, account_id)"
            "  join django_session s on s.session_key = w.session_key and s.expire_date > clock_timestamp()"
            "  join access_account a on a.id = w.account_id and a.agreed_at is not null"
            "   and (a.ended_at is null or a.ended_at > act_moment())"
            "  left join access_seat t on t.account_id = a.id and t.during @> act_moment()"
            " group by s.session_key, a.id",
            [[key for key, _ in asked], [account for _, account in asked]],
        )
        return [
            SessionRow(key, account, data, frozenset(teams), frozenset(roles))
            for key, account, data, teams, roles in cursor.fetchall()
        ]


def account_for_sign_in(*, username: str) -> Account | None:
    """Return the account that signs in by this name (letter case ignored), or None; never Kith's own."""
    return Account.objects.filter(username__iexact=username.strip(), kind="person").first()


def account_by_id(*, account_id: UUID) -> Account | None:
    """Return an account of somebody, or None; never Kith's own. One statement."""
    return Account.objects.filter(id=account_id, kind="person").first()


def accounts() -> list[Account]:
    """Return every account but Kith's own, by username. For local administration."""
    return list(Account.objects.filter(kind="person").order_by("username"))


def kith_account_id() -> UUID:
    """Return the id of Kith's own account."""
    return UUID(KITH_ACCOUNT)


def who_reaches(*, person_id: UUID) -> list[Reacher]:
    """Return who reaches a person now, longest first; empty for those who do not reach the person themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select team_id, account_id, lower(during), upper(during), why from who_reaches(%s) order by lower(during)",
            [person_id],
        )
        return [Reacher(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class ShutOut:
    """An account that does not see a person although its team reaches them, and since when."""

    account_id: UUID
    name: str
    since: datetime


def shut_out_of(*, person_id: UUID) -> list[ShutOut]:
    """Return whom a person is hidden from now, by name; for those who reach the person themselves. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select x.account_id, a.name, lower(x.during) from access_exclusion x"
            " join access_account a on a.id = x.account_id"
            " where x.person_id = %s and x.during @> act_moment() order by a.name",
            [person_id],
        )
        return [ShutOut(*row) for row in cursor.fetchall()]


def closed_pairs(*, account_ids: Collection[UUID], person_ids: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """Return which of these accounts have closed which of these records to themselves, now. One statement."""
    if not account_ids or not person_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "select a, p from unnest(%s::uuid[]) a cross join unnest(%s::uuid[]) p where is_shut_out(a, p)",
            [list(account_ids), list(person_ids)],
        )
        return set(cursor.fetchall())


def standing_of(*, restriction_id: UUID) -> Standing | None:
    """Return how the viewer stands to a restricted matter; None for one of no team of theirs, or that is not. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select lead_role, is_opener, is_whole, is_barred from access_standing(%s)",
            [restriction_id],
        )
        row = cursor.fetchone()
    return Standing(*row) if row else None


def names_of(*, account_ids: set[UUID]) -> dict[UUID, str]:
    """Return the names of accounts by id. One statement; none when the set is empty."""
    return dict(Account.objects.filter(id__in=account_ids).values_list("id", "name")) if account_ids else {}


def who_acted(*, act_id: UUID) -> tuple[str, datetime] | None:
    """Return the name and moment of whoever made an act; None when the viewer may not see either. Two statements."""
    if (found := trail.who_acted(act_id=act_id)) is None or found[0] is None:
        return None
    name = names_of(account_ids={found[0]}).get(found[0])
    return (name, found[1]) if name else None


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return what breaks P10: tables with a person or a team and no forced row-level security; restricted matters that were
    shown to somebody whom they were not open to. Read with the role that sees everything.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SEEN_WRONGLY)
        seen = [
            f"restricted matter {row[0]} was shown to account {row[1]} by look {row[2]}" for row in cursor.fetchall()
        ]
        cursor.execute(
            "select distinct c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped"
            " where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace"
            " and a.attname in ('person_id', 'team_id', 'person_ids') and not c.relforcerowsecurity"
        )
        return {"P10": [f"{row[0]} is not forced" for row in cursor.fetchall()] + seen}


# Each look says which restricted matters it showed. At its moment the matter was open to the account by the role that leads
# it on its team or by its list, and the account was not barred.
_SEEN_WRONGLY = """
select m.id, l.account_id, l.id from trail_look l cross join unnest(l.restricted_ids) m (id)
 where l.restricted_ids <> '{}' and (
       exists (select 1 from access_barred b where b.restriction_id = m.id and b.account_id = l.account_id
                and b.during @> l.happened_at and lower(b.during) < l.happened_at)
    or not exists (select 1 from access_restriction r join access_seat s on s.team_id = r.team_id and s.role = r.lead_role
                    where r.id = m.id and s.account_id = l.account_id and s.during @> l.happened_at)
   and not exists (select 1 from access_opener o where o.restriction_id = m.id and o.account_id = l.account_id
                    and (o.during @> l.happened_at or upper(o.during) = l.happened_at)))
 order by l.happened_at, l.id
"""
