"""Mails to contacts at partner agencies: what they say; whoever asks makes them, Kith hands them over."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kith.act.ids
import kith.act.models
from kith.access.guards import protect, same_team

SENT = """
create policy sent on message_mail for insert to kith_app with check (kind = 'partner');
create policy sent_seen on message_mail for select to kith_app using (
    kind = 'partner' and exists (select 1 from message_outward o where o.mail_id = message_mail.id));
"""
UNSENT = "drop policy sent on message_mail; drop policy sent_seen on message_mail;"


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0014_partners"),
        ("door", "0002_guards"),
        ("message", "0006_told_at"),
        ("trail", "0004_checkpoints"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Outward",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("kind", models.TextField()),
                ("team_name", models.TextField()),
                ("answer_by", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="mail",
            name="message_mail_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="mail",
            name="message_mail_raised_when_given_up",
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "urgent",
                            "chosen",
                            "digest",
                            "partner",
                        ],
                    )
                ),
                name="message_mail_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("raised_at__isnull", True),
                    models.Q(
                        (
                            "kind__in",
                            ["urgent", "partner"],
                        ),
                        ("state", "given up"),
                    ),
                    _connector="OR",
                ),
                name="message_mail_raised_when_given_up",
            ),
        ),
        migrations.AddField(
            model_name="outward",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="outward",
            name="act",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
            ),
        ),
        migrations.AddField(
            model_name="outward",
            name="link",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="door.link"
            ),
        ),
        migrations.AddField(
            model_name="outward",
            name="mail",
            field=models.OneToOneField(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="message.mail"
            ),
        ),
        migrations.AddField(
            model_name="outward",
            name="team",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.teamkey"),
        ),
        migrations.AddConstraint(
            model_name="outward",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["ask", "remind"],
                    )
                ),
                name="message_outward_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="outward",
            constraint=models.CheckConstraint(
                condition=models.Q(("team_name", ""), _negated=True), name="message_outward_names_the_team"
            ),
        ),
        protect("message_outward", team="team_id", kith=True, mutable=False),
        same_team("message_outward", "link_id", "door_link"),
        same_team("message_outward", "mail_id", "message_mail", team="account_id", target_team="account_id"),
        migrations.RunSQL(SENT, UNSENT),
    ]
