"""A mark that changes with what every process keeps in memory: read with each context, about nobody."""

from django.db import migrations

MARKS = "create table act_mark (name text primary key, mark uuid not null);"


class Migration(migrations.Migration):
    dependencies = [("act", "0004_beats")]
    operations = [migrations.RunSQL(MARKS, "drop table act_mark")]
