"""
Versions of the rule tables, and who stands behind each.

Policy knows scopes, not teams: a place, or a team of a place, as an id without a key. What one process has read is kept by
the mark that `act` reads with every context (`kith.act.marks`).
"""

from django.db import models
from django.db.models import F, Q

from kith.act.models import Row

APPROVERS = 2
"""How many people, none of them the proposer, stand behind a published version; the database counts them too."""


class Scope(models.TextChoices):
    """For whom a table is meant: a whole place (the floor), or one team of it."""

    PLACE = "place", "place"
    TEAM = "team", "team"


class Status(models.TextChoices):
    """A draft is only run side by side; a published one is in force from its moment on; a retired one until then."""

    DRAFT = "draft", "draft"
    PUBLISHED = "published", "published"
    RETIRED = "retired", "retired"


class Version(Row):
    """
    One version of one table in one scope: its text files by name, which never change.

    effective_from: from when it is in force, no earlier than it was published (None: a draft). A later one takes its place;
    retired_at: from when it is no longer in force and none of its scope takes its place. digest: of the texts.
    """

    scope = models.TextField(choices=Scope.choices)
    scope_id = models.UUIDField()
    place_id = models.UUIDField()
    table_name = models.TextField()
    number = models.PositiveSmallIntegerField()
    texts = models.JSONField()
    digest = models.TextField()
    status = models.TextField(choices=Status.choices, default=Status.DRAFT)
    proposed_by_id = models.UUIDField()
    proposed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    effective_from = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope_id", "table_name", "number"], name="policy_version_number_once"),
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="policy_version_scope_known"),
            models.CheckConstraint(
                condition=Q(scope=Scope.TEAM) | Q(scope_id=F("place_id")), name="policy_version_place_is_its_scope"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT, published_at=None, effective_from=None, retired_at=None)
                | Q(status=Status.PUBLISHED, effective_from__gte=F("published_at"), retired_at=None)
                | Q(status=Status.RETIRED, retired_at__isnull=False),
                name="policy_version_status_and_moments",
            ),
        ]


class Approval(Row):
    """One named person's yes to a version: never the proposer's, never twice by the same."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="approvals")
    account_id = models.UUIDField()
    name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "account_id"], name="policy_approval_once"),
            models.CheckConstraint(condition=~Q(name=""), name="policy_approval_named"),
        ]
