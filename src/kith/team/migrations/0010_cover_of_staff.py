"""Who is on call for a place is no secret among staff; whoever comes by a link is none, and sees it no more than the rota."""

from django.db import migrations

GUARDS = """
alter table team_oncall enable row level security;
alter table team_oncall force row level security;
create policy seen on team_oncall to kith_app
    using (coalesce(current_setting('kith.link', true), '') = '' or (select door_follows()))
    with check (coalesce(current_setting('kith.link', true), '') = '');
create policy definer on team_oncall for select to kith_definer using (true);
create policy backup on team_oncall for select to kith_backup using (true);
"""
UNDO = """
drop policy backup on team_oncall;
drop policy definer on team_oncall;
drop policy seen on team_oncall;
alter table team_oncall no force row level security;
alter table team_oncall disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("team", "0009_cover_asks_first"), ("door", "0003_narrow")]
    operations = [migrations.RunSQL(GUARDS, UNDO)]
