"""Tasks of a concern: what somebody on its list is asked to do, in words that stand nowhere else."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kith.act.ids
import kith.act.models
from kith.access.guards import act_triggers, same_team

_SEEN = "concern_id = any((select my_restricted())::uuid[])"
POLICIES = f"""
alter table safeguarding_task enable row level security;
alter table safeguarding_task force row level security;
create policy backup on safeguarding_task for select to kith_backup using (true);
create policy seen on safeguarding_task for select to kith_app using ({_SEEN});
create policy made on safeguarding_task for insert to kith_app with check ({_SEEN} and account_id = (select act_account()));
revoke update on safeguarding_task from kith_app;
"""  # noqa: S608  (our own words)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0003_facts"), ("action", "0015_restricted_task")]
    operations = [
        migrations.CreateModel(
            "Task",
            [
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("words", models.TextField()),
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
                    "concern",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="safeguarding.concern",
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
                    models.CheckConstraint(condition=~models.Q(words=""), name="safeguarding_task_says_what")
                ]
            },
        ),
        migrations.RunSQL(act_triggers("safeguarding_task", "", "", mutable=False), migrations.RunSQL.noop),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        same_team("safeguarding_task", "concern_id", "safeguarding_concern"),
        same_team("safeguarding_task", "id", "action_action"),
    ]
