"""What was written while another was faster, and not taken into the plan."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kith.act.ids
import kith.act.models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0013_restricted"),
        ("plan", "0006_review_guards"),
        ("trail", "0003_restricted_looks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SetAside",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("section", models.TextField()),
                ("seen", models.IntegerField(null=True)),
                ("number", models.IntegerField()),
                ("text", models.TextField(blank=True, default="")),
                ("goals", models.JSONField(default=list)),
                ("signs", models.JSONField(default=list)),
                ("role", models.TextField()),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.personkey"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "section__in",
                                ["matters", "people", "help", "strengths", "goals", "signs", "contingency", "risks"],
                            )
                        ),
                        name="plan_setaside_section_known",
                    )
                ],
            },
        ),
    ]
