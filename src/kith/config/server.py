"""
One process that serves pages, with the worker beside it: started together, ended together.

Asked to stop (Ctrl-C, SIGTERM), it takes no new requests, gives those open three seconds, ends the worker, and leaves with
exit code 0. What was cut short was not committed.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

import uvicorn

from kith.database import server as database
from kith.database.connection import is_embedded

GRACE_SECONDS = 3
WATCH_SECONDS = 2.0


class PortTaken(Exception):
    """Another process listens there already."""


def listen(host: str, port: int) -> socket.socket:
    """
    Return a socket that listens; port 0 takes any free one.

    Raises:
        PortTaken: if the port is in use or not allowed.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as trouble:
        listening.close()
        raise PortTaken(f"Port {port} cannot be used ({trouble}): choose another with --port.") from trouble
    listening.listen(128)
    return listening


_TO_STDERR = {"formatter": "generic", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"}


def serve_pages(host: str, port: int, *, when_up: Callable[[], None]) -> None:
    """Serve pages without live events, faster, until asked to stop; then end the process with code 0."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server as Granian

    from kith.config.soundness import threads

    pages = Granian(
        "kith.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=threads(),
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig={"handlers": {"console": _TO_STDERR, "access": _TO_STDERR}},
        workers_kill_timeout=GRACE_SECONDS,
    )
    pages.on_startup(when_up)
    pages.serve()
    os._exit(0)


def serve(
    listening: socket.socket, *, with_worker: bool, when_up: Callable[[], None], only_events: bool = False
) -> None:
    """Serve until asked to stop, then end the process with code 0; `when_up` is called when the first request can come."""
    signal.signal(signal.SIGTERM, _leave)
    worker = Worker() if with_worker else None
    server = _Server(worker, when_up, "events_alone" if only_events else "application")
    threading.Thread(target=_watch, args=(worker, server), daemon=True).start()
    server.run(sockets=[listening])
    if worker:
        worker.end()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(0 if server.started else 1)  # a request cut short keeps its thread, and Python would wait for it


class Worker:
    """The worker process, started anew when it dies; it ends by itself when we do, however we end."""

    def __init__(self) -> None:
        self.ending = False
        self.failures = 0
        self.start()

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kith.cli", "worker", "--until-stdin-closes"],
            stdin=subprocess.PIPE,
            stdout=sys.stderr,
        )

    def keep(self) -> None:
        """Start it again if it died, waiting longer each time (at most half a minute) if it dies at once."""
        if self.ending or self.process.poll() is None:
            return
        self.failures = self.failures + 1 if time.monotonic() - self.started_at < 60 else 0
        if time.monotonic() - self.started_at > min(2**self.failures, 30):
            self.start()

    def ask_to_end(self) -> None:
        self.ending = True
        if self.process.poll() is None:
            self.process.terminate()

    def end(self) -> None:
        self.ask_to_end()
        try:
            self.process.wait(GRACE_SECONDS + 3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class _Server(uvicorn.Server):
    def __init__(self, worker: Worker | None, when_up: Callable[[], None], application: str) -> None:
        super().__init__(
            uvicorn.Config(
                f"kith.config.asgi:{application}",
                log_level="warning",
                access_log=False,  # addresses may hold what was searched for
                server_header=False,
                proxy_headers=False,  # who is trusted to say where a request came from is a setting of ours (web.hops)
                lifespan="off",
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self.worker = worker
        self.when_up = when_up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.when_up()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note the wish to stop, end the live streams, and pass it to the worker so that all end in the same seconds."""
        if self.worker:
            self.worker.ask_to_end()
        from kith.web.live import hub

        hub.stop()
        self.force_exit = self.should_exit
        self.should_exit = True


def _watch(worker: Worker | None, server: uvicorn.Server) -> None:
    """Bring back the worker, and the embedded server after a crash (never after `kith db stop`)."""
    while not server.should_exit:
        time.sleep(WATCH_SECONDS)
        if worker:
            worker.keep()
        if is_embedded() and database.crashed():
            database.start()


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)
