"""
The settings of e-mail, read from the environment: none by default, so that one machine needs no service.

EMAIL_URL says all in one line (`smtp://user:password@mail.example.org:587`, `smtps://...`, `console:`, `null:`), or EMAIL_HOST,
EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD and EMAIL_TLS (starttls, tls or none) say it apart. EMAIL_FROM is who
writes, KITH_URL the address of Kith that a mail leads to.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_BACKENDS = "django.core.mail.backends"
STARTTLS, TLS, PLAIN = "starttls", "tls", "none"
_PORTS = {STARTTLS: 587, TLS: 465, PLAIN: 25}
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SECONDS = 20
"""How long a mail server may take to answer."""
LONGEST_FROM = 254


def mail_settings(environment: Mapping[str, str]) -> dict[str, Any]:
    """
    Return Django's settings of e-mail, and ours: whether mail is sent at all, the domain of its ids, where it leads to.

    Raises:
        ImproperlyConfigured: with a sentence that names the setting that cannot be used.
    """
    said = _of_url(environment["EMAIL_URL"]) if environment.get("EMAIL_URL") else _of_parts(environment)
    sender = environment.get("EMAIL_FROM", "").strip()
    if sender and ("@" not in sender or any(letter.isspace() for letter in sender) or len(sender) > LONGEST_FROM):
        raise ImproperlyConfigured("EMAIL_FROM must be an e-mail address, such as kith@example.org")
    return said | {
        "EMAIL_TIMEOUT": SECONDS,
        "DEFAULT_FROM_EMAIL": sender or "kith@localhost",
        "MAIL_DOMAIN": sender.partition("@")[2] or "kith.invalid",
        "PUBLIC_URL": environment.get("KITH_URL", "").strip().rstrip("/") or "http://127.0.0.1:8000",
    }


def mail_dangers(environment: Mapping[str, str]) -> list[str]:
    """Return which settings of e-mail endanger somebody, one sentence each; none where no mail is sent to a server."""
    settings = mail_settings(environment)
    if not settings["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
        return []
    found, url = [], urlsplit(settings["PUBLIC_URL"])
    if not (settings["EMAIL_USE_TLS"] or settings["EMAIL_USE_SSL"]) and settings["EMAIL_HOST"] not in LOOPBACK:
        found.append("E-mail is handed over without TLS, readable on the way: use smtps:// or let tls=none go.")
    if not environment.get("EMAIL_FROM"):
        found.append("EMAIL_FROM is not set: mail servers refuse what nobody wrote, and urgent mail does not arrive.")
    if not environment.get("KITH_URL"):
        found.append("KITH_URL is not set: the link in each mail leads to the reader's own machine.")
    elif url.scheme != "https" and url.hostname not in LOOPBACK:
        found.append("KITH_URL is not https: whoever follows the link of a mail signs in unprotected.")
    return found


def _of_url(text: str) -> dict[str, Any]:
    url = urlsplit(text)
    if url.scheme in ("console", "null"):
        return _backend("console" if url.scheme == "console" else "dummy", is_sent=True)
    if url.scheme not in ("smtp", "smtps") or not url.hostname:
        raise ImproperlyConfigured("EMAIL_URL must be smtp://host, smtps://host, console: or null:")
    security = TLS if url.scheme == "smtps" else parse_qs(url.query).get("tls", [STARTTLS])[0]
    try:
        port = url.port
    except ValueError:
        raise ImproperlyConfigured("EMAIL_URL has a port that is no number") from None
    return _smtp(url.hostname, port, unquote(url.username or ""), unquote(url.password or ""), security, "EMAIL_URL")


def _of_parts(environment: Mapping[str, str]) -> dict[str, Any]:
    if not (host := environment.get("EMAIL_HOST", "")):
        return _backend("dummy", is_sent=False)
    port = environment.get("EMAIL_PORT", "")
    if port and not port.isdecimal():
        raise ImproperlyConfigured("EMAIL_PORT must be a number")
    user, password = environment.get("EMAIL_HOST_USER", ""), environment.get("EMAIL_HOST_PASSWORD", "")
    return _smtp(host, int(port or 0), user, password, environment.get("EMAIL_TLS", STARTTLS), "EMAIL_TLS")


def _smtp(host: str, port: int | None, user: str, password: str, security: str, setting: str) -> dict[str, Any]:
    if security not in _PORTS:
        raise ImproperlyConfigured(f"{setting} must say starttls, tls or none for its security")
    return _backend("smtp", is_sent=True) | {
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or _PORTS[security],
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": password,
        "EMAIL_USE_TLS": security == STARTTLS,
        "EMAIL_USE_SSL": security == TLS,
    }


def _backend(name: str, *, is_sent: bool) -> dict[str, Any]:
    nobody = {"EMAIL_HOST": "localhost", "EMAIL_PORT": 25, "EMAIL_HOST_USER": "", "EMAIL_HOST_PASSWORD": ""}
    own = {"EMAIL_BACKEND": f"{_BACKENDS}.{name}.EmailBackend", "MAIL_IS_SENT": is_sent}
    return nobody | {"EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False} | own
