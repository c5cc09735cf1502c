"""Nobody is brought to a meeting on a record that was merged away: the one that is kept is."""

from django.db import migrations

KEPT = """
create constraint trigger record_is_kept after insert or update of person_id on preparation_request
    deferrable initially deferred for each row when (new.withdrawn_at is null) execute function handover_record_is_kept();
create constraint trigger record_is_kept after insert or update of person_id on preparation_case
    deferrable initially deferred for each row when (new.person_id is not null and new.state = 'listed')
    execute function handover_record_is_kept();
"""
NOT_KEPT = """
drop trigger record_is_kept on preparation_case;
drop trigger record_is_kept on preparation_request;
"""


class Migration(migrations.Migration):
    dependencies = [("preparation", "0003_topic"), ("handover", "0008_merge_guards")]
    operations = [migrations.RunSQL(KEPT, NOT_KEPT)]
