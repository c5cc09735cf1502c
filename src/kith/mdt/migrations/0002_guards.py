"""
Who sees what of weekly meetings, and that everything in one is of its own team.

A restricted case names nobody; whoever is barred from its matter does not find it at all.
"""

from django.db import migrations

from kith.access.guards import protect, same_team

BARRED = """
create policy not_barred on mdt_case as restrictive to kith_app
    using (matter_id is null or matter_id <> all((select my_barred())::uuid[])) with check (true);
create policy barred_meeting_cases on act_history as restrictive for select to kith_app using (
    table_name <> 'mdt_case' or image ->> 'matter_id' is null
    or (image ->> 'matter_id')::uuid <> all((select my_barred())::uuid[]));
"""
UNBARRED = """
drop policy barred_meeting_cases on act_history;
drop policy not_barred on mdt_case;
"""
KEYS = (
    ("mdt_meeting", "prepared_id", "preparation_meeting"),
    ("mdt_meeting", "chair_id", "team_member"),
    ("mdt_meeting", "closed_by_id", "team_member"),
    ("mdt_attendance", "meeting_id", "mdt_meeting"),
    ("mdt_attendance", "member_id", "team_member"),
    ("mdt_case", "meeting_id", "mdt_meeting"),
    ("mdt_case", "prepared_id", "preparation_case"),
    ("mdt_case", "matter_id", "access_restriction"),
    ("mdt_case", "owner_id", "team_member"),
    ("mdt_case", "settled_by_id", "team_member"),
    ("mdt_decision", "meeting_id", "mdt_meeting"),
    ("mdt_decision", "case_id", "mdt_case"),
    ("mdt_decision", "decider_id", "team_member"),
    ("mdt_decision", "owner_id", "team_member"),
    ("mdt_decision", "offered_to_id", "team_member"),
    ("mdt_decision", "action_id", "action_action"),
    ("mdt_telling", "meeting_id", "mdt_meeting"),
    ("mdt_telling", "case_id", "mdt_case"),
    ("mdt_telling", "by_id", "team_member"),
    ("mdt_telling", "action_id", "action_action"),
    ("mdt_told", "telling_id", "mdt_telling"),
    ("mdt_told", "by_id", "team_member"),
    ("mdt_untold", "meeting_id", "mdt_meeting"),
    ("mdt_untold", "telling_id", "mdt_telling"),
    ("mdt_minute", "meeting_id", "mdt_meeting"),
    ("mdt_minute", "case_id", "mdt_case"),
)


class Migration(migrations.Migration):
    dependencies = [("mdt", "0001_initial"), ("preparation", "0002_guards"), ("access", "0013_restricted")]
    operations = [
        protect("mdt_meeting", team="team_id"),
        protect("mdt_attendance", team="team_id", deletable=True),
        protect("mdt_case", person="person_id", team="team_id"),
        protect("mdt_decision", person="person_id", team="team_id"),
        protect("mdt_telling", person="person_id", team="team_id", deletable=True),
        protect("mdt_told", person="person_id", team="team_id", mutable=False),
        protect("mdt_untold", person="person_id", team="team_id"),
        protect("mdt_minute", person="person_id", team="team_id", mutable=False),
        migrations.RunSQL(BARRED, UNBARRED),
        *(same_team(*key) for key in KEYS),
    ]
