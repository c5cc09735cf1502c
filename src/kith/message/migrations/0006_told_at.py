"""
When somebody was told stays what it was once they have read it: from now on in a column of its own.

In two steps, so that the rows there are keep none: what they were told at stands in `recorded_at`, or in their past.
"""

from django.db import migrations, models

import kith.act.models


class Migration(migrations.Migration):
    dependencies = [("message", "0005_waiting")]
    operations = [
        migrations.AddField("message", "told_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "message", "told_at", models.DateTimeField(null=True, db_default=kith.act.models.ActMoment())
        ),
    ]
