"""Views of a team's board under a name: their owner's alone, or shared with the team. Seen by nobody else."""

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import kith.act.ids
import kith.act.models
from kith.access.guards import act_triggers

GUARDS = """
alter table board_savedview enable row level security;
alter table board_savedview force row level security;
create policy backup on board_savedview for select to kith_backup using (true);
create policy seen on board_savedview for select to kith_app
    using (team_id = any((select my_teams())::uuid[]) and (is_shared or account_id = (select act_account())));
create policy made on board_savedview for insert to kith_app
    with check (team_id = any((select my_teams())::uuid[]) and account_id = (select act_account()));
create policy changed on board_savedview for update to kith_app
    using (team_id = any((select my_teams())::uuid[]) and (is_shared or account_id = (select act_account())))
    with check (team_id = any((select my_teams())::uuid[]));
create policy removed on board_savedview for delete to kith_app
    using (team_id = any((select my_teams())::uuid[]) and (is_shared or account_id = (select act_account())));
grant delete on board_savedview to kith_app;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0010_announce_shut_out"),
        ("trail", "0002_looks_and_grants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("name", models.TextField()),
                ("asks", models.TextField(blank=True)),
                ("is_shared", models.BooleanField(default=False)),
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
                    models.UniqueConstraint(
                        models.F("team"),
                        models.F("account"),
                        django.db.models.functions.text.Lower("name"),
                        name="board_savedview_name_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="board_savedview_named"
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length("name"), 60
                        ),
                        name="board_savedview_name_short",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.LessThanOrEqual(
                            django.db.models.functions.text.Length("asks"), 600
                        ),
                        name="board_savedview_asks_short",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        # the past of a view that is nobody else's is nobody else's either: it names neither person nor team
        migrations.RunSQL(act_triggers("board_savedview", "", "", mutable=True), migrations.RunSQL.noop),
    ]
