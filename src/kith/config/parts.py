"""The parts that upper packages put into the wrapper's last statement, by name."""

from kith.act.seams import Follows, Renders
from kith.action.parts import end_offers, insert_steps
from kith.caseload.parts import look_through
from kith.contradiction.finding import look_at_plan
from kith.message.parts import insert_messages
from kith.plan.parts import KEY_EVENT, PLAN_WRITTEN
from kith.plan.refreshing import follow

PARTS: dict[str, Renders] = {
    "step": insert_steps,
    "message": insert_messages,
    "looked": look_through,
    "ended": end_offers,
}

FOLLOWS: dict[str, Follows] = {KEY_EVENT: follow, PLAN_WRITTEN: look_at_plan}
"""Parts of which something follows inside the act."""
