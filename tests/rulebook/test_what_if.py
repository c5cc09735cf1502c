"""What other routes, closing rules, cadences and rights would have done with last month: with those in force, what was done."""

from datetime import timedelta

import pytest

from builders import AT, a_person, a_session, an_act, an_action, an_entry
from kith.access.home import as_kith, with_key
from kith.act.types import Thing
from kith.caseload.operations import set_entry
from kith.contact import operations as contacts
from kith.contact.rules import ContactState, Way
from kith.escalation import moving
from kith.escalation import operations as escalations
from kith.escalation.models import Reason
from kith.escalation.queries import one as escalation_of
from kith.jobs.minutely import raise_waiting
from kith.policy.queries import all_rights, decide
from kith.policy.reading import read, shipped, shipped_files
from kith.rulebook import what_if, what_if_presenter
from kith.rulebook import what_if_queries as asked
from kith.rulebook.month import replay
from kith.rulebook.queries import month_facts
from statements import counted

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
RULES = shipped()


def raised(team, wanted, at):
    person_id = a_person(team, given=f"Given{at.minute}", at=at)
    with an_act(team.social_worker, at) as act:
        return escalations.raise_(act=act, team_id=team.id, person_id=person_id, worry="Grey", wanted=wanted)


def answered(team, key, who, at):
    with an_act(who, at) as act:
        version = escalation_of(escalation_id=key).version
        escalations.respond(act=with_key(act), escalation_id=key, version=version, decision="GP visits")


def moved(team, at):
    with as_kith(at=at, channel="job") as act:
        moving.move_on(act=with_key(act), team_id=team.id)


def a_month(team, begins=AT):
    """One answered at once, one after eight minutes, one by the cover after it went on, one that still waits."""
    for wait, who, goes_on in ((3, team.lead, False), (8, team.lead, False), (40, None, True), (60, None, False)):
        at = begins + wait * MINUTE
        key = raised(team, "urgent", at)
        if goes_on:
            moved(team, at + 16 * MINUTE)
        if who:
            answered(team, key, who, at + wait * MINUTE)


def changed(table, old, new, file=""):
    text = shipped_files(table)[file or f"{table}.csv"]
    assert old in text
    return read(table, {**shipped_files(table), file or f"{table}.csv": text.replace(old, new)})


def test_escalations_went_along_the_route_in_force_as_they_did_and_a_sooner_one_goes_on_unanswered(world):
    team, _others = world
    a_month(team)
    now = AT + timedelta(minutes=70)
    with an_act(team.lead, now):
        ran = asked.ran(team_id=team.id, at=now, routes=dict(RULES.routes))
        assert len(ran) == 4
        for one in ran:  # the control: with the routes in force every escalation goes the way that is stored
            again = what_if.run(RULES.routes[one.route], one, team.info.calendar, now)
            assert what_if.is_same_way(one.went, again), what_if_presenter.went_words(again)
        sooner = RULES.having(
            "routes", changed("routes", "case conference,duty-lead,15,clock", "case conference,duty-lead,5,clock")
        )
        told = what_if_presenter.routes(ran, sooner, team.info.calendar, {}, now)
    assert told.words == "4 escalations in the last four weeks: 4 lines differ."
    assert told.more == "3 would have gone on unanswered once more than they did."
    eight = told.lines[1]
    assert eight.is_late
    assert (
        eight.before
        == "Clinical supervisor: nobody there; GP: nobody there; whoever takes the duty (15 minutes), answered"
    )
    assert eight.after.endswith(
        "whoever takes the duty (5 minutes), went on unanswered; the place's on-call cover (15 minutes), answered"
    )


def test_who_closed_an_escalation_may_still_or_not(world):
    team, others = world
    key = raised(team, "urgent", AT)
    answered(team, key, team.lead, AT + 3 * MINUTE)
    later = AT + timedelta(hours=1)
    with an_act(team.lead, later) as act:
        escalations.tell(act=act, escalation_id=key, who="Her son", how="phone", said="Yes", read_back="yes")
    with an_act(others["gp"], later) as act:
        escalations.close(act=act, escalation_id=key, version=2, outcome="Antibiotics")
    with an_act(team.lead, later + MINUTE):
        closed = asked.closed(team_id=team.id, at=later + MINUTE)
        assert [(one.by, one.role, one.level) for one in closed] == [("Hari Nair", "gp", 2)]
        assert [what_if.may_close(RULES.closing, one) for one in closed] == [True]
        fewer = RULES.having(
            "closing", changed("closing", "2,clinical-supervisor | gp | on-call", "2,clinical-supervisor | on-call")
        )
        told = what_if_presenter.closing(closed, RULES, fewer, {}, later)
    assert told.words == "1 escalation was closed in the last four weeks: 1 line differs."
    assert told.lines[0].after == "They propose it to whoever may close it"


