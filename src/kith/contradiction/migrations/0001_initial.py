"""What is done for somebody and by whom, what of it contradicts, and who agreed on what holds."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kith.act.ids
import kith.act.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0013_restricted"),
        ("action", "0018_contradiction_kind"),
        ("trail", "0004_checkpoints"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contradiction",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("kind", models.TextField()),
                ("pair", models.TextField()),
                ("digest", models.TextField()),
                ("left", models.JSONField(default=dict)),
                ("right", models.JSONField(default=dict)),
                ("about", models.TextField(blank=True, default="")),
                ("agency_id", models.UUIDField(null=True)),
                ("origin", models.TextField(default="found")),
                ("origin_id", models.UUIDField(null=True)),
                ("role", models.TextField(blank=True, default="")),
                ("found_at", models.DateTimeField()),
                ("state", models.TextField(default="open")),
                ("is_gone", models.BooleanField(default=False)),
                ("settled_at", models.DateTimeField(null=True)),
                ("holds", models.TextField(blank=True, default="")),
                ("changes", models.TextField(blank=True, default="")),
                ("how_told", models.TextField(blank=True, default="")),
                ("only_one", models.TextField(blank=True, default="")),
                ("because", models.TextField(blank=True, default="")),
                ("settlements", models.IntegerField(default=0)),
                ("version", models.IntegerField(default=1)),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="action.action",
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
                    "settled_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
        ),
        migrations.CreateModel(
            name="Agreed",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("turn", models.IntegerField()),
                ("side", models.TextField()),
                ("who", models.TextField()),
                ("how", models.TextField()),
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
                    "contradiction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="contradiction.contradiction"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("agency_id", models.UUIDField(null=True)),
                ("role", models.TextField(blank=True, default="")),
                ("kind", models.TextField()),
                ("subject", models.TextField()),
                ("instruction", models.TextField(blank=True, default="")),
                ("words", models.TextField(blank=True, default="")),
                ("leads", models.BooleanField(default=False)),
                ("days", models.TextField(blank=True, default="")),
                ("from_time", models.TimeField(null=True)),
                ("until_time", models.TimeField(null=True)),
                ("from_day", models.DateField()),
                ("until_day", models.DateField(null=True)),
                ("stopped_day", models.DateField(null=True)),
                ("stopped_because", models.TextField(blank=True, default="")),
                ("for_all", models.BooleanField(default=False)),
                ("source", models.TextField(default="member")),
                ("source_id", models.UUIDField(null=True)),
                ("told_by", models.TextField()),
                ("told_day", models.DateField()),
                ("confirmed_day", models.DateField()),
                ("version", models.IntegerField(default=1)),
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
        ),
        migrations.AddIndex(
            model_name="contradiction",
            index=models.Index(fields=["person", "state"], name="contradiction_of_person"),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["same", "visits", "preference", "stopped", "leads", "older", "raised"])
                ),
                name="contradiction_contradiction_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "settled", "not one"])),
                name="contradiction_contradiction_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ["found", "member", "partner"])),
                name="contradiction_contradiction_origin_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "raised"), _negated=True), models.Q(("about", ""), _negated=True), _connector="OR"
                ),
                name="contradiction_contradiction_raised_says_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("because", ""), ("holds", ""), ("settled_at__isnull", True), ("state", "open")),
                    models.Q(
                        ("because", ""),
                        ("settled_at__isnull", False),
                        ("state", "settled"),
                        models.Q(("holds", ""), _negated=True),
                        models.Q(("how_told", ""), _negated=True),
                    ),
                    models.Q(
                        ("holds", ""),
                        ("settled_at__isnull", False),
                        ("state", "not one"),
                        models.Q(("because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="contradiction_contradiction_state_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="contradiction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("person", "pair"),
                name="contradiction_contradiction_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreed",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["left", "right", "other"])), name="contradiction_agreed_side_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreed",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("who", ""), _negated=True), models.Q(("how", ""), _negated=True)),
                name="contradiction_agreed_says_who",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["person", "kind"], name="contradiction_item_of_person"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agency_id__isnull", False), ("role", "")),
                    models.Q(("agency_id__isnull", True), models.Q(("role", ""), _negated=True)),
                    _connector="OR",
                ),
                name="contradiction_item_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("subject", ""), _negated=True),
                    models.Q(("told_by", ""), _negated=True),
                    models.Q(
                        models.Q(("instruction", ""), _negated=True),
                        models.Q(("words", ""), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="contradiction_item_says_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["member", "partner", "import"])),
                name="contradiction_item_source_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__regex", "^0?1?2?3?4?5?6?$")), name="contradiction_item_days_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("from_time__isnull", True), ("until_time__isnull", True)),
                    ("until_time__gt", models.F("from_time")),
                    _connector="OR",
                ),
                name="contradiction_item_times_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_day__isnull", True), ("until_day__gte", models.F("from_day")), _connector="OR"
                ),
                name="contradiction_item_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("for_all", False), ("stopped_because", ""), ("stopped_day__isnull", True)),
                    models.Q(("stopped_day__isnull", False), models.Q(("stopped_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="contradiction_item_stop_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                fields=("person", "source_id"), name="contradiction_item_taken_over_once"
            ),
        ),
    ]
