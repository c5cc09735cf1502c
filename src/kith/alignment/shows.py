"""What the pages of summaries and requests are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kith.agency.shows import ObjectionLine
from kith.person.shows import Who
from kith.plan.shows import GoalLine, SignLine
from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class StateShow:
    """How a request stands: mark, tone, its words, and since when or by when."""

    mark: str
    tone: str
    words: str
    more: str


@dataclass(frozen=True, slots=True)
class PartnerShow:
    """
    One agency that works with somebody for a purpose: its name and for what, its state (None: nothing was sent), who has which
    version; `again` says what they would be told now that differs ('' for nothing), `barred` why nothing may be told ('' may be).
    `request` is the address of the request, `send` that of preparing a summary ('' where nothing may be told).
    """

    agency: str
    purpose: str
    state: StateShow | None
    holds: str
    again: str
    barred: str
    usual: str
    request: str
    send: str


@dataclass(frozen=True, slots=True)
class PastShow:
    """An earlier request in a line: which version, whom, when, what became of it, and its address."""

    words: str
    more: str
    address: str


@dataclass(frozen=True, slots=True)
class PartnersShow:
    """Partners of one person: those involved, earlier requests, and copies of the plan that were given."""

    who: Who
    partners: Sequence[PartnerShow]
    past: Sequence[PastShow]
    copies: Sequence[str]
    has_plan: bool


@dataclass(frozen=True, slots=True)
class PartShow:
    """One thing that would be sent: key, heading, its lines; whether they are asked about it, and whether it is new to them."""

    key: str
    heading: str
    lines: Sequence[str]
    is_asked: bool
    news: str


@dataclass(frozen=True, slots=True)
class SendShow:
    """
    A summary before it is sent. Fields: contact, by, question; send-KEY for each part that stays in; seen and had (hidden).

    `not_known` are the labels of fields of which nothing is known, `not_agreed` those that the agreement leaves out. `gone` says
    what they were told before and would not be told now. `code`: whether a code is to be told by telephone.
    """

    who: Who
    here: str
    agency: str
    purpose: str
    number: int
    basis: str
    barred: str
    parts: Sequence[PartShow]
    gone: Sequence[str]
    not_known: Sequence[str]
    not_agreed: Sequence[str]
    contacts: Sequence[Option]
    usual: str
    latest: str
    seen: str
    code: bool
    had: str
    form: Filled


@dataclass(frozen=True, slots=True)
class SaidShow:
    """
    One part with what they said of it: mark, tone and words ('' for nothing yet), their words, and where it is settled.

    `sayings` are the answers to choose from. `is_question`: the sender's own, which may be left without an answer.
    """

    key: str
    heading: str
    lines: Sequence[str]
    is_asked: bool
    mark: str
    tone: str
    said: str
    because: str
    matter: str
    sayings: Sequence[Option]
    is_question: bool = False


@dataclass(frozen=True, slots=True)
class RequestShow:
    """
    One request. `code` is to be told by telephone to `telephone`, '' where there is none to tell or somebody else sent it, who
    sees it after a press (`has_code`). Fields of answering by
    telephone: said-KEY, because-KEY, and those of `added.jinja` for each place in `adding`; of withdrawing: withdraw_because; of
    settling: settled_as, because. The sender's own question is the last of the parts.
    """

    who: Who
    here: str
    title: str
    state: StateShow
    agency: str
    contact: str
    telephone: str
    code: str
    has_code: bool
    mail: str
    number: int
    parts: Sequence[SaidShow]
    answered: str
    adds: Sequence[str]
    owner: str
    history: Sequence[tuple[str, str]]
    again: str
    send: str
    version: int
    can_answer: bool
    can_withdraw: bool
    can_settle: bool
    ways: Sequence[Option]
    kinds: Sequence[Option]
    weekdays: Sequence[Option]
    adding: Sequence[int]
    is_adding: bool
    form: Filled


@dataclass(frozen=True, slots=True)
class OwedLine:
    """What one partner owes, or is owed: about whom, where it leads, who waits; `is_yours` for the reader's own."""

    person: str
    address: str
    partner: str
    state: StateShow
    owner: str
    is_yours: bool


@dataclass(frozen=True, slots=True)
class OwedShow:
    """A team's list of what partners owe: to be settled, to be asked again, waited for."""

    team: str
    name: str
    settle: Sequence[OwedLine]
    again: Sequence[OwedLine]
    waiting: Sequence[OwedLine]
    matters: Sequence[OwedLine]
    at: datetime


@dataclass(frozen=True, slots=True)
class CopyPart:
    """One part of a person's own copy: its title, its lines, and goals or signs in words."""

    title: str
    lines: Sequence[str]
    goals: Sequence[GoalLine]
    signs: Sequence[SignLine]


@dataclass(frozen=True, slots=True)
class CopyShow:
    """
    A person's own copy of the plan, in plain words, large. `left_out` are titles told to the team alone, `ring` whom they ring.
    `objections` is what they do not want shared, for whoever gives a copy to somebody else.

    Fields: given_to, who, how; version (hidden).
    """

    who: Who
    here: str
    number: int
    parts: Sequence[CopyPart]
    agreed: str
    ring: str
    foot: str
    left_out: Sequence[str]
    objections: Sequence[ObjectionLine]
    given: Sequence[str]
    to: Sequence[Option]
    hows: Sequence[Option]
    form: Filled
