"""
Whoever asks sees neither the person nor the team, so two functions of the definer do it: one asks, one answers.

Asking makes the question, the action of whoever leads the team with its first step, and tells its leads. Answering opens the
record or not, and tells whoever asked on a team of theirs. An action is not done while its question waits.
"""

from django.db import migrations

from kith.access.guards import act_triggers

FUNCTIONS = """
grant select, insert, update on handover_ask to kith_definer;
grant insert on action_action, action_step to kith_definer;
create policy definer_asks on action_action for insert to kith_definer
    with check (kind = 'access-ask' and origin_kind = 'ask');
create policy definer_asks on action_step for insert to kith_definer with check (kind = 'add');
create policy definer_answers on access_reach for insert to kith_definer with check (
    team_id is null and lower(during) = act_moment() and upper(during) <= act_moment() + interval '92 days'
    and i_reach(person_id) and not is_shut_out(account_id, person_id)
    and exists (select 1 from handover_ask k where k.account_id = access_reach.account_id and k.state = 'yes'
                 and k.act_id = act_id()));

alter table handover_ask enable row level security;
alter table handover_ask force row level security;
create policy backup on handover_ask for select to kith_backup using (true);
create policy definer on handover_ask to kith_definer using (true) with check (true);
create policy seen on handover_ask for select to kith_app using (
    account_id = (select act_account())
    or (team_id = any((select my_teams())::uuid[]) and exists (select 1 from access_reach r
         where r.person_id = handover_ask.person_id and r.during @> act_moment()
           and (r.team_id = any((select my_teams())::uuid[]) or r.account_id = (select act_account())))));
revoke insert, update on handover_ask from kith_app;

-- `fresh` are three ids for what is written: made by the caller, so that a made-up life can be repeated

-- ask about the one person with this number and birth date on a list of the actor's places; no row when there is none, they
-- are protected or reached already, know the actor, or nobody of the team could answer; the question that waits, if one does
create function handover_ask_to_see(
    number text, born date, said_role text, said_why text, words text, due timestamptz, fresh uuid[])
returns table (ask uuid, person uuid) language plpgsql security definer set search_path = public as $$
declare
    wanted uuid; of_team uuid; own_team uuid; owner_member uuid; owner_account uuid; waiting uuid;
    new_ask uuid := fresh[1]; new_action uuid := fresh[2];
begin
    perform pg_advisory_xact_lock(hashtextextended('ask ' || act_account()::text, 0));
    select p.id, e.team_id into wanted, of_team from person_person p
      join caseload_listentry e on e.person_id = p.id and e.state <> 'ended'
      join team_team t on t.id = e.team_id
      join team_team own on own.place_id = t.place_id and own.id = any((select my_teams())::uuid[])
     where p.nhs_number = number and not p.is_protected and p.birth_precision = 'day' and p.birth_date = born
       and p.id <> all((select my_exclusions())::uuid[]) and not i_reach(p.id)
     order by e.came_at, e.id limit 1;
    if wanted is null then
        return;
    end if;
    select k.id into waiting from handover_ask k
     where k.person_id = wanted and k.account_id = act_account() and k.state = 'waiting';
    if waiting is not null then
        return query select waiting, wanted;
        return;
    end if;
    select m.id, m.account_id into owner_member, owner_account from team_member m
      join access_account a on a.id = m.account_id and (a.ended_at is null or a.ended_at > act_moment())
      join access_seat s on s.account_id = m.account_id and s.team_id = m.team_id and s.during @> act_moment()
      left join team_rotaday d on d.team_id = m.team_id and d.published_at is not null
       and d.day = (act_moment() at time zone 'Europe/London')::date
     where m.team_id = of_team and m.during @> act_moment() and not is_shut_out(m.account_id, wanted)
       and (m.id in (d.duty_lead_id, d.second_id) or m.role in ('on-call', 'team-lead'))
     order by exists (select 1 from team_absence x where x.member_id = m.id and x.withdrawn_at is null
                       and (act_moment() at time zone 'Europe/London')::date between x.first_day and x.last_day),
              case when m.role = 'team-lead' then 0 when m.id = d.duty_lead_id then 1 when m.id = d.second_id then 2 else 3 end,
              m.id limit 1;
    select s.team_id into own_team from access_seat s where s.account_id = act_account() and s.during @> act_moment()
     order by s.role <> act_role(), s.team_id limit 1;
    if owner_member is null or own_team is null then
        return;
    end if;
    insert into action_action (id, team_id, person_id, what, kind, owner_id, doer_kind, doer, due_at, first_due_at, state,
            hold_reason, outcome, origin_kind, origin_id, version, act_id)
    values (new_action, of_team, wanted, words, 'access-ask', owner_member, 'member', '', due, due, 'open',
            '', '', 'ask', new_ask, 1, act_id());
    insert into action_step (id, team_id, person_id, action_id, kind, event_at, text, detail, account_id, act_id)
    values (fresh[3], of_team, wanted, new_action, 'add', act_moment(), words, '{"version": 1}', act_account(), act_id());
    insert into handover_ask (id, person_id, account_id, team_id, from_team_id, stated_role, because, asked_at, action_id,
            state, answer, act_id)
    values (new_ask, wanted, act_account(), of_team, own_team, said_role, said_why, act_moment(), new_action,
            'waiting', '', act_id());
    insert into message_message (id, team_id, account_id, person_id, kind, thing_kind, thing_id, act_id)
    select md5(new_ask::text || told.account::text)::uuid, of_team, told.account, wanted, 'record asked for', 'action', new_action, act_id()
      from (select owner_account as account union select m.account_id from team_member m
             where m.team_id = of_team and m.role = 'team-lead' and m.during @> act_moment()
               and not is_shut_out(m.account_id, wanted)) told where told.account <> act_account();
    return query select new_ask, wanted;
end $$;
alter function handover_ask_to_see(text, date, text, text, text, timestamptz, uuid[]) owner to kith_definer;

-- answer a question to a team of the actor about somebody they reach: yes until a moment, or no (null); false when it is
-- answered already, protected meanwhile, or they are shut out
create function handover_answer_ask(asked uuid, said_why text, words text, ends timestamptz, fresh uuid[])
returns boolean language plpgsql security definer set search_path = public as $$
declare
    k handover_ask; kept uuid;
begin
    select * into k from handover_ask a where a.id = asked and a.team_id = any((select my_teams())::uuid[]) for update;
    if k.id is null or k.state <> 'waiting' or not i_reach(k.person_id) then
        return false;
    end if;
    update handover_ask a set state = case when ends is null then 'no' else 'yes' end, answer = said_why,
           answered_at = act_moment(), answered_by_id = act_account(), until = ends, act_id = act_id()
     where a.id = asked;
    if ends is not null then
        kept := coalesce((select m.kept_id from handover_merge m where m.other_id = k.person_id and m.undone_at is null),
                         k.person_id);
        if exists (select 1 from person_person p where p.id = kept and p.is_protected) or is_shut_out(k.account_id, kept) then
            perform act_refuse('This record cannot be opened to whoever asked. Say no, and why.');
        end if;
        insert into access_reach (id, person_id, account_id, during, why, act_id)
        values (fresh[1], kept, k.account_id, tstzrange(act_moment(), ends), words, act_id());
        insert into handover_join (id, person_id, account_id, during, why, stated_role, because, ended_because, act_id)
        values (fresh[2], kept, k.account_id, tstzrange(act_moment(), ends), words, k.stated_role, k.because, '',
                act_id());
    end if;
    insert into message_message (id, team_id, account_id, kind, thing_kind, thing_id, act_id)
    select fresh[3], s.team_id, k.account_id, case when ends is null then 'record not opened' else 'record opened' end,
           'join', k.id, act_id()
      from access_seat s where s.account_id = k.account_id and s.during @> act_moment()
     order by s.team_id <> k.from_team_id, s.team_id limit 1;
    return true;
end $$;
alter function handover_answer_ask(uuid, text, text, timestamptz, uuid[]) owner to kith_definer;

create function handover_ask_is_answered() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    if exists (select 1 from handover_ask k where k.action_id = new.id and k.state = 'waiting') then
        perform act_refuse('Somebody waits for an answer: open it and say yes or no.');
    end if;
    return null;
end $$;
alter function handover_ask_is_answered() owner to kith_definer;
create constraint trigger ask_is_answered after update of state on action_action deferrable initially deferred for each row
    when (new.kind = 'access-ask' and new.state not in ('open', 'held')) execute function handover_ask_is_answered();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("handover", "0013_asks"),
        ("access", "0011_reach_opened"),
        ("action", "0008_kinds"),
        ("message", "0003_unread"),
        ("caseload", "0004_came_from"),
        ("team", "0004_cover_ids"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(act_triggers("handover_ask", "person_id", "team_id", mutable=True), migrations.RunSQL.noop),
    ]
