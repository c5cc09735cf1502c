"""
What a former named lead keeps ends at once when their access is removed.

The rows are theirs, so whoever removes access does not see them: a function of the definer ends them, for a team of the actor.
"""

from django.db import migrations

FUNCTION = """
grant update on access_reach to kith_definer;
create policy definer_ends_kept on access_reach for update to kith_definer
    using (team_id is null) with check (isempty(during) or upper(during) <= act_moment());
create function access_end_kept(account uuid, team uuid, said_why text) returns integer
language plpgsql security definer set search_path = public as $$
declare
    number_ended integer;
begin
    if team <> all(my_teams()) or exists (select 1 from access_seat s where s.account_id = account and s.team_id = team
                                           and s.during @> act_moment()) then
        return 0;
    end if;
    update access_reach r set during = tstzrange(lower(r.during), greatest(lower(r.during), act_moment())), act_id = act_id()
     where r.account_id = account and r.why = said_why and r.during @> act_moment()
       and exists (select 1 from access_reach t where t.person_id = r.person_id and t.team_id = team
                    and t.during @> act_moment());
    get diagnostics number_ended = row_count;
    return number_ended;
end $$;
alter function access_end_kept(uuid, uuid, text) owner to kith_definer;
"""
UNDO = """
drop function access_end_kept(uuid, uuid, text);
drop policy definer_ends_kept on access_reach;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0011_reach_opened")]
    operations = [migrations.RunSQL(FUNCTION, UNDO)]
