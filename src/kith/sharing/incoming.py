"""What an import makes of one resource: a person or a dated fact, typed, checked and free of Kith's own ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple
from uuid import UUID

from msgspec import Struct

from kith.person.rules import Identity, PartialDate
from kith.record.rules import Confidentiality, Kind
from kith.sharing.moments import When

Detail = Mapping[str, str | float | Sequence[str]]


class Refused(ValueError):
    """A record that is not kept; the sentence says why and holds nothing about a person."""


class PersonKey(NamedTuple):
    """
    One of the names a person has elsewhere.

    "id": a record's id at a server (its base address, "" where unknown, "urn:uuid" for ids unique by themselves).
    "identifier": a number somebody gave, with its system.
    """

    kind: Literal["id", "identifier"]
    system: str
    value: str


class Provenance(Struct, frozen=True, gc=False):
    """Where a record came from: server, resource type, id there, and version."""

    system: str
    type: str
    id: str
    version: str


class OtherIdentifier(Struct, frozen=True, gc=False):
    """A number given by somebody, and what for."""

    system: str
    value: str
    use: str


class Home(Struct, frozen=True, gc=False):
    """Where somebody lives."""

    lines: tuple[str, ...]
    postcode: str
    country: str


class Particulars(Struct, frozen=True, omit_defaults=True, gc=False):
    """What another record says of somebody; where they can be met is empty for a protected person."""

    family: str
    given: str
    prefix: str
    preferred: str
    sex: str
    born: PartialDate | None
    nhs_number: str | None
    identifiers: tuple[OtherIdentifier, ...]
    dead: bool
    died: When | None
    home: Home | None
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    practice_code: str | None
    protected: bool
    active: bool

    @property
    def identity(self) -> Identity:
        """What tells this person from another."""
        return Identity(family=self.family, nhs_number=self.nhs_number, born=self.born)


class IncomingPerson(Struct, frozen=True, gc=False):
    """Somebody as another record describes them, under every name they have there."""

    key: PersonKey
    others: tuple[PersonKey, ...]
    provenance: Provenance
    digest: bytes
    who: Particulars
    remarks: tuple[str, ...] = ()
    small_area: str | None = None
    pcn_code: str | None = None


class Span(Struct, frozen=True, gc=False):
    """From when, until when, and when it was noted there."""

    starts: When | None = None
    ends: When | None = None
    noted: When | None = None


ALWAYS = Span()


class Content(Struct, frozen=True, gc=False):
    """What a fact says, whatever its kind; what typed fields cannot say is in `detail`."""

    label: str
    code_system: str | None = None
    code: str | None = None
    category: str | None = None
    value_number: float | None = None
    value_unit: str | None = None
    value_text: str | None = None
    span: Span = ALWAYS
    status: str | None = None
    in_error: bool = False
    place: str | None = None
    detail: Detail | None = None


class IncomingFact(Struct, frozen=True, gc=False):
    """
    A dated fact about somebody.

    Part 0 is the resource itself, parts 1 to `parts` its components (systolic, diastolic), each a fact of its own.
    """

    person: PersonKey
    kind: Kind
    provenance: Provenance
    part: int
    parts: int
    digest: bytes
    confidentiality: Confidentiality
    content: Content


class Known(Struct, frozen=True):
    """Somebody Kith has already: their id (None in a dry run), and whether where they can be met is protected."""

    person_id: UUID | None
    protected: bool


class Source(NamedTuple):
    """A record of somebody as it was last read: its version, and the digest of what it said."""

    version: str
    digest: str


class KnownPerson(Struct, frozen=True):
    """
    Somebody we have: what tells them from another, by which records elsewhere they are known, what was corrected here.

    `sources` are by system and id there; nobody's who was written down by hand alone. `kept` says by field what a record
    said when somebody settled for what stands here. `row` holds the columns of `person_values`.
    """

    id: UUID
    identity: Identity
    sources: Mapping[tuple[str, str], Source]
    corrected: frozenset[str]
    is_protected: bool
    row: Mapping[str, Any]
    kept: Mapping[str, Mapping[str, Any]] = {}
