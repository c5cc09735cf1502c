"""What a question asks to be decided is a topic of the decision rights."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("preparation", "0002_guards")]
    operations = [migrations.RenameField("question", "command", "topic")]
