"""How somebody wants to be told, mails with what they tell of, and every step of theirs."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kith.act.ids
import kith.act.models
from kith.access.guards import act_triggers, same_team

SEEN = """
alter table {table} enable row level security;
alter table {table} force row level security;
create policy backup on {table} for select to kith_backup using (true);
create policy seen on {table} for select to kith_app
    using (account_id = (select act_account()) or (select act_is_kith()));
"""
OWN = """
create policy made on message_preference for insert to kith_app with check (account_id = (select act_account()));
create policy changed on message_preference for update to kith_app
    using (account_id = (select act_account())) with check (account_id = (select act_account()));
"""
OF_KITH = """
create policy made on {table} for insert to kith_app with check ((select act_is_kith()));
create policy changed on {table} for update to kith_app using ((select act_is_kith())) with check ((select act_is_kith()));
"""
APPENDED = "revoke update on {table} from kith_app;"
NOOP = migrations.RunSQL.noop


def guarded(table: str, *, mutable: bool) -> migrations.RunSQL:
    """Guard a table of mails: seen by the account it is to, written by Kith alone."""
    sql = SEEN + OF_KITH + ("" if mutable else APPENDED)
    return migrations.RunSQL(sql.format(table=table) + act_triggers(table, "", "", mutable), NOOP)


def same_account(column: str, table: str, target: str) -> migrations.RunSQL:
    """Let a row point only at what is told to the same account."""
    return same_team(table, column, target, team="account_id", target_team="account_id")


class Migration(migrations.Migration):
    dependencies = [
        ("message", "0003_unread"),
        ("trail", "0002_looks_and_grants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Mail",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("kind", models.TextField()),
                ("address", models.TextField()),
                ("number_of_notices", models.SmallIntegerField()),
                ("message_id", models.TextField(unique=True)),
                ("state", models.TextField()),
                ("due_at", models.DateTimeField()),
                ("tries", models.SmallIntegerField(default=0)),
                ("repeats", models.SmallIntegerField(default=0)),
                ("taken_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("raised_at", models.DateTimeField(null=True)),
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
            ],
        ),
        migrations.CreateModel(
            name="Carried",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
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
                    "message",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="message.message",
                    ),
                ),
                (
                    "mail",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="message.mail",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MailStep",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("what", models.TextField()),
                ("code", models.TextField(default="")),
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
                    "mail",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="message.mail",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                (
                    "at_once",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("digest", models.TextField()),
                ("digest_at", models.TimeField(null=True)),
                ("every_hours", models.SmallIntegerField(null=True)),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(fields=["account", "due_at"], name="message_mail_to"),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["due_at"], name="message_mail_under_way"
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["urgent", "chosen", "digest"])), name="message_mail_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(("address", ""), _negated=True), name="message_mail_addressed"
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(("number_of_notices__gt", 0)), name="message_mail_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(("repeats__in", [0, 1])), name="message_mail_repeated_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state", "queued"), ("taken_at__isnull", True)),
                    models.Q(("ended_at__isnull", True), ("state", "sending"), ("taken_at__isnull", False)),
                    models.Q(("ended_at__isnull", False), ("state__in", ["sent", "given up", "set aside"])),
                    _connector="OR",
                ),
                name="message_mail_state_with_its_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("raised_at__isnull", True), models.Q(("kind", "urgent"), ("state", "given up")), _connector="OR"
                ),
                name="message_mail_raised_when_given_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "what__in",
                        [
                            "queued",
                            "sent",
                            "refused",
                            "bounced",
                            "not reached",
                            "taken again",
                            "given up",
                            "set aside",
                            "raised",
                        ],
                    )
                ),
                name="message_mailstep_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("digest", "daily"), ("digest_at__isnull", False), ("every_hours__isnull", True)),
                    models.Q(
                        ("digest", "hours"),
                        ("digest_at__isnull", True),
                        ("every_hours__gte", 1),
                        ("every_hours__lte", 8),
                    ),
                    _connector="OR",
                ),
                name="message_preference_digest_has_its_time",
            ),
        ),
        migrations.RunSQL(
            SEEN.format(table="message_preference") + OWN + act_triggers("message_preference", "", "", mutable=True),
            NOOP,
        ),
        guarded("message_mail", mutable=True),
        guarded("message_carried", mutable=False),
        guarded("message_mailstep", mutable=False),
        same_account("mail_id", "message_carried", "message_mail"),
        same_account("message_id", "message_carried", "message_message"),
        same_account("mail_id", "message_mailstep", "message_mail"),
    ]
