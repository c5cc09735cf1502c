"""The plan check at the start of a contact, and the early warning signs that were seen at one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kith.act.ids
import kith.act.models
from kith.access.guards import protect, same_team

OF_VERSION = """
alter table contact_sighting add constraint contact_sighting_of_version
    foreign key (person_id, number) references plan_version (person_id, number) deferrable initially deferred;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0013_restricted"),
        ("contact", "0005_services"),
        ("plan", "0002_guards"),
        ("trail", "0003_restricted_looks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanCheck",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("number", models.IntegerField(default=0)),
                ("said", models.TextField(blank=True, default="")),
                ("signs", models.JSONField(default=dict)),
                ("work", models.JSONField(default=dict)),
                ("events", models.JSONField(default=list)),
                ("not_made", models.TextField(blank=True, default="")),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contact.contact",
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
                    models.UniqueConstraint(fields=("contact",), name="contact_plancheck_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("not_made", ""), models.Q(("events", []), ("signs", {}), ("work", {})), _connector="OR"
                        ),
                        name="contact_plancheck_made_or_not",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sighting",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("number", models.IntegerField()),
                ("sign", models.UUIDField()),
                ("sees", models.TextField()),
                ("agreed", models.TextField()),
                ("response", models.TextField()),
                ("reason", models.TextField(blank=True, default="")),
                ("seen_at", models.DateTimeField()),
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
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contact.contact",
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
                "indexes": [models.Index(fields=["person", "-seen_at"], name="contact_sighting_of_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("contact", "sign"), name="contact_sighting_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("response__in", ["work", "escalation", "emergency", "proposed", "not started"])
                        ),
                        name="contact_sighting_response_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("response", "not started"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="contact_sighting_reason_for_none",
                    ),
                ],
            },
        ),
        protect("contact_plancheck", person="person_id", team="team_id", mutable=False),
        same_team("contact_plancheck", "contact_id", "contact_contact"),
        protect("contact_sighting", person="person_id", team="team_id", mutable=False),
        same_team("contact_sighting", "contact_id", "contact_contact"),
        migrations.RunSQL(OF_VERSION, "alter table contact_sighting drop constraint contact_sighting_of_version"),
    ]
