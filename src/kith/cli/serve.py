"""`kith serve`: pages, and the worker beside them."""

import os
import sys
from collections.abc import Sequence

import click

from kith.cli import Answer, Unusable, ready, say


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; KITH_HOSTS names those allowed.")
@click.option("--without-worker", is_flag=True, help="Serve pages only; start `kith worker` yourself.")
@click.option(
    "--only",
    type=click.Choice(["pages", "events"]),
    help="One of two processes behind a proxy that sends /events to the second (docs/serving.md); without the worker.",
)
@click.option(
    "--trusted-proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="A proxy, or a network of them, that says from where requests come; adds to KITH_TRUSTED_PROXIES. Repeat for more.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object when up.")
def command(
    port: int, host: str, without_worker: bool, only: str | None, proxies: tuple[str, ...], as_json: bool
) -> None:
    """Serve the pages and their live events until Ctrl-C."""
    trust(proxies)
    serve(port=port, host=host, with_worker=not (without_worker or only), only=only or "", as_json=as_json)


def trust(proxies: Sequence[str]) -> None:
    """Let the settings, which are read from here on, trust these proxies too. Raises Unusable for what is no address."""
    from django.core.exceptions import ImproperlyConfigured

    from kith.config.proxies import VARIABLE, trusted_proxies

    wanted = ",".join(filter(None, [os.environ.get(VARIABLE, ""), *proxies]))
    try:
        trusted_proxies({VARIABLE: wanted})
    except ImproperlyConfigured as error:
        raise Unusable(str(error)) from error
    os.environ[VARIABLE] = wanted


def serve(
    *, port: int, host: str = "127.0.0.1", with_worker: bool = True, only: str = "", as_json: bool = False
) -> None:
    """Serve until asked to stop, and end the process; other commands end with it too, so it comes last in them."""
    from kith.config import server

    try:
        listening = server.listen(host, port)
    except server.PortTaken as taken:
        raise Unusable(str(taken)) from taken
    ready()
    refuse_dangers()
    url = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
    up = Answer({"url": url}, f"Kith is at {url} (Ctrl-C ends it)")
    when_up = lambda: say(up, as_json=as_json)  # noqa: E731  (said by whichever server it is)
    if only == "pages":
        port = listening.getsockname()[1]
        listening.close()
        server.serve_pages(host, port, when_up=when_up)
    else:
        server.serve(listening, with_worker=with_worker, when_up=when_up, only_events=only == "events")


def refuse_dangers() -> None:
    """End with exit 1 and a line for each thing that endangers data, if there is one. Call it after `ready`."""
    from kith.config.soundness import dangers

    found = dangers()
    for sentence in found:
        sys.stderr.write(f"kith: {sentence}\n")
    if found:
        raise click.exceptions.Exit(1)
