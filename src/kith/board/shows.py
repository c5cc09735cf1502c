"""What the pages of the board are given: the board itself, finding, an import to look through, a new team."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zlib import crc32

from kith.board.rules import REASONS_IN_FULL
from kith.board.section_rules import Heading, Reason
from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads today. `by` says so when it is a fallback: 'duty', 'second in line', 'on call', else ''."""

    name: str
    is_you: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """
    One person on the board. `reasons` come most urgent first, none when nothing is needed today.

    `seen` is 'today', '4 days', 'never', 'not yet'; `next_contact` is '' when none is planned. `team` is told only on
    the board of all teams. `news` is what others did since the viewer last opened the record: '2 new notes', '' for none.
    """

    person_id: UUID
    name: str
    age: int | None
    reasons: Sequence[Reason]
    lead: Lead | None
    seen: str
    next_contact: str
    is_over_cadence: bool = False
    is_mine: bool = False
    team: str = ""
    news: str = ""

    @property
    def digest(self) -> str:
        """The line in eight letters: another once anything in it is told otherwise, but for minutes that go by."""
        lead = (self.lead.name, self.lead.by) if self.lead else ()
        reasons = [part for one in self.reasons for part in (one.code, *_but_for_time(one), one.more_words)]
        told = [self.name, str(self.age), self.seen, self.next_contact, self.team, self.news, *lead, *reasons]
        marks = f"{self.is_over_cadence}{self.is_mine}{self.lead is not None and self.lead.is_you}"
        return f"{crc32('|'.join([*told, marks]).encode()):08x}"

    @property
    def in_full(self) -> Sequence[Reason]:
        """The reasons told in full."""
        return self.reasons[:REASONS_IN_FULL]

    @property
    def more(self) -> Sequence[Reason]:
        """The reasons behind 'and 2 more'."""
        return self.reasons[REASONS_IN_FULL:]


def _but_for_time(one: Reason) -> tuple[str, str]:
    return (one.words.replace(one.left, ""), one.moment.isoformat()) if one.left else (one.words, "")


@dataclass(frozen=True, slots=True)
class SectionLines:
    """One section with its people; a section without people is left out."""

    code: str
    heading: Heading
    lines: Sequence[PersonLine]


@dataclass(frozen=True, slots=True)
class ImportLine:
    """An import some of whose people nobody has looked through yet."""

    intake_id: UUID
    label: str
    number_left: int


@dataclass(frozen=True, slots=True)
class SavedLine:
    """A view saved under a name; `by` is '' for one's own, else who shares it."""

    view_id: UUID
    name: str
    by: str


@dataclass(frozen=True, slots=True)
class BoardShow:
    """
    The board of one view. `view` is 'mine', 'team' or 'all'; `sort` is 'urgent', 'seen' or 'name'.

    The first counts are of the team (of all teams in that view) before filters: needing and nothing add up to people.
    `number_in_view` are those of the view who need something, `number_filtered` what a filter leaves of them.
    `filter_words` writes the filter out ('led by Ama Owusu, contact missed') and is '' without one, `shown_words` adds the
    order. `is_somebody_gone`: a filter named somebody who is on none of the teams any more, and was left out. `asks` is the
    address of it all, to be saved under a name; `opened` is the saved view that stands open. Sorted by urgency the people
    stand in `sections`, otherwise in `lines`. `rest` holds the people who need nothing, only when asked for. `huddle` is what
    its button says. `has_rota` is false when nobody has taken the duty of a coming day.
    `only` are the people whose lines an open page asks for: the others come as place and digest; None for everybody.
    """

    team_id: UUID
    team_slug: str
    team_name: str
    day: date
    view: str
    sort: str
    lead: str
    leads: Sequence[Option]
    why: Sequence[str]
    whys: Sequence[Option]
    tiers: Sequence[str]
    all_tiers: Sequence[Option]
    followed: bool
    filter_words: str
    shown_words: str
    is_somebody_gone: bool
    asks: str
    number_in_view: int
    number_filtered: int
    number_of_people: int
    number_needing: int
    number_nothing: int
    number_mine: int
    number_team: int
    number_all: int
    duty_lead: str
    huddle: str
    form: Filled
    saved: Sequence[SavedLine] = ()
    opened: SavedLine | None = None
    may_share: bool = False
    sections: Sequence[SectionLines] = ()
    lines: Sequence[PersonLine] = ()
    rest: Sequence[PersonLine] | None = None
    imports: Sequence[ImportLine] = ()
    has_other_teams: bool = False
    has_rota: bool = True
    only: Collection[UUID] | None = None

    @property
    def chosen(self) -> Filled:
        """The filter and the order as they stand in their form."""
        ticked = {"why": frozenset(self.why), "tier": frozenset(self.tiers), "followed": "yes" if self.followed else ""}
        return Filled("", {"lead": self.lead, "sort": self.sort, **ticked})

    @property
    def has_jump_list(self) -> bool:
        """Whether the page is long enough for a list of its sections."""
        return self.number_filtered > 12 and len(self.sections) > 1

    @property
    def is_empty(self) -> bool:
        """Whether nobody is left to show above 'nothing needed'."""
        return not self.sections and not self.lines


@dataclass(frozen=True, slots=True)
class NewTeamShow:
    """A team with nobody on its list yet: members, duty, opening, people; the first that is missing is the next step."""

    team_slug: str
    team_name: str
    number_of_members: int
    number_of_team_leads: int
    has_members: bool
    has_rota: bool
    is_open: bool
    can_change: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody in the viewer's teams who matches. `why` says how: 'name is close, birth date the same'."""

    person_id: UUID
    name: str
    born: date | None
    team: str
    lead: str
    why: str


@dataclass(frozen=True, slots=True)
class FindShow:
    """
    Finding a person. Fields: name, born, nhs_number. `found` is None before anybody searched; it holds the best matches,
    `number_found` counts them all.

    `hidden_ask` is set when number and birth date match a record that the viewer cannot open: whom to ask, in words.
    `can_join`: the viewer may open it to themselves, besides asking its team.
    """

    form: Filled
    found: Sequence[Found] | None = None
    number_found: int = 0
    hidden_ask: str = ""
    can_join: bool = False
    add_to: str = ""


@dataclass(frozen=True, slots=True)
class Unseen:
    """Somebody of an import whom nobody has looked through. `known` tells what came with them, in words."""

    person_id: UUID
    name: str
    age: int | None
    born: date | None
    known: str


@dataclass(frozen=True, slots=True)
class LookThroughShow:
    """
    The people of an import not yet looked through, a page at a time, in order of name. `pages` counts from 1.

    The form has one field: `person`, the ids of those ticked.
    """

    form: Filled
    intake_id: UUID
    team_slug: str
    label: str
    came_on: date
    number_left: int
    number_came: int
    first: int
    last: int
    page: int
    pages: int
    people: Sequence[Unseen]
