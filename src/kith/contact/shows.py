"""What the pages of a contact are given: planning one, recording one that was made, saying that one was missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kith.person.shows import Who
from kith.web.shows import Filled, Meanwhile, Option


@dataclass(frozen=True, slots=True)
class PlanShow:
    """
    Planning a contact. Fields: way, who, day, from, to, note; `who` 'other' opens by_other (somebody not on the team).

    `others` are planned contacts of the same days in words, so that two people do not come at once.
    """

    who: Who
    ways: Sequence[Option]
    members: Sequence[Option]
    form: Filled
    others: Sequence[str] = ()
    teams: Sequence[Option] = ()


@dataclass(frozen=True, slots=True)
class RecordShow:
    """
    Recording a contact. Fields: way, who, by_other, day, time, note; not planned also state ('made', 'missed') and reason.

    `contact_id` and `planned` ('Visit, today 10am to 11am, Leanne Hughes') when it was planned; way and who are filled in.
    `meanwhile` is set when somebody else said first what became of it: what the reader wrote may be kept as another contact.
    """

    who: Who
    ways: Sequence[Option]
    members: Sequence[Option]
    form: Filled
    contact_id: UUID | None = None
    planned: str = ""
    version: int = 0
    teams: Sequence[Option] = ()
    meanwhile: Meanwhile | None = None


@dataclass(frozen=True, slots=True)
class MissedShow:
    """A planned contact that did not happen. Fields: state ('missed' or 'cancelled' by the person), reason,
    version, then ('plan' or ''). `meanwhile` is set when somebody else said first what became of it."""

    who: Who
    contact_id: UUID
    planned: str
    form: Filled
    version: int
    meanwhile: Meanwhile | None = None
