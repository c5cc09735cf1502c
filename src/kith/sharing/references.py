"""Who and what a FHIR reference means: urn:uuid, relative, absolute, conditional, or an identifier alone."""

from __future__ import annotations

import re
from typing import Generic, TypeVar
from urllib.parse import unquote

from kith.person.rules import nhs_number
from kith.sharing.incoming import PersonKey, Refused
from kith.sharing.wire import Identifier, Reference

Value = TypeVar("Value")

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
NHS_NUMBER_SYSTEMS = frozenset(
    {
        NHS_NUMBER,
        "http://fhir.nhs.net/Id/nhs-number",
        "http://fhir.nhs.uk/Id/nhs-number",
        "urn:oid:2.16.840.1.113883.2.1.4.1",
    }
)

_ID = r"(?P<id>[A-Za-z0-9\-._~]{1,200})(?:/_history/[^/?#]+)?"
_RELATIVE = re.compile(r"(?P<type>[A-Z][A-Za-z]+)/" + _ID)
_ABSOLUTE = re.compile(r"(?P<base>https?://[^?#\s]{1,240})/(?P<type>[A-Z][A-Za-z]+)/" + _ID)
_CONDITIONAL = re.compile(r"(?:https?://[^?#\s]+/)?(?P<type>[A-Z][A-Za-z]+)\?identifier=(?P<token>[^&]+)")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
SELF_EVIDENT = "urn:uuid"


def base_of(full_url: str | None) -> str:
    """Return the server address a full URL starts with, or "" for urn: and for none."""
    found = _ABSOLUTE.fullmatch(full_url) if full_url and full_url.startswith("http") else None
    return found["base"] if found else ""


def id_key(identity: str, base: str) -> PersonKey:
    """Return the key of a record by its id; a UUID needs no server to be unique."""
    if len(identity) == 36 and _UUID.fullmatch(identity):
        return PersonKey("id", SELF_EVIDENT, identity.lower())
    return PersonKey("id", base, identity)


def urn_key(full_url: str | None) -> PersonKey | None:
    """Return the key that a full URL of the form urn:uuid: or urn:oid: gives, or None."""
    if full_url is None or not full_url.startswith("urn:"):
        return None
    scheme, _, value = full_url.rpartition(":")
    return PersonKey("id", scheme, value.lower()) if value else None


def identifier_key(identifier: Identifier | None) -> PersonKey | None:
    """Return the key of an identifier, or None unless it has both system and value."""
    if identifier is None or not identifier.system or not identifier.value:
        return None
    return numbered(identifier.system, identifier.value)


def numbered(system: str, value: str) -> PersonKey:
    """Return the key of a number in a system; a valid NHS number has one, however its system and digits are written."""
    number = nhs_number(value) if system in NHS_NUMBER_SYSTEMS else None
    return PersonKey("identifier", NHS_NUMBER, number) if number else PersonKey("identifier", system, value)


def person_key(reference: Reference | None, base: str) -> PersonKey:
    """
    Return the key of the person a reference means.

    Raises:
        Refused: if it names nobody, something that is not a person, or a person only inside its own resource.
    """
    text = reference.reference if reference else None
    if reference is None or not text:
        key = identifier_key(reference.identifier) if reference else None
        if key is None:
            raise Refused("it names no person")
        return key
    if text.startswith("urn:") and (key := urn_key(text)):
        return key
    if text.startswith("#"):
        raise Refused("it names a person described only inside itself")
    found = _RELATIVE.fullmatch(text) or _ABSOLUTE.fullmatch(text) or _CONDITIONAL.fullmatch(text)
    if found is None:
        raise Refused("its reference to a person cannot be read")
    parts = found.groupdict()
    if parts["type"] != "Patient":
        raise Refused(f"it is about a {parts['type']}, not a person")
    if "token" in parts:
        return _token_key(parts["token"])
    return id_key(parts["id"], parts.get("base", base))


def _token_key(token: str) -> PersonKey:
    system, bar, value = unquote(token).partition("|")
    if not bar or not system or not value:
        raise Refused("its reference needs an identifier with its system")
    return numbered(system, value)


class Index(Generic[Value]):
    """What keys mean; a key that came to mean two things means none. At most `limit` keys are remembered."""

    def __init__(self, limit: int = 1_000_000) -> None:
        self._values: dict[object, Value] = {}
        self._ambiguous: set[object] = set()
        self._limit = limit

    def add(self, key: object, value: Value) -> None:
        """Remember what a key means."""
        if key not in self._values:
            if len(self._values) < self._limit:
                self._values[key] = value
        elif self._values[key] != value:
            self._ambiguous.add(key)

    def get(self, key: object) -> Value | None:
        """Return what a key means, or None where nothing or more than one thing."""
        return None if key in self._ambiguous else self._values.get(key)

    def is_ambiguous(self, key: object) -> bool:
        """Return whether a key means more than one thing."""
        return key in self._ambiguous


class Names:
    """How practitioners, organisations, places and medicines are called that other resources point at."""

    def __init__(self, beneath: Names | None = None, limit: int = 50_000) -> None:
        self._names: Index[str] = Index(limit)
        self._beneath = beneath

    def add(self, *, kind: str, full_url: str | None, id: str | None, identifiers: list[PersonKey], name: str) -> None:  # noqa: A002
        """Remember a name under every way of pointing at it."""
        base = base_of(full_url)
        if full_url:
            self._names.add(full_url, name)
        if id:
            self._names.add((base, f"{kind}/{id}"), name)
        for key in identifiers:
            self._names.add(f"{kind}?identifier={key.system}|{key.value}", name)
            self._names.add((kind, key), name)

    def of(self, reference: Reference | None, base: str = "") -> str | None:
        """Return what a reference points at is called: its own display first, then what was read."""
        if reference is None:
            return None
        if reference.display:
            return reference.display
        return self.read_of(reference, base)

    def read_of(self, reference: Reference, base: str) -> str | None:
        """Return what a reference points at was called where it was read."""
        text = reference.reference
        if text:
            name = self._names.get(text) or self._names.get((base, text))
            if name is None and "?" in text:
                name = self._names.get(unquote(text))
        else:
            key = identifier_key(reference.identifier)
            name = self._names.get((reference.type, key)) if key else None
        return name or (self._beneath.read_of(reference, base) if self._beneath else None)
