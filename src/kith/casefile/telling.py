"""Who is told of a case file: a second person that something waits for them, whoever asked what became of it."""

from uuid import UUID

from kith.act import Act
from kith.casefile import queries
from kith.casefile.queries import ExportRow, ReleaseRow
from kith.message.parts import Tell
from kith.policy.queries import right_of

THING = "case file"


def tell_asker(act: Act, row: ReleaseRow | ExportRow, kind: str) -> None:
    """Tell whoever asked for a release or an export what became of it."""
    team_id, person_id = act.thing.team_id, act.thing.person_id
    assert team_id is not None
    act.add("message", Tell(team_id, row.asked_by_id, kind, THING, row.file_id, person_id))


def tell_seconds(act: Act, file_id: UUID, command: str, kind: str) -> None:
    """Tell all on the team whose role decides a command, but whoever acts and those to whom the record is shut. One statement."""
    team_id, person_id = act.thing.team_id, act.thing.person_id
    assert team_id is not None and person_id is not None
    for account_id, role in queries.colleagues(team_id=team_id, person_id=person_id, besides=act.account_id):
        if right_of(command, role, team_id=team_id, at=act.at).decides:
            act.add("message", Tell(team_id, account_id, kind, THING, file_id, person_id))
