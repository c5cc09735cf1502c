"""Visits and calls: planned, made, missed, cancelled by the person."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kith.access.models import PersonKey, TeamKey
from kith.act.models import Row
from kith.action.models import Action
from kith.team.models import Member

STATES = ["planned", "made", "missed", "cancelled"]
WAYS = ["visit", "phone", "message", "clinic", "video"]
AGAIN = ["", "changed", "together", "asked", "not shared", "other question"]
ANYWAY = ["", "skill", "asked", "nobody free", "urgent", "to know"]
WARNED = ["new face", "many faces", "same day"]


class Contact(Row):
    """
    One contact with a person: who, how, its window when planned, and what became of it.

    `follow_up` is the action that asks what became of it, once its window was over and nobody had said. `service` is for
    whom it is made ('' where nobody knows), `assessed` the domains that were assessed at it, `again_because` why again;
    `warned` is what was said before it was planned, `anyway_because` why it was planned all the same.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    by_other = models.TextField(blank=True, default="")
    way = models.TextField()
    state = models.TextField()
    window_from = models.DateTimeField(null=True)
    window_to = models.DateTimeField(null=True)
    happened_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")
    follow_up = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    version = models.IntegerField(default=1)
    service = models.TextField(blank=True, default="", db_default="")
    assessed = ArrayField(models.TextField(), default=list, db_default=[])
    again_because = models.TextField(blank=True, default="", db_default="")
    warned = ArrayField(models.TextField(), default=list, db_default=[])
    anyway_because = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(again_because__in=AGAIN), name="contact_contact_again_known"),
            models.CheckConstraint(condition=Q(anyway_because__in=ANYWAY), name="contact_contact_anyway_known"),
            models.CheckConstraint(condition=Q(warned__contained_by=WARNED), name="contact_contact_warned_known"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="contact_contact_state_known"),
            models.CheckConstraint(condition=Q(way__in=WAYS), name="contact_contact_way_known"),
            models.CheckConstraint(
                condition=Q(member__isnull=False, by_other="") | (Q(member__isnull=True) & ~Q(by_other="")),
                name="contact_contact_by_one",
            ),
            models.CheckConstraint(
                condition=Q(window_from__isnull=True, window_to__isnull=True) | Q(window_to__gte=F("window_from")),
                name="contact_contact_window_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state="planned", happened_at__isnull=True, window_from__isnull=False)
                | Q(state="made", happened_at__isnull=False)
                | Q(state="missed", happened_at__isnull=False) & ~Q(reason="")
                | Q(state="cancelled", happened_at__isnull=False) & ~Q(reason=""),
                name="contact_contact_state_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "person", "-happened_at"], name="contact_contact_last"),
            models.Index(fields=["team", "window_from"], name="contact_contact_planned", condition=Q(state="planned")),
        ]
