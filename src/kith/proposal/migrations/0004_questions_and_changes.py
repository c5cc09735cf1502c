"""What deciders ask before they decide, and what they approve in place of what was proposed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposal", "0003_stands_on")]

    operations = [
        migrations.AddField("proposal", "questions", models.JSONField(default=list)),
        migrations.AddField("proposal", "approved_body", models.TextField(blank=True, default="")),
        migrations.AddField("proposal", "differs", models.JSONField(default=list)),
    ]
