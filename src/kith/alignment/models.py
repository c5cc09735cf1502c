"""Summaries of a plan to agencies, who was asked about which, what they answered, and the copies that people were given."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kith.access.models import Account, PersonKey, TeamKey
from kith.act.models import Row
from kith.action.models import Action
from kith.agency.models import Agency, Agreement, Contact
from kith.alignment.rules import ANSWERED, KEPT, QUESTION, Said, Settled
from kith.contradiction.models import Contradiction

STATES = [one.value for one in KEPT]
ANSWERS = sorted(one.value for one in ANSWERED)
HOWS = ["link", "telephone"]
GIVEN_TO = ["person", "carer", "parent", "other"]
GIVEN_HOW = ["by hand", "post", "read out"]


class Summary(Row):
    """
    One version of what a team tells an agency of a person's plan, for a purpose: the text itself, as it left. Appended.

    `parts` are what it says, each with field, key, heading, text and digest; `fields` of which they are, all of them allowed by
    `agreement`, which the database holds. `left_out` are keys of parts that the sender took out. `plan_version` is the plan's
    newest number at that moment, 0 before the first.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    purpose = models.TextField()
    number = models.IntegerField()
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+", db_index=False)
    plan_version = models.IntegerField()
    fields = ArrayField(models.TextField())
    parts = models.JSONField()
    left_out = ArrayField(models.TextField(), default=list)
    question = models.TextField(blank=True, default="")
    digest = models.TextField()
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person", "agency", "purpose", "number"], name="alignment_summary_number_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, plan_version__gte=0, fields__len__gte=1) & ~Q(purpose=""),
                name="alignment_summary_whole",
            ),
        ]


class Request(Row):
    """
    That a contact at an agency was asked whether a summary is right, by when; the work of whoever waits; and what became of it.

    `settled_as` says how the owner goes on where nobody answered. `again_at` is since when the plan says something else to them
    in the parts `again_keys`, found by the clock when it last looked, at `looked_at`, and sent by nobody yet. `reminded` counts
    the moments of reminding that are behind, whether or not a mail left. What the clock keeps changes no `version`: nobody
    types it.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    summary = models.ForeignKey(Summary, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", db_index=False)
    action = models.OneToOneField(Action, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.TextField()
    sent_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    state = models.TextField(default="sent")
    reminded = models.SmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True, default="")
    settled_as = models.TextField(blank=True, default="")
    settled_because = models.TextField(blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField()
    again_at = models.DateTimeField(null=True)
    again_keys = ArrayField(models.TextField(), default=list)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="alignment_request_state_known"),
            models.CheckConstraint(
                condition=Q(state="sent", ended_at__isnull=True) | (~Q(state="sent") & Q(ended_at__isnull=False)),
                name="alignment_request_end_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(ended_because=""), name="alignment_request_withdrawn_because"
            ),
            models.CheckConstraint(
                condition=Q(settled_as="", settled_because="", settled_at__isnull=True)
                | Q(state__in=["no answer", "not for them"], settled_as__in=list(Settled), settled_at__isnull=False)
                & ~Q(settled_because=""),
                name="alignment_request_settled_whole",
            ),
            models.CheckConstraint(
                condition=Q(again_at__isnull=True, again_keys__len=0)
                | Q(again_at__isnull=False, again_keys__len__gte=1),
                name="alignment_request_again_whole",
            ),
            models.CheckConstraint(condition=Q(answer_by__gt=F("sent_at")), name="alignment_request_has_time"),
        ]
        indexes = [
            models.Index(fields=["person", "agency"], name="alignment_request_of_person"),
            models.Index(fields=["team", "answer_by"], name="alignment_request_waits", condition=Q(state="sent")),
        ]


class Answer(Row):
    """What a contact answered to a request, once: by their link, or by telephone to a member. `adds` is what more they do."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", db_index=False)
    how = models.TextField()
    at = models.DateTimeField()
    verdict = models.TextField()
    adds = models.JSONField(default=list)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(how__in=HOWS, verdict__in=ANSWERS), name="alignment_answer_known"),
        ]
        indexes = [models.Index(fields=["person"], name="alignment_answer_of_person")]


class SaidOf(Row):
    """
    What they said of one part, and because of what; a no is an open matter, `contradiction`. A no to the sender's own question,
    whose key is "question", needs no words and is no matter.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="+", db_index=False)
    part_key = models.TextField()
    said = models.TextField()
    because = models.TextField(blank=True, default="")
    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        db_table = "alignment_said"
        constraints = [
            models.UniqueConstraint(fields=["answer", "part_key"], name="alignment_said_once"),
            models.CheckConstraint(condition=Q(said__in=list(Said)), name="alignment_said_known"),
            models.CheckConstraint(
                condition=~Q(said="no") | ~Q(because="") | Q(part_key=QUESTION), name="alignment_said_no_because"
            ),
        ]


class Copy(Row):
    """That somebody was given their own copy of the plan as it stood at version `number`: who, how, when, by whom. Appended."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    given_to = models.TextField()
    who = models.TextField(blank=True, default="")
    how = models.TextField()
    given_at = models.DateTimeField()
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gt=0, given_to__in=GIVEN_TO, how__in=GIVEN_HOW), name="alignment_copy_whole"
            ),
            models.CheckConstraint(
                condition=Q(given_to="person") | ~Q(who=""), name="alignment_copy_given_to_others_is_named"
            ),
        ]
