"""What ends sharing ends in its own moment, or in that of what was told meanwhile: never after it."""

from django.db import migrations

OVERRIDE = """
create or replace function agency_override_in_turn() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('told ' || new.person_id::text, 0));
    if tg_op = 'UPDATE' and old.ended_at is null and new.ended_at is not null then
        new.ended_at := greatest(
            new.ended_at, agency_told_last(new.person_id, new.agency_id, new.purpose){later});
    end if;
    return new;
end $$;
"""
AGREEMENT = """
create or replace function agency_agreement_in_turn() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('agreed ' || new.agency_id::text, 0));
    if tg_op = 'UPDATE' and old.ended_at is null and new.ended_at is not null then
        new.ended_at := greatest(
            new.ended_at, agency_told_last(null, new.agency_id, new.purpose){later});
    end if;
    return new;
end $$;
"""
BEFORE = " + interval '1 microsecond'"


class Migration(migrations.Migration):
    dependencies = [("agency", "0003_in_turn")]
    operations = [
        migrations.RunSQL(OVERRIDE.format(later=""), OVERRIDE.format(later=BEFORE)),
        migrations.RunSQL(AGREEMENT.format(later=""), AGREEMENT.format(later=BEFORE)),
    ]
