"""Views of a board that somebody saved under a name: which there are for the viewer, and one as it may be seen."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from kith.act.refusals import NotVisible
from kith.act.types import Thing


@dataclass(frozen=True, slots=True)
class SavedRow:
    """One view: what stands in its address, whose it is, by name. `is_own`: the viewer's."""

    id: UUID
    team_id: UUID
    account_id: UUID
    owner: str
    name: str
    asks: str
    is_shared: bool
    is_own: bool


def saved_views(*, team_id: UUID) -> list[SavedRow]:
    """Return the viewer's own views of a team's board by name, then those that others share. One statement."""
    return _views("v.team_id = %s order by v.account_id <> act_account(), lower(v.name), v.id", [team_id])


def one(*, team_id: UUID, view_id: UUID) -> SavedRow:
    """Return one view of a team's board. Raises NotVisible when there is none to see. One statement."""
    found = _views("v.team_id = %s and v.id = %s", [team_id, view_id])
    if not found:
        raise NotVisible
    return found[0]


def sight_of_view(*, view_id: UUID) -> Thing:
    """Return a saved view as the actor may see it. Raises NotVisible. One statement."""
    found = _views("v.id = %s", [view_id])
    if not found:
        raise NotVisible
    return Thing("view", view_id, found[0].team_id, row={"view": found[0]})


def _views(condition: str, values: list[Any]) -> list[SavedRow]:
    with connection.cursor() as cursor:
        cursor.execute(_SELECT + condition, values)
        return [SavedRow(*row) for row in cursor.fetchall()]


_SELECT = """
select v.id, v.team_id, v.account_id, a.name, v.name, v.asks, v.is_shared, v.account_id = act_account()
  from board_savedview v join access_account a on a.id = v.account_id
 where """
