"""Case files that were asked for, what was marked and released in them, and what was given out of them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kith.access.models import Account, PersonKey, TeamKey
from kith.act.models import Row
from kith.casefile.rules import Answer

PURPOSES = ["complaint", "incident", "inquest"]


def ended_whole(second: str) -> Q:
    """Return that what was not agreed to was ended whole: refused by another with a reason, or taken back by whoever asked."""
    ended = Q(ended_by__isnull=False, ended_at__isnull=False, **{f"{second}__isnull": True})
    return (
        Q(answer=Answer.NONE, because="", ended_by__isnull=True, ended_at__isnull=True)
        | (ended & Q(answer=Answer.REFUSED) & ~Q(because="") & ~Q(ended_by=F("asked_by")))
        | (ended & Q(answer=Answer.WITHDRAWN, because="", ended_by=F("asked_by")))
    )


class File(Row):
    """A case file as it was asked for: of whom, for what, why, as it stood at which moment, and which days it spans."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    purpose = models.TextField()
    reason = models.TextField()
    as_at = models.DateTimeField()
    first_day = models.DateField()
    last_day = models.DateField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=PURPOSES), name="casefile_file_purpose_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="casefile_file_has_reason"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="casefile_file_days_in_order"),
            models.CheckConstraint(condition=Q(as_at__lte=F("asked_at")), name="casefile_file_not_of_the_future"),
        ]


class Mark(Row):
    """That somebody marked a line as about, or told by, somebody else: it is withheld until two people release it."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    of_table = models.TextField()
    row_id = models.UUIDField()
    reason = models.TextField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="casefile_mark_has_reason"),
            models.UniqueConstraint(fields=["file", "row_id"], name="casefile_mark_once"),
        ]


class Release(Row):
    """That a withheld line may be shown: asked for by one person with a reason, shown once another agreed, else refused."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    of_table = models.TextField()
    row_id = models.UUIDField()
    reason = models.TextField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    confirmed_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")
    because = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="casefile_release_has_reason"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=F("asked_by"))),
                name="casefile_release_by_two",
            ),
            models.CheckConstraint(condition=ended_whole("confirmed_by"), name="casefile_release_ended_whole"),
            models.UniqueConstraint(
                fields=["file", "row_id"], condition=Q(answer=Answer.NONE), name="casefile_release_once"
            ),
        ]


class Export(Row):
    """That a case file leaves the team: to whom and why, asked for by one person, approved by another, until when to be had."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    to_whom = models.TextField()
    reason = models.TextField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    approved_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    approved_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")
    because = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason="") & ~Q(to_whom=""), name="casefile_export_says_why"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="casefile_export_expires"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("asked_by"))),
                name="casefile_export_by_two",
            ),
            models.CheckConstraint(condition=ended_whole("approved_by"), name="casefile_export_ended_whole"),
        ]


class Given(Row):
    """What was given, byte for byte: the file, its digest, how many lines, and the entries of the trail in it."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    content = models.BinaryField()
    digest = models.TextField()
    number_of_lines = models.IntegerField()
    entry_ids = ArrayField(models.UUIDField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export"], name="casefile_given_once")]
