"""A running series is in a member's hands: it can fall to the duty lead by name, and waits for whoever goes (P4)."""

from django.db import migrations, models

LOCKS = """
create trigger waits_on_insert before insert on contact_series for each row
    when (new.state = 'running') execute function handover_contact_waits();
create trigger waits_on_update before update of member_id on contact_series for each row
    when (new.state = 'running' and new.member_id is distinct from old.member_id)
    execute function handover_contact_waits();
create constraint trigger record_is_kept after insert or update of person_id, state on contact_series
    deferrable initially deferred for each row when (new.state = 'running') execute function handover_record_is_kept();
create constraint trigger record_is_kept after insert on contact_away
    deferrable initially deferred for each row execute function handover_record_is_kept();
"""
NO_LOCKS = """
drop trigger record_is_kept on contact_away;
drop trigger record_is_kept on contact_series;
drop trigger waits_on_update on contact_series;
drop trigger waits_on_insert on contact_series;
"""


class Migration(migrations.Migration):
    dependencies = [("handover", "0017_plans_of_the_kept"), ("contact", "0008_series_guards")]
    operations = [
        migrations.RemoveConstraint(model_name="toduty", name="handover_toduty_kind_known"),
        migrations.AddConstraint(
            model_name="toduty",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["named lead", "deputy", "action", "contact", "series"])),
                name="handover_toduty_kind_known",
            ),
        ),
        migrations.RunSQL(LOCKS, NO_LOCKS),
    ]
