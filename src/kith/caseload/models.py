"""Who is on a team's list, who leads them, and today's exceptions."""

from django.db import models
from django.db.models import Q

from kith.access.models import PersonKey, TeamKey
from kith.act.models import Row
from kith.team.models import Member

STATES = ["waiting", "active", "closing", "ended"]
RISK_TIERS = ["not assessed", "low", "medium", "high"]
SOURCES = ["referral", "discharge", "added", "import"]


class Intake(Row):
    """People put on a list together by one import: looked through one by one, and one line on the board until then."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    label = models.TextField()
    came_at = models.DateTimeField()


class ListEntry(Row):
    """
    A person on a team's list from a moment to a moment, with risk tier, named lead, deputy and contact cadence.

    `after`: the entry they had here before, where they come again.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    state = models.TextField(default="active")
    came_at = models.DateTimeField()
    came_by = models.TextField()
    came_from = models.TextField(blank=True, default="", db_default="")
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    after = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    looked_through_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True, default="")
    risk_tier = models.TextField(default="not assessed")
    named_lead = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    deputy = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    cadence_days = models.SmallIntegerField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="caseload_listentry_state_known"),
            models.CheckConstraint(condition=Q(risk_tier__in=RISK_TIERS), name="caseload_listentry_tier_known"),
            models.CheckConstraint(condition=Q(came_by__in=SOURCES), name="caseload_listentry_came_by_known"),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) | (~Q(state="ended") & Q(ended_at__isnull=True)),
                name="caseload_listentry_ended_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="ended") & ~Q(ended_because="") | ~Q(state="ended"),
                name="caseload_listentry_ended_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(cadence_days__isnull=True) | Q(cadence_days__gt=0),
                name="caseload_listentry_cadence_positive",
            ),
            models.UniqueConstraint(
                fields=["team", "person"], condition=~Q(state="ended"), name="caseload_listentry_once_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["team", "state"], name="caseload_listentry_of_team")]


class Override(Row):
    """Somebody else leads a person on one day, for a reason."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    reason = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "person", "day"], name="caseload_override_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="caseload_override_has_reason"),
        ]
