"""The people of an import: who in one package is the same person, and who was met before in the same run."""

from __future__ import annotations

import msgspec

from kith.person.rules import Shared, match
from kith.record.rules import is_newer
from kith.sharing.incoming import IncomingPerson, PersonKey, Refused
from kith.sharing.references import NHS_NUMBER, Index, person_key
from kith.sharing.wire import Reference

ANYWHERE = "*"


class Meant:
    """What a reference means: a key, and which of the package's people it is, if one of them."""

    __slots__ = ("at", "key")

    def __init__(self, key: PersonKey, at: int | None) -> None:
        self.key, self.at = key, at


class Gathered:
    """The people of one package, each once, and what references in it mean."""

    def __init__(self) -> None:
        self.people: list[IncomingPerson] = []
        self._index: Index[int] = Index()
        self._meant: dict[tuple[str | None, str], Meant] = {}

    def take(self, person: IncomingPerson) -> None:
        """
        Add somebody, or what is newer about somebody taken before.

        Raises:
            Refused: if an id or NHS number is shared with somebody of another name and birth date.
        """
        at = self._same(person)
        if at is None:
            at = len(self.people)
            self.people.append(person)
        else:
            self.people[at] = _newer(self.people[at], person)
        for key in (person.key, *person.others):
            self._index.add(key, at)
        if person.key.kind == "id":
            self._index.add(_anywhere(person.key), at)

    def meant(self, reference: Reference | None, base: str) -> Meant:
        """
        Return whom a reference means.

        A relative reference without a server finds the only person with that id, whatever server they came from.

        Raises:
            Refused: if it names nobody, no person, or could mean several.
        """
        text = reference.reference if reference else None
        before = self._meant.get((text, base)) if text else None
        if before is None:
            before = self._looked_up(person_key(reference, base))
            if text:
                self._meant[text, base] = before
        return before

    def _looked_up(self, key: PersonKey) -> Meant:
        keys = [key, _anywhere(key)] if key.kind == "id" and not key.system else [key]
        for one in keys:
            if self._index.is_ambiguous(one):
                raise Refused("its reference could mean more than one person")
            at = self._index.get(one)
            if at is not None:
                return Meant(key, at)
        return Meant(key, None)

    def _same(self, person: IncomingPerson) -> int | None:
        for key in (person.key, *person.others):
            at = self._index.get(key)
            if at is None:
                continue
            verdict = match(self.people[at].who.identity, person.who.identity, shared_by(key))
            if verdict == "same":
                return at
            if verdict == "conflict":
                what = "NHS number" if shared_by(key) == "nhs number" else "id"
                raise Refused(f"its {what} is that of somebody else read before, with another name or birth date")
        return None


def shared_by(key: PersonKey) -> Shared:
    """Return what it is that two records share when they share this key."""
    if key.kind == "id":
        return "id"
    return "nhs number" if key.system == NHS_NUMBER else "identifier"


def is_older(version: str, than: str) -> bool:
    """Return whether a version is surely older, not merely different."""
    return is_newer(version, than) and not is_newer(than, version)


def _anywhere(key: PersonKey) -> PersonKey:
    return PersonKey("id", ANYWHERE, key.value)


def _newer(one: IncomingPerson, other: IncomingPerson) -> IncomingPerson:
    """Return the newer of two records of a person, the later read where versions do not tell, under all their names."""
    keeps = one.key == other.key and is_older(other.provenance.version, one.provenance.version)
    best, rest = (one, other) if keeps else (other, one)
    names = dict.fromkeys((*best.others, rest.key, *rest.others))
    names.pop(best.key, None)
    return msgspec.structs.replace(best, others=tuple(names))


class Met:
    """Everybody met in one run, kept small: a number each, their keys as hashes, and whether they are protected."""

    def __init__(self) -> None:
        self._ordinals: dict[int, int] = {}
        self._protected = bytearray()
        self._aliases: dict[PersonKey, PersonKey] = {}

    def add(self, person: IncomingPerson) -> None:
        """Note that somebody was read; once protected they stay so for the run."""
        keys = (person.key, *person.others)
        tells = (key for key in keys if shared_by(key) != "identifier")
        ordinal = next((found for key in tells if (found := self._ordinals.get(hash(key))) is not None), None)
        if ordinal is None:
            ordinal = len(self._protected)
            self._protected.append(False)
        self._protected[ordinal] |= person.who.protected
        for key in keys:
            self._ordinals.setdefault(hash(key), ordinal)
            if key.kind == "id" and key != person.key:
                self._aliases[key] = person.key

    def ordinal(self, key: PersonKey) -> int | None:
        """Return the number of the person with that key, or None where nobody has been read."""
        return self._ordinals.get(hash(key))

    def is_protected(self, ordinal: int) -> bool:
        """Return whether somebody is protected."""
        return bool(self._protected[ordinal])

    def own_key(self, key: PersonKey) -> PersonKey:
        """Return the key somebody is written under, of whom another was given."""
        return self._aliases.get(key, key)
