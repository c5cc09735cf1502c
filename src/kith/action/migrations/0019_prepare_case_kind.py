"""The page on a person that is made ready for the weekly meeting: a death stops it as other routine work."""

from django.db import migrations, models

KINDS = [
    "plain",
    "urgent",
    "look-through",
    "weekly-meeting",
    "import-review",
    "after-death",
    "doubles",
    "access-ask",
    "see-through",
    "spared",
    "proposal",
    "noticed",
    "supervision",
    "plan-review",
    "restricted-task",
    "partner-answer",
    "tell-person",
    "contradiction",
    "prepare-case",
]
BEFORE = "'plain', 'weekly-meeting', 'noticed', 'plan-review', 'partner-answer', 'tell-person', 'contradiction'"

LIVING = """
drop trigger for_the_living on action_action;
create constraint trigger for_the_living after insert on action_action deferrable initially deferred for each row
    when (new.kind in ({kinds}) and new.person_id is not null) execute function action_is_for_the_living();
"""


class Migration(migrations.Migration):
    dependencies = [("action", "0018_contradiction_kind")]

    operations = [
        migrations.RemoveConstraint(model_name="action", name="action_action_kind_known"),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", KINDS)), name="action_action_kind_known"),
        ),
        migrations.RunSQL(
            LIVING.format(kinds=f"{BEFORE}, 'prepare-case'"),
            LIVING.format(kinds=BEFORE),
        ),
    ]
