"""What the pages of the huddle are given: starting, one person at a time, closing, the record, the agenda on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kith.board.section_rules import Reason
from kith.huddle.outcome_rules import Outcome
from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class Attender:
    """A member who may take part: `words` from the rota ('on duty', 'away until Wednesday'); `how` room, joined or away."""

    member_id: UUID
    name: str
    words: str
    how: str


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """
    One person on the agenda. `code` is why they are on it (huddle.rules.AgendaReason), `words` the reason or the decision.

    `state` is 'open', 'settled', 'loose' (settled, but something is missing) or 'put off'. Before a huddle has started there
    is no item yet.
    """

    person_id: UUID
    name: str
    age: int | None
    code: str
    words: str
    state: str = "open"
    item_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StartShow:
    """
    Before the huddle: who is here, how long, what is on the agenda. Fields: how-<member_id>, minutes.

    `look_back` is 'Done since Friday: 9 of 12; 3 carried over', or ''. `hindrance` says why it cannot start, else ''.
    `closed_id` is today's huddle when it has been held already: only one is held a day. `last_id` is the one before today.
    """

    team_slug: str
    team_name: str
    day: date
    form: Filled
    attenders: Sequence[Attender]
    minutes: Sequence[Option]
    agenda: Sequence[AgendaLine]
    look_back: str = ""
    hindrance: str = ""
    closed_id: UUID | None = None
    last_id: UUID | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """
    The running huddle beside each item: time and pace, agenda, who is here, what closing would meet.

    `pace` is '13 people left: about 1 minute each' or '3 minutes over'. `close_words` tells what is still open, '' when
    nothing is. The forms bring keys only; attendance has the fields how-<member_id>.
    """

    team_slug: str
    minutes: int
    minutes_used: int
    minutes_left: int
    pace: str
    agenda: Sequence[AgendaLine]
    attenders: Sequence[Attender]
    close_words: str
    time_form: Filled
    attendance_form: Filled
    close_form: Filled
    gone_words: str = ""
    late_words: str = ""

    @property
    def is_over(self) -> bool:
        """Whether the time is used up."""
        return self.minutes_left < 0

    def names(self, how: str) -> list[str]:
        """Return the names of those in the room, joined, or away; the away with the reason."""
        those = [one for one in self.attenders if one.how == how]
        return [f"{one.name} ({one.words})" if how == "away" and one.words else one.name for one in those]

    @property
    def number_here(self) -> int:
        """How many take part."""
        return sum(one.how != "away" for one in self.attenders)


@dataclass(frozen=True, slots=True)
class LastDecision:
    """What the last huddle decided for this person: the words, whether it was done, and how that is said."""

    words: str
    is_done: bool
    standing: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why a person is spoken of: a code of huddle.rules.AgendaReason or of a section of the board, and the words."""

    code: str
    words: str
    more_words: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a member said beside an item, whether all who follow see it, and whether the viewer said it."""

    remark_id: UUID
    who: str
    at: datetime
    text: str
    is_shown: bool
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class ItemShow:
    """
    One person in the huddle. Fields: outcome; what, who, by, by_day, by_time; work, to; reason; raise_what, raise_to, told_who,
    told_how, told_at, said; version; and the button `then`: next, another or later.

    `section` names the part of the agenda ('New to us'). `planned` restates the plan in words and is '' without one,
    `meeting` names the weekly meeting and is '' without one. `given` holds what was decided for this person already.
    `answered` is the first answer when somebody else saved this item meanwhile. `can_stay` is false with an overdue
    action. `work` is what could be handed over, `to` those it could be offered to; empty where there is nothing.
    `look_back` is 'Done since Friday: 9 of 12; 3 carried over', or ''.
    """

    item_id: UUID
    version: int
    position: int
    number_of_items: int
    section: str
    person_id: UUID
    name: str
    age: int | None
    reasons: Sequence[Why | Reason]
    last: LastDecision | None
    lead: str
    seen: str
    next_contact: str
    planned: str
    can_stay: bool
    meeting: str
    given: Sequence[str]
    who: Sequence[Option]
    why_not: Sequence[str]
    by: Sequence[Option]
    raise_to: Sequence[Option]
    ways: Sequence[Option]
    next_name: str
    running: Meeting
    form: Filled
    answered: str = ""
    gone: str = ""
    can_act: bool = True
    is_led_by_you: bool = False
    remarks: Sequence[Remark] = ()
    remark_form: Filled | None = None
    work: Sequence[Option] = ()
    to: Sequence[Option] = ()
    look_back: str = ""
    hand_over: str = str(Outcome.HAND_OVER)


@dataclass(frozen=True, slots=True)
class AddShow:
    """Putting a person on the agenda. Fields: person, why, back. `person` is the address of the page to go back to, or ''."""

    team_slug: str
    people: Sequence[Option]
    form: Filled
    person: str = ""


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """
    One thing that keeps the huddle open, with the fields that cure it, each named <field>-<thing_id>.

    `kind` (huddle.closing_rules.LooseKind) decides the fields: owner: who; deadline: by; outcome: outcome, reason, what, who, by;
    action: what, who, by; note: told_who, told_how, told_at, said. `known` says what is known already, `who` are those who may
    be given work for the person.
    """

    kind: str
    thing_id: UUID
    name: str
    age: int | None
    sentence: str
    known: str
    outcomes: Sequence[Option] = ()
    is_new: bool = False
    who: Sequence[Option] = ()

    @property
    def first_field(self) -> str:
        """The field that the list of loose ends links to."""
        first = {"owner": "who", "deadline": "by", "outcome": "outcome", "action": "what", "note": "told_who"}
        return f"{first[self.kind]}-{self.thing_id}"


@dataclass(frozen=True, slots=True)
class CloseRefusedShow:
    """
    Why the huddle cannot close yet, and the fields that cure all of it. `sound` are sentences on what is safe already.

    `needs_reason`: it is the day after, and only the duty lead may close, with a reason (field `reason`). `may_close` says
    whether the viewer may; if not, `who_may` says who. `known` is what the form remembers of the list. Errors of the form
    are those of the last try.
    """

    team_slug: str
    title: str
    loose: Sequence[LooseEnd]
    why_not: Sequence[str]
    by: Sequence[Option]
    ways: Sequence[Option]
    sound: Sequence[str]
    form: Filled
    known: str = ""
    needs_reason: bool = False
    may_close: bool = True
    who_may: str = ""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A person left as they are, with the reason, and how long ago something last changed in words."""

    person_id: UUID
    name: str
    reason: str
    last_change: str


