"""The only writers of accounts, keys, seats and reach. Most are called from the operations of teams, lists and imports."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from kith.access.models import Account, AccountKind, Seat, TeamKey
from kith.access.rules import KITH_ACCOUNT
from kith.act import Act, Refusal, ids, operation
from kith.language import _

SHORTEST_PASSWORD = 12
NO_PASSWORD = UNUSABLE_PASSWORD_PREFIX


@operation("access.begin_home")
def begin_home(*, act: Act) -> UUID:
    """Make Kith's own account in an empty home. Done already: changes nothing. Called by every command that writes."""
    own = UUID(KITH_ACCOUNT)
    if not Account.objects.filter(id=own).exists():
        account = Account(
            id=own, username="kith", name="Kith", kind=AccountKind.KITH, password=NO_PASSWORD, act_id=act.id
        )
        account.save(force_insert=True)
    return own


@operation("access.create_account")
def create_account(*, act: Act, username: str, name: str, password: str) -> UUID:
    """
    Make an account that can sign in. It sees nobody until it has a seat on a team.

    Raises:
        Refusal: when the name or username is empty, the username is taken, or the password is under 12 characters.
    """
    return make_account(act=act, username=username, name=name, password=password)


@operation("access.set_password")
def set_password(*, act: Act, username: str, password: str) -> UUID:
    """
    Give an account a new password: of a new account that has none, or where the old one is lost. Local administration.

    Whoever is signed in with the old one stays so until their session ends.

    Raises:
        Refusal: when no open account has this username, or the password is under 12 characters.
    """
    account = Account.objects.filter(username__iexact=username.strip(), kind="person", ended_at=None).first()
    if account is None:
        raise Refusal(_("No open account has the username %(name)s.") % {"name": username}, field="username")
    _check_password(password)
    Account.objects.filter(id=account.id).update(password=make_password(password), act_id=act.id)
    act.concerns(account_id=str(account.id))
    return account.id


def make_account(*, act: Act, username: str, name: str, password: str | None) -> UUID:
    """
    Make an account, without a password when None: nobody signs in with it until one is set. Inside an operation.

    Raises:
        Refusal: as `create_account`.
    """
    username, name = username.strip(), name.strip()
    if not name:
        raise Refusal(_("Enter the person's name."), field="name")
    if not username or any(letter.isspace() for letter in username):
        raise Refusal(_("Enter a username without spaces."), field="username")
    if password is not None:
        _check_password(password)
    if Account.objects.filter(username__iexact=username).exists():
        raise Refusal(_("The username %(name)s is taken. Choose another.") % {"name": username}, field="username")
    kept = NO_PASSWORD if password is None else make_password(password)
    account = Account(id=ids.new(), username=username, name=name, password=kept, act_id=act.id)
    account.save(force_insert=True)
    act.concerns(account_id=str(account.id))
    return account.id


def partner_account(*, act: Act, contact_id: UUID, name: str) -> UUID:
    """
    Return the account of a contact at a partner agency by this name, made as needed. Inside an operation; one statement.

    It names them on the trail, for good: by another name (their agency has a new one) they have another account. It has no
    password and no seat: what they open, a link opens.
    """
    own = ids.derived("partner", contact_id, name)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into access_account (id, username, name, kind, password, act_id) values (%s, %s, %s, 'partner', %s, %s)"
            " on conflict (id) do nothing",
            [own, f"partner {own}", name, NO_PASSWORD, act.id],
        )
    return own


def _check_password(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        words = {"number": SHORTEST_PASSWORD}
        raise Refusal(_("Enter a password of at least %(number)d characters.") % words, field="password")


@operation("access.agree")
def agree(*, act: Act) -> UUID:
    """Record that the actor agreed, at first sign-in, to look only at people they work with. Agreeing twice changes nothing."""
    Account.objects.filter(id=act.account_id, agreed_at=None).update(agreed_at=act.at, act_id=act.id)
    return act.account_id


@operation("access.set_display")
def set_display(*, act: Act, board_keys: bool, large_text: bool, still: bool) -> UUID:
    """Set how pages are shown to the actor: keys of the board's lines, larger text, nothing that moves."""
    Account.objects.filter(id=act.account_id).update(
        board_keys=board_keys, large_text=large_text, still=still, act_id=act.id
    )
    return act.account_id


@operation("access.end_account")
def end_account(*, act: Act, username: str) -> UUID:
    """
    End an account from this moment: it signs in no more, and its next request is refused. Never deleted.

    Raises:
        Refusal: when no account has this username, or it has ended already.
    """
    account = Account.objects.filter(username__iexact=username, kind="person").first()
    if account is None or account.ended_at:
        raise Refusal(_("No open account has the username %(name)s.") % {"name": username}, field="username")
    Account.objects.filter(id=account.id).update(ended_at=act.at, act_id=act.id)
    act.concerns(account_id=str(account.id))
    return account.id


def make_person_keys(*, act: Act, person_ids: Collection[UUID]) -> None:
    """
    Make the bare keys of new people. Inside an operation; one statement however many.

    Nobody reaches them yet, so nothing may be read back: the ORM's `returning` would be refused.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into access_personkey (id, act_id) select p, %s from unnest(%s::uuid[]) p",
            [act.id, list(person_ids)],
        )


def make_team_key(*, act: Act, team_id: UUID) -> None:
    """Make the bare key of a new team. Inside an operation."""
    TeamKey(id=team_id, act_id=act.id).save(force_insert=True)


def open_seat(
    *,
    act: Act,
    account_id: UUID,
    team_id: UUID,
    role: str,
    since: datetime | None = None,
    until: datetime | None = None,
) -> UUID:
    """Give an account a seat on a team in a role, from `since` (default now) to `until` (open). Inside an operation."""
    seat = Seat(id=ids.new(), account_id=account_id, team_id=team_id, role=role, act_id=act.id)
    seat.during = DateTimeTZRange(since or act.at, until)
    seat.save(force_insert=True)
    return seat.id


def close_seat(*, act: Act, account_id: UUID, team_id: UUID, role: str, until: datetime) -> int:
    """End the seat that would have lasted beyond `until` at `until`; return how many were ended. Inside an operation."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update access_seat set during = tstzrange(lower(during), %s), act_id = %s"
            " where account_id = %s and team_id = %s and role = %s"
            " and lower(during) < %s and (upper_inf(during) or upper(during) > %s)",
            [until, act.id, account_id, team_id, role, until, until],
        )
        return int(cursor.rowcount)


