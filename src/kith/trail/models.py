"""Tables of the trail. Only this package touches them (an import contract says so)."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Outcome(models.TextChoices):
    """What became of an act."""

    DONE = "done", "done"
    REFUSED = "refused", "refused"


class Entry(models.Model):
    """One act: who, acting as what, did or tried what, to which thing and whose record, and when. Ids only, no content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    account_id = models.UUIDField(null=True)
    role = models.TextField()
    purpose = models.TextField()
    channel = models.TextField()
    command = models.TextField()
    outcome = models.TextField(choices=Outcome.choices)
    reason = models.TextField(blank=True, default="")
    team_id = models.UUIDField(null=True)
    person_ids = ArrayField(models.UUIDField(), default=list)
    thing_kind = models.TextField(blank=True, default="")
    thing_id = models.UUIDField(null=True)
    key = models.TextField(blank=True, default="")
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            GinIndex(fields=["person_ids"], name="trail_entry_people"),
            models.Index(fields=["thing_id", "happened_at"], name="trail_entry_thing"),
            models.Index(fields=["happened_at"], name="trail_entry_when"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="trail_entry_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.DONE, reason="") | (Q(outcome=Outcome.REFUSED) & ~Q(reason="")),
                name="trail_entry_refusal_has_reason",
            ),
        ]


class Look(models.Model):
    """One answer that showed people: a record opened, a list, a search, a print. Partitioned by month of the look."""

    pk = models.CompositePrimaryKey("id", "happened_at")
    id = models.UUIDField(default=uuid.uuid4)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    account_id = models.UUIDField()
    role = models.TextField()
    purpose = models.TextField()
    kind = models.TextField()
    route = models.TextField()
    team_id = models.UUIDField(null=True)
    person_ids = ArrayField(models.UUIDField())
    linked = models.BooleanField(default=False)

    class Meta:
        managed = False
        db_table = "trail_look"


class Looked(models.Model):
    """Which look showed which person: filled from the looks by a job, so that looking costs one row however long the list."""

    pk = models.CompositePrimaryKey("person_id", "happened_at", "look_id")
    person_id = models.UUIDField()
    happened_at = models.DateTimeField()
    look_id = models.UUIDField()
    account_id = models.UUIDField()
    role = models.TextField()
    kind = models.TextField()

    class Meta:
        db_table = "trail_looked"
