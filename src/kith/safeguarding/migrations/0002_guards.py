"""
Who sees concerns: the list of each, in the database too; that concern, escalation and restriction stand and end together;
and that nobody leaves a list while something restricted about them is open.
"""

from django.db import migrations

from kith.access.guards import act_triggers, same_team

_SEEN = "{key} = any((select my_restricted())::uuid[])"
_TOLD = "{key} = any((select my_restricted_told())::uuid[])"
POLICIES = f"""
alter table safeguarding_concern enable row level security;
alter table safeguarding_concern force row level security;
create policy backup on safeguarding_concern for select to kith_backup using (true);
create policy seen on safeguarding_concern for select to kith_app using ({_TOLD.format(key="id")});
create policy made on safeguarding_concern for insert to kith_app with check ({_TOLD.format(key="id")});
create policy changed on safeguarding_concern for update to kith_app
    using ({_SEEN.format(key="id")}) with check ({_SEEN.format(key="id")});
revoke update on safeguarding_concern from kith_app;
grant update (state, closed_at, act_id) on safeguarding_concern to kith_app;

alter table safeguarding_recorded enable row level security;
alter table safeguarding_recorded force row level security;
create policy backup on safeguarding_recorded for select to kith_backup using (true);
create policy seen on safeguarding_recorded for select to kith_app using (
    {_SEEN.format(key="concern_id")} or is_returned and {_TOLD.format(key="concern_id")});
create policy made on safeguarding_recorded for insert to kith_app with check (
    {_SEEN.format(key="concern_id")} and account_id = (select act_account()));
revoke update on safeguarding_recorded from kith_app;

alter table safeguarding_source enable row level security;
alter table safeguarding_source force row level security;
create policy backup on safeguarding_source for select to kith_backup using (true);
create policy seen on safeguarding_source for select to kith_app using (
    {_SEEN.format(key="concern_id")} or account_id = (select act_account()) and {_TOLD.format(key="concern_id")});
create policy made on safeguarding_source for insert to kith_app with check (
    account_id = (select act_account())
    and ({_SEEN.format(key="concern_id")} or access_restriction_is_new(concern_id)));
create policy changed on safeguarding_source for update to kith_app
    using ({_SEEN.format(key="concern_id")}) with check ({_SEEN.format(key="concern_id")});
revoke update on safeguarding_source from kith_app;
grant update (withdrawn_at, act_id) on safeguarding_source to kith_app;

create policy not_barred on message_message as restrictive to kith_app
    using (thing_kind <> 'restricted' or thing_id <> all((select my_barred())::uuid[])) with check (true);
create policy concerns on act_history as restrictive for select to kith_app using (
    case table_name
    when 'safeguarding_concern' then row_id = any((select my_restricted())::uuid[])
    when 'safeguarding_source' then (image ->> 'concern_id')::uuid = any((select my_restricted())::uuid[])
    else true end);
"""  # noqa: S608  (our own words)
UNDO = "drop policy concerns on act_history; drop policy not_barred on message_message;"
TOGETHER = """
grant select on safeguarding_concern, safeguarding_recorded to kith_definer;
create policy definer on safeguarding_concern for select to kith_definer using (true);
create policy definer on safeguarding_recorded for select to kith_definer using (true);
create function safeguarding_ends_together() returns trigger
language plpgsql security definer set search_path = public as $$
declare matter uuid := new.id;
begin
    if (select count(*) from safeguarding_concern c join escalation_escalation e on e.id = c.id
               join access_restriction r on r.id = c.id
         where c.id = matter and (c.state = 'closed') = (e.state = 'closed') and (c.state = 'closed') = (r.ended_at is not null)
           and c.person_id = r.person_id and (c.state = 'open' or exists (
                   select 1 from safeguarding_recorded s where s.concern_id = c.id and s.step = 'closing'))) = 0 then
        perform act_refuse('A concern is closed by whoever leads it, with what came of it: never by itself.');
    end if;
    return null;
end $$;
alter function safeguarding_ends_together() owner to kith_definer;
create constraint trigger ends_together after insert or update of state on safeguarding_concern
    deferrable initially deferred for each row execute function safeguarding_ends_together();
create constraint trigger ends_together after insert or update of state on escalation_escalation
    deferrable initially deferred for each row when (new.track = 'safeguarding') execute function safeguarding_ends_together();
create constraint trigger ends_together after insert or update of ended_at on access_restriction
    deferrable initially deferred for each row execute function safeguarding_ends_together();

create function safeguarding_none_left_behind() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    if exists (select 1 from access_restriction r where r.team_id = new.team_id and r.person_id = new.person_id
                and r.ended_at is null) then
        if exists (select 1 from access_restriction r where r.team_id = new.team_id and r.person_id = new.person_id
                    and r.ended_at is null and not is_barred(act_account(), r.id)) then
            perform act_refuse('Something restricted about this person is open: ask the safeguarding lead before they leave the list.');
        end if;
        perform act_refuse('This cannot be done now. Ask the on-call cover.');
    end if;
    return null;
end $$;
alter function safeguarding_none_left_behind() owner to kith_definer;
create constraint trigger none_restricted_left_behind after update of state on caseload_listentry
    deferrable initially deferred for each row when (new.state = 'ended' and old.state <> 'ended')
    execute function safeguarding_none_left_behind();
"""
NOT_TOGETHER = """
drop trigger none_restricted_left_behind on caseload_listentry;
drop function safeguarding_none_left_behind();
drop trigger ends_together on access_restriction;
drop trigger ends_together on escalation_escalation;
drop trigger ends_together on safeguarding_concern;
drop function safeguarding_ends_together();
"""
# What colleagues are told: that something is restricted, and whom to ask; never of whom, but on that person's own page. Not
# those it is kept from, nor whoever has closed the record; visiting members (tier aligned, and no closer) only if the lead
# says so; whoever may open it always.
TOLD = """
create function safeguarding_told(teams uuid[], about uuid)
returns table (team_id uuid, matter uuid, ask text)
language sql stable security definer set search_path = public as $$
    select r.team_id, case when r.id = any(my_restricted_told()) then r.id end,
           (select a.name from team_member m join access_account a on a.id = m.account_id
             where m.team_id = r.team_id and m.during @> act_moment() and not is_barred(m.account_id, r.id)
               and not is_shut_out(m.account_id, r.person_id)
               and exists (select 1 from access_seat s where s.account_id = m.account_id and s.team_id = m.team_id
                            and s.role = m.role and s.during @> act_moment())
               and m.role in (r.lead_role, 'team-lead', 'on-call')
             order by array_position(array[r.lead_role, 'team-lead', 'on-call'], m.role), a.name limit 1)
      from access_restriction r
     where r.ended_at is null and r.team_id = any(teams) and r.team_id = any(my_teams())
       and (about is null or r.person_id = about)
       and r.person_id <> all(my_exclusions()) and r.id <> all(my_barred())
       and (r.is_told_to_visitors or r.id = any(my_restricted_told())
            or exists (select 1 from team_member m where m.team_id = r.team_id and m.account_id = act_account()
                        and m.during @> act_moment() and m.tier <> 'aligned'))
     order by r.team_id, r.id
$$;
alter function safeguarding_told(uuid[], uuid) owner to kith_definer;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("safeguarding", "0001_initial"),
        ("escalation", "0005_restricted"),
        ("caseload", "0001_initial"),
        ("message", "0002_guards"),
        ("team", "0003_sound_rota_and_cover"),
    ]
    operations = [
        migrations.RunSQL(
            act_triggers("safeguarding_concern", "person_id", "team_id", mutable=True)
            + act_triggers("safeguarding_recorded", "", "", mutable=False)
            + act_triggers("safeguarding_source", "", "team_id", mutable=True),
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(POLICIES, UNDO),
        same_team("safeguarding_concern", "id", "access_restriction"),
        migrations.RunSQL(
            "alter table safeguarding_concern add constraint safeguarding_concern_escalation_same_team"
            " foreign key (team_id, id) references escalation_escalation (team_id, id) deferrable initially deferred",
            "alter table safeguarding_concern drop constraint safeguarding_concern_escalation_same_team",
        ),
        same_team("safeguarding_recorded", "concern_id", "safeguarding_concern"),
        same_team("safeguarding_source", "concern_id", "safeguarding_concern"),
        migrations.RunSQL(TOGETHER, NOT_TOGETHER),
        migrations.RunSQL(TOLD, "drop function safeguarding_told(uuid[], uuid)"),
    ]
