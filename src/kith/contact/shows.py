"""What the pages of a contact are given: planning one, recording one that was made, saying that one was missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kith.contact.check_shows import PlanCheckShow
from kith.contact.series_shows import Often
from kith.escalation.shows import Clock
from kith.person.shows import Who
from kith.web.shows import Filled, Meanwhile, Option


@dataclass(frozen=True, slots=True)
class Assessing:
    """
    What is asked of assessments. Fields: assessed-<domain> and again_because.

    `domains` have in `more` who assessed them of late, `says` is what others did of late in sentences.
    """

    domains: Sequence[Option]
    again: Sequence[Option]
    says: Sequence[str] = ()
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class CautionShow:
    """
    What is said before a contact is planned, in sentences; `heard` and `heard_of` go back with the form.

    `anyway` are reasons for a new face, `again` for a second service on one day: each is a button that plans it.
    """

    says: Sequence[str]
    heard: str
    heard_of: str
    anyway: Sequence[Option]
    again: Sequence[Option]


@dataclass(frozen=True, slots=True)
class PlanShow:
    """
    Planning a contact. Fields: way, who, day, from, to, note; `who` 'other' opens by_other (somebody not on the team)
    and service (theirs, of `services`).

    `others` are planned contacts of the same days in words, so that two people do not come at once. `often` asks for a series.
    """

    who: Who
    ways: Sequence[Option]
    members: Sequence[Option]
    form: Filled
    others: Sequence[str] = ()
    teams: Sequence[Option] = ()
    services: Sequence[Option] = ()
    often: Often | None = None
    lately: Sequence[str] = ()
    caution: CautionShow | None = None


@dataclass(frozen=True, slots=True)
class RecordShow:
    """
    Recording a contact. Fields: way, who, by_other, day, time, note; not planned also state ('made', 'missed') and reason.

    `contact_id` and `planned` ('Visit, today 10am to 11am, Leanne Hughes') when it was planned; way and who are filled in.
    `meanwhile` is set when somebody else said first what became of it: what the reader wrote may be kept as another contact.
    `checks` are the rule tables for this person's age, `meaning` what was asked to see
    before saving; the field `not_escalated` is the reason for not escalating. `check` is the plan check with which it begins.
    `by` is whose page it is, `ring` whoever has the duty with their number, for when nothing can be sent.
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
    checks: Sequence[Check] = ()
    meaning: Meaning | None = None
    services: Sequence[Option] = ()
    circumstances: tuple[Sequence[Option], Sequence[Option], Sequence[Option]] = ((), (), ())
    assessing: Assessing | None = None
    check: PlanCheckShow | None = None
    by: str = ""
    ring: str = ""


@dataclass(frozen=True, slots=True)
class MissedShow:
    """A planned contact that did not happen. Fields: state ('missed' or 'cancelled' by the person) with why_missed or
    why_cancelled, reason, version, then ('plan' or ''). `meanwhile` is set when somebody else said first what became of it."""

    who: Who
    contact_id: UUID
    planned: str
    form: Filled
    version: int
    meanwhile: Meanwhile | None = None
    whys_missed: Sequence[Option] = ()
    whys_cancelled: Sequence[Option] = ()


@dataclass(frozen=True, slots=True)
class CheckField:
    """One input of a rule table as a field: its name, what is asked, unit and hint, and its answers or its keypad."""

    name: str
    label: str
    unit: str
    hint: str
    options: Sequence[Option]
    inputmode: str


@dataclass(frozen=True, slots=True)
class Check:
    """
    One rule table as a part of the form: its fields, what it is not for, whose it is, whether it stands open, and what is
    usual for the person ('' where nothing is held against it).
    """

    name: str
    title: str
    fields: Sequence[CheckField]
    limits: str
    acknowledgement: str
    is_open: bool
    has_rest: bool = False
    usual: str = ""


@dataclass(frozen=True, slots=True)
class Meant:
    """What one table says: its title, a tone (now, late, due, done, quiet), the score, its parts, what follows, with rules."""

    title: str
    tone: str
    score: str
    parts: str
    usual: str
    follows: Sequence[tuple[str, str]]
    cannot: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """
    What saving would do: what each table says, then each escalation that it opens or joins in words.

    `crosses` says whether there is anything not to escalate; `is_emergency` that 999 comes first; `starts` are the responses to
    signs of the plan that saving starts or proposes, in words; `opens` that an escalation follows.
    """

    answers: Sequence[Meant]
    saving: Sequence[str]
    crosses: bool
    is_emergency: bool
    starts: Sequence[str] = ()
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Running:
    """An escalation that a contact opened or joined: its title and id, who is asked, and its clock (None once answered)."""

    escalation_id: UUID
    title: str
    with_whom: str
    clock: Clock | None


@dataclass(frozen=True, slots=True)
class SavedShow:
    """
    A contact just saved with what was observed: what runs now, what the tables said, what was not escalated and why; the signs
    of the plan that were `seen` with what became of each; and work that had `moved` meanwhile: its id, and so in words.
    """

    who: Who
    when: str
    running: Sequence[Running]
    answers: Sequence[Meant]
    is_emergency: bool
    spared: str
    again: str
    seen: Sequence[str] = ()
    moved: Sequence[tuple[UUID, str]] = ()
