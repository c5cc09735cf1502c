"""Who sees teams; their rows keep to one team."""

from django.db import migrations

from kith.access.guards import act_triggers, protect, same_team

KEYS = """
alter table team_team add constraint team_team_has_key foreign key (id) references access_teamkey (id)
    deferrable initially deferred;

-- the names of teams that somebody reads about on a person's page, without seeing the team itself
create function team_names(ids uuid[]) returns table (id uuid, name text)
language sql stable security definer set search_path = public as $$
    select t.id, t.name from team_team t where t.id = any(ids)
$$;
grant select on team_team to kith_definer;
create policy definer on team_team for select to kith_definer using (true);
alter function team_names(uuid[]) owner to kith_definer;
"""


class Migration(migrations.Migration):
    dependencies = [("team", "0001_initial"), ("access", "0002_guards")]
    operations = [
        migrations.RunSQL(KEYS, migrations.RunSQL.noop),
        protect("team_team", team="id", kith=True),
        protect("team_member", team="team_id", kith=True),
        protect("team_rotaday", team="team_id", kith=True),
        protect("team_shift", team="team_id", kith=True, deletable=True),
        protect("team_absence", team="team_id", kith=True),
        migrations.RunSQL(act_triggers("team_oncall", "", "", mutable=True), migrations.RunSQL.noop),
        same_team("team_rotaday", "duty_lead_id", "team_member"),
        same_team("team_rotaday", "second_id", "team_member"),
        same_team("team_shift", "member_id", "team_member"),
        same_team("team_absence", "member_id", "team_member"),
    ]
