"""Teams, their members, their rota and absences, and the place's on-call cover."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from kith.access.models import Account, TeamKey
from kith.act.models import Row
from kith.place.models import Place

MOST_GOALS = 5
BY_THE_LIST, BEFORE_THE_LIST = "by the list", "before the list"
"""How a team opened: with every must-have of the set-up there, or before there was a list."""
TIERS = ["resident", "hyper-local", "consistent", "tailored", "aligned"]


class Team(Row):
    """A micro-team. Its id is its bare key in `access`."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="teams")
    name = models.TextField()
    slug = models.SlugField(unique=True)
    size_limit = models.SmallIntegerField(default=15)
    working_weekdays = ArrayField(models.SmallIntegerField(), default=list)
    works_bank_holidays = models.BooleanField(default=False)
    extra_closed = ArrayField(models.DateField(), default=list)
    agenda_overdue_service_days = models.SmallIntegerField(default=5)
    opened_at = models.DateTimeField(null=True)
    opened_how = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, opened_how="")
                | Q(opened_at__isnull=False, opened_how__in=[BY_THE_LIST, BEFORE_THE_LIST]),
                name="team_team_opened_somehow",
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(slug=""), name="team_team_named"),
            models.CheckConstraint(condition=Q(size_limit__gt=0), name="team_team_size_positive"),
            models.CheckConstraint(
                condition=Q(working_weekdays__len__gt=0) & Q(working_weekdays__contained_by=[0, 1, 2, 3, 4, 5, 6]),
                name="team_team_works_some_day",
            ),
        ]


class Member(Row):
    """A practitioner in a role on a team for a period, with tier and sessions a week."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    role = models.TextField()
    tier = models.TextField()
    sessions = models.DecimalField(max_digits=3, decimal_places=1)
    during = DateTimeRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tier__in=TIERS), name="team_member_tier_known"),
            models.CheckConstraint(condition=~Q(role=""), name="team_member_role_known"),
            models.CheckConstraint(condition=Q(sessions__gte=0, sessions__lte=14), name="team_member_sessions_a_week"),
            ExclusionConstraint(
                name="team_member_once",
                expressions=[
                    ("team", RangeOperators.EQUAL),
                    ("account", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class RotaDay(Row):
    """One day of a team's rota: who takes the duty and who is second in line; published or still being made."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    duty_lead = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    second = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "day"], name="team_rotaday_once"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(duty_lead__isnull=False, second__isnull=False),
                name="team_rotaday_published_with_duty_and_second",
            ),
            models.CheckConstraint(
                condition=Q(duty_lead__isnull=True) | Q(second__isnull=True) | ~Q(duty_lead=F("second")),
                name="team_rotaday_second_is_another",
            ),
        ]


class Shift(Row):
    """A member is on shift on a day of the rota."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_constraint=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "day", "member"], name="team_shift_once")]


class Absence(Row):
    """A member is away from one day to another, both included."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.TextField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="team_absence_in_order"),
            models.CheckConstraint(condition=~Q(reason=""), name="team_absence_has_reason"),
        ]


class OnCall(Row):
    """Who answers for a place in a period: outside service days, and where nobody of the rota is there."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    during = DateTimeRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="team_oncall_one_at_a_time",
                expressions=[("place", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            )
        ]


class ContactDetails(Row):
    """How colleagues reach an account at work, '' where nobody has said. Seen by whoever shares a team with it."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    email = models.TextField(default="")
    phone = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(email__regex=r"\s"), name="team_contactdetails_one_address"),
        ]


class Footprint(Row):
    """Where a team works: its neighbourhood, and the small areas and practices that say who belongs to it."""

    team = models.OneToOneField(TeamKey, on_delete=models.PROTECT, related_name="+")
    neighbourhood = models.TextField()
    areas = ArrayField(models.TextField(), default=list)
    practices = ArrayField(models.TextField(), default=list)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(neighbourhood=""), name="team_footprint_named"),
            models.CheckConstraint(
                condition=Q(areas__len__gt=0) | Q(practices__len__gt=0), name="team_footprint_of_something"
            ),
        ]


class Goal(Row):
    """One of the goals of a team, at most five, with the measure that says whether it is met."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    number = models.SmallIntegerField()
    words = models.TextField()
    measure = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="team_goal_once"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=MOST_GOALS), name="team_goal_at_most_five"),
            models.CheckConstraint(condition=~Q(words="") & ~Q(measure=""), name="team_goal_with_measure"),
        ]


class Statement(Row):
    """
    What somebody says of a line of the set-up that Kith cannot see for itself: that it is so, and until which day.

    ended_at: when it was said again, or taken back for a reason. told_at: when whoever answers was told that it runs out.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    line = models.TextField()
    words = models.TextField()
    link = models.TextField(default="")
    stated_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    stated_as = models.TextField()
    stated_at = models.DateTimeField()
    until = models.DateField()
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "line"], condition=Q(ended_at__isnull=True), name="team_statement_one_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(line="") & ~Q(words=""), name="team_statement_says_something"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="")
                | (Q(ended_at__isnull=False) & ~Q(ended_because="")),
                name="team_statement_ended_because",
            ),
        ]
