"""How exactly the end of a fact is known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("record", "0003_import_columns")]
    operations = [migrations.AddField("fact", "ends_precision", models.TextField(default="moment"))]
