"""How a member is reached at work: said by themselves, seen by whoever shares a team with them, and by nobody else."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kith.act.ids
import kith.act.models
from kith.access.guards import act_triggers

GUARDS = """
alter table team_contactdetails enable row level security;
alter table team_contactdetails force row level security;
create policy backup on team_contactdetails for select to kith_backup using (true);
create policy seen on team_contactdetails for select to kith_app using (
    account_id = (select act_account()) or (select act_is_kith())
    or exists (select 1 from access_seat s where s.account_id = team_contactdetails.account_id
                and s.team_id = any((select my_teams())::uuid[]) and s.during @> act_moment()));
create policy made on team_contactdetails for insert to kith_app with check (account_id = (select act_account()));
create policy changed on team_contactdetails for update to kith_app
    using (account_id = (select act_account())) with check (account_id = (select act_account()));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("team", "0004_cover_ids"),
        ("trail", "0002_looks_and_grants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactDetails",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("email", models.TextField(default="")),
                ("phone", models.TextField(default="")),
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
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email__regex", "\\s"), _negated=True),
                        name="team_contactdetails_one_address",
                    )
                ],
            },
        ),
        migrations.RunSQL(GUARDS + act_triggers("team_contactdetails", "", "", mutable=True), migrations.RunSQL.noop),
    ]
