"""
Agencies of a place, whom one reaches there, what may be told to each, why about one person, and what was told.

Who an agency is and what was agreed with it belongs to a place; the rest is about a person. A period's last day belongs to it.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from kith.access.models import PersonKey, TeamKey
from kith.act.models import Row
from kith.place.models import Place
from kith.policy.sharing_rules import Basis

BASES = [one.value for one in Basis]
TOLD = ["in person", "telephone", "letter", "not told"]
HOWS = ["link", "telephone", "in person", "letter", "meeting"]
STATES = ["sent", "given"]


class Agency(Row):
    """An agency that works with people of a place: its name, the service it belongs to, when it is usually reached."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    service = models.TextField()
    hours = models.TextField(blank=True, default="")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(service=""), name="agency_agency_named"),
            models.UniqueConstraint(F("place"), Lower("name"), name="agency_agency_once"),
        ]


class Contact(Row):
    """
    Whom one reaches at an agency: what they do, their e-mail, and the telephone by which a code is told. Open until it ends.

    Once somebody was asked or told something, their name stays: another is another contact, also at the same address.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    does = models.TextField(blank=True, default="")
    email = models.TextField(blank=True, default="")
    telephone = models.TextField(blank=True, default="")
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="agency_contact_named"),
            models.CheckConstraint(condition=~Q(email="") | ~Q(telephone=""), name="agency_contact_reached"),
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")), name="agency_contact_period"
            ),
            models.UniqueConstraint(
                F("agency"),
                Lower("email"),
                condition=~Q(email="") & Q(until_day__isnull=True),
                name="agency_contact_once",
            ),
        ]


class Agreement(Row):
    """
    One version of what may be told to an agency for a purpose, from a day to a day; `ended_at` ends it before its last day.

    `paper`: where the signed paper lies; `signed_by`: who signed it for the place.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    purpose = models.TextField()
    number = models.SmallIntegerField()
    fields = ArrayField(models.TextField())
    from_day = models.DateField()
    until_day = models.DateField()
    paper = models.TextField()
    signed_by = models.TextField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "purpose", "number"], name="agency_agreement_number_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, fields__len__gte=1) & ~Q(purpose="") & ~Q(paper="") & ~Q(signed_by=""),
                name="agency_agreement_whole",
            ),
            models.CheckConstraint(condition=Q(until_day__gte=F("from_day")), name="agency_agreement_period"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="") | Q(ended_at__isnull=False) & ~Q(ended_because=""),
                name="agency_agreement_end_whole",
            ),
        ]


def _told(prefix: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(told_how__in=TOLD) & (~Q(told_how="not told") | ~Q(untold_because="")), name=f"{prefix}_told"
    )


class Involved(Row):
    """
    That an agency works with a person for a purpose, from a day: on which basis, whom we reach there, who told the person, how.

    `until_day`: its last day, None while it is open.
    """

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    purpose = models.TextField()
    basis = models.TextField()
    why = models.TextField(blank=True, default="")
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    ended_because = models.TextField(blank=True, default="")
    told_by = models.TextField(blank=True, default="")
    told_how = models.TextField()
    untold_because = models.TextField(blank=True, default="")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(basis__in=BASES) & ~Q(purpose=""), name="agency_involved_basis_known"),
            models.CheckConstraint(
                condition=Q(until_day__isnull=True, ended_because="")
                | Q(until_day__gte=F("from_day")) & ~Q(ended_because=""),
                name="agency_involved_end_whole",
            ),
            models.UniqueConstraint(
                fields=["person", "agency", "purpose"], name="agency_involved_once", condition=Q(until_day__isnull=True)
            ),
            _told("agency_involved"),
        ]
        indexes = [models.Index(fields=["person"], name="agency_involved_of")]


class Objection(Row):
    """What a person does not want shared: with one agency or all (None), for one purpose or all (''), in their words."""

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    purpose = models.TextField(blank=True, default="")
    words = models.TextField()
    said_by = models.TextField(blank=True, default="")
    on_day = models.DateField()
    since = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_words = models.TextField(blank=True, default="")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="agency_objection_says_what"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_words="")
                | Q(withdrawn_at__gte=F("since")) & ~Q(withdrawn_words=""),
                name="agency_objection_end_whole",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="agency_objection_of")]


class Override(Row):
    """
    That something is shared with an agency for a purpose though the person objects: why, on which legal ground, to a last day.

    28 days at most, by constraint. `ended_at` ends it before. The person is told, or it says why not.
    """

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    purpose = models.TextField()
    reason = models.TextField()
    ground = models.TextField()
    since = models.DateTimeField()
    until_day = models.DateField()
    told_by = models.TextField(blank=True, default="")
    told_how = models.TextField()
    untold_because = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True, default="")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(ground="") & ~Q(purpose=""), name="agency_override_says_why"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="") | Q(ended_at__isnull=False) & ~Q(ended_because=""),
                name="agency_override_end_whole",
            ),
            _told("agency_override"),
        ]
        indexes = [models.Index(fields=["person"], name="agency_override_of")]


class Disclosure(Row):
    """
    One thing that was shared with an agency about a person: by which agreement, on which basis, which fields, when and how.

    Appended. `for_what` and `for_id` say what carried it (a summary, minutes); 'sent' is on its way, 'given' arrived.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+", db_index=False)
    override = models.ForeignKey(Override, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    purpose = models.TextField()
    basis = models.TextField()
    fields = ArrayField(models.TextField())
    shared_at = models.DateTimeField()
    how = models.TextField()
    state = models.TextField()
    for_what = models.TextField(blank=True, default="")
    for_id = models.UUIDField(null=True)
    words = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(basis__in=BASES, how__in=HOWS, state__in=STATES, fields__len__gte=1),
                name="agency_disclosure_whole",
            ),
        ]
        indexes = [models.Index(fields=["person", "shared_at"], name="agency_disclosure_of")]
