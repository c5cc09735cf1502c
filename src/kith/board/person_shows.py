"""What the pages of one person are given: the page itself, the trail, what is known of one kind, where to reach them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kith.board.seams import Way
from kith.board.shows import ImportLine
from kith.person.shows import Who
from kith.web.shows import Filled


@dataclass(frozen=True, slots=True)
class Worry:
    """
    An escalation raised in a huddle that nobody has answered yet, with its clock.

    `words` says what, `raised` by whom and when, `told` who was told and what they said, `said` the latest comment ('' without).
    `left` is '19 minutes left' or '5 minutes over'; `minutes_gone` of `minutes` draws the bar. `tone` is 'due' while there
    is time, 'late' when a quarter is left, 'now' when it is over.
    """

    action_id: UUID
    words: str
    owner: str
    raised: str
    told: str
    said: str
    left: str
    minutes: int
    minutes_gone: int
    from_at: datetime
    due_at: datetime
    tone: str = "due"


@dataclass(frozen=True, slots=True)
class PersonLead:
    """Who leads today and why it is them; `after` who answers later, `named` who leads over time, '' where they lead today."""

    name: str
    is_you: bool
    why: str
    after: str
    named: str


@dataclass(frozen=True, slots=True)
class PersonAction:
    """
    One unfinished action of the person. `standing` is overdue, due today, later, waiting or returned (action.rules.Standing),
    `standing_words` '1 day late', 'today 4pm', 'waiting to 15 June'; `words` who owns it and where it came from;
    `done_words` are those of the way to finishing it, where `can_finish`.
    """

    action_id: UUID
    what: str
    standing: str
    standing_words: str
    words: str
    is_urgent: bool = False
    can_finish: bool = False
    done_words: str = ""


@dataclass(frozen=True, slots=True)
class PersonContact:
    """A contact: planned, made, missed, cancelled. `when` in words, `words` who and how, `why` when it was missed."""

    contact_id: UUID
    state: str
    when: str
    words: str
    why: str = ""
    can_settle: bool = False
    is_of_series: bool = False


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A dated fact: what, since when or measured when in words, and where it came from."""

    words: str
    when: str
    source: str


@dataclass(frozen=True, slots=True)
class Known:
    """
    Facts of one kind, newest first: 'Conditions', 'Medicines'. `facts` are the first few, `more` those behind a press.

    `total` counts all of the kind; where it is more than both, `code` names the page that lists them all.
    """

    title: str
    facts: Sequence[KnownFact]
    more: Sequence[KnownFact] = ()
    total: int = 0
    code: str = ""

    @property
    def is_cut(self) -> bool:
        """Whether there are more than this page holds."""
        return self.total > len(self.facts) + len(self.more)


@dataclass(frozen=True, slots=True)
class TrailSentence:
    """
    One line of the trail as a sentence: `who` and `words` read as one ('Ama Owusu' 'opened the record').

    `mark` is its shape, `about` the role and how often, `is_new` whether it came since the reader last looked, `was` what it
    ended: 'Family name until 3 June: Pettigru'.
    """

    when: str
    mark: str
    who: str
    words: str
    about: str
    is_new: bool = False
    was: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class DayOfTrail:
    """The lines of one day, newest first."""

    title: str
    lines: Sequence[TrailSentence]


@dataclass(frozen=True, slots=True)
class Changes:
    """What was changed, newest first. `last_look` is when the reader last opened this record, '' for never."""

    last_look: str
    number_new: int
    number: int
    lines: Sequence[TrailSentence]


@dataclass(frozen=True, slots=True)
class TrailShow:
    """Who looked at a record and who changed what, a page at a time. `only` is '', 'looks', 'changes' or 'refused'."""

    who: Who
    only: str
    days: Sequence[DayOfTrail]
    page: int
    has_more: bool
    may_ask_for_file: bool = False


@dataclass(frozen=True, slots=True)
class AddressShow:
    """
    Where somebody can be met and reached: told on request alone. `details` are None before the press.

    `for_protected` says whom to ask about somebody protected, whose details are never told here.
    """

    who: Who
    form: Filled
    details: Sequence["ContactLine"] | None = None
    for_protected: str = ""


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One way to meet or reach somebody: 'Address', 'Phone', 'E-mail'; where it came from; 'until 3 June' for a past one."""

    kind: str
    value: str
    source: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class KnownShow:
    """All facts of one kind about a person, newest first, a page at a time."""

    who: Who
    title: str
    code: str
    facts: Sequence[KnownFact]
    first: int
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody who looked at this record: who, in which role, when in words."""

    who: str
    when: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """The person's place on a team's list. `words`: 'On the list since 3 March 2025, seen every 14 days'."""

    entry_id: UUID
    team_slug: str
    team_name: str
    words: str
    can_change: bool = True


@dataclass(frozen=True, slots=True)
class ClosedLine:
    """How the person left a team's list, in sentences. `can_return`: the reader may put them on it again."""

    entry_id: UUID
    team_name: str
    words: Sequence[str]
    can_return: bool = False


@dataclass(frozen=True, slots=True)
class PersonShow:
    """
    The person page. `matters` is in the person's own words, '' when nobody asked yet. `plan` is mark, tone and words of how
    fresh their plan is, `plan_read` the version that the reader last read where `plan_version` is newer, else 0.
    `due_first` is the most pressing
    action in words, `due_then` the rest. `seen` and `next_contact` as on the board; `away` says until when
    somebody is away, and that an imported record knows of a stay in hospital, each '' for no. `why_you` says why the viewer can see
    this, `others` who else can; `looks_words` counts the looks. `intake` is the import they came with, while nobody has
    looked through this record; `intake_team` and `intake_key` are for its form, which is that of the look-through page; the
    key serves the form of following too. `is_followed`: by the viewer. `doubles` are records that may be of this person too,
    where the viewer may merge them.
    `can_open_again`: a colleague has closed the record to themselves, and the viewer may undo it. `number_joined`:
    those who joined by themselves, where the viewer may end it. `restricted` says whom to ask, with an address only to those
    whom it is open to. `ways` lead to pages of other packages: onto the agenda of
    a huddle that runs.
    """

    who: Who
    matters: str
    plan: tuple[str, str, str]
    plan_read: int
    plan_version: int
    lead: PersonLead | None
    number_overdue: int
    number_today: int
    number_open: int
    due_first: str
    due_then: str
    seen: str
    is_over_cadence: bool
    cadence: str
    away: tuple[str, str]
    next_contact: str
    actions: Sequence[PersonAction]
    planned: Sequence[PersonContact]
    past: Sequence[PersonContact]
    number_past: int
    known: Sequence[Known]
    entries: Sequence[EntryLine]
    closed: Sequence[ClosedLine]
    why_you: str
    others: Sequence[str]
    looks_words: str
    looks: Sequence[Looked]
    changes: Changes
    worries: Sequence[Worry] = ()
    can_open_again: bool = False
    number_joined: int = 0
    intake: ImportLine | None = None
    intake_team: str = ""
    intake_key: str = ""
    is_followed: bool = False
    ways: Sequence[Way] = ()
    doubles: Sequence[Way] = ()
    restricted: Sequence[Way] = ()
    can_add: bool = True
