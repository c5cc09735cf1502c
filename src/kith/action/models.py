"""Actions and their steps, offers of work, and what raised itself."""

from django.db import models
from django.db.models import Q

from kith.access.models import Account, PersonKey, TeamKey
from kith.act.models import Row
from kith.caseload.models import ListEntry
from kith.team.models import Member

KINDS = [
    "plain",
    "urgent",
    "look-through",
    "weekly-meeting",
    "import-review",
    "after-death",
    "doubles",
    "access-ask",
    "see-through",
    "spared",
    "proposal",
    "noticed",
    "supervision",
    "plan-review",
    "restricted-task",
    "partner-answer",
    "tell-person",
    "contradiction",
    "prepare-case",
]
STATES = ["open", "held", "done", "cancelled", "in error"]
WAITED_FOR = ["open", "held"]
DOERS = ["member", "partner", "person", "carer"]
OFFER_STATES = ["waiting", "accepted", "declined", "withdrawn", "lapsed"]
PURPOSES = ["own", "help"]
LAPSES = ["no answer", "receiver gone", "passed on", "done", "cancelled", "in error", "left the list"]
SUBJECTS = ["overdue", "stale", "unaccepted"]


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


class Offer(Row):
    """
    Work offered: an action to be handed on or helped with, or a person to be led, to a member or to a pool (P3).

    Exactly one thing (action, or entry of a list) and one receiver: a member, those of a role, or the whole team.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    giver = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    to_member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    to_role = models.TextField(blank=True, default="")
    to_team = models.BooleanField(default=False)
    purpose = models.TextField(default="own")
    note = models.TextField(blank=True, default="")
    offered_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    latest_at = models.DateTimeField(null=True)
    state = models.TextField(default="waiting")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    taken_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    reason = models.TextField(blank=True, default="")
    lapsed_because = models.TextField(blank=True, default="")
    question = models.TextField(blank=True, default="")
    seen_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OFFER_STATES), name="action_offer_state_known"),
            models.CheckConstraint(condition=Q(purpose__in=PURPOSES), name="action_offer_purpose_known"),
            models.CheckConstraint(
                condition=Q(action__isnull=False, entry__isnull=True)
                | Q(action__isnull=True, entry__isnull=False, person__isnull=False, purpose="own"),
                name="action_offer_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(to_member__isnull=False, to_role="", to_team=False)
                | (Q(to_member__isnull=True, to_team=False) & ~Q(to_role=""))
                | Q(to_member__isnull=True, to_role="", to_team=True),
                name="action_offer_to_one_receiver",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(state="waiting") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="action_offer_answered_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", taken_by__isnull=False)
                | (~Q(state="accepted") & Q(taken_by__isnull=True)),
                name="action_offer_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="action_offer_declined_has_reason"
            ),
            models.CheckConstraint(
                condition=(Q(state="lapsed") & Q(lapsed_because__in=LAPSES))
                | (~Q(state="lapsed") & Q(lapsed_because="")),
                name="action_offer_lapsed_because",
            ),
            models.UniqueConstraint(
                fields=["action"], condition=Q(state="waiting", purpose="own"), name="action_offer_one_of_action"
            ),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state="waiting", purpose="own"), name="action_offer_one_of_entry"
            ),
            models.UniqueConstraint(
                fields=["action", "to_member"],
                condition=Q(state="waiting", purpose="help"),
                name="action_offer_help_asked_once",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "answer_by"], name="action_offer_waiting", condition=Q(state="waiting")),
            models.Index(
                fields=["team"],
                name="action_offer_unseen",
                condition=Q(state__in=["declined", "lapsed"], seen_at__isnull=True),
            ),
            models.Index(fields=["action", "state"], name="action_offer_of_action"),
        ]


class Raised(Row):
    """Waiting work raised itself to somebody, at a step of the cadences: once each, which the key holds."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    subject = models.TextField()
    since = models.DateTimeField()
    step = models.SmallIntegerField()
    cadence = models.TextField()
    told = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(subject__in=SUBJECTS), name="action_raised_subject_known"),
            models.UniqueConstraint(fields=["action", "subject", "since", "step"], name="action_raised_once"),
        ]