def open_reach(
    *,
    act: Act,
    person_ids: Collection[UUID],
    why: str,
    team_id: UUID | None = None,
    account_id: UUID | None = None,
    until: datetime | None = None,
) -> None:
    """
    Let a team, or one account, reach people from the moment of the act, and say why. Inside an operation; one statement.

    Whoever is reached already for this reason is not reached twice; a reach that would end earlier is lengthened.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "with longer as (update access_reach r set act_id = %(act)s, during = tstzrange(lower(r.during), %(until)s)"
            "   where r.person_id = any(%(people)s::uuid[]) and r.why = %(why)s and r.during @> %(at)s"
            "   and r.team_id is not distinct from %(team)s and r.account_id is not distinct from %(account)s"
            "   and upper(r.during) < coalesce(%(until)s, 'infinity'::timestamptz))"
            " insert into access_reach (id, person_id, team_id, account_id, during, why, act_id)"
            " select id, p, %(team)s, %(account)s, tstzrange(%(at)s, %(until)s), %(why)s, %(act)s"
            " from unnest(%(ids)s::uuid[], %(people)s::uuid[]) new (id, p) where not exists ("
            "   select 1 from access_reach r where r.person_id = p and r.why = %(why)s and r.during @> %(at)s"
            "   and r.team_id is not distinct from %(team)s and r.account_id is not distinct from %(account)s)"
            " order by id",  # asked as a whole before the first is written (docs/adr/0006: GiST)
            {
                "team": team_id,
                "account": account_id,
                "at": act.at,
                "until": until,
                "why": why,
                "act": act.id,
                "ids": [ids.new() for _person in person_ids],
                "people": list(person_ids),
            },
        )


def keep_reach(*, act: Act, person_id: UUID, account_id: UUID, why: str, until: datetime) -> None:
    """
    Let one account, of somebody else, go on reaching a person until a moment at most 31 days off. Inside an operation.

    One statement. Nothing is read back: the actor does not see reaches of others (`who_reaches` tells each reason once).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into access_reach (id, person_id, account_id, during, why, act_id)"
            " values (%s, %s, %s, tstzrange(%s, %s), %s, %s)",
            [ids.new(), person_id, account_id, act.at, until, why, act.id],
        )


def keep_reach_of_many(*, act: Act, person_ids: Collection[UUID], account_id: UUID, why: str, until: datetime) -> None:
    """
    Let one account go on reaching each of these people as `keep_reach` does one, but whom it has closed the record of.

    Inside an operation; one statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into access_reach (id, person_id, account_id, during, why, act_id)"
            " select id, person, %s, tstzrange(%s, %s), %s, %s from unnest(%s::uuid[], %s::uuid[]) n (id, person)"
            " where not is_shut_out(%s, person)",
            [
                account_id,
                act.at,
                until,
                why,
                act.id,
                [ids.new() for _person in person_ids],
                list(person_ids),
                account_id,
            ],
        )


def end_kept_reach(*, act: Act, account_id: UUID, team_id: UUID, why: str) -> int:
    """
    End at once what one account still reaches of a team's people for a reason, unless it has a seat there; return how much.

    Inside an operation; one statement.
    """
    with connection.cursor() as cursor:
        cursor.execute("select access_end_kept(%s, %s, %s)", [account_id, team_id, str(why)])
        return int(cursor.fetchone()[0])


def close_reach(*, act: Act, person_id: UUID, team_id: UUID, why: str, until: datetime) -> int:
    """End a team's reach to a person for one reason, at `until`; return how many rows ended. Inside an operation."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update access_reach set during = tstzrange(lower(during), %s), act_id = %s"
            " where person_id = %s and team_id = %s and why = %s and during @> %s and lower(during) < %s",
            [until, act.id, person_id, team_id, why, act.at, until],
        )
        return int(cursor.rowcount)


def shut_out(*, act: Act, person_id: UUID, account_id: UUID) -> None:
    """
    Hide a person from an account from the next act on, although its team reaches them. Inside an operation; one statement.

    Whoever is shut out already stays so.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into access_exclusion (id, person_id, account_id, during, opened_because, act_id)"
            " values (%s, %s, %s, tstzrange(%s, null), '', %s) on conflict do nothing",
            [ids.new(), person_id, account_id, act.at, act.id],
        )


def let_in(*, act: Act, person_id: UUID, account_id: UUID, because: str) -> int:
    """Let an account see a person again from this moment, for a reason; return whether it was shut out, as 1 or 0."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update access_exclusion set during = tstzrange(lower(during), %s), opened_because = %s, act_id = %s"
            " where person_id = %s and account_id = %s and during @> %s",
            [act.at, because, act.id, person_id, account_id, act.at],
        )
        return int(cursor.rowcount)
