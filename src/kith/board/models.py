"""What the board keeps of its own: saved views, who follows whom, and what went on because nobody read it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Lower
from django.db.models.lookups import LessThanOrEqual

from kith.access.models import Account, PersonKey, TeamKey
from kith.act.models import Row
from kith.message.models import Message

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


class Follow(Row):
    """
    An account wants to hear of a person, from a moment until it stops or cannot open the record any more.

    It opens nothing: it counts only while the account reaches the person by itself.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    during = DateTimeRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="board_follow_once",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Pressed(Row):
    """
    Something urgent that was neither read nor acted on went on a step: to whom, by which rule; to nobody where nobody was there.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    step = models.SmallIntegerField()
    cadence = models.TextField()
    told = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "step"], name="board_pressed_once"),
        ]
