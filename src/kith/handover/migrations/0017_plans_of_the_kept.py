"""No plan is written on a record that was merged away: its past stays where it was written, and goes on at the kept one."""

from django.db import migrations

KEPT = """
create constraint trigger record_is_kept after insert on plan_version
    deferrable initially deferred for each row execute function handover_record_is_kept();
create constraint trigger record_is_kept after insert on plan_plan
    deferrable initially deferred for each row execute function handover_record_is_kept();
"""
NOT_KEPT = """
drop trigger record_is_kept on plan_plan;
drop trigger record_is_kept on plan_version;
"""


class Migration(migrations.Migration):
    dependencies = [("handover", "0016_withdrawn_and_notes"), ("plan", "0002_guards")]
    operations = [migrations.RunSQL(KEPT, NOT_KEPT)]
