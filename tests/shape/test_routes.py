"""Every address is made by `kith.web.routes.page`, and so says who may ask and whom it shows."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, get_resolver, path

from kith.web.routes import LINKS, page


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


def test_what_a_link_opens_stands_apart_and_it_alone_needs_no_token_of_a_form() -> None:
    patterns = get_resolver().url_patterns
    by_link = {one.name for one in patterns if one.callback.kith_policy.who == "link"}
    assert {one.name for one in patterns if f"/{one.pattern}".startswith(LINKS)} == by_link
    assert {one.name for one in patterns if getattr(one.callback, "csrf_exempt", False)} == by_link
    with pytest.raises(ValueError, match="nothing else"):
        page("answers/", lambda request: HttpResponse(), name="stray", who="link", shows="nothing")
