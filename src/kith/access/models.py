"""Accounts, the bare keys of people and teams, seats and reach."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from kith.act.models import Row


class AccountKind(models.TextChoices):
    """
    Whose account it is: somebody's; Kith's own, for jobs, imports and local administration; or that of a contact at a partner
    agency, who never signs in and acts by a link alone.
    """

    PERSON = "person", "person"
    KITH = "kith", "kith"
    PARTNER = "partner", "partner"


class Account(AbstractBaseUser, Row):
    """
    Somebody who signs in, or Kith itself. Ends by a date, never by deletion.

    `board_keys`, `large_text` and `still` (nothing moves) say how pages are shown to them.
    """

    last_login = None  # signing in is an entry of the trail, not a write without an act
    username = models.TextField()
    name = models.TextField()
    kind = models.TextField(choices=AccountKind.choices, default=AccountKind.PERSON)
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    board_keys = models.BooleanField(default=True, db_default=True)
    large_text = models.BooleanField(default=False, db_default=False)
    still = models.BooleanField(default=False, db_default=False)

    USERNAME_FIELD = "username"

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="access_account_username"),
            models.CheckConstraint(condition=~Q(name=""), name="access_account_named"),
            models.CheckConstraint(condition=Q(kind__in=AccountKind.values), name="access_account_kind_known"),
        ]


class PersonKey(Row):
    """The bare key of a person: what reach and every table about a person point at."""


class TeamKey(Row):
    """The bare key of a team: what seats and every table of a team point at."""


class Seat(Row):
    """An account on a team, in a role, for a period. `my_teams()` reads only this."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="seats")
    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    role = models.TextField()
    during = DateTimeRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="access_seat_once",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("team", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=~Q(role=""), name="access_seat_role_known"),
        ]


class Reach(Row):
    """Who (a team, or one account) reaches which person, from when to when, and why in words."""

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    during = DateTimeRangeField()
    why = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["team"], name="access_reach_by_team", condition=Q(team__isnull=False)),
            models.Index(fields=["account"], name="access_reach_by_account", condition=Q(account__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=False, account__isnull=True) | Q(team__isnull=True, account__isnull=False),
                name="access_reach_one_reacher",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="access_reach_says_why"),
            ExclusionConstraint(
                name="access_reach_once",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("team", RangeOperators.EQUAL),
                    ("why", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(team__isnull=False),
            ),
        ]


class Exclusion(Row):
    """
    An account that must not see a person although its team reaches them, from a moment to a moment: they know each other.

    `opened_because` says why it was ended again; '' while it lasts.
    """

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    during = DateTimeRangeField()
    opened_because = models.TextField(default="")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="access_exclusion_once",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Restriction(Row):
    """
    A restricted matter about a person: open to those who hold `lead_role` on its team and to its openers, and to nobody else.

    Members of the team are told that there is one until it has ended; visiting ones only with `is_told_to_visitors`.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    lead_role = models.TextField()
    is_told_to_visitors = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(lead_role=""), name="access_restriction_has_lead")]


class Opener(Row):
    """
    An account that may open a restricted matter for a period: who raised it, whom its route asks, whom its lead named.

    Not `is_whole`: only what they wrote themselves, and what they were answered.
    """

    restriction = models.ForeignKey(Restriction, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    is_whole = models.BooleanField()
    during = DateTimeRangeField()
    why = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(why__in=["raised", "asked", "named"]), name="access_opener_says_why")
        ]


class Barred(Row):
    """An account that must never see a restricted matter, nor that there is one, whatever its role: the possible source of harm."""

    restriction = models.ForeignKey(Restriction, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    during = DateTimeRangeField()


class FailedSignIn(models.Model):
    """A wrong password: a digest of the username typed and when, so that guessing has to wait. Forgotten after a day."""

    username_digest = models.TextField()
    happened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["username_digest", "happened_at"], name="access_failedsignin_recent")]
