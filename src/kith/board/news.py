"""
What is new of a person since the viewer last opened them, as a word on their line.

The look on the trail is the read mark, so that opening a record clears it and changes nothing else. Somebody whom the viewer
has not opened in a fortnight has no mark: everything would be new.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import ngettext

from kith.board.trail_words import COMMANDS, FOLLOWING, MEETINGS
from kith.trail.queries import news_since_opened

NEWS_DAYS = timedelta(days=14)
NOTES = frozenset({"action.comment"})
CONTACTS = frozenset({"contact.record", "contact.settle"})
NO_NEWS = (
    MEETINGS | FOLLOWING | {"caseload.look_through", "action.raise_waiting", "action.remind", "sharing.finish_sheet"}
)
"""What is done without anything being said of the person, or shows on the line by itself."""


@dataclass(slots=True)
class News:
    """How many comments, contacts and other changes others have made; all 0 for nothing new."""

    notes: int = 0
    contacts: int = 0
    changes: int = 0

    @property
    def words(self) -> str:
        """The news in words, as '2 new notes, 1 new contact'; '' for none."""
        told = (
            ngettext("%(n)d new note", "%(n)d new notes", self.notes) % {"n": self.notes} if self.notes else "",
            ngettext("%(n)d new contact", "%(n)d new contacts", self.contacts) % {"n": self.contacts}
            if self.contacts
            else "",
            ngettext("%(n)d change", "%(n)d changes", self.changes) % {"n": self.changes} if self.changes else "",
        )
        return ", ".join(words for words in told if words)


def news(*, at: datetime) -> Mapping[UUID, News]:
    """Return what is new of the people whom the viewer opened in the last fortnight, by person. One statement."""
    found: dict[UUID, News] = defaultdict(News)
    for person_id, command, number in news_since_opened(since=at - NEWS_DAYS):
        if command in NOTES:
            found[person_id].notes += number
        elif command in CONTACTS:
            found[person_id].contacts += number
        elif command in COMMANDS and command not in NO_NEWS:
            found[person_id].changes += number
    return dict(found)
