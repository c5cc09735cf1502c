"""
Restricted work says of whom and of what nothing at all; whoever owns it may open its matter, and nobody barred owns it.

A person without a name cannot be guessed from a list of work, and leaves, sickness and the duty go on as for any work. Only
those who may answer for a matter get it: who leads it, the team lead, a clinical supervisor, the on-call cover, whoever takes
the duty today; whoever already opens it whole may give it to anybody.
"""

from django.db import migrations

OPENS = """
grant select on team_rotaday to kith_definer;
create policy definer_restricted on team_rotaday for select to kith_definer using (true);
create function action_restricted_owner() returns trigger
language plpgsql security definer set search_path = public as $$
declare
    matter access_restriction;
    member record;
    is_given boolean := new.state in ('open', 'held')
        and (tg_op = 'INSERT' or new.owner_id <> old.owner_id or old.state not in ('open', 'held'));
begin
    select * into matter from access_restriction where id = new.origin_id;
    if new.person_id is not null or matter.id is null or matter.team_id <> new.team_id then
        raise exception 'restricted work belongs to a matter of its team and names nobody';
    end if;
    if is_given then
        select id, account_id, role into member from team_member where id = new.owner_id;
        if is_barred(member.account_id, matter.id) or is_shut_out(member.account_id, matter.person_id) then
            select m.id, m.account_id, m.role into member from team_member m
             where m.team_id = matter.team_id and m.during @> act_moment() and not is_barred(m.account_id, matter.id)
               and not is_shut_out(m.account_id, matter.person_id)
               and exists (select 1 from access_seat s where s.account_id = m.account_id and s.team_id = m.team_id
                            and s.role = m.role and s.during @> act_moment())
             order by array_position(array[matter.lead_role, 'on-call', 'team-lead', 'clinical-supervisor'], m.role) nulls last,
                      m.id limit 1;
            if member.id is null then
                perform act_refuse('Nobody on the team can take this: ring the on-call cover.');
            end if;
            new.owner_id := member.id;
        elsif not (member.role in (matter.lead_role, 'on-call', 'team-lead', 'clinical-supervisor')
                   or act_is_kith() or access_restriction_is_new(matter.id) or matter.id = any(my_restricted())
                   or exists (select 1 from team_rotaday r where r.team_id = matter.team_id and r.published_at is not null
                               and r.day = (act_moment() at time zone 'Europe/London')::date
                               and member.id in (r.duty_lead_id, r.second_id))) then
            perform act_refuse('Restricted work goes to the safeguarding lead, the duty lead, the team lead or the on-call cover.');
        end if;
        insert into access_opener (id, restriction_id, account_id, is_whole, during, why, act_id)
        select md5(concat(act_id(), new.id, member.account_id, (select count(*) from access_opener o
                                                                  where o.restriction_id = matter.id)))::uuid,
               matter.id, member.account_id, true, tstzrange(act_moment(), null), 'asked', act_id()
         where not exists (select 1 from access_opener o where o.restriction_id = matter.id and o.why = 'asked'
                            and o.account_id = member.account_id and upper_inf(o.during));
    end if;
    if tg_op = 'UPDATE' and old.state in ('open', 'held')
       and (new.owner_id <> old.owner_id or new.state not in ('open', 'held')) then
        update access_opener o set during = tstzrange(lower(o.during), greatest(lower(o.during), act_moment())), act_id = act_id()
          from team_member m
         where m.id = old.owner_id and o.account_id = m.account_id and o.restriction_id = matter.id and o.why = 'asked'
           and upper_inf(o.during)
           and not exists (select 1 from action_action a join team_member n on n.id = a.owner_id
                            where a.origin_kind = 'restricted' and a.origin_id = matter.id and a.id <> new.id
                              and a.state in ('open', 'held') and n.account_id = m.account_id)
           and not (new.state in ('open', 'held')
                    and exists (select 1 from team_member n where n.id = new.owner_id and n.account_id = m.account_id));
    end if;
    return new;
end $$;
alter function action_restricted_owner() owner to kith_definer;
create trigger restricted_owner before insert or update of owner_id, state, origin_id, person_id on action_action
    for each row when (new.origin_kind = 'restricted') execute function action_restricted_owner();

create policy not_barred on action_action as restrictive to kith_app
    using (origin_kind <> 'restricted' or origin_id <> all((select my_barred())::uuid[])) with check (true);
create policy not_barred on action_step as restrictive for select to kith_app using (
    person_id is not null or cardinality((select my_barred())::uuid[]) = 0
    or exists (select 1 from action_action a where a.id = action_step.action_id));
create policy barred_actions on act_history as restrictive for select to kith_app using (
    table_name <> 'action_action' or image ->> 'origin_kind' is distinct from 'restricted'
    or (image ->> 'origin_id')::uuid <> all((select my_barred())::uuid[]));
"""
UNDO = """
drop policy barred_actions on act_history;
drop policy not_barred on action_step;
drop policy not_barred on action_action;
drop trigger restricted_owner on action_action;
drop function action_restricted_owner();
drop policy definer_restricted on team_rotaday;
"""


class Migration(migrations.Migration):
    dependencies = [("action", "0011_noticed_kind"), ("access", "0013_restricted"), ("team", "0002_guards")]
    operations = [migrations.RunSQL(OPENS, UNDO)]
