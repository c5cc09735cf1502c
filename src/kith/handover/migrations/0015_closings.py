"""
Nobody leaves a list without a closing that says why, who holds them now, and who was told or why nobody was (P4).

Closings are written once. An entry that a merge ended, or one that it had made, needs none: the person is on the list still.
"""

import django.db.models.deletion
from django.db import migrations, models

import kith.act.ids
import kith.act.models
from kith.access.guards import protect, same_team

WHOLE = """
grant select on handover_closing, handover_told, handover_moved to kith_definer;
create policy definer on handover_closing for select to kith_definer using (true);
create policy definer on handover_told for select to kith_definer using (true);
create policy definer_closings on handover_moved for select to kith_definer using (true);

create function handover_ended_is_closed() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    if exists (select 1 from caseload_listentry e where e.id = new.id and e.state = 'ended')
       and not exists (select 1 from handover_closing c where c.entry_id = new.id and c.team_id = new.team_id
                        and c.person_id = new.person_id)
       and not exists (select 1 from handover_moved m where m.other_entry_id = new.id and m.undone_at is null)
       and not exists (select 1 from handover_moved m where m.kept_entry_id = new.id and m.undone_at is not null) then
        perform act_refuse('Nobody leaves a list without a reason and who holds them now. Close the person on their page.');
    end if;
    return null;
end $$;
alter function handover_ended_is_closed() owner to kith_definer;
create constraint trigger ended_is_closed after insert or update of state on caseload_listentry
    deferrable initially deferred for each row when (new.state = 'ended') execute function handover_ended_is_closed();

create function handover_closing_is_whole() returns trigger
language plpgsql security definer set search_path = public as $$
begin
    if not exists (select 1 from caseload_listentry e where e.id = new.entry_id and e.state = 'ended'
                    and e.person_id = new.person_id) then
        perform act_refuse('This person is on the list still: a closing ends the list entry with it.');
    end if;
    if new.untold_because = '' and not exists (select 1 from handover_told t where t.closing_id = new.id) then
        perform act_refuse('Say who was told and how, or why nobody was.');
    end if;
    return null;
end $$;
alter function handover_closing_is_whole() owner to kith_definer;
create constraint trigger closing_is_whole after insert on handover_closing
    deferrable initially deferred for each row execute function handover_closing_is_whole();
"""
NOT_WHOLE = """
drop trigger closing_is_whole on handover_closing; drop function handover_closing_is_whole();
drop trigger ended_is_closed on caseload_listentry; drop function handover_ended_is_closed();
drop policy definer_closings on handover_moved;
drop policy definer on handover_told;
drop policy definer on handover_closing;
revoke select on handover_closing, handover_told, handover_moved from kith_definer;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0010_announce_shut_out"),
        ("caseload", "0005_after"),
        ("handover", "0014_ask_guards"),
        ("trail", "0002_looks_and_grants"),
    ]

    operations = [
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("reason", models.TextField()),
                ("because", models.TextField(blank=True, default="")),
                ("holder", models.TextField()),
                ("held_by", models.TextField(blank=True, default="")),
                ("untold_because", models.TextField(blank=True, default="")),
                ("closed_at", models.DateTimeField()),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="caseload.listentry",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.personkey"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.teamkey",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("id", models.UUIDField(default=kith.act.ids.new, primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField(db_default=kith.act.models.ActMoment())),
                ("whom", models.TextField()),
                ("name", models.TextField(blank=True, default="")),
                ("how", models.TextField()),
                ("day", models.DateField()),
                (
                    "act",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trail.entry"
                    ),
                ),
                (
                    "closing",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="handover.closing",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.personkey",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.teamkey",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.UniqueConstraint(fields=("entry",), name="handover_closing_once"),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        [
                            "goals met",
                            "moved away",
                            "care home",
                            "another service",
                            "declined",
                            "not reached",
                            "not ours",
                            "died",
                        ],
                    )
                ),
                name="handover_closing_reason_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("holder__in", ["gp practice", "another team", "partner", "family", "themselves", "nobody"])
                ),
                name="handover_closing_holder_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("held_by", ""), _negated=True), ("holder", "themselves"), _connector="OR"),
                name="handover_closing_says_who_holds",
            ),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.CheckConstraint(
                condition=models.Q(("whom__in", ["person", "carer", "gp practice", "partner", "another team"])),
                name="handover_told_whom_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["in person", "phone", "letter", "message"])),
                name="handover_told_how_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="told",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("name", ""), _negated=True), ("whom", "person"), _connector="OR"),
                name="handover_told_says_who",
            ),
        ),
        protect("handover_closing", person="person_id", team="team_id", mutable=False),
        protect("handover_told", person="person_id", team="team_id", mutable=False),
        same_team("handover_closing", "entry_id", "caseload_listentry"),
        same_team("handover_told", "closing_id", "handover_closing"),
        migrations.RunSQL(WHOLE, NOT_WHOLE),
    ]
