"""
Somebody of the same place joins a person by NHS number and birth date: a reach of their own for a while, its leads told.

The joiner sees neither the person nor the team beforehand, so two functions of the definer do it: one joins and says only
whose record is open now, the other ends it for somebody who reaches the person. A joiner reads their own rows afterwards.
"""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import migrations, models
from django.db.models import Q

import kith.act.ids
import kith.act.models
from kith.access.guards import act_triggers

FUNCTIONS = """
grant select on handover_join, team_team, team_member, team_rotaday, team_absence, caseload_listentry to kith_definer;
grant insert, update on handover_join, access_reach to kith_definer;
grant insert on message_message to kith_definer;
create policy definer_joins on team_rotaday for select to kith_definer using (true);
create policy definer_joins on team_absence for select to kith_definer using (true);
create policy definer_joins on access_reach for insert to kith_definer with check (
    team_id is null and account_id = act_account() and upper(during) <= act_moment() + interval '31 days');
create policy definer_ends on access_reach for update to kith_definer
    using (team_id is null and i_reach(person_id)) with check (upper(during) <= act_moment());
create policy definer_tells on message_message for insert to kith_definer with check (true);

-- who answers for a person on each team that has them on its list: the named lead, else the duty lead, the second, the
-- cover, a team lead; nobody who is away today, has no account any more or has closed the record to themselves
create function handover_answering(person uuid) returns table (team uuid, account uuid)
language sql stable security definer set search_path = public as $$
    select e.team_id, m.account_id from caseload_listentry e cross join lateral (
        select m.account_id from team_member m
          join access_account a on a.id = m.account_id and (a.ended_at is null or a.ended_at > act_moment())
          left join team_rotaday d on d.team_id = e.team_id and d.published_at is not null
           and d.day = (act_moment() at time zone 'Europe/London')::date
         where m.team_id = e.team_id and m.during @> act_moment() and not is_shut_out(m.account_id, person)
           and (m.id in (e.named_lead_id, d.duty_lead_id, d.second_id) or m.role in ('on-call', 'team-lead'))
         order by exists (select 1 from team_absence x where x.member_id = m.id and x.withdrawn_at is null
                           and (act_moment() at time zone 'Europe/London')::date between x.first_day and x.last_day),
                  case when m.id = e.named_lead_id then 0 when m.id = d.duty_lead_id then 1 when m.id = d.second_id then 2
                       when m.role = 'on-call' then 3 else 4 end, m.id limit 1) m
     where e.person_id = person and e.state <> 'ended'
$$;
revoke execute on function handover_answering(uuid) from public;
alter function handover_answering(uuid) owner to kith_definer;

-- open the record of the one person with this number and birth date on a list of the actor's places, until a moment; null
-- when there is none, they are protected, know the actor, or a lead ended the actor's last joining within these days
create function handover_join_person(number text, born date, words text, said_role text, said_why text, until timestamptz)
returns uuid language plpgsql security definer set search_path = public as $$
declare
    wanted uuid;
begin
    perform pg_advisory_xact_lock(hashtextextended('join ' || act_account()::text, 0));
    select p.id into wanted from person_person p
     where p.nhs_number = number and not p.is_protected and p.birth_precision = 'day' and p.birth_date = born
       and p.id <> all((select my_exclusions())::uuid[])
       and exists (select 1 from caseload_listentry e join team_team t on t.id = e.team_id
                    join team_team own on own.place_id = t.place_id and own.id = any((select my_teams())::uuid[])
                    where e.person_id = p.id and e.state <> 'ended')
       and not exists (select 1 from handover_join j where j.person_id = p.id and j.account_id = act_account()
                        and j.ended_because <> '' and upper(j.during) > act_moment() - (until - act_moment()))
     limit 1;
    if wanted is null or i_reach(wanted) then
        return wanted;
    end if;
    insert into access_reach (id, person_id, account_id, during, why, act_id)
    values (gen_random_uuid(), wanted, act_account(), tstzrange(act_moment(), until), words, act_id());
    insert into handover_join (id, person_id, account_id, during, why, stated_role, because, ended_because, act_id)
    values (gen_random_uuid(), wanted, act_account(), tstzrange(act_moment(), until), words, said_role, said_why, '', act_id());
    insert into message_message (id, team_id, account_id, person_id, kind, thing_kind, thing_id, act_id)
    select gen_random_uuid(), t.team, t.account, wanted, 'somebody joined', 'person', wanted, act_id()
      from handover_answering(wanted) t where t.account <> act_account();
    return wanted;
end $$;
alter function handover_join_person(text, date, text, text, text, timestamptz) owner to kith_definer;

-- end what an account joined, for somebody who reaches the person, and tell them on a team of their own
create function handover_end_joining(person uuid, joiner uuid, said_why text) returns integer
language plpgsql security definer set search_path = public as $$
declare
    ended record;
begin
    if not i_reach(person) then
        return 0;
    end if;
    update handover_join j set during = tstzrange(lower(j.during), act_moment()), ended_because = said_why, act_id = act_id()
     where j.person_id = person and j.account_id = joiner and j.during @> act_moment() and lower(j.during) < act_moment()
    returning j.id, j.why into ended;
    if ended.id is null then
        return 0;
    end if;
    update access_reach r set during = tstzrange(lower(r.during), act_moment()), act_id = act_id()
     where r.person_id = person and r.account_id = joiner and r.why = ended.why and r.during @> act_moment();
    insert into message_message (id, team_id, account_id, kind, thing_kind, thing_id, act_id)
    select gen_random_uuid(), s.team_id, joiner, 'joining ended', 'join', ended.id, act_id() from access_seat s
     where s.account_id = joiner and s.during @> act_moment() order by s.team_id limit 1;
    return 1;
end $$;
alter function handover_end_joining(uuid, uuid, text) owner to kith_definer;

alter table handover_join enable row level security;
alter table handover_join force row level security;
create policy backup on handover_join for select to kith_backup using (true);
create policy definer on handover_join to kith_definer using (true) with check (true);
create policy seen on handover_join for select to kith_app using (
    account_id = (select act_account())
    or exists (select 1 from access_reach r where r.person_id = handover_join.person_id and r.during @> act_moment()
                and (r.team_id = any((select my_teams())::uuid[]) or r.account_id = (select act_account()))));
revoke insert, update on handover_join from kith_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("handover", "0005_locks"),
        ("access", "0008_overlap"),
        ("message", "0003_unread"),
        ("caseload", "0004_came_from"),
        ("team", "0004_cover_ids"),
        ("person", "0007_one_place_for_sources"),
    ]
    operations = [
        migrations.CreateModel(
            name="Join",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("during", DateTimeRangeField()),
                ("why", models.TextField()),
                ("stated_role", models.TextField()),
                ("because", models.TextField()),
                ("ended_because", models.TextField(default="")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.personkey"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(stated_role="") & ~Q(because=""), name="handover_join_says_role_and_why"
                    )
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(act_triggers("handover_join", "person_id", "", mutable=True), migrations.RunSQL.noop),
    ]
