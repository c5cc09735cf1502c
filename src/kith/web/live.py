"""
Live events: which people of which team were changed, told to open pages as it happens (docs/adr/0008).

`/events?team=<slug>` is answered by a bare ASGI function in front of Django, whose own handler would keep a thread for each
stream. One connection to the database listens for the whole process; no stream holds one. An event carries ids and a
version, and the page fetches what it may see through the ordinary view. Who may listen is asked at the beginning of a
stream, once a minute for all streams in one statement, and at once when somebody signs out or a team changes.

Nothing is kept for a stream that cannot take it: it is told to fetch everything (`again`) instead. So is each stream when the
listening connection was lost, because the database does not keep what it could not tell.
"""

import asyncio
import contextlib
import logging
import uuid
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qs
from uuid import UUID

import orjson
import psycopg
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host

log = logging.getLogger("kith.live")

R = TypeVar("R")
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

TROUBLE = (psycopg.Error, DatabaseError, InterfaceError, OSError)
"""What a database that is away for a while looks like, from the driver and from Django."""

HEARTBEAT_SECONDS = 20.0
RECHECK_SECONDS = 60.0
RENEW_SECONDS = 60.0
PATIENCE_SECONDS = 30.0
"""How long a client may take for one event before its stream is ended."""

WAITING_AT_MOST = 32
"""Events that wait for one client; beyond them it is told to fetch everything."""

STREAMS_OF_ACCOUNT = 12
STREAMS_OF_PROCESS = 4000


@dataclass(frozen=True, slots=True)
class Listener:
    """Who listens: a session and its account, the team whose page is open, and every team whose events may be told."""

    session_key: str
    account_id: UUID
    team_id: UUID
    team_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Gate:
    """
    What the stream asks of the house, each in a thread that may use the database.

    `admit` returns who a session is on a team's page, the number of an HTTP refusal otherwise. `recheck` returns the teams of each
    of these that still stands. `say_listening` and `stop_listening` tell those who write that somebody hears them.
    """

    admit: Callable[[str, str], Listener | int]
    recheck: Callable[[Collection[Listener]], Mapping[tuple[str, UUID], frozenset[UUID]]]
    say_listening: Callable[[UUID], None]
    stop_listening: Callable[[UUID], None]
    release: Callable[[], None]
    address: Callable[[], str]
    channel: str


@dataclass(eq=False, slots=True)
class Stream:
    """One open page: who it is, and what waits to be told. `ending` is the last event once it must end."""

    listener: Listener
    waiting: list[bytes] = field(default_factory=list)
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    ending: bytes | None = None

    def tell(self, event: bytes) -> None:
        """Put an event behind those that wait; with too many of them, ask for everything instead."""
        if len(self.waiting) >= WAITING_AT_MOST:
            self.waiting = [AGAIN]
        elif self.waiting[-1:] != [event]:
            self.waiting.append(event)
        self.awake.set()

    def end(self, last: bytes) -> None:
        """Let this be the last event."""
        self.ending = self.ending or last
        self.awake.set()

    async def next(self) -> list[bytes]:
        """Return what waits, in order; a heartbeat when nothing came for a while."""
        if not self.waiting and self.ending is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.awake.wait(), HEARTBEAT_SECONDS)
        self.awake.clear()
        told, self.waiting = self.waiting, []
        return told or ([] if self.ending is not None else [BEAT])


def event(name: str, data: bytes = b"{}") -> bytes:
    """Return one event as it is sent."""
    return b"event: %s\ndata: %s\n\n" % (name.encode(), data)


HELLO, BEAT, AGAIN, LOST, BACK = (event(name) for name in ("hello", "beat", "again", "lost", "back"))
ENDED, PARKED, STOPPING = (event(name) for name in ("ended", "parked", "stopping"))
"""What ends a stream: whoever listens may not any more; too many of one account; the process stops."""


