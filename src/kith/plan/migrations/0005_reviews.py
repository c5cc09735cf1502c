"""That a plan was looked through, with what came of it; and in how many days again where that is the person's own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kith.act.ids
import kith.act.models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0013_restricted"),
        ("plan", "0004_refresh_guards"),
        ("trail", "0003_restricted_looks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("number", models.IntegerField()),
                ("since", models.IntegerField()),
                ("outcome", models.TextField()),
                ("without", models.TextField(blank=True, default="")),
                ("next_on", models.DateField()),
                ("reviewed_at", models.DateTimeField()),
                ("role", models.TextField()),
            ],
        ),
        migrations.AddField(
            model_name="plan",
            name="cadence_because",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="plan",
            name="cadence_days",
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cadence_because", ""), ("cadence_days__isnull", True)),
                    models.Q(("cadence_days__range", (30, 60)), models.Q(("cadence_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="plan_plan_own_cadence_has_reason",
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="act",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="author",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.personkey"
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="team",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.teamkey"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome", ""), _negated=True), name="plan_review_says_what"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", models.F("since")), ("number__gt", 0)), name="plan_review_follows"
            ),
        ),
    ]
