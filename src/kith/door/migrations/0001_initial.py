"""Links for people without an account, and how often somebody knocked."""

from datetime import timedelta

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import kith.act.ids
import kith.act.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0014_partners"),
        ("trail", "0004_checkpoints"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Knock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("link_id", models.UUIDField(null=True)),
                ("address_digest", models.TextField()),
                ("is_wrong", models.BooleanField()),
                ("happened_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["address_digest", "happened_at"], name="door_knock_from"),
                    models.Index(
                        condition=models.Q(("link_id__isnull", False)),
                        fields=["link_id", "happened_at"],
                        name="door_knock_on",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("contact_id", models.UUIDField()),
                ("contact_name", models.TextField()),
                ("for_what", models.TextField()),
                ("for_id", models.UUIDField()),
                ("issued_at", models.DateTimeField()),
                ("valid_until", models.DateTimeField()),
                ("needs_code", models.BooleanField()),
                ("wrong_tries", models.SmallIntegerField(default=0)),
                ("first_opened_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_because", models.TextField(default="")),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
                (
                    "asked_by",
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
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.teamkey"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["for_id"], name="door_link_for")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__gt", models.F("issued_at")),
                            (
                                "valid_until__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("issued_at"), "+", models.Value(timedelta(days=14))
                                ),
                            ),
                        ),
                        name="door_link_14_days_at_most",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("wrong_tries__gte", 0), ("wrong_tries__lte", 5)),
                        name="door_link_five_tries",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("wrong_tries__lt", 5), ("ended_at__isnull", False), _connector="OR"),
                        name="door_link_guessed_is_ended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_because", "")),
                            models.Q(
                                ("ended_at__isnull", False),
                                (
                                    "ended_because__in",
                                    [
                                        "withdrawn",
                                        "replaced",
                                        "guessed",
                                        "not for them",
                                        "not shared",
                                    ],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="door_link_end_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contact_name", ""), _negated=True), models.Q(("for_what", ""), _negated=True)
                        ),
                        name="door_link_says_for_what",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("for_what", "for_id"),
                        name="door_link_once",
                    ),
                ],
            },
        ),
    ]
