"""What people are told. A row is the fact; its content is only where to look (delivery comes later)."""

from django.db import models

from kith.access.models import Account, PersonKey, TeamKey
from kith.act.models import Row


class Message(Row):
    """Somebody was told something about a thing of a team: kind and ids, no words about a person."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.TextField()
    thing_kind = models.TextField()
    thing_id = models.UUIDField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "recorded_at"], name="message_message_to"),
            models.Index(fields=["account"], name="message_message_unread", condition=models.Q(read_at__isnull=True)),
        ]
