"""One line of a case file."""

from dataclasses import dataclass
from datetime import datetime

from kith.casefile.rules import Cause, is_late


@dataclass(frozen=True, slots=True)
class Line:
    """
    One line of a case file: when it happened and was recorded, who in which role, what, the rule in force then.

    `withheld`: why its words are not shown (`words` is then ''); `is_released`: shown because two people released it.
    `entry_id`: the act on the trail. `is_look`: somebody opened the record. `number`: its place among those of one moment.
    What is restricted has a day and nothing else.
    """

    key: str
    table: str
    happened_at: datetime
    recorded_at: datetime
    who: str
    role: str
    label: str
    words: str
    rule: str = ""
    entry_id: str = ""
    withheld: Cause | None = None
    is_released: bool = False
    is_look: bool = False
    number: int = 0

    @property
    def is_late(self) -> bool:
        """Whether it was recorded more than 24 hours after it happened."""
        return is_late(self.happened_at, self.recorded_at)
