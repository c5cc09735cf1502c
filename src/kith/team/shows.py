"""What the pages of a team are given: the team, its rota by the week, and the forms for members, absences and cover."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kith.team.reachable import Reachable
from kith.web.shows import Filled, Option


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member: role in words, tier, sessions a week, since when or until when, where they are today, how they are reached."""

    member_id: UUID
    name: str
    role: str
    tier: str
    sessions: str
    period: str
    today: str
    is_here: bool
    reach: Reachable


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """An absence now or to come; `withdraw_key` is the key of its button, '' when the viewer may not take it back."""

    absence_id: UUID
    name: str
    first_day: date
    last_day: date
    reason: str
    withdraw_key: str = ""


@dataclass(frozen=True, slots=True)
class CoverLine:
    """Who is on call for the place, from and until when in words; `reach` is how they are reached, None where it is not asked."""

    name: str
    words: str
    reach: Reachable | None = None


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A service day to come: who takes the duty and who is second, '' where nothing is published."""

    day: date
    duty: str
    second: str
    is_published: bool


@dataclass(frozen=True, slots=True)
class TeamShow:
    """
    The team today. `duty`, `second` and `cover` are names, '' when nobody. `gaps` are the stretches of the next 14 days
    without on-call cover, in words. `lacks`: what it must have by its set-up and has lost since it opened. `works` tells the
    working days ('Monday to Friday, not on bank holidays').
    """

    team_slug: str
    team_name: str
    place: str
    day: date
    duty: str
    second: str
    cover: str
    works: str
    size_words: str
    members: Sequence[MemberLine]
    absences: Sequence[AbsenceLine]
    covers: Sequence[CoverLine]
    gaps: Sequence[str]
    rota_words: str
    duties: Sequence[DutyLine] = ()
    is_open: bool = True
    lacks: Sequence[str] = ()
    can_change_members: bool = False
    can_change_rota: bool = False
    can_record_absence: bool = True
    can_set_cover: bool = False


@dataclass(frozen=True, slots=True)
class OnShift:
    """A member on a day of the rota: ticked or not, and why they cannot be there ('away until Wednesday', '' when free)."""

    member_id: UUID
    name: str
    is_on: bool
    away: str = ""


@dataclass(frozen=True, slots=True)
class RotaDayShow:
    """
    One day. Fields: duty-<iso day>, second-<iso day>, on-<iso day> (members ticked). `closed` says why it is no service day
    ('Bank holiday', 'Weekend'), '' when the team works. `state` is 'published', 'draft' or 'empty'.
    """

    day: date
    state: str
    duty: str
    second: str
    on_shift: Sequence[OnShift]
    closed: str = ""
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class RotaShow:
    """A week of the rota, Monday first. Buttons `then`: save or publish. Duty lists hold every member by id."""

    team_slug: str
    team_name: str
    monday: date
    previous: date
    next: date
    days: Sequence[RotaDayShow]
    members: Sequence[Option]
    form: Filled
    can_change: bool = False


@dataclass(frozen=True, slots=True)
class MemberShow:
    """
    Adding a member (member_id None) or ending a membership.

    Add: account, role, tier, sessions, since, until. End: until; `holds` lists what the member still holds, which has to
    be moved first.
    """

    team_slug: str
    team_name: str
    form: Filled
    accounts: Sequence[Option] = ()
    roles: Sequence[Option] = ()
    tiers: Sequence[Option] = ()
    member_id: UUID | None = None
    name: str = ""
    words: str = ""
    holds: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class AbsenceShow:
    """Recording an absence. Fields: member, first_day, last_day, reason."""

    team_slug: str
    members: Sequence[Option]
    form: Filled


@dataclass(frozen=True, slots=True)
class CoverShow:
    """
    On-call cover of the place for a period. Fields: who, from_day, from_time, to_day, to_time.

    `covers` and `gaps` as on the team page.
    """

    team_slug: str
    place: str
    people: Sequence[Option]
    covers: Sequence[CoverLine]
    gaps: Sequence[str]
    form: Filled
