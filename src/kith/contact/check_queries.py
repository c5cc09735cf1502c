"""Questions of the plan check: what changed since somebody was last met, what was seen, what was never checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from kith.act import NotVisible, Thing
from kith.contact.check_rules import case_of
from kith.contact.models import PlanCheck
from kith.contact.rules import Way
from kith.plan.queries import VersionRow, latest_of, versions
from kith.plan.rules import Section, Sign

CHANGES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class LastMet:
    """The last contact that was made with somebody: how, when, by whom ('' where that is not seen), and what they said first."""

    way: Way
    happened_at: datetime
    who: str
    said: str


def last_met(*, person_id: UUID) -> LastMet | None:
    """Return the last contact made with somebody by any team that the viewer sees; None for none. One statement."""
    rows = _rows(
        "select c.way, c.happened_at, coalesce(nullif(c.by_other, ''), a.name, ''), coalesce(k.said, '')"
        " from contact_contact c left join team_member m on m.id = c.member_id left join access_account a on a.id = m.account_id"
        " left join contact_plancheck k on k.contact_id = c.id"
        " where c.person_id = %s and c.state = 'made' order by c.happened_at desc, c.id limit 1",
        [person_id],
    )
    return LastMet(Way(rows[0][0]), *rows[0][1:]) if rows else None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: its kind (plan, fact, escalation, contact, detail), when it was recorded, and what of it, raw."""

    kind: str
    at: datetime
    what: str
    words: str


def changes(*, person_id: UUID, since: datetime, account_id: UUID) -> tuple[list[Change], int]:
    """
    Return what was recorded of somebody after a moment, newest first, at most five, and how much there is in all.

    Versions of the plan also from before, where the reader said how far they read and these are newer. What the reader wrote
    in the plan themselves is no news; restricted facts and safeguarding are never in it. One statement.
    """
    rows = _rows(_CHANGES, {"person": person_id, "since": since, "me": account_id, "most": CHANGES_SHOWN})
    return [Change(*row[:4]) for row in rows], rows[0][4] if rows else 0


_CHANGES = """
with read as (select coalesce(max(r.number), 2147483647) as upto from plan_read r
               where r.person_id = %(person)s and r.author_id = %(me)s),
found as (
  select 'plan' as kind, v.recorded_at as at, v.section as what, v.reason as words from plan_version v, read
   where v.person_id = %(person)s and v.author_id <> %(me)s and (v.recorded_at > %(since)s or v.number > read.upto)
  union all
  select 'fact', f.recorded_at, f.kind, f.label from record_fact f
   where f.person_id = %(person)s and f.recorded_at > %(since)s and f.source_system <> 'kith' and f.source_part = 0
     and f.confidentiality = 'normal' and not f.is_in_error
  union all
  select 'usual', f.recorded_at, coalesce(f.number::text, ''), f.text from record_fact f
   where f.person_id = %(person)s and f.recorded_at > %(since)s and f.source_system = 'kith' and f.source_type = 'usual'
  union all
  select 'escalation', e.opened_at, e.state, (select r.sentence from escalation_reason r where r.escalation_id = e.id
           order by r.level desc, r.happened_at limit 1)
    from escalation_escalation e where e.person_id = %(person)s and e.track = 'clinical' and e.opened_at > %(since)s
  union all
  select 'contact', c.happened_at, c.state, c.reason from contact_contact c
   where c.person_id = %(person)s and c.state in ('missed', 'cancelled') and c.happened_at > %(since)s
  union all
  select 'detail', d.recorded_at, d.kind, '' from person_contactdetail d
    join person_person p on p.id = d.person_id and not p.is_protected
   where d.person_id = %(person)s and d.recorded_at > %(since)s
)
select kind, at, what, coalesce(words, ''), count(*) over () from found order by at desc, kind, what limit %(most)s
"""


# Warning signs


@dataclass(frozen=True, slots=True)
class Signs:
    """The warning signs as a version of the plan has them; `number` 0 where nobody has written any."""

    number: int
    signs: Sequence[Sign]
    is_signed: bool

    def of(self, sign_id: UUID) -> Sign | None:
        """Return a sign by its id; None where this version has none."""
        return next((one for one in self.signs if one.id == str(sign_id)), None)


NO_SIGNS = Signs(0, (), is_signed=False)


def signs_now(*, person_id: UUID) -> Signs:
    """Return the warning signs as the plan has them now. One statement."""
    return _signs(latest_of(person_id=person_id, section=Section.SIGNS))


def signs_at(*, person_id: UUID, number: int) -> Signs:
    """Return the warning signs as a version had them. Raises NotVisible where there is no such version. One statement."""
    rows = versions(person_id=person_id)
    found = next((one for one in rows if one.number == number and one.section is Section.SIGNS), None)
    if found is None:
        raise NotVisible
    return _signs(found)


def _signs(row: VersionRow | None) -> Signs:
    return Signs(row.number, row.content.signs, row.signed_at is not None) if row else NO_SIGNS


