"""Proposals: the command as it was sent, why, who was asked until when, and the answer."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kith.access.models import Account, PersonKey, TeamKey
from kith.act.models import Row
from kith.action.models import Action

STATES = ["waiting", "approved", "refused", "came back", "withdrawn", "lapsed"]


class Proposal(Row):
    """
    One command kept for somebody who may decide it. `ask` is the action of whoever is asked now; its owner is who that is.

    `body` is the command as the register takes it, `digest` that of its arguments, `rests_on` what stood there when it was
    proposed, in words. `asked` names the members asked so far, the last one last. `questions` are what deciders asked whoever
    proposed it, each with its answer, in order. Where something else was approved, `approved_body` is the command as it ran,
    and `differs` says in words what of it differs.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    command = models.TextField()
    command_version = models.SmallIntegerField()
    body = models.TextField()
    digest = models.BinaryField()
    case = models.TextField(blank=True, default="")
    rests_on = models.JSONField(default=list)
    reason = models.TextField()
    rule = models.TextField()
    to_role = models.TextField()
    minutes = models.IntegerField()
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    asked = ArrayField(models.UUIDField())
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    ask = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    state = models.TextField(default="waiting")
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    answered_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True, default="")
    stands_on = models.JSONField(default=dict)
    questions = models.JSONField(default=list)
    approved_body = models.TextField(blank=True, default="")
    differs = models.JSONField(default=list)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="proposal_state_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="proposal_has_reason"),
            models.CheckConstraint(condition=Q(answer_by__gt=F("asked_at")), name="proposal_has_time_to_answer"),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(state="waiting") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="proposal_answer_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(answered_by=F("proposed_by")), name="proposal_not_by_its_proposer"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(words=""), name="proposal_refused_because"),
            models.UniqueConstraint(fields=["team", "digest"], name="proposal_once", condition=Q(state="waiting")),
        ]
        indexes = [
            models.Index(fields=["team", "answer_by"], name="proposal_waiting", condition=Q(state="waiting")),
            models.Index(fields=["person", "-proposed_at"], name="proposal_of_person"),
            models.Index(fields=["ask"], name="proposal_ask"),
        ]
