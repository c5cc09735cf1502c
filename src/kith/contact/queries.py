"""Questions about contacts: what is planned with somebody, when they were last met, what was missed."""

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection

from kith.access.queries import who_acted
from kith.act.refusals import NotVisible
from kith.act.types import Thing
from kith.contact import check_queries, series_queries
from kith.contact.models import Contact
from kith.contact.observing_rules import CHECKS, crossings, kept_answers
from kith.contact.rules import RESULT_WITHIN, ContactFacts, ContactState, Way
from kith.database.planned import planned
from kith.policy.in_force import load, tables_by
from kith.record.queries import own_facts
from kith.trail.queries import lived_until
from kith.trail.queries import who_acted as acted


@dataclass(frozen=True, slots=True)
class ContactRow:
    """
    One contact. `who` is the member's name, the name of somebody else, or of the team whose members the viewer does not see.

    Planned and paused: a window and no `happened_at`. Recorded without a plan: no window.
    """

    id: UUID
    team_id: UUID
    person_id: UUID
    member_id: UUID | None
    member_account_id: UUID | None
    who: str
    by_other: str
    way: Way
    state: ContactState
    window_from: datetime | None
    window_to: datetime | None
    happened_at: datetime | None
    reason: str
    note: str
    version: int
    follow_up_id: UUID | None = None
    service: str = ""
    assessed: Sequence[str] = ()
    series_id: UUID | None = None

    @property
    def facts(self) -> ContactFacts:
        """What the rules of contacts ask about it: its window, or the moment it happened."""
        start_at = self.window_from or self.happened_at
        assert start_at is not None
        return ContactFacts(
            contact_id=self.id,
            way=self.way,
            state=self.state,
            from_at=start_at,
            to_at=self.window_to or start_at,
            what=self.note,
            who=self.who,
            why=self.reason,
        )


_SELECT = """
select c.id, c.team_id, c.person_id, c.member_id, m.account_id, coalesce(nullif(c.by_other, ''), a.name, n.name, ''),
       c.by_other, c.way, c.state, c.window_from, c.window_to, c.happened_at, c.reason, c.note, c.version,
       c.follow_up_id, c.service, c.assessed, c.series_id
  from contact_contact c
  left join team_member m on m.id = c.member_id
  left join access_account a on a.id = m.account_id
  left join lateral team_names(array[c.team_id]) n on a.id is null
"""


def one(*, contact_id: UUID) -> ContactRow:
    """Return one contact. Raises NotVisible when there is none to see. One statement."""
    found = _contacts("where c.id = %s", [contact_id])
    if not found:
        raise NotVisible
    return found[0]


def saved_by(*, contact_id: UUID) -> tuple[str, datetime] | None:
    """Return who wrote a contact as it is now, and when; None when the viewer does not see them. Three statements."""
    act_id = Contact.objects.values_list("act_id", flat=True).get(id=contact_id)
    return who_acted(act_id=act_id)


def is_by(*, contact_id: UUID, account_id: UUID) -> bool:
    """Say whether an account wrote a contact as it is now. Two statements."""
    act_id = Contact.objects.values_list("act_id", flat=True).get(id=contact_id)
    found = acted(act_id=act_id)
    return found is not None and found[0] == account_id


def of_person(*, person_id: UUID, at_most: int = 100) -> list[ContactRow]:
    """Return a person's contacts with every team that the viewer sees, latest first, planned ones on top. One statement."""
    return _contacts(
        "where c.person_id = %s order by coalesce(c.happened_at, c.window_from) desc, c.id limit %s",
        [person_id, at_most],
    )


def to_come(*, person_id: UUID) -> list[ContactRow]:
    """
    Return a person's planned and paused contacts with every team that the viewer sees, in no order; of the paused those of
    today and later. One statement.
    """
    return _contacts(
        "where c.person_id = %s and (c.state = 'planned' or c.state = 'paused' and c.window_to >= act_moment() - interval '1 day')",
        [person_id],
    )


def planned_between(*, person_id: UUID, start_at: datetime, end_at: datetime) -> list[ContactRow]:
    """Return what is planned with a person in some part of this time, earliest first. One statement."""
    return _contacts(
        "where c.person_id = %s and c.state = 'planned' and c.window_from < %s and c.window_to >= %s"
        " order by c.window_from, c.id",
        [person_id, end_at, start_at],
    )


