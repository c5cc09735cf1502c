"""What every template is given besides its own show: the frame around the page, and forms as they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kith.act.beats import Silence


@dataclass(frozen=True, slots=True)
class TeamLink:
    """A team that the viewer may switch to. `why` says how they come to see it: 'on loan until 30 June', else ''."""

    slug: str
    name: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Display:
    """How pages are shown to somebody: whether arrow keys move between the board's lines, larger text, nothing that moves."""

    board_keys: bool = True
    large_text: bool = False
    still: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """
    What stands around a page: who is here, in which role, for which team.

    `team` is the team in view, None where a page belongs to none; `here` is the item of the row that is current:
    'board', 'my-day', 'huddle', 'mdt', 'team', 'find', 'notices' or ''. `said` is what was just saved, as a sentence: it is
    shown above the heading, and focus goes to the heading. `unread` counts the viewer's notices, `my_day` what waits on their
    day with the team in view.
    After `lock_minutes` without a key or a press the page locks the screen by itself; 0 never does. `silence` says that
    Kith's clockwork lies still, None while it runs; `support` is whom to tell of it, '' where the service has named nobody.
    `supervises`: the reader is clinical supervisor of some team.
    `restricted` says in words, on a board, that something is, and whom to ask.
    """

    now: datetime
    who: str
    role: str
    team: TeamLink | None = None
    teams: tuple[TeamLink, ...] = ()
    here: str = ""
    roles_held: int = 1
    said: str = ""
    unread: int = 0
    my_day: int = 0
    display: Display = Display()
    lock_minutes: int = 0
    silence: Silence | None = None
    support: str = ""
    supervises: bool = False
    restricted: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class RightNote:
    """
    What a press will do, in words, before it is pressed: kind is decide, inform, propose or no; with rule and its sentence.

    `to` is the name of whoever decides, where that is somebody else and somebody is there.
    """

    kind: str
    words: str
    sentence: str
    rule: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a list: its value, its words, and a second line where the list has room for one."""

    value: str
    label: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Differs:
    """
    Something that two people wrote differently, in words: what both started from ('' where that is not shown), what is
    there now, what the reader wrote.
    """

    label: str
    before: str
    theirs: str
    yours: str


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Somebody else saved first: who and when in words ('Carol Finch, today 11:40am'), and what differs."""

    who: str
    differs: Sequence[Differs]


@dataclass(frozen=True, slots=True)
class Filled:
    """
    A form as it is shown: the key of its act, what stands in its fields, what is wrong.

    `values` maps a field's name to its text, or to the set of values ticked. `errors` maps a field's name to one
    sentence, in the order of the page; the name '' is for what no field can mend. A field's id is its name.
    """

    key: str
    values: Mapping[str, str | frozenset[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def has(self, name: str, value: str) -> bool:
        """Whether an answer is chosen: the value of a single answer, or one of the ticked."""
        held = self.values.get(name, "")
        return value == held if isinstance(held, str) else value in held
