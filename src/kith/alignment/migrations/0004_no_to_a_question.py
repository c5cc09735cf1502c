"""A no to the sender's own question is an answer by itself: it needs no words."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("alignment", "0003_by_link")]
    operations = [
        migrations.RemoveConstraint("saidof", "alignment_said_no_because"),
        migrations.AddConstraint(
            "saidof",
            models.CheckConstraint(
                condition=~Q(said="no") | ~Q(because="") | Q(part_key="question"), name="alignment_said_no_because"
            ),
        ),
    ]
