"""What practitioners, organisations, places and medicines are called, remembered for the resources that point at them."""

from __future__ import annotations

import msgspec

from kith.sharing import wire
from kith.sharing.concepts import code_of
from kith.sharing.incoming import Refused
from kith.sharing.parsing import decoded
from kith.sharing.reading import Entry
from kith.sharing.references import Names, base_of, id_key, identifier_key

NAMED = frozenset({"Practitioner", "Organization", "Location", "Medication"})

_NAMED = msgspec.json.Decoder(wire.Named)
_MEDICATION = msgspec.json.Decoder(wire.Medication)


def name_in(entry: Entry, kind: str, here: Names, everywhere: Names, *, is_bundled: bool) -> None:
    """
    Remember a name for its package, and for the rest of the run where the way of pointing at it is unique there.

    An id like Organization/1 in a Bundle means nothing outside it; a UUID, a full address or an identifier does.
    What is malformed has no name; it is not kept, so it is not refused either.
    """
    try:
        it, name = _medicine(entry.raw) if kind == "Medication" else _named(entry.raw)
    except Refused:
        return
    if not name:
        return
    keys = [key for one in it.identifier or () if (key := identifier_key(one))]
    is_unique = bool(it.id and id_key(it.id, base_of(entry.full_url)).system)
    here.add(kind=kind, full_url=entry.full_url, id=it.id, identifiers=keys, name=name)
    own = it.id if is_unique or not is_bundled else None
    everywhere.add(kind=kind, full_url=entry.full_url, id=own, identifiers=keys, name=name)


def _medicine(raw: bytes) -> tuple[wire.Resource, str | None]:
    it = decoded(_MEDICATION.decode, raw)
    return it, code_of(it.code).label


def _named(raw: bytes) -> tuple[wire.Resource, str | None]:
    it = decoded(_NAMED.decode, raw)
    if it.name is None or isinstance(it.name, str):
        return it, it.name
    first = next((one for one in it.name if one), None)
    if first is None:
        return it, None
    words = (*(first.prefix or ()), *(first.given or ()), first.family)
    return it, " ".join(word for word in words if word) or first.text
