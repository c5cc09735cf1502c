"""One contradiction as it ends: its row, who agreed, and the work that asked for it. From inside an operation."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from kith.access.rules import KITH_ACCOUNT
from kith.act import Act, Stale, ids
from kith.action.passing import complete_because
from kith.contradiction import queries
from kith.contradiction.finding_rules import was_confirmed
from kith.contradiction.models import Agreed, Contradiction
from kith.contradiction.queries import ContradictionRow
from kith.contradiction.rules import Finds, State
from kith.contradiction.tables import tables
from kith.place.rules import local_day
from kith.web.words import plain_day


def alone_with_what_happened() -> str:
    """Return why one side alone agrees to what is older than something that happened."""
    return _("The other side is what happened")


@dataclass(frozen=True, slots=True)
class Agrees:
    """Somebody who agreed: of which side ('left', 'right' or 'other'), who by name and agency, and how they said so."""

    side: str
    who: str
    how: str


def may_write(act: Act, team_id: UUID | None) -> bool:
    """Say whether the rows of a team are the actor's to write: of their own teams, and for Kith of all."""
    return str(act.account_id) == KITH_ACCOUNT or team_id in act.teams


def hold(person_ids: Collection[UUID]) -> None:
    """
    Let nobody else find or end what contradicts of these people until this act is over. One statement.

    First in whatever writes an item or a contradiction: so each pair is kept once, and two acts wait for each other in turn.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(p, 11)) from unnest(%s::text[]) p",
            [sorted(map(str, person_ids))],
        )


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


def settle_confirmed(act: Act, person_id: UUID, item_id: UUID, told_by: str, day: date) -> list[UUID]:
    """
    Settle what this item's party did and was older than something that happened, where this confirmed the last of it.

    Whoever told so agreed for that party, and for nobody else. What merely ended is left open: somebody says what holds. So is
    one that another team keeps. One statement where nothing of the kind is open, else one more and those of each settlement.
    """
    opened = queries.open_of(person_ids=[person_id], at=act.at)
    old = [one for one in opened if one.finds is Finds.OLDER and may_write(act, one.team_id)]
    if not old:
        return []
    items, today = queries.items_of(person_id=person_id, at=act.at, stopped=True), local_day(act.at)
    told = next(one for one in items if one.id == item_id)
    done = [
        one
        for one in old
        if one.left and one.right and was_confirmed(one.left, one.right, told, items, tables(), today)
    ]
    for one in done:
        settled(
            act, one, [Agrees("left", told_by, _("confirmed it, %(day)s") % {"day": plain_day(day)})],
            holds=_("What they do was confirmed"), how_told=_("They told us themselves"),
            only_one=alone_with_what_happened(),
        )  # fmt: skip
    return [one.id for one in done]
