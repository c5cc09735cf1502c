"""What the templates of escalation are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kith.person.shows import Who
from kith.team.reachable import Reachable
from kith.web.shows import Filled, Option, RightNote


@dataclass(frozen=True, slots=True)
class RouteLine:
    """One step of a route: its number, what is done, who is asked, how it stands (done, now, none, next) and that in words."""

    number: int
    what: str
    who: str
    stands: str
    words: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of who was told: when, who and how, what they said, whether it was read back (yes, no, later) and by whom."""

    when: str
    who: str
    how: str
    said: str
    read_back: str
    read_back_words: str
    by: str


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Why: the sentence, its rule, who saw it and when, the facts it rests on as label and value."""

    words: str
    rule: str
    by: str
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Clock:
    """The running clock: what is left in words, its ends, how far it has run in minutes, and its tone (due, late, now)."""

    left: str
    from_at: datetime
    until: datetime
    minutes: int
    minutes_gone: int
    tone: str
    then: str


@dataclass(frozen=True, slots=True)
class EscalationShow:
    """
    One escalation. `clock` is None once answered. The forms share `form`: fields decision, why, who, how, said, read_back,
    told_time, outcome. `missing` is what closing lacks, each with whether it is there.
    `reach` is how whoever is asked, or has it in hand, is reached; None for nobody.
    """

    who: Who
    escalation_id: UUID
    title: str
    state: str
    raised: str
    with_whom: str
    clock: Clock | None
    answered: str
    decision: str
    outcome: str
    reasons: Sequence[ReasonLine]
    route: Sequence[RouteLine]
    log: Sequence[LogLine]
    form: Filled
    press_key: str
    version: int
    ask_id: UUID | None
    can_answer: bool
    may_answer: RightNote
    can_hand_on: bool
    next_words: str
    may_close: RightNote
    missing: Sequence[tuple[bool, str]]
    can_close: bool
    ways: Sequence[Option]
    reach: Reachable | None = None


@dataclass(frozen=True, slots=True)
class RaiseShow:
    """Raising an escalation. Fields: worry, wanted, team. `wanted` says what each choice does."""

    who: Who
    form: Filled
    wanted: Sequence[tuple[str, str, str]]
    teams: Sequence[Option]


@dataclass(frozen=True, slots=True)
class SparedShow:
    """A crossing that was not escalated, or a warning sign (`is_sign`) for which nothing was started. Field: said."""

    who: Who
    spared_id: UUID
    sentence: str
    rules: str
    reason: str
    by: str
    seen: str
    said: str
    form: Filled
    version: int
    can_look: bool
    is_sign: bool = False
