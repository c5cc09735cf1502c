"""Concerns, what was recorded on each step by step, and who may be the source of harm. Seen by the list of each alone."""

from django.db import models
from django.db.models import Q

from kith.access.models import Account, PersonKey, TeamKey
from kith.act.models import Row

STATES = ["open", "closed"]
ABOUT = ["adult", "child"]
STEPS = [
    "answer", "safety", "views", "capacity", "consent", "parents", "questions", "harm", "decision", "referral", "authority",
    "strategy", "assessment", "conference", "review", "note", "closing",
]  # fmt: skip
SOURCES = ["member", "person", "carer", "other"]


class Concern(Row):
    """
    That somebody may be harmed or neglected: what whoever raised it wrote. Its id is that of its restriction and its escalation.

    `rule` is the threshold that was crossed, '' where a colleague raised it without one.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    about = models.TextField()
    words = models.TextField()
    rule = models.TextField(blank=True, default="")
    in_danger = models.BooleanField(default=False)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.TextField(default="open")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(about__in=ABOUT), name="safeguarding_concern_about_known"),
            models.CheckConstraint(condition=~Q(words=""), name="safeguarding_concern_says_what"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | Q(state="closed", closed_at__isnull=False),
                name="safeguarding_concern_closed_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "raised_at"], name="safeguarding_concern_open", condition=Q(state="open"))
        ]


class Recorded(Row):
    """One step of a concern, by its author: what was answered, when it was so. Never changed. `is_returned`: to who raised it."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    step = models.TextField()
    answers = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_returned = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(step__in=STEPS), name="safeguarding_recorded_step_known")]


class Task(Row):
    """
    What one member is asked to do about a concern, under the id of the action that holds owner, time and end. Never changed.

    `account` is who gave it.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    words = models.TextField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="safeguarding_task_says_what")]


class Source(Row):
    """
    Who may be the source of harm: a member of the team, a person in its care, a carer, or somebody else, by name.

    A member is barred from the concern while this stands; `withdrawn_at` says since when it does not.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    kind = models.TextField()
    member_account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    known_person = models.ForeignKey(
        PersonKey, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    name = models.TextField(blank=True, default="")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="member", member_account__isnull=False, known_person__isnull=True)
                | Q(kind="person", known_person__isnull=False, member_account__isnull=True)
                | (
                    Q(kind__in=["carer", "other"], member_account__isnull=True, known_person__isnull=True) & ~Q(name="")
                ),
                name="safeguarding_source_named",
            )
        ]