@dataclass(frozen=True, slots=True)
class ClosedShow:
    """What the closed huddle came to."""

    team_slug: str
    huddle_id: UUID
    closed_at: datetime
    number_of_people: int
    number_of_actions: int
    number_raised: int
    number_to_meeting: int
    unchanged: Sequence[Unchanged]


@dataclass(frozen=True, slots=True)
class RecordedAction:
    """An action of the record: what, who owns it, by when in words."""

    what: str
    owner: str
    by: str


@dataclass(frozen=True, slots=True)
class RecordedNote:
    """An escalation of the record: what was raised to whom, and who was told, how, when, what they said."""

    what: str
    owner: str
    told: str


@dataclass(frozen=True, slots=True)
class RecordedItem:
    """One person of the record: why they were spoken of, the outcome in words, and what was agreed and raised."""

    person_id: UUID
    name: str
    age: int | None
    why: str
    outcome: str
    actions: Sequence[RecordedAction] = ()
    notes: Sequence[RecordedNote] = ()
    remarks: Sequence[Remark] = ()


@dataclass(frozen=True, slots=True)
class RecordShow:
    """The record of a huddle, for the screen and for paper."""

    team_slug: str
    team_name: str
    day: date
    started_at: datetime
    closed_at: datetime | None
    facilitator: str
    room: Sequence[str]
    joined: Sequence[str]
    away: Sequence[str]
    items: Sequence[RecordedItem]
    late_because: str = ""
    closed_by: str = ""
    gone_words: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """Whoever was decided for last, and what."""

    name: str
    decision: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whoever is next, and why."""

    name: str
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class RoomShow:
    """
    What a screen shows that follows a huddle: one person, what is being decided, what was just decided, who is next.

    `deciding` is what is being written and not saved, `decided` what was saved. `remarks` are those shown to all, and the
    viewer's own; the form has the field text. `elsewhere` is whom the huddle is at while this screen stays with somebody
    else. `is_room` is a room's own sign-in: initials, no free text (no reasons, nothing that is being written, kinds of
    outcome for decisions), no way on to anything.
    """

    team_id: UUID
    team_slug: str
    item_id: UUID
    position: int
    number_of_items: int
    section: str
    name: str
    age: int | None
    reasons: Sequence[Why]
    last: LastDecision | None
    lead: str
    seen: str
    decided: str
    deciding: str
    just: Settled | None
    next: Waiting | None
    number_waiting: int
    meeting: Meeting
    facilitator: str
    form: Filled
    remarks: Sequence[Remark] = ()
    elsewhere: str = ""
    is_staying: bool = False
    is_room: bool = False


@dataclass(frozen=True, slots=True)
class AgendaSheetShow:
    """The agenda on paper: the lines, and what the last huddle came to."""

    team_slug: str
    team_name: str
    day: date
    agenda: Sequence[AgendaLine]
    look_back: str
    duty_lead: str
