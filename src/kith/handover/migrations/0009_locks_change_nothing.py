"""
The definer locks people's rows and never changes one: with the check, nor does the owner of the tables, who is a member of it.

A policy for update is needed to lock; without a check its `using` would let every update through as well.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("handover", "0008_merge_guards")]
    operations = [
        migrations.RunSQL(
            "alter policy definer_locks on person_person with check (false)",
            "alter policy definer_locks on person_person with check (true)",
        )
    ]
