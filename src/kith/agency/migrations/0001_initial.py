"""The tables of agencies, of whom one reaches there and what is agreed with each, and of what is shared about a person."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import kith.act.ids
import kith.act.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0013_restricted"),
        ("place", "0002_guards"),
        ("trail", "0004_checkpoints"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agency",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("name", models.TextField()),
                ("service", models.TextField()),
                ("hours", models.TextField(blank=True, default="")),
                ("version", models.IntegerField(default=1)),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="place.place"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("purpose", models.TextField()),
                ("number", models.SmallIntegerField()),
                ("fields", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("from_day", models.DateField()),
                ("until_day", models.DateField()),
                ("paper", models.TextField()),
                ("signed_by", models.TextField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_because", models.TextField(blank=True, default="")),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agency.agency"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="place.place"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("name", models.TextField()),
                ("does", models.TextField(blank=True, default="")),
                ("email", models.TextField(blank=True, default="")),
                ("telephone", models.TextField(blank=True, default="")),
                ("from_day", models.DateField()),
                ("until_day", models.DateField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agency.agency"
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="place.place"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Involved",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("purpose", models.TextField()),
                ("basis", models.TextField()),
                ("why", models.TextField(blank=True, default="")),
                ("from_day", models.DateField()),
                ("until_day", models.DateField(null=True)),
                ("ended_because", models.TextField(blank=True, default="")),
                ("told_by", models.TextField(blank=True, default="")),
                ("told_how", models.TextField()),
                ("untold_because", models.TextField(blank=True, default="")),
                ("version", models.IntegerField(default=1)),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agency.agency"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agency.contact",
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
                    "place",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="place.place"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("purpose", models.TextField(blank=True, default="")),
                ("words", models.TextField()),
                ("said_by", models.TextField(blank=True, default="")),
                ("on_day", models.DateField()),
                ("since", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_words", models.TextField(blank=True, default="")),
                ("version", models.IntegerField(default=1)),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agency.agency",
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
            name="Override",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("purpose", models.TextField()),
                ("reason", models.TextField()),
                ("ground", models.TextField()),
                ("since", models.DateTimeField()),
                ("until_day", models.DateField()),
                ("told_by", models.TextField(blank=True, default="")),
                ("told_how", models.TextField()),
                ("untold_because", models.TextField(blank=True, default="")),
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
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agency.agency",
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
            name="Disclosure",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("purpose", models.TextField()),
                ("basis", models.TextField()),
                ("fields", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("shared_at", models.DateTimeField()),
                ("how", models.TextField()),
                ("state", models.TextField()),
                ("for_what", models.TextField(blank=True, default="")),
                ("for_id", models.UUIDField(null=True)),
                ("words", models.TextField(blank=True, default="")),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agency.agency"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agency.agreement",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agency.contact",
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
                    "override",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agency.override",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("service", ""), _negated=True)),
                name="agency_agency_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.UniqueConstraint(
                models.F("place"), django.db.models.functions.text.Lower("name"), name="agency_agency_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                fields=("agency", "purpose", "number"), name="agency_agreement_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fields__len__gte", 1),
                    ("number__gte", 1),
                    models.Q(("purpose", ""), _negated=True),
                    models.Q(("paper", ""), _negated=True),
                    models.Q(("signed_by", ""), _negated=True),
                ),
                name="agency_agreement_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_day__gte", models.F("from_day"))), name="agency_agreement_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_because", "")),
                    models.Q(("ended_at__isnull", False), models.Q(("ended_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="agency_agreement_end_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="agency_contact_named"
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("email", ""), _negated=True), models.Q(("telephone", ""), _negated=True), _connector="OR"
                ),
                name="agency_contact_reached",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_day__isnull", True), ("until_day__gte", models.F("from_day")), _connector="OR"
                ),
                name="agency_contact_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                models.F("agency"),
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("email", ""), _negated=True),
                name="agency_contact_once",
            ),
        ),
        migrations.AddIndex(
            model_name="involved",
            index=models.Index(fields=["person"], name="agency_involved_of"),
        ),
        migrations.AddConstraint(
            model_name="involved",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("basis__in", ["direct care", "consent", "legal duty", "vital interests"]),
                    models.Q(("purpose", ""), _negated=True),
                ),
                name="agency_involved_basis_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="involved",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_because", ""), ("until_day__isnull", True)),
                    models.Q(("until_day__gte", models.F("from_day")), models.Q(("ended_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="agency_involved_end_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="involved",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until_day__isnull", True)),
                fields=("person", "agency", "purpose"),
                name="agency_involved_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="involved",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("told_how__in", ["in person", "telephone", "letter", "not told"]),
                    models.Q(
                        models.Q(("told_how", "not told"), _negated=True),
                        models.Q(("untold_because", ""), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="agency_involved_told",
            ),
        ),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(fields=["person"], name="agency_objection_of"),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="agency_objection_says_what"
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_words", "")),
                    models.Q(
                        ("withdrawn_at__gte", models.F("since")), models.Q(("withdrawn_words", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="agency_objection_end_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="override",
            index=models.Index(fields=["person"], name="agency_override_of"),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), _negated=True),
                    models.Q(("ground", ""), _negated=True),
                    models.Q(("purpose", ""), _negated=True),
                ),
                name="agency_override_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_because", "")),
                    models.Q(("ended_at__isnull", False), models.Q(("ended_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="agency_override_end_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("told_how__in", ["in person", "telephone", "letter", "not told"]),
                    models.Q(
                        models.Q(("told_how", "not told"), _negated=True),
                        models.Q(("untold_because", ""), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="agency_override_told",
            ),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(fields=["person", "shared_at"], name="agency_disclosure_of"),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("basis__in", ["direct care", "consent", "legal duty", "vital interests"]),
                    ("fields__len__gte", 1),
                    ("how__in", ["link", "telephone", "in person", "letter", "meeting"]),
                    ("state__in", ["sent", "given"]),
                ),
                name="agency_disclosure_whole",
            ),
        ),
    ]
