"""What a load balancer asks: does the process live, and can it do its work."""

from datetime import timedelta

from django.http import HttpResponse, JsonResponse

from kith.act.beats import last_beats, silence
from kith.jobs.queries import worker_seen_at
from kith.web.routes import Request

SILENCE = timedelta(seconds=40)
"""A worker says that it is alive every 10 seconds; after 40 it counts as gone."""


def alive(request: Request) -> HttpResponse:
    """Answer that this process answers; nothing else is asked."""
    return JsonResponse({"process": True})


def ready(request: Request) -> HttpResponse:
    """
    Answer 200 when the database answers and a worker is alive, else 503; and say whether its jobs run.

    A job that fails is for people to mend: pages must not be taken away because of it, so it does not change the status.
    """
    seen_at, last = worker_seen_at(), last_beats()
    works = seen_at is not None and request.at - seen_at < SILENCE
    ran_at = last.oldest.isoformat() if last.oldest else None
    said = {
        "database": True,
        "worker": works,
        "clockwork": silence(last, request.at) is None,
        "clockwork_ran_at": ran_at,
    }
    return JsonResponse(said, status=200 if works else 503)
