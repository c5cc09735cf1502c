"""Who agreed a plan, and what of it a child's parents are not shown."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kith.act.ids
import kith.act.models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0013_restricted"),
        ("plan", "0008_set_aside_guards"),
        ("trail", "0004_checkpoints"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("number", models.IntegerField()),
                ("by", models.TextField()),
                ("who", models.TextField(blank=True, default="")),
                ("shown_by", models.TextField(blank=True, default="")),
                ("objects_to", models.TextField(blank=True, default="")),
                ("agreed_at", models.DateTimeField()),
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
                            ("by__in", ["self", "parent", "authority", "attorney", "best interests", "court"])
                        ),
                        name="plan_agreement_by_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("by", "self"), models.Q(("shown_by", ""), _negated=True), _connector="OR"),
                        name="plan_agreement_by_others_is_shown",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Keeping",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("section", models.TextField()),
                ("is_kept", models.BooleanField()),
                ("reason", models.TextField()),
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
                        name="plan_keeping_section_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="plan_keeping_has_reason"
                    ),
                ],
            },
        ),
    ]
