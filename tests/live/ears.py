"""An ear: one open stream of a hub in this process, asked for as the server would ask, without a server."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import orjson
from django.db import connection

from builders import ATeam, Someone, signed_in
from kith.web.live import Hub

R = TypeVar("R")
PATIENCE = 10.0
Event = tuple[str, dict[str, Any]]


class Ear:
    """What one stream has been told, and how its answer began and ended."""

    def __init__(self) -> None:
        self.status = 0
        self.told: asyncio.Queue[Event | None] = asyncio.Queue()
        self.is_gone = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        """Say nothing until the client goes."""
        await self.is_gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        """Take a part of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            return
        for block in message["body"].decode().split("\n\n"):
            lines = dict(line.split(": ", 1) for line in block.splitlines())
            if "event" in lines:
                self.told.put_nowait((lines["event"], orjson.loads(lines["data"])))
        if not message.get("more_body"):
            self.told.put_nowait(None)

    async def next(self) -> Event | None:
        """Return the next event, None when the answer is over."""
        return await asyncio.wait_for(self.told.get(), PATIENCE)

    async def names_to_the_end(self) -> list[str]:
        """Return the names of the events until the answer is over."""
        names = []
        while (event := await self.next()) is not None:
            names.append(event[0])
        return names


def scope(cookies: str, slug: str, **other: Any) -> dict[str, Any]:
    """Return a request for the events of a team."""
    headers = [(b"host", b"localhost"), (b"cookie", cookies.encode())]
    return {"type": "http", "method": "GET", "query_string": f"team={slug}".encode(), "headers": headers} | other


def cookies_of(who: Someone) -> str:
    """Sign in through the page; return the cookies."""
    return "; ".join(f"{name}={value.value}" for name, value in signed_in(who).cookies.items())


@asynccontextmanager
async def listening(hub: Hub, team: ATeam, cookies: str, *, slug: str = "") -> AsyncIterator[Ear]:
    """Open a stream on the page of a team until the block ends."""
    ear = Ear()
    answer = asyncio.ensure_future(hub.answer(scope(cookies, slug or team.slug), ear.receive, ear.send))
    try:
        first = await ear.next()
        assert ear.status != 200 or first == ("hello", {})
        yield ear
    finally:
        ear.is_gone.set()
        await asyncio.wait_for(answer, PATIENCE)


async def apart(work: Callable[[], R]) -> R:
    """Do something with the database in a thread of its own, as another process would."""

    def done() -> R:
        try:
            return work()
        finally:
            connection.close()

    return await asyncio.to_thread(done)


def run(story: Callable[[Hub], Any], hub: Hub) -> None:
    """
    Run a story with a hub in a loop of its own, and let the hub end with it.

    In a thread of its own too: Playwright keeps a loop in the thread of the tests.
    """

    async def told() -> None:
        try:
            await story(hub)
        finally:
            hub.stop()
            await asyncio.sleep(0)

    in_a_thread(told())
    hub.thread.shutdown(wait=True)


def in_a_thread(story: Coroutine[Any, Any, R]) -> R:
    """Run a coroutine in a thread of its own and return what it returns."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(story)).result()
