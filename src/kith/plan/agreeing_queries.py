"""Who agreed a plan, and what of it a child's parents are not shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kith.database.planned import planned
from kith.plan.agreeing_rules import Agrees
from kith.plan.rules import Section


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """Who agreed to the plan at which version, by which right, what shows it, what they do not agree to; who wrote it down."""

    number: int
    by: Agrees
    who: str
    shown_by: str
    objects_to: str
    agreed_at: datetime
    author: str
    role: str


@dataclass(frozen=True, slots=True)
class KeptBack:
    """A section that a child's parents are not shown: why, since when, by whom."""

    section: Section
    reason: str
    since: datetime
    author: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """Agreements of a plan, latest first, and the sections that are kept from parents."""

    agreements: Sequence[AgreementRow]
    kept_back: Sequence[KeptBack]


MOST = 20


def agreed(*, person_id: UUID) -> Agreed:
    """Return who agreed somebody's plan, the latest 20, and what is kept from parents. One statement."""
    agreements, kept = [], []
    for what, number, by, who, shown_by, objects_to, at, author, role in planned(
        _AGREED, {"person": person_id, "most": MOST}
    ):
        if what == "agreed":
            agreements.append(AgreementRow(number, Agrees(by), who, shown_by, objects_to, at, author, role))
        else:
            kept.append(KeptBack(Section(by), shown_by, at, author))
    return Agreed(agreements, sorted(kept, key=lambda one: list(Section).index(one.section)))


def turns_of(*, person_id: UUID, section: Section) -> int:
    """Return how often a section was kept from parents or shown to them again: odd while it is kept. One statement."""
    [(number,)] = planned(
        "select coalesce(max(nth), 0) from plan_keeping where person_id = %s and section = %s",
        [person_id, str(section)],
    )
    return int(number)


_AGREED = """
(select 'agreed' as what, g.number, g.by, g.who, g.shown_by, g.objects_to, g.agreed_at as at, coalesce(a.name, ''), g.role
   from plan_agreement g left join access_account a on a.id = g.author_id
  where g.person_id = %(person)s order by g.agreed_at desc, g.id desc limit %(most)s)
union all
select 'kept', 0, k.section, '', k.reason, '', k.recorded_at, coalesce(a.name, ''), k.role
  from (select distinct on (section) * from plan_keeping where person_id = %(person)s
         order by section, nth desc) k
  left join access_account a on a.id = k.author_id
 where k.is_kept
order by at desc
"""
