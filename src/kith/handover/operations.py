"""
The only writers of leaves, and of what leaves a member's hands.

Planned steps are refused with the list until it is empty: each line needs an acceptance or the duty lead's name. Unplanned
ones - sickness, removal of access - are never refused: everything passes to whoever takes the duty, in the same transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.access.operations import end_kept_reach
from kith.act import Act, NotAllowed, Refusal, Stale, ids, operation
from kith.action.offering import lapse, offer, offer_person
from kith.caseload.operations import WAS_NAMED_LEAD, overlap_after_leaving
from kith.handover import hands
from kith.handover.emptying import Emptied, Going, empty, why_away, why_leave, why_left
from kith.handover.hands import LeaveRow, Line, sight_of_leave
from kith.handover.models import Leave, ToDuty
from kith.handover.rules import SETTLED, TO_SETTLE, Held, must_be_settled
from kith.person.rules import tidy
from kith.place.rules import day_bounds, local_day
from kith.policy.queries import roles
from kith.team.leaving import hold_still, take_back_absence, take_off_the_rota
from kith.team.models import Member
from kith.team.operations import end_membership, record_absence
from kith.team.queries import sight_of_member, team_by_id

LONGEST_REASON = 200
LONGEST_AWAY = timedelta(days=366)
FURTHEST = timedelta(days=366)
MAY_FOR_OTHERS = ("lead", "supervisor", "kith")
OFFERABLE = (Held.ACTION, Held.NAMED_LEAD)


@dataclass(frozen=True, slots=True)
class Goes:
    """Where one line of a leave is to go: to a member, to a role, to the whole team, or to the duty lead (`to_duty`)."""

    kind: str
    thing_id: UUID
    to_member_id: UUID | None = None
    to_role: str = ""
    to_team: bool = False
    to_duty: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one line: nothing in `refusal` when it was done."""

    kind: str
    thing_id: UUID
    key: str
    refusal: str = ""


@operation("handover.plan_leave", sight=sight_of_member)
def plan_leave(*, act: Act, member_id: UUID, first_day: date, last_day: date | None, reason: str) -> UUID:
    """
    Prepare a leave, or leaving for good (no last day): lines are settled on it until it can be confirmed.

    Raises:
        Refusal: for days that are past, out of order or over a year off, without a reason, while another is prepared, or
            for somebody who has left already.
        NotAllowed: for somebody else, unless one leads or supervises.
    """
    member = _member_of_act(act)
    _check_own_or_lead(act, member.account_id)
    _check_there(act, member)
    today = local_day(act.at)
    if first_day < today:
        raise Refusal(_("Choose a first day from today on."), field="first_day")
    if first_day > today + FURTHEST:
        raise Refusal(_("Choose a first day within a year."), field="first_day")
    if last_day is not None and not first_day <= last_day <= first_day + LONGEST_AWAY:
        raise Refusal(_("Choose a last day that is not before the first, within a year of it."), field="last_day")
    if hands.leave_of(member_id=member.id):
        raise Refusal(_("A leave is being prepared already: finish it or withdraw it first."), field="first_day")
    made = Leave(
        id=ids.new(),
        team_id=member.team_id,
        member_id=member.id,
        first_day=first_day,
        last_day=last_day,
        reason=_reason(reason),
        act_id=act.id,
    )
    made.save(force_insert=True)
    act.concerns(leave_id=made.id)
    return made.id


@operation("handover.settle_lines", sight=sight_of_leave)
def settle_lines(*, act: Act, leave_id: UUID, lines: Sequence[Goes]) -> list[Answer]:
    """
    Offer lines of a leave, or write the duty lead's name on them; return what became of each, in order.

    Each line stands alone: one that is refused takes nothing else with it (P14).

    Raises:
        Refusal: when the leave is not being prepared any more. NotAllowed: as `plan_leave`.
    """
    row = _open_leave(act)
    held = {(one.held, one.id): one for one in hands.hands_of(team_id=row.team_id, member_id=row.member_id, at=act.at)}
    return [_settle(act, row, held, goes) for goes in lines]


@operation("handover.withdraw_leave", sight=sight_of_leave)
def withdraw_leave(*, act: Act, leave_id: UUID, version: int) -> UUID:
    """
    Give up a leave that has not begun; what was accepted stays with whoever accepted it, and the days are as others again.

    Raises:
        Refusal: when it has begun or was withdrawn, or is a leaving for good that is confirmed. Stale, NotAllowed as the others.
    """
    row = _leave_of_act(act)
    _check_own_or_lead(act, row.account_id)
    if row.state not in ("planned", "confirmed"):
        raise Refusal(_("This leave has begun or was withdrawn: there is nothing to give up."))
    if row.state == "confirmed":
        if row.away.is_for_good:
            raise Refusal(_("This leaving is confirmed, and all has passed on: ask to be put on the team again."))
        take_back_absence(act=act, member_id=row.member_id, recorded_by=row.act_id)
    _write(act, row, version, state="withdrawn")
    return row.id


