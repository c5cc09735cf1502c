"""Dated facts about a person, with provenance: ours or imported."""

from django.db import models
from django.db.models import Q

from kith.access.models import PersonKey
from kith.act.models import Row

KINDS = ["condition", "allergy", "observation", "encounter", "care plan", "goal", "care team", "medicine"]


class Fact(Row):
    """
    One dated fact: what, by which code, its value, from when to when, and where it came from.

    Part 0 is the record itself; a reading of several numbers (blood pressure) has each as a further part.
    """

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    category = models.TextField(blank=True, default="")
    code_system = models.TextField(blank=True, default="")
    code = models.TextField(blank=True, default="")
    label = models.TextField()
    number = models.FloatField(null=True)
    unit = models.TextField(blank=True, default="")
    text = models.TextField(blank=True, default="")
    status = models.TextField(blank=True, default="")
    is_in_error = models.BooleanField(default=False)
    confidentiality = models.TextField(default="normal")
    starts_at = models.DateTimeField(null=True)
    starts_precision = models.TextField(default="moment")
    ends_at = models.DateTimeField(null=True)
    ends_precision = models.TextField(default="moment")
    noted_at = models.DateTimeField(null=True)
    source_system = models.TextField()
    source_type = models.TextField(blank=True, default="")
    source_id = models.TextField()
    source_part = models.SmallIntegerField(default=0)
    source_version = models.TextField(blank=True, default="")
    source_digest = models.TextField(blank=True, default="")
    is_corrected = models.BooleanField(default=False)
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="record_fact_kind_known"),
            models.UniqueConstraint(
                fields=["source_system", "source_type", "source_id", "source_part"], name="record_fact_source"
            ),
            models.CheckConstraint(condition=~Q(label=""), name="record_fact_says_what"),
        ]
        indexes = [models.Index(fields=["person", "kind", "-starts_at"], name="record_fact_of_person")]
