"""
Passing on what is in a member's hands, inside the operation that answers for it: set-based, never refused.

It goes to whoever takes the duty; where the duty lead may not open a record, to the next in line who may. Nobody at all
leaves it where it is: then the duty lead of each moment is read as its owner (P1).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from kith.access.queries import closed_pairs
from kith.act import Act
from kith.action.passing import pass_to
from kith.caseload.passing import lead_no_more, pass_overrides
from kith.contact.passing import pass_contacts, pass_series
from kith.contact.seams import Caution
from kith.handover.hands import Holding
from kith.handover.rules import Held
from kith.message.parts import Tell
from kith.network.handing_on import Takes, cautions_of
from kith.place.rules import local_day
from kith.team.queries import DayOnTeam, MemberInfo, TeamInfo, day_on_team, members

TEAM_LEAD = "team-lead"


@dataclass(frozen=True, slots=True)
class Emptied:
    """
    What left a member's hands: how much of it, and the members who have it now, most first; `unmet` are contacts that are now
    with somebody of whom the guard for new faces says something.
    """

    actions: int = 0
    contacts: int = 0
    people: int = 0
    to_ids: list[UUID] = field(default_factory=list)
    unmet: int = 0


@dataclass(frozen=True, slots=True)
class Going:
    """
    Whose hands are emptied, in which team, and why in words that the steps of the work keep; `person_id`: of one person only.
    """

    team: TeamInfo
    member_id: UUID
    account_id: UUID
    why: str
    person_id: UUID | None = None


def empty(*, act: Act, going: Going, holdings: Collection[Holding], leads_too: bool, until: date | None) -> Emptied:
    """
    Pass on these things; return what went where. A fixed number of statements for each member who takes any of it.

    `leads_too`: leading people and their deputies too (for good). `until`: the last day whose overrides pass on (None: all).
    """
    there = members(team_id=going.team.id, at=act.at)
    day = day_on_team(team=going.team, day=local_day(act.at), at=act.at)
    line = [one for one in _in_line(there, day) if one.account_id != going.account_id]
    movable = [
        one
        for one in holdings
        if one.held in (Held.ACTION, Held.CONTACT, Held.SERIES) and (leads_too or one.held is not Held.SERIES)
    ]
    shares = _shares(movable, line)
    cautions = cautions_of(
        team_id=going.team.id, takes=_takes(shares), members=there, away=[going.member_id], at=act.at
    )
    actions, passed = 0, list[UUID]()
    for taker, things in shares.items():
        actions += _pass_actions(act, going, taker, things)
        passed += _pass_contacts(act, going, taker, things, cautions)
        _pass_series(act, going, taker, things)
    people = _stop_leading(act, going, holdings) if leads_too else 0
    if line and any(one.held is Held.OVERRIDE for one in holdings):
        pass_overrides(
            act=act,
            team_id=going.team.id,
            member_id=going.member_id,
            first=local_day(act.at),
            last=until,
            to_id=line[0].id,
            reason=going.why,
            person_id=going.person_id,
        )
    _tell(act, going, line, shares)
    unmet = sum(one in cautions for one in passed)
    return Emptied(actions, len(passed), people, [taker.id for taker in shares], unmet)


def _takes(shares: Mapping[MemberInfo, Sequence[Holding]]) -> list[Takes]:
    """Return the planned contacts among what passes on, each with whoever makes it now."""
    return [
        Takes(one.id, one.person_id, one.from_at, taker.id)
        for taker, things in shares.items()
        for one in things
        if one.held is Held.CONTACT and one.person_id and one.from_at
    ]


def _in_line(there: Sequence[MemberInfo], day: DayOnTeam) -> list[MemberInfo]:
    """Who takes over, first to last: whoever has the duty, the second, the cover, team leads, then the rest on shift."""
    by_id = {one.id: one for one in there}
    wanted = [day.answering, day.second if day.second in day.on_shift else None, day.cover]
    first = [by_id[key] for key in wanted if key in by_id]
    leads = [one for one in there if one.role == TEAM_LEAD and one.id not in day.away]
    others = [one for one in there if one.id in day.on_shift]
    return list({one.id: one for one in (*first, *leads, *others)}.values())


def _shares(movable: Sequence[Holding], line: Sequence[MemberInfo]) -> dict[MemberInfo, list[Holding]]:
    """Give each thing to the first in line who may open its record."""
    people = {one.person_id for one in movable if one.person_id}
    closed = closed_pairs(account_ids=[one.account_id for one in line], person_ids=people)
    shares: dict[MemberInfo, list[Holding]] = {}
    for thing in movable:
        taker = next((one for one in line if (one.account_id, thing.person_id) not in closed), None)
        if taker:
            shares.setdefault(taker, []).append(thing)
    return dict(sorted(shares.items(), key=lambda share: -len(share[1])))


def _pass_actions(act: Act, going: Going, taker: MemberInfo, things: Sequence[Holding]) -> int:
    wanted = [one.id for one in things if one.held is Held.ACTION]
    if not wanted:
        return 0
    return len(pass_to(act=act, team_id=going.team.id, action_ids=wanted, member_id=taker.id, why=going.why))


def _pass_contacts(
    act: Act, going: Going, taker: MemberInfo, things: Sequence[Holding], cautions: Mapping[UUID, Caution]
) -> list[UUID]:
    wanted = [one.id for one in things if one.held is Held.CONTACT]
    if not wanted:
        return []
    warned = {key: one.warned for key, one in cautions.items() if key in wanted}
    return pass_contacts(act=act, team_id=going.team.id, contact_ids=wanted, member_id=taker.id, warned=warned)


def _pass_series(act: Act, going: Going, taker: MemberInfo, things: Sequence[Holding]) -> None:
    wanted = [one.id for one in things if one.held is Held.SERIES]
    if wanted:
        pass_series(act=act, team_id=going.team.id, series_ids=wanted, member_id=taker.id)


def _stop_leading(act: Act, going: Going, holdings: Collection[Holding]) -> int:
    wanted = [one.id for one in holdings if one.held in (Held.NAMED_LEAD, Held.DEPUTY)]
    if not wanted:
        return 0
    return len(lead_no_more(act=act, team_id=going.team.id, entry_ids=wanted, member_id=going.member_id))


def _tell(act: Act, going: Going, line: Sequence[MemberInfo], shares: dict[MemberInfo, list[Holding]]) -> None:
    """Tell whoever takes anything, and the first in line in any case: the duty lead knows who is gone."""
    told = {one.account_id: one for one in (*line[:1], *shares)}
    for account_id in told:
        if going.person_id:
            tell = Tell(going.team.id, account_id, "work passed to you", "person", going.person_id, going.person_id)
        else:
            tell = Tell(going.team.id, account_id, "hands passed on", "member", going.member_id)
        act.add("message", tell)


def why_known() -> str:
    """Return the reason that work passes on when somebody knows the person themselves. No blame, and no more than that."""
    return _("Passed on: a colleague steps back from this record")


def why_not_offered() -> str:
    """Return the reason that an offer of or to somebody who knows the person is taken back."""
    return _("A colleague steps back from this record")


def why_away(name: str) -> str:
    """Return the reason that work passes on when somebody is away without notice."""
    return _("%(name)s is away without notice") % {"name": name}


def why_left(name: str) -> str:
    """Return the reason that work passes on when somebody leaves the team."""
    return _("%(name)s has left the team") % {"name": name}


def why_leave(name: str) -> str:
    """Return the reason that work passes on when a planned leave begins."""
    return _("%(name)s is on leave") % {"name": name}
