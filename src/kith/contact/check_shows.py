"""What the plan check of a contact's page is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One thing that changed: when, what in a word or two, and of it."""

    when: str
    head: str
    words: str


@dataclass(frozen=True, slots=True)
class WorkLine:
    """
    Open work of the person: what, how it stands, by code and in words, whose. `done` is what its button says, '' where it is
    finished elsewhere; `needs_words`: it is done with words alone.
    """

    action_id: UUID
    version: int
    what: str
    standing: str
    standing_words: str
    owner: str
    done: str
    needs_words: bool


@dataclass(frozen=True, slots=True)
class SignAsked:
    """
    A warning sign in the person's words with what was agreed: the response, how and within what time, what the reader may.

    `start` is what starting it is called: 'Start this response', or 'Propose it: a GP decides'. An emergency has none.
    """

    id: str
    sees: str
    response: str
    how: str
    right: str
    start: str
    is_emergency: bool


@dataclass(frozen=True, slots=True)
class PlanCheckShow:
    """
    The plan check. `since` says since when, `said` what the person said first then; `changes` at most five, `more` how many
    besides; `work` at most five, `more_work` besides. `number` is the version of the signs, 0 for none; `unsigned` says that no
    clinician has signed them. Fields: said, event-*, work-*, work-v-*, work-words-*, sign-all, sign-rest, sign--*, does--*,
    why-*, not_made, signs-number.
    """

    called: str
    since: str
    said: str
    changes: Sequence[ChangeLine]
    more: int
    work: Sequence[WorkLine]
    more_work: int
    signs: Sequence[SignAsked]
    number: int
    unsigned: bool
    has_plan: bool
