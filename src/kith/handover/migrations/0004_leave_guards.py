"""Who sees leaves, that each is of a member of its own team; and that no reach ends over open work (P4)."""

from django.db import migrations

from kith.access.guards import protect, same_team

REACH = """
grant select on access_reach to kith_definer;
create function handover_reach_leaves_no_work() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    if exists (select 1 from action_action a where a.team_id = new.team_id and a.person_id = new.person_id
                and a.state in ('open', 'held'))
       and not exists (select 1 from access_reach r where r.team_id = new.team_id and r.person_id = new.person_id
                        and r.during @> greatest(upper(new.during), act_moment())) then
        perform act_refuse('Work is still open for this person: finish it, or give it to a team that can open the record.');
    end if;
    return null;
end $$;
alter function handover_reach_leaves_no_work() owner to kith_definer;
create constraint trigger reach_leaves_no_work after update of during on access_reach
    deferrable initially deferred for each row
    when (new.team_id is not null and upper(new.during) is not null
          and (upper(old.during) is null or upper(new.during) < upper(old.during)))
    execute function handover_reach_leaves_no_work();
"""
NO_REACH = "drop trigger reach_leaves_no_work on access_reach; drop function handover_reach_leaves_no_work();"


class Migration(migrations.Migration):
    dependencies = [("handover", "0003_leaves"), ("contact", "0003_members")]
    operations = [
        protect("handover_leave", team="team_id"),
        protect("handover_toduty", team="team_id", mutable=False),
        same_team("handover_leave", "member_id", "team_member"),
        same_team("handover_toduty", "leave_id", "handover_leave"),
        migrations.RunSQL(REACH, NO_REACH),
    ]
