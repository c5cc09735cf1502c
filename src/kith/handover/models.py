"""A death as one team lives with it."""

from django.db import models
from django.db.models import Q

from kith.access.models import PersonKey, TeamKey
from kith.act.models import Row
from kith.caseload.models import ListEntry


class Death(Row):
    """
    Somebody on a team's list has died: since when the team knows, how, what state the entry was in; undone if in error.

    What it stopped is in the past of those rows, ended by the act of this row; so it is written once, until it is undone.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    entry_state = models.TextField()
    how_known = models.TextField()
    known_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_because = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person"], condition=Q(undone_at__isnull=True), name="handover_death_once"
            ),
            models.CheckConstraint(condition=~Q(how_known=""), name="handover_death_says_how_known"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_because="")
                | (Q(undone_at__isnull=False) & ~Q(undone_because="")),
                name="handover_death_undone_says_why",
            ),
        ]
