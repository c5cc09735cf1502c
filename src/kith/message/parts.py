"""The messages of an act, as one piece of the wrapper's last statement."""

from dataclasses import dataclass
from uuid import UUID

from kith.act import ids
from kith.act.seams import Part
from kith.act.types import Act


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell an account about a thing of a team."""

    team_id: UUID
    account_id: UUID
    kind: str
    thing_kind: str
    thing_id: UUID
    person_id: UUID | None = None


def insert_messages(act: Act, tells: list[Tell]) -> Part:
    """Return the statement that stores what people are told. Nobody is told of their own act."""
    others = [tell for tell in tells if tell.account_id != act.account_id]
    return Part(
        "insert into message_message (id, team_id, account_id, person_id, kind, thing_kind, thing_id, act_id)"
        " select m.*, %s::uuid from unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::uuid[]) m"
        " returning 1",
        [
            act.id,
            [ids.new() for _ in others],
            [tell.team_id for tell in others],
            [tell.account_id for tell in others],
            [tell.person_id for tell in others],
            [tell.kind for tell in others],
            [tell.thing_kind for tell in others],
            [tell.thing_id for tell in others],
        ],
    )
