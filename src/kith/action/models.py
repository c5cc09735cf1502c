"""Actions and their steps."""

from django.db import models
from django.db.models import Q

from kith.access.models import PersonKey, TeamKey
from kith.act.models import Row
from kith.team.models import Member

KINDS = ["plain", "urgent", "look-through", "weekly-meeting", "import-review", "after-death"]
STATES = ["open", "held", "done", "cancelled", "in error"]
WAITED_FOR = ["open", "held"]
DOERS = ["member", "partner", "person", "carer"]


class Action(Row):
    """One piece of accountable work: what, for whom, one owner, who does it, by when, its state and where it came from."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, null=True, related_name="+")
    what = models.TextField()
    kind = models.TextField(default="plain")
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    doer_kind = models.TextField(default="member")
    doer = models.TextField(blank=True, default="")
    due_at = models.DateTimeField()
    first_due_at = models.DateTimeField()
    state = models.TextField(default="open")
    hold_reason = models.TextField(blank=True, default="")
    return_date = models.DateField(null=True)
    outcome = models.TextField(blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    origin_kind = models.TextField(blank=True, default="")
    origin_id = models.UUIDField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="action_action_says_what"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="action_action_kind_known"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="action_action_state_known"),
            models.CheckConstraint(condition=Q(doer_kind__in=DOERS), name="action_action_doer_known"),
            models.CheckConstraint(
                condition=Q(doer_kind="member") | ~Q(doer=""), name="action_action_outside_doer_is_named"
            ),
            models.CheckConstraint(
                condition=(Q(state="held") & ~Q(hold_reason="") & Q(return_date__isnull=False))
                | (~Q(state="held") & Q(hold_reason="") & Q(return_date__isnull=True)),
                name="action_action_hold_has_reason_and_return",
            ),
            models.CheckConstraint(
                condition=Q(state__in=WAITED_FOR, closed_at__isnull=True)
                | (~Q(state__in=WAITED_FOR) & Q(closed_at__isnull=False)),
                name="action_action_closed_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(origin_kind="", origin_id__isnull=True) | (~Q(origin_kind="") & Q(origin_id__isnull=False)),
                name="action_action_origin_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "due_at"], name="action_action_waited_for", condition=Q(state__in=WAITED_FOR)),
            models.Index(fields=["owner", "due_at"], name="action_action_owned", condition=Q(state__in=WAITED_FOR)),
            models.Index(fields=["origin_kind", "origin_id"], name="action_action_origin"),
        ]


class Step(Row):
    """One transition of an action, or a comment: when it happened, when it was recorded, and what was said."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    event_at = models.DateTimeField()
    account = models.ForeignKey("access.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField(blank=True, default="")
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(kind=""), name="action_step_kind_known")]
