"""
A merge opens the second record of somebody to the teams that reach the first, and only whoever opens both says that they are one.

Of a merge that is there only its being undone is written: nobody is drawn into another's merge.
"""

from django.db import migrations

NARROWER = """
create function handover_is_one_with(person uuid, team uuid) returns boolean
language sql stable security definer set search_path = public as $$
    select exists (select 1 from handover_merge m join access_reach r on r.team_id = team and r.during @> act_moment()
                    and r.person_id = case when m.kept_id = person then m.other_id else m.kept_id end
                    where m.undone_at is null and person in (m.kept_id, m.other_id))
$$;
alter function handover_is_one_with(uuid, uuid) owner to kith_definer;
create policy one_person on access_reach for insert to kith_app with check (
    lower(during) = act_moment() and team_id = any((select my_teams())::uuid[])
    and handover_is_one_with(person_id, team_id));

create policy of_two_opened on handover_merge as restrictive for insert to kith_app
    with check (i_reach(kept_id) and i_reach(other_id));
revoke update on handover_merge from kith_app;
grant update (undone_at, undone_because, act_id) on handover_merge to kith_app;
"""
AS_BEFORE = """
grant update on handover_merge to kith_app;
drop policy of_two_opened on handover_merge;
drop policy one_person on access_reach;
drop function handover_is_one_with(uuid, uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("handover", "0011_apart_guards"), ("access", "0011_reach_opened")]
    operations = [migrations.RunSQL(NARROWER, AS_BEFORE)]
