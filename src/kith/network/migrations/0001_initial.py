"""The tables of carers and of their assessments."""

import django.db.models.deletion
from django.db import migrations, models

import kith.act.ids
import kith.act.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("access", "0001_initial"), ("trail", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Carer",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("name", models.TextField(blank=True, default="")),
                ("relation", models.TextField()),
                ("does", models.TextField()),
                ("needs", models.TextField(blank=True, default="")),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_because", models.TextField(blank=True, default="")),
                ("version", models.IntegerField(default=1)),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
                (
                    "known_as",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.personkey",
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
            ],
        ),
        migrations.CreateModel(
            name="CarerAssessment",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("state", models.TextField()),
                ("on_date", models.DateField()),
                ("note", models.TextField(blank=True, default="")),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
                (
                    "carer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="network.carer"
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
            ],
        ),
        migrations.AddIndex(
            model_name="carer",
            index=models.Index(fields=["person"], name="network_carer_of"),
        ),
        migrations.AddIndex(
            model_name="carer",
            index=models.Index(
                condition=models.Q(("known_as__isnull", False)), fields=["known_as"], name="network_carer_is"
            ),
        ),
        migrations.AddConstraint(
            model_name="carer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("known_as__isnull", True), models.Q(("name", ""), _negated=True)),
                    models.Q(("known_as__isnull", False), ("name", "")),
                    _connector="OR",
                ),
                name="network_carer_is_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="carer",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("known_as")), _negated=True), name="network_carer_is_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="carer",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("relation", ""), _negated=True), models.Q(("does", ""), _negated=True)),
                name="network_carer_says_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="carer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_because", "")),
                    models.Q(("ended_at__isnull", False), models.Q(("ended_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="network_carer_end_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="carer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("person", "known_as"), name="network_carer_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="carerassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["offered", "accepted", "declined", "done"])),
                name="network_carerassessment_state_known",
            ),
        ),
    ]
