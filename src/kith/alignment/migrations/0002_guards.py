"""
Who sees what partners were sent and answered, and what the database holds whatever the application believes.

A summary says nothing of a field that its agreement leaves out. A request, its contact and its summary are of one agency, its
work of its own team; while it is waited for, that work is open. What an agency usually answers is told of nobody.
"""

from django.db import migrations

from kith.access.guards import protect, same_team

KEYS = """
alter table alignment_summary add constraint alignment_summary_agreement_there
    foreign key (agency_id, agreement_id) references agency_agreement (agency_id, id) deferrable initially deferred;
alter table alignment_summary add constraint alignment_summary_agency_and_id unique (agency_id, id);
alter table alignment_request add constraint alignment_request_summary_there
    foreign key (agency_id, summary_id) references alignment_summary (agency_id, id) deferrable initially deferred;
alter table alignment_request add constraint alignment_request_contact_there
    foreign key (agency_id, contact_id) references agency_contact (agency_id, id) deferrable initially deferred;
alter table alignment_copy add constraint alignment_copy_of_version
    foreign key (person_id, number) references plan_version (person_id, number) deferrable initially deferred;
"""
NO_KEYS = """
alter table alignment_copy drop constraint alignment_copy_of_version;
alter table alignment_request drop constraint alignment_request_contact_there;
alter table alignment_request drop constraint alignment_request_summary_there;
alter table alignment_summary drop constraint alignment_summary_agency_and_id;
alter table alignment_summary drop constraint alignment_summary_agreement_there;
"""

WITHIN = """
create function alignment_within_agreement() returns trigger language plpgsql as $$
begin
    if exists (select 1 from jsonb_array_elements(new.parts) p where not (p ->> 'field') = any(new.fields))
       or not exists (select 1 from agency_agreement a
                       where a.id = new.agreement_id and a.purpose = new.purpose and new.fields <@ a.fields) then
        perform act_refuse('No agreement with this agency allows that now. Ask the place manager.');
    end if;
    return new;
end $$;
create trigger within_agreement before insert on alignment_summary
    for each row execute function alignment_within_agreement();
"""
NOT_WITHIN = "drop trigger within_agreement on alignment_summary; drop function alignment_within_agreement();"

SIGHT = """
grant select on alignment_request to kith_definer;
create policy definer on alignment_request for select to kith_definer using (true);
grant select on alignment_answer to kith_definer;
create policy definer on alignment_answer for select to kith_definer using (true);
"""
WORK = """
create function alignment_has_its_work() returns trigger
language plpgsql security definer set search_path = public as $$
declare r alignment_request;
begin
    if tg_table_name = 'action_action' then
        select * into r from alignment_request where action_id = new.id;
    else
        select * into r from alignment_request where id = new.id;
    end if;
    if found and (r.state = 'sent' or (r.state in ('no answer', 'not for them') and r.settled_as = '')
            and tg_table_name = 'alignment_request')
       and not exists (select 1 from action_action a where a.id = r.action_id and a.state in ('open', 'held')) then
        perform act_refuse('A partner is asked: say on its own page what they answered, how you go on, or take it back.');
    end if;
    return null;
end $$;
alter function alignment_has_its_work() owner to kith_definer;
create constraint trigger has_its_work after insert or update of state, action_id on alignment_request
    deferrable initially deferred for each row execute function alignment_has_its_work();
create constraint trigger alignment_has_its_work after update of state on action_action
    deferrable initially deferred for each row
    when (new.kind = 'partner-answer' and new.state not in ('open', 'held')) execute function alignment_has_its_work();
"""
NO_WORK = """
drop trigger alignment_has_its_work on action_action;
drop trigger has_its_work on alignment_request;
drop function alignment_has_its_work();
"""

REPLIES = """
-- of requests of the last year that are over: state, and hours until the answer; of nobody
create function alignment_replies(agencies uuid[]) returns table (agency_id uuid, state text, hours double precision)
language sql stable security definer set search_path = public as $$
    select r.agency_id, r.state, extract(epoch from n.at - r.sent_at)::double precision / 3600
      from alignment_request r join agency_agency a on a.id = r.agency_id
      left join alignment_answer n on n.request_id = r.id
     where r.agency_id = any(agencies) and r.state <> 'sent' and r.sent_at > act_moment() - interval '366 days'
       and (a.place_id = any(agency_places()) or act_is_kith())
$$;
grant select on agency_agency to kith_definer;
create policy definer on agency_agency for select to kith_definer using (true);
alter function alignment_replies(uuid[]) owner to kith_definer;
"""
NO_REPLIES = "drop function alignment_replies(uuid[]); drop policy definer on agency_agency;"


class Migration(migrations.Migration):
    dependencies = [("alignment", "0001_initial"), ("plan", "0011_in_turn"), ("access", "0005_exclusions")]
    operations = [
        protect("alignment_summary", person="person_id", team="team_id", mutable=False),
        protect("alignment_request", person="person_id", team="team_id"),
        protect("alignment_answer", person="person_id", team="team_id", mutable=False),
        protect("alignment_said", person="person_id", team="team_id", mutable=False),
        protect("alignment_copy", person="person_id", team="team_id", mutable=False),
        same_team("alignment_request", "summary_id", "alignment_summary"),
        same_team("alignment_request", "action_id", "action_action"),
        same_team("alignment_answer", "request_id", "alignment_request"),
        same_team("alignment_said", "answer_id", "alignment_answer"),
        same_team("alignment_said", "contradiction_id", "contradiction_contradiction"),
        migrations.RunSQL(KEYS, NO_KEYS),
        migrations.RunSQL(WITHIN, NOT_WITHIN),
        migrations.RunSQL(SIGHT, migrations.RunSQL.noop),
        migrations.RunSQL(WORK, NO_WORK),
        migrations.RunSQL(REPLIES, NO_REPLIES),
    ]
