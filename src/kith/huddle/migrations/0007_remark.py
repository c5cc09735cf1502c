"""What members say beside an item of a huddle; a closed huddle takes no more."""

import django.db.models.deletion
from django.db import migrations, models

import kith.act.ids
import kith.act.models
from kith.access.guards import protect, same_team


class Migration(migrations.Migration):
    dependencies = [("huddle", "0006_offered")]
    operations = [
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("text", models.TextField()),
                ("said_at", models.DateTimeField()),
                ("shown_at", models.DateTimeField(null=True)),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="huddle.item",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
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
                "constraints": [
                    models.CheckConstraint(condition=~models.Q(("text", "")), name="huddle_remark_says_something")
                ],
            },
        ),
        protect("huddle_remark", person="person_id", team="team_id"),
        same_team("huddle_remark", "huddle_id", "huddle_huddle"),
        same_team("huddle_remark", "item_id", "huddle_item"),
        same_team("huddle_remark", "by_id", "team_member"),
        migrations.RunSQL(
            "create trigger huddle_shut before insert or update or delete on huddle_remark"
            " for each row execute function huddle_shut()",
            "drop trigger huddle_shut on huddle_remark",
        ),
    ]
