"""An escalation keeps to the route that was in force when it began: as it opened, or as it was asked anew since."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("escalation", "0003_by_merge")]
    operations = [
        migrations.AddField(model_name="escalation", name="route_since", field=models.DateTimeField(null=True)),
    ]
