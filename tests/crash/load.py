"""A real client under load: it signs in, writes actions through their form, and sends again whatever got no answer."""

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from forms import form_of

ANSWERED = (200, 302)
AWAY = 503
PAUSE = 0.05
PATIENCE = 60.0
"""Seconds after which a client gives up, so that a test ends; ten times what coming back takes on a busy machine."""


@dataclass
class Browser:
    """An HTTP client with cookies and nothing else; every request opens a connection of its own."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> SimpleNamespace:
        return self._request("GET", path)

    def post(self, path: str, values: dict[str, str]) -> SimpleNamespace:
        return self._request("POST", path, urlencode(values))

    def post_and_hang_up(self, path: str, values: dict[str, str]) -> None:
        """Send a form whole, and close the connection without reading the answer, once there is one."""
        connection = self._connect()
        connection.request("POST", path, urlencode(values), self._headers())
        connection.sock.recv(1)
        connection.close()

    def _request(self, method: str, path: str, body: str | None = None) -> SimpleNamespace:
        connection = self._connect()
        try:
            connection.request(method, path, body, self._headers())
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return SimpleNamespace(status=answer.status, headers=answer.headers, content=content)

    def _connect(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.url)
        assert parts.hostname
        return http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)

    def _headers(self) -> dict[str, str]:
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": kept, "Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Writer:
    """
    Somebody who writes actions until told to stop; each is sent with the key of its form until it is acknowledged.

    `forgets_key` sends again as new: the defect that the run must be able to see.
    """

    url: str
    username: str
    password: str
    name: str
    forgets_key: bool = False
    sent: list[str] = field(default_factory=list)
    acknowledged: dict[str, float] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    away: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> None:
        """Sign in."""
        self.browser = Browser(self.url)
        page = self.until_answered(lambda: self.browser.get("/sign-in"))
        values = form_of(page, "/sign-in").values | {"username": self.username, "password": self.password}
        self.until_answered(lambda: self.browser.post("/sign-in", values))

    def write_for(self, person_id: str) -> None:
        """Write one action after the other until told to stop. The body of a thread."""
        number = 0
        while not self.stopping.is_set():
            number += 1
            self.write(person_id, f"Load {self.name} {number}")

    def write(self, person_id: str, what: str, *, loses_first_answer: bool = False) -> None:
        """Write one action, sent again until it is acknowledged."""
        path = f"/person/{person_id}/action/add/"
        page = self.until_answered(lambda: self.browser.get(path))
        if page is None or page.status != 200:
            self.strange.append("no form")
            self.stopping.set()
            return
        form = form_of(page, path)
        values = form.values | {"what": what, "by": "week"}
        self.sent.append(what)
        if loses_first_answer:
            self.browser.post_and_hang_up(path, values)
            values = self._again(values)
        answer = self.until_answered(lambda: self.browser.post(path, values), between=lambda: self._renew(values))
        if answer is not None and answer.status == 302:
            self.acknowledged[what] = time.monotonic()
        elif answer is not None:
            self.strange.append(f"{answer.status} to {what}")

    def until_answered(self, ask: Callable[[], Any], between: Callable[[], None] = lambda: None) -> Any:
        """Ask until there is an answer other than "away"; None when told to stop meanwhile, or out of patience."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                answer = ask()
            except (OSError, http.client.HTTPException):
                answer = None
            if answer is not None and answer.status != AWAY:
                if answer.status not in ANSWERED:
                    self.strange.append(str(answer.status))
                return answer
            if answer is not None:
                self.away += 1
                if not answer.headers.get("Retry-After"):
                    self.strange.append("503 without Retry-After")
            between()
            time.sleep(PAUSE)
        self.strange.append("no answer for a minute")
        return None

    def _renew(self, values: dict[str, str]) -> None:
        values.update(self._again(values))

    def _again(self, values: dict[str, str]) -> dict[str, str]:
        return values | {"key": str(uuid4())} if self.forgets_key else values
