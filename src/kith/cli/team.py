"""`kith team`: places, teams, members, rotas and on-call cover, without the browser."""

import csv
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from kith.cli import Answer, Unusable, answers, ready

if TYPE_CHECKING:
    from kith.act import Act

TODAY = "today"
TIERS = ("resident", "hyper-local", "consistent", "tailored", "aligned")
MOST_SESSIONS = 14
NEXT = "kith policy publish --place {} --by USERNAME --approved-by USERNAME --approved-by USERNAME"
"""What puts the tables of a place in force, once `kith user add` has made the three accounts."""
SET_UP = "kith team set-up {}"
"""What says what a team lacks before it opens."""


@click.group()
def command() -> None:
    """Places, teams, members, rotas and on-call cover."""


@contextmanager
def administering() -> Iterator["Act"]:
    """Act as local administration; a refusal becomes one line and exit 1, a missing thing one line and exit 2."""
    ready()
    from kith.access.home import as_kith
    from kith.act import NotVisible, Refusal
    from kith.act.clock import now

    try:
        with as_kith(at=now()) as act:
            yield act
    except NotVisible as missing:
        raise Unusable("There is no such team: kith team list shows them.") from missing
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence) from refusal


def day_of(text: str, option: str) -> date:
    """Return the day that an option names: today, or YYYY-MM-DD."""
    from kith.act.clock import now
    from kith.place.rules import local_day

    if text == TODAY:
        return local_day(now())
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise Unusable(f"{option} must be a day like 2026-06-08, or today.") from wrong


def role_of(code: str) -> None:
    """End with the codes there are when a role is none that somebody can be given."""
    from kith.policy.shipped import roles

    known = [role.code for role in roles().values() if role.code not in ("kith", "on-call")]
    if code not in known:
        raise Unusable(f"--role {code} is not known. Known are: {', '.join(known)}.")


def account_of(username: str) -> UUID:
    """Return the id of the account with this username; unusable when there is none."""
    from kith.access.queries import account_for_sign_in

    account = account_for_sign_in(username=username)
    if account is None:
        raise Unusable(f"There is no account {username}: kith user add makes one.")
    return account.id


@command.command()
@click.option("--place", required=True, help="Name or address of the place; made when new.")
@click.option("--name", required=True)
@click.option("--slug", default="", help="The team's address; default from its name.")
@click.option("--weekdays", type=click.Choice(["mon-fri", "all"]), default="mon-fri", show_default=True)
@click.option("--works-bank-holidays", is_flag=True)
@answers
def create(place: str, name: str, slug: str, weekdays: str, works_bank_holidays: bool) -> Answer:
    """Make a team."""
    with administering() as act:
        from kith.access.home import with_key
        from kith.place import operations as places
        from kith.place.queries import place_by_name, sight_of_place
        from kith.policy.in_force import has_floor
        from kith.team import operations as teams
        from kith.team.queries import team_by_id

        known = place_by_name(name=place)
        place_id = known.id if known else places.create(act=with_key(act), name=place)
        team_id = teams.create(
            act=with_key(act),
            place_id=place_id,
            name=name,
            slug=slug,
            working_weekdays=list(range(7 if weekdays == "all" else 5)),
            works_bank_holidays=works_bank_holidays,
        )
        made = team_by_id(team_id=team_id)
        there = sight_of_place(place_id=place_id).row
        has_tables = has_floor(place_id=place_id, at=act.at)
    to_do = SET_UP.format(made.slug) if has_tables else NEXT.format(there["slug"])
    told = f"{made.name} is at /board/{made.slug}/; it opens once what it must have is there"
    if not has_tables:
        told = f"{told}\nNobody has approved the rule tables of {there['name']} yet"
    return Answer(
        {"team": made.slug, "id": str(made.id), "place": str(place_id), "next": to_do}, f"{told}; next: {to_do}"
    )


