"""What the pages of setting up are given: the lines of one team, the form of a line, and what each team of a place lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kith.web.shows import Filled


@dataclass(frozen=True, slots=True)
class LineShow:
    """
    One line of the set-up. shown: what is there, or what is missing. said: who said so, when and until when ('' where Kith sees
    it itself). since: since when it is missing, '' where it is there. answers: who answers for it, in words.

    step and href: the next step at hand ('' where the viewer may not take it; who_can says who may). ask_key: the key of a
    button that asks whoever answers, '' where there is nobody else to ask. seen: Kith sees it itself.
    """

    line: str
    label: str
    sentence: str
    is_met: bool
    shown: str
    said: str
    link: str
    since: str
    answers: str
    step: str
    href: str
    who_can: str
    ask_key: str = ""
    is_seen: bool = False
    can_take_back: bool = False


@dataclass(frozen=True, slots=True)
class SetUpShow:
    """The set-up of a team: what it must have and what it should have. number_mine: of what it lacks and
    must have, for how much the viewer answers. open_key: of the button that opens it, '' for none."""

    team_slug: str
    team_name: str
    place: str
    opened: str
    sums: str
    musts: Sequence[LineShow]
    shoulds: Sequence[LineShow]
    form: Filled
    is_open: bool
    number_missing: int
    number_mine: int
    open_key: str
    who_opens: str


@dataclass(frozen=True, slots=True)
class StatementShow:
    """
    The form of one line. kind: statement, footprint or goals. Fields: words, link, until; neighbourhood, areas, practices;
    words-1 to words-5 with measure-1 to measure-5. before: what is said now, in words; longest: until when it may hold.
    """

    team_slug: str
    team_name: str
    line: str
    kind: str
    label: str
    sentence: str
    asks: str
    before: str
    longest: str
    form: Filled
    take_back: bool = False
    numbers: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that a team lacks: what, whether it must have it, what is missing in words, since when, who answers."""

    line: str
    label: str
    is_must: bool
    shown: str
    since: str
    answers: str


@dataclass(frozen=True, slots=True)
class TeamLacks:
    """One team of a place. slug: '' where the viewer is not on it. state: whether it is open and what it lacks, in words."""

    team_id: UUID
    name: str
    slug: str
    place: str
    state: str
    is_open: bool
    is_sound: bool
    lacks: Sequence[Lack]


@dataclass(frozen=True, slots=True)
class PlaceShow:
    """The set-up of every team that the viewer may see, those that lack most first. sums: how many of them, in words."""

    sums: str
    teams: Sequence[TeamLacks]
