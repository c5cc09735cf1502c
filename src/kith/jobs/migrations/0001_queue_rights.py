"""The application role runs the queue: it may also delete from the queue's own tables, which hold nothing about a person."""

from django.db import migrations

TABLES = "procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers, procrastinate_workers"


class Migration(migrations.Migration):
    dependencies = [("procrastinate", "0041_post_retry_failed_job")]

    operations = [
        migrations.RunSQL(
            f"grant select, insert, update, delete on {TABLES} to kith_app",
            f"revoke delete on {TABLES} from kith_app",
        )
    ]
