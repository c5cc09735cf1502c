"""Who sees carers (never one whose whereabouts are protected), that an assessment is of a carer of the same person, and how those at one address are found."""

from django.db import migrations

from kith.access.guards import protect

OF_THE_CARER = """
alter table network_carer add constraint network_carer_person_and_id unique (person_id, id);
alter table network_carerassessment add constraint network_carerassessment_of_carer
    foreign key (person_id, carer_id) references network_carer (person_id, id) deferrable initially deferred;
"""
NOT_OF_THE_CARER = """
alter table network_carerassessment drop constraint network_carerassessment_of_carer;
alter table network_carer drop constraint network_carer_person_and_id;
"""
ADDRESS = r"""
create function network_address(value text) returns text language sql immutable parallel safe as
    $$ select lower(regexp_replace(value, '[^[:alnum:]]+', '', 'g')) $$;
create function network_spellings(postcode text) returns text[] language sql immutable parallel safe as
    $$ select array[postcode, replace(postcode, ' ', ''), regexp_replace(postcode, '^(\S+)(\S{3})$', '\1 \2')] $$;
create index network_same_postcode on person_contactdetail (postcode) where kind = 'address' and postcode <> '';
"""
NO_ADDRESS = (
    "drop index network_same_postcode; drop function network_spellings(text); drop function network_address(text)"
)


TOLD = """
create function network_may_tell(carer uuid) returns boolean
language sql stable security definer set search_path = public as
    $$ select carer is null or not exists (select 1 from person_person p where p.id = carer and p.is_protected) $$;
alter function network_may_tell(uuid) owner to kith_definer;
create policy told on network_carer as restrictive for select to kith_app using (network_may_tell(known_as_id));
create policy told on network_carerassessment as restrictive for select to kith_app
    using (exists (select 1 from network_carer c where c.id = network_carerassessment.carer_id));
"""
NOT_TOLD = """
drop policy told on network_carerassessment; drop policy told on network_carer; drop function network_may_tell(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial"), ("access", "0005_exclusions"), ("person", "0001_initial")]
    operations = [
        protect("network_carer", person="person_id"),
        protect("network_carerassessment", person="person_id", mutable=False),
        migrations.RunSQL(OF_THE_CARER, NOT_OF_THE_CARER),
        migrations.RunSQL(TOLD, NOT_TOLD),
        migrations.RunSQL(ADDRESS, NO_ADDRESS),
    ]
