"""A death as one team lives with it; records of one person, or of two; closings; a leave, and what of it falls to the duty lead."""

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import F, Q

from kith.access.models import Account, PersonKey, TeamKey
from kith.act.models import Row
from kith.caseload.models import ListEntry
from kith.handover.closing_rules import Holder, How, Reason, Whom
from kith.team.models import Member

LEAVE_STATES = ["planned", "confirmed", "begun", "withdrawn"]
LINES = ["named lead", "deputy", "action", "contact", "series"]
REASONS = [one.value for one in Reason]
HOLDERS = [one.value for one in Holder]
WHOM = [one.value for one in Whom]
HOW = [one.value for one in How]


class Death(Row):
    """
    Somebody on a team's list has died: since when the team knows, how, what state the entry was in; undone if in error.

    What it stopped is in the past of those rows, ended by the act of this row; so it is written once, until it is undone.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    entry_state = models.TextField()
    how_known = models.TextField()
    known_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_because = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person"], condition=Q(undone_at__isnull=True), name="handover_death_once"
            ),
            models.CheckConstraint(condition=~Q(how_known=""), name="handover_death_says_how_known"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_because="")
                | (Q(undone_at__isnull=False) & ~Q(undone_because="")),
                name="handover_death_undone_says_why",
            ),
        ]


class Leave(Row):
    """
    A member will be away, or leave for good: from a day, until a day (none for good), why, and how far it is prepared.

    `planned` while lines are being settled; `confirmed` once each has an acceptance or the duty lead's name; `begun` when
    what was still in the hands has passed; `withdrawn` when it does not happen.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    reason = models.TextField()
    state = models.TextField(default="planned")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LEAVE_STATES), name="handover_leave_state_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="handover_leave_says_why"),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="handover_leave_days_in_order",
            ),
            models.UniqueConstraint(
                fields=["member"], condition=Q(state__in=["planned", "confirmed"]), name="handover_leave_one_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["team", "state"], name="handover_leave_of_team")]


class ToDuty(Row):
    """A line of a leave that has the duty lead's name: what falls to whoever takes the duty when the leave begins."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    leave = models.ForeignKey(Leave, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    kind = models.TextField()
    thing_id = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LINES), name="handover_toduty_kind_known"),
            models.UniqueConstraint(fields=["leave", "kind", "thing_id"], name="handover_toduty_once"),
        ]


class Join(Row):
    """
    Somebody joined a person of another team of their place: in which role and why, in their own words.

    By themselves, or let in by a lead whom they asked.

    `why` is the reason as their reach says it. `ended_because`: why a lead ended it early; '' when it ends by its date.
    """

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    during = DateTimeRangeField()
    why = models.TextField()
    stated_role = models.TextField()
    because = models.TextField()
    ended_because = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(stated_role="") & ~Q(because=""), name="handover_join_says_role_and_why"
            ),
        ]


class Merge(Row):
    """
    Two records are of one person: the one that is kept, and the other, whose past stays where it was written.

    Flat: neither the kept record nor the other takes part in another merge as the other. Undone it is history, and both
    stand alone again.
    """

    kept = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    because = models.TextField()
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_because = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["other"], condition=Q(undone_at__isnull=True), name="handover_merge_other_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("other")), name="handover_merge_of_two"),
            models.CheckConstraint(condition=~Q(because=""), name="handover_merge_says_why"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_because="")
                | (Q(undone_at__isnull=False) & ~Q(undone_because="")),
                name="handover_merge_undone_says_why",
            ),
        ]


class Moved(Row):
    """
    What a merge moved on one team's list, by its act: the past of those rows says what they were before.

    `other_entry_id` is the list entry that ended with it, None where there was none; `kept_entry_id` the one of the kept
    record that took its place, which the merge has made itself when `is_made`.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    other_entry_id = models.UUIDField(null=True)
    kept_entry_id = models.UUIDField(null=True)
    is_made = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merge", "team"], condition=Q(undone_at__isnull=True), name="handover_moved_once"
            ),
        ]


class Apart(Row):
    """
    A team says that two records are of two people: who said it, when, how they know. One answer for each pair.

    The pair is in order of id. `known` is a digest of who both were then (`doubles.who_both_are`): when that changes the
    answer holds no more and the pair is asked about again. `undone_at`: somebody took the answer back.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    one = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    known = models.TextField()
    because = models.TextField()
    said_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    said_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "one", "other"], condition=Q(undone_at__isnull=True), name="handover_apart_once"
            ),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="handover_apart_in_order"),
            models.CheckConstraint(condition=~Q(because="") & ~Q(known=""), name="handover_apart_says_why"),
        ]


class Alike(Row):
    """The people of one import who look like somebody already here: what the action of the team lead is about."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    label = models.TextField()
    came_at = models.DateTimeField()
    person_ids = ArrayField(models.UUIDField())

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(label=""), name="handover_alike_has_a_label")]


class Ask(Row):
    """
    Somebody asks to see the record of a person of another team of their place: in which role and why, and the answer.

    `team` answers by its action; `from_team` is a team of whoever asks. `answer` is what they are told beside yes or no,
    needed for a no; `until` is when a yes ends. Whoever asked may withdraw it: then they are who answered.
    """

    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    stated_role = models.TextField()
    because = models.TextField()
    asked_at = models.DateTimeField()
    action_id = models.UUIDField()
    state = models.TextField(default="waiting")
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "yes", "no", "withdrawn"]), name="handover_ask_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(stated_role="") & ~Q(because=""), name="handover_ask_says_role_and_why"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(state="waiting") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="handover_ask_answered_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="no") | ~Q(answer=""), name="handover_ask_no_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="yes", until__isnull=False) | (~Q(state="yes") & Q(until__isnull=True)),
                name="handover_ask_yes_has_an_end",
            ),
            models.UniqueConstraint(
                fields=["person", "account"], condition=Q(state="waiting"), name="handover_ask_once_at_a_time"
            ),
            models.UniqueConstraint(fields=["action_id"], name="handover_ask_of_one_action"),
        ]


class Closing(Row):
    """
    A person left a team's list: why, who holds them now, and why nobody was told where nobody was. Written once.

    `held_by` names the holder, or says why nobody holds them; empty only for people who look after themselves. `because` is
    what else there is to say.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(
        ListEntry, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    reason = models.TextField()
    because = models.TextField(blank=True, default="")
    holder = models.TextField()
    held_by = models.TextField(blank=True, default="")
    untold_because = models.TextField(blank=True, default="")
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry"], name="handover_closing_once"),
            models.CheckConstraint(condition=Q(reason__in=REASONS), name="handover_closing_reason_known"),
            models.CheckConstraint(condition=Q(holder__in=HOLDERS), name="handover_closing_holder_known"),
            models.CheckConstraint(
                condition=~Q(held_by="") | Q(holder="themselves"), name="handover_closing_says_who_holds"
            ),
        ]


class Told(Row):
    """Somebody was told that a person leaves the list: who, how, on which day. `name` is empty only for the person."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    whom = models.TextField()
    name = models.TextField(blank=True, default="")
    how = models.TextField()
    day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(whom__in=WHOM), name="handover_told_whom_known"),
            models.CheckConstraint(condition=Q(how__in=HOW), name="handover_told_how_known"),
            models.CheckConstraint(condition=~Q(name="") | Q(whom="person"), name="handover_told_says_who"),
        ]
