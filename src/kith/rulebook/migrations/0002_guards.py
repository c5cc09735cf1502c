"""
Who sees what people add to drafts; and that people of a team propose, sign and withdraw versions of its own tables.

Until here local administration alone wrote versions (policy, 0002). The teams of an account are known to access, which
stands above policy: so the further policies of its tables stand here. Nobody signs for anybody else: the account of an
approval is the account that acts. That two others sign, and that a text never changes, policy's own triggers hold.
"""

from django.db import migrations

from kith.access.guards import protect

PEOPLE = """
create policy proposed_by_people on policy_version for insert to kith_app
    with check (scope = 'team' and scope_id = any((select my_teams())::uuid[]) and status = 'draft' and proposed_by_id = (select act_account()));
create policy moved_by_people on policy_version for update to kith_app
    using (scope = 'team' and scope_id = any((select my_teams())::uuid[]) and status = 'draft') with check (scope = 'team' and scope_id = any((select my_teams())::uuid[]));
create policy signed_by_people on policy_approval for insert to kith_app
    with check (account_id = (select act_account())
                and exists (select 1 from policy_version v where v.id = version_id and scope = 'team' and scope_id = any((select my_teams())::uuid[])));

create function policy_approval_by_oneself() returns trigger language plpgsql as $$
begin
    if not act_is_kith() and new.account_id is distinct from act_account() then
        perform act_refuse('Everybody signs a rule table for themselves.');
    end if;
    return new;
end $$;
create trigger by_oneself before insert on policy_approval for each row execute function policy_approval_by_oneself();

create function policy_version_of_oneself() returns trigger language plpgsql as $$
begin
    if not act_is_kith() and new.proposed_by_id is distinct from act_account() then
        perform act_refuse('Everybody proposes a rule table in their own name.');
    end if;
    return new;
end $$;
create trigger of_oneself before insert on policy_version for each row execute function policy_version_of_oneself();
"""
NOT_PEOPLE = """
drop trigger of_oneself on policy_version; drop function policy_version_of_oneself();
drop trigger by_oneself on policy_approval; drop function policy_approval_by_oneself();
drop policy signed_by_people on policy_approval;
drop policy moved_by_people on policy_version;
drop policy proposed_by_people on policy_version;
"""


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0001_initial"), ("policy", "0002_guards"), ("access", "0012_kept_reach_ends")]
    operations = [
        protect("rulebook_draft", team="team_id", mutable=False),
        protect("rulebook_answer", team="team_id", mutable=False),
        migrations.RunSQL(PEOPLE, NOT_PEOPLE),
    ]
