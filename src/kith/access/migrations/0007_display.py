"""How pages are shown to an account: the keys of the board, larger text, nothing that moves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0006_announce")]
    operations = [
        migrations.AddField("account", "board_keys", models.BooleanField(default=True, db_default=True)),
        migrations.AddField("account", "large_text", models.BooleanField(default=False, db_default=False)),
        migrations.AddField("account", "still", models.BooleanField(default=False, db_default=False)),
    ]
