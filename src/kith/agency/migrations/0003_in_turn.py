"""
What is shared and what stops it take turns, so that neither is decided on what the other has not yet written.

Whoever tells an agency something holds the person and the agency so that others may tell as well; an objection, an override and
its end hold the person alone, a new agreement and the end of one the agency. Who comes second sees what the first has written:
what was told while somebody wrote that it is not to be told was told before.
"""

from django.db import migrations

TURNS = """
grant select on agency_disclosure to kith_definer;
create policy definer on agency_disclosure for select to kith_definer using (true);

create function agency_told_last(person uuid, agency uuid, for_what text) returns timestamptz
language sql stable security definer set search_path = public as $$
    select max(d.shared_at) from agency_disclosure d
     where (person is null or d.person_id = person) and (agency is null or d.agency_id = agency) and for_what in ('', d.purpose)
$$;
alter function agency_told_last(uuid, uuid, text) owner to kith_definer;

create function agency_objection_in_turn() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('told ' || new.person_id::text, 0));
    if tg_op = 'INSERT' then
        new.since := greatest(new.since, agency_told_last(new.person_id, new.agency_id, new.purpose));
    end if;
    return new;
end $$;
create trigger in_turn before insert or update of person_id on agency_objection
    for each row execute function agency_objection_in_turn();

create function agency_override_in_turn() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('told ' || new.person_id::text, 0));
    if tg_op = 'UPDATE' and old.ended_at is null and new.ended_at is not null then
        new.ended_at := greatest(
            new.ended_at, agency_told_last(new.person_id, new.agency_id, new.purpose) + interval '1 microsecond');
    end if;
    return new;
end $$;
create trigger in_turn before insert or update of ended_at on agency_override
    for each row execute function agency_override_in_turn();

create function agency_agreement_in_turn() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('agreed ' || new.agency_id::text, 0));
    if tg_op = 'UPDATE' and old.ended_at is null and new.ended_at is not null then
        new.ended_at := greatest(
            new.ended_at, agency_told_last(null, new.agency_id, new.purpose) + interval '1 microsecond');
    end if;
    return new;
end $$;
create trigger in_turn before insert or update of ended_at on agency_agreement
    for each row execute function agency_agreement_in_turn();

create function agency_disclosure_in_turn() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(hashtextextended('told ' || new.person_id::text, 0));
    perform pg_advisory_xact_lock_shared(hashtextextended('agreed ' || new.agency_id::text, 0));
    return new;
end $$;
create trigger a_turn before insert on agency_disclosure for each row execute function agency_disclosure_in_turn();
"""
NO_TURNS = """
drop trigger a_turn on agency_disclosure; drop function agency_disclosure_in_turn();
drop trigger in_turn on agency_agreement; drop function agency_agreement_in_turn();
drop trigger in_turn on agency_override; drop function agency_override_in_turn();
drop trigger in_turn on agency_objection; drop function agency_objection_in_turn();
drop function agency_told_last(uuid, uuid, text);
drop policy definer on agency_disclosure;
revoke select on agency_disclosure from kith_definer;
"""


class Migration(migrations.Migration):
    dependencies = [("agency", "0002_guards")]
    operations = [migrations.RunSQL(TURNS, NO_TURNS)]
