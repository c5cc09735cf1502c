"""A look says which restricted matters it showed, so that doctor can tell whether they were for whoever looked."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("trail", "0002_looks_and_grants")]
    operations = [
        migrations.RunSQL(
            "alter table trail_look add column restricted_ids uuid[] not null default '{}'",
            "alter table trail_look drop column restricted_ids",
        ),
    ]
