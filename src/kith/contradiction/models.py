"""What agencies and the team do for somebody, where two of these contradict, and who agreed on what holds."""

from django.db import models
from django.db.models import F, Q

from kith.access.models import Account, PersonKey, TeamKey
from kith.act.models import Row
from kith.action.models import Action
from kith.agency.models import Agency

SOURCES = ["member", "partner", "import"]
KINDS = ["same", "visits", "preference", "stopped", "leads", "older", "raised"]
STATES = ["open", "settled", "not one"]
ORIGINS = ["found", "member", "partner"]
SIDES = ["left", "right", "other"]


class Item(Row):
    """
    One thing that an agency does for somebody (`agency`), or that the team does (`role`): what, when, by whose word.

    `kind` and `instruction` are those of policy/item-kinds.csv, `subject` what of it: which round of medicine, which equipment.
    `days` are digits, Monday 0, '' for every day; without times it is of the whole day. `told_by` said so on `told_day`;
    `confirmed_day` is when it was last said to hold. It stopped on `stopped_day`, `for_all` where nobody is to do it any more,
    `stopped_by_death` where Kith stopped it because the record says that the person has died: it goes on where they have not.
    `source_id` is the fact of an import it was taken from.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    role = models.TextField(blank=True, default="")
    kind = models.TextField()
    subject = models.TextField()
    instruction = models.TextField(blank=True, default="")
    words = models.TextField(blank=True, default="")
    leads = models.BooleanField(default=False)
    days = models.TextField(blank=True, default="")
    from_time = models.TimeField(null=True)
    until_time = models.TimeField(null=True)
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    stopped_day = models.DateField(null=True)
    stopped_because = models.TextField(blank=True, default="")
    for_all = models.BooleanField(default=False)
    stopped_by_death = models.BooleanField(default=False, db_default=False)
    source = models.TextField(default="member")
    source_id = models.UUIDField(null=True)
    told_by = models.TextField()
    told_day = models.DateField()
    confirmed_day = models.DateField()
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False, role="") | (Q(agency__isnull=True) & ~Q(role="")),
                name="contradiction_item_of_one",
            ),
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(told_by="") & (~Q(instruction="") | ~Q(words="")),
                name="contradiction_item_says_what",
            ),
            models.CheckConstraint(condition=Q(source__in=SOURCES), name="contradiction_item_source_known"),
            models.CheckConstraint(
                condition=Q(days__regex=r"^0?1?2?3?4?5?6?$"), name="contradiction_item_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(from_time__isnull=True, until_time__isnull=True) | Q(until_time__gt=F("from_time")),
                name="contradiction_item_times_in_order",
            ),
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")),
                name="contradiction_item_in_order",
            ),
            models.CheckConstraint(
                condition=Q(stopped_day__isnull=True, stopped_because="", for_all=False)
                | Q(stopped_day__isnull=False) & ~Q(stopped_because=""),
                name="contradiction_item_stop_whole",
            ),
            models.CheckConstraint(
                condition=Q(stopped_by_death=False) | Q(stopped_day__isnull=False),
                name="contradiction_item_death_stops",
            ),
            models.UniqueConstraint(fields=["person", "source_id"], name="contradiction_item_taken_over_once"),
        ]
        indexes = [models.Index(fields=["person", "kind"], name="contradiction_item_of_person")]


class Contradiction(Row):
    """
    Two things that do not go together, `left` and `right` as they stood, with the work of settling them.

    `pair` says what stands against what, `digest` what they say: of one pair one is open at most, and what was answered is
    asked again where a side says something else. `is_gone` tells that a side went after it was settled: it is open again where
    it comes back. One that was raised has `about`. `holds`, `changes` and `how_told` are the settlement, `only_one` why one
    side agreed alone; `because` why it is none. `settlements` counts how often it was settled.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    pair = models.TextField()
    digest = models.TextField()
    left = models.JSONField(default=dict)
    right = models.JSONField(default=dict)
    about = models.TextField(blank=True, default="")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    origin = models.TextField(default="found")
    origin_id = models.UUIDField(null=True)
    author = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.TextField(blank=True, default="")
    found_at = models.DateTimeField()
    action = models.OneToOneField(Action, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    state = models.TextField(default="open")
    is_gone = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    holds = models.TextField(blank=True, default="")
    changes = models.TextField(blank=True, default="")
    how_told = models.TextField(blank=True, default="")
    only_one = models.TextField(blank=True, default="")
    because = models.TextField(blank=True, default="")
    settlements = models.IntegerField(default=0)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="contradiction_contradiction_kind_known"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="contradiction_contradiction_state_known"),
            models.CheckConstraint(condition=Q(origin__in=ORIGINS), name="contradiction_contradiction_origin_known"),
            models.CheckConstraint(
                condition=~Q(kind="raised") | ~Q(about=""), name="contradiction_contradiction_raised_says_what"
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True, holds="", because="")
                | Q(state="settled", settled_at__isnull=False, because="") & ~Q(holds="") & ~Q(how_told="")
                | Q(state="not one", settled_at__isnull=False, holds="") & ~Q(because=""),
                name="contradiction_contradiction_state_whole",
            ),
            models.UniqueConstraint(
                fields=["person", "pair"], condition=Q(state="open"), name="contradiction_contradiction_open_once"
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="contradiction_of_person")]


class Agreed(Row):
    """Who agreed on what holds, of which side, and how they said so: at which settlement of it (`turn`). Appended."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    contradiction = models.ForeignKey(Contradiction, on_delete=models.PROTECT, related_name="+")
    turn = models.IntegerField()
    side = models.TextField()
    who = models.TextField()
    how = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(side__in=SIDES), name="contradiction_agreed_side_known"),
            models.CheckConstraint(condition=~Q(who="") & ~Q(how=""), name="contradiction_agreed_says_who"),
        ]
