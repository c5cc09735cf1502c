"""A meeting says since when it is held: from then on it is over only once it is closed."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("preparation", "0004_cases_of_the_kept")]
    operations = [
        migrations.AddField("meeting", "begun_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "meeting",
            models.CheckConstraint(
                condition=Q(("begun_at__isnull", True), ("state__in", ["confirmed", "held"]), _connector="OR"),
                name="preparation_meeting_begun_is_held",
            ),
        ),
    ]