def test_work_that_waited_raises_itself_as_stored_by_the_cadences_in_force_and_sooner_by_others(world):
    team, _others = world
    for number in (1, 2):
        an_action(
            team, a_person(team, given=f"Given{number}"), owner=team.social_worker, due_at=AT + timedelta(hours=number)
        )
    now = AT + timedelta(days=3)
    for days in (0, 1, 2):
        raise_waiting.run(AT + timedelta(days=days, hours=3))
    to_of = {one.rule: one.to for one in RULES.cadences}
    with an_act(team.lead, now):
        waited = asked.waited(team_id=team.id, at=now, to_of=to_of)
        assert [len(one.raised) for one in waited] == [3, 3]
        span = {"since": AT - timedelta(days=28), "now": now}
        for one in waited:
            again = what_if.raisings(RULES.cadences, one, team.info.calendar, **span)
            assert what_if.days_of(again) == what_if.days_of(one.raised)
        at_once = RULES.having("cadences", changed("cadences", "overdue,3,duty-lead,2", "overdue,3,duty-lead,1"))
        told = what_if_presenter.cadences(waited, at_once, team.info.calendar, {}, (span["since"], now))
    assert told.words == "2 pieces of work waited in the last four weeks: 2 lines differ."
    assert not any(one.is_late for one in told.lines)


def test_acts_of_last_month_are_held_against_other_rights_by_command_and_role(world):
    team, _others = world
    for number in range(3):
        an_action(team, a_person(team, given=f"Given{number}"))
    with an_act(team.nurse, AT + MINUTE) as act:
        done = asked.done(team_id=team.id, at=AT + MINUTE)
        added = next(one for one in done if (one.command, one.role) == ("action.add", "nurse"))
        assert added.number == 3
        known = all_rights(team_id=team.id, at=AT).commands
        for one in (each for each in done if each.role == "nurse"):  # the control: as the wrapper decided it
            verdict = what_if.verdicts(known[one.command], RULES.roles["nurse"], {""})[""]
            assert verdict == decide(act, one.command, Thing("team", team.id, team.id)).verdict
        row = "caseload.add_person"
        assert any(one.command == row for one in done)
        line = next(
            one for one in shipped_files("decision-rights")["decision-rights.csv"].splitlines() if f",{row}," in one
        )
        own = changed(
            "decision-rights", line, line.replace(",decide,decide,decide,", ",decide,decide,no,"), "decision-rights.csv"
        )
        told = what_if_presenter.rights(done, known, RULES.having("decision-rights", own).rights, RULES, AT)
    assert [(one.before, one.after, one.is_late) for one in told.lines] == [("decided", "not allowed", True)]


def test_missed_contacts_are_held_against_other_thresholds_as_the_reasons_of_the_day_say(world):
    team, _others = world
    doris = a_person(team)
    entry = an_entry(team, doris)
    with an_act(team.nurse) as act:
        set_entry(act=act, entry_id=entry.id, version=entry.version, risk_tier="medium", cadence_days=None)
    for number in (1, 2, 3):
        with an_act(team.nurse, AT + number * MINUTE) as act:
            contacts.record(
                act=with_key(act), team_id=team.id, person_id=doris, member_id=team.nurse.member_id, way=Way.VISIT,
                state=ContactState.MISSED, happened_at=AT + number * MINUTE, reason="nobody in",
            )  # fmt: skip
    later, table = AT + timedelta(hours=1), RULES.thresholds["missed-contacts"]
    sooner = changed(
        "missed-contacts",
        "MISSED-MEDIUM-1,medium | not assessed,1,,1,,",
        "MISSED-MEDIUM-1,medium | not assessed,1,,2,clinical-review,",
        "thresholds/missed-contacts.csv",
    )
    with an_act(team.nurse, later):
        held = replay(month_facts(team_id=team.id, tables=[table.name], at=later, role="nurse"), table, sooner)
        kept = sorted(Reason.objects.values_list("rule", flat=True))
    assert [[row.id for row in one.before.fired] for one in held] == [["MISSED-MEDIUM-1"], *[["MISSED-MEDIUM-2"]] * 2]
    assert sorted({row.id for one in held for row in one.before.fired if row.level == 2}) == sorted(set(kept))
    assert [one.differs for one in held] == [True, False, False]


@pytest.mark.parametrize("table", ["routes", "closing", "cadences", "decision-rights"])
def test_each_of_these_tables_has_a_page_of_last_month_in_a_fixed_number_of_statements(world, table):
    team, _others = world
    a_month(team, AT - timedelta(days=3))
    client = a_session(team.lead.account_id, "team-lead")
    client.get(f"/rules/{team.slug}/{table}/month/")
    with counted() as sent:
        page = client.get(f"/rules/{team.slug}/{table}/month/").content.decode()
    assert "This is the version in force: open a draft to see what it would change." in page
    assert sent == {"routes": 9}.get(table, 8)
