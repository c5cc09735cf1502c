"""What the templates behind a link are given. Nothing else reaches them."""

from collections.abc import Sequence
from dataclasses import dataclass

from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class CoverShow:
    """
    What stands before anything is shown: which team asks, until when, and whether a code is asked for.

    Nothing about anybody, and nothing that a mail scanner could use up: opening is a press.
    """

    team: str
    until: str
    needs_code: bool
    open_to: str
    turn_away_to: str
    form: Filled


@dataclass(frozen=True, slots=True)
class Point:
    """
    One thing that is asked, in order: the names of its fields, its number on the page, heading and text.

    `is_question`: the sender's own, which may be answered in words.
    """

    name: str
    because: str
    number: int
    heading: str
    text: str
    is_question: bool


@dataclass(frozen=True, slots=True)
class AskShow:
    """
    The page behind a link: which team asks whom about whom ('' where the name was not sent), who `waits` and is told, what is
    told, each point that is asked.

    `adds` are the places for what they do more, by number; `is_adding`: something stands there. `sent` names the
    fields that were sent, `not_sent` all others: not agreed, not known, or left out. `not_ours` is the answer of that name.
    """

    team: str
    telephone: str
    waits: str
    agency: str
    contact: str
    person: str
    purpose: str
    until: str
    told: Sequence[tuple[str, str]]
    points: Sequence[Point]
    kinds: Sequence[Option]
    weekdays: Sequence[Option]
    adds: Sequence[int]
    is_adding: bool
    sent: Sequence[str]
    not_sent: Sequence[str]
    send_to: str
    turn_away_to: str
    not_ours: str
    carried: str
    form: Filled


@dataclass(frozen=True, slots=True)
class ThanksShow:
    """
    After an answer: who sees it, what happens next with what was said against, and whom to ring to correct it.

    `says_more`: words, or an answer to the question, came with it.
    """

    team: str
    telephone: str
    waits: str
    is_aligned: bool
    says_more: bool
    adds: int


@dataclass(frozen=True, slots=True)
class ClosedShow:
    """
    A door that stays closed: whether somebody has to wait, and whether an answer was sent with it that is lost; otherwise the
    same for every reason.
    """

    waits: bool = False
    lost: bool = False
