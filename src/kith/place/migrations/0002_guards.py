"""Places carry the act that wrote them; everybody signed in may name them."""

from django.db import migrations

from kith.access.guards import act_triggers


class Migration(migrations.Migration):
    dependencies = [("place", "0001_initial"), ("access", "0002_guards")]
    operations = [
        migrations.RunSQL(act_triggers("place_place", "", "", mutable=True), migrations.RunSQL.noop),
    ]
