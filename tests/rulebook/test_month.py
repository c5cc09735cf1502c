"""What a version would have done with what was really observed: equal to the evaluator, of those whom the viewer may see."""

import random
from datetime import timedelta

import pytest

from builders import AT, a_person, a_session, a_team, an_act
from kith.access.home import with_key
from kith.contact import operations as contacts
from kith.contact.observing_rules import facts_of
from kith.contact.rules import ContactState, Way
from kith.escalation.models import Reason
from kith.jobs.cadences import jobs
from kith.policy.evaluation_rules import Fact, evaluate
from kith.policy.reading import read, shipped, shipped_files
from kith.rulebook import operations, queries
from kith.rulebook.automatic import JOBS
from kith.rulebook.month import milder, replay
from statements import counted

pytestmark = pytest.mark.django_db
FILE = "thresholds/gad7.csv"
GAD7 = shipped_files("gad7")[FILE]
STRICTER = GAD7.replace("10..14,moderate,1,,", "10..14,moderate,2,mental-health-review,")
NEWS2 = shipped().thresholds["news2"]


def observed(who, person_id, observations, at=AT):
    with an_act(who, at) as act:
        return contacts.record(
            act=with_key(act), team_id=who.team_id, person_id=person_id, member_id=who.member_id, way=Way.VISIT,
            state=ContactState.MADE, happened_at=at, observations=observations,
        )  # fmt: skip


def some_news2(chance):
    """Entries of NEWS2 of which one part in four is far from usual."""
    far = {
        "resp": ("26", "9"),
        "spo2": ("90", "93"),
        "systolic": ("88", "104"),
        "pulse": ("134", "95"),
        "temp_c": ("39.4", "35.5"),
    }
    usual = {"resp": "16", "spo2": "97", "systolic": "126", "pulse": "76", "temp_c": "36.8"}
    entered = {name: chance.choice(far[name]) if chance.random() < 0.25 else usual[name] for name in usual}
    return entered | {"spo2_scale": "1", "on_oxygen": "no", "acvpu": chance.choice("AAAAAC")}


def facts(who, team, *tables, at=AT):
    with an_act(who, at) as _act:
        return queries.month_facts(team_id=team.id, tables=[*tables], at=at, role=who.role)


def test_what_was_observed_is_answered_as_the_evaluator_and_the_escalations_of_the_day_say(world):
    team, _others = world
    chance, entered = random.Random(7), {}
    for number in range(24):
        person = a_person(team, given=f"Given{number}")
        entered[person] = some_news2(chance)
        observed(team.nurse, person, {"news2": entered[person]})
    held = replay(facts(team.nurse, team, "news2"), NEWS2, NEWS2)
    assert {one.person_id for one in held} == set(entered)
    for one in held:
        again = evaluate(NEWS2, {name: Fact(text) for name, text in entered[one.person_id].items()})
        assert (one.after.outcome, [row.id for row in one.after.fired]) == (
            again.outcome,
            [row.id for row in again.fired],
        )
        assert not one.differs
    with an_act(team.nurse) as _act:
        kept = sorted(Reason.objects.filter(team_id=team.id).values_list("person_id", "rule", "level"))
    worked_out = sorted(
        (one.person_id, row.id, row.level) for one in held for row in one.after.fired if row.level and row.level > 1
    )
    assert kept == worked_out
    assert len(kept) > 5
    assert facts_of(held[0].after, held[0].after.fired[0])["total"] == str(held[0].after.score)


def test_a_stricter_version_says_whom_it_would_have_raised_and_how_often_a_week(world):
    team, others = world
    doris, frank = a_person(team), a_person(team, given="Frank")
    observed(team.nurse, doris, {"gad7": {"value": "12"}})
    observed(team.nurse, frank, {"gad7": {"value": "3"}})
    before = AT - timedelta(days=13)
    observed(team.nurse, a_person(team, given="Old", at=before), {"gad7": {"value": "12"}}, before)
    with an_act(team.lead) as act:
        draft = operations.propose(act=act, team_id=team.id, table="gad7", files={FILE: STRICTER}, why="Sooner")
    client = a_session(others["gp"].account_id, "gp")
    page = client.get(f"/rules/{team.slug}/gad7/month/?version={draft}").content.decode()
    assert "3 answers of 3 people in the last four weeks: 2 would have led to something else." in page
    assert page.count("<b>A clinical review the same day</b>") == 2
    assert "Frank" not in page
    own = client.get(f"/rules/{team.slug}/gad7/?version={draft}").content.decode()
    assert "0.5 a week to be answered by somebody (now 0), 0 notes a week for the huddle (now 0.5)." in own
    assert "0.5 a week, as now" in own
    with counted() as sent:
        client.get(f"/rules/{team.slug}/gad7/month/?version={draft}")
    assert sent == 10


def test_a_milder_version_is_said_to_be(world):
    team, _others = world
    observed(team.nurse, a_person(team), {"gad7": {"value": "16"}})
    laxer = read("gad7", {**shipped_files("gad7"), FILE: GAD7.replace("severe,2,mental-health-review,", "severe,1,,")})
    held = replay(facts(team.nurse, team, "gad7"), shipped().thresholds["gad7"], laxer)
    assert [one.differs for one in held] == [True]
    assert milder(held) == held


def test_what_was_answered_for_the_safeguarding_lead_is_left_out_for_others(world):
    team, others = world
    asked = {"needs": "yes", "at_risk": "yes", "cannot_protect": "yes", "in_danger": "no"}
    observed(team.nurse, a_person(team), {"safeguarding-adult": asked})
    table = shipped().thresholds["safeguarding-adult"]
    assert replay(facts(team.lead, team, "safeguarding-adult"), table, table) == []
    assert len(replay(facts(others["safeguarding-lead"], team, "safeguarding-adult"), table, table)) == 1


def test_somebody_whose_record_is_closed_to_the_reader_is_neither_listed_nor_counted(world):
    team, _others = world
    observed(team.nurse, a_person(team), {"gad7": {"value": "12"}})
    other = a_team("Vale")
    assert facts(other.lead, team, "gad7") == []
    assert len(facts(team.nurse, team, "gad7")) == 1


def test_every_job_stands_on_the_page_of_rules_that_act_by_themselves(world):
    team, _others = world
    assert {name for _cadence, name, _run in jobs()} == set(JOBS)
    observed(team.nurse, a_person(team), {"gad7": {"value": "16"}})
    client = a_session(team.nurse.account_id, "nurse")
    page = client.get(f"/rules/{team.slug}/automatic/").content.decode()
    assert "4 rules" in page
    for row in (*shipped().thresholds["news2"].rows, *shipped().routes["emergency"].steps, *shipped().cadences):
        key = getattr(row, "id", "") or row.rule
        assert key in page or getattr(row, "level", 1) == 0
    with counted() as sent:
        client.get(f"/rules/{team.slug}/automatic/")
    assert sent == 7
