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


@dataclass(frozen=True, slots=True)
class EndOffers:
    """The offers of an action are over, because of what an act did to it; those of help go on unless it is finished."""

    action_id: UUID
    because: str
    helps_too: bool = True


def end_offers(act: Act, ended: list[EndOffers]) -> Part:
    """
    Return the statement that lets the offers of this act's actions lapse and tells giver and receiver.

    It runs after the actions are written and locked, so that an offer made meanwhile is seen; the ids of the messages
    follow from what they tell.
    """
    return Part(
        "update action_offer o set state = 'lapsed', lapsed_because = e.because, answered_at = %s, answered_by_id = %s,"
        " act_id = %s, version = version + 1 from unnest(%s::uuid[], %s::text[], %s::bool[]) e (action, because, helps_too)"
        " where o.action_id = e.action and o.state = 'waiting' and (e.helps_too or o.purpose = 'own') returning o.*",
        [
            act.at,
            act.account_id,
            act.id,
            [one.action_id for one in ended],
            [one.because for one in ended],
            [one.helps_too for one in ended],
            act.id,
            act.account_id,
        ],
        "insert into message_message (id, team_id, account_id, person_id, kind, thing_kind, thing_id, act_id)"
        " select md5(r.id::text || m.id::text || r.act_id::text)::uuid, r.team_id, m.account_id, r.person_id,"
        " 'offer lapsed', 'offer', r.id, %s from {rows} r join team_member m on m.id in (r.giver_id, r.to_member_id)"
        " where m.account_id <> %s returning 1",
    )