class Hub:
    """The streams of one process, the connection that listens for them, and the watch over who may."""

    def __init__(self) -> None:
        self.gate: Gate | None = None
        self.id = uuid.uuid4()
        self.streams: dict[UUID, list[Stream]] = defaultdict(list)
        self.by_team: dict[UUID, set[Stream]] = defaultdict(set)
        self.is_stopping = False
        self.loop: asyncio.AbstractEventLoop | None = None
        self.tasks: list[asyncio.Task[None]] = []
        self.thread = ThreadPoolExecutor(1, "live")

    # One request

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request for `/events`: a stream, or the reason why not as a status."""
        headers = {name.decode("latin1"): value.decode("latin1") for name, value in scope["headers"]}
        admitted = await self._admit(scope, headers)
        if isinstance(admitted, int):
            return await refuse(send, admitted)
        stream = self._join(admitted)
        gone = asyncio.ensure_future(_gone(receive, stream))
        try:
            await self._tell(stream, send)
        except TimeoutError:
            log.info("a client took no event for %s seconds", PATIENCE_SECONDS)
        finally:
            gone.cancel()
            self._leave(stream)

    async def _admit(self, scope: Scope, headers: Mapping[str, str]) -> Listener | int:
        host = split_domain_port(headers.get("host", ""))[0]
        if not host or not validate_host(host, settings.ALLOWED_HOSTS):
            return 400
        if scope["method"] != "GET":
            return 405
        if self.is_stopping or self.number >= STREAMS_OF_PROCESS:
            return 503
        session_key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
        slug = parse_qs(scope["query_string"].decode("latin1")).get("team", [""])[0]
        if not session_key:
            return 401
        try:
            await self._begin()
            return await self._ask(lambda gate: gate.admit(session_key, slug))
        except (TimeoutError, *TROUBLE):
            return 503

    async def _tell(self, stream: Stream, send: Send) -> None:
        """Send events until the stream ends."""
        headers = [
            (b"content-type", b"text/event-stream"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
            (b"x-content-type-options", b"nosniff"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        told = [b"retry: 2000\n\n", HELLO]
        while True:
            if stream.ending is not None:
                told.append(stream.ending)
            body = {"type": "http.response.body", "body": b"".join(told), "more_body": stream.ending is None}
            await asyncio.wait_for(send(body), PATIENCE_SECONDS)
            if not body["more_body"]:
                return
            told = await stream.next()

    # Who is there

    @property
    def number(self) -> int:
        """How many streams are open."""
        return sum(map(len, self.streams.values()))

    def _join(self, listener: Listener) -> Stream:
        stream = Stream(listener)
        of_account = self.streams[listener.account_id]
        for oldest in of_account[: max(0, len(of_account) + 1 - STREAMS_OF_ACCOUNT)]:
            oldest.end(PARKED)
        of_account.append(stream)
        for team_id in listener.team_ids:
            self.by_team[team_id].add(stream)
        if self.is_stopping:
            stream.end(STOPPING)
        return stream

    def _leave(self, stream: Stream) -> None:
        of_account = self.streams[stream.listener.account_id]
        of_account.remove(stream)
        if not of_account:
            del self.streams[stream.listener.account_id]
        for team_id in stream.listener.team_ids:
            self.by_team[team_id].discard(stream)

    def everybody(self) -> list[Stream]:
        """Return every open stream."""
        return [stream for streams in self.streams.values() for stream in streams]

    # What is told

    def hear(self, payload: str) -> None:
        """
        Pass a notification on to the streams of its team; let those of a team that changed as a whole be looked at again.

        Whoever has closed a record to themselves (`shut`: account to people) is not told of that person, and nobody of them.
        """
        told = orjson.loads(payload)
        shut = told.pop("shut", {})
        if not told.get("people"):
            self.look_again.set()
        if team := told.get("team"):
            sent = event("changed", orjson.dumps(told))
            for stream in self.by_team.get(UUID(team), ()):
                if not (hidden := shut.get(str(stream.listener.account_id))):
                    stream.tell(sent)
                elif seen := [person for person in told["people"] if person not in hidden]:
                    stream.tell(event("changed", orjson.dumps({**told, "people": seen})))

    async def _begin(self) -> None:
        """Start to listen, once a process; wait until the database hears us."""
        if self.loop is None:
            self.loop = asyncio.get_running_loop()
            self.is_up, self.look_again = asyncio.Event(), asyncio.Event()
            self.tasks = [self.loop.create_task(self._listen()), self.loop.create_task(self._watch())]
            for task in self.tasks:
                task.add_done_callback(self._fallen)
        await asyncio.wait_for(self.is_up.wait(), 5)

    async def _listen(self) -> None:
        """Hold the one connection that listens; after a loss tell everybody, and come back."""
        pause = 0.1
        while not self.is_stopping:
            try:
                await self._listen_until_lost()
                pause = 0.1
            except TROUBLE as trouble:
                log.warning("the connection that listens was lost: %s", type(trouble).__name__)
            self.is_up.clear()
            for stream in self.everybody():
                stream.tell(LOST)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 2.0)

    async def _listen_until_lost(self) -> None:
        assert self.gate is not None
        connected = await psycopg.AsyncConnection.connect(
            self.gate.address(), autocommit=True, connect_timeout=5, application_name=self.gate.channel
        )
        async with connected:
            await connected.execute(f"listen {self.gate.channel}".encode())
            while True:
                await self._ask(lambda gate: gate.say_listening(self.id))
                if not self.is_up.is_set():
                    self.is_up.set()
                    for stream in self.everybody():
                        stream.tell(BACK)
                async for heard in connected.notifies(timeout=RENEW_SECONDS):
                    self.hear(heard.payload)
                await connected.execute(b"select 1")  # a connection that died in silence shows here

    async def _watch(self) -> None:
        """Look again at who may listen: once a minute, and within a second when asked."""
        while not self.is_stopping:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.look_again.wait(), RECHECK_SECONDS)
            self.look_again.clear()
            try:
                await self.recheck()
            except TROUBLE as trouble:  # without the database nothing is told either; the next turn asks again
                log.warning("nobody could be looked at again: %s", type(trouble).__name__)
            await asyncio.sleep(min(1.0, RECHECK_SECONDS))

    def _fallen(self, task: asyncio.Task[None]) -> None:
        """End every stream when listening or watching fell over a defect: none may go on unwatched. The next begins anew."""
        if task.cancelled() or task.exception() is None:
            return
        log.error("live events begin anew", exc_info=task.exception())
        for other in self.tasks:
            other.cancel()
        self.loop, self.tasks = None, []
        for stream in self.everybody():
            stream.end(LOST)

    async def recheck(self) -> None:
        """End the streams of whoever may not listen any more, and give the others the teams they are on now. One statement."""
        streams = self.everybody()
        if not streams:
            return
        standing = await self._ask(lambda gate: gate.recheck([one.listener for one in streams]))
        for stream in streams:
            known = stream.listener
            team_ids = standing.get((known.session_key, known.account_id), frozenset())
            if known.team_id not in team_ids:
                stream.end(ENDED)
            elif team_ids != known.team_ids and stream in self.streams.get(known.account_id, ()):
                self._move(stream, team_ids)

    def _move(self, stream: Stream, team_ids: frozenset[UUID]) -> None:
        known = stream.listener
        for team_id in known.team_ids:
            self.by_team[team_id].discard(stream)
        for team_id in team_ids:
            self.by_team[team_id].add(stream)
        stream.listener = Listener(known.session_key, known.account_id, known.team_id, team_ids)
        stream.tell(AGAIN)

    async def _ask(self, question: Callable[[Gate], R]) -> R:
        """Ask the house something in the one thread that may use the database."""
        gate = self.gate
        assert gate is not None, "kith.config opens the gate at start-up"

        def asked() -> R:
            try:
                return question(gate)
            finally:
                gate.release()

        return await asyncio.get_running_loop().run_in_executor(self.thread, asked)

    # The end

    def stop(self) -> None:
        """End every stream at once, from a signal handler too: the server waits for open answers."""
        self.is_stopping = True
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._end_all)

    def _end_all(self) -> None:
        for stream in self.everybody():
            stream.end(STOPPING)
        for task in self.tasks:
            task.cancel()
        self.tasks = []
        self.thread.submit(self._say_gone)
        self.thread.shutdown(wait=False)

    def _say_gone(self) -> None:
        assert self.gate is not None
        with contextlib.suppress(Exception):  # it counts as gone three minutes later anyway
            self.gate.stop_listening(self.id)
        self.gate.release()


async def _gone(receive: Receive, stream: Stream) -> None:
    """Wait until the client is gone, and wake its stream so that it is forgotten at once."""
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end(b"")


async def refuse(send: Send, status: int) -> None:
    """Answer with a status alone."""
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
    if status == 503:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


hub = Hub()
"""The one of this process; `kith.config` opens its gate."""
