"""Every table about a person is read for a case file, or is named here with the reason why not."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection

from builders import AT, ATeam, a_person, an_act, with_key
from kith.casefile.queries import TABLES
from kith.casefile.rules import Cause
from kith.plan import operations as plans
from kith.plan.agreeing import agree, keep_back, show_again
from kith.plan.rules import Content, Section
from world_of_teams import a_carer, a_series

from .test_operations import a_file, read, told

BEFORE = AT - timedelta(days=7)

ALSO_READ = {
    "access_exclusion": "who closed the record to themselves: on the trail",
    "access_reach": "who could open the record: on the trail and on the person's page",
    "access_restriction": "concerns never come in",
    "act_history": "the past of every row that is read",
    "action_raised": "that work raised itself stands among the notices",
    "alignment_said": "what a partner said of each part: on the request's page",
    "alignment_summary": "the text that a partner was sent: on the request's page",
    "board_follow": "whom a member follows is theirs",
    "casefile_export": "the file's own page",
    "casefile_file": "the file's own page",
    "casefile_given": "the file's own page",
    "casefile_mark": "the file's own page",
    "casefile_release": "the file's own page",
    "door_link": "by which link a partner was asked, when it was opened and ended: on the trail, as their own acts",
    "handover_alike": "that two records are not one person: on the trail",
    "handover_ask": "who asked to see the record, and the answer: on the trail",
    "handover_death": "a death stands in the person's own row",
    "handover_join": "who joined by themselves: on the trail",
    "handover_merge": "which records are one: the file is made of all of them",
    "huddle_agreed": "what a huddle agreed is the work that it made, and its item",
    "huddle_shown": "which person a screen shows now",
    "mdt_minute": "the minutes repeat what was decided, which is read by itself",
    "message_message": "read by itself, as what was told",
    "person_contactdetail": "where somebody can be met is not in a file",
    "person_difference": "what an import says otherwise, until it is compared",
    "person_identifier": "numbers elsewhere",
    "plan_plan": "the newest number, which its versions say",
    "plan_read": "who read the plan: on the trail",
    "plan_refresh": "the work of looking through, which is read as work",
    "safeguarding_concern": "concerns never come in",
    "supervision_line": "read by itself, for its two alone",
    "supervision_note": "read by itself, for its two alone",
    "trail_entry": "read by itself, as what was done",
    "trail_look": "read by itself, as who looked",
    "trail_looked": "read by itself, as who looked",
}
"""Tables with a person that no line is made of, and why."""


def test_every_table_about_a_person_is_read_or_named_with_its_reason(team: ATeam) -> None:
    with an_act(team.nurse), connection.cursor() as cursor:
        cursor.execute(
            "select c.table_name from information_schema.columns c"
            " join information_schema.tables t using (table_schema, table_name)"
            " where c.table_schema = 'public' and c.column_name in ('person_id', 'person_ids', 'kept_id')"
            " and t.table_type = 'BASE TABLE' and not exists (select 1 from pg_inherits i"
            " where i.inhrelid = format('%I', c.table_name)::regclass) order by 1"
        )
        about = {name for (name,) in cursor.fetchall()} | {"person_person"}
    assert sorted(about - set(TABLES) - set(ALSO_READ)) == []
    assert sorted(set(ALSO_READ) - about) == [], "a table that is named has gone"
    assert set(ALSO_READ) & set(TABLES) == set()


@pytest.fixture
def maya(team: ATeam) -> UUID:
    """A child on the list, with a plan that was written, agreed, looked through and in part kept from her parents."""
    person_id = a_person(team, "Maya Holt", birth_date=date(2014, 3, 1))
    on: dict[str, UUID] = {"team_id": team.id, "person_id": person_id}
    with an_act(team.nurse, BEFORE) as act:
        plans.start(act=act, **on)
        for number, (section, text) in enumerate([(Section.HELP, "Never mention Jay"), (Section.RISKS, "Older boys")]):
            change = plans.Change(Content(text), "She said so", None)
            assert plans.write(act=with_key(act), **on, section=section, change=change) == number + 1
        plans.tell(act=with_key(act), **on, kind="home", words="With her aunt now")
        agree(act=with_key(act), **on, number=2, by="self", shown_by="Told it back", objects_to="The school")
        plans.set_aside(act=with_key(act), **on, section=Section.HELP, content=Content("Ring her mother"))
        plans.review(act=with_key(act), **on, number=2, outcome="It holds", without="at school")
        keep_back(act=with_key(act), **on, section=Section.HELP, reason="She asked")
    return person_id


def test_what_became_of_a_plan_is_told_and_what_a_child_keeps_from_her_parents_is_withheld(
    team: ATeam, maya: UUID
) -> None:
    file = read(team, a_file(team, maya, as_at=AT))
    plan = [(one.words, one.withheld) for one in file.lines if one.label == "Plan"]
    assert plan == [
        ("The plan is to be looked through: lives elsewhere now. With her aunt now", None),
        ("", Cause.MARKED),
        ("Risks we have talked about: Older boys. Because: She said so", None),
        ("", Cause.MARKED),
        ("Agreed by the person, version 2. What shows it: Told it back. Not agreed: The school", None),
        ("", Cause.THIRD),
        ("Looked through version 2: It holds. Not with them: at school. Next by 31 July 2026", None),
    ]
    with an_act(team.lead) as act:
        show_again(act=act, team_id=team.id, person_id=maya, section=Section.HELP, reason="She says they may")
    shown = told(read(team, a_file(team, maya, as_at=AT)), "Plan")
    assert "How I want to be helped: Never mention Jay. Because: She said so" in shown
    assert "Not taken into the plan, How I want to be helped: Ring her mother" in shown


def test_series_absences_and_carers_are_told_and_carers_withheld(team: ATeam, doris: UUID) -> None:
    a_series(team.nurse, doris)
    a_carer(team, doris)
    file = read(team, a_file(team, doris, as_at=AT))
    series = "Contacts planned in series: every week, Sam Whitlock, 9 June 2026 to 14 July 2026. Wound care"
    assert series in told(file, "Contact")
    assert told(file, "Away") == ["In hospital from 8 June 2026, back 17 June 2026"]
    assert {one.withheld for one in file.lines if one.label == "Carer"} == {Cause.THIRD}
