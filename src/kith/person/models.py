"""People: identity, other identifiers, and - in a table of their own - where they can be met and reached."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from kith.access.models import PersonKey
from kith.act.models import Row

DIFFERING = ["family", "given", "known_as", "sex", "birth_date", "nhs_number", "is_dead"]
"""What records say and people here correct: the precision goes with the date, the moment with the death."""


class Person(Row):
    """
    Somebody the service supports, or might. The id is the bare key in `access`. Unknown is null, never empty.

    `needs` is for the team; `speaking`, `getting_in` and `visit_risk` are written to be told to partners whose agreement allows it.
    """

    family = models.TextField(blank=True, default="")
    given = models.TextField(blank=True, default="")
    known_as = models.TextField(blank=True, default="")
    sex = models.TextField(blank=True, default="")
    birth_date = models.DateField(null=True)
    birth_precision = models.TextField(default="day")
    nhs_number = models.CharField(max_length=10, null=True)
    no_nhs_number_because = models.TextField(blank=True, default="")
    died_at = models.DateTimeField(null=True)
    is_dead = models.BooleanField(default=False)
    is_protected = models.BooleanField(default=False)
    practice_code = models.TextField(blank=True, default="")
    small_area = models.TextField(blank=True, default="")
    pcn_code = models.TextField(blank=True, default="")
    what_matters = models.TextField(blank=True, default="")
    needs = models.TextField(blank=True, default="")
    speaking = models.TextField(blank=True, default="", db_default="")
    getting_in = models.TextField(blank=True, default="", db_default="")
    visit_risk = models.TextField(blank=True, default="", db_default="")
    corrected_fields = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = [
            models.Index(fields=["nhs_number"], name="person_person_number", condition=Q(nhs_number__isnull=False)),
            models.Index(fields=["birth_date"], name="person_person_born"),
            GinIndex(OpClass(Lower("family"), name="gin_trgm_ops"), name="person_person_family"),
            GinIndex(OpClass(Lower("given"), name="gin_trgm_ops"), name="person_person_given"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(family="") | ~Q(given=""), name="person_person_named"),
            models.CheckConstraint(
                condition=Q(nhs_number__isnull=True) | Q(nhs_number__regex=r"^[0-9]{10}$"),
                name="person_person_number_shape",
            ),
            models.CheckConstraint(
                condition=Q(died_at__isnull=True) | Q(is_dead=True), name="person_person_dead_if_died"
            ),
            models.CheckConstraint(
                condition=Q(birth_precision__in=["day", "month", "year"]), name="person_person_birth_precision_known"
            ),
            models.CheckConstraint(
                condition=Q(is_protected=False) | Q(practice_code="", small_area="", pcn_code=""),
                name="person_person_protected_has_no_area",
            ),
        ]


class Identifier(Row):
    """
    What another system calls a person: the id of its record, or a number that somebody gave.

    The one under which a record was read is a *source*: it has the version of the record and the digest of what it said.
    """

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(default="identifier")
    system = models.TextField()
    value = models.TextField()
    version = models.TextField(blank=True, default="")
    digest = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["id", "identifier"]), name="person_identifier_kind_known"),
            models.UniqueConstraint(fields=["person", "kind", "system", "value"], name="person_identifier_once"),
        ]
        indexes = [models.Index(fields=["kind", "system", "value"], name="person_identifier_value")]


class ContactDetail(Row):
    """Where somebody can be met or reached: class P4, in a table of its own (security.md section 1)."""

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    value = models.TextField()
    postcode = models.TextField(blank=True, default="")
    source_system = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["address", "phone", "email"]), name="person_contactdetail_kind_known"
            ),
            models.CheckConstraint(condition=~Q(value=""), name="person_contactdetail_not_empty"),
        ]
        indexes = [models.Index(fields=["person"], name="person_contactdetail_of")]


class Difference(Row):
    """
    What a newer record elsewhere says of a field that was corrected here; both stand until somebody settles it.

    `says` holds the columns as the record has them: the birth date with its precision. When the record says something
    else, the row is replaced, so that its id stands for what a reader has seen. Settled for what stands here it stays as
    `is_kept`, so that the same is not asked again with every version.
    """

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    field = models.TextField()
    says = models.JSONField()
    source_system = models.TextField()
    source_version = models.TextField()
    is_kept = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "field"], name="person_difference_once"),
            models.CheckConstraint(condition=Q(field__in=DIFFERING), name="person_difference_field_known"),
        ]
