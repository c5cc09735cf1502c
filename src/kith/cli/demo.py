"""`kith demo`: a made-up borough that lived some days, and its sign-ins."""

import time as stopwatch
from datetime import date, time
from typing import TYPE_CHECKING, Any

import click

from kith.cli import Answer, Unusable, progress_bar, ready, say

if TYPE_CHECKING:
    from kith.simulation.lives import Wanted

DEFAULTS = {"days": 60, "people": 240, "seed": 1}


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
    """Make a made-up borough, let it live its days, print the sign-ins, serve it. What was cut short is gone on with."""
    started = stopwatch.monotonic()
    last = _day(until)
    port = port if no_serve else _free(port)
    ready()
    from kith.act.clock import now
    from kith.simulation.lives import live, live_since
    from kith.simulation.summary import answer_of

    given = {"days": days, "people": people, "seed": seed}
    asked = {name: value for name, value in given.items() if value is not None}
    made = _made()
    wanted = _same(made, asked, last) if made else _new(asked, last)
    with progress_bar(of="day", total=wanted.days) as bar:
        live(wanted, bar.update)
    if made or not no_serve:
        live_since(wanted, now())
    seconds = round(stopwatch.monotonic() - started, 1)
    body = {"url": f"http://127.0.0.1:{port}"} | answer_of(wanted) | {"seconds": seconds}
    say(Answer(body, _text(body)), as_json=as_json)
    if not no_serve:
        from kith.cli.serve import serve

        serve(port=port)


def _day(until: str) -> date | None:
    try:
        return date.fromisoformat(until) if until else None
    except ValueError as wrong:
        raise Unusable("--until must be a day like 2026-06-08.") from wrong


def _free(port: int) -> int:
    """Return the port to serve on (0 takes any), tried before a minute of living. Raises Unusable when it is taken."""
    from kith.config import server

    try:
        with server.listen("127.0.0.1", port) as listening:
            return int(listening.getsockname()[1])
    except server.PortTaken as taken:
        raise Unusable(str(taken)) from taken


def _made() -> "Wanted | None":
    from kith.simulation.lives import NotADemo, made_from

    try:
        return made_from()
    except NotADemo as other:
        raise Unusable("This home holds something already: use another KITH_HOME for a demo.") from other


def _same(made: "Wanted", asked: dict[str, int], last: date | None) -> "Wanted":
    """Return what the home's demo was made from. Raises Unusable when something else is asked for."""
    kept = {"days": made.days, "people": made.people, "seed": made.seed}
    wrong = [(name, str(kept[name])) for name, value in asked.items() if kept[name] != value]
    if last and last != made.last:
        wrong.append(("until", made.last.isoformat()))
    if wrong:
        options = " ".join(f"--{name} {value}" for name, value in wrong)
        raise Unusable(f"This home holds a demo made with {options}: use another KITH_HOME for another.")
    return made


def _new(asked: dict[str, int], last: date | None) -> "Wanted":
    """Return what to make: up to 8am of the day given, else of today, or now where that is earlier."""
    from kith.act.clock import now
    from kith.place.rules import at_local, local_day
    from kith.simulation.lives import Wanted

    at = now()
    morning = at_local(last or local_day(at), time(8))
    return Wanted(**DEFAULTS | asked, until=morning if last else min(morning, at))


def _text(body: dict[str, Any]) -> str:
    lines = [
        f"{body['people']} made-up people, {body['actions']} actions, {body['huddles']} huddles. Sign in at {body['url']}:"
    ]
    for one in body["sign_in"]:
        first = " (has not signed in before)" if one.get("first") else ""
        lines.append(f"  {one['username']:<12} {one['password']:<24} {one['role']}, {one['team']}{first}")
    return "\n".join(lines)
