"""Who may be talked about at a meeting, and why: from risk, huddles, requests, missed contacts, plans, and the meeting before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.alignment.queries import states_of
from kith.alignment.rules import State
from kith.caseload.rules import RISK_TIERS, RiskTier, tier_words
from kith.contradiction.queries import open_of
from kith.contradiction.rules import FINDS_WORDS
from kith.database.planned import planned
from kith.place.rules import date_words, local_day
from kith.plan.queries import reviews
from kith.preparation.cases import asked_words
from kith.preparation.figures import figures
from kith.preparation.queries import MeetingRow, last_ended
from kith.preparation.rules import (
    MISSED_CONTACTS,
    MISSED_DAYS,
    OWED,
    PUT_BY_HAND,
    RISEN_DAYS,
    Candidate,
    CaseReason,
    Reason,
)


@dataclass(frozen=True, slots=True)
class Found:
    """
    Who may be talked about. Of each who stood on the list of the meeting before: their case there and who answered for it;
    `unspoken` are those of these cases that the meeting did not come to. `matters` are those of the candidates that are restricted.
    """

    candidates: list[Candidate]
    before: dict[UUID, tuple[UUID, UUID | None]]
    matters: frozenset[UUID]
    unspoken: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class _Facts:
    """What may bring somebody on the list to the meeting; a moment is None where there is nothing."""

    person_id: UUID
    risk_tier: str
    came_at: datetime
    tier_before: str | None
    risen_at: datetime | None
    put_at: datetime | None
    number_missed: int
    missed_at: datetime | None
    reviewed_at: datetime | None
    own_days: int | None
    talked_at: datetime | None
    before_state: str | None
    was_above: bool | None
    is_active: bool


def candidates(*, meeting: MeetingRow, at: datetime) -> Found:
    """
    Return everybody of a team's list whom something brings to a meeting, and restricted matters that stand on it.

    The living on the team's list; who only waits on it, where somebody asks for them or puts them to the meeting. Asked by Kith,
    who reaches all of them. Six statements, whatever their number.
    """
    before = last_ended(team_id=meeting.team_id, before=meeting.day)
    values = {
        "team": meeting.team_id, "before": before.id if before else None, "missed": at - timedelta(days=figures()[MISSED_DAYS]),
        "risen": at - timedelta(days=figures()[RISEN_DAYS]), "at": at,
    }  # fmt: skip
    rows = planned(_FACTS, values)
    facts = [_Facts(*row[:-2]) for row in rows]
    asked = _asked(meeting.id)
    known = _known(facts, asked, at)
    found = [_candidate(one, known[one.person_id], meeting, before, at) for one in facts]
    matters = planned(_MATTERS, {"meeting": meeting.id, "before": values["before"]})
    stood = {row[0]: (row[-2], row[-1]) for row in [*rows, *matters] if row[-2]}
    return Found(
        [*(one for one in found if one.reasons), *map(_matter, matters)],
        stood,
        frozenset(row[0] for row in matters),
        frozenset(row[-2] for one, row in zip(facts, rows, strict=True) if one.before_state == "listed"),
    )


def _known(
    facts: list[_Facts], asked: defaultdict[UUID, list[Reason]], at: datetime
) -> defaultdict[UUID, list[Reason]]:
    """
    Return with what members asked also what contradicts, and which partner is not aligned since somebody was last talked about.

    Two statements.
    """
    talked = {one.person_id: one.talked_at for one in facts}
    for one in open_of(person_ids=list(talked), at=at):
        values = {"day": date_words(local_day(one.found_at)), "what": _(FINDS_WORDS[one.finds])}
        asked[one.person_id].append(
            Reason(CaseReason.CONTRADICTION, _("open since %(day)s: %(what)s") % values, one.found_at)
        )
    for person_id, partners in states_of(person_ids=list(talked), at=at).items():
        last_at = talked[person_id]
        for partner in partners:
            if partner.state is State.NOT_ALIGNED and (last_at is None or partner.since > last_at):
                values = {"who": partner.agency, "day": date_words(local_day(partner.since))}
                said = _("%(who)s is not aligned since %(day)s") % values
                asked[person_id].append(Reason(CaseReason.NOT_ALIGNED, said, partner.since))
    return asked


def _candidate(
    one: _Facts, asked: list[Reason], meeting: MeetingRow, before: MeetingRow | None, at: datetime
) -> Candidate:
    reasons = [*_owed(one, before), *asked, *_risk(one), *_missed(one), *_plan(one, meeting, at)]
    if not one.is_active:
        reasons = [reason for reason in reasons if reason.code in PUT_BY_HAND | OWED]
    left_out = one.before_state == "listed" and one.was_above is False
    return Candidate(one.person_id, tuple(reasons), left_out)


def _owed(one: _Facts, before: MeetingRow | None) -> Iterable[Reason]:
    if before and one.before_state == "listed" and one.was_above:
        words = _("the meeting of %(day)s did not come to it")
        if before.off_because:
            words = _("the meeting of %(day)s was called off")
        yield Reason(CaseReason.CARRIED, words % {"day": date_words(before.day)}, before.ended_at)
    if one.put_at:
        words = _("put to the weekly meeting by a huddle on %(day)s")
        yield Reason(CaseReason.DEFERRED, words % {"day": date_words(local_day(one.put_at))}, one.put_at)


def _risk(one: _Facts) -> Iterable[Reason]:
    if one.tier_before and one.risen_at and _rank(one.risk_tier) > max(1, _rank(one.tier_before)):
        words = {
            "now": tier_words(one.risk_tier), "before": tier_words(one.tier_before),
            "day": date_words(local_day(one.risen_at)),
        }  # fmt: skip
        said = _("risk is %(now)s since %(day)s, before: %(before)s") % words
        yield Reason(CaseReason.RISK_UP, said, one.risen_at)
    elif one.risk_tier == "high":
        said = (
            _("high risk, last talked about on %(day)s") % {"day": date_words(local_day(one.talked_at))}
            if one.talked_at
            else _("high risk, never talked about at a weekly meeting")
        )
        yield Reason(CaseReason.HIGH_RISK, said, one.talked_at or one.came_at)


def _rank(tier: str) -> int:
    return RISK_TIERS.index(RiskTier(tier))


def _missed(one: _Facts) -> Iterable[Reason]:
    if one.number_missed >= figures()[MISSED_CONTACTS]:
        words = ngettext(
            "%(n)d contact missed in the last %(days)d days",
            "%(n)d contacts missed in the last %(days)d days",
            one.number_missed,
        )
        said = words % {"n": one.number_missed, "days": figures()[MISSED_DAYS]}
        yield Reason(CaseReason.MISSED, said, one.missed_at)


def _plan(one: _Facts, meeting: MeetingRow, at: datetime) -> Iterable[Reason]:
    if one.reviewed_at is None:
        return
    known = reviews(team_id=meeting.team_id, at=at)
    rule = known.get(one.risk_tier) or known["not assessed"]
    due_on = local_day(one.reviewed_at) + timedelta(days=one.own_days or rule.days)
    if due_on < local_day(at):
        age = (local_day(at) - local_day(one.reviewed_at)).days
        said = _("plan looked through %(days)d days ago, due on %(day)s") % {"days": age, "day": date_words(due_on)}
        yield Reason(CaseReason.PLAN_OVERDUE, said, one.reviewed_at)


def _asked(meeting_id: UUID) -> defaultdict[UUID, list[Reason]]:
    """Return what members asked of a meeting, by person, and what was carried over into it. One statement."""
    found: defaultdict[UUID, list[Reason]] = defaultdict(list)
    for person_id, name, because, made_at, carried in planned(_ASKED, {"meeting": meeting_id}):
        reason = (
            Reason(CaseReason.CARRIED, because, made_at)
            if carried
            else Reason(CaseReason.ASKED, asked_words(name, because), made_at)
        )
        found[person_id].append(reason)
    return found


def _matter(row: tuple[Any, ...]) -> Candidate:
    matter_id, is_here, was_above, since, *_before = row
    code = CaseReason.CARRIED if was_above and not is_here else CaseReason.RESTRICTED
    return Candidate(matter_id, (Reason(code, _("restricted"), since),), left_out=was_above is False)


_FACTS = """
select e.person_id, e.risk_tier, e.came_at, old.tier, old.until, put.made_at, missed.number, missed.latest,
       case when p.version > 0 then p.reviewed_at end, p.cadence_days, talked.settled_at, b.state, b.is_above,
       e.state in ('active', 'closing'), b.id, b.preparer_id
  from caseload_listentry e
  join person_person x on x.id = e.person_id and not x.is_dead
  left join plan_plan p on p.person_id = e.person_id
  left join preparation_case b on b.meeting_id = %(before)s::uuid and b.person_id = e.person_id
  left join lateral (
       select h.image ->> 'risk_tier' as tier, h.recorded_to as until from act_history h
        where h.table_name = 'caseload_listentry' and h.row_id = e.id and h.recorded_to > %(risen)s and h.recorded_to <= %(at)s
          and h.image ->> 'risk_tier' <> e.risk_tier
        order by h.recorded_to desc limit 1) old on true
  left join lateral (
       select min(s.event_at) as made_at from action_action a join action_step s on s.action_id = a.id and s.kind = 'add'
        where a.team_id = e.team_id and a.person_id = e.person_id and a.kind = 'weekly-meeting'
          and a.state in ('open', 'held')) put on true
  left join lateral (
       select count(*) as number, max(coalesce(c.window_from, c.happened_at)) as latest from contact_contact c
        where c.team_id = e.team_id and c.person_id = e.person_id and c.state = 'missed'
          and coalesce(c.window_from, c.happened_at) between %(missed)s and %(at)s) missed on true
  left join lateral (
       select max(d.settled_at) as settled_at from preparation_case d
        where d.team_id = e.team_id and d.person_id = e.person_id and d.state = 'settled') talked on true
 where e.team_id = %(team)s and e.state <> 'ended'
 order by e.person_id
"""
_ASKED = """
select r.person_id, coalesce(a.name, ''), r.because, r.made_at, false from preparation_request r
  join team_member m on m.id = r.by_id join access_account a on a.id = m.account_id
 where r.meeting_id = %(meeting)s and r.withdrawn_at is null
union all
select c.person_id, '', n.value ->> 'words', (n.value ->> 'since')::timestamptz, true
  from preparation_case c cross join lateral jsonb_array_elements(c.reasons) n
 where c.meeting_id = %(meeting)s and c.person_id is not null and c.carried_from_id is not null
   and n.value ->> 'code' = 'carried over' and c.state = 'listed'
 order by 4, 3
"""
_MATTERS = """
select coalesce(c.matter_id, b.matter_id), c.id is not null, b.is_above, coalesce(c.recorded_at, b.recorded_at), b.id,
       b.preparer_id
  from (select * from preparation_case where meeting_id = %(meeting)s and matter_id is not null and state = 'listed') c
  full join (select * from preparation_case where meeting_id = %(before)s::uuid and matter_id is not null
              and state = 'listed') b on b.matter_id = c.matter_id
 where not preparation_is_over(coalesce(c.matter_id, b.matter_id))
 order by 1
"""
