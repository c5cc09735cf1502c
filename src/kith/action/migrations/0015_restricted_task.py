"""
A task of a restricted matter: work of one member on its list, and seen by nobody who may not open the matter.

Whoever owns one opens its matter while it is theirs, as for all restricted work. Nobody else sees that it is there, so nobody
else passes it on: when its owner is away today, leaves, closes the record or is named as the source of harm, the database
gives it to whoever leads the matter - else to the cover, a team lead, a supervisor - and tells them. Whoever leads a matter
may give it to others; anybody else who passes on work passes this to them.
"""

from django.db import migrations, models

KINDS = [
    "plain",
    "urgent",
    "look-through",
    "weekly-meeting",
    "import-review",
    "after-death",
    "doubles",
    "access-ask",
    "see-through",
    "spared",
    "proposal",
    "noticed",
    "supervision",
    "plan-review",
    "restricted-task",
]
HIDDEN = """
create policy restricted_tasks on action_action as restrictive to kith_app using (
    kind <> 'restricted-task' or origin_id = any((select my_restricted())::uuid[]) or (select act_is_kith())) with check (true);
create policy restricted_tasks on action_step as restrictive for select to kith_app using (
    person_id is not null or exists (select 1 from action_action a where a.id = action_step.action_id));
create policy restricted_tasks on act_history as restrictive for select to kith_app using (
    table_name <> 'action_action' or image ->> 'kind' <> 'restricted-task'
    or (image ->> 'origin_id')::uuid = any((select my_restricted())::uuid[]));
alter table action_action add constraint action_restricted_task_is_of_a_matter
    check (kind <> 'restricted-task' or origin_kind = 'restricted');
"""
SEEN = """
alter table action_action drop constraint action_restricted_task_is_of_a_matter;
drop policy restricted_tasks on act_history;
drop policy restricted_tasks on action_step;
drop policy restricted_tasks on action_action;
"""
RETURNED = """
grant select on team_absence to kith_definer;
create policy definer on team_absence for select to kith_definer using (true);
create policy definer_returns on action_action for update to kith_definer
    using (kind = 'restricted-task') with check (kind = 'restricted-task');
create policy definer_returns on action_step for insert to kith_definer with check (kind = 'pass');
create policy definer_returns on message_message for insert to kith_definer with check (kind = 'restricted named');

-- the member who takes the tasks of a matter from somebody: who leads it, there today if possible; null for nobody
create function action_heir(matter uuid, leaver uuid) returns uuid
language sql stable security definer set search_path = public as $$
    select m.id from access_restriction r join team_member m on m.team_id = r.team_id
     where r.id = matter and m.during @> act_moment() and m.account_id <> leaver
       and m.role in (r.lead_role, 'on-call', 'team-lead', 'clinical-supervisor')
       and not is_barred(m.account_id, r.id) and not is_shut_out(m.account_id, r.person_id)
       and exists (select 1 from access_seat s where s.account_id = m.account_id and s.team_id = m.team_id
                    and s.role = m.role and s.during @> act_moment())
     order by exists (select 1 from team_absence x where x.member_id = m.id and x.withdrawn_at is null
                       and (act_moment() at time zone 'Europe/London')::date between x.first_day and x.last_day),
              array_position(array[r.lead_role, 'on-call', 'team-lead', 'clinical-supervisor'], m.role), m.id limit 1
$$;
create function action_return_tasks(leaver uuid, of_team uuid, of_matter uuid, about uuid) returns void
language plpgsql security definer set search_path = public as $$
declare
    task record; heir record;
begin
    for task in
        select a.id, a.team_id, a.origin_id, a.owner_id from action_action a join team_member m on m.id = a.owner_id
          join access_restriction r on r.id = a.origin_id
         where a.kind = 'restricted-task' and a.state in ('open', 'held') and m.account_id = leaver
           and (of_team is null or a.team_id = of_team) and (of_matter is null or a.origin_id = of_matter)
           and (about is null or r.person_id = about) order by a.id
    loop
        select m.id, m.account_id into heir from team_member m where m.id = action_heir(task.origin_id, leaver);
        continue when heir.id is null;
        update action_action a set owner_id = heir.id, version = a.version + 1, act_id = act_id() where a.id = task.id;
        insert into action_step (id, team_id, person_id, action_id, kind, event_at, text, detail, account_id, act_id)
        select md5(concat(act_id(), a.id, a.version, 'step'))::uuid, a.team_id, null, a.id, 'pass', act_moment(), '',
               jsonb_build_object('version', a.version, 'owner_id', a.owner_id,
                                  'before', jsonb_build_object('owner_id', task.owner_id)), act_account(), act_id()
          from action_action a where a.id = task.id;
        insert into message_message (id, team_id, account_id, person_id, kind, thing_kind, thing_id, act_id)
        select md5(concat(act_id(), task.id, heir.id, 'told'))::uuid, task.team_id, heir.account_id, null, 'restricted named',
               'restricted', task.origin_id, act_id()
         where heir.account_id <> act_account();
    end loop;
end $$;

create function action_tasks_of_absent() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    if (act_moment() at time zone 'Europe/London')::date between new.first_day and new.last_day then
        perform action_return_tasks((select account_id from team_member where id = new.member_id), new.team_id, null, null);
    end if;
    return null;
end $$;
create function action_tasks_of_left() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    if upper_inf(old.during) and not upper_inf(new.during) then
        perform action_return_tasks(new.account_id, new.team_id, null, null);
    end if;
    return new;
end $$;
create function action_tasks_of_barred() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    perform action_return_tasks(new.account_id, null, new.restriction_id, null);
    return null;
end $$;
create function action_tasks_of_shut_out() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    perform action_return_tasks(new.account_id, null, null, new.person_id);
    return null;
end $$;
create constraint trigger returns_tasks after insert on team_absence deferrable initially deferred
    for each row execute function action_tasks_of_absent();
create trigger a_returns_tasks before update of during on team_member
    for each row execute function action_tasks_of_left();
create constraint trigger returns_tasks after insert on access_barred deferrable initially deferred
    for each row execute function action_tasks_of_barred();
create constraint trigger returns_tasks after insert on access_exclusion deferrable initially deferred
    for each row execute function action_tasks_of_shut_out();

-- before the owner of restricted work is checked: a task that passes from one to another goes to whoever leads
create function action_restricted_task_owner() returns trigger
language plpgsql security definer set search_path = public as $$
declare
    lead_role text; leads boolean; heir uuid;
begin
    if new.state not in ('open', 'held') or new.owner_id = old.owner_id then
        return new;
    end if;
    select r.lead_role into lead_role from access_restriction r where r.id = new.origin_id;
    leads := exists (select 1 from access_seat s where s.account_id = act_account() and s.team_id = new.team_id
                      and s.role = lead_role and s.during @> act_moment())
             or exists (select 1 from team_member m where m.id = new.owner_id and m.role = lead_role);
    if not leads then
        heir := action_heir(new.origin_id, (select account_id from team_member where id = old.owner_id));
        new.owner_id := coalesce(heir, new.owner_id);
    end if;
    return new;
end $$;
create trigger a_task_goes_to_the_lead before update of owner_id on action_action
    for each row when (new.kind = 'restricted-task') execute function action_restricted_task_owner();
"""
FUNCTIONS = (
    "action_heir(uuid, uuid)",
    "action_return_tasks(uuid, uuid, uuid, uuid)",
    "action_tasks_of_absent()",
    "action_tasks_of_left()",
    "action_tasks_of_barred()",
    "action_tasks_of_shut_out()",
    "action_restricted_task_owner()",
)
OWNED = "".join(f"alter function {name} owner to kith_definer;" for name in FUNCTIONS)
LEFT = (
    "drop trigger a_task_goes_to_the_lead on action_action; drop trigger returns_tasks on access_exclusion;"
    " drop trigger returns_tasks on access_barred; drop trigger a_returns_tasks on team_member;"
    " drop trigger returns_tasks on team_absence; drop policy definer_returns on message_message;"
    " drop policy definer_returns on action_step; drop policy definer_returns on action_action;"
    " drop policy definer on team_absence;" + "".join(f"drop function {name};" for name in reversed(FUNCTIONS))
)


class Migration(migrations.Migration):
    dependencies = [
        ("action", "0014_plan_review_kind"),
        ("access", "0013_restricted"),
        ("team", "0007_set_up_guards"),
        ("message", "0006_told_at"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="action", name="action_action_kind_known"),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", KINDS)), name="action_action_kind_known"),
        ),
        migrations.RunSQL(HIDDEN, SEEN),
        migrations.RunSQL(RETURNED, LEFT),
        migrations.RunSQL(OWNED, migrations.RunSQL.noop),
    ]
