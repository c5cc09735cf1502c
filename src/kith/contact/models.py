"""Visits and calls: planned, made, missed, cancelled by the person, paused; series of them; when a person is away."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kith.access.models import Account, PersonKey, TeamKey
from kith.act.models import Row
from kith.action.models import Action
from kith.team.models import Member

STATES = ["planned", "made", "missed", "cancelled", "paused"]
WAYS = ["visit", "phone", "message", "clinic", "video"]
AGAIN = ["", "changed", "together", "asked", "not shared", "other question"]
PLACES = ["", "home", "care home", "service", "elsewhere"]
THERE = ["person", "carer", "family", "professional", "other"]
WHYS = [
    "", "no answer", "not in", "refused", "we did not come", "not wanted", "other plans", "unwell", "called off", "away", "other",
]  # fmt: skip
ANYWAY = ["", "skill", "asked", "nobody free", "urgent", "to know"]
WARNED = ["new face", "many faces", "same day"]
RHYTHMS = ["days", "weekdays", "cadence"]
ON_CLOSED = ["next", "previous", "keep"]
AWAY_KINDS = ["hospital", "respite", "holiday", "family", "other"]


class Series(Row):
    """
    Contacts that follow one another, with their rhythm, the window of a London day, their last day and why.

    `next_day` is the first of its days whose contact is not a row yet, None when all are. `weekdays` are digits, Monday 0;
    `every_days` is of the other rhythms, for 'cadence' the cadence when it was planned. `section` is the part of the plan it
    comes from, '' for none; `follows_id` the series that it took the place of; `service` is that of somebody
    else who is named, for a member it is their role's.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    by_other = models.TextField(blank=True, default="")
    way = models.TextField()
    rhythm = models.TextField()
    every_days = models.SmallIntegerField(null=True)
    weekdays = models.TextField(blank=True, default="")
    from_clock = models.TimeField()
    to_clock = models.TimeField()
    first_day = models.DateField()
    last_day = models.DateField()
    on_closed = models.TextField()
    reason = models.TextField()
    section = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")
    service = models.TextField(blank=True, default="")
    state = models.TextField(default="running")
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True, default="")
    next_day = models.DateField(null=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=WAYS), name="contact_series_way_known"),
            models.CheckConstraint(condition=Q(on_closed__in=ON_CLOSED), name="contact_series_on_closed_known"),
            models.CheckConstraint(
                condition=Q(member__isnull=False, by_other="") | (Q(member__isnull=True) & ~Q(by_other="")),
                name="contact_series_by_one",
            ),
            models.CheckConstraint(
                condition=Q(rhythm__in=["days", "cadence"], every_days__gte=1, every_days__lte=366, weekdays="")
                | Q(rhythm="weekdays", every_days__isnull=True, weekdays__regex=r"^0?1?2?3?4?5?6?$") & ~Q(weekdays=""),
                name="contact_series_rhythm_whole",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day"), to_clock__gte=F("from_clock")), name="contact_series_in_order"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="contact_series_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="running", ended_at__isnull=True, ended_because="")
                | Q(state="ended", ended_at__isnull=False) & ~Q(ended_because=""),
                name="contact_series_state_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "person"], name="contact_series_running", condition=Q(state="running")),
        ]


