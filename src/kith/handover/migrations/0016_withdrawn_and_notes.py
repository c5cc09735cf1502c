"""
Whoever asked to see a record may withdraw the question; whoever joined a person may leave a note for whoever leads them.

Both act on a team that is not theirs, so functions of the definer do it: the one takes the team's action back with the
question, the other makes an action of the named lead with its first step.
"""

from django.db import migrations, models
from django.db.models import Q

FUNCTIONS = """
grant select, update on action_action, action_offer to kith_definer;
create policy definer_withdraws on action_action for update to kith_definer
    using (kind = 'access-ask') with check (kind = 'access-ask' and state = 'cancelled');
create policy definer_withdraws on action_step for insert to kith_definer with check (kind = 'cancel');
create policy definer_sees on action_offer for select to kith_definer using (true);
create policy definer_withdraws on action_offer for update to kith_definer using (state = 'waiting') with check (state = 'lapsed');
create policy definer_notes on action_action for insert to kith_definer
    with check (kind = 'plain' and origin_kind = 'note' and i_reach(person_id));

-- take back a question of one's own: 'withdrawn', or 'answered' when it is answered or withdrawn already; null for no such.
-- `fresh` are two ids for what is written
create function handover_withdraw_ask(asked uuid, said text, fresh uuid[])
returns table (became text, person uuid) language plpgsql security definer set search_path = public as $$
declare
    k handover_ask; work record;
begin
    select * into k from handover_ask a where a.id = asked and a.account_id = act_account() for update;
    if k.id is null then
        return;
    end if;
    if k.state <> 'waiting' then
        return query select 'answered', k.person_id;
        return;
    end if;
    update handover_ask a set state = 'withdrawn', answered_at = act_moment(), answered_by_id = act_account(), act_id = act_id()
     where a.id = asked;
    update action_action a set state = 'cancelled', outcome = said, closed_at = act_moment(), hold_reason = '',
           return_date = null, version = a.version + 1, act_id = act_id()
     where a.id = k.action_id and a.state in ('open', 'held') returning a.version, a.owner_id into work;
    if work.version is not null then
        insert into action_step (id, team_id, person_id, action_id, kind, event_at, text, detail, account_id, act_id)
        values (fresh[1], k.team_id, k.person_id, k.action_id, 'cancel', act_moment(), said,
                jsonb_build_object('version', work.version), act_account(), act_id());
        update action_offer o set state = 'lapsed', lapsed_because = 'cancelled', answered_at = act_moment(),
               answered_by_id = act_account(), act_id = act_id(), version = o.version + 1
         where o.action_id = k.action_id and o.state = 'waiting';
        insert into message_message (id, team_id, account_id, person_id, kind, thing_kind, thing_id, act_id)
        select fresh[2], k.team_id, m.account_id, k.person_id, 'action cancelled', 'action', k.action_id, act_id()
          from team_member m where m.id = work.owner_id;
    end if;
    return query select 'withdrawn', k.person_id;
end $$;
alter function handover_withdraw_ask(uuid, text, uuid[]) owner to kith_definer;

-- leave a note about somebody whom the actor sees because they joined: an action of the named lead, else of whoever answers
-- for them; null when the actor has not joined, or nobody answers. `fresh` are three ids for what is written
create function handover_leave_note(person uuid, words text, due timestamptz, fresh uuid[])
returns uuid language plpgsql security definer set search_path = public as $$
declare
    joined uuid; of_team uuid; owner_member uuid; owner_account uuid;
begin
    select j.id into joined from handover_join j
     where j.person_id = person and j.account_id = act_account() and j.during @> act_moment() limit 1;
    if joined is null or not i_reach(person) then
        return null;
    end if;
    select m.team_id, m.id, m.account_id into of_team, owner_member, owner_account
      from handover_answering(person) w
      join team_member m on m.team_id = w.team and m.account_id = w.account and m.during @> act_moment()
      join caseload_listentry e on e.team_id = w.team and e.person_id = person and e.state <> 'ended'
     where m.account_id <> act_account()
     order by m.id <> coalesce(e.named_lead_id, m.id), e.came_at, m.id limit 1;
    if owner_member is null then
        return null;
    end if;
    insert into action_action (id, team_id, person_id, what, kind, owner_id, doer_kind, doer, due_at, first_due_at, state,
            hold_reason, outcome, origin_kind, origin_id, version, act_id)
    values (fresh[1], of_team, person, words, 'plain', owner_member, 'member', '', due, due, 'open',
            '', '', 'note', joined, 1, act_id());
    insert into action_step (id, team_id, person_id, action_id, kind, event_at, text, detail, account_id, act_id)
    values (fresh[2], of_team, person, fresh[1], 'add', act_moment(), words, '{"version": 1}', act_account(), act_id());
    insert into message_message (id, team_id, account_id, person_id, kind, thing_kind, thing_id, act_id)
    values (fresh[3], of_team, owner_account, person, 'action given', 'action', fresh[1], act_id());
    return fresh[1];
end $$;
alter function handover_leave_note(uuid, text, timestamptz, uuid[]) owner to kith_definer;
"""

STATES = ["waiting", "yes", "no", "withdrawn"]


class Migration(migrations.Migration):
    dependencies = [("handover", "0015_closings")]
    operations = [
        migrations.RemoveConstraint("ask", "handover_ask_state_known"),
        migrations.AddConstraint(
            "ask", models.CheckConstraint(condition=Q(state__in=STATES), name="handover_ask_state_known")
        ),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
    ]
