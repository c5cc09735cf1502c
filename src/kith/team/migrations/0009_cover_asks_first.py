"""
The on-call cover's seats and memberships are asked for as a whole before the first is written; they are as before.

While one statement both asks a GiST index anew for each row and adds rows to it, PostgreSQL can mark the entry of a sound row
dead when the index grows by a page (docs/adr/0006): the row is then there and is not found. A sort reads all before it gives one.
"""

from importlib import import_module

from django.db import migrations

BEFORE: str = import_module("kith.team.migrations.0004_cover_ids").COVER
ENDS = (
    "and s.role = 'on-call' and s.during && (c.during * tstzrange(moment, null)));",
    "where c.place_id = of_place and c.during && tstzrange(moment, null);\nend $$;",
)


def _sorted() -> str:
    text = BEFORE
    for end in ENDS:
        before, after = text.split(end)
        text = f"{before}{end.replace(';', ' order by 1;', 1)}{after}"
    return text


class Migration(migrations.Migration):
    dependencies = [("team", "0008_musts_by_table")]
    operations = [migrations.RunSQL(_sorted(), BEFORE)]
