"""Who sent somebody to us, in words; referrals and discharges as ways of coming."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("caseload", "0003_leads")]
    operations = [
        migrations.AddField("listentry", "came_from", models.TextField(blank=True, default="", db_default="")),
        migrations.RemoveConstraint("listentry", "caseload_listentry_came_by_known"),
        migrations.AddConstraint(
            "listentry",
            models.CheckConstraint(
                condition=Q(came_by__in=["referral", "discharge", "added", "import"]),
                name="caseload_listentry_came_by_known",
            ),
        ),
    ]
