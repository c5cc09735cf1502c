"""A release or an export can be refused with a reason by a second person, or taken back by whoever asked; then asked for anew."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


def ends(model: str) -> list[migrations.AddField]:
    """Return the columns that say how a release or an export ended."""
    by = models.ForeignKey(
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )
    return [
        migrations.AddField(model, "answer", models.TextField(blank=True, default="")),
        migrations.AddField(model, "because", models.TextField(blank=True, default="")),
        migrations.AddField(model, "ended_at", models.DateTimeField(null=True)),
        migrations.AddField(model, "ended_by", by),
    ]


def whole(second: str) -> Q:
    """Return that what was not agreed to was ended whole: refused by another with a reason, or taken back by whoever asked."""
    ended = Q(ended_by__isnull=False, ended_at__isnull=False, **{f"{second}__isnull": True})
    return (
        Q(answer="", because="", ended_by__isnull=True, ended_at__isnull=True)
        | (ended & Q(answer="refused") & ~Q(because="") & ~Q(ended_by=F("asked_by")))
        | (ended & Q(answer="withdrawn", because="", ended_by=F("asked_by")))
    )


class Migration(migrations.Migration):
    dependencies = [("casefile", "0003_told")]
    operations = [
        *ends("release"),
        *ends("export"),
        migrations.RemoveConstraint("release", "casefile_release_once"),
        migrations.AddConstraint(
            "release",
            models.UniqueConstraint(fields=["file", "row_id"], condition=Q(answer=""), name="casefile_release_once"),
        ),
        migrations.AddConstraint(
            "release", models.CheckConstraint(condition=whole("confirmed_by"), name="casefile_release_ended_whole")
        ),
        migrations.AddConstraint(
            "export", models.CheckConstraint(condition=whole("approved_by"), name="casefile_export_ended_whole")
        ),
    ]
