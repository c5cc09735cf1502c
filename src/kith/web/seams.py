"""Where `config` tells the web layer who looks and how the trail is written: the web knows no domain."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from kith.act.refusals import KeyUsed, OnlyProposed, Refusal
from kith.web.routes import Request, Viewer


def _unset(*_: Any, **__: Any) -> Any:
    raise RuntimeError("kith.config fills the seams of kith.web at start-up")


@dataclass(slots=True)
class Seams:
    """The functions that the transaction's middleware and the routes call."""

    viewer_of: Callable[[Any], Viewer | None] = _unset
    refusal_page: Callable[[HttpRequest, Refusal], HttpResponse] = _unset
    used_key_page: Callable[[HttpRequest, KeyUsed, HttpResponse], HttpResponse] = _unset
    proposable_page: Callable[[HttpRequest, OnlyProposed, HttpResponse], HttpResponse] = _unset
    frame: Callable[[HttpRequest, str, str], Any] = _unset
    without_records: Callable[[Request, str, str], HttpResponse | None] = _unset


seams = Seams()
