"""
Finding people of one's own teams by name (with typing errors), date of birth or NHS number.

It starts at the reach of the viewer's teams, so that it compares a few hundred names whatever the number of people in the
place. Protected people are found by name alone, by those who work with them. Source: pages 3 (search with no access).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from kith.board.forms import Searched
from kith.person.queries import is_known
from kith.person.rules import shown

MOST_FOUND = 30
CLOSE = 0.45
"""How alike two names are, from 0 to 1 by their groups of three letters, to count as close; tried on misspelt surnames."""
SAME = 0.99


@dataclass(frozen=True, slots=True)
class FoundRow:
    """Somebody who matches. `alike` is how close the name is (0 to 1), `team` and `lead` those of a list they are on."""

    person_id: UUID
    given: str
    family: str
    birth_date: date | None
    is_dead: bool
    has_number: bool
    has_birth_date: bool
    alike: float
    team: str
    lead: str

    @property
    def is_close(self) -> bool:
        """Whether the name is close enough to have been meant."""
        return self.alike >= CLOSE


@dataclass(frozen=True, slots=True)
class Search:
    """
    What a search found: the best matches first, how many there are in all, and whether a hidden record matches.

    `is_hidden` is only ever true for an NHS number and a date of birth given together, and never for a protected person.
    """

    found: list[FoundRow]
    number_found: int
    is_hidden: bool

    @property
    def exact(self) -> FoundRow | None:
        """The one person with the NHS number asked for, if they are the viewer's to open."""
        return next((one for one in self.found if one.has_number), None)


def find_people(*, asked: Searched, team_ids: Collection[UUID]) -> Search:
    """Return who matches among the people whom the viewer reaches. One statement, a second where a hidden record may match."""
    values = {
        "name": asked.name,
        "born": asked.born,
        "number": asked.nhs_number,
        "teams": list(team_ids),
        "close": CLOSE,
        "most": MOST_FOUND,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIND, values)
        rows = cursor.fetchall()
    found = [FoundRow(key, shown(given), shown(family), *rest) for key, given, family, *rest, _ in rows]
    is_seen = any(one.has_number and one.has_birth_date for one in found)
    hidden = bool(asked.nhs_number and asked.born and not is_seen)
    hidden = hidden and is_known(nhs_number=asked.nhs_number, birth_date=asked.born)
    return Search(found, rows[0][-1] if rows else 0, hidden)


def whom_to_ask(*, team_ids: Collection[UUID]) -> list[str]:
    """Return the team leads of the viewer's teams, by name: whom to ask about a record that cannot be opened."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct a.name from team_member m join access_account a on a.id = m.account_id"
            " where m.team_id = any(%s::uuid[]) and m.role = 'team-lead' and m.during @> act_moment() order by a.name",
            [list(team_ids)],
        )
        return [name for (name,) in cursor.fetchall()]


_FIND = """
with reached as (
  select person_id from access_reach where team_id = any(%(teams)s::uuid[]) and during @> act_moment()
  union
  select person_id from access_reach where account_id = act_account() and during @> act_moment()
), compared as (
  select p.id, p.given, p.family, p.birth_date, p.is_dead,
         not p.is_protected and %(number)s <> '' and p.nhs_number = %(number)s as has_number,
         not p.is_protected and p.birth_precision = 'day' and p.birth_date is not distinct from %(born)s::date
           and %(born)s::date is not null as has_birth_date,
         case when %(name)s = '' then 0 else greatest(
           word_similarity(unaccent(lower(%(name)s)), unaccent(lower(p.given || ' ' || p.family))),
           word_similarity(unaccent(lower(%(name)s)), unaccent(lower(p.known_as || ' ' || p.family)))) end as alike
    from reached r join person_person p on p.id = r.person_id
), matching as (
  select c.*, count(*) over () as number from compared c
   where has_number is true or has_birth_date or alike >= %(close)s
   order by has_number is true desc, has_birth_date::int + alike desc, lower(family), lower(given), id limit %(most)s
)
select m.id, m.given, m.family, m.birth_date, m.is_dead, m.has_number is true, m.has_birth_date, m.alike,
       coalesce(l.team, ''), coalesce(l.lead, ''), m.number
  from matching m
  left join lateral (
       select t.name as team, coalesce(a.name, '') as lead
         from caseload_listentry e join team_team t on t.id = e.team_id
         left join team_member b on b.team_id = e.team_id and b.id = e.named_lead_id
         left join access_account a on a.id = b.account_id
        where e.person_id = m.id and e.state <> 'ended' and e.team_id = any(%(teams)s::uuid[])
        order by e.came_at limit 1) l on true
 order by m.has_number is true desc, m.has_birth_date::int + m.alike desc, lower(m.family), lower(m.given), m.id
"""
