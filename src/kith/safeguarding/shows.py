"""What the templates of safeguarding are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kith.escalation.shows import Clock
from kith.person.shows import Who
from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class RaiseConcernShow:
    """Raising a concern. Fields: words, danger (yes, no), source_member, source, team. `asked` is who is asked first, in words."""

    who: Who
    form: Filled
    teams: Sequence[Option]
    members: Sequence[Option]
    asked: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a step as a form asks it; without options it is a text. Its field is its name."""

    name: str
    label: str
    options: Sequence[Option]


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step to be recorded: its code, what it is called, what it asks, whether it asks when it happened."""

    step: str
    title: str
    asks: Sequence[Asked]
    is_timed: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """One line of what is still owed: the step, and by when in words ('' without a clock); `tone` of its clock."""

    words: str
    by: str
    tone: str


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One recorded step: what it is called, its answers as label and lines, when it was so, by whom."""

    title: str
    answers: Sequence[tuple[str, Sequence[str]]]
    when: str
    is_returned: bool


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody on the list of a concern, or named as a possible source of harm: in words, with the id of what a press ends."""

    words: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of who was told."""

    when: str
    who: str
    said: str


@dataclass(frozen=True, slots=True)
class TaskShow:
    """One task: its words, for whom and by when in words, `tone` of its time; `can_end`: the reader's, or they lead."""

    key: str
    words: Sequence[str]
    who: str
    by: str
    tone: str
    is_open: bool
    is_own: bool
    can_end: bool
    can_return: bool


@dataclass(frozen=True, slots=True)
class ConcernShow:
    """
    One concern, for somebody to whom it is open. `is_whole`: all of it; else what they wrote, and the answers.

    `clock` runs until somebody has answered; then `due` says what is next and by when. The forms share `form`: `step` names
    which of them was sent. `next_step` stands first; `others` behind a press.
    """

    who: Who
    concern_id: UUID
    team_slug: str
    form: Filled
    press_key: str
    is_whole: bool
    is_lead: bool
    is_open: bool
    in_danger: bool
    title: str
    words: Sequence[str]
    raised: str
    crossed: Sequence[str]
    sources: Sequence[Named]
    clock: Clock | None
    with_whom: str
    can_answer: bool
    can_hand_on: bool
    due: str
    due_tone: str
    due_why: str
    next_step: StepForm | None
    others: Sequence[StepForm]
    owed: Sequence[Owed]
    story: Sequence[StoryLine]
    log: Sequence[LogLine]
    ways: Sequence[Option]
    openers: Sequence[Named]
    tasks: Sequence[TaskShow]
    takers: Sequence[Option]
    members: Sequence[Option]
    is_told_to_visitors: bool
    version: int
    ask: str


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One concern in the lead's queue: whom about, what is next, by when, raised when and by whom."""

    concern_id: UUID
    name: str
    next_words: str
    by: str
    tone: str
    raised: str
    in_danger: bool


@dataclass(frozen=True, slots=True)
class QueueShow:
    """The queue of a team: those that the reader leads or was named on by clock, what they raised themselves, what is closed."""

    team_name: str
    form: Filled
    lines: Sequence[QueueLine]
    own: Sequence[QueueLine]
    closed: Sequence[QueueLine]
    told: Sequence[str]
    is_lead: bool
