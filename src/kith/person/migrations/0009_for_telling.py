"""
What may be told to partners of how to meet somebody: three short texts, written for that.

They begin empty: nothing is taken over from what the team wrote for itself.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("person", "0008_candidates")]
    operations = [
        migrations.AddField("person", name, models.TextField(blank=True, default="", db_default=""))
        for name in ("speaking", "getting_in", "visit_risk")
    ]
