"""The parts that upper packages put into the wrapper's last statement, by name."""

from kith.act.seams import Renders
from kith.action.parts import end_offers, insert_steps
from kith.caseload.parts import look_through
from kith.message.parts import insert_messages

PARTS: dict[str, Renders] = {
    "step": insert_steps,
    "message": insert_messages,
    "looked": look_through,
    "ended": end_offers,
}
