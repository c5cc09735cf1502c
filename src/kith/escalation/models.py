"""Escalations: why each opened, the steps of its route, who was told, and what was not escalated though it crossed."""

from django.db import models
from django.db.models import F, Q

from kith.access.models import Account, PersonKey, TeamKey
from kith.act.models import Row
from kith.action.models import Action
from kith.team.models import Member

TRACKS = ["clinical", "safeguarding"]
STATES = ["open", "answered", "closed"]
ENDS = ["", "answered", "moved on", "handed on", "nobody there", "worse"]
LEVELS = [2, 3, 4]
READ_BACK = ["yes", "no", "later"]


class Escalation(Row):
    """
    One escalation of a person by a team, on one track; at most one clinical one that is not closed at a time.

    A safeguarding one is a restricted matter under the same id, open to its own list alone; of these several stand beside
    each other, because whoever opens one need not see the other.

    `by_merge`: it came with a second record of the person, while one of the same track was open already; both go on.

    `step` counts the steps of `route`; `round` how often the last step has asked again. `ask` is the action of the step that
    is asked now, `through` the one that sees it to its end once somebody has answered.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    track = models.TextField()
    level = models.SmallIntegerField()
    route = models.TextField()
    state = models.TextField(default="open")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    step = models.SmallIntegerField()
    round = models.IntegerField(default=0)
    asked_at = models.DateTimeField()
    respond_by = models.DateTimeField()
    ask = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    through = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    decision = models.TextField(blank=True, default="")
    outcome = models.TextField(blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    by_merge = models.BooleanField(default=False)
    route_since = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(track__in=TRACKS), name="escalation_track_known"),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="escalation_level_known"),
            models.CheckConstraint(condition=Q(respond_by__gt=F("asked_at")), name="escalation_has_time_to_answer"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True, through__isnull=True, closed_at__isnull=True)
                | (
                    Q(state="answered", answered_at__isnull=False, through__isnull=False, closed_at__isnull=True)
                    & ~Q(decision="")
                )
                | (
                    Q(state="closed", answered_at__isnull=False, closed_at__isnull=False, closed_by__isnull=False)
                    & ~Q(outcome="")
                ),
                name="escalation_state_whole",
            ),
            models.UniqueConstraint(
                fields=["team", "person", "track"],
                name="escalation_one_at_a_time",
                condition=~Q(state="closed") & Q(by_merge=False) & Q(track="clinical"),
            ),
        ]
        indexes = [
            models.Index(fields=["team", "respond_by"], name="escalation_waiting", condition=Q(state="open")),
            models.Index(fields=["person", "-opened_at"], name="escalation_of_person"),
            models.Index(fields=["ask"], name="escalation_ask"),
            models.Index(fields=["through"], name="escalation_through"),
        ]


class Reason(Row):
    """Why an escalation opened or was joined: the rule, its sentence, the facts it rests on, and where they came from."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    rule = models.TextField()
    table_name = models.TextField(blank=True, default="")
    level = models.SmallIntegerField()
    sentence = models.TextField()
    facts = models.JSONField(default=dict)
    source_kind = models.TextField()
    source_id = models.UUIDField()
    happened_at = models.DateTimeField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(sentence="") & ~Q(rule=""), name="escalation_reason_says_why"),
            models.UniqueConstraint(fields=["escalation", "rule", "source_id"], name="escalation_reason_once"),
        ]
        indexes = [models.Index(fields=["source_kind", "source_id"], name="escalation_reason_source")]


class RouteStep(Row):
    """One time that one step of a route asked somebody, or found nobody there: until when, and how it ended."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    route = models.TextField()
    step = models.SmallIntegerField()
    round = models.IntegerField(default=0)
    rule = models.TextField()
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    asked_at = models.DateTimeField()
    respond_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(end__in=ENDS), name="escalation_step_end_known"),
            models.CheckConstraint(
                condition=Q(end="", ended_at__isnull=True) | (~Q(end="") & Q(ended_at__isnull=False)),
                name="escalation_step_end_whole",
            ),
            models.UniqueConstraint(fields=["escalation", "route", "step", "round"], name="escalation_step_once"),
            models.UniqueConstraint(fields=["escalation"], name="escalation_step_one_at_a_time", condition=Q(end="")),
        ]


class Told(Row):
    """One line of the communication log: who was told, how, when, what they said, whether it was read back. Never changed."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    who = models.TextField()
    how = models.TextField()
    said = models.TextField(blank=True, default="")
    read_back = models.TextField(default="later")
    told_at = models.DateTimeField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(who=""), name="escalation_told_somebody"),
            models.CheckConstraint(condition=~Q(how=""), name="escalation_told_somehow"),
            models.CheckConstraint(condition=Q(read_back__in=READ_BACK), name="escalation_told_read_back_known"),
        ]
        indexes = [models.Index(fields=["escalation", "told_at"], name="escalation_told_log")]


class Spared(Row):
    """
    A crossing that somebody chose not to escalate, with the reason; a supervisor looks at it the same day.

    `look` is the action of that look.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    rules = models.TextField()
    level = models.SmallIntegerField()
    sentence = models.TextField()
    facts = models.JSONField(default=dict)
    reason = models.TextField()
    source_kind = models.TextField()
    source_id = models.UUIDField()
    made_at = models.DateTimeField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    look = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    said = models.TextField(blank=True, default="")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="escalation_spared_has_reason"),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | (Q(seen_at__isnull=False, seen_by__isnull=False) & ~Q(said="")),
                name="escalation_spared_look_whole",
            ),
            models.UniqueConstraint(fields=["source_id"], name="escalation_spared_once"),
        ]
