"""What a load balancer asks: does the process live, and can it do its work."""

from datetime import timedelta

from django.http import HttpResponse, JsonResponse

from kith.jobs.queries import worker_seen_at
from kith.web.routes import Request

SILENCE = timedelta(seconds=40)
"""A worker says that it is alive every 10 seconds; after 40 it counts as gone."""


def alive(request: Request) -> HttpResponse:
    """Answer that this process answers; nothing else is asked."""
    return JsonResponse({"process": True})


def ready(request: Request) -> HttpResponse:
    """Answer 200 when the database answers and a worker is alive, else 503."""
    seen_at = worker_seen_at()
    works = seen_at is not None and request.at - seen_at < SILENCE
    return JsonResponse({"database": True, "worker": works}, status=200 if works else 503)
