"""`kith user`: accounts, without the browser."""

import secrets
import sys

import click

from kith.cli import Answer, answers
from kith.cli.team import administering


@click.group()
def command() -> None:
    """Accounts."""


@command.command()
@click.option("--username", required=True)
@click.option("--name", required=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@answers
def add(username: str, name: str, password_stdin: bool) -> Answer:
    """Make an account; its password is printed once."""
    with administering() as act:
        from kith.access.home import with_key
        from kith.access.operations import create_account

        password = sys.stdin.readline().rstrip("\n") if password_stdin else secrets.token_urlsafe(12)
        account_id = create_account(act=with_key(act), username=username, name=name, password=password)
    body = {"username": username, "account": str(account_id)}
    if password_stdin:
        return Answer(body, f"{username} can sign in")
    return Answer(body | {"password": password}, f"{username} can sign in with {password}")


@command.command()
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@answers
def password(username: str, password_stdin: bool) -> Answer:
    """Give an account a new password; it is printed once."""
    with administering() as act:
        from kith.access.home import with_key
        from kith.access.operations import set_password

        new = sys.stdin.readline().rstrip("\n") if password_stdin else secrets.token_urlsafe(12)
        set_password(act=with_key(act), username=username, password=new)
    if password_stdin:
        return Answer({"username": username}, f"{username} can sign in")
    return Answer({"username": username, "password": new}, f"{username} can sign in with {new}")


@command.command("list")
@answers
def list_() -> Answer:
    """List the accounts."""
    with administering():
        from kith.access.queries import accounts

        rows = [
            {"username": one.username, "name": one.name, "ended": one.ended_at.isoformat() if one.ended_at else None}
            for one in accounts()
        ]
    return Answer({"rows": rows}, "\n".join(f"{row['username']}: {row['name']}" for row in rows))


@command.command()
@click.argument("username")
@answers
def end(username: str) -> Answer:
    """End an account: it signs in no more."""
    with administering() as act:
        from kith.access.home import with_key
        from kith.access.operations import end_account

        end_account(act=with_key(act), username=username)
    return Answer({"username": username, "ended": True}, f"{username} signs in no more")
