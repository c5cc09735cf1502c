"""The huddle: who was there, whom it spoke of, what was agreed, what was raised."""

from django.db import models
from django.db.models import Q

from kith.access.models import PersonKey, TeamKey
from kith.act.models import Row
from kith.huddle.outcome_rules import Outcome
from kith.huddle.rules import Presence
from kith.team.models import Member

PRESENCES = [presence.value for presence in Presence]
OUTCOMES = [outcome.value for outcome in Outcome]


class Huddle(Row):
    """The daily meeting of a team. Closed once; nothing slips in afterwards."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    started_at = models.DateTimeField()
    minutes = models.SmallIntegerField()
    facilitator = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    closed_late_because = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closed_late_because="")
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="huddle_huddle_closed_whole",
            ),
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
    settled_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__isnull=True, settled_at__isnull=True, settled_by__isnull=True)
                | Q(outcome__in=OUTCOMES, settled_at__isnull=False, settled_by__isnull=False),
                name="huddle_item_outcome_whole",
            ),
            models.CheckConstraint(
                condition=Q(outcome__isnull=True) | ~Q(outcome="no change") | ~Q(reason=""),
                name="huddle_item_no_change_has_reason",
            ),
            models.UniqueConstraint(fields=["huddle", "person"], name="huddle_item_once"),
        ]


class Shown(Row):
    """What whoever leads a huddle is at: the item, and what they have typed for it so far. One row a huddle."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    huddle = models.ForeignKey(Huddle, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.TextField(blank=True, default="")
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["huddle"], name="huddle_shown_one_a_huddle")]


class Remark(Row):
    """What a member says beside an item, for whoever leads the huddle; for all once that one shows it."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    huddle = models.ForeignKey(Huddle, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    said_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="huddle_remark_says_something")]


class Agreed(Row):
    """
    What was agreed to be done. It becomes an action once it has an owner and a deadline; until then it is loose.

    Offered to a member, or to a pool: a role, or "team" for the whole team.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    huddle = models.ForeignKey(Huddle, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.TextField()
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    offered_to = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    offered_pool = models.TextField(blank=True, default="")
    due_at = models.DateTimeField(null=True)
    action_id = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="huddle_agreed_says_what"),
            models.CheckConstraint(
                condition=Q(
                    action_id__isnull=False, owner__isnull=False, due_at__isnull=False, withdrawn_at__isnull=True
                )
                | Q(action_id__isnull=True) & (Q(owner__isnull=True) | Q(due_at__isnull=True)),
                name="huddle_agreed_is_an_action_once_whole",
            ),
        ]


class Raised(Row):
    """An escalation raised in the huddle: an urgent action, and the note of who was told, how, when and what they said."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    huddle = models.ForeignKey(Huddle, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.TextField()
    to = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    action_id = models.UUIDField()
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    told_who = models.TextField(blank=True, default="")
    told_how = models.TextField(blank=True, default="")
    told_at = models.DateTimeField(null=True)
    said = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="huddle_raised_says_what"),
            models.CheckConstraint(
                condition=Q(told_who="", told_how="", told_at__isnull=True, said="")
                | ~Q(told_who="") & ~Q(told_how="") & Q(told_at__isnull=False) & ~Q(said=""),
                name="huddle_raised_note_whole",
            ),
        ]
