"""The huddle: who was there, whom it spoke of, what was agreed, what was raised."""

from django.db import models
from django.db.models import Q

from kith.access.models import PersonKey, TeamKey
from kith.act.models import Row
from kith.team.models import Member

PRESENCES = ["room", "joined", "away"]
OUTCOMES = ["as planned", "action", "no change", "weekly meeting", "raised"]


class Huddle(Row):
    """The daily meeting of a team. Closed once; nothing slips in afterwards."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    started_at = models.DateTimeField()
    minutes = models.SmallIntegerField()
    facilitator = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    closed_at = models.DateTimeField(null=True)
    closed_late_because = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=60), name="huddle_huddle_minutes"),
            models.UniqueConstraint(fields=["team", "day"], name="huddle_huddle_one_a_day"),
            models.UniqueConstraint(
                fields=["team"], condition=Q(closed_at__isnull=True), name="huddle_huddle_one_open_at_a_time"
            ),
        ]


class Attendance(Row):
    """How a member took part: in the room, joined from away, or away."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    huddle = models.ForeignKey(Huddle, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    how = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(how__in=PRESENCES), name="huddle_attendance_how_known"),
            models.UniqueConstraint(fields=["huddle", "member"], name="huddle_attendance_once"),
        ]


class Item(Row):
    """One person on the agenda: why, in which order, and what was decided."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    huddle = models.ForeignKey(Huddle, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    position = models.SmallIntegerField()
    section = models.TextField()
    why = models.TextField()
    carried_from = models.UUIDField(null=True)
    outcome = models.TextField(null=True)
    reason = models.TextField(blank=True, default="")
    decision = models.TextField(blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__isnull=True, settled_at__isnull=True)
                | Q(outcome__in=OUTCOMES, settled_at__isnull=False),
                name="huddle_item_outcome_whole",
            ),
            models.CheckConstraint(
                condition=Q(outcome__isnull=True) | ~Q(outcome="no change") | ~Q(reason=""),
                name="huddle_item_no_change_has_reason",
            ),
            models.UniqueConstraint(fields=["huddle", "person"], name="huddle_item_once"),
        ]


class Agreed(Row):
    """What was agreed to be done. It becomes an action once it has an owner and a deadline; until then it is loose."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    huddle = models.ForeignKey(Huddle, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.TextField()
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    due_at = models.DateTimeField(null=True)
    action_id = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="huddle_agreed_says_what")]


class Raised(Row):
    """An escalation raised in the huddle: an urgent action, and the note of who was told, how, when and what they said."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    huddle = models.ForeignKey(Huddle, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.TextField()
    action_id = models.UUIDField()
    told_who = models.TextField(blank=True, default="")
    told_how = models.TextField(blank=True, default="")
    told_at = models.DateTimeField(null=True)
    said = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="huddle_raised_says_what")]
