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
            yield browser
        finally:
            browser.close()


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


def accessibility_faults(page: Any) -> list[str]:
    """Return each violation that axe-core finds on the page: rule, what it says, and where."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [f"{one['id']}: {one['help']} at {[node['target'] for node in one['nodes'][:3]]}" for one in found]


def _is_elsewhere(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in OURS
