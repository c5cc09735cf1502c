"""
What stands in the address of a link, and its code: worked out from the link's id and the signing key, never kept.

Whoever reads the database without the key can open nothing. Both are compared in constant time. A key that was rotated out
still opens what it signed while it stands among the fallbacks of the settings.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from kith.door.rules import CODE_DIGITS

SEAL_BYTES = 16


def token_of(link_id: UUID) -> str:
    """Return what stands in the address of a link: 43 letters, digits, hyphens and underscores."""
    return _token(link_id, settings.SECRET_KEY)


def link_in(token: str) -> UUID | None:
    """Return the id in a token that we made; None for one that was guessed, cut or changed. Asks nothing of the database."""
    try:
        link_id = UUID(bytes=urlsafe_b64decode(f"{token}=")[:16])
    except (ValueError, Error):
        return None
    fits = [constant_time_compare(_token(link_id, key), token) for key in _keys()]
    return link_id if any(fits) else None


def code_of(link_id: UUID) -> str:
    """Return the six digits that the holder of a link is told by another way."""
    return _code(link_id, settings.SECRET_KEY)


def is_code(link_id: UUID, typed: str) -> bool:
    """Say whether somebody typed the code of a link; spaces and hyphens do not count."""
    digits = typed.replace(" ", "").replace("-", "")
    return any(constant_time_compare(_code(link_id, key), digits) for key in _keys())


def pass_of(link_id: UUID) -> str:
    """Return what the page behind a code carries, so that the answer is sent from there and nothing is kept in a browser."""
    return _seal("kith.door.pass", link_id, settings.SECRET_KEY).hex()


def is_pass(link_id: UUID, given: str) -> bool:
    """Say whether a page carried the pass of its link."""
    return any(constant_time_compare(_seal("kith.door.pass", link_id, key).hex(), given) for key in _keys())


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]


def _seal(salt: str, link_id: UUID, key: str) -> bytes:
    return salted_hmac(salt, link_id.bytes, secret=key, algorithm="sha256").digest()[:SEAL_BYTES]


def _token(link_id: UUID, key: str) -> str:
    return urlsafe_b64encode(link_id.bytes + _seal("kith.door.link", link_id, key)).decode().rstrip("=")


def _code(link_id: UUID, key: str) -> str:
    number = int.from_bytes(_seal("kith.door.code", link_id, key)) % 10**CODE_DIGITS
    return f"{number:0{CODE_DIGITS}}"
