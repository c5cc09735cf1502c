"""What the pages of series and absences are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kith.person.shows import Who
from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class Often:
    """
    What a form asks of a series. Fields: often ('once', 'days' with every_days, 'weekdays' with on-0 to on-6, 'cadence'), end
    ('day' with last_day, 'number' with number), reason, section, on_closed.

    `cadence` is what is agreed in words, '' where nothing is.
    """

    weekdays: Sequence[Option]
    closed: Sequence[Option]
    sections: Sequence[Option]
    cadence: str
    may_be_once: bool = True


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """
    A series in words: what and how often, when and by whom until when, why, what of closed days, its next contacts.

    `is_ending`: its last contact is planned, or over.
    """

    series_id: UUID
    title: str
    when: str
    why: str
    closed: str
    number_planned: int
    planned: Sequence[ComingLine]
    can_change: bool
    is_ending: bool = False


@dataclass(frozen=True, slots=True)
class ComingLine:
    """A contact that is to come or is paused: when, in words, whether it lacks its result; `can_change` by the reader."""

    contact_id: UUID
    when: str
    words: str
    note: str
    is_late: bool = False
    can_change: bool = False


@dataclass(frozen=True, slots=True)
class AwayLine:
    """An absence: until when in words, where and since when, how many contacts are paused."""

    title: str
    words: str
    number_paused: int
    is_now: bool


@dataclass(frozen=True, slots=True)
class ComingShow:
    """What is to come for a person: absences, series named once each, single contacts, what is paused. `stay`: see AwayShow."""

    who: Who
    aways: Sequence[AwayLine]
    series: Sequence[SeriesLine]
    single: Sequence[ComingLine]
    paused: Sequence[ComingLine]
    stay: str
    can_plan: bool


@dataclass(frozen=True, slots=True)
class SeriesShow:
    """Changing a series from a day on (`often` is set), or ending it. Fields as PlanShow and Often, or from_day and because."""

    who: Who
    series_id: UUID
    line: SeriesLine
    form: Filled
    version: int
    ways: Sequence[Option] = ()
    members: Sequence[Option] = ()
    services: Sequence[Option] = ()
    often: Often | None = None


@dataclass(frozen=True, slots=True)
class MoveShow:
    """Moving one planned contact. Fields: who, by_other, day, from, to, note, version. `series` is the one it is of, or ''."""

    who: Who
    contact_id: UUID
    planned: str
    series: str
    form: Filled
    version: int
    members: Sequence[Option]
    services: Sequence[Option] = ()


@dataclass(frozen=True, slots=True)
class AwayShow:
    """
    Saying that somebody is away, or when they are back. Fields: kind, from_day, back_day, why, away and version of the one that
    is changed. `now` is the absence that is changed, None for a new one; `stay` an imported stay it is proposed from, in words.
    """

    who: Who
    kinds: Sequence[Option]
    form: Filled
    now: AwayLine | None
    stay: str
    stay_id: UUID | None
    version: int
    today: date
    teams: Sequence[Option] = ()
