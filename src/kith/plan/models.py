"""The shared plan, its versions, who signed which, and who read how far."""

from django.db import models
from django.db.models import F, Q

from kith.access.models import Account, PersonKey
from kith.act.models import Row

SECTIONS = ["matters", "people", "help", "strengths", "goals", "signs", "contingency", "risks"]


class Plan(Row):
    """
    The one plan of a person. `version` is the number of its newest version, 0 before the first; `reviewed_at` when somebody
    last looked through the whole of it with the person, or started it.
    """

    person = models.OneToOneField(PersonKey, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(default=0)
    reviewed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(version__gte=0), name="plan_plan_version_counts")]


class Version(Row):
    """
    One change of one section: what it says now, who wrote it, when it was agreed, why. Appended, never changed.

    `number` counts through the whole plan; `parent` is the number of the version of the same section that it follows, None
    for the section's first. One version follows another at most, so that nothing is overwritten unseen.
    """

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    section = models.TextField()
    parent = models.IntegerField(null=True)
    text = models.TextField(blank=True, default="")
    goals = models.JSONField(default=list)
    signs = models.JSONField(default=list)
    reason = models.TextField()
    true_at = models.DateTimeField()
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(section__in=SECTIONS), name="plan_version_section_known"),
            models.CheckConstraint(condition=Q(number__gt=0), name="plan_version_number_counts"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(parent__lt=F("number")), name="plan_version_follows"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="plan_version_has_reason"),
            models.UniqueConstraint(fields=["person", "number"], name="plan_version_number"),
            models.UniqueConstraint(fields=["person", "section", "number"], name="plan_version_of_section"),
            models.UniqueConstraint(
                fields=["person", "section", "parent"], name="plan_version_one_follows", nulls_distinct=False
            ),
        ]


class SignOff(Row):
    """That somebody whose role may signed what a section says: once for each version that needs it."""

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="plan_signoff_once")]


class Read(Row):
    """That a member said of the whole plan, as it stood at a version, that they have read it."""

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "author", "number"], name="plan_read_once")]
