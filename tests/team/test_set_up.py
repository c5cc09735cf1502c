"""The set-up of a team: what is there by fact or by statement, who may say so, and that no way round opens a team without it."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import (
    AT,
    FOOTPRINT,
    GOALS,
    OFFICERS,
    a_member,
    a_person,
    a_place,
    a_rota,
    a_session,
    a_team,
    an_act,
    an_opening,
    everything_said,
    signed_in,
    with_key,
)  # fmt: skip
from cloning import using
from kith.access.home import as_kith
from kith.act import NotAllowed, NotVisible, Refusal, operation
from kith.board.setting_up import ask_for_line, number_lapsing, tell_lapsing
from kith.database.templates import clone, drop
from kith.jobs.daily import tell_lapsing as daily
from kith.message.models import Message
from kith.place.rules import local_day
from kith.policy.publishing import publish_tables
from kith.policy.reading import shipped_files
from kith.policy.set_up_rules import SET_UP, read_set_up
from kith.policy.shipped import roles, set_up_list
from kith.policy.value_rules import TableError
from kith.team import operations as teams
from kith.team import setting_up
from kith.team.models import Footprint, Goal, Statement, Team
from kith.team.queries import team_by_id
from kith.team.set_up_queries import lines_of, set_up_of, set_ups
from kith.team.set_up_rules import FootprintSaid, GoalSaid, LineSaid, missing_musts, of_rows
from statements import counted
from trailing import last_entry

pytestmark = pytest.mark.django_db
TODAY = local_day(AT)
DAY = timedelta(days=1)
A_YEAR = TODAY + timedelta(days=365)
STATED = {"cohort", "supervision", "partners", "gp-time", "procedures", "ways"}


@pytest.fixture(scope="module")
def standing(template, django_db_setup, django_db_blocker):
    """A team that lacks only what somebody has to say, in a database of its own; each test rolls back what it does to it."""
    with django_db_blocker.unblock():
        copy = clone(template)
        try:
            with using(copy):
                made = a_team(opened=False)
                connection.close()
                yield made
        finally:
            drop(copy)


@pytest.fixture
def team(standing, db):
    """The team, on a Monday morning."""
    return standing


@pytest.fixture
def opened(team):
    """The same team, once it has opened."""
    an_opening(team.id, AT)
    return team


def a_bare_team(name, place_id):
    with as_kith(at=AT) as act:
        return team_by_id(team_id=teams.create(act=act, place_id=place_id, name=name))


def missing(team, at=AT):
    with as_kith(at=at):
        found = set_up_of(team=team_by_id(team_id=team.id), at=at)
    return {one.need.line: one for one in missing_musts(lines_of(found, at=at))}


def say(team, line, until=A_YEAR, who=None, **more):
    with an_act(who or team.lead) as act:
        said = LineSaid(line, "Agreed on paper", until, **more)
        return setting_up.state(act=act, team_id=team.id, line=line, said=said)


# The list


def musts(team, at=AT):
    """Return what the database asks of a team before it opens."""
    with as_kith(at=at), connection.cursor() as cursor:
        cursor.execute("select line, met_by, roles, days from team_musts(%s, %s) order by line", [team.id, at])
        return {(line, met_by, frozenset(own), days) for line, met_by, own, days in cursor.fetchall()}


def listed_musts(text):
    return {
        (one.line, one.met_by, frozenset(one.roles), one.days if one.met_by in ("rota", "cover") else 0)
        for one in read_set_up(text.splitlines(), roles())
        if one.is_must
    }


SHIPPED = shipped_files(SET_UP)[f"{SET_UP}.csv"]
WITH_GP = SHIPPED.replace(",gp,should,members,", ",gp,must,members,")
MORE = WITH_GP.replace("rota,must,rota,,14,", "rota,must,rota,,21,")


def test_the_database_asks_for_what_the_list_in_force_says_must_be_there(team):
    assert musts(team) == listed_musts(SHIPPED)
    with as_kith(at=AT) as act:
        publish_tables(
            act=act, place_id=team.place_id, team_id=team.id, tables={SET_UP: {f"{SET_UP}.csv": MORE}}, by=OFFICERS[0],
            approvers=OFFICERS[1:], effective_from=AT + timedelta(days=1),
        )  # fmt: skip
    assert musts(team) == listed_musts(SHIPPED)
    later = musts(team, AT + timedelta(days=1))
    assert later == listed_musts(SHIPPED) | listed_musts(MORE), "a team's own list takes nothing out of its place's"
    assert "gp" in missing(team, AT + timedelta(days=1))


def opened_by_hand(team):
    """Open a team with the application's own role, past the operation."""
    with transaction.atomic(), as_kith(at=AT), connection.cursor() as cursor:
        cursor.execute("select set_config('kith.act', gen_random_uuid()::text, true); set constraints all deferred")
        cursor.execute(
            "update team_team set opened_at = act_moment(), opened_how = 'by the list', act_id = act_id() where id = %s",
            [team.id],
        )
        cursor.execute("set constraints opened_with_musts immediate")


