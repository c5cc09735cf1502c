"""Questions about a person's own copies of the plan: who was given which version."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kith.database.planned import planned


@dataclass(frozen=True, slots=True)
class CopyRow:
    """That somebody was given a copy of the plan: of which version, whom, how, when, by whom."""

    number: int
    given_to: str
    who: str
    how: str
    given_at: datetime
    author: str


def copies_of(*, person_ids: Collection[UUID]) -> list[CopyRow]:
    """Return the copies of the plans in these records that were given, the latest first. One statement."""
    rows = planned(
        "select c.number, c.given_to, c.who, c.how, c.given_at, coalesce(a.name, '') from alignment_copy c"
        " left join access_account a on a.id = c.author_id where c.person_id = any(%s::uuid[]) order by c.given_at desc, c.id",
        [list(person_ids)],
    )
    return [CopyRow(*row) for row in rows]
