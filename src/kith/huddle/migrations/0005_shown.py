"""What whoever leads a huddle is at, for the screens that follow."""

import django.db.models.deletion
from django.db import migrations, models

import kith.act.ids
import kith.act.models
from kith.access.guards import protect, same_team


class Migration(migrations.Migration):
    dependencies = [("huddle", "0004_gate"), ("team", "0004_cover_ids"), ("access", "0006_announce")]
    operations = [
        migrations.CreateModel(
            name="Shown",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("what", models.TextField(blank=True, default="")),
                ("due_at", models.DateTimeField(null=True)),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="trail.entry",
                    ),
                ),
                (
                    "huddle",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="huddle.huddle",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="huddle.item",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="team.member",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.personkey",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.teamkey",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("huddle",), name="huddle_shown_one_a_huddle")],
            },
        ),
        protect("huddle_shown", person="person_id", team="team_id"),
        same_team("huddle_shown", "huddle_id", "huddle_huddle"),
        same_team("huddle_shown", "item_id", "huddle_item"),
        same_team("huddle_shown", "owner_id", "team_member"),
    ]
