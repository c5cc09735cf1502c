"""Every address is made by `kith.web.routes.page`, and so says who may ask and whom it shows."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, get_resolver, path


def unlisted(patterns: list[URLPattern]) -> list[str]:
    """Return the addresses without a policy."""
    return [str(one.pattern) for one in patterns if not hasattr(one.callback, "kith_policy")]


def test_every_route_has_a_policy() -> None:
    patterns = get_resolver().url_patterns
    assert len(patterns) > 5
    assert unlisted(patterns) == []


def test_an_unlisted_route_is_found() -> None:
    def stray(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert unlisted([path("stray/", stray)]) == ["stray/"]
