"""Who cares for a person without pay, and what became of an assessment of their own needs."""

from django.db import models
from django.db.models import F, Q

from kith.access.models import PersonKey
from kith.act.models import Row

STATES = ["offered", "accepted", "declined", "done"]


class Carer(Row):
    """
    Somebody who cares for a person without pay, from the day it is written until it ends, with why.

    A carer with a record of their own is `known_as` that person and has no name here: who may not open that record is told
    neither.
    """

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    known_as = models.ForeignKey(PersonKey, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.TextField(blank=True, default="")
    relation = models.TextField()
    does = models.TextField()
    needs = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True, default="")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(known_as__isnull=True) & ~Q(name="") | Q(known_as__isnull=False, name=""),
                name="network_carer_is_one",
            ),
            models.CheckConstraint(condition=~Q(person=F("known_as")), name="network_carer_is_another"),
            models.CheckConstraint(condition=~Q(relation="") & ~Q(does=""), name="network_carer_says_what"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="") | Q(ended_at__isnull=False) & ~Q(ended_because=""),
                name="network_carer_end_whole",
            ),
            models.UniqueConstraint(
                fields=["person", "known_as"], name="network_carer_once", condition=Q(ended_at__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="network_carer_of"),
            models.Index(fields=["known_as"], name="network_carer_is", condition=Q(known_as__isnull=False)),
        ]


class CarerAssessment(Row):
    """What became of an assessment of a carer's own needs: offered, accepted, declined or done, on a day. Appended."""

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    carer = models.ForeignKey(Carer, on_delete=models.PROTECT, related_name="+")
    state = models.TextField()
    on_date = models.DateField()
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="network_carerassessment_state_known")
        ]
