"""
From which network address a request came, also where proxies stand between.

What a header says is worth as much as whoever wrote it: it is read from proxies that the settings name, and from nobody else.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def address_of(request: HttpRequest) -> str:
    """Return the address of whoever sent a request, as `last_untrusted`; '' where the server knows of none."""
    told = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return last_untrusted(request.META.get("REMOTE_ADDR", ""), told, settings.TRUSTED_PROXIES)


def last_untrusted(peer: str, told: str, trusted: Sequence[Network]) -> str:
    """
    Return the address nearest to us that is no trusted proxy.

    `peer` is who the connection is from; `told` is X-Forwarded-For, to which each proxy adds, at its end, whom it got the request
    from. From the end on an entry counts as long as all behind it are trusted. Where one is no address, and where all are
    trusted, it is the last trusted one: nobody chooses under which address they count.
    """
    nearest = _read(peer)
    if nearest is None:
        return peer
    for one in reversed(told.split(",")):
        if not _is_trusted(nearest, trusted) or (before := _read(one)) is None:
            break
        nearest = before
    return str(nearest)


def _is_trusted(address: Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)


def _read(text: str) -> Address | None:
    """Return an address as proxies write it: alone, with a port, or in brackets; an IPv4 one in IPv6 as itself."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
