"""Who closed, settled and raised, and when; notes and agreements are whole or not there at all."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

OUTCOMES = ["off the list", "as planned", "action", "no change", "weekly meeting", "escalation"]


def _member(null: bool = True) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        db_constraint=False,
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="team.member",
    )


class Migration(migrations.Migration):
    dependencies = [("huddle", "0002_guards"), ("team", "0002_guards")]
    operations = [
        migrations.AddField("huddle", "closed_by", _member()),
        migrations.AddField("item", "settled_by", _member()),
        migrations.AddField("raised", "to", _member(null=False)),
        migrations.AddField("raised", "raised_by", _member(null=False)),
        migrations.AddField("raised", "raised_at", models.DateTimeField()),
        migrations.RemoveConstraint("item", "huddle_item_outcome_whole"),
        migrations.AddConstraint(
            "item",
            models.CheckConstraint(
                condition=Q(outcome__isnull=True, settled_at__isnull=True, settled_by__isnull=True)
                | Q(outcome__in=OUTCOMES, settled_at__isnull=False, settled_by__isnull=False),
                name="huddle_item_outcome_whole",
            ),
        ),
        migrations.AddConstraint(
            "huddle",
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closed_late_because="")
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="huddle_huddle_closed_whole",
            ),
        ),
        migrations.AddConstraint(
            "agreed",
            models.CheckConstraint(
                condition=Q(
                    action_id__isnull=False, owner__isnull=False, due_at__isnull=False, withdrawn_at__isnull=True
                )
                | Q(action_id__isnull=True) & (Q(owner__isnull=True) | Q(due_at__isnull=True)),
                name="huddle_agreed_is_an_action_once_whole",
            ),
        ),
        migrations.AddConstraint(
            "raised",
            models.CheckConstraint(
                condition=Q(told_who="", told_how="", told_at__isnull=True, said="")
                | ~Q(told_who="") & ~Q(told_how="") & Q(told_at__isnull=False) & ~Q(said=""),
                name="huddle_raised_note_whole",
            ),
        ),
    ]
