"""The sections of the board, what is known of a person there, and what a reason is: words, their moment, and a way on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from kith.action.rules import ActionFacts
from kith.board.answers import OfferFacts
from kith.caseload.rules import CameBy, ListState
from kith.contact.away_rules import PersonAway
from kith.contact.rules import ContactFacts
from kith.language import _, later
from kith.plan.rules import PlanFacts


class Section(StrEnum):
    """The sections of the board, most urgent first; also the codes of the reasons."""

    ESCALATED = "escalated"
    NEW = "new"
    MISSED = "missed"
    OVERDUE = "overdue"
    ANSWER = "answer"
    DUE = "due"
    RENEW = "renew"


SECTIONS = tuple(Section)


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section and, beside it, what stands there in which order."""

    title: str
    order: str


HEADINGS: Mapping[Section, Heading] = MappingProxyType(
    {
        Section.ESCALATED: Heading(later("Escalated"), later("nearest time first")),
        Section.NEW: Heading(later("New to us"), later("referrals and discharges; longest wait first")),
        Section.MISSED: Heading(later("Contact missed"), later("no contact made since; longest ago first")),
        Section.OVERDUE: Heading(later("Actions overdue"), later("oldest first")),
        Section.ANSWER: Heading(
            later("Waiting for an answer"), later("offers that nobody has taken yet; nearest time first")
        ),
        Section.DUE: Heading(later("Due today"), later("by time")),
        Section.RENEW: Heading(later("Plan to renew"), later("oldest first")),
    }
)
"""As written; `heading` says them in the reader's language."""


def heading(section: Section) -> Heading:
    """Return the title of a section and its order, as they are shown."""
    row = HEADINGS[section]
    return Heading(_(row.title), _(row.order))


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """
    What the board must know of one list entry; nobody else's facts change its reasons.

    `came_on` is the London date of coming on the list, `came_from` who sent them in words ("Dr Marsh", "housing", or
    empty), `last_made_at` the last contact made, `actions` the unfinished ones, `contacts` at least those planned and
    those missed since the last one made. `away` is the absence that began last, also one that is over. `plan` is how their plan
    stands.
    """

    person_id: UUID
    given: str
    family: str
    came_on: date
    came_by: CameBy
    came_from: str = ""
    age: int | None = None
    state: ListState = ListState.ACTIVE
    is_deceased: bool = False
    last_made_at: datetime | None = None
    cadence_days: int | None = None
    actions: tuple[ActionFacts, ...] = ()
    contacts: tuple[ContactFacts, ...] = ()
    offers: tuple[OfferFacts, ...] = ()
    away: PersonAway | None = None
    plan: PlanFacts = field(default_factory=PlanFacts)


@dataclass(frozen=True, slots=True)
class Reason:
    """
    One reason in words, with quieter words that belong to it; `moment` orders a section, earliest first.

    `left` is the piece of the words that goes on with time, '' for none: '38 minutes left', to `moment`.
    `door` is the words of a way to what it is about, whose id is `thing_id`; '' when there is none: to an offer where it
    waits for an answer, else to saying what came of an action.
    """

    section: Section
    words: str
    moment: datetime
    more_words: str = ""
    left: str = field(default="", compare=False)
    door: str = ""
    thing_id: UUID | None = None

    @property
    def code(self) -> str:
        """The code that pages carry in `data-reason`."""
        return self.section.value

    @property
    def sort_key(self) -> tuple[int, datetime, str]:
        """Most urgent first; a total order."""
        return SECTIONS.index(self.section), self.moment, self.words


def plain(text: str) -> str:
    """Return what somebody wrote as a piece of a sentence: without the stop at its end."""
    return text.strip().rstrip(".;,")