@operation("handover.confirm_leave", sight=sight_of_leave)
def confirm_leave(*, act: Act, leave_id: UUID, version: int) -> UUID:
    """
    Confirm a leave: the absence is recorded, or the membership ends with the first day. Refused while a line is open.

    For good, what has the duty lead's name passes now, and the rota is cleared from the first day on (the second takes the
    duty). For a time it passes when the leave begins.

    Raises:
        Refusal: with the list of what is open in `extra`. Stale, NotAllowed as the others.
    """
    row = _open_leave(act)
    hold_still(act=act, member_id=row.member_id)
    lines = hands.lines_of(leave=row, holdings=hands.hands_of(team_id=row.team_id, member_id=row.member_id, at=act.at))
    loose = [line for line in lines if line.standing not in SETTLED]
    if loose:
        raise Refusal(_loose_words(loose), rule="P4", extra=loose)
    _write(act, row, version, state="confirmed")
    if row.away.is_for_good:
        _leave_for_good(act, row, [line.holding for line in lines])
    else:
        assert row.last_day is not None
        record_absence(
            act=act, member_id=row.member_id, first_day=row.first_day, last_day=row.last_day, reason=row.reason
        )
    if row.first_day <= local_day(act.at):
        _begin(act, row)
    return row.id


@operation("handover.begin_leaves")
def begin_leaves(*, act: Act) -> int:
    """
    Pass on what is still in the hands of those whose confirmed leave begins today; return how many. For Kith, each night.

    Also what came to them since it was confirmed: nothing due while they are away waits for them. Done again it does nothing.
    """
    rows = hands.beginning(day=local_day(act.at))
    for row in rows:
        _begin(act, row)
    return len(rows)


@operation("handover.absent_now", sight=sight_of_member)
def absent_now(*, act: Act, member_id: UUID, last_day: date, reason: str) -> Emptied:
    """
    Record that somebody is away from today without notice, and pass everything in their hands to whoever takes the duty.

    Never refused for what they hold; leading people stays with them, and is the deputy's or the duty lead's meanwhile.

    Raises:
        Refusal: for a last day that is past or over a year off, without a reason, or for somebody who has left already.
    """
    member = _member_of_act(act)
    _check_there(act, member)
    today = local_day(act.at)
    record_absence(act=act, member_id=member.id, first_day=today, last_day=last_day, reason=_reason(reason))
    going = _going(member, act, why_away(member.account.name))
    holdings = hands.hands_of(team_id=member.team_id, member_id=member.id, at=act.at)
    moving = [one for one in holdings if one.held is not Held.CONTACT or (one.last_day or today) <= last_day]
    return empty(act=act, going=going, holdings=moving, leads_too=False, until=last_day)


@operation("handover.remove_access", sight=sight_of_member)
def remove_access(*, act: Act, member_id: UUID, reason: str) -> Emptied:
    """
    End a membership and its seat at once, and pass everything to whoever takes the duty. Never refused for what they hold.

    People they led are the duty lead's until somebody accepts them; on the rota the second takes their duty. What they kept
    of people whom they had led before ends too.

    Raises:
        Refusal: without a reason, or for the on-call cover, whose cover is set for the whole place.
    """
    member = _member_of_act(act)
    words = _reason(reason)
    if member.account_id == act.account_id:
        raise Refusal(_("Somebody else removes your access: ask another lead, or plan your leaving."), field="reason")
    hold_still(act=act, member_id=member.id)
    take_off_the_rota(act=act, team_id=member.team_id, member_id=member.id, since=local_day(act.at))
    going = _going(member, act, why_left(member.account.name))
    holdings = hands.hands_of(team_id=member.team_id, member_id=member.id, at=act.at)
    emptied = empty(act=act, going=going, holdings=holdings, leads_too=True, until=None)
    end_membership(act=act, member_id=member.id, until=act.at)
    end_kept_reach(act=act, account_id=member.account_id, team_id=member.team_id, why=WAS_NAMED_LEAD)
    lapse(act=act, team_id=member.team_id)
    if planned := hands.leave_of(member_id=member.id):
        Leave.objects.filter(id=planned.id).update(state="withdrawn", version=F("version") + 1, act_id=act.id)
    act.concerns(account_id=member.account_id, reason=words)
    return emptied


# One line


def _settle(act: Act, row: LeaveRow, held: dict[tuple[Held, UUID], hands.Holding], goes: Goes) -> Answer:
    key = str(ids.derived("handover.settle_lines", act.key, goes.kind, goes.thing_id))
    answer = Answer(goes.kind, goes.thing_id, key)
    try:
        with transaction.atomic():
            _carry_out(act, row, held, goes)
    except Refusal as refusal:
        return Answer(goes.kind, goes.thing_id, key, refusal.sentence)
    return answer


