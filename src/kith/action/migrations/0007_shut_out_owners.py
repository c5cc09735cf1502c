"""Nobody is made the owner of work for a person whose record is closed to them."""

from django.db import migrations

OWNERS = """
create function action_owner_is_let_in() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    if exists (select 1 from action_action a join team_member m on m.id = a.owner_id
                where a.id = new.id and a.state in ('open', 'held') and a.person_id is not null
                  and is_shut_out(m.account_id, a.person_id)) then
        perform act_refuse('The owner of an action must be able to open the record. Choose another member.');
    end if;
    return null;
end $$;
alter function action_owner_is_let_in() owner to kith_definer;
create constraint trigger owner_is_let_in after insert or update of owner_id on action_action
    deferrable initially deferred for each row when (new.person_id is not null) execute function action_owner_is_let_in();
"""
NO_OWNERS = "drop trigger owner_is_let_in on action_action; drop function action_owner_is_let_in();"


class Migration(migrations.Migration):
    dependencies = [("action", "0006_offer_guards"), ("access", "0005_exclusions"), ("team", "0002_guards")]
    operations = [migrations.RunSQL(OWNERS, NO_OWNERS)]
