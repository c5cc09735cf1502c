"""The weekly meeting: who came, whose cases, what was decided by which right, how each person is told, what stood at its end."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kith.access.models import PersonKey, Restriction, TeamKey
from kith.act.models import Row
from kith.mdt.right_rules import Becomes
from kith.mdt.rules import LONGEST_MINUTES, How, Outcome
from kith.preparation.models import Case as PreparedCase
from kith.preparation.models import Meeting as PreparedMeeting
from kith.team.models import Member

HOWS = [how.value for how in How]
OUTCOMES = [outcome.value for outcome in Outcome]
VERDICTS = [verdict.value for verdict in Becomes]


def _of(model: type[models.Model], *, null: bool = False) -> "models.ForeignKey[models.Model, models.Model]":
    return models.ForeignKey(model, on_delete=models.PROTECT, related_name="+", db_constraint=False, null=null)


class Meeting(Row):
    """
    A weekly meeting as it was held, of one that was prepared. Closed once; nothing slips in afterwards.

    `shown`: the case that whoever leads it shows to those who follow on a screen; None before they have opened one.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    prepared = models.OneToOneField(PreparedMeeting, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    day = models.DateField()
    started_at = models.DateTimeField()
    minutes = models.SmallIntegerField()
    chair = _of(Member)
    expected = ArrayField(models.TextField(), default=list)
    closed_at = models.DateTimeField(null=True)
    closed_by = _of(Member, null=True)
    closed_late_because = models.TextField(blank=True, default="")
    shown = models.ForeignKey(
        "Case", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closed_late_because="")
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="mdt_meeting_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=10, minutes__lte=LONGEST_MINUTES), name="mdt_meeting_minutes"
            ),
            models.UniqueConstraint(
                fields=["team"], condition=Q(closed_at__isnull=True), name="mdt_meeting_one_open_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["team", "day"], name="mdt_meeting_of_team")]


class Attendance(Row):
    """How a member took part, and until when they can stay; a note sent is in their answers to questions."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    meeting = _of(Meeting)
    member = _of(Member)
    how = models.TextField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(how__in=HOWS), name="mdt_attendance_how_known"),
            models.UniqueConstraint(fields=["meeting", "member"], name="mdt_attendance_once"),
        ]


class Case(Row):
    """
    One case of a meeting. A restricted one names no person here: the matter, and whom to ask.

    `needs` are the roles that it has a question for. The plan's version before and at the end of the case stand beside it.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    meeting = _of(Meeting)
    prepared = _of(PreparedCase)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, null=True, related_name="+")
    matter = _of(Restriction, null=True)
    owner = _of(Member, null=True)
    position = models.SmallIntegerField()
    why = models.TextField(blank=True, default="")
    needs = ArrayField(models.TextField(), default=list)
    plan_before = models.IntegerField(null=True)
    plan_after = models.IntegerField(null=True)
    escalation_id = models.UUIDField(null=True)
    outcome = models.TextField(null=True)
    reason = models.TextField(blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    settled_by = _of(Member, null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__isnull=True, settled_at__isnull=True, settled_by__isnull=True)
                | Q(outcome__in=OUTCOMES, settled_at__isnull=False, settled_by__isnull=False),
                name="mdt_case_outcome_whole",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, matter__isnull=True, owner__isnull=True)
                | Q(
                    person__isnull=True,
                    matter__isnull=False,
                    owner__isnull=False,
                    why="",
                    reason="",
                    plan_before__isnull=True,
                    plan_after__isnull=True,
                    escalation_id__isnull=True,
                ),
                name="mdt_case_restricted_says_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["next week", "no change"]) | ~Q(reason="") | Q(person__isnull=True),
                name="mdt_case_says_why",
            ),
            models.UniqueConstraint(fields=["meeting", "prepared"], name="mdt_case_once"),
        ]


class Decision(Row):
    """
    What was decided for a person, who decides it, by which right, and the action that follows.

    `subject` is a command of the decision rights, or a topic that has none yet; `verdict` what the right says of the decider's
    role. Proposed, it goes to whoever decides it: `to_role`. Of somebody absent the action is offered to them (P3).
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    meeting = _of(Meeting)
    case = _of(Case)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    what = models.TextField()
    subject = models.TextField()
    rule = models.TextField()
    verdict = models.TextField()
    decider = _of(Member)
    decider_role = models.TextField()
    to_role = models.TextField(blank=True, default="")
    owner = _of(Member)
    offered_to = _of(Member, null=True)
    offered_pool = models.TextField(blank=True, default="")
    due_at = models.DateTimeField()
    action_id = models.UUIDField()
    decided_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(subject="") & ~Q(rule=""), name="mdt_decision_has_a_right"
            ),
            models.CheckConstraint(condition=Q(verdict__in=VERDICTS), name="mdt_decision_verdict_known"),
            models.CheckConstraint(
                condition=Q(verdict="decide", to_role="") | ~Q(verdict="decide") & ~Q(to_role=""),
                name="mdt_decision_goes_to_somebody",
            ),
        ]


class Telling(Row):
    """How a person is to be told what was decided: by whom, how, by when. It is an action, so that it is not lost."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    meeting = _of(Meeting)
    case = _of(Case)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    by = _of(Member)
    how = models.TextField()
    due_at = models.DateTimeField()
    action_id = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(how=""), name="mdt_telling_says_how"),
            models.UniqueConstraint(fields=["case"], name="mdt_telling_one_a_case"),
            models.UniqueConstraint(fields=["action_id"], name="mdt_telling_one_an_action"),
        ]


class Told(Row):
    """How a person was told, when, by whom, and what they said; or that it was not possible, and why."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    telling = _of(Telling)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    by = _of(Member)
    how = models.TextField(blank=True, default="")
    said = models.TextField(blank=True, default="")
    not_possible_because = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(how="") & Q(not_possible_because="") | Q(how="", said="") & ~Q(not_possible_because=""),
                name="mdt_told_or_why_not",
            ),
            models.UniqueConstraint(fields=["telling"], name="mdt_told_once"),
        ]


class Untold(Row):
    """Why somebody has not been told yet, as the next meeting wrote it down."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    meeting = _of(Meeting)
    telling = _of(Telling)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    because = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(because=""), name="mdt_untold_says_why"),
            models.UniqueConstraint(fields=["meeting", "telling"], name="mdt_untold_once_a_meeting"),
        ]


class Minute(Row):
    """The minutes of one case, as they were made when the meeting closed: lines of words. Never changed."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    meeting = _of(Meeting)
    case = _of(Case)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, null=True, related_name="+")
    lines = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], name="mdt_minute_one_a_case")]