def _carry_out(act: Act, row: LeaveRow, held: dict[tuple[Held, UUID], hands.Holding], goes: Goes) -> None:
    if goes.kind not in set(TO_SETTLE):
        raise Refusal(_("This moves by itself: there is nothing to choose."))
    thing = held.get((Held(goes.kind), goes.thing_id))
    if thing is None:
        raise Refusal(_("This is not in their hands any more."))
    if goes.to_duty:
        ToDuty.objects.bulk_create(
            [
                ToDuty(
                    id=ids.new(),
                    team_id=row.team_id,
                    leave_id=row.id,
                    kind=thing.held,
                    thing_id=thing.id,
                    act_id=act.id,
                )
            ],
            ignore_conflicts=True,
        )
    elif thing.held is Held.ACTION:
        offer(
            act=act, action_id=thing.id, to_member_id=goes.to_member_id, to_role=goes.to_role, to_team=goes.to_team,
            note=_note(row),
        )  # fmt: skip
    elif thing.held is Held.NAMED_LEAD:
        offer_person(
            act=act, entry_id=thing.id, to_member_id=goes.to_member_id, to_role=goes.to_role, to_team=goes.to_team,
            note=_note(row),
        )  # fmt: skip
    else:
        raise Refusal(_("Give this to the duty lead; a colleague can take it from there."))
    act.concerns(thing.person_id)


def _note(row: LeaveRow) -> str:
    return _("%(name)s is leaving the team") % {"name": row.name} if row.away.is_for_good else why_leave(row.name)


# Beginning


def _leave_for_good(act: Act, row: LeaveRow, holdings: Sequence[hands.Holding]) -> None:
    """
    End the membership with the first day of being gone; what has the duty lead's name passes now.

    Whom they led they reach for 30 days from now, as after any change of lead.
    """
    take_off_the_rota(act=act, team_id=row.team_id, member_id=row.member_id, since=row.first_day)
    going = Going(team_by_id(team_id=row.team_id), row.member_id, row.account_id, why_left(row.name))
    empty(act=act, going=going, holdings=holdings, leads_too=True, until=None)
    if led := [one.person_id for one in holdings if one.held is Held.NAMED_LEAD and one.person_id]:
        overlap_after_leaving(act=act, account_id=row.account_id, person_ids=led)
    until = max(day_bounds(row.first_day)[0], act.at + timedelta(microseconds=1))
    end_membership(act=act, member_id=row.member_id, until=until)


def _begin(act: Act, row: LeaveRow) -> None:
    """Pass on what is due while somebody is away, and say that the leave has begun."""
    changed = Leave.objects.filter(id=row.id, state="confirmed").update(
        state="begun", version=F("version") + 1, act_id=act.id
    )
    if changed != 1:
        return
    holdings = hands.hands_of(team_id=row.team_id, member_id=row.member_id, at=act.at)
    due = [one for one in holdings if must_be_settled(one.held, one.last_day, row.away) or one.held is Held.OVERRIDE]
    if row.away.is_for_good and not due:
        return  # confirmed and begun in one act, which has passed it on already
    why = why_left(row.name) if row.away.is_for_good else why_leave(row.name)
    going = Going(team_by_id(team_id=row.team_id), row.member_id, row.account_id, why)
    empty(act=act, going=going, holdings=due, leads_too=row.away.is_for_good, until=row.last_day)
    act.concerns(*(one.person_id for one in due), team_id=row.team_id)


# What an operation is made on


def _member_of_act(act: Act) -> Member:
    member: Member = act.thing.row["member"]
    return member


def _leave_of_act(act: Act) -> LeaveRow:
    row: LeaveRow = act.thing.row["leave"]
    return row


def _open_leave(act: Act) -> LeaveRow:
    row = _leave_of_act(act)
    _check_own_or_lead(act, row.account_id)
    if row.state != "planned":
        raise Refusal(_("This leave is not being prepared any more."))
    return row


def _check_own_or_lead(act: Act, account_id: UUID) -> None:
    if account_id != act.account_id and roles()[act.role].group not in MAY_FOR_OTHERS:
        raise NotAllowed(
            _("Everybody prepares their own leave; for others the team lead or a supervisor does."), rule="P4"
        )


def _check_there(act: Act, member: Member) -> None:
    if member.during.upper is not None and member.during.upper <= act.at:
        raise Refusal(_("%(name)s is not on the team any more.") % {"name": member.account.name})


def _going(member: Member, act: Act, why: str) -> Going:
    return Going(team_by_id(team_id=member.team_id), member.id, member.account_id, why)


def _reason(text: str) -> str:
    words = tidy(text)
    if not words:
        raise Refusal(_("Say why, in a few words."), field="reason")
    if len(words) > LONGEST_REASON:
        raise Refusal(_("Shorten this to %(most)d characters.") % {"most": LONGEST_REASON}, field="reason")
    return words


def _write(act: Act, row: LeaveRow, version: int, **values: object) -> None:
    changed = row.version == version and Leave.objects.filter(id=row.id, version=version).update(
        version=F("version") + 1, act_id=act.id, **values
    )
    if changed != 1:
        raise Stale(_("Somebody changed this leave meanwhile. Look at it again."), extra=hands.leave(leave_id=row.id))


def _loose_words(loose: Sequence[Line]) -> str:
    number = len(loose)
    words = ngettext(
        "%(n)d thing is not settled: it needs somebody who accepts it, or the duty lead’s name.",
        "%(n)d things are not settled: each needs somebody who accepts it, or the duty lead’s name.",
        number,
    )
    return words % {"n": number}
