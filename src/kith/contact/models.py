"""Visits and calls: planned, made, missed, cancelled by the person."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kith.access.models import Account, PersonKey, TeamKey
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


RESPONSES = ["work", "escalation", "emergency", "proposed", "not started"]


class PlanCheck(Row):
    """
    The plan check with which a contact that was made began: what was answered, against which version of the warning signs.

    `number` is that version, 0 where the plan has none; `signs` says of each sign by its id what was answered, `work` of each
    open action; `events` are the key events since last time. `not_made` says why it was not made: then nothing was answered.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    number = models.IntegerField(default=0)
    said = models.TextField(blank=True, default="")
    signs = models.JSONField(default=dict)
    work = models.JSONField(default=dict)
    events = models.JSONField(default=list)
    not_made = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact"], name="contact_plancheck_once"),
            models.CheckConstraint(
                condition=Q(not_made="") | Q(signs={}, work={}, events=[]), name="contact_plancheck_made_or_not"
            ),
        ]


class Sighting(Row):
    """
    An early warning sign that was seen at a contact: which, as which version of the plan has it, by whom, when it was true.

    `response` is what followed at once; `reason` says why nothing was started, or why 999 was not rung. What was started, the
    escalation, the proposal and the look at what was not started carry the sighting. Appended, never changed.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    number = models.IntegerField()
    sign = models.UUIDField()
    sees = models.TextField()
    agreed = models.TextField()
    response = models.TextField()
    reason = models.TextField(blank=True, default="")
    seen_at = models.DateTimeField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "sign"], name="contact_sighting_once"),
            models.CheckConstraint(condition=Q(response__in=RESPONSES), name="contact_sighting_response_known"),
            models.CheckConstraint(
                condition=~Q(response="not started") | ~Q(reason=""), name="contact_sighting_reason_for_none"
            ),
        ]
        indexes = [models.Index(fields=["person", "-seen_at"], name="contact_sighting_of_person")]
