"""Who sees what is done for somebody and what contradicts: through reach; and nothing is settled without who agreed."""

from django.db import migrations

from kith.access.guards import protect, same_team

AGREED = """
create function contradiction_is_agreed() returns trigger language plpgsql as $$
declare
    sides int;
begin
    select count(distinct g.side) into sides from contradiction_agreed g
     where g.contradiction_id = new.id and g.turn = new.settlements;
    if sides = 0 or (sides < 2 and new.only_one = '') then
        raise exception 'Name who agreed of both sides, or say why one side alone agreed.' using errcode = 'KT001';
    end if;
    return null;
end $$;
create constraint trigger is_agreed after insert or update on contradiction_contradiction deferrable initially deferred
    for each row when (new.state = 'settled') execute function contradiction_is_agreed();
"""
NOT_AGREED = "drop trigger is_agreed on contradiction_contradiction; drop function contradiction_is_agreed()"


class Migration(migrations.Migration):
    dependencies = [("contradiction", "0001_initial"), ("action", "0018_contradiction_kind")]
    operations = [
        protect("contradiction_item", person="person_id", team="team_id"),
        protect("contradiction_contradiction", person="person_id", team="team_id"),
        protect("contradiction_agreed", person="person_id", team="team_id", mutable=False),
        same_team("contradiction_contradiction", "action_id", "action_action"),
        migrations.RunSQL(AGREED, NOT_AGREED),
    ]
