"""Having looked at somebody brought in by an import, as one piece of the wrapper's last statement."""

from dataclasses import dataclass
from uuid import UUID

from kith.act.seams import Part
from kith.act.types import Act


@dataclass(frozen=True, slots=True)
class Looked:
    """
    Somebody of the team has done something for a person: they are looked through.

    Written once and kept, rather than worked out from leads, actions and contacts: somebody whose lead is taken back, or
    whose only action was an error, has still been looked at.
    """

    team_id: UUID
    person_id: UUID


def look_through(act: Act, looked: list[Looked]) -> Part:
    """Return the statement that takes these people out of those not yet looked through; nothing for everybody else."""
    return Part(
        "update caseload_listentry e set looked_through_at = %s, act_id = %s"
        " from unnest(%s::uuid[], %s::uuid[]) l (team, person) where e.team_id = l.team and e.person_id = l.person"
        " and e.state <> 'ended' and e.intake_id is not null and e.looked_through_at is null returning 1",
        [act.at, act.id, [one.team_id for one in looked], [one.person_id for one in looked]],
    )
