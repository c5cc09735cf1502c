"""The past contact details of one person are found by index: their rows are replaced, so no row of today leads there."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("person", "0003_import_columns"), ("act", "0002_guards")]
    operations = [
        migrations.RunSQL(
            "create index person_contactdetail_past on act_history (person_id)"
            " where table_name = 'person_contactdetail'",
            "drop index person_contactdetail_past",
        )
    ]
