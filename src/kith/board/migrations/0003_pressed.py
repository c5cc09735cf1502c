"""What went on because nobody read it: seen by the team, each step of a message once, of a message of the same team."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kith.act.ids
import kith.act.models
from kith.access.guards import protect

SAME_TEAM = """
alter table message_message add constraint message_message_of_team unique (team_id, id);
alter table board_pressed add constraint board_pressed_message_same_team
    foreign key (team_id, message_id) references message_message (team_id, id) deferrable initially deferred;
"""
UNDO = """
alter table board_pressed drop constraint board_pressed_message_same_team;
alter table message_message drop constraint message_message_of_team;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0012_kept_reach_ends"),
        ("board", "0002_follows"),
        ("message", "0005_waiting"),
        ("trail", "0002_looks_and_grants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pressed",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("step", models.SmallIntegerField()),
                ("cadence", models.TextField()),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="message.message",
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
                (
                    "told",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("message", "step"), name="board_pressed_once")],
            },
        ),
        protect("board_pressed", team="team_id", mutable=False),
        migrations.RunSQL(SAME_TEAM, UNDO),
    ]
