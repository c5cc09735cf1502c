"""Versions are counted for each team: somebody on the lists of two may have a partner who is told by both."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alignment", "0004_no_to_a_question")]
    operations = [
        migrations.RemoveConstraint("summary", "alignment_summary_number_once"),
        migrations.AddConstraint(
            "summary",
            models.UniqueConstraint(
                fields=["team", "person", "agency", "purpose", "number"], name="alignment_summary_number_once"
            ),
        ),
    ]
