"""
Who sees and writes agencies, and what the database refuses by itself.

An agency, whom one reaches there and its agreements belong to a place: those with a seat on a team of it see them, and only a
place manager of it writes an agreement. What is about a person is seen as the person is. A disclosure stands only within an
agreement in force, and under an objection only with an override that holds: whatever the application believes.
"""

from django.db import migrations

from kith.access.guards import act_triggers, protect

PLACES = """
create function agency_places() returns uuid[] language sql stable security definer set search_path = public as $$
    select coalesce(array_agg(distinct t.place_id), '{}') from team_team t where t.id = any(my_teams())
$$;
alter function agency_places() owner to kith_definer;
create function agency_managed_places() returns uuid[] language sql stable security definer set search_path = public as $$
    select coalesce(array_agg(distinct t.place_id), '{}') from access_seat s join team_team t on t.id = s.team_id
     where s.account_id = act_account() and s.during @> act_moment() and s.role = 'place-manager'
       and act_role() = 'place-manager'
$$;
alter function agency_managed_places() owner to kith_definer;
"""
NO_PLACES = "drop function agency_managed_places(); drop function agency_places();"


def of_place(table: str) -> migrations.RunSQL:
    """Return the migration that guards a table of a place: seen by those who work there, written by the same."""
    seen = f"({table}.place_id = any((select agency_places())::uuid[]) or (select act_is_kith()))"
    return migrations.RunSQL(
        f"""
        alter table {table} enable row level security;
        alter table {table} force row level security;
        create policy seen on {table} to kith_app using ({seen}) with check ({seen});
        create policy backup on {table} for select to kith_backup using (true);
        """
        + act_triggers(table, "", "", mutable=True),
        migrations.RunSQL.noop,
    )


KEYS = """
alter table agency_agency add constraint agency_agency_place_and_id unique (place_id, id);
alter table agency_contact add constraint agency_contact_agency_and_id unique (agency_id, id);
alter table agency_agreement add constraint agency_agreement_agency_and_id unique (agency_id, id);
alter table agency_override add constraint agency_override_agency_and_id unique (agency_id, id);
alter table agency_contact add constraint agency_contact_of_place
    foreign key (place_id, agency_id) references agency_agency (place_id, id) deferrable initially deferred;
alter table agency_agreement add constraint agency_agreement_of_place
    foreign key (place_id, agency_id) references agency_agency (place_id, id) deferrable initially deferred;
alter table agency_involved add constraint agency_involved_of_place
    foreign key (place_id, agency_id) references agency_agency (place_id, id) deferrable initially deferred;
alter table agency_involved add constraint agency_involved_contact_there
    foreign key (agency_id, contact_id) references agency_contact (agency_id, id) deferrable initially deferred;
alter table agency_disclosure add constraint agency_disclosure_contact_there
    foreign key (agency_id, contact_id) references agency_contact (agency_id, id) deferrable initially deferred;
alter table agency_disclosure add constraint agency_disclosure_agreement_there
    foreign key (agency_id, agreement_id) references agency_agreement (agency_id, id) deferrable initially deferred;
alter table agency_disclosure add constraint agency_disclosure_override_there
    foreign key (agency_id, override_id) references agency_override (agency_id, id) deferrable initially deferred;
alter table agency_override add constraint agency_override_28_days
    check (until_day between (since at time zone 'Europe/London')::date and (since at time zone 'Europe/London')::date + 27);
"""
NO_KEYS = """
alter table agency_override drop constraint agency_override_28_days;
alter table agency_disclosure drop constraint agency_disclosure_override_there;
alter table agency_disclosure drop constraint agency_disclosure_agreement_there;
alter table agency_disclosure drop constraint agency_disclosure_contact_there;
alter table agency_involved drop constraint agency_involved_contact_there;
alter table agency_involved drop constraint agency_involved_of_place;
alter table agency_agreement drop constraint agency_agreement_of_place;
alter table agency_contact drop constraint agency_contact_of_place;
alter table agency_override drop constraint agency_override_agency_and_id;
alter table agency_agreement drop constraint agency_agreement_agency_and_id;
alter table agency_contact drop constraint agency_contact_agency_and_id;
alter table agency_agency drop constraint agency_agency_place_and_id;
"""

