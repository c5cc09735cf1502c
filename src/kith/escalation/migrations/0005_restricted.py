"""
A safeguarding escalation is a restricted matter under its own id: several of one person stand beside each other, unseen.

Its clock is run by Kith, who sees that it is there and when to answer, not why. What it says - reasons, who was told - is for
those whom the matter is open to; whoever raised it reads what they gave as their reason.
"""

from django.db import migrations, models

POLICIES = """
create policy restricted on escalation_escalation as restrictive to kith_app using (
    track = 'clinical' or id = any((select my_restricted_told())::uuid[]) or (select act_is_kith()));
create policy restricted on escalation_routestep as restrictive to kith_app using (
    exists (select 1 from escalation_escalation e where e.id = escalation_routestep.escalation_id));
create policy restricted on escalation_reason as restrictive to kith_app using (
    exists (select 1 from escalation_escalation e where e.id = escalation_reason.escalation_id
             and (e.track = 'clinical' or e.id = any((select my_restricted())::uuid[])))
    or account_id = (select act_account()));
create policy restricted on escalation_told as restrictive to kith_app using (
    exists (select 1 from escalation_escalation e where e.id = escalation_told.escalation_id
             and (e.track = 'clinical' or e.id = any((select my_restricted())::uuid[]))));
create policy restricted_escalations on act_history as restrictive for select to kith_app using (
    case table_name
    when 'escalation_escalation' then image ->> 'track' = 'clinical' or row_id = any((select my_restricted())::uuid[])
    when 'escalation_routestep' then exists (
        select 1 from escalation_escalation e where e.id = (image ->> 'escalation_id')::uuid
           and (e.track = 'clinical' or e.id = any((select my_restricted())::uuid[])))
    else true end);
alter table escalation_escalation add constraint escalation_restricted_by_track
    check (track = 'clinical' or level = 3) not valid;
create function escalation_is_restricted() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    if not exists (select 1 from access_restriction r where r.id = new.id and r.team_id = new.team_id
                    and r.person_id = new.person_id) then
        raise exception 'a safeguarding escalation is a restricted matter of its person and team';
    end if;
    return null;
end $$;
alter function escalation_is_restricted() owner to kith_definer;
create constraint trigger is_restricted after insert on escalation_escalation deferrable initially deferred
    for each row when (new.track = 'safeguarding') execute function escalation_is_restricted();
"""
UNDO = """
drop trigger is_restricted on escalation_escalation;
drop function escalation_is_restricted();
alter table escalation_escalation drop constraint escalation_restricted_by_track;
drop policy restricted_escalations on act_history;
drop policy restricted on escalation_told;
drop policy restricted on escalation_reason;
drop policy restricted on escalation_routestep;
drop policy restricted on escalation_escalation;
"""


class Migration(migrations.Migration):
    dependencies = [("escalation", "0004_route_since"), ("access", "0013_restricted"), ("action", "0012_restricted")]
    operations = [
        migrations.RemoveConstraint(model_name="escalation", name="escalation_one_at_a_time"),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True), ("by_merge", False), ("track", "clinical")
                ),
                fields=("team", "person", "track"),
                name="escalation_one_at_a_time",
            ),
        ),
        migrations.RunSQL(POLICIES, UNDO),
    ]
