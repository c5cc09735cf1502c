"""Proposing, approving and publishing in one go, as local administration does for people it names."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kith.act import Act
from kith.policy import operations, reading
from kith.policy.models import Scope


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody with an account who stands behind a table, by name."""

    account_id: UUID
    name: str


def publish_tables(
    *,
    act: Act,
    place_id: UUID,
    by: Somebody,
    approvers: Sequence[Somebody],
    team_id: UUID | None = None,
    tables: dict[str, dict[str, str]] | None = None,
    effective_from: datetime | None = None,
) -> list[UUID]:
    """
    Publish tables for a team, or for a whole place; return the versions made, none where all is in force already.

    tables: the texts by table and name of file; None for everything that ships, as the floor of the place. The keys of the
    operations follow from the act's own. Raises as the operations do.
    """
    ours = tables if tables is not None else {name: dict(reading.shipped_files(name)) for name in reading.table_names()}
    made = operations.propose(
        act=replace(act, key=f"{act.key} proposed"),
        scope=Scope.TEAM if team_id else Scope.PLACE,
        scope_id=team_id or place_id,
        place_id=place_id,
        tables=ours,
        proposed_by_id=by.account_id,
    )
    if not made:
        return []
    for number, one in enumerate(approvers):
        operations.approve(
            act=replace(act, key=f"{act.key} approved {number}"),
            version_ids=made,
            account_id=one.account_id,
            name=one.name,
        )
    operations.publish(act=replace(act, key=f"{act.key} published"), version_ids=made, effective_from=effective_from)
    return made
