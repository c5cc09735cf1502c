"""The unread messages of an account are counted on every page: by an index of their own."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("message", "0002_guards")]
    operations = [
        migrations.AddIndex(
            "message",
            models.Index(fields=["account"], name="message_message_unread", condition=Q(read_at__isnull=True)),
        ),
    ]
