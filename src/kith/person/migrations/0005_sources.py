"""Several sources of a person, each with version and digest; primary care network; differences from newer records elsewhere."""

import django.db.models.deletion
from django.db import migrations, models

import kith.act.ids
import kith.act.models
from kith.access.guards import protect

FIELDS = ["family", "given", "known_as", "sex", "birth_date", "nhs_number", "is_dead"]


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_guards"),
        ("person", "0004_past_contact_details"),
        ("trail", "0002_looks_and_grants"),
    ]

    operations = [
        migrations.AddField("identifier", "version", models.TextField(blank=True, default="")),
        migrations.AddField("identifier", "digest", models.TextField(blank=True, default="")),
        migrations.AddField("person", "pcn_code", models.TextField(blank=True, default="")),
        migrations.RemoveConstraint("person", "person_person_protected_has_no_area"),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                condition=models.Q(("is_protected", False))
                | models.Q(("pcn_code", ""), ("practice_code", ""), ("small_area", "")),
                name="person_person_protected_has_no_area",
            ),
        ),
        migrations.CreateModel(
            name="Difference",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("field", models.TextField()),
                ("says", models.JSONField()),
                ("source_system", models.TextField()),
                ("source_version", models.TextField()),
                ("is_kept", models.BooleanField(default=False)),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
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
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "field"), name="person_difference_once"),
                    models.CheckConstraint(
                        condition=models.Q(("field__in", FIELDS)), name="person_difference_field_known"
                    ),
                ]
            },
        ),
        protect("person_difference", person="person_id", deletable=True),
    ]
