"""
What the holder of a request's link sees of it: the request, the summary as it left, the agency and the contact who was asked.

Whether it may still be shared is a verdict of the database, which reads for it what they do not see: agreements, what the person
said against it, who works with them. A transaction by link writes to the tables that an answer needs, and to no other.
"""

from django.db import migrations

SEEN = """
-- what stands behind the link of this transaction: the summary, the agency, the contact
create function alignment_of_link() returns uuid[] language sql stable security definer set search_path = public as $$
    select coalesce((select array[r.summary_id, r.agency_id, r.contact_id] from alignment_request r
                      where r.id = door_for('alignment')), '{}')
$$;
alter function alignment_of_link() owner to kith_definer;

create policy by_link on alignment_request for select to kith_app using (id = (select door_for('alignment')));
create policy by_link_locks on alignment_request for update to kith_app
    using (id = (select door_for('alignment'))) with check (false);
create policy by_link on alignment_summary for select to kith_app using (id = any((select alignment_of_link())::uuid[]));
create policy by_link on agency_agency for select to kith_app using (id = any((select alignment_of_link())::uuid[]));
create policy by_link on agency_contact for select to kith_app using (id = any((select alignment_of_link())::uuid[]));
"""
NOT_SEEN = """
drop policy by_link on agency_contact;
drop policy by_link on agency_agency;
drop policy by_link on alignment_summary;
drop policy by_link_locks on alignment_request;
drop policy by_link on alignment_request;
drop function alignment_of_link();
"""

READ = """
grant select on alignment_summary, agency_agreement, agency_involved, agency_objection, agency_override, agency_contact,
    team_contactdetails to kith_definer;
create policy definer on alignment_summary for select to kith_definer using (true);
create policy definer on agency_agreement for select to kith_definer using (true);
create policy definer on agency_involved for select to kith_definer using (true);
create policy definer on agency_objection for select to kith_definer using (true);
create policy definer on agency_override for select to kith_definer using (true);
create policy definer on agency_contact for select to kith_definer using (true);
create policy definer on team_contactdetails for select to kith_definer using (true);
"""
NOT_READ = """
drop policy definer on team_contactdetails;
drop policy definer on agency_contact;
drop policy definer on agency_override;
drop policy definer on agency_objection;
drop policy definer on agency_involved;
drop policy definer on agency_agreement;
drop policy definer on alignment_summary;
"""

VERDICTS = """
-- whether a request is that of this transaction's link, or of a team of the actor and somebody whom they open
create function alignment_is_mine(request uuid, team uuid, person uuid) returns boolean
language sql stable set search_path = public as
    $$ select coalesce(request = door_for('alignment'), false) or (team = any(my_teams()) and i_reach(person)) $$;

-- which team asks, and how whoever sent it is reached while they are on it
create function alignment_asked_by(request uuid) returns table (team text, telephone text)
language sql stable security definer set search_path = public as $$
    select t.name, coalesce((select d.phone from team_contactdetails d where d.account_id = r.author_id
                and exists (select 1 from access_seat s where s.account_id = d.account_id and s.team_id = r.team_id
                             and s.during @> act_moment())), '')
      from alignment_request r join team_team t on t.id = r.team_id
     where r.id = request and alignment_is_mine(r.id, r.team_id, r.person_id)
$$;
alter function alignment_asked_by(uuid) owner to kith_definer;

-- whether what was sent may still be shared at a moment (agency.rules.may_share, and that the contact is still there), where
-- `told` are the fields that its purpose may tell, and `says_where` those that are not told of the protected
create function alignment_may_still(request uuid, at timestamptz, told text[], says_where text[]) returns boolean
language sql stable security definer set search_path = public as $$
    select exists (
        select 1 from alignment_request r
          join alignment_summary s on s.id = r.summary_id
          join person_person p on p.id = r.person_id
          cross join lateral (select (at at time zone 'Europe/London')::date as day) d
          cross join lateral (select a.fields, a.until_day, a.ended_at from agency_agreement a
                               where a.agency_id = r.agency_id and a.purpose = s.purpose and a.from_day <= d.day
                               order by a.number desc limit 1) g
         where r.id = request and alignment_is_mine(r.id, r.team_id, r.person_id) and not p.is_dead
           and g.until_day >= d.day and (g.ended_at is null or g.ended_at > at)
           and s.fields <@ g.fields and s.fields <@ told and not (p.is_protected and s.fields && says_where)
           and exists (select 1 from unnest(g.fields) f where f = any(told) and not (p.is_protected and f = any(says_where)))
           and exists (select 1 from agency_involved i
                        where i.person_id = r.person_id and i.agency_id = r.agency_id and i.purpose = s.purpose
                          and i.from_day <= d.day and (i.until_day is null or i.until_day >= d.day))
           and (not exists (select 1 from agency_objection o
                             where o.person_id = r.person_id and (o.agency_id is null or o.agency_id = r.agency_id)
                               and o.purpose in ('', s.purpose) and o.since <= at
                               and (o.withdrawn_at is null or o.withdrawn_at > at))
                or exists (select 1 from agency_override v
                            where v.person_id = r.person_id and v.agency_id = r.agency_id and v.purpose = s.purpose
                              and v.since <= at and v.until_day >= d.day and (v.ended_at is null or v.ended_at > at)))
           and exists (select 1 from agency_contact c where c.id = r.contact_id and c.from_day <= d.day
                        and (c.until_day is null or c.until_day >= d.day)))
$$;
alter function alignment_may_still(uuid, timestamptz, text[], text[]) owner to kith_definer;
"""
NO_VERDICTS = """
drop function alignment_may_still(uuid, timestamptz, text[], text[]);
drop function alignment_asked_by(uuid);
drop function alignment_is_mine(uuid, uuid, uuid);
"""

WRITTEN = """
create or replace function act_check() returns trigger language plpgsql as $$
declare mine uuid := act_id();
begin
    if exists (select 1 from fresh where act_id is distinct from mine) then
        raise exception '%: every row carries the act of its transaction (%)', tg_table_name, coalesce(mine::text, 'none');
    end if;
    if coalesce(current_setting('kith.link', true), '') <> '' and tg_table_name not in (
        'door_link', 'alignment_request', 'alignment_answer', 'alignment_said', 'contradiction_contradiction',
        'contradiction_item', 'action_action', 'action_step', 'action_offer', 'message_message')
       and exists (select 1 from fresh) then
        raise exception '%: nothing is written there by a link', tg_table_name;
    end if;
    return null;
end $$;
"""
NOT_WRITTEN = """
create or replace function act_check() returns trigger language plpgsql as $$
declare mine uuid := act_id();
begin
    if exists (select 1 from fresh where act_id is distinct from mine) then
        raise exception '%: every row carries the act of its transaction (%)', tg_table_name, coalesce(mine::text, 'none');
    end if;
    return null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("alignment", "0002_guards"), ("agency", "0002_guards"), ("door", "0003_narrow"), ("team", "0005_contact_details"),
        ("act", "0002_guards"), ("access", "0008_overlap"),
    ]  # fmt: skip
    operations = [
        migrations.RunSQL(SEEN, NOT_SEEN),
        migrations.RunSQL(READ, NOT_READ),
        migrations.RunSQL(VERDICTS, NO_VERDICTS),
        migrations.RunSQL(WRITTEN, NOT_WRITTEN),
    ]
