"""For whom a contact is made, what was assessed at it and why again; what was said before it was planned, and why all the same."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import Q

AGAIN = ["", "changed", "together", "asked", "not shared", "other question"]
ANYWAY = ["", "skill", "asked", "nobody free", "urgent", "to know"]
WARNED = ["new face", "many faces", "same day"]


def _check(name: str, **condition: object) -> migrations.AddConstraint:
    return migrations.AddConstraint(
        "contact", models.CheckConstraint(condition=Q(**condition), name=f"contact_contact_{name}")
    )


class Migration(migrations.Migration):
    dependencies = [("contact", "0004_follow_up")]
    operations = [
        migrations.AddField("contact", "service", models.TextField(blank=True, default="", db_default="")),
        migrations.AddField("contact", "assessed", ArrayField(models.TextField(), default=list, db_default=[])),
        migrations.AddField("contact", "again_because", models.TextField(blank=True, default="", db_default="")),
        migrations.AddField("contact", "warned", ArrayField(models.TextField(), default=list, db_default=[])),
        migrations.AddField("contact", "anyway_because", models.TextField(blank=True, default="", db_default="")),
        _check("again_known", again_because__in=AGAIN),
        _check("anyway_known", anyway_because__in=ANYWAY),
        _check("warned_known", warned__contained_by=WARNED),
    ]
