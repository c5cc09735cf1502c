"""Expected refusals: each has a sentence fit for the screen that says what to do next, and changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kith.language import _


class Refusal(Exception):
    """Something asked for that must not be done. `field` names the input to mend, `rule` the rule that says so."""

    status = 422

    def __init__(self, sentence: str, *, field: str = "", rule: str = "", extra: Any = None) -> None:
        super().__init__(sentence)
        self.sentence, self.field, self.rule, self.extra = sentence, field, rule, extra


class NotVisible(Refusal):
    """The thing is missing, or the viewer may not see it: the answer is the same."""

    status = 404

    def __init__(self, sentence: str = "", **more: Any) -> None:
        super().__init__(sentence or _("There is no such page, or it is not yours to open."), **more)


class NotAllowed(Refusal):
    """The role may not do this; the sentence names the rule and who can decide."""

    status = 403


class OnlyProposed(NotAllowed):
    """
    The role may propose this, and somebody else decides. `extra` is the command as it was sent (seams.ToPropose).

    Like every refusal it changed nothing: proposing it is another command.
    """


class Stale(Refusal):
    """Somebody else changed it first. `extra` holds what is there now, so that both can be shown."""

    status = 409


@dataclass(frozen=True, slots=True)
class FirstUse:
    """The first accepted use of a key: its command, when, what came of it, and its act. The body itself is not kept."""

    command: str
    happened_at: datetime
    outcome: Any
    act_id: UUID


class KeyUsed(Refusal):
    """
    The same key came with another body: nothing changes, both are shown, and it can be sent as new.

    `extra` is the first use.
    """

    status = 422
