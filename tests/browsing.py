"""The browser of the journeys: Debian's Chromium through Playwright, watched for requests to other hosts."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
LOOK = """() => {
    window.kithFound = undefined
    axe.run(document, {resultTypes: ['violations']}).then(seen => { window.kithFound = seen.violations })
}"""
LOOK_ENDS = 30_000.0
"""Milliseconds that a look at a page may take, ten times and more of what it does: a look that never ends is begun again."""
OURS = {"127.0.0.1", "localhost", "::1", None}


@contextmanager
def launched() -> Iterator[Any]:
    """Yield the browser; skip the test with a reason where there is none, or fail it under continuous integration."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        missing = "no Chromium on this machine: `make browser` installs it where the system allows"
        (pytest.fail if os.environ.get("KITH_CI") else pytest.skip)(missing)
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, and Django would refuse every query of later tests in this worker.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=options)
        try:
            with _presses_wait_for_the_page():
                yield browser
        finally:
            browser.close()


@contextmanager
def _presses_wait_for_the_page() -> Iterator[None]:
    """Let a press return when the page it leads to has loaded.

    Playwright's own returns when the next page has begun: on a slow machine its words are then half there, and the
    script that hears its keys has not run.
    """
    from playwright.sync_api import Locator

    plainly = Locator.click

    def click(self: Any, **options: Any) -> None:
        plainly(self, **options)
        self.page.wait_for_load_state("load")

    Locator.click = click
    try:
        yield
    finally:
        Locator.click = plainly


@contextmanager
def watched_page(browser: Any, **options: Any) -> Iterator[Any]:
    """Yield a page in a new context; afterwards, requests to other hosts and errors of its scripts fail the test."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **options})
    context.set_default_timeout(15_000)
    page = context.new_page()
    strangers: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: strangers.append(request.url) if _is_elsewhere(request.url) else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    assert strangers == [], "a page asked another host"
    assert faults == [], f"a script of the page failed: {faults}"


def enter_as(page: Any, url: str, username: str, password: str) -> None:
    """Sign in as somebody, whoever was signed in before.

    The page is left first: what it still asks for would bring the cookies of before back after they were cleared.
    """
    page.goto("about:blank")
    page.context.clear_cookies()
    page.goto(f"{url}/sign-in")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def accessibility_faults(page: Any) -> list[str]:
    """Return each violation that axe-core finds on the page: rule, what it says, and where.

    A press that leads on may still be under way: the page is looked at when it has loaded, and again, at most three
    times, when it was replaced by the next one during the look, or the look did not end.
    """
    for _ in range(3):
        page.wait_for_load_state("load")
        document = page.evaluate_handle("document")
        try:
            page.evaluate(AXE.read_text())
            page.evaluate(LOOK)
            page.wait_for_function("() => window.kithFound !== undefined", polling=20, timeout=LOOK_ENDS)
            found = page.evaluate("() => window.kithFound")
            if document.evaluate("it => it === window.document"):
                return [
                    f"{one['id']}: {one['help']} at {[node['target'] for node in one['nodes'][:3]]}" for one in found
                ]
        except _playwright_error() as error:
            if not (_was_replaced(document) or type(error).__name__ == "TimeoutError"):
                raise
    pytest.fail("three looks at the page came to no end, or it was replaced meanwhile")


def _was_replaced(document: Any) -> bool:
    """Return whether the document has left its page since: its handle then answers no more, or names no window."""
    try:
        return not document.evaluate("it => it.defaultView !== null")
    except _playwright_error():
        return True


def _playwright_error() -> type[Exception]:
    from playwright.sync_api import Error

    return Error


def _is_elsewhere(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in OURS
