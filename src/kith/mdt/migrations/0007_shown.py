"""Which case a weekly meeting is at, for the screens that follow it: one of its own cases."""

import django.db.models.deletion
from django.db import migrations, models

ITS_OWN = """
alter table mdt_case add constraint mdt_case_of_meeting unique (meeting_id, id);
alter table mdt_meeting add constraint mdt_meeting_shows_its_own
    foreign key (id, shown_id) references mdt_case (meeting_id, id) deferrable initially deferred;
"""
ANY = """
alter table mdt_meeting drop constraint mdt_meeting_shows_its_own;
alter table mdt_case drop constraint mdt_case_of_meeting;
"""


class Migration(migrations.Migration):
    dependencies = [("mdt", "0006_whole_gate")]
    operations = [
        migrations.AddField(
            "meeting",
            "shown",
            models.ForeignKey(
                "mdt.case",
                on_delete=django.db.models.deletion.PROTECT,
                null=True,
                related_name="+",
                db_constraint=False,
                db_index=False,
            ),
        ),
        migrations.RunSQL(ITS_OWN, ANY),
    ]
