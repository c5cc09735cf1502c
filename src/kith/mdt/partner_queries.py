"""
Which partners of the people whose cases were decided may be sent what was decided, and exactly what each would get.

What leaves is composed by `alignment`, from the record and by the agreement: nothing of it is written here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from kith.agency.queries import ContactRow, contacts_of, standings
from kith.agency.rules import may_share
from kith.alignment.composing import known_of
from kith.alignment.drafting import Draft, drafted
from kith.alignment.queries import RequestRow, SummaryRow, latest_of, requests_of
from kith.alignment.rules import State, digest_of
from kith.database.planned import planned
from kith.mdt.partner_rules import Fate, Standing, fate, why_not
from kith.mdt.queries import CaseRow, Whole
from kith.mdt.rules import TOLD
from kith.place.rules import local_day


@dataclass(frozen=True)
class Partner:
    """
    An agency that works with somebody for a purpose, as the meeting that decided about them closes.

    `decided` are keys of parts that this meeting decided, as far as they would leave. `contact` is whom to ask: the one named
    where the agency became involved, else whoever was asked before, else the only one; None for nobody. `before` is the newest
    request for this purpose, None before the first.
    """

    case_id: UUID
    person_id: UUID
    agency_id: UUID
    agency: str
    purpose: str
    contact: ContactRow | None
    draft: Draft
    before: RequestRow | None
    decided: frozenset[str]

    @property
    def key(self) -> str:
        """Its name in the form that closes: case, agency and purpose."""
        return f"{self.case_id}:{self.agency_id}:{self.purpose}"

    @cached_property
    def standing(self) -> Standing:
        """All that decides whether it is sent anything."""
        last, state = self.draft.last, self.before.kept if self.before else None
        return Standing(
            barred=self.draft.barred,
            has_asked=any(one.is_asked for one in self.draft.parts),
            has_decided=bool(self.decided & {one.key for one in self.draft.parts}),
            is_same=last is not None
            and state is not State.WITHDRAWN
            and digest_of(last.parts) == digest_of(self.draft.parts),
            was_not_for_them=state is State.NOT_FOR_THEM,
            contact=self.contact.name if self.contact else "",
            has_mail="@" in self.contact.email if self.contact else False,
        )

    @property
    def may(self) -> bool:
        """Whether it may be sent what was decided."""
        return fate(self.standing) is Fate.MAY

    @property
    def why_not(self) -> str:
        """Why it is sent nothing, in a sentence; '' where it may be."""
        return why_not(self.standing)


OF_THE_PLAN = frozenset({"preferences", "goals", "warning-signs", "what-to-do", "contingency"})
"""Fields that say what the plan says."""


def decided_keys(whole: Whole, case: CaseRow, draft: Draft) -> frozenset[str]:
    """Return the keys of the parts of a draft that a meeting decided: its work, and the plan where it was changed here."""
    work = {one.action_id.hex[-12:] for one in whole.decided(case.id)}
    is_changed = case.plan_before != case.plan_now
    return frozenset(
        one.key for one in draft.whole if one.key.partition(":")[2] in work or (is_changed and one.field in OF_THE_PLAN)
    )


def decided_cases(whole: Whole) -> list[CaseRow]:
    """
    Return the cases of which something was decided, by place: a decision stands, or the plan was changed here.

    No restricted one, and none of whom nothing is told: who comes again, or has died or left the list.
    """
    with_decision = {one.case_id for one in whole.decisions}
    return [
        one
        for one in whole.cases
        if one.person_id is not None
        and not one.is_gone
        and one.outcome in TOLD
        and (one.id in with_decision or one.plan_before != one.plan_now)
    ]


def partners_of(*, whole: Whole, at: datetime) -> list[Partner]:
    """
    Return the partners of everybody about whom a meeting decided, by place in the list and name of the agency.

    One statement where nothing was decided for anybody with a partner; else four, and seven more for each person who has one.
    """
    cases = {one.person_id: one for one in decided_cases(whole) if one.person_id}
    involved = _involved(list(cases), at)
    people = [one for one in cases if one in involved]
    if not people:
        return []
    contacts: dict[UUID, list[ContactRow]] = {}
    for one in contacts_of(agency_ids={row.agency_id for rows in involved.values() for row in rows}, at=at):
        contacts.setdefault(one.agency_id, []).append(one)
    team_id = whole.meeting.team_id
    last = {(one.person_id, one.agency_id, one.purpose): one for one in latest_of(team_id=team_id, person_ids=people)}
    asked = {
        (one.person_id, one.agency_id, one.purpose): one
        for one in requests_of(person_ids=people)
        if one.is_newest and one.team_id == team_id
    }
    return [
        partner
        for person_id in people
        for partner in _of_person(whole, cases[person_id], involved[person_id], contacts, last, asked, at)
    ]


@dataclass(frozen=True, slots=True)
class _Involved:
    """That an agency works with a person now: for what, and whom we reach there (None for nobody named)."""

    person_id: UUID
    agency_id: UUID
    agency: str
    purpose: str
    contact_id: UUID | None


_INVOLVED = """
select i.person_id, i.agency_id, a.name, i.purpose,
       (array_agg(i.contact_id order by i.contact_id is null, i.from_day desc, i.recorded_at desc))[1]
  from agency_involved i join agency_agency a on a.id = i.agency_id
 where i.person_id = any(%(people)s::uuid[]) and i.from_day <= %(day)s and (i.until_day is null or i.until_day >= %(day)s)
 group by i.person_id, i.agency_id, a.name, i.purpose order by lower(a.name), i.agency_id, i.purpose
"""


def _involved(person_ids: Sequence[UUID], at: datetime) -> dict[UUID, list[_Involved]]:
    found: dict[UUID, list[_Involved]] = {}
    for row in planned(_INVOLVED, {"people": list(person_ids), "day": local_day(at)}):
        found.setdefault(row[0], []).append(_Involved(*row))
    return found


_Of = tuple[UUID, UUID, str]


def _of_person(
    whole: Whole,
    case: CaseRow,
    involved: Sequence[_Involved],
    contacts: Mapping[UUID, Sequence[ContactRow]],
    last: Mapping[_Of, SummaryRow],
    asked: Mapping[_Of, RequestRow],
    at: datetime,
) -> list[Partner]:
    """Return the partners of one person. Seven statements."""
    assert case.person_id is not None
    known = known_of(person_id=case.person_id, team_id=whole.meeting.team_id, at=at)
    stands = standings(person_id=case.person_id)
    found = []
    for one in involved:
        of = (one.person_id, one.agency_id, one.purpose)
        before = asked.get(of)
        now = drafted(
            known,
            one.agency_id,
            may_share(stands[one.agency_id], purpose=one.purpose, at=at),
            last.get(of),
            before.kept if before else State.ALIGNED,
        )
        whom = _whom(one, before, contacts.get(one.agency_id, ()))
        decided = decided_keys(whole, case, now)
        found.append(Partner(case.id, *of[:2], one.agency, one.purpose, whom, now, before, decided))
    return found


def _whom(one: _Involved, before: RequestRow | None, there: Sequence[ContactRow]) -> ContactRow | None:
    known = {each.id: each for each in there}
    wanted: list[Any] = [one.contact_id, before.contact_id if before else None]
    only = there[0] if len(there) == 1 else None
    return next((known[key] for key in wanted if key in known), only)
