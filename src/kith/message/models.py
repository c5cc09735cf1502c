"""What people are told: the fact is a row; what carries it outside is a mail, whose every step is a row too."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kith.access.models import Account, PersonKey, TeamKey
from kith.act.models import ActMoment, Row
from kith.door.models import Link
from kith.message.mail_rules import Digest, MailKind, MailState, OutwardKind
from kith.message.mail_rules import MailStep as Step


class Message(Row):
    """
    Somebody was told something about a thing of a team: kind and ids, no words about a person.

    `told_at` is when, and stays so when it is read (`recorded_at` is since when the row is as it is); None in rows of before.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(PersonKey, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.TextField()
    thing_kind = models.TextField()
    thing_id = models.UUIDField()
    told_at = models.DateTimeField(null=True, db_default=ActMoment())
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "recorded_at"], name="message_message_to"),
            models.Index(fields=["account"], name="message_message_unread", condition=models.Q(read_at__isnull=True)),
            models.Index(
                fields=["recorded_at"], name="message_message_waiting", condition=models.Q(read_at__isnull=True)
            ),
        ]


class Preference(Row):
    """How somebody wants to be told: which topics at once while on duty, and when the others come together."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    at_once = ArrayField(models.TextField(), default=list)
    digest = models.TextField()
    digest_at = models.TimeField(null=True)
    every_hours = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(digest=Digest.DAILY, digest_at__isnull=False, every_hours__isnull=True)
                | Q(digest=Digest.HOURS, digest_at__isnull=True, every_hours__gte=1, every_hours__lte=8),
                name="message_preference_digest_has_its_time",
            ),
        ]


class Mail(Row):
    """
    One e-mail to one account. It holds an address and a number, no words: what it says is fixed by its kind.

    `message_id` is the same however often it is handed over, so that a server can drop a double. `raised_at` is when somebody
    was told that an urgent one did not arrive.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    address = models.TextField()
    number_of_notices = models.SmallIntegerField()
    message_id = models.TextField(unique=True)
    state = models.TextField()
    due_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    repeats = models.SmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    raised_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "due_at"], name="message_mail_to"),
            models.Index(fields=["due_at"], name="message_mail_under_way", condition=Q(ended_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(MailKind)), name="message_mail_kind_known"),
            models.CheckConstraint(condition=~Q(address=""), name="message_mail_addressed"),
            models.CheckConstraint(condition=Q(number_of_notices__gt=0), name="message_mail_not_empty"),
            models.CheckConstraint(condition=Q(repeats__in=[0, 1]), name="message_mail_repeated_once"),
            models.CheckConstraint(
                condition=Q(state=MailState.QUEUED, taken_at__isnull=True, ended_at__isnull=True)
                | Q(state=MailState.SENDING, taken_at__isnull=False, ended_at__isnull=True)
                | Q(state__in=[MailState.SENT, MailState.GIVEN_UP, MailState.SET_ASIDE], ended_at__isnull=False),
                name="message_mail_state_with_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(raised_at__isnull=True)
                | Q(state=MailState.GIVEN_UP, kind__in=[MailKind.URGENT, MailKind.PARTNER]),
                name="message_mail_raised_when_given_up",
            ),
        ]


class Carried(Row):
    """A message that a mail tells of. A message is carried once."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+", db_constraint=False)


class Outward(Row):
    """
    What a mail to a contact at a partner agency says: which team asks, by when, and the link that it carries.

    Nothing about anybody, and not what stands in the address of the link: that is worked out when the mail is handed over.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    mail = models.OneToOneField(Mail, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    kind = models.TextField()
    team_name = models.TextField()
    answer_by = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(OutwardKind)), name="message_outward_kind_known"),
            models.CheckConstraint(condition=~Q(team_name=""), name="message_outward_names_the_team"),
        ]


class MailStep(Row):
    """What happened to a mail: `code` is the server's number, or the name of what went wrong; never its words."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    what = models.TextField()
    code = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(what__in=list(Step)), name="message_mailstep_known"),
        ]
