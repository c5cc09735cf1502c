"""What the pages of agencies and of sharing are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kith.person.shows import Who
from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """One agency of a list: its name, service and hours, what it may be told about ('' for nothing), with how many it works."""

    id: UUID
    name: str
    service: str
    hours: str
    agreed: str
    people: str
    contacts: str


@dataclass(frozen=True, slots=True)
class AgenciesShow:
    """The agencies of a place; whether the reader may add one."""

    team: str
    place: str
    lines: Sequence[AgencyLine]
    can_add: bool


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Somebody at an agency: name, what they do, e-mail, telephone, when they were there ('' for those who still are)."""

    id: UUID
    name: str
    does: str
    email: str
    telephone: str
    period: str


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """What may be told of one kind, in words."""

    label: str
    fields: Sequence[str]


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """
    One version of an agreement: what it is for, what may be told, its days, where the paper lies and who signed.

    `standing` is 'now', 'ahead' or 'past', with `words` for it; `soon` says that its last day is within 60 days.
    """

    id: UUID
    title: str
    sentence: str
    groups: Sequence[FieldGroup]
    days: str
    paper: str
    standing: str
    words: str
    soon: bool
    can_end: bool


@dataclass(frozen=True, slots=True)
class AgencyShow:
    """One agency: who it is, whom one reaches there, what it may be told, and what the packages above know of it."""

    team: str
    id: UUID
    name: str
    service: str
    hours: str
    people: str
    known: Sequence[str]
    contacts: Sequence[ContactLine]
    gone: Sequence[ContactLine]
    now: Sequence[AgreementLine]
    past: Sequence[AgreementLine]
    can_change: bool
    can_agree: bool
    form: Filled


@dataclass(frozen=True, slots=True)
class AgencyFormShow:
    """Writing of an agency. Fields: name, service, hours, version. `agency_id` None for a new one."""

    team: str
    form: Filled
    services: Sequence[Option]
    agency_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ContactFormShow:
    """Writing of somebody at an agency. Fields: name, does, email, telephone, until, version. `contact_id` None for a new one."""

    team: str
    agency_id: UUID
    agency: str
    form: Filled
    contact_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class FieldChoices:
    """The fields of one kind to choose from."""

    label: str
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class AgreeShow:
    """
    Writing of an agreement: first what it is for (`purposes`), then with it fields, from_day, until_day, paper, signed_by.

    `is_next`: a version holds already, and its fields are ticked.
    """

    team: str
    agency_id: UUID
    agency: str
    form: Filled
    purposes: Sequence[Option]
    purpose: str = ""
    title: str = ""
    sentence: str = ""
    source: str = ""
    kinds: Sequence[FieldChoices] = ()
    is_next: bool = False


# About a person


@dataclass(frozen=True, slots=True)
class InvolvedLine:
    """
    That an agency works with a person: for what, on which basis, whom we reach there, how they were told; and what it may be
    told (`told`), or why nothing (`barred`). `override` says until when it is shared all the same.
    """

    id: UUID
    agency: str
    service: str
    purpose: str
    basis: str
    why: str
    contact: str
    since: str
    telling: str
    told: str
    by_agreement: str
    barred: str
    is_objected: bool
    override: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """What a person does not want shared: with whom and for what, in their words, who said it and when, and since when not."""

    id: UUID
    about: str
    words: str
    said: str
    withdrawn: str


@dataclass(frozen=True, slots=True)
class OverrideLine:
    """What is shared all the same: with whom and for what, why, on which ground, until when, how they were told, how it ended."""

    id: UUID
    about: str
    reason: str
    ground: str
    days: str
    telling: str
    is_open: bool
    ended: str


@dataclass(frozen=True, slots=True)
class DisclosureLine:
    """One thing that was shared: when, with whom, how, for what on which basis, what, and by whom."""

    when: str
    whom: str
    how: str
    why: str
    told: str
    words: str
    by: str
    is_against: bool


@dataclass(frozen=True, slots=True)
class SharingShow:
    """With whom something about a person is shared: who works with them and why, what they object to, what was shared."""

    who: Who
    now: Sequence[InvolvedLine]
    past: Sequence[InvolvedLine]
    objections: Sequence[ObjectionLine]
    withdrawn: Sequence[ObjectionLine]
    overrides: Sequence[OverrideLine]
    shared: Sequence[DisclosureLine]
    number_shared: int
    can_write: bool
    can_override: bool


@dataclass(frozen=True, slots=True)
class InvolveShow:
    """
    Writing of why an agency works with a person. Fields: agency (first, by itself), purpose, basis, contact, why, from_day,
    told_how, told_by, untold_because; to end it: because. `do` says which; version.
    """

    who: Who
    form: Filled
    agencies: Sequence[Option] = ()
    agency: str = ""
    agency_id: UUID | None = None
    contacts: Sequence[Option] = ()
    purposes: Sequence[Option] = ()
    bases: Sequence[Option] = ()
    tellings: Sequence[Option] = ()
    line: InvolvedLine | None = None
    involved_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ObjectShow:
    """Writing of an objection (agency, purpose, words, said_by, on_day), or of its end: `title`, and words or because."""

    who: Who
    form: Filled
    agencies: Sequence[Option] = ()
    purposes: Sequence[Option] = ()
    tellings: Sequence[Option] = ()
    about: str = ""
    words: str = ""
    last_day: str = ""


@dataclass(frozen=True, slots=True)
class TellShow:
    """
    Writing of what was told to an agency: first for which agency and purpose (`whom`), then fields, how, contact, words.

    `barred` says why nothing may be told.
    """

    who: Who
    form: Filled
    whom: Sequence[Option]
    chosen: str = ""
    title: str = ""
    fields: Sequence[Option] = ()
    hows: Sequence[Option] = ()
    contacts: Sequence[Option] = ()
    barred: str = ""


@dataclass(frozen=True, slots=True)
class ToldPerson:
    """One agency on the sheet for the person: who they are, what they do for them, what they know, what they were last told."""

    name: str
    service: str
    why: str
    told: Sequence[str]
    nothing: str


@dataclass(frozen=True, slots=True)
class ToldShow:
    """
    The sheet for the person: what we told others about them, in plain words. `is_kept`: something is not on it, because it is
    shared against their word and they have not been told.
    """

    person_id: UUID
    called: str
    agencies: Sequence[ToldPerson]
    objections: Sequence[str]
    overrides: Sequence[str]
    shared: Sequence[tuple[str, str]]
    is_kept: bool
    foot: str
