"""Who of a team decides what another may only propose, nearest first, from a day already loaded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kith.act.seams import Decision
from kith.language import _
from kith.place.rules import local_day
from kith.policy.queries import deciding_roles, role_label
from kith.team.queries import DayOnTeam, MemberInfo
from kith.team.rules import (
    Calendar,
    after_service_minutes,
    end_of_service_day,
    is_service_day,
    next_service_day,
)
from kith.web.shows import RightNote
from kith.web.words import clock, moment


def asked_day(at: datetime, calendar: Calendar) -> date:
    """Return the day whose shift is asked for a decision: today until 5pm of a service day, else the next service day."""
    day = local_day(at)
    return day if is_service_day(day, calendar) and at < end_of_service_day(day) else next_service_day(day, calendar)


def deciders(
    *,
    there: Sequence[MemberInfo],
    day: DayOnTeam,
    command: str,
    case: str,
    to: str,
    not_accounts: Collection[UUID],
    at: datetime,
) -> list[MemberInfo]:
    """
    Return who may decide a command at a moment, nearest first: on shift in the role `to`, others on shift, `to` off shift, then
    the rest.

    Never those in `not_accounts` (whoever proposes), away that day, or with the record closed to them. Each account once.
    """
    roles = deciding_roles(command, case, team_id=there[0].team_id if there else None, at=at)
    able = [
        one
        for one in there
        if one.role in roles
        and one.account_id not in not_accounts
        and one.id not in day.closed
        and one.id not in day.away
    ]
    near = sorted(able, key=lambda one: (one.id not in day.on_shift, one.role != to, one.id != day.cover, one.name))
    found: dict[UUID, MemberInfo] = {}
    for one in near:
        found.setdefault(one.account_id, one)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Around:
    """The team around a decision: who is there, the day that is asked, its calendar, who looks, and when."""

    there: Sequence[MemberInfo]
    day: DayOnTeam
    calendar: Calendar
    account_id: UUID
    at: datetime


def right_note(decision: Decision, command: str, case: str, around: Around) -> RightNote:
    """Return what a press will do, in words, to stand beside the button before it is pressed."""
    who = deciders(
        there=around.there, day=around.day, command=command, case=case, to=decision.to,
        not_accounts={around.account_id}, at=around.at,
    )  # fmt: skip
    told = next((one.name for one in around.there if one.role == decision.to and one.id in around.day.on_shift), None)
    first = who[0].name if who else ""
    words = {
        "decide": _("You decide"),
        "inform": _("You decide, and %(who)s is told") % {"who": told or role_label(decision.to)},
        "propose": _("You propose, %(who)s decides by %(time)s")
        % {"who": first or role_label(decision.to), "time": _by(decision.within_minutes, around)},
        "no": _("Not yours: %(who)s decides") % {"who": first or _("somebody else")},
    }
    rule = "" if decision.rule in decision.sentence else decision.rule
    return RightNote(decision.verdict, words[decision.verdict], decision.sentence, rule, first)


def _by(minutes: int, around: Around) -> str:
    by = after_service_minutes(around.at, minutes, around.calendar)
    return clock(by) if local_day(by) == local_day(around.at) else moment(by, local_day(around.at))
