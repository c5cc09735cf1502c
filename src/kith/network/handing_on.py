"""What the guard for new faces says of planned contacts that pass to somebody else: never a refusal, always said and kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kith.contact.seams import Caution
from kith.network import queries
from kith.network.beside import faces_words
from kith.network.figures import figures
from kith.network.rules import Meeting, guard
from kith.place.rules import day_bounds, local_day
from kith.team.queries import MemberInfo, rota
from kith.team.rules import DayPlan


@dataclass(frozen=True, slots=True)
class Takes:
    """A planned contact that passes on: with whom, from which moment, to which member; None: to whoever has the duty then."""

    contact_id: UUID
    person_id: UUID
    window_from: datetime
    member_id: UUID | None = None


def cautions_of(
    *, team_id: UUID, takes: Sequence[Takes], members: Sequence[MemberInfo], away: Collection[UUID], at: datetime
) -> dict[UUID, Caution]:
    """
    Return what is to be said of each contact that passes on, by contact; only those of which something is.

    As before a contact is planned: who knows the person and is on shift on the day, and which different face it would be.
    `away` are on no shift, whatever the rota says: whoever goes. Two statements, none without contacts.
    """
    if not takes:
        return {}
    days = [local_day(one.window_from) for one in takes]
    plans = {row.plan.day: row.plan for row in rota(team_id=team_id, first=min(days), last=max(days)) if row.published}
    people = sorted({one.person_id for one in takes})
    until = day_bounds(max(days))[1]
    met = queries.meetings(person_ids=people, since=at - queries.ALWAYS, until=until, answers=False)
    by_id = {one.id: one for one in members}
    gone = {str(by_id[key].account_id) for key in away if key in by_id}
    found: dict[UUID, Caution] = {}
    for one, day in zip(takes, days, strict=True):
        who = by_id.get(one.member_id or _on_duty(plans, day, away) or one.contact_id)
        if who is None:
            continue
        there = [str(by_id[key].account_id) for key in _on_shift(plans, day, away) if key in by_id]
        of_them = [
            each for each in met if each.person_id == one.person_id and each.day <= day and _comes(each, one, gone)
        ]
        said = guard(str(who.account_id), of_them, day=day, there=there, figures=figures())
        if said:
            warned, words = faces_words(said, who, one.window_from, at)
            found[one.contact_id] = Caution([str(each) for each in warned], words)
    return found


def _comes(meeting: Meeting, takes: Takes, gone: Collection[str]) -> bool:
    """Say whether a meeting was made, or will be by somebody who is there: not the very contact that passes on."""
    return meeting.is_made or (meeting.id != str(takes.contact_id) and meeting.who not in gone)


def _on_duty(plans: Mapping[date, DayPlan], day: date, away: Collection[UUID]) -> UUID | None:
    plan = plans.get(day)
    line = (plan.duty_lead_id, plan.second_id) if plan else ()
    return next((one for one in line if one and one not in away), None)


def _on_shift(plans: Mapping[date, DayPlan], day: date, away: Collection[UUID]) -> list[UUID]:
    return sorted(plans[day].there - {*away}) if day in plans else []