@command.command()
@click.argument("team")
@click.option("--username", required=True)
@click.option("--name", default="", help="Needed when the account is new.")
@click.option("--role", required=True, help="A code of the table of roles, as nurse or team-lead.")
@click.option("--tier", required=True, type=click.Choice(TIERS), help="How close to the team.")
@click.option("--sessions", type=click.FloatRange(0, MOST_SESSIONS), required=True, help="Half days a week.")
@click.option("--password-stdin", is_flag=True, help="Read the password of a new account from standard input.")
@answers
def member(team: str, username: str, name: str, role: str, tier: str, sessions: float, password_stdin: bool) -> Answer:
    """Put somebody on a team; a new account gets a password, printed once."""
    with administering() as act:
        from kith.access import operations as access
        from kith.access.home import with_key
        from kith.access.queries import account_for_sign_in
        from kith.team import operations as teams
        from kith.team.queries import team_by_slug

        found = team_by_slug(slug=team, viewer=act)
        role_of(role)
        account = account_for_sign_in(username=username)
        password = ""
        if account is None:
            if not name.strip():
                raise Unusable(f"There is no account {username}: give --name too, and it is made.")
            password = sys.stdin.readline().rstrip("\n") if password_stdin else secrets.token_urlsafe(12)
            account_id = access.create_account(act=with_key(act), username=username, name=name, password=password)
        else:
            account_id = account.id
        member_id = teams.add_member(
            act=with_key(act), team_id=found.id, account_id=account_id, role=role, tier=tier, sessions=sessions
        )
    body = {"member": str(member_id), "account": str(account_id), "username": username}
    told = f"{username} is on {found.name}"
    if password and not password_stdin:
        body["password"], told = password, f"{told}; password: {password}"
    return Answer(body, told)


@command.command()
@click.argument("team")
@click.option("--duty", required=True, help="Username of the duty lead.")
@click.option("--second", required=True, help="Username of the second in line.")
@click.option("--on", "there", default="", help="Usernames on shift, by commas.")
@click.option("--from", "first", default=TODAY, show_default=True)
@click.option("--days", type=click.IntRange(1, 366), default=28, show_default=True)
@click.option("--publish", is_flag=True)
@answers
def rota(team: str, duty: str, second: str, there: str, first: str, days: int, publish: bool) -> Answer:
    """Set the same rota on every service day of a stretch, and publish it."""
    with administering() as act:
        from kith.access.home import with_key
        from kith.team import operations as teams
        from kith.team.queries import members, team_by_slug
        from kith.team.rules import ON_CALL, DayPlan, is_service_day

        found = team_by_slug(slug=team, viewer=act)
        begins = day_of(first, "--from")
        by_account = {one.account_id: one.id for one in members(team_id=found.id, at=act.at) if one.role != ON_CALL}

        def member_of(username: str) -> UUID:
            account_id = account_of(username)
            if account_id not in by_account:
                raise Unusable(f"{username} is not on {found.name}: kith team member adds them.")
            return by_account[account_id]

        on_shift = tuple(member_of(one.strip()) for one in there.split(",") if one.strip())
        plans = [
            DayPlan(day, member_of(duty), member_of(second), on_shift)
            for day in (begins + timedelta(days=number) for number in range(days))
            if is_service_day(day, found.calendar)
        ]
        if not plans:
            raise Unusable(f"{found.name} has no service day in these days: give another --from or more --days.")
        number = teams.set_rota(act=with_key(act), team_id=found.id, days=plans, publish=publish)
    words = "published" if publish else "set, not published"
    return Answer({"team": found.slug, "days": number, "published": publish}, f"{number} service days {words}")


@command.command()
@click.argument("place")
@click.option("--username", required=True)
@click.option("--from", "first", default=TODAY, show_default=True)
@click.option("--until", "last", default="", help="Last day, included; default open.")
@answers
def cover(place: str, username: str, first: str, last: str) -> Answer:
    """Say who is on call for a place, outside service days and where nobody of the rota is there."""
    with administering() as act:
        from kith.access.home import with_key
        from kith.place.queries import place_by_name
        from kith.place.rules import at_local
        from kith.team import operations as teams

        found = place_by_name(name=place)
        if found is None:
            raise Unusable(f"There is no place {place}: kith team create makes one.")
        since: datetime = act.at if first == TODAY else at_local(day_of(first, "--from"), time())
        until = at_local(day_of(last, "--until") + timedelta(days=1), time()) if last else None
        teams.set_on_call(
            act=with_key(act),
            place_id=found.id,
            account_id=account_of(username),
            since=since,
            until=until,
        )
    return Answer({"place": found.slug, "username": username}, f"{username} is on call for {found.name}")


