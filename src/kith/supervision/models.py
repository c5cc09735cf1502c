"""Who supervises whom, the lines of a supervisor's queue, notes with their answers, and sessions."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from kith.access.models import Account, PersonKey, TeamKey
from kith.act.models import Row

LINE_KINDS = ["override", "refused", "late", "sample"]
CLOSED = ["", "note", "looked", "session"]
ABOUT = ["decision", "escalation", "spared", "proposal", "person"]
WORDS = ["answer", "came of it"]


class Pair(Row):
    """
    Who supervises a member of a team for a period. Without a row, every clinical supervisor of the team does.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    supervisor = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    during = DateTimeRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(account=F("supervisor")), name="supervision_pair_is_two"),
            ExclusionConstraint(
                name="supervision_pair_one_at_a_time",
                expressions=[
                    ("team", RangeOperators.EQUAL),
                    ("account", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Line(Row):
    """
    One decision of a member that a supervisor looks at: why it is there, and how it was closed.

    `source` is the act, the proposal or the route step it came from; `thing` what can be opened; `detail` the command, the
    rule or the week, by kind. No words of anybody stand here: they stand in notes and sessions.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False, null=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    source_id = models.UUIDField()
    thing_kind = models.TextField()
    thing_id = models.UUIDField()
    detail = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False, null=True)
    closed_how = models.TextField(blank=True, default="")
    session = models.ForeignKey(
        "Session", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LINE_KINDS), name="supervision_line_kind_known"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closed_how="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & Q(closed_how__in=CLOSED[1:])),
                name="supervision_line_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("account")), name="supervision_line_by_another"
            ),
            models.CheckConstraint(
                condition=Q(closed_how="session", session__isnull=False)
                | (~Q(closed_how="session") & Q(session__isnull=True)),
                name="supervision_line_session",
            ),
            models.UniqueConstraint(fields=["kind", "source_id", "account"], name="supervision_line_once"),
        ]
        indexes = [
            models.Index(fields=["team", "happened_at"], name="supervision_line_open", condition=Q(closed_how="")),
            models.Index(fields=["account", "-happened_at"], name="supervision_line_of"),
        ]


class Note(Row):
    """
    What a supervisor wrote to a member about a decision or a case. Never changed; seen by these two alone.

    `line` is the line of the queue that it closed, if any.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False, null=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    about = models.TextField()
    thing_id = models.UUIDField()
    line = models.ForeignKey(
        Line, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    words = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(about__in=ABOUT), name="supervision_note_about_known"),
            models.CheckConstraint(condition=~Q(words=""), name="supervision_note_says_something"),
            models.CheckConstraint(condition=~Q(account=F("by")), name="supervision_note_to_another"),
        ]
        indexes = [
            models.Index(fields=["account", "-made_at"], name="supervision_note_to"),
            models.Index(fields=["by", "-made_at"], name="supervision_note_by"),
        ]


class Reply(Row):
    """What one of the two wrote under a note: an answer, or what came of it. Never changed."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    words = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=WORDS), name="supervision_reply_kind_known"),
            models.CheckConstraint(condition=~Q(words=""), name="supervision_reply_says_something"),
        ]


class Session(Row):
    """
    One supervision session: what was talked about, with which notes, and the day of the next. Seen by these two alone.

    The lines of the queue that were talked about name it; what was agreed are actions that have it as their origin.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    held_at = models.DateTimeField()
    said = models.TextField()
    notes = ArrayField(models.UUIDField(), default=list)
    next_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(said=""), name="supervision_session_says_something"),
            models.CheckConstraint(condition=~Q(account=F("by")), name="supervision_session_of_two"),
        ]
        indexes = [models.Index(fields=["account", "-held_at"], name="supervision_session_of")]
