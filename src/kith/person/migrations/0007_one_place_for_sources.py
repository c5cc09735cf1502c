"""Sources stand among the identifiers alone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("person", "0006_carry_sources")]
    operations = [
        migrations.RemoveConstraint("person", "person_person_source"),
        migrations.RemoveField("person", "source_system"),
        migrations.RemoveField("person", "source_id"),
        migrations.RemoveField("person", "source_version"),
        migrations.RemoveField("person", "source_digest"),
    ]