WRITERS = """
create policy by_manager on agency_agreement as restrictive for insert to kith_app
    with check (place_id = any((select agency_managed_places())::uuid[]));
create policy of_this_place on agency_involved as restrictive for insert to kith_app
    with check (place_id = any((select agency_places())::uuid[]));
create policy of_this_place on agency_objection as restrictive for insert to kith_app
    with check (agency_id is null or exists (select 1 from agency_agency a where a.id = agency_objection.agency_id));
create policy by_who_may on agency_override as restrictive for insert to kith_app
    with check ((select act_role()) in ('clinical-supervisor', 'safeguarding-lead')
                and exists (select 1 from agency_agency a where a.id = agency_override.agency_id));
"""

STANDS = """
create function agency_agreement_stands() returns trigger language plpgsql as $$
begin
    if (new.place_id, new.agency_id, new.purpose, new.number, new.fields, new.from_day, new.until_day, new.paper, new.signed_by)
       is distinct from
       (old.place_id, old.agency_id, old.purpose, old.number, old.fields, old.from_day, old.until_day, old.paper, old.signed_by)
       or old.ended_at is not null then
        perform act_refuse('An agreement stands as it was signed: write the next one, or end it.');
    end if;
    return new;
end $$;
create trigger stands before update on agency_agreement for each row execute function agency_agreement_stands();

create function agency_disclosure_allowed() returns trigger language plpgsql as $$
declare day date := (new.shared_at at time zone 'Europe/London')::date;
begin
    if not exists (
        select 1 from agency_agreement a
         where a.id = new.agreement_id and a.agency_id = new.agency_id and a.purpose = new.purpose
           and day between a.from_day and a.until_day and (a.ended_at is null or a.ended_at > new.shared_at)
           and new.fields <@ a.fields
           and not exists (select 1 from agency_agreement later where later.agency_id = a.agency_id
                and later.purpose = a.purpose and later.number > a.number and later.from_day <= day)) then
        perform act_refuse('No agreement with this agency allows that now. Ask the place manager.');
    end if;
    if not exists (
        select 1 from agency_involved i
         where i.person_id = new.person_id and i.agency_id = new.agency_id and i.purpose = new.purpose
           and i.from_day <= day and (i.until_day is null or i.until_day >= day)) then
        perform act_refuse('This agency is not involved with the person for that. Write down first why it is.');
    end if;
    if exists (
        select 1 from agency_objection o
         where o.person_id = new.person_id and (o.agency_id is null or o.agency_id = new.agency_id)
           and o.purpose in ('', new.purpose) and o.since <= new.shared_at
           and (o.withdrawn_at is null or o.withdrawn_at > new.shared_at))
       and not exists (
        select 1 from agency_override v
         where v.id = new.override_id and v.person_id = new.person_id and v.agency_id = new.agency_id
           and v.purpose = new.purpose and v.since <= new.shared_at and v.until_day >= day
           and (v.ended_at is null or v.ended_at > new.shared_at)) then
        perform act_refuse('They do not want this shared. Nothing was sent.');
    end if;
    return new;
end $$;
create trigger allowed before insert on agency_disclosure for each row execute function agency_disclosure_allowed();
"""
NOT_STANDS = """
drop trigger allowed on agency_disclosure; drop function agency_disclosure_allowed();
drop trigger stands on agency_agreement; drop function agency_agreement_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("agency", "0001_initial"), ("access", "0005_exclusions"), ("team", "0007_set_up_guards")]
    operations = [
        migrations.RunSQL(PLACES, NO_PLACES),
        of_place("agency_agency"),
        of_place("agency_contact"),
        of_place("agency_agreement"),
        protect("agency_involved", person="person_id"),
        protect("agency_objection", person="person_id"),
        protect("agency_override", person="person_id"),
        protect("agency_disclosure", person="person_id", team="team_id", mutable=False),
        migrations.RunSQL(KEYS, NO_KEYS),
        migrations.RunSQL(WRITERS, migrations.RunSQL.noop),
        migrations.RunSQL(STANDS, NOT_STANDS),
    ]
