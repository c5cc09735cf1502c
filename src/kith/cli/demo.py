"""`kith demo`: a made-up borough that lived some days, and its sign-ins."""

import json
import time as stopwatch
from datetime import date, datetime, time
from typing import Any

import click

from kith.cli import Answer, Unusable, progress_bar, ready, say

MADE = "demo.json"


@click.command()
@click.option("--days", type=click.IntRange(1, 400), help="Days lived; default 60.")
@click.option("--people", type=click.IntRange(3, 3000), help="People on the three lists; default 240.")
@click.option("--seed", type=int, help="The same seed gives the same borough; default 1.")
@click.option("--until", default="", help="The morning it has reached (YYYY-MM-DD); default today.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--no-serve", is_flag=True, help="Make it and stop.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    days: int | None, people: int | None, seed: int | None, until: str, port: int, no_serve: bool, as_json: bool
) -> None:
    """Make a made-up borough, let it live its days, print the sign-ins, serve it."""
    started = stopwatch.monotonic()
    ready()
    from kith.database.home import home

    kept = home() / MADE
    asked = {name: value for name, value in (("days", days), ("people", people), ("seed", seed)) if value is not None}
    if kept.exists():
        made = json.loads(kept.read_text())
        if wrong := [name for name, value in asked.items() if made["wanted"][name] != value]:
            raise Unusable(
                f"This home holds a demo made with --{wrong[0]} {made['wanted'][wrong[0]]}: use another KITH_HOME."
            )
        if until and made["wanted"]["until"] != until:
            raise Unusable(f"This home holds a demo that reached {made['wanted']['until']}: use another KITH_HOME.")
        body = made["answer"]
    else:
        body = _make({"days": 60, "people": 240, "seed": 1} | asked, until, started)
    body = {"url": f"http://127.0.0.1:{port}"} | body
    if no_serve:
        say(Answer(body, _text(body)), as_json=as_json)
        return
    say(Answer(body, _text(body)), as_json=as_json)
    from kith.cli.serve import serve

    serve(port=port)


def _make(wanted: dict[str, int], until: str, started: float) -> dict[str, Any]:
    from kith.act.clock import now
    from kith.database.home import home
    from kith.place.rules import at_local, local_day
    from kith.simulation.lives import Wanted, live
    from kith.simulation.summary import answer_of, is_empty

    if not is_empty():
        raise Unusable("This home holds something already: use another KITH_HOME for a demo.")
    at = now()
    try:
        day = date.fromisoformat(until) if until else local_day(at)
    except ValueError as wrong:
        raise Unusable("--until must be a day like 2026-06-08.") from wrong
    morning: datetime = min(at_local(day, time(8)), at) if not until else at_local(day, time(8))
    with progress_bar(of="day", total=wanted["days"]) as bar:
        teams = live(Wanted(wanted["days"], wanted["people"], wanted["seed"], morning), bar.update)
    body = answer_of(teams, at=morning) | {"seconds": round(stopwatch.monotonic() - started, 1)}
    kept = home() / MADE
    kept.write_text(json.dumps({"wanted": wanted | {"until": day.isoformat()}, "answer": body}))
    kept.chmod(0o600)
    return body


def _text(body: dict[str, Any]) -> str:
    lines = [
        f"{body['people']} made-up people, {body['actions']} actions, {body['huddles']} huddles. Sign in at {body['url']}:"
    ]
    for one in body["sign_in"]:
        first = " (has not signed in before)" if one.get("first") else ""
        lines.append(f"  {one['username']:<12} {one['password']:<24} {one['role']}, {one['team']}{first}")
    return "\n".join(lines)
