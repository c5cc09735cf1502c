"""Who sees merges; that nothing open begins on a record that was merged away, not even while it is being merged (P4)."""

from django.db import migrations

from kith.access.guards import protect

HOLD = """
grant select, update on access_personkey to kith_definer;
create policy definer on access_personkey to kith_definer using (true) with check (true);

-- Whoever merges holds both people: work begun for one of them meanwhile is seen, or waits and is refused.
create function handover_hold(people uuid[]) returns void
language plpgsql volatile security definer set search_path = public as $$
begin
    perform 1 from access_personkey k where k.id = any(people)
        and exists (select 1 from access_reach r where r.person_id = k.id and r.during @> act_moment()
                     and (r.team_id = any(my_teams()) or r.account_id = act_account()))
        order by k.id for update;
end $$;
alter function handover_hold(uuid[]) owner to kith_definer;
"""
LET_GO = """
drop function handover_hold(uuid[]);
drop policy definer on access_personkey;
revoke update on access_personkey from kith_definer;
"""

WHOLE = """
grant select on handover_merge to kith_definer;
create policy definer on handover_merge for select to kith_definer using (true);

create function handover_record_is_kept() returns trigger
language plpgsql volatile security definer set search_path = public as $$
begin
    perform 1 from access_personkey where id = new.person_id for key share;
    if exists (select 1 from handover_merge m where m.other_id = new.person_id and m.undone_at is null) then
        perform act_refuse('This record was merged with another of the same person. Open the record that is kept, and do it there.');
    end if;
    return null;
end $$;
alter function handover_record_is_kept() owner to kith_definer;
create constraint trigger record_is_kept after insert or update of person_id, state on action_action
    deferrable initially deferred for each row
    when (new.person_id is not null and new.state in ('open', 'held')) execute function handover_record_is_kept();
create constraint trigger record_is_kept after insert or update of person_id, state on caseload_listentry
    deferrable initially deferred for each row when (new.state <> 'ended') execute function handover_record_is_kept();
create constraint trigger record_is_kept after insert or update of person_id, state on contact_contact
    deferrable initially deferred for each row when (new.state = 'planned') execute function handover_record_is_kept();
"""
NOT_WHOLE = """
drop trigger record_is_kept on contact_contact;
drop trigger record_is_kept on caseload_listentry;
drop trigger record_is_kept on action_action;
drop function handover_record_is_kept();
drop policy definer on handover_merge;
"""


class Migration(migrations.Migration):
    dependencies = [("handover", "0007_merges"), ("contact", "0003_members"), ("action", "0007_shut_out_owners")]
    operations = [
        protect("handover_merge", person="kept_id"),
        protect("handover_moved", team="team_id"),
        migrations.RunSQL(HOLD, LET_GO),
        migrations.RunSQL(WHOLE, NOT_WHOLE),
    ]