def test_a_team_opens_by_its_own_stricter_list_also_for_whoever_goes_round_the_page(team):
    with as_kith(at=AT) as act:
        publish_tables(
            act=act, place_id=team.place_id, team_id=team.id, tables={SET_UP: {f"{SET_UP}.csv": WITH_GP}}, by=OFFICERS[0],
            approvers=OFFICERS[1:],
        )  # fmt: skip
    with pytest.raises(Refusal, match="GP on the team: Nobody on the team has the role of GP"):
        an_opening(team.id, AT)
    with pytest.raises(DatabaseError, match="gp"):
        opened_by_hand(team)
    a_member(team, "Hari Nair", "gp")
    an_opening(team.id, AT)


@given(st.lists(st.lists(st.text('ab,"\n\r |', max_size=6), min_size=2, max_size=4), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_the_database_reads_a_file_as_everybody_else_does(rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    with connection.cursor() as cursor:
        cursor.execute("select line, cell from csv_cells(%s) order by line, place", [out.getvalue()])
        found = [[cell for _line, cell in cells] for _line, cells in groupby(cursor.fetchall(), key=itemgetter(0))]
    assert found == [*csv.reader(io.StringIO(out.getvalue(), newline="")), [""]]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("need", "maybe", "need is must or should"),
        ("met_by", "tick", "met_by is one of"),
        ("answers", "boss", "no role 'boss'"),
        ("days", "", "has days"),
        ("asks", "", "what to write"),
        ("roles", "nurse", "only there"),
    ],
)
def test_a_list_that_does_not_hold_together_is_refused_with_its_row(column, value, said):
    row = {
        "id": "SETUP-1", "line": "cohort", "need": "must", "met_by": "statement", "roles": "", "days": "365",
        "answers": "team-lead", "label": "Cohort", "sentence": "It is agreed.", "asks": "Who",
    }  # fmt: skip
    text = [",".join(row), ",".join((row | {column: value}).values())]
    with pytest.raises(TableError, match=said):
        read_set_up(text, roles())
    assert read_set_up([text[0], ",".join(row.values())], roles())[0].line == "cohort"


# Facts, which nobody ticks


def test_what_kith_sees_is_there_by_itself_and_the_rest_is_missing_since_the_team_was_made(team):
    absent = missing(team)
    assert set(absent) == {"footprint", *STATED}
    assert absent["cohort"].since == AT - timedelta(days=14)
    assert absent["footprint"].shown == "No footprint is set."


def test_each_fact_is_missing_where_it_is_not_so():
    place_id = a_place(covered=False, floor=False)
    with as_kith(at=AT) as act:
        team_id = teams.create(act=act, place_id=place_id, name="Bare")
        found = set_up_of(team=team_by_id(team_id=team_id), at=AT)
    absent = {one.need.line: one.shown for one in lines_of(found, at=AT) if not one.is_met}
    assert len(absent) == len(set_up_list())
    assert absent["members"] == "Nobody on the team has the role of team lead, community nurse and social worker."
    assert absent["rota"] == "10 days have no published duty lead, the first is Monday 8 June."
    assert absent["cover"] == "Nobody is on call from Monday 8 June 8:22am to Monday 22 June 8:22am."
    assert absent["tables"] == "Some table has no two approvers yet."


def test_a_rota_that_ends_within_the_fortnight_is_missing_from_the_day_it_lacks(opened):
    later = AT + timedelta(days=1)
    assert "rota" not in missing(opened)
    one = missing(opened, later)["rota"]
    assert (one.shown, local_day(one.since)) == ("Monday 22 June has no published duty lead.", date(2026, 6, 22))


# Statements


def test_a_statement_is_kept_with_who_when_and_until_and_is_on_the_trail(team):
    statement_id = say(team, "cohort", link="https://example.org/cohort")
    row = Statement.objects.get(id=statement_id)
    assert (row.stated_by_id, row.stated_as, row.stated_at) == (team.lead.account_id, "team-lead", AT)
    assert (row.until, row.link, row.ended_at) == (A_YEAR, "https://example.org/cohort", None)
    assert "cohort" not in missing(team)
    assert last_entry(team.lead, "team.state").outcome == "done"


def test_said_again_it_takes_the_place_of_what_was_said(team):
    first = say(team, "cohort")
    say(team, "cohort", until=TODAY + timedelta(days=30))
    assert Statement.objects.get(id=first).ended_because == "said again"
    assert [one.until for one in Statement.objects.filter(team_id=team.id, ended_at=None)] == [
        TODAY + timedelta(days=30)
    ]


@pytest.mark.parametrize(
    ("line", "changed", "sentence", "field"),
    [
        ("cohort", {"words": "  "}, "Say what was agreed, so that somebody else can check it.", "words"),
        ("cohort", {"words": "x" * 1001}, "Enter at most 1,000 characters.", "words"),
        ("cohort", {"link": "javascript:alert(1)"}, "Enter a link that begins with https://", "link"),
        ("cohort", {"until": TODAY - timedelta(days=1)}, "Enter a day that is not past.", "until"),
        ("cohort", {"until": A_YEAR + DAY}, "This is looked at again within 365 days: enter an earlier day.", "until"),
        ("rota", {}, "Kith sees this for itself: nobody can say it is so.", "words"),
    ],
)  # fmt: skip
def test_a_statement_that_is_none_is_refused_beside_its_field(line, changed, sentence, field, team):
    said = replace(LineSaid(line, "Agreed", A_YEAR), **changed)
    with an_act(team.lead) as act, pytest.raises(Refusal) as refused:
        setting_up.state(act=act, team_id=team.id, line=line, said=said)
    assert (refused.value.sentence, refused.value.field) == (sentence, field)
    assert not Statement.objects.exists()


def test_who_may_say_what(team):
    gp = a_member(team, "Grace Hopper-Lane", "gp")
    say(team, "gp-time", who=gp)
    with pytest.raises(NotAllowed, match="Who can: team lead"):
        say(team, "cohort", who=gp)
    with pytest.raises(NotAllowed):
        say(team, "gp-time", who=team.nurse)
    with pytest.raises(NotVisible):
        say(team, "no-such-line")


def test_taken_back_it_is_missing_since_then_and_needs_a_reason(opened):
    with an_act(opened.lead) as act:
        with pytest.raises(Refusal, match="Say why"):
            setting_up.take_back_statement(act=act, team_id=opened.id, line="ways", because=" ")
        setting_up.take_back_statement(act=with_key(act), team_id=opened.id, line="ways", because="The huddle moved")
    assert missing(opened)["ways"].since == AT
    with an_act(opened.lead) as act, pytest.raises(Refusal, match="Nothing is said of this now"):
        setting_up.take_back_statement(act=act, team_id=opened.id, line="ways", because="Again")


# Footprint and goals


@pytest.mark.parametrize(
    ("footprint", "field"),
    [
        (FootprintSaid(" ", ("E01004567",)), "neighbourhood"),
        (FootprintSaid("Millbrook", ("E0100456",)), "areas"),
        (FootprintSaid("Millbrook", (), ("Marsh Lane",)), "practices"),
        (FootprintSaid("Millbrook"), "areas"),
    ],
)
def test_a_footprint_that_is_none_is_refused(footprint, field, team):
    with an_act(team.lead) as act, pytest.raises(Refusal) as refused:
        setting_up.set_footprint(act=act, team_id=team.id, footprint=footprint)
    assert refused.value.field == field
    assert not Footprint.objects.exists()


def test_a_footprint_changes_and_stays_since_when_it_was_first_set(opened):
    with an_act(opened.lead) as act:
        setting_up.set_footprint(
            act=act, team_id=opened.id, footprint=FootprintSaid("Mill", ("e01004567", "E01004567"))
        )
    row = Footprint.objects.get()
    assert (row.neighbourhood, row.areas, row.since) == ("Mill", ["E01004567"], AT)


def test_a_team_has_at_most_five_goals_and_each_its_measure(team):
    goals = [GoalSaid(f"Goal {n}", "a measure") for n in range(6)]
    with an_act(team.lead) as act:
        with pytest.raises(Refusal, match="at most five goals"):
            setting_up.set_goals(act=act, team_id=team.id, goals=goals)
        with pytest.raises(Refusal, match="by which measure"):
            setting_up.set_goals(act=with_key(act), team_id=team.id, goals=[GoalSaid("Fewer falls", "")])
        assert setting_up.set_goals(act=with_key(act), team_id=team.id, goals=goals[:5]) == 5
        act_id = Goal.objects.first().act_id
        with pytest.raises(IntegrityError, match="team_goal_at_most_five"), transaction.atomic():
            Goal(team_id=team.id, number=6, words="One more", measure="x", act_id=act_id).save(force_insert=True)


# Opening


def test_a_team_opens_when_the_must_haves_are_there_and_only_once(team):
    manager = a_member(team, "Pat Mercer", "place-manager")
    with an_act(manager) as act, pytest.raises(Refusal) as refused:
        setting_up.open_(act=act, team_id=team.id)
    assert refused.value.sentence.startswith(
        "Millbrook North cannot open yet: 7 things are missing. Cohort agreed: Nobody"
    )
    assert set(refused.value.extra) == {"footprint", *STATED}
    with pytest.raises(Refusal, match="its page of setting up says what is missing"):
        a_person(team, at=AT)
    with as_kith(at=AT) as act:
        setting_up.set_up(act=act, team_id=team.id, footprint=FOOTPRINT, goals=[], said=everything_said(AT))
    for who in team.members:
        with an_act(who) as act, pytest.raises(NotAllowed):
            setting_up.open_(act=act, team_id=team.id)
    with an_act(manager) as act:
        setting_up.open_(act=act, team_id=team.id)
    row = Team.objects.get(id=team.id)
    assert (row.opened_at, row.opened_how) == (AT, "by the list")
    assert last_entry(manager, "team.open").outcome == "done"
    a_person(team, at=AT)
    with an_act(manager) as act, pytest.raises(Refusal, match="is open already"):
        setting_up.open_(act=act, team_id=team.id)


def test_what_is_lost_later_shows_and_closes_nothing(opened):
    later = AT + timedelta(days=400)
    assert set(missing(opened, later)) == {"rota", *STATED}
    a_rota(opened, local_day(later), 14, later)
    assert set(missing(opened, later)) == STATED
    a_person(opened, at=later)


ATTACKS = {
    "update team_team set opened_at = act_moment(), opened_how = 'by the list', act_id = act_id() where id = %(team)s": (
        "Still missing: cohort, footprint, gp-time, members, partners, procedures, rota, supervision, ways."
    ),
    "update team_team set opened_at = act_moment(), opened_how = 'before the list', act_id = act_id() where id = %(team)s": (
        "A team opens now, by the list"
    ),
    "update team_team set opened_at = act_moment() - interval '1 day', opened_how = 'by the list', act_id = act_id()"
    " where id = %(team)s": "A team opens now, by the list",
    "insert into caseload_listentry (id, team_id, person_id, state, came_at, came_by, ended_because, risk_tier, version,"
    " act_id, came_from) select gen_random_uuid(), %(team)s, %(person)s, 'active', act_moment(), 'added', '',"
    " 'not assessed', 1, act_id(), ''": "This team is not open yet: it takes nobody on its list.",
}


@operation("test.go_round")
def go_round(*, act, attack, values):
    with connection.cursor() as cursor:
        cursor.execute(attack, values)
        assert cursor.rowcount == 1
    return act.id


@pytest.mark.parametrize("attack", ATTACKS, ids=["lacking", "by another name", "backdated", "a person on its list"])
def test_no_statement_of_its_own_opens_a_team_or_puts_people_on_its_list(attack, may, team):
    an_opening(team.id, AT)
    person = a_person(team, at=AT)
    shut = a_bare_team("Vale", team.place_id)
    may("test.go_round")
    with as_kith(at=AT) as act:
        teams.add_member(
            act=act, team_id=shut.id, account_id=team.nurse.account_id, role="nurse", tier="consistent", sessions=1
        )
    with pytest.raises(Refusal, match=ATTACKS[attack]), an_act(team.nurse) as act:
        go_round(act=act, attack=attack, values={"team": str(shut.id), "person": str(person)})
    assert Team.objects.filter(opened_at=None).count() == 1


def test_nobody_changes_when_a_team_opened(may, opened):
    may("test.go_round")
    close = "update team_team set opened_at = null, opened_how = '', act_id = act_id() where id = %(team)s"
    with an_act(opened.nurse) as act, pytest.raises(Refusal, match="A team opens once"):
        go_round(act=act, attack=close, values={"team": str(opened.id)})


def test_the_operations_take_as_many_statements_as_they_say(team):
    with an_act(team.lead) as act:
        with counted() as stating:
            setting_up.state(act=act, team_id=team.id, line="cohort", said=LineSaid("cohort", "Agreed", A_YEAR))
        with counted() as aiming:
            setting_up.set_goals(act=with_key(act), team_id=team.id, goals=GOALS)
    with as_kith(at=AT) as act:
        with counted() as everything:
            setting_up.set_up(act=act, team_id=team.id, footprint=FOOTPRINT, goals=GOALS, said=everything_said(AT))
        with counted() as opening:
            setting_up.open_(act=with_key(act), team_id=team.id)
    assert (stating.number, aiming.number, everything.number, opening.number) == (5, 5, 9, 5)


# Being told


def test_whoever_answers_is_asked_and_nobody_asks_themselves(team):
    with an_act(team.nurse) as act:
        assert ask_for_line(act=act, team_id=team.id, line="cohort") == 1
        with pytest.raises(Refusal, match="This is there by now"):
            ask_for_line(act=with_key(act), team_id=team.id, line="rota")
    with an_act(team.lead) as act:
        assert list(Message.objects.values_list("account_id", "kind")) == [(team.lead.account_id, "set-up asked")]
        with pytest.raises(Refusal, match="Nobody but you answers"):
            ask_for_line(act=act, team_id=team.id, line="cohort")


def test_whoever_answers_hears_once_a_fortnight_before_a_statement_runs_out(team):
    say(team, "ways", until=TODAY + timedelta(days=15))
    with as_kith(at=AT):
        assert number_lapsing(team=team.info) == 0
    tomorrow = AT + timedelta(days=1)
    daily.run(tomorrow)
    with as_kith(at=tomorrow) as act:
        assert number_lapsing(team=team.info) == 0
        assert tell_lapsing(act=act, team_id=team.id) == 0
    with an_act(team.lead, tomorrow):
        assert list(Message.objects.values_list("account_id", "kind")) == [(team.lead.account_id, "set-up lapses")]


# The pages


def words(browser, address, status=200):
    answer = browser.get(address)
    assert answer.status_code == status, address
    return " ".join(answer.content.decode().split())


def test_the_page_says_what_is_missing_who_answers_and_who_may_mend_it(monkeypatch, team):
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT)
    page = words(signed_in(team.lead), f"/team/{team.slug}/setting-up/")
    assert "The team cannot open yet: 7 things are missing." in page
    assert "There: 4 of 11 that must be, 0 of 5 that should be." in page
    assert "Missing since 25 May 2026. Answers for it: Ama Owusu (team lead)." in page
    assert "Open the team" not in page
    nurses = words(signed_in(team.nurse), f"/team/{team.slug}/setting-up/")
    assert "Say it is so" not in nurses
    assert (
        "Who can mend it: team lead, clinical supervisor, safeguarding lead, on-call cover and place manager." in nurses
    )
    assert "Not open yet: the team takes nobody on its list." in words(signed_in(team.nurse), f"/board/{team.slug}/")
    assert words(signed_in(team.nurse), f"/team/{team.slug}/setting-up/cohort/", 403)
    assert words(signed_in(team.lead), f"/team/{team.slug}/setting-up/rota/", 404)


