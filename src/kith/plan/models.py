"""The shared plan, its versions, who signed which, who read how far; what happened since, and that it is to be looked through."""

from django.db import models
from django.db.models import F, Q

from kith.access.models import Account, PersonKey, TeamKey
from kith.act.models import Row
from kith.action.models import Action

AGREES = ["self", "parent", "authority", "attorney", "best interests", "court"]
KEY_EVENTS = ["discharge", "crisis", "home", "carer", "important"]
SECTIONS = ["matters", "people", "help", "strengths", "goals", "signs", "contingency", "risks"]


class Plan(Row):
    """
    The one plan of a person. `version` is the number of its newest version, 0 before the first; `reviewed_at` when somebody
    last looked through the whole of it with the person, or started it. `cadence_days` is in how many days it is looked through
    again where that is the person's own, `cadence_because` why; None: as their risk asks.
    """

    person = models.OneToOneField(PersonKey, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField(default=0)
    reviewed_at = models.DateTimeField()
    cadence_days = models.SmallIntegerField(null=True)
    cadence_because = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(version__gte=0), name="plan_plan_version_counts"),
            models.CheckConstraint(
                condition=Q(cadence_days__isnull=True, cadence_because="")
                | (Q(cadence_days__range=(30, 60)) & ~Q(cadence_because="")),
                name="plan_plan_own_cadence_has_reason",
            ),
        ]


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


class SetAside(Row):
    """
    What somebody wrote of a section while another was faster, and did not take into the plan: kept as written, never in force.

    `seen` is the version they had read, None for none; `number` the one that stays in its place.
    """

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    section = models.TextField()
    seen = models.IntegerField(null=True)
    number = models.IntegerField()
    text = models.TextField(blank=True, default="")
    goals = models.JSONField(default=list)
    signs = models.JSONField(default=list)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(section__in=SECTIONS), name="plan_setaside_section_known")]


class SignOff(Row):
    """That somebody whose role may signed what a section says: once for each version that needs it."""

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="plan_signoff_once")]


class Agreement(Row):
    """
    That somebody agreed, or did not, to the whole plan as it stood at a version: by which right, who where it is somebody else
    than the person, and what shows it.
    """

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    by = models.TextField()
    who = models.TextField(blank=True, default="")
    shown_by = models.TextField(blank=True, default="")
    objects_to = models.TextField(blank=True, default="")
    agreed_at = models.DateTimeField()
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(by__in=AGREES), name="plan_agreement_by_known"),
            models.CheckConstraint(condition=Q(by="self") | ~Q(shown_by=""), name="plan_agreement_by_others_is_shown"),
        ]


class Keeping(Row):
    """
    That a section of a child's plan is not shown to their parents, or is again, and why. They are counted for each section from 1,
    kept and shown in turn: the latest holds.
    """

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    section = models.TextField()
    nth = models.IntegerField(default=1)
    is_kept = models.BooleanField()
    reason = models.TextField()
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(section__in=SECTIONS), name="plan_keeping_section_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="plan_keeping_has_reason"),
            models.CheckConstraint(condition=Q(nth__gt=0), name="plan_keeping_counts"),
            models.UniqueConstraint(fields=["person", "section", "nth"], name="plan_keeping_in_turn"),
        ]


class Read(Row):
    """That a member said of the whole plan, as it stood at a version, that they have read it."""

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "author", "number"], name="plan_read_once")]


class Review(Row):
    """
    That the whole plan was looked through, as it stood at version `number`: what came of it, with the person or why without.

    `since` is the number at the review before (0: none); what lies between was changed since. `next_on` is the day it was said
    to be due again.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    since = models.IntegerField()
    outcome = models.TextField()
    without = models.TextField(blank=True, default="")
    next_on = models.DateField()
    reviewed_at = models.DateTimeField()
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(outcome=""), name="plan_review_says_what"),
            models.CheckConstraint(condition=Q(number__gte=F("since")) & Q(number__gt=0), name="plan_review_follows"),
        ]


class Refresh(Row):
    """
    That a plan is to be looked through by a moment, or the first one written: the work of a team, which is open as long as it is.

    `due_at` is the earliest deadline of what asks for it, and may lie before that of the work, which people may put off. With
    events it is a refresh, without any the regular review. After a merge of records its work has the person that is kept.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    action = models.OneToOneField(Action, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()


class Event(Row):
    """
    Something that happened to somebody and that their plan has to follow: what, when, told by whom, from which row.

    `refresh` is what it started or joined; None as long as nobody can be asked, until the clock finds somebody. The same row
    tells of one kind once.
    """

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    true_at = models.DateTimeField()
    words = models.TextField(blank=True, default="")
    source_kind = models.TextField(blank=True, default="")
    source_id = models.UUIDField(null=True)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    refresh = models.ForeignKey(Refresh, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KEY_EVENTS), name="plan_event_kind_known"),
            models.CheckConstraint(
                condition=Q(source_kind="", source_id__isnull=True) | (~Q(source_kind="") & Q(source_id__isnull=False)),
                name="plan_event_source_whole",
            ),
            models.UniqueConstraint(fields=["source_id", "source_kind", "kind", "person"], name="plan_event_told_once"),
        ]
        indexes = [models.Index(fields=["person", "true_at"], name="plan_event_of_person")]