def planned_of_member(*, member_id: UUID) -> list[ContactRow]:
    """Return the contacts that a member is planned to make, earliest first. One statement."""
    return _contacts("where c.member_id = %s and c.state = 'planned' order by c.window_from, c.id", [member_id])


def number_planned(*, person_id: UUID, team_ids: Collection[UUID]) -> int:
    """Return how many contacts with a person these teams have planned. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from contact_contact where person_id = %s and team_id = any(%s::uuid[]) and state = 'planned'",
            [person_id, list(team_ids)],
        )
        return int(cursor.fetchone()[0])


def last_made(*, person_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Return when each of these people was last met by any team that the viewer sees; nobody who never was. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, max(happened_at) from contact_contact"
            " where person_id = any(%s::uuid[]) and state = 'made' group by person_id",
            [list(person_ids)],
        )
        return dict(cursor.fetchall())


# Sight: what the operations are made on, one row under row-level security


@dataclass(frozen=True, slots=True)
class Maker:
    """The member who makes a contact: the account, whether they are on the team now, and their role ('' for nobody)."""

    account_id: UUID | None
    is_there: bool
    role: str = ""


def sight_of_contact(*, contact_id: UUID) -> Thing:
    """Return a contact as the actor may see it. Raises NotVisible. One statement."""
    row = one(contact_id=contact_id)
    return Thing("contact", row.id, row.team_id, row.person_id, {"contact": row})


def sight_of_new(*, team_id: UUID, person_id: UUID, member_id: UUID | None = None) -> Thing:
    """Return the person whom a contact is with, and the member who makes it. Raises NotVisible. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select m.account_id, coalesce(m.during @> act_moment(), false), coalesce(m.role, '') from access_teamkey t"
            " join access_personkey p on p.id = %s left join team_member m on m.id = %s and m.team_id = t.id"
            " where t.id = %s",
            [person_id, member_id, team_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotVisible
    return Thing("person", person_id, team_id, person_id, {"maker": Maker(*row)})


# Planned, over, and nobody has said what became of it


@dataclass(frozen=True, slots=True)
class Unsaid:
    """
    A planned contact that lacks its result and has no follow-up: who was to make it, and who can be asked.

    `duty_account_id` is the first in line for the duty who can open the record.
    """

    id: UUID
    person_id: UUID
    way: Way
    window_from: datetime
    member_id: UUID | None
    account_id: UUID | None
    member_can: bool
    duty_account_id: UUID | None


def unsaid(*, team_id: UUID, over_before: datetime, in_line: Sequence[UUID]) -> list[Unsaid]:
    """
    Return the planned contacts of a team whose window ended before a moment and which nobody has followed up, locked.

    `in_line` are the accounts that take the duty, first to last.

    Those that another job holds at this moment are left to it. Nobody who has died is in it. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_UNSAID, {"team": team_id, "before": over_before, "line": list(in_line)})
        return [Unsaid(key, person, Way(way), *rest) for key, person, way, *rest in cursor.fetchall()]


def number_unsaid(*, team_id: UUID, over_before: datetime) -> int:
    """Return how many contacts `unsaid` would return, without locking them. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from contact_contact c join person_person p on p.id = c.person_id and not p.is_dead"
            " where c.team_id = %s and c.state = 'planned' and c.window_to < %s and c.follow_up_id is null",
            [team_id, over_before],
        )
        return int(cursor.fetchone()[0])


_UNSAID = """
select c.id, c.person_id, c.way, c.window_from, c.member_id, m.account_id,
       coalesce(m.during @> act_moment() and exists (
         select 1 from access_seat s where s.account_id = m.account_id and s.team_id = m.team_id and s.role = m.role
            and s.during @> act_moment())
         and not is_shut_out(m.account_id, c.person_id), false),
       (select l.account from unnest(%(line)s::uuid[]) with ordinality l (account, place)
         where not is_shut_out(l.account, c.person_id) order by l.place limit 1)
  from contact_contact c
  join person_person p on p.id = c.person_id and not p.is_dead
  left join team_member m on m.id = c.member_id
 where c.team_id = %(team)s and c.state = 'planned' and c.window_to < %(before)s and c.follow_up_id is null
 order by c.window_to, c.id
   for no key update of c skip locked
"""


# Missed one after another


def missed_in_a_row(*, team_id: UUID, person_ids: Collection[UUID], at: datetime) -> dict[UUID, tuple[str, int]]:
    """
    Return risk tier and number of contacts missed since the last one made, of the living on a team's list. One statement.

    A planned contact that lacks its result counts as missed, as in `rules.missed_since`.
    """
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"team": team_id, "people": list(person_ids), "over": at - RESULT_WITHIN}
        cursor.execute(_MISSED, values)
        return {person: (tier, number) for person, tier, number in cursor.fetchall()}


