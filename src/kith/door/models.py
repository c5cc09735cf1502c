"""Links for people without an account, and how often somebody knocked."""

from django.db import models
from django.db.models import F, Q

from kith.access.models import Account, PersonKey, TeamKey
from kith.act.models import Row
from kith.door.rules import CODE_TRIES, LONGEST, Ended


class Link(Row):
    """
    A link that opens one thing about one person to one contact at a partner agency, until a moment, for one answer.

    What stands in the address is not kept: it is worked out from the id (`door.tokens`), as is the code. `contact_id` is of a
    package above, `contact_name` as it was when the link was made; `account` names the contact on the trail.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    contact_id = models.UUIDField()
    contact_name = models.TextField()
    for_what = models.TextField()
    for_id = models.UUIDField()
    issued_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    needs_code = models.BooleanField()
    wrong_tries = models.SmallIntegerField(default=0)
    first_opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("issued_at"), valid_until__lte=F("issued_at") + LONGEST),
                name="door_link_14_days_at_most",
            ),
            models.CheckConstraint(
                condition=Q(wrong_tries__gte=0, wrong_tries__lte=CODE_TRIES), name="door_link_five_tries"
            ),
            models.CheckConstraint(
                condition=Q(wrong_tries__lt=CODE_TRIES) | Q(ended_at__isnull=False), name="door_link_guessed_is_ended"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="")
                | Q(ended_at__isnull=False, ended_because__in=list(Ended)),
                name="door_link_end_whole",
            ),
            models.CheckConstraint(condition=~Q(contact_name="") & ~Q(for_what=""), name="door_link_says_for_what"),
            models.UniqueConstraint(
                fields=["for_what", "for_id"], name="door_link_once", condition=Q(ended_at__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["for_id"], name="door_link_for")]


class Knock(models.Model):
    """
    Somebody opened an address of links: which link, if there is one, from where (a keyed digest, never the address), and
    whether it was wrong: no such link, one that opens nothing, or a wrong code. Forgotten after a day.
    """

    link_id = models.UUIDField(null=True)
    address_digest = models.TextField()
    is_wrong = models.BooleanField()
    happened_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["address_digest", "happened_at"], name="door_knock_from"),
            models.Index(fields=["link_id", "happened_at"], name="door_knock_on", condition=Q(link_id__isnull=False)),
        ]
