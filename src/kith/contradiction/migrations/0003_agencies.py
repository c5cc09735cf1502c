"""Whose a thing done is, and which agency a contradiction is about, are agencies that are known."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

TABLES = ("contradiction_item", "contradiction_contradiction")
KEY = """
alter table {table} add constraint {table}_agency_known
    foreign key (agency_id) references agency_agency (id) deferrable initially deferred;
"""


def agency() -> "models.Field[Any, Any]":
    """Return the field as it stands in the models."""
    return models.ForeignKey(
        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agency.agency"
    )


class Migration(migrations.Migration):
    dependencies = [("contradiction", "0002_guards"), ("agency", "0001_initial")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint("item", "contradiction_item_of_one"),
                migrations.RemoveField("item", "agency_id"),
                migrations.AddField("item", "agency", agency()),
                migrations.AddConstraint(
                    "item",
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agency__isnull", False), ("role", "")),
                            models.Q(("agency__isnull", True), models.Q(("role", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="contradiction_item_of_one",
                    ),
                ),
                migrations.RemoveField("contradiction", "agency_id"),
                migrations.AddField("contradiction", "agency", agency()),
            ],
            database_operations=[
                migrations.RunSQL(
                    "".join(KEY.format(table=table) for table in TABLES),
                    "".join(f"alter table {table} drop constraint {table}_agency_known;" for table in TABLES),
                )
            ],
        ),
    ]
