"""That a plan is to be looked through, and what happened that asks for it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kith.act.ids
import kith.act.models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0013_restricted"),
        ("action", "0014_plan_review_kind"),
        ("plan", "0002_guards"),
        ("trail", "0003_restricted_looks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Refresh",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
                (
                    "action",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="action.action",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.personkey"
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("kind", models.TextField()),
                ("true_at", models.DateTimeField()),
                ("words", models.TextField(blank=True, default="")),
                ("source_kind", models.TextField(blank=True, default="")),
                ("source_id", models.UUIDField(null=True)),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.personkey",
                    ),
                ),
                (
                    "refresh",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plan.refresh"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "true_at"], name="plan_event_of_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["discharge", "crisis", "home", "carer", "important"])),
                        name="plan_event_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source_id__isnull", True), ("source_kind", "")),
                            models.Q(models.Q(("source_kind", ""), _negated=True), ("source_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="plan_event_source_whole",
                    ),
                    models.UniqueConstraint(
                        fields=("source_id", "source_kind", "kind", "person"), name="plan_event_told_once"
                    ),
                ],
            },
        ),
    ]
