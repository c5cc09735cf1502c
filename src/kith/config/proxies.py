"""Which proxies are trusted to say from where a request came, from the environment."""

from collections.abc import Mapping
from ipaddress import ip_network

from django.core.exceptions import ImproperlyConfigured

from kith.web.hops import Network

VARIABLE = "KITH_TRUSTED_PROXIES"


def trusted_proxies(environment: Mapping[str, str]) -> tuple[Network, ...]:
    """
    Return the networks of KITH_TRUSTED_PROXIES, addresses and networks with commas between; none where it is not set.

    Raises:
        ImproperlyConfigured: with a sentence that names what is no address.
    """
    return tuple(_network(one.strip()) for one in environment.get(VARIABLE, "").split(",") if one.strip())


def _network(text: str) -> Network:
    try:
        found = ip_network(text)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{VARIABLE} must be addresses or networks, such as 10.0.0.5, 10.1.0.0/16: {text} is none"
        ) from error
    if found.prefixlen == 0:
        raise ImproperlyConfigured(f"{VARIABLE} must not be everybody ({text}): anyone could then say who they are")
    return found
