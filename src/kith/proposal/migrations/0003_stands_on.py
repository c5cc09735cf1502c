"""Which versions of what it is made on a proposal rests on, so that what moved underneath is seen whatever its command checks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposal", "0002_guards")]
    operations = [
        migrations.AddField(model_name="proposal", name="stands_on", field=models.JSONField(default=dict)),
    ]
