"""The steps of actions, as one piece of the wrapper's last statement."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from kith.act import ids
from kith.act.seams import Part
from kith.act.types import Act


@dataclass(frozen=True, slots=True)
class NewStep:
    """A transition of an action, or a comment: `kind` is a transition's name or `comment`; `event_at` when it happened."""

    team_id: UUID
    person_id: UUID | None
    action_id: UUID
    kind: str
    event_at: datetime
    text: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


def insert_steps(act: Act, steps: list[NewStep]) -> Part:
    """Return the statement that stores the steps of this act."""
    return Part(
        "insert into action_step (id, team_id, person_id, action_id, kind, event_at, text, detail, account_id, act_id)"
        " select s.*, %s::uuid, %s::uuid from unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[],"
        " %s::timestamptz[], %s::text[], %s::jsonb[]) s returning 1",
        [
            act.account_id,
            act.id,
            [ids.new() for _ in steps],
            [step.team_id for step in steps],
            [step.person_id for step in steps],
            [step.action_id for step in steps],
            [step.kind for step in steps],
            [step.event_at for step in steps],
            [step.text for step in steps],
            [orjson.dumps(step.detail).decode() for step in steps],
        ],
    )
