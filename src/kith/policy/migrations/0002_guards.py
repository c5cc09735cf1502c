"""
Who writes versions of the rule tables, that their texts never change, and that two others stand behind a published one.

`access`, with its guards, stands above policy: the same is written here by hand. Rules are about nobody, so everybody who is
signed in reads them; local administration writes them.
"""

from django.db import migrations

POLICIES = """
alter table policy_version enable row level security;
alter table policy_version force row level security;
create policy seen on policy_version for select to kith_app using ((select act_account()) is not null);
create policy written on policy_version for insert to kith_app with check ((select act_role()) = 'kith');
create policy changed on policy_version for update to kith_app
    using ((select act_role()) = 'kith') with check ((select act_role()) = 'kith');
create policy backup on policy_version for select to kith_backup using (true);

alter table policy_approval enable row level security;
alter table policy_approval force row level security;
create policy seen on policy_approval for select to kith_app using ((select act_account()) is not null);
create policy written on policy_approval for insert to kith_app with check ((select act_role()) = 'kith');
create policy backup on policy_approval for select to kith_backup using (true);
revoke update on policy_approval from kith_app;
"""

TRIGGERS = """
create trigger act_on_insert after insert on policy_version
    referencing new table as fresh for each statement execute function act_check();
create trigger act_on_update after update on policy_version
    referencing new table as fresh for each statement execute function act_check();
create trigger act_stamp before update on policy_version for each row execute function act_stamp();
create trigger history_on_update after update on policy_version
    referencing old table as past for each statement execute function act_keep_history('', '');
create trigger history_on_delete after delete on policy_version
    referencing old table as past for each statement execute function act_keep_history('', '');
create trigger act_on_insert after insert on policy_approval
    referencing new table as fresh for each statement execute function act_check();

create function policy_version_stands() returns trigger language plpgsql as $$
begin
    if (new.scope, new.scope_id, new.place_id, new.table_name, new.number, new.digest, new.proposed_by_id)
       is distinct from
       (old.scope, old.scope_id, old.place_id, old.table_name, old.number, old.digest, old.proposed_by_id)
       or new.texts is distinct from old.texts then
        perform act_refuse('The text of a version never changes: propose the next one.');
    end if;
    if old.status = 'retired' or (old.status = 'published' and
       (new.status = 'draft' or (new.published_at, new.effective_from) is distinct from (old.published_at, old.effective_from))) then
        perform act_refuse('A published version stands as it is: propose the next one, or retire it.');
    end if;
    return new;
end $$;
create trigger stands before update on policy_version for each row execute function policy_version_stands();

create function policy_version_approved() returns trigger language plpgsql as $$
begin
    if (select count(distinct a.account_id) from policy_approval a
         where a.version_id = new.id and a.account_id <> new.proposed_by_id) < 2 then
        perform act_refuse('Two people, neither of them the proposer, approve a version before it is published.');
    end if;
    return null;
end $$;
create constraint trigger approved after insert or update of status on policy_version deferrable initially deferred
    for each row when (new.status = 'published') execute function policy_version_approved();

create function policy_approval_by_another() returns trigger language plpgsql as $$
begin
    if exists (select 1 from policy_version v where v.id = new.version_id
                and (v.proposed_by_id = new.account_id or v.status <> 'draft')) then
        perform act_refuse('A draft is approved by people other than its proposer.');
    end if;
    return new;
end $$;
create trigger by_another before insert on policy_approval for each row execute function policy_approval_by_another();
"""

UNDO = """
drop trigger by_another on policy_approval; drop function policy_approval_by_another();
drop trigger approved on policy_version; drop function policy_version_approved();
drop trigger stands on policy_version; drop function policy_version_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_initial"), ("act", "0005_marks")]
    operations = [
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, UNDO),
    ]
