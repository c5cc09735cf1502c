"""
What was entered for the safeguarding lead at a contact is read by those whom its concern is open to, in the database too.

Whoever entered it reads it as they read what they wrote. Where it led to no concern, it is also for those who lead
safeguarding on a team that reaches the person. Nobody reads it from whom a concern that it led to is kept.
"""

from django.db import migrations

_ARGUMENTS = "uuid, text, uuid, uuid[], uuid[], uuid[]"
FUNCTION = f"""
grant select on escalation_reason to kith_definer;
create policy definer on escalation_reason for select to kith_definer using (true);
create function safeguarding_fact_is_open(
    person uuid, source text, made_by uuid, mine uuid[], told uuid[], barred uuid[]) returns boolean
language sql stable security definer cost 1000 set search_path = public as $$
    with matters as (
        select distinct r.escalation_id as id from escalation_reason r
          join escalation_escalation e on e.id = r.escalation_id and e.track = 'safeguarding'
         where r.source_kind = 'contact' and r.source_id = case when source ~ '^[0-9a-f-]{{36}}$' then source::uuid end
    ), author as (
        select made_by = act_id() or exists (
                   select 1 from trail_entry t where t.id = made_by and t.account_id = act_account()) as is_me
    )
    select case
        when exists (select 1 from matters) then
            not exists (select 1 from matters where id = any(barred))
            and (exists (select 1 from matters where id = any(mine))
                 or exists (select 1 from matters where id = any(told)) and (select is_me from author))
        else (select is_me from author) or exists (
            select 1 from access_seat s
              join access_reach r on r.team_id = s.team_id and r.person_id = person and r.during @> act_moment()
             where s.account_id = act_account() and s.role = 'safeguarding-lead' and s.during @> act_moment())
        end
$$;
alter function safeguarding_fact_is_open({_ARGUMENTS}) owner to kith_definer;
"""  # noqa: S608  (our own words)
POLICIES = """
create policy restricted on record_fact as restrictive to kith_app using (
    confidentiality = 'normal' or source_system <> 'kith'
    or safeguarding_fact_is_open(person_id, source_id, act_id, (select my_restricted())::uuid[],
                                 (select my_restricted_told())::uuid[], (select my_barred())::uuid[])) with check (true);
create policy restricted_facts on act_history as restrictive for select to kith_app using (
    case when table_name <> 'record_fact' then true
         when image ->> 'confidentiality' = 'normal' or image ->> 'source_system' <> 'kith' then true
         else safeguarding_fact_is_open((image ->> 'person_id')::uuid, image ->> 'source_id', (image ->> 'act_id')::uuid,
                                        (select my_restricted())::uuid[], (select my_restricted_told())::uuid[],
                                        (select my_barred())::uuid[]) end);
"""
UNDO = "drop policy restricted_facts on act_history; drop policy restricted on record_fact;"


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0002_guards"), ("record", "0004_ends_precision")]
    operations = [
        migrations.RunSQL(
            FUNCTION,
            f"drop function safeguarding_fact_is_open({_ARGUMENTS}); drop policy definer on escalation_reason",
        ),
        migrations.RunSQL(POLICIES, UNDO),
    ]
