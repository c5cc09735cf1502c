"""One contradiction as it ends: its row, who agreed, and the work that asked for it. From inside an operation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, Stale, ids
from kith.action.passing import complete_because
from kith.contradiction import queries
from kith.contradiction.finding_rules import find
from kith.contradiction.models import Agreed, Contradiction
from kith.contradiction.queries import ContradictionRow
from kith.contradiction.rules import Finds, State
from kith.contradiction.tables import tables
from kith.place.rules import local_day
from kith.web.words import plain_day


@dataclass(frozen=True, slots=True)
class Agrees:
    """Somebody who agreed: of which side ('left', 'right' or 'other'), who by name and agency, and how they said so."""

    side: str
    who: str
    how: str


def write(act: Act, row: ContradictionRow, version: int, **values: object) -> None:
    """Write a contradiction that is still in `version`. Raises Stale otherwise, with the row as it is now. One statement."""
    changed = Contradiction.objects.filter(id=row.id, version=version).update(
        version=F("version") + 1, act_id=act.id, **values
    )
    if changed != 1:
        raise stale(queries.contradiction(contradiction_id=row.id))
    act.concerns(row.person_id, team_id=row.team_id)


def stale(now: ContradictionRow) -> Stale:
    """Return the refusal for whoever opened an earlier version."""
    return Stale(_("Somebody changed this meanwhile. Nothing of yours is saved yet."), extra=now)


def settled(
    act: Act,
    row: ContradictionRow,
    agreed: Iterable[Agrees],
    *,
    holds: str,
    how_told: str,
    changes: str = "",
    only_one: str = "",
) -> None:
    """Write a settlement with who agreed, and finish the work that asked for it. Raises Stale. Three statements."""
    turn = row.settlements + 1
    write(
        act, row, row.version, state=State.SETTLED, settled_at=act.at, settled_by_id=act.account_id, holds=holds,
        how_told=how_told, changes=changes, only_one=only_one, settlements=turn,
    )  # fmt: skip
    Agreed.objects.bulk_create(
        Agreed(
            id=ids.new(), team_id=row.team_id, person_id=row.person_id, contradiction_id=row.id, turn=turn, side=one.side,
            who=one.who, how=one.how, act_id=act.id,
        )
        for one in agreed
    )  # fmt: skip
    finish(act, row, holds)


def finish(act: Act, row: ContradictionRow, outcome: str) -> None:
    """Finish the work that asks for a contradiction to be settled. One statement, none without work."""
    if row.action_id:
        complete_because(act=act, team_id=row.team_id, action_ids=[row.action_id], outcome=outcome)


def settle_confirmed(act: Act, person_id: UUID, told_by: str, day: date) -> list[UUID]:
    """
    Settle what was older than something that happened and has been confirmed since: whoever told so agreed.

    One statement where nothing of the kind is open, else six more and those of each settlement.
    """
    old = [one for one in queries.open_of(person_ids=[person_id], at=act.at) if one.finds is Finds.OLDER]
    if not old:
        return []
    known = queries.known_of(person_ids=[person_id], at=act.at)[person_id]
    still = {one.pair for one in find(known, tables(), local_day(act.at))}
    done = [one for one in old if one.pair not in still]
    for one in done:
        settled(
            act, one, [Agrees("left", told_by, _("confirmed it, %(day)s") % {"day": plain_day(day)})],
            holds=_("What they do was confirmed"), how_told=_("They told us themselves"),
            only_one=_("The other side is what happened"),
        )  # fmt: skip
    return [one.id for one in done]
