"""The people of an import whom nobody has looked through yet, a page at a time, with what came with them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from uuid import UUID

from django.db import connection

from kith.act.refusals import NotVisible
from kith.caseload.queries import IntakeRow, intake
from kith.person.rules import shown
from kith.team.queries import names_of_teams

PEOPLE_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class UnseenRow:
    """Somebody of an import, and how many facts of each kind came with them."""

    person_id: UUID
    given: str
    family: str
    birth_date: date | None
    facts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LookThroughPage:
    """One page of an import's people in order of name. `number` counts from 1 and is never beyond `pages`."""

    intake: IntakeRow
    number: int
    pages: int
    people: list[UnseenRow]

    @property
    def first(self) -> int:
        """The place of the page's first person among all; 0 when nobody is left."""
        return (self.number - 1) * PEOPLE_ON_A_PAGE + 1 if self.people else 0

    @property
    def last(self) -> int:
        """The place of the page's last person among all."""
        return (self.number - 1) * PEOPLE_ON_A_PAGE + len(self.people)


def look_through_page(*, slug: str, team_ids: Collection[UUID], intake_id: UUID, number: int) -> LookThroughPage:
    """
    Return a page of the people of an import. Three statements, whatever their number.

    Raises:
        NotVisible: when the viewer holds no seat on a team of that name, or no import of it has this id.
    """
    found = intake(intake_id=intake_id)
    if found.team_id not in {team.id for team in names_of_teams(team_ids=team_ids) if team.slug == slug}:
        raise NotVisible
    pages = max(1, ceil(found.number_left / PEOPLE_ON_A_PAGE))
    number = min(max(1, number), pages)
    with connection.cursor() as cursor:
        cursor.execute(_UNSEEN, [found.team_id, intake_id, PEOPLE_ON_A_PAGE, (number - 1) * PEOPLE_ON_A_PAGE])
        people = [
            UnseenRow(key, shown(given), shown(family), born, facts or {})
            for key, given, family, born, facts in cursor.fetchall()
        ]
    return LookThroughPage(found, number, pages, people)


_UNSEEN = """
with page as (
  select p.id, p.given, p.family, p.birth_date
    from caseload_listentry e join person_person p on p.id = e.person_id
   where e.team_id = %s and e.intake_id = %s and e.looked_through_at is null and e.state <> 'ended'
   order by lower(p.family), lower(p.given), p.id limit %s offset %s
)
select p.id, p.given, p.family, p.birth_date, f.facts
  from page p
  left join lateral (
       select json_object_agg(kind, number) as facts
         from (select kind, count(*) as number from record_fact where person_id = p.id group by kind) k) f on true
 order by lower(p.family), lower(p.given), p.id
"""
