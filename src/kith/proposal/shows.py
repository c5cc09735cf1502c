"""What the templates of proposal are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kith.person.shows import Who
from kith.proposal.seams import Line
from kith.web.shows import Filled, Option, RightNote


@dataclass(frozen=True, slots=True)
class SendShow:
    """
    Proposing what was just sent: exactly what would be done, who decides. Fields: why_propose, why_now.

    `may_override`: the rule lets somebody do it now, with a reason that is told.
    """

    who: Who | None
    title: str
    lines: Sequence[Line]
    note: RightNote
    command: str
    command_version: int
    body: str
    form: Filled
    may_override: bool


@dataclass(frozen=True, slots=True)
class Ticking:
    """The time there is to answer: what is left in words, its ends, how far it has run in minutes, its tone."""

    left: str
    from_at: datetime
    until: datetime
    minutes: int
    minutes_gone: int
    tone: str


@dataclass(frozen=True, slots=True)
class ChangeField:
    """One thing that may be approved otherwise, as a field: its name, label, kind, what was proposed, and its answers."""

    name: str
    label: str
    kind: str
    value: str
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class AskedShow:
    """What somebody who decides asked first: who, when, what, by when to answer; the answer and when it came ('' so far)."""

    by: str
    when: str
    text: str
    answer_by: str
    answer: str
    answered: str


@dataclass(frozen=True, slots=True)
class ProposalShow:
    """
    One proposal. `moved` are the lines of which something else stands there now (label, as it was then, now): then it cannot be
    approved. `clock` is None once it is answered. Fields of the form: words; to approve something else those of `fields`,
    words_instead; to ask first question, within (one of `within`); to answer reply. `differs` says what was approved
    otherwise: label, as proposed, as approved.
    """

    who: Who | None
    proposal_id: UUID
    title: str
    lines: Sequence[tuple[str, str, str]]
    reason: str
    by: str
    moved: Sequence[tuple[str, str, str]]
    has_moved: bool
    state: str
    state_words: str
    answer: str
    clock: Ticking | None
    asked: str
    why_you: RightNote
    can_decide: bool
    can_withdraw: bool
    form: Filled
    version: int
    differs: Sequence[tuple[str, str, str]]
    proposed_by: str
    questions: Sequence[AskedShow]
    has_open_question: bool
    can_answer: bool
    fields: Sequence[ChangeField]
    within: Sequence[Option]


@dataclass(frozen=True, slots=True)
class RoleRow:
    """What a role may with one thing: in words, the kind of right, who is told or decides, the rule and its sentence."""

    what: str
    kind: str
    words: str
    sentence: str
    rule: str
    note: str


@dataclass(frozen=True, slots=True)
class RightsShow:
    """
    All decision rights of a role on a team, by kind of right; every role to choose from as code and words, every team as
    address and name. `whose` says whose table it is.
    """

    role: str
    role_words: str
    groups: Sequence[tuple[str, str, Sequence[RoleRow]]]
    roles: Sequence[tuple[str, str]]
    teams: Sequence[tuple[str, str]]
    team: tuple[str, str] | None
    whose: str