SET_UP_COLUMNS = ("line", "words", "link", "until", "measure", "areas", "practices")


@command.command("set-up")
@click.argument("team")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--blank", is_flag=True, help="Print a CSV to fill in: a row for each line that is missing.")
@answers
def set_up(team: str, file: Path | None, blank: bool) -> Answer:
    """
    Say what a team lacks before it opens, or keep what stands in FILE, a CSV: what was agreed on paper.

    Its columns: line, words, link, until (a day; empty: as long as it may hold). A row `footprint` has the neighbourhood as
    words, and areas and practices, their codes by spaces. Rows `goals` have a goal as words, and its measure. Exit 1 while
    something is missing that the team must have.
    """
    with administering() as act:
        from kith.access.home import with_key
        from kith.place.rules import local_day
        from kith.team import setting_up
        from kith.team.queries import team_by_slug
        from kith.team.set_up_queries import lines_of, needs_of, set_up_of
        from kith.team.set_up_rules import missing_musts, of_rows

        found = team_by_slug(slug=team, viewer=act)
        if file:
            try:
                needs = needs_of(team_id=found.id, place_id=found.place_id, at=act.at)
                told = of_rows(_rows_of(file), needs, local_day(act.at))
            except ValueError as wrong:
                raise Unusable(f"{file}: {wrong}") from wrong
            setting_up.set_up(act=with_key(act), team_id=found.id, **told)
        states = lines_of(set_up_of(team=found, at=act.at), at=act.at)
        absent = [one for one in states if not one.is_met]
        lacks = missing_musts(states)
        rows = [
            {
                "line": one.need.line,
                "need": one.need.need,
                "met_by": one.need.met_by,
                "there": one.is_met,
                "words": one.shown,
            }
            for one in states
        ]
    if blank:
        said = [
            ",".join(SET_UP_COLUMNS),
            *(
                f"{one.need.line}{',' * (len(SET_UP_COLUMNS) - 1)}"
                for one in absent
                if one.need.met_by in ("statement", "footprint", "goals")
            ),
        ]
    else:
        said = [f"{one.need.label} ({one.need.need}): {one.shown}" for one in absent]
        said += (
            []
            if found.opened_at
            else [
                f"next: kith team open {team}" if not lacks else f"{len(lacks)} must be there before {found.name} opens"
            ]
        )
    body = {"team": found.slug, "open": found.opened_at is not None, "missing": len(lacks), "rows": rows}
    return Answer(body, "\n".join(said), sound=not lacks)


def _rows_of(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return [
                {name: (value or "").strip() for name, value in row.items() if name} for row in csv.DictReader(opened)
            ]
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{file} cannot be read as a CSV in UTF-8: {error}") from error


@command.command("open")
@click.argument("team")
@answers
def open_(team: str) -> Answer:
    """Open a team, so that it takes people; exit 1 with what is missing while it lacks something that it must have."""
    with administering() as act:
        from kith.access.home import with_key
        from kith.team import setting_up
        from kith.team.queries import team_by_slug

        found = team_by_slug(slug=team, viewer=act)
        setting_up.open_(act=with_key(act), team_id=found.id)
    return Answer({"team": found.slug, "open": True}, f"{found.name} is open: it takes people on its list.")


@command.command("list")
@answers
def list_() -> Answer:
    """List the teams with their members."""
    with administering() as act:
        from kith.team.queries import all_teams, members

        rows = [
            {
                "team": team.slug,
                "name": team.name,
                "members": [{"name": one.name, "role": one.role} for one in members(team_id=team.id, at=act.at)],
            }
            for team in all_teams()
        ]
    return Answer(
        {"rows": rows}, "\n".join(f"{row['team']}: {row['name']}, {len(row['members'])} members" for row in rows)
    )