def test_the_place_manager_sees_every_team_of_the_place_and_others_their_own(monkeypatch, team):
    north = team
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT)
    an_opening(north.id, AT)
    manager = a_member(north, "Pat Mercer", "place-manager")
    browser = a_session(manager.account_id, "place-manager")
    with counted() as one_team:
        assert "1 team." in words(browser, "/place/setting-up/")
    a_bare_team("Vale", north.place_id)
    a_bare_team("Weald", north.place_id)
    a_bare_team("Elsewhere", a_place("Elsewhere", covered=False, floor=False))
    with counted() as three_teams:
        page = words(browser, "/place/setting-up/")
    assert "3 teams; 2 are not open yet." in page
    assert page.index("Vale") < page.index("Millbrook North</a>")
    assert "Elsewhere" not in page
    assert one_team.number == three_teams.number
    own = words(a_session(north.nurse.account_id, "nurse"), "/place/setting-up/")
    assert "1 team." in own
    assert "Vale" not in own


def test_a_lapsed_must_have_is_counted_for_the_place_and_shown_to_the_team(monkeypatch, opened):
    later = AT + timedelta(days=1)
    monkeypatch.setattr("kith.web.middleware.now", lambda: later)
    browser = a_session(opened.nurse.account_id, "nurse", later)
    assert "1 team; 1 is open and lacks something it must have." in words(browser, "/place/setting-up/")
    page = words(browser, f"/team/{opened.slug}/")
    assert "1 thing that the team must have is missing now." in page
    assert "Duty rota: Monday 22 June has no published duty lead." in page


