"""From which address a request came: the last one that no trusted proxy has, and never what somebody only says."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from kith.config.proxies import trusted_proxies
from kith.web.hops import last_untrusted

OURS = trusted_proxies({"KITH_TRUSTED_PROXIES": "10.0.0.5, 10.1.0.0/16,2001:db8::/32"})
FAR = "203.0.113.9"


@pytest.mark.parametrize(
    ("peer", "told", "counts"),
    [
        (FAR, "", FAR),
        (FAR, "198.51.100.1", FAR),
        ("10.0.0.5", "", "10.0.0.5"),
        ("10.0.0.5", FAR, FAR),
        ("10.0.0.5", f"198.51.100.1, {FAR}", FAR),
        ("10.0.0.5", f"198.51.100.1, {FAR}, 10.1.2.3", FAR),
        ("10.0.0.5", f"{FAR}, 198.51.100.1, 10.2.0.1", "10.2.0.1"),
        ("10.0.0.5", "10.1.0.9,10.1.0.8", "10.1.0.9"),
        ("10.0.0.5", f"{FAR}, nonsense", "10.0.0.5"),
        ("10.0.0.5", f"{FAR}, unknown, 10.1.0.8", "10.1.0.8"),
        ("10.0.0.5", f"{FAR}:4711", FAR),
        ("2001:db8::1", "[2a00::7]:443", "2a00::7"),
        ("::ffff:10.0.0.5", f"::ffff:{FAR}", FAR),
        ("", FAR, ""),
    ],
)
def test_the_last_address_that_is_no_trusted_proxy_counts(peer: str, told: str, counts: str) -> None:
    assert last_untrusted(peer, told, OURS) == counts
    assert last_untrusted(peer, told, ()) == peer.removeprefix("::ffff:"), "the control: nobody is trusted"


@pytest.mark.parametrize("said", ["proxy.example.org", "10.0.0.5/8", "0.0.0.0/0", "::/0", "10.0.0.5;10.0.0.6"])
def test_what_is_no_proxy_keeps_the_settings_from_being_read(said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="KITH_TRUSTED_PROXIES must"):
        trusted_proxies({"KITH_TRUSTED_PROXIES": said})


def test_nobody_is_trusted_by_default() -> None:
    assert trusted_proxies({}) == trusted_proxies({"KITH_TRUSTED_PROXIES": " , "}) == ()