class Away(Row):
    """
    A person who is away from a day, to the day they are back, on which contacts go on; an empty period was taken back.

    Of the person, not of a team: every team's contacts are paused. `source_id` is the hospital stay it was taken from.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    why = models.TextField(blank=True, default="")
    from_day = models.DateField()
    back_day = models.DateField()
    source_id = models.UUIDField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AWAY_KINDS), name="contact_away_kind_known"),
            models.CheckConstraint(condition=Q(back_day__gte=F("from_day")), name="contact_away_in_order"),
        ]
        indexes = [models.Index(fields=["person", "back_day"], name="contact_away_of_person")]


class Contact(Row):
    """
    One contact with a person: who, how, its window when planned, and what became of it.

    `follow_up` is the action that asks what became of it, once its window was over and nobody had said. Of a series it
    has that series and the day in it that names it, on whichever day it is. Paused, it has who is away and does not happen.
    `service` is for whom it is made ('' where nobody knows), `assessed` the domains that were assessed at it, `again_because`
    why again; `warned` is what was said before it was planned, `anyway_because` why it was planned all the same. `place` is
    where it was, `there` who was there, `why_missed` the reason as one of its list: '' where nobody said, and of old ones.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    by_other = models.TextField(blank=True, default="")
    way = models.TextField()
    state = models.TextField()
    window_from = models.DateTimeField(null=True)
    window_to = models.DateTimeField(null=True)
    happened_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")
    follow_up = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    series_day = models.DateField(null=True)
    away = models.ForeignKey(Away, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.IntegerField(default=1)
    service = models.TextField(blank=True, default="", db_default="")
    assessed = ArrayField(models.TextField(), default=list, db_default=[])
    again_because = models.TextField(blank=True, default="", db_default="")
    warned = ArrayField(models.TextField(), default=list, db_default=[])
    anyway_because = models.TextField(blank=True, default="", db_default="")
    place = models.TextField(blank=True, default="", db_default="")
    there = ArrayField(models.TextField(), default=list, db_default=[])
    there_note = models.TextField(blank=True, default="", db_default="")
    why_missed = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(place__in=PLACES), name="contact_contact_place_known"),
            models.CheckConstraint(condition=Q(there__contained_by=THERE), name="contact_contact_there_known"),
            models.CheckConstraint(
                condition=Q(why_missed__in=WHYS) & (Q(why_missed="") | Q(state__in=["missed", "cancelled"])),
                name="contact_contact_why_known",
            ),
            models.CheckConstraint(condition=Q(again_because__in=AGAIN), name="contact_contact_again_known"),
            models.CheckConstraint(condition=Q(anyway_because__in=ANYWAY), name="contact_contact_anyway_known"),
            models.CheckConstraint(condition=Q(warned__contained_by=WARNED), name="contact_contact_warned_known"),
            models.UniqueConstraint(fields=["series", "series_day"], name="contact_contact_once_a_day_of_series"),
            models.CheckConstraint(
                condition=Q(series__isnull=True, series_day__isnull=True)
                | Q(series__isnull=False, series_day__isnull=False),
                name="contact_contact_day_of_series",
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="contact_contact_state_known"),
            models.CheckConstraint(condition=Q(way__in=WAYS), name="contact_contact_way_known"),
            models.CheckConstraint(
                condition=Q(member__isnull=False, by_other="") | (Q(member__isnull=True) & ~Q(by_other="")),
                name="contact_contact_by_one",
            ),
            models.CheckConstraint(
                condition=Q(window_from__isnull=True, window_to__isnull=True) | Q(window_to__gte=F("window_from")),
                name="contact_contact_window_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state="planned", happened_at__isnull=True, window_from__isnull=False, away__isnull=True)
                | Q(state="paused", happened_at__isnull=True, window_from__isnull=False, away__isnull=False)
                | Q(state="made", happened_at__isnull=False)
                | Q(state="missed", happened_at__isnull=False) & ~Q(reason="")
                | Q(state="cancelled", happened_at__isnull=False) & ~Q(reason=""),
                name="contact_contact_state_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "person", "-happened_at"], name="contact_contact_last"),
            models.Index(fields=["team", "window_from"], name="contact_contact_planned", condition=Q(state="planned")),
            models.Index(fields=["away"], name="contact_contact_paused", condition=Q(state="paused")),
        ]


RESPONSES = ["work", "escalation", "emergency", "proposed", "not started"]


class PlanCheck(Row):
    """
    The plan check with which a contact that was made began: what was answered, against which version of the warning signs.

    `number` is that version, 0 where the plan has none; `signs` says of each sign by its id what was answered, `work` of each
    open action; `events` are the key events since last time. `not_made` says why it was not made: then nothing was answered.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    number = models.IntegerField(default=0)
    said = models.TextField(blank=True, default="")
    signs = models.JSONField(default=dict)
    work = models.JSONField(default=dict)
    events = models.JSONField(default=list)
    not_made = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact"], name="contact_plancheck_once"),
            models.CheckConstraint(
                condition=Q(not_made="") | Q(signs={}, work={}, events=[]), name="contact_plancheck_made_or_not"
            ),
        ]


class Sighting(Row):
    """
    An early warning sign that was seen at a contact: which, as which version of the plan has it, by whom, when it was true.

    `response` is what followed at once; `reason` says why nothing was started, or why 999 was not rung. What was started, the
    escalation, the proposal and the look at what was not started carry the sighting. Appended, never changed.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    number = models.IntegerField()
    sign = models.UUIDField()
    sees = models.TextField()
    agreed = models.TextField()
    response = models.TextField()
    reason = models.TextField(blank=True, default="")
    seen_at = models.DateTimeField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "sign"], name="contact_sighting_once"),
            models.CheckConstraint(condition=Q(response__in=RESPONSES), name="contact_sighting_response_known"),
            models.CheckConstraint(
                condition=~Q(response="not started") | ~Q(reason=""), name="contact_sighting_reason_for_none"
            ),
        ]
        indexes = [models.Index(fields=["person", "-seen_at"], name="contact_sighting_of_person")]
