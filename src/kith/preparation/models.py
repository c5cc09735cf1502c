"""The weekly meeting to come: when it is, whose cases and why, a page on each, what is asked of whom."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kith.access.models import PersonKey, Restriction, TeamKey
from kith.act.models import Row
from kith.action.models import Action
from kith.preparation.rules import CaseState, HowTold, MeetingState, Verdict
from kith.team.models import Member

MEETING_STATES = [one.value for one in MeetingState]
CASE_STATES = [one.value for one in CaseState]
VERDICTS = ["", *(one.value for one in Verdict)]
HOW_TOLD = [one.value for one in HowTold]
SUMMARY_KINDS = ["generated", "edited"]


def _team() -> "models.ForeignKey[TeamKey, TeamKey]":
    return models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)


def _member(*, null: bool = False) -> "models.ForeignKey[Member | None, Member | None]":
    return models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False, null=null
    )


class Weekly(Row):
    """
    When a team holds its weekly meeting, for how long, for how many cases, and which roles are expected.

    `weekday`: Monday is 0. `starts`: London time. `minutes`: of the whole meeting. `size`: cases above the line.
    """

    team = models.OneToOneField(TeamKey, on_delete=models.PROTECT, related_name="+")
    weekday = models.SmallIntegerField()
    starts = models.TimeField()
    minutes = models.SmallIntegerField()
    size = models.SmallIntegerField()
    roles = ArrayField(models.TextField(), default=list)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="preparation_weekly_on_a_weekday"),
            models.CheckConstraint(condition=Q(minutes__range=(15, 180)), name="preparation_weekly_minutes"),
            models.CheckConstraint(condition=Q(size__range=(1, 30)), name="preparation_weekly_size"),
            models.CheckConstraint(condition=Q(roles__len__gt=0), name="preparation_weekly_expects_somebody"),
        ]


class Meeting(Row):
    """
    One weekly meeting. `confirmed_by` is None where nobody confirmed the list and the clock took it as proposed.

    `proposed_at`: when the list was last worked out. `prepared_at`: since when each case above the line has its page.
    `begun_at`: since when it is held. `ended_at`: when it was held to its end, or called off.
    """

    team = _team()
    day = models.DateField()
    begins_at = models.DateTimeField()
    minutes = models.SmallIntegerField()
    size = models.SmallIntegerField()
    state = models.TextField(default=MeetingState.COMING)
    proposed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = _member(null=True)
    prepared_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    off_because = models.TextField(blank=True, default="")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MEETING_STATES), name="preparation_meeting_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["coming", "called off"]) | Q(confirmed_at__isnull=False),
                name="preparation_meeting_confirmed_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | Q(confirmed_at__isnull=False),
                name="preparation_meeting_confirmed_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["held", "called off"], ended_at__isnull=False)
                | Q(state__in=["coming", "confirmed"], ended_at__isnull=True),
                name="preparation_meeting_ended_has_moment",
            ),
            models.CheckConstraint(
                condition=(Q(state="called off") & ~Q(off_because="")) | (~Q(state="called off") & Q(off_because="")),
                name="preparation_meeting_called_off_because",
            ),
            models.CheckConstraint(
                condition=Q(begun_at__isnull=True) | Q(state__in=["confirmed", "held"]),
                name="preparation_meeting_begun_is_held",
            ),
            models.UniqueConstraint(fields=["team", "day"], name="preparation_meeting_one_a_day"),
            models.UniqueConstraint(
                fields=["team"], condition=Q(state="coming"), name="preparation_meeting_one_coming"
            ),
        ]


class Case(Row):
    """
    One person on the list of a meeting, or one restricted matter, of which nothing but its owner is said.

    `place` counts from 1. `reasons`: a list of code and words, the weightiest first. `is_above`: within the size of the
    meeting. `is_owed`: a huddle put it to this meeting, or the last one did; `was_left_out`: and the one before had no room
    for it. `preparer` makes its page ready, or owns the matter.
    `ready_number` is the summary that was signed as ready. `moved_because`: why it was pulled up, or stands lower for another.
    `taken_off_by`: whoever took it off the list by hand; it stays off until somebody puts it there anew.
    """

    team = _team()
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, null=True, related_name="+")
    matter = models.ForeignKey(
        Restriction, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    place = models.SmallIntegerField()
    is_above = models.BooleanField()
    reasons = models.JSONField()
    is_owed = models.BooleanField(default=False)
    was_left_out = models.BooleanField(default=False)
    brought_by = _member(null=True)
    carried_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    moved_because = models.TextField(blank=True, default="")
    preparer = _member(null=True)
    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    ready_at = models.DateTimeField(null=True)
    ready_by = _member(null=True)
    ready_number = models.SmallIntegerField(null=True)
    state = models.TextField(default=CaseState.LISTED)
    outcome = models.TextField(blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    taken_off_by = _member(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_off_by__isnull=True) | Q(state="dropped"),
                name="preparation_case_taken_off_is_dropped",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True, matter__isnull=False) | Q(person__isnull=False, matter__isnull=True),
                name="preparation_case_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(place__gte=1), name="preparation_case_place_counts"),
            models.CheckConstraint(condition=~Q(reasons=[]), name="preparation_case_has_reason"),
            models.CheckConstraint(condition=Q(state__in=CASE_STATES), name="preparation_case_state_known"),
            models.CheckConstraint(
                condition=Q(state="listed", settled_at__isnull=True, outcome="")
                | (~Q(state="listed") & Q(settled_at__isnull=False) & ~Q(outcome="")),
                name="preparation_case_settled_whole",
            ),
            models.CheckConstraint(
                condition=Q(ready_at__isnull=True, ready_by__isnull=True, ready_number__isnull=True)
                | Q(ready_at__isnull=False, ready_by__isnull=False, ready_number__isnull=False),
                name="preparation_case_ready_whole",
            ),
            models.CheckConstraint(
                condition=Q(matter__isnull=True) | Q(preparer__isnull=False), name="preparation_case_matter_has_owner"
            ),
            models.UniqueConstraint(fields=["meeting", "person"], name="preparation_case_once"),
            models.UniqueConstraint(fields=["meeting", "matter"], name="preparation_case_matter_once"),
        ]


class Request(Row):
    """That a member asks to bring somebody to a meeting, and why."""

    team = _team()
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = _member()
    because = models.TextField()
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(because=""), name="preparation_request_says_why"),
            models.UniqueConstraint(
                fields=["meeting", "person", "by"],
                condition=Q(withdrawn_at__isnull=True),
                name="preparation_request_once",
            ),
        ]


class Summary(Row):
    """
    One version of the page on a case: made from the record, or edited by somebody. Appended, never changed.

    `parts`: a list of key, heading and text. `number` counts from 1 within the case.
    """

    team = _team()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    number = models.SmallIntegerField()
    kind = models.TextField()
    parts = models.JSONField()
    by = _member(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SUMMARY_KINDS), name="preparation_summary_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="generated") | Q(by__isnull=False), name="preparation_summary_edited_by"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="preparation_summary_counts"),
            models.UniqueConstraint(fields=["case", "number"], name="preparation_summary_number"),
        ]


class Asked(Row):
    """
    The person's own question, in their words: asked by whom, on which day, how and from whom they want the answer.

    Or why they were not asked. One row a case.
    """

    team = _team()
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    question = models.TextField(blank=True, default="")
    asked_by = _member(null=True)
    asked_on = models.DateField(null=True)
    how_to_tell = models.TextField(blank=True, default="")
    told_by = models.TextField(blank=True, default="")
    not_asked_because = models.TextField(blank=True, default="")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    ~Q(question="")
                    & Q(asked_by__isnull=False, asked_on__isnull=False)
                    & Q(how_to_tell__in=HOW_TOLD, not_asked_because="")
                )
                | (
                    Q(question="", asked_by__isnull=True, asked_on__isnull=True, how_to_tell="", told_by="")
                    & ~Q(not_asked_because="")
                ),
                name="preparation_asked_or_why_not",
            ),
        ]


class Question(Row):
    """
    What is asked of a specialist for a case: of a role, or of one member of it.

    `topic` is the decision that is asked, '' where only an answer is. `told_at`: since when it is among the few that are
    theirs. `rule` is the right by which `answered_as` decided, '' where it is an answer and no decision.
    """

    team = _team()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    to_role = models.TextField()
    to_member = _member(null=True)
    words = models.TextField()
    topic = models.TextField(blank=True, default="")
    put_by = _member()
    put_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    verdict = models.TextField(blank=True, default="")
    answer = models.TextField(blank=True, default="")
    answered_by = _member(null=True)
    answered_as = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    rule = models.TextField(blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words="") & ~Q(to_role=""), name="preparation_question_says_what"),
            models.CheckConstraint(condition=Q(verdict__in=VERDICTS), name="preparation_question_verdict_known"),
            models.CheckConstraint(
                condition=Q(verdict="", answer="", answered_by__isnull=True, answered_at__isnull=True, answered_as="")
                & Q(rule="")
                | ~Q(verdict="")
                & Q(answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(answered_as="")
                & (~Q(verdict="words") | ~Q(answer="")),
                name="preparation_question_answered_whole",
            ),
        ]
