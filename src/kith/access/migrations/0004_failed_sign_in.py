"""Wrong passwords are counted, so that guessing has to wait."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0003_trail_of_person")]
    operations = [
        migrations.CreateModel(
            "FailedSignIn",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False, auto_created=True, verbose_name="ID")),
                ("username_digest", models.TextField()),
                ("happened_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["username_digest", "happened_at"], name="access_failedsignin_recent")]
            },
        ),
        migrations.RunSQL("grant delete on access_failedsignin to kith_app", migrations.RunSQL.noop),
    ]