_MISSED = """
select e.person_id, e.risk_tier, count(c.id)
  from caseload_listentry e
  join person_person p on p.id = e.person_id and not p.is_dead
  left join contact_contact c on c.team_id = e.team_id and c.person_id = e.person_id
    and (c.state = 'missed' or (c.state = 'planned' and c.window_to < %(over)s))
    and coalesce(c.window_from, c.happened_at) > coalesce((
      select max(m.happened_at) from contact_contact m where m.person_id = e.person_id and m.state = 'made'), '-infinity')
 where e.team_id = %(team)s and e.person_id = any(%(people)s::uuid[]) and e.state <> 'ended'
 group by e.person_id, e.risk_tier
"""


# What doctor counts


LONG_OVER = timedelta(days=1)
"""How long after its window doctor looks for a result or a follow-up: the job of every minute had a day for it."""


def violations(*, at: datetime) -> dict[str, list[str]]:
    """
    Return planned contacts that nobody answers for any more (P4), also those planned with somebody who has closed the
    record; and contacts at which something crossed, or a warning sign was seen, with neither what follows nor the reason for
    none (P6).

    Run by doctor with the role that sees everything.

    Windows are counted from the last act on: see `trail.queries.lived_until`.
    """
    found, before = [], lived_until(at=at) - RESULT_WITHIN - LONG_OVER
    with connection.cursor() as cursor:
        for sentence, text in _VIOLATIONS.items():
            cursor.execute(text, {"before": before, "at": at})
            found += [sentence.format(*row) for row in cursor.fetchall()]
        cursor.execute(
            "select source_id from escalation_reason where source_kind = 'contact'"
            " union select source_id from escalation_spared where source_kind = 'contact'"
            " union select c.id from contact_contact c join person_person p on p.id = c.person_id and p.is_dead"
        )
        followed = {row[0] for row in cursor.fetchall()}
    crossed = [_CROSSED.format(*one) for one in _crossed(followed)]
    return {
        "P4": found + series_queries.violations(at=at)["P4"],
        "P6": crossed + check_queries.violations()["P6"],
    }


_CROSSED = "contact {0} crossed {1}, and there is neither an escalation nor a reason for none"


def _crossed(followed: Set[UUID]) -> list[tuple[UUID, str]]:
    """
    Return the contacts, and what crossed, of which what was observed asks for an escalation that nothing followed.

    Each is judged by the tables that were in force for its team when it was recorded.
    """
    index = load()
    with connection.cursor() as cursor:
        cursor.execute("select c.id, t.id, t.place_id from contact_contact c join team_team t on t.id = c.team_id")
        teams = {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
    facts = [one for one in own_facts() if one.source_id not in followed and one.table in CHECKS]
    found = []
    for source_id, of_source in groupby(facts, key=lambda one: one.source_id):
        if source_id not in teams:
            continue
        own, (team_id, place_id) = list(of_source), teams[source_id]
        tables = tables_by(index, team_id=team_id, place_id=place_id, at=own[0].noted_at).thresholds
        crossed = [row.rule for row in crossings(kept_answers(tables, own))]
        found += [(source_id, ", ".join(crossed))] if crossed else []
    return found


_VIOLATIONS = {
    "contact {0} was planned, its window is long over, and it has neither a result nor a follow-up": (
        "select c.id from contact_contact c join person_person p on p.id = c.person_id and not p.is_dead"
        " where c.state = 'planned' and c.window_to < %(before)s and c.follow_up_id is null"
    ),
    "contact {0} is planned with member {1}, who has closed the record of its person": (
        "select c.id, m.id from contact_contact c join team_member m on m.id = c.member_id"
        " join access_exclusion x on x.account_id = m.account_id and x.person_id = c.person_id"
        "   and x.during @> %(at)s::timestamptz where c.state = 'planned'"
    ),
}


def _contacts(condition: str, values: list[Any]) -> list[ContactRow]:
    return [_contact(row) for row in planned(_SELECT + condition, values)]


def _contact(row: tuple[Any, ...]) -> ContactRow:
    values = dict(zip(ContactRow.__slots__, row, strict=True))
    return ContactRow(**values | {"way": Way(values["way"]), "state": ContactState(values["state"])})
