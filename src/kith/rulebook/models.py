"""What people add to a draft of a rule table: why it is proposed and from when, and what is answered to its findings."""

from django.db import models
from django.db.models import Q

from kith.access.models import Account, TeamKey
from kith.act.models import Row
from kith.policy.models import Version


class Draft(Row):
    """
    A version that a team's own people propose: why, and the day from which it is to hold (None: once it is signed).

    `replaces` is the draft that it was made from, which ended with it.
    """

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+")
    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    from_day = models.DateField(null=True)
    replaces = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="rulebook_draft_says_why")]


class Answer(Row):
    """Why a draft may be signed though a check found something: by whom, in a sentence. Never changed."""

    team = models.ForeignKey(TeamKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", db_index=False)
    finding = models.TextField()
    words = models.TextField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="rulebook_answer_says_something"),
            models.UniqueConstraint(fields=["version", "finding"], name="rulebook_answer_once"),
        ]
