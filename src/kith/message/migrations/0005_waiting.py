"""The unread messages of the last days are looked through each minute: by an index of their own."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("message", "0004_mail")]
    operations = [
        migrations.AddIndex(
            "message",
            models.Index(fields=["recorded_at"], name="message_message_waiting", condition=Q(read_at__isnull=True)),
        ),
    ]