def test_set_ups_are_seen_by_kith_and_by_seats_alone(team):
    other = a_bare_team("Elsewhere", a_place("Elsewhere", covered=False, floor=False))
    with an_act(team.nurse):
        assert [one.name for one in set_ups(team_ids=[team.id, other.id], at=AT)] == ["Millbrook North"]
    with as_kith(at=AT):
        assert [one.name for one in set_ups(team_ids=[team.id, other.id], at=AT)] == ["Millbrook North", "Elsewhere"]


def test_rows_of_a_sheet_become_what_is_kept():
    rows = [
        {"line": "footprint", "words": "Millbrook", "areas": "E01004567 E01004568", "practices": ""},
        {"line": "goals", "words": "Nobody waits", "measure": "days"},
        {"line": "cohort", "words": "Over 65", "until": "2027-01-31", "link": ""},
        {"line": "partners", "words": "The council gives ten sessions"},
        {"line": "ways", "words": ""},
    ]
    kept = of_rows(rows, set_up_list(), TODAY)
    assert kept["footprint"] == FootprintSaid("Millbrook", ("E01004567", "E01004568"), ())
    assert kept["said"] == [
        LineSaid("cohort", "Over 65", date(2027, 1, 31)),
        LineSaid("partners", "The council gives ten sessions", A_YEAR),
    ]
    with pytest.raises(ValueError, match="until of cohort"):
        of_rows([{"line": "cohort", "words": "Over 65", "until": "soon"}], set_up_list(), TODAY)
    with pytest.raises(ValueError, match="there is no line 'spaceship'"):
        of_rows([{"line": "spaceship", "words": "Ready"}], set_up_list(), TODAY)