@dataclass(frozen=True, slots=True)
class SightingRow:
    """One sign that was seen: at which contact, as which version of the plan has it, what was agreed, what followed and why not."""

    id: UUID
    team_id: UUID
    person_id: UUID
    contact_id: UUID
    number: int
    sign: UUID
    sees: str
    agreed: str
    response: str
    reason: str
    seen_at: datetime
    account_id: UUID
    act_id: UUID


_SIGHTINGS = (
    "select id, team_id, person_id, contact_id, number, sign, sees, agreed, response, reason, seen_at, account_id, act_id"
    " from contact_sighting"
)


def sightings_of(*, contact_id: UUID) -> list[SightingRow]:
    """Return what was seen at a contact, in the order it was written. One statement."""
    return [SightingRow(*row) for row in _rows(f"{_SIGHTINGS} where contact_id = %s order by id", [contact_id])]


def sight_of_sighting(*, sighting_id: UUID) -> Thing:
    """
    Return a sighting as a thing to act on, with the case of the right to start its response. Raises NotVisible.

    Two statements.
    """
    rows = _rows(f"{_SIGHTINGS} where id = %s", [sighting_id])
    if not rows:
        raise NotVisible
    row = SightingRow(*rows[0])
    sign = signs_at(person_id=row.person_id, number=row.number).of(row.sign)
    if sign is None:
        raise NotVisible
    return Thing("sighting", row.id, row.team_id, row.person_id, {"sighting": row, "sign": sign, "case": case_of(sign)})


def is_started(*, sighting_id: UUID) -> bool:
    """Say whether work that answers a sighting was given already. One statement."""
    return bool(
        _rows("select 1 from action_action where origin_kind = 'sighting' and origin_id = %s limit 1", [sighting_id])
    )


# The check itself


@dataclass(frozen=True, slots=True)
class CheckRow:
    """The plan check of a contact as it was kept: the version of the signs, what was answered, or why it was not made."""

    contact_id: UUID
    number: int
    said: str
    signs: Mapping[str, str]
    work: Mapping[str, Mapping[str, Any]]
    events: Sequence[str]
    not_made: str


def check_of(*, contact_id: UUID) -> CheckRow | None:
    """Return the plan check of a contact; None where it has none. One statement."""
    found = PlanCheck.objects.filter(contact_id=contact_id).first()
    if found is None:
        return None
    return CheckRow(contact_id, found.number, found.said, found.signs, found.work, found.events, found.not_made)


def has_news(*, contact_id: UUID) -> bool:
    """Say whether whoever saved a contact is to be told something of its check: a sign seen, work that had moved. One statement."""
    return bool(
        _rows(
            "select 1 from contact_plancheck k where k.contact_id = %s and (k.work::text like '%%\"moved\"%%'"
            " or exists (select 1 from contact_sighting s where s.contact_id = k.contact_id))",
            [contact_id],
        )
    )


@dataclass(frozen=True, slots=True)
class Checked:
    """Contacts made by a team in a time: with a plan check, with the reason for none, and with neither."""

    made: int
    not_made: int
    unsaid: int


def number_checked(*, team_id: UUID, since: datetime, before: datetime) -> Checked:
    """Return how the contacts of a team, made from a moment to before another, began. One statement."""
    rows = _rows(
        "select count(*) filter (where k.not_made = ''), count(*) filter (where k.not_made <> ''),"
        " count(*) filter (where k.id is null) from contact_contact c left join contact_plancheck k on k.contact_id = c.id"
        " where c.team_id = %s and c.state = 'made' and c.happened_at >= %s and c.happened_at < %s",
        [team_id, since, before],
    )
    return Checked(*rows[0])


# What doctor counts


def violations() -> dict[str, list[str]]:
    """
    Return signs that were seen and for which there is neither what was agreed nor a reason (P6).

    Run by doctor with the role that sees everything.
    """
    return {"P6": [sentence.format(*row) for sentence, sql in _VIOLATIONS.items() for row in _rows(sql, {})]}


_FOLLOWED: Mapping[str, str] = {
    "work": "select 1 from action_action a where a.origin_kind = 'sighting' and a.origin_id = s.id",
    "escalation": "select 1 from escalation_reason r where r.source_kind = 'sighting' and r.source_id = s.id",
    "emergency": "select 1 from escalation_reason r where r.source_kind = 'sighting' and r.source_id = s.id",
    "proposed": (
        "select 1 from proposal_proposal p where p.person_id = s.person_id and p.command = 'contact.respond'"
        " and p.body::jsonb ->> 'sighting_id' = s.id::text"
    ),
}
_HAS_FOLLOWED = " or ".join(f"s.response = '{how}' and exists ({sql})" for how, sql in _FOLLOWED.items())
_VIOLATIONS: Mapping[str, str] = {
    "sighting {0} was made of a warning sign, and there is neither the response that was agreed nor a reason for none": (
        f"select s.id from contact_sighting s where s.reason = '' and not ({_HAS_FOLLOWED}) order by s.id"  # noqa: S608  (our own words)
    ),
}


def _rows(sql: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
