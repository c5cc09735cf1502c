"""When each job last ended well: read by every page, written by the worker, about nobody."""

from django.db import migrations

BEATS = """
create table act_beat (job text primary key, ended_at timestamptz not null);
grant delete on act_beat to kith_app;
"""


class Migration(migrations.Migration):
    dependencies = [("act", "0003_forget_receipts")]
    operations = [migrations.RunSQL(BEATS, "drop table act_beat")]
