"""
The act: who, in which role, when, with which key - what every write carries - and the wrapper every operation goes through.

The order is fixed: receipt, sight, right, rule, change, trail, message (docs/adr/0003). The package knows no table but its
own receipts and history; sight and right are handed to it by `config` at start-up, and `trail`, `action` and `message`
hand it functions that turn rows into one part of its last statement.
"""

from kith.act.refusals import NotAllowed, NotVisible, Refusal, Stale
from kith.act.types import Act, Seat, Thing
from kith.act.wrapper import operation

__all__ = ["Act", "NotAllowed", "NotVisible", "Refusal", "Seat", "Stale", "Thing", "operation"]
