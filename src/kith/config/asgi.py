"""
The ASGI application of one process: live events in the loop itself, pages in a pool of threads.

Django's own ASGI handler keeps a thread per open stream and answers pages slower (docs/adr/0008), so it is not used.
"""

import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware

from kith.config.soundness import threads
from kith.config.wsgi import application as pages
from kith.web.live import hub, refuse

Scope = dict[str, Any]


class Dispatcher:
    """Sends /events to the loop and all else to the threads."""

    def __init__(self) -> None:
        self.pages = WSGIMiddleware(cast(Any, pages), workers=threads())  # its type knows no Django handler

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answer one request (or the start and end of the process)."""
        if scope["type"] == "http" and scope["path"] == "/events":
            await hub.answer(scope, receive, send)
        else:
            await self.pages(cast(Any, scope), receive, send)


async def events_alone(scope: Scope, receive: Any, send: Any) -> None:
    """Answer as a process that serves live events and nothing else: `/events`, and `/healthz` for whoever watches it."""
    if scope["type"] != "http":
        return
    if scope["path"] == "/events":
        await hub.answer(scope, receive, send)
    else:
        await refuse(send, 204 if scope["path"] == "/healthz" else 404)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.config.settings")
application = Dispatcher()
