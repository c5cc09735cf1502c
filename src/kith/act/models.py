"""Receipts, the past of every mutable row, and the columns that every domain row has."""

import uuid

from django.db import models
from django.db.models import Func

from kith.act import ids


class ActMoment(Func):
    """The moment of the running act, as the transaction knows it."""

    function = "act_moment"
    output_field = models.DateTimeField()


class Row(models.Model):
    """
    What every domain row carries: a random id, the act that wrote its present form, and since when it is so.

    The database refuses a row whose `act` is not the act of its transaction; the key to the trail is checked at the end.
    """

    id = models.UUIDField(primary_key=True, default=ids.new)
    act = models.ForeignKey("trail.Entry", on_delete=models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField(db_default=ActMoment())

    class Meta:
        abstract = True


class Receipt(models.Model):
    """The outcome of the first accepted use of a key: ids, not pages. Kept 30 days (`trail.rules.RECEIPT_KEPT`)."""

    pk = models.CompositePrimaryKey("account_id", "key")
    account_id = models.UUIDField()
    key = models.TextField()
    command = models.TextField()
    version = models.SmallIntegerField()
    digest = models.BinaryField()
    outcome = models.JSONField()
    act_id = models.UUIDField()
    happened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["happened_at"], name="act_receipt_when")]


class History(models.Model):
    """A past form of a row: as it was from one act to the next. Written by a trigger, never by the application."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    table_name = models.TextField()
    row_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    team_id = models.UUIDField(null=True)
    recorded_from = models.DateTimeField()
    recorded_to = models.DateTimeField()
    act_id = models.UUIDField()
    ended_by_act_id = models.UUIDField()
    image = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["table_name", "row_id", "recorded_to"], name="act_history_row")]
