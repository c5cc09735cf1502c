"""Imported care plans: a past that can be read, and what the shared plan begins with when somebody asks."""

import pytest

from board.reading import page
from builders import AT, an_act, signed_in
from forms import send
from kith.plan.elsewhere_queries import made_elsewhere
from kith.plan.elsewhere_rules import seeded
from kith.plan.forms import MOST_ROWS
from kith.plan.operations import Change, start, write
from kith.plan.queries import plan_now
from kith.plan.rules import Content, Section
from statements import counted

from .counts import SOURCES, THE_550, bring_in
from .made import a_bundle, a_fact, a_patient, shared_data
from .storing import ask, take

[TWENTY] = [source for source in SOURCES if source.title == "20 people, raw"]
[UK_CORE] = [source for source in SOURCES if source.title == "UK Core examples"]
TODAY = AT.date()


def brought_in(source, team, folder):
    for name in source.names:
        shared_data(name)
    bring_in(source, team, folder, AT)
    return [
        key
        for (key,) in ask(
            "select distinct person_id from record_fact f join person_person p on p.id = f.person_id"
            " where kind in ('care plan', 'goal') and not p.is_dead order by 1"
        )
    ]


def read_and_seed(team, people):
    """Read what was planned elsewhere with each, and begin a plan with it; return the plans, goals and lines written."""
    plans = goals = lines = 0
    for person_id in people:
        with an_act(team.nurse) as act:
            found, wanted, restricted = made_elsewhere(person_id=person_id)
            assert restricted == 0
            plans, goals = plans + len(found), goals + len(wanted)
            content, left = seeded([], wanted, found, today=TODAY, most=MOST_ROWS)
            assert (left > 0) <= (len(content) == MOST_ROWS)
            if content:
                start(act=act, team_id=team.id, person_id=person_id)
        if content:
            with an_act(team.nurse) as act:
                change = Change(Content(goals=content), "Taken over", None)
                write(act=act, team_id=team.id, person_id=person_id, section=Section.GOALS, change=change)
                assert plan_now(person_id=person_id).sections[Section.GOALS].content.goals == tuple(content)
            lines += len(content)
    return plans, goals, lines


def expected(kind):
    [(number,)] = ask(
        "select count(*) from record_fact f join person_person p on p.id = f.person_id where kind = %s and not p.is_dead"
        " and source_part = 0 and not is_in_error",
        kind,
    )
    return number


def test_imported_plans_are_read_and_begin_a_plan(team, tmp_path):
    people = brought_in(TWENTY, team, tmp_path)
    plans, goals, lines = read_and_seed(team, people)
    assert (plans, goals) == (expected("care plan"), expected("goal"))
    assert (plans > 40, lines > 20) == (True, True)


@pytest.mark.nightly  # a minute: 550 people, 1,496 care plans
def test_all_1496_imported_plans_are_read_and_begin_a_plan_each(team, tmp_path):
    people = brought_in(THE_550, team, tmp_path)
    plans, goals, lines = read_and_seed(team, people)
    assert ask("select count(*) from record_fact where kind = 'care plan' and source_part = 0") == [(1496,)]
    assert (plans, goals) == (expected("care plan"), expected("goal"))
    assert lines > len(people)


def test_the_uk_core_example_reads_as_its_service_wrote_it(team, tmp_path):
    [person_id] = brought_in(UK_CORE, team, tmp_path)
    shown = page(signed_in(team.nurse).get(f"/person/{person_id}/plan/elsewhere/")).text
    assert "1 plan that is over Weight management plan Going on, until Wednesday 1 January 2020" in shown
    assert "Body weight: finished What came of it: Progressive weight loss" in shown


def a_plan(number, **changes):
    plan = {"code": ..., "title": f"Plan {number}", "status": "active", "intent": "plan", "id": f"plan-{number}"}
    return a_fact("CarePlan", **plan | changes)


def a_person_with(team, desk, *resources):
    path = desk.put("bundle.json", a_bundle(a_patient(), *resources))
    take(team, path)
    [(person_id,)] = ask("select id from person_person")
    return person_id


def test_what_goes_on_is_shown_first_and_goals_begin_with_it_once_a_member_saves(team, desk):
    label = {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]}
    person_id = a_person_with(
        team,
        desk,
        a_plan(
            1, activity=[{"detail": {"description": "Walk", "status": "in-progress"}}], author={"display": "Dr Hay"}
        ),
        a_plan(2, status="completed"),
        a_plan(3, meta=label),
        a_fact("Goal", code=..., description={"text": "Sleep through"}, lifecycleStatus="active"),
    )
    browser, address = signed_in(team.nurse), f"/person/{person_id}/plan/"
    with counted() as number:
        text = page(browser.get(f"{address}elsewhere/")).text
    assert number == 9
    assert (
        "1 goal Sleep through Going on 1 plan going on Plan 1 Going on, no dates given Walk: going on Written by Dr Hay"
        in text
    )
    assert "1 plan that is over Plan 2" in text
    assert "1 restricted plan or goal is not shown." in text
    assert "Plan 3" not in text
    assert "Begin the goals" not in text, "there is no plan yet to begin"
    with an_act(team.nurse) as act:
        start(act=act, team_id=team.id, person_id=person_id)
    assert "Begin the goals of the shared plan with these" in page(browser.get(f"{address}elsewhere/")).text
    form = browser.get(f"{address}seed/")
    assert "Nothing is saved yet." in page(form).text
    assert plan_now_of(team, person_id) == {}
    saved = send(browser, form, f"{address}goals/", **{"what-0": "Sleep through the night"})
    assert "Saved as version 1." in page(saved).text
    [goals] = plan_now_of(team, person_id).values()
    assert [(one.what, one.who, one.going) for one in goals.content.goals] == [
        ("Sleep through the night", "", ""),
        ("Plan 1", "Dr Hay", "Walk"),
    ]
    assert goals.reason == "Taken over from plans made elsewhere"


def plan_now_of(team, person_id):
    with an_act(team.nurse):
        return plan_now(person_id=person_id).sections


def test_a_page_of_many_plans_asks_as_little(team, desk):
    person_id = a_person_with(team, desk, *(a_plan(number) for number in range(30)))
    browser = signed_in(team.nurse)
    with counted() as number:
        text = page(browser.get(f"/person/{person_id}/plan/elsewhere/")).text
    assert number == 9
    assert "30 plans going on" in text
