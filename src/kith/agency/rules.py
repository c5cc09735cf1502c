"""
What may be told to an agency about a person: by which agreement, on which basis, and what stands against it.

Days are London days, moments are aware. An agreement holds on its first and on its last day.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from kith.language import _
from kith.place.rules import local_day
from kith.policy.sharing_rules import Basis, Field, Kind, Purpose
from kith.policy.shipped import sharing_fields, sharing_purposes

FIELDS = sharing_fields()
PURPOSES = sharing_purposes()
AGREED_DAYS = 3 * 366
"""An agreement is made for three years at most: it is looked at again by then."""
OVERRIDE_DAYS = 28
"""An override holds on 28 days at most, the first and the last counted."""


class How(StrEnum):
    """How something reached an agency: only of a link it is not known yet whether anybody read it."""

    LINK = "link"
    TELEPHONE = "telephone"
    IN_PERSON = "in person"
    LETTER = "letter"
    MEETING = "meeting"


class Told(StrEnum):
    """How a person was told that something is shared, or that it is not their choice this time; NOT needs a reason."""

    IN_PERSON = "in person"
    TELEPHONE = "telephone"
    LETTER = "letter"
    NOT = "not told"


class Bar(StrEnum):
    """Why nothing may be told."""

    DEAD = "dead"
    NOT_INVOLVED = "not involved"
    OBJECTION = "objection"
    NO_AGREEMENT = "no agreement"
    AGREEMENT_ENDED = "agreement ended"
    NOTHING_LEFT = "nothing left"


@dataclass(frozen=True, slots=True)
class Involvement:
    """That an agency works with a person for a purpose, on a basis; `until_day` is its last day, None while it is open."""

    purpose: str
    basis: Basis
    from_day: date
    until_day: date | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """One version of what may be told to an agency for a purpose; `ended_at`: from when it allows nothing, before its last day."""

    id: UUID
    purpose: str
    number: int
    fields: frozenset[str]
    from_day: date
    until_day: date
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """That the person does not want it: to this agency or all, for one purpose or all (''), from a moment until withdrawn."""

    since: datetime
    purpose: str = ""
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """That somebody who may decided to share all the same, for a purpose, from a moment to a last day, unless ended before."""

    id: UUID
    purpose: str
    since: datetime
    until_day: date
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """All that decides about one person and one agency."""

    agency: str
    involved: Sequence[Involvement] = ()
    agreements: Sequence[Agreement] = ()
    objections: Sequence[Objection] = ()
    overrides: Sequence[Override] = ()
    is_protected: bool = False
    is_dead: bool = False


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be told: by which agreement, on which basis, which fields, and under which override where there is an objection."""

    agreement_id: UUID
    basis: Basis
    fields: frozenset[str]
    override_id: UUID | None = None
    number: int = 0
    until_day: date | None = None


@dataclass(frozen=True, slots=True)
class Barred:
    """Why nothing may be told, in a sentence for people."""

    sentence: str
    because: Bar = field(default=Bar.NOT_INVOLVED)


def may_share(standing: Standing, *, purpose: str, at: datetime) -> Allowed | Barred:
    """
    Say what may be told to an agency about a person for a purpose at a moment.

    Of an agency's agreements for a purpose the newest that has begun decides, and where that one has ended none does: an
    older one never comes back by itself. An objection stops everything at once; only an override lets it go on.

    Raises:
        KeyError: for a purpose that is not on the list.
    """
    label, day = _(PURPOSES[purpose].label), local_day(at)
    words = {"agency": standing.agency, "purpose": label}
    if standing.is_dead:
        return Barred(_("This person has died: nothing more is shared. Tell the partners instead."), Bar.DEAD)
    basis = next((one.basis for one in standing.involved if one.purpose == purpose and _holds(one, day)), None)
    if basis is None:
        return Barred(_("%(agency)s is not involved with them for this: %(purpose)s.") % words, Bar.NOT_INVOLVED)
    override = next((one.id for one in standing.overrides if one.purpose == purpose and overrides(one, at)), None)
    objects = any(objects_now(one, purpose, at) for one in standing.objections)
    if objects and override is None:
        return Barred(_("They do not want this shared with %(agency)s.") % words, Bar.OBJECTION)
    agreed = in_force(standing.agreements, purpose=purpose, at=at)
    if isinstance(agreed, Bar):
        return Barred(_NO_AGREEMENT[agreed]() % words, agreed)
    fields = tellable(agreed.fields, purpose=purpose, is_protected=standing.is_protected)
    if not fields:
        return Barred(_("Nothing is left that may be told to %(agency)s.") % words, Bar.NOTHING_LEFT)
    return Allowed(agreed.id, basis, fields, override if objects else None, agreed.number, agreed.until_day)


_NO_AGREEMENT = {
    Bar.NO_AGREEMENT: lambda: _("There is no agreement with %(agency)s for this: %(purpose)s."),
    Bar.AGREEMENT_ENDED: lambda: _("The agreement with %(agency)s has ended: %(purpose)s."),
}


def in_force(agreements: Collection[Agreement], *, purpose: str, at: datetime) -> Agreement | Bar:
    """Return the agreement that holds for a purpose at a moment, or why none does."""
    day = local_day(at)
    begun = [one for one in agreements if one.purpose == purpose and one.from_day <= day]
    if not begun:
        return Bar.NO_AGREEMENT
    newest = max(begun, key=lambda one: one.number)
    has_ended = newest.until_day < day or (newest.ended_at is not None and newest.ended_at <= at)
    return Bar.AGREEMENT_ENDED if has_ended else newest


def tellable(fields: Collection[str], *, purpose: str, is_protected: bool) -> frozenset[str]:
    """
    Return those fields that may be told for a purpose: of its kinds, still on the list, and nothing that says where somebody
    can be met whose whereabouts are protected.
    """
    kinds = PURPOSES[purpose].kinds
    known = [FIELDS[one] for one in fields if one in FIELDS and FIELDS[one].kind in kinds]
    return frozenset(one.field for one in known if not (is_protected and one.says_where))


def _holds(one: Involvement, day: date) -> bool:
    return one.from_day <= day and (one.until_day is None or day <= one.until_day)


def objects_now(one: Objection, purpose: str, at: datetime) -> bool:
    """Say whether an objection stands against a purpose at a moment: from its own moment, until the one of its withdrawal."""
    return one.purpose in ("", purpose) and one.since <= at and (one.withdrawn_at is None or at < one.withdrawn_at)


def overrides(one: Override, at: datetime) -> bool:
    """Say whether an override holds at a moment."""
    return one.since <= at and local_day(at) <= one.until_day and (one.ended_at is None or at < one.ended_at)


def last_override_day(at: datetime) -> date:
    """Return the last day on which an override that begins now may hold."""
    return local_day(at) + timedelta(days=OVERRIDE_DAYS - 1)


def fields_for(purpose: Purpose) -> list[Field]:
    """Return the fields that an agreement for a purpose may allow, in the order of their table."""
    return [one for one in FIELDS.values() if one.kind in purpose.kinds]


def needs_code(fields: Collection[str]) -> bool:
    """Say whether a code by a second channel stands before these fields: where they are more than names of actions."""
    return any(one not in FIELDS or FIELDS[one].code for one in fields)


def kinds_of(fields: Collection[str]) -> list[Kind]:
    """Return what these fields are about, once each, in the order of the list."""
    found = {FIELDS[one].kind for one in fields if one in FIELDS}
    return [kind for kind in Kind if kind in found]
