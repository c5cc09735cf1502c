"""
Whoever comes by a link is told who waits for their answer, and how to reach them: not who sent it, where somebody else took it.

A link that ended because others guessed at its code is no silence of the agency.
"""

from django.db import migrations

ASKED_BY = """
drop function alignment_asked_by(uuid);
-- which team asks, who of it waits for the answer (whoever sent it, where the work is over), and how they are reached while on it
create function alignment_asked_by(request uuid) returns table (team text, waits text, telephone text)
language sql stable security definer set search_path = public as $$
    select t.name, a.name, coalesce((select d.phone from team_contactdetails d where d.account_id = a.id
                and exists (select 1 from access_seat s where s.account_id = a.id and s.team_id = r.team_id
                             and s.during @> act_moment())), '')
      from alignment_request r join team_team t on t.id = r.team_id
      join access_account a on a.id = coalesce(
            (select m.account_id from action_action x join team_member m on m.id = x.owner_id
              where x.id = r.action_id and x.state in ('open', 'held')), r.author_id)
     where r.id = request and alignment_is_mine(r.id, r.team_id, r.person_id)
$$;
alter function alignment_asked_by(uuid) owner to kith_definer;
"""
ASKED_BY_BEFORE = """
drop function alignment_asked_by(uuid);
create function alignment_asked_by(request uuid) returns table (team text, telephone text)
language sql stable security definer set search_path = public as $$
    select t.name, coalesce((select d.phone from team_contactdetails d where d.account_id = r.author_id
                and exists (select 1 from access_seat s where s.account_id = d.account_id and s.team_id = r.team_id
                             and s.during @> act_moment())), '')
      from alignment_request r join team_team t on t.id = r.team_id
     where r.id = request and alignment_is_mine(r.id, r.team_id, r.person_id)
$$;
alter function alignment_asked_by(uuid) owner to kith_definer;
"""
REPLIES = """
-- of requests of the last year that are over: state, and hours until the answer; of nobody. Without an answer because somebody
-- guessed at the code is not among them
create or replace function alignment_replies(agencies uuid[]) returns table (agency_id uuid, state text, hours double precision)
language sql stable security definer set search_path = public as $$
    select r.agency_id, r.state, extract(epoch from n.at - r.sent_at)::double precision / 3600
      from alignment_request r join agency_agency a on a.id = r.agency_id
      left join alignment_answer n on n.request_id = r.id
     where r.agency_id = any(agencies) and r.state <> 'sent' and r.sent_at > act_moment() - interval '366 days'
       and (a.place_id = any(agency_places()) or act_is_kith())
       and not (r.state = 'no answer' and exists (select 1 from door_link l where l.for_id = r.id and l.ended_because = 'guessed'))
$$;
"""
REPLIES_BEFORE = """
create or replace function alignment_replies(agencies uuid[]) returns table (agency_id uuid, state text, hours double precision)
language sql stable security definer set search_path = public as $$
    select r.agency_id, r.state, extract(epoch from n.at - r.sent_at)::double precision / 3600
      from alignment_request r join agency_agency a on a.id = r.agency_id
      left join alignment_answer n on n.request_id = r.id
     where r.agency_id = any(agencies) and r.state <> 'sent' and r.sent_at > act_moment() - interval '366 days'
       and (a.place_id = any(agency_places()) or act_is_kith())
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("alignment", "0005_of_a_team"),
        ("team", "0003_sound_rota_and_cover"),
        ("action", "0003_owners"),
    ]
    operations = [migrations.RunSQL(ASKED_BY, ASKED_BY_BEFORE), migrations.RunSQL(REPLIES, REPLIES_BEFORE)]
