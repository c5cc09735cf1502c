"""Questions about what a person does not want shared, what is shared all the same, and what was shared."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kith.database.planned import planned


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """What a person does not want shared: with an agency ('' for all), for a purpose ('' for all), until it was taken back."""

    id: UUID
    agency_id: UUID | None
    agency: str
    purpose: str
    words: str
    said_by: str
    on_day: date
    since: datetime
    withdrawn_at: datetime | None
    withdrawn_words: str
    version: int


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """What is shared although the person objects; `by` is who decided, '' for somebody whom the viewer does not see."""

    id: UUID
    agency_id: UUID
    agency: str
    purpose: str
    reason: str
    ground: str
    since: datetime
    until_day: date
    told_by: str
    told_how: str
    untold_because: str
    ended_at: datetime | None
    ended_because: str
    version: int
    by: str


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """
    One thing that was shared; `by` is who shared it, `number` of all there are. `is_against` what the person said; `is_untold`:
    and they were not told that it is.
    """

    id: UUID
    shared_at: datetime
    agency: str
    contact: str
    purpose: str
    basis: str
    fields: list[str]
    how: str
    state: str
    words: str
    is_against: bool
    is_untold: bool
    agreement: int
    by: str
    number: int


def objections_of(*, person_ids: Collection[UUID]) -> list[ObjectionRow]:
    """Return every objection in the records of a person, those that stand first, newest first. One statement."""
    rows = planned(
        "select o.id, o.agency_id, coalesce(a.name, ''), o.purpose, o.words, o.said_by, o.on_day, o.since, o.withdrawn_at,"
        " o.withdrawn_words, o.version from agency_objection o left join agency_agency a on a.id = o.agency_id"
        " where o.person_id = any(%s::uuid[]) order by o.withdrawn_at is not null, o.since desc, o.id",
        [list(person_ids)],
    )
    return [ObjectionRow(*row) for row in rows]


def overrides_of(*, person_ids: Collection[UUID]) -> list[OverrideRow]:
    """Return every override in the records of a person, newest first. One statement."""
    rows = planned(
        "select v.id, v.agency_id, a.name, v.purpose, v.reason, v.ground, v.since, v.until_day, v.told_by, v.told_how,"
        " v.untold_because, v.ended_at, v.ended_because, v.version, coalesce(c.name, '')"
        " from agency_override v join agency_agency a on a.id = v.agency_id"
        " left join lateral (select h.act_id from act_history h where h.table_name = 'agency_override' and h.row_id = v.id"
        "   order by h.recorded_to limit 1) first on true"
        " left join trail_entry e on e.id = coalesce(first.act_id, v.act_id)"
        " left join access_account c on c.id = e.account_id"
        " where v.person_id = any(%s::uuid[]) order by v.since desc, v.id",
        [list(person_ids)],
    )
    return [OverrideRow(*row) for row in rows]


def disclosures_of(*, person_ids: Collection[UUID], at_most: int = 50) -> list[DisclosureRow]:
    """Return what was shared in the records of a person, newest first. One statement."""
    rows = planned(
        "select d.id, d.shared_at, a.name, coalesce(k.name, ''), d.purpose, d.basis, d.fields, d.how, d.state, d.words,"
        " d.override_id is not null, coalesce(v.told_how = 'not told', false), g.number, coalesce(c.name, ''), count(*) over ()"
        " from agency_disclosure d join agency_agency a on a.id = d.agency_id join agency_agreement g on g.id = d.agreement_id"
        " left join agency_override v on v.id = d.override_id"
        " left join agency_contact k on k.id = d.contact_id left join trail_entry e on e.id = d.act_id"
        " left join access_account c on c.id = e.account_id"
        " where d.person_id = any(%s::uuid[]) order by d.shared_at desc, d.id limit %s",
        [list(person_ids), at_most],
    )
    return [DisclosureRow(*row) for row in rows]
