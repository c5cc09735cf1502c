"""What the database knows of the running act, and the triggers that hold every row to it and keep its past."""

from django.db import migrations

FUNCTIONS = """
create function act_id() returns uuid language sql stable as
    $$ select nullif(current_setting('kith.act', true), '')::uuid $$;
create function act_account() returns uuid language sql stable as
    $$ select nullif(current_setting('kith.account', true), '')::uuid $$;
create function act_role() returns text language sql stable as
    $$ select coalesce(current_setting('kith.role', true), '') $$;
create function act_moment() returns timestamptz language sql stable as
    $$ select nullif(current_setting('kith.at', true), '')::timestamptz $$;

create function act_refuse(sentence text) returns void language plpgsql as
    $$ begin raise exception using errcode = 'KT001', message = sentence; end $$;

create function act_check() returns trigger language plpgsql as $$
declare mine uuid := act_id();
begin
    if exists (select 1 from fresh where act_id is distinct from mine) then
        raise exception '%: every row carries the act of its transaction (%)', tg_table_name, coalesce(mine::text, 'none');
    end if;
    return null;
end $$;

create function act_stamp() returns trigger language plpgsql as
    $$ begin new.recorded_at := act_moment(); return new; end $$;

create function act_keep_history() returns trigger language plpgsql security definer set search_path = public as $$
begin
    insert into act_history
        (id, table_name, row_id, person_id, team_id, recorded_from, recorded_to, act_id, ended_by_act_id, image)
    select gen_random_uuid(), tg_table_name, p.id,
           (to_jsonb(p) ->> tg_argv[0])::uuid, (to_jsonb(p) ->> tg_argv[1])::uuid,
           p.recorded_at, act_moment(), p.act_id, act_id(), to_jsonb(p) - 'password'
      from past p;
    return null;
end $$;
alter function act_keep_history() owner to kith_definer;
"""

UNDO = """
drop function act_keep_history(); drop function act_stamp(); drop function act_check(); drop function act_refuse(text);
drop function act_moment(); drop function act_role(); drop function act_account(); drop function act_id();
"""

OWN_TABLES = """
alter table act_history enable row level security;
alter table act_history force row level security;
revoke insert, update, delete on act_history from kith_app;
grant insert on act_history to kith_definer;
create policy definer on act_history for insert to kith_definer with check (true);
alter table act_receipt enable row level security;
alter table act_receipt force row level security;
revoke update on act_receipt from kith_app;
create policy own on act_receipt to kith_app using (account_id = act_account()) with check (account_id = act_account());
create policy old on act_receipt for delete to kith_app using (happened_at < act_moment() - interval '30 days');
grant delete on act_receipt to kith_app;
"""


class Migration(migrations.Migration):
    dependencies = [("act", "0001_initial"), ("trail", "0002_looks_and_grants")]
    operations = [
        migrations.RunSQL(FUNCTIONS, UNDO),
        migrations.RunSQL(OWN_TABLES, migrations.RunSQL.noop),
    ]
