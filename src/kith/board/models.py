"""What the board keeps of its own: views that somebody saved under a name."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Lower
from django.db.models.lookups import LessThanOrEqual

from kith.access.models import Account, TeamKey
from kith.act.models import Row

LONGEST_NAME = 60
LONGEST_ASKED = 600


class SavedView(Row):
    """
    A filter and an order of a team's board under a name: its owner's alone, or shared with the team.

    `asks` is what stands in the address after the question mark: ids of leads, never of people.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.TextField()
    asks = models.TextField(blank=True)
    is_shared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("team", "account", Lower("name"), name="board_savedview_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="board_savedview_named"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("name"), LONGEST_NAME), name="board_savedview_name_short"
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("asks"), LONGEST_ASKED), name="board_savedview_asks_short"
            ),
        ]
