"""Contacts at partner agencies have an account that names them on the trail and never signs in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0013_restricted")]
    operations = [
        migrations.RemoveConstraint("account", "access_account_kind_known"),
        migrations.AlterField(
            "account",
            "kind",
            models.TextField(
                choices=[("person", "person"), ("kith", "kith"), ("partner", "partner")], default="person"
            ),
        ),
        migrations.AddConstraint(
            "account",
            models.CheckConstraint(
                condition=models.Q(kind__in=["person", "kith", "partner"]), name="access_account_kind_known"
            ),
        ),
    ]
