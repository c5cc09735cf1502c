"""Versions of rule tables: proposed, approved by two others, published, in force for a moment, never laxer than the floor."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from builders import AT, OFFICERS, a_place, a_team, an_act
from kith.access.home import as_kith, with_key
from kith.act import NotAllowed, NotVisible, Refusal, ids
from kith.act.context import set_context
from kith.policy import operations
from kith.policy.in_force import has_floor, in_force, published, tables_for
from kith.policy.models import Approval, Version
from kith.policy.publishing import publish_tables
from kith.policy.reading import shipped_files, table_names
from statements import counted
from trailing import outcomes

BY, *APPROVERS = OFFICERS
HOUR = timedelta(hours=1)

NAMES = {"by_id": BY.account_id, "approved_by_ids": [one.account_id for one in APPROVERS]}
"""In whose names a team's own table ends."""

pytestmark = pytest.mark.django_db


SHIPPED = shipped_files("gad7")["thresholds/gad7.csv"]
STRICTER = SHIPPED.replace("10..14,moderate,1,,", "10..14,moderate,2,mental-health-review,")
"""From 10 on a clinical review the same day, where the floor leaves a note for the huddle."""
LAXER = SHIPPED.replace("severe,2,mental-health-review,", "severe,1,,")


def gad7(text):
    return {"gad7": {"thresholds/gad7.csv": text}}


def level(rules, row):
    return next(one.level for one in rules.thresholds["gad7"].rows if one.id == row)


def a_draft(act, place_id, tables, team_id=None):
    return operations.propose(
        act=with_key(act),
        scope="team" if team_id else "place",
        scope_id=team_id or place_id,
        place_id=place_id,
        tables=tables,
        proposed_by_id=BY.account_id,
    )


def approved(act, made, by=APPROVERS):
    for one in by:
        operations.approve(act=with_key(act), version_ids=made, account_id=one.account_id, name=one.name)


def approved_and_published(act, made, by):
    approved(act, made, by)
    operations.publish(act=with_key(act), version_ids=made)


def rewritten(version, **change):
    with connection.cursor() as cursor:
        cursor.execute("select set_config('kith.act', %s, true)", [str(version.act_id)])
    Version.objects.filter(id=version.id).update(**change)


def test_without_a_floor_the_shipped_tables_are_in_force_and_nobody_stands_behind_them():
    place_id = a_place(floor=False)
    standing = in_force(table="news2", team_id=None, place_id=place_id, at=AT)
    assert (standing.scope, standing.number, standing.is_approved) == ("shipped", 0, False)
    assert not has_floor(place_id=place_id, at=AT)


def test_what_ships_is_published_as_the_floor_of_a_place_once():
    place_id = a_place()
    rows = Version.objects.filter(scope_id=place_id)
    assert [one.table_name for one in rows.order_by("table_name")] == sorted(table_names())
    assert {(one.scope, one.number, one.status) for one in rows} == {("place", 1, "published")}
    assert {(a.name, a.version.number) for a in Approval.objects.filter(version__scope_id=place_id)} == {
        (one.name, 1) for one in APPROVERS
    }
    assert has_floor(place_id=place_id, at=AT)
    assert not has_floor(place_id=place_id, at=AT - HOUR)
    with as_kith(at=AT + HOUR) as act:
        assert publish_tables(act=act, place_id=place_id, by=BY, approvers=APPROVERS) == []


def test_a_teams_stricter_table_is_in_force_for_it_alone_from_its_moment_on():
    team, other = a_team(), a_team("Vale")
    place_id = team.info.place_id
    with as_kith(at=AT) as act:
        publish_tables(
            act=act, place_id=place_id, team_id=team.id, tables=gad7(STRICTER), by=BY, approvers=APPROVERS,
            effective_from=AT + HOUR,
        )  # fmt: skip

    def of(team_id, at):
        return level(tables_for(team_id=team_id, place_id=place_id, at=at), "GAD7-10")

    assert [of(team.id, AT), of(team.id, AT + HOUR), of(other.id, AT + HOUR), of(None, AT + HOUR)] == [1, 2, 1, 1]
    standing = in_force(table="gad7", team_id=team.id, place_id=place_id, at=AT + HOUR)
    assert (standing.scope, standing.number, standing.effective_from) == ("team", 1, AT + HOUR)


def test_a_table_laxer_than_the_floor_is_refused_with_a_case_that_would_slip_through():
    team = a_team()
    with as_kith(at=AT) as act, pytest.raises(Refusal) as refused:
        a_draft(act, team.info.place_id, gad7(LAXER), team.id)
    assert refused.value.sentence == (
        "gad7: GAD7-15 answers level 1 where GAD7-15 of the floor answers 2. Somebody with value 15 would be failed."
    )
    assert not Version.objects.filter(scope_id=team.id).exists()


@pytest.mark.parametrize(
    ("table", "file", "old", "new", "said"),
    [
        ("closing", "closing.csv", "ESC-CLOSE-2,2,", "ESC-CLOSE-2,2,nurse | ", "lets a nurse close level 2"),
        ("cadences", "cadences.csv", "CADENCE-2,overdue,2,named-lead,1", "CADENCE-2,overdue,2,named-lead,2", "after 2"),
        ("routes", "routes.csv", "clinical-supervisor,15,clock", "clinical-supervisor,20,clock", "waits 20 minutes"),
        ("decision-rights", "decision-rights.csv",
         "team.end_membership,The team lead ends a membership once nothing is held.,decide,no",
         "team.end_membership,The team lead ends a membership once nothing is held.,decide,decide",
         "the floor says no"),
        ("decision-rights", "decision-rights.csv", "contact.record,Recording a fact is never withheld.,decide",
         "contact.record,Recording a fact is never withheld.,no", "contact.record is withheld from a team-lead"),
        ("decision-rights", "role-rights.csv", ",propose,clinical-supervisor,240,yes,Risk", ",decide,,,,Risk",
         "says decide for community-health-worker where the floor says propose"),
        ("gad7", "thresholds/gad7.csv", "5..9,mild", "6..9,mild", "No row says anything"),
    ],
)  # fmt: skip
def test_every_kind_of_table_is_held_against_the_floor(table, file, old, new, said):
    team = a_team()
    text = shipped_files(table)[file]
    assert old in text
    with as_kith(at=AT) as act, pytest.raises(Refusal) as refused:
        a_draft(act, team.info.place_id, {table: {file: text.replace(old, new)}}, team.id)
    assert said in refused.value.sentence


SMALL = (
    ("plan-reviews", "plan-reviews.csv", "REVIEW-2,medium,45,", "REVIEW-2,medium,46,", "after 46 days; the floor says 45"),
    ("supervision", "supervision.csv", "session-days,28", "session-days,29", "lets a member wait 29 days"),
    ("supervision", "supervision.csv", "sample-each-week,2", "sample-each-week,1", "looks at 1 decisions"),
    ("supervision", "supervision.csv", "least-contacts,20", "least-contacts,21", "told in the same way on every team"),
    ("safeguarding-clocks", "safeguarding-clocks.csv", "decision,raised,1,working days", "decision,raised,2,working days",
     "SG-CLOCK-ADULT-DECISION says 2 working days where the floor says 1 working days"),
    ("safeguarding-clocks", "safeguarding-clocks.csv", "review,conference,3,months", "review,conference,40,working days",
     "says 40 working days where the floor says 3 months"),
    ("safeguarding-clocks", "safeguarding-clocks.csv", "adult,authority,referral", "adult,authority,decision",
     "SG-CLOCK-ADULT-AUTHORITY is left out"),
    ("team-setup", "team-setup.csv", "footprint,must,", "footprint,should,", "Footprint is not a must any more"),
    ("team-setup", "team-setup.csv", "team-lead | nurse | social-worker", "team-lead | nurse", "does without social worker"),
    ("team-setup", "team-setup.csv", "rota,must,rota,,14", "rota,must,rota,,13", "reaches 13 days ahead; the place says 14"),
    ("team-setup", "team-setup.csv", "cohort,must,statement,,365", "cohort,must,statement,,366", "for 366 days; the place"),
)  # fmt: skip


def test_the_small_tables_are_held_against_the_floor_too():
    team = a_team()
    for table, file, old, new, said in SMALL:
        text = shipped_files(table)[file]
        assert old in text
        with as_kith(at=AT) as act, pytest.raises(Refusal) as refused:
            a_draft(act, team.info.place_id, {table: {file: text.replace(old, new)}}, team.id)
        assert said in refused.value.sentence


def test_a_place_keeps_its_routes_and_a_table_that_cannot_be_read_is_told():
    place_id = a_place()
    routes = shipped_files("routes")["routes.csv"]
    fewer = "\n".join(line for line in routes.splitlines() if "case-conference" not in line)
    for tables, said in (
        ({"routes": {"routes.csv": fewer}}, "The route case-conference is left out"),
        (gad7("id,value\n1,2\n"), "the column 'band' is absent"),
        ({"gad8": {}}, "There is no table gad8."),
    ):
        with as_kith(at=AT) as act, pytest.raises(Refusal) as refused:
            a_draft(act, place_id, tables)
        assert said in refused.value.sentence


def test_nobody_approves_what_they_propose_nor_twice_and_two_are_needed():
    team = a_team()
    for people, said in (
        ([BY], "A draft is approved by people other than its proposer."),
        ([APPROVERS[0]] * 2, "Daniel Okoro has approved this already: somebody else has to."),
        (APPROVERS[:1], "Two people, neither of them the proposer, approve a version before it is published."),
    ):
        with as_kith(at=AT) as act:
            made = a_draft(act, team.info.place_id, gad7(STRICTER), team.id)
        with as_kith(at=AT) as act, pytest.raises(Refusal) as refused:
            approved_and_published(act, made, people)
        assert refused.value.sentence == said
    assert {one.status for one in Version.objects.filter(scope_id=team.id)} == {"draft"}
    with as_kith(at=AT) as act:
        approved(act, made, APPROVERS[1:])
        assert operations.publish(act=with_key(act), version_ids=made) == 1


def test_the_database_keeps_texts_moments_and_status_as_they_were_published():
    place_id = a_place()
    row = Version.objects.filter(scope_id=place_id).first()
    said = []
    for change in ({"texts": {}}, {"number": 9}, {"status": "draft"}, {"effective_from": AT + HOUR}):
        with as_kith(at=AT), pytest.raises(DatabaseError) as refused, transaction.atomic():
            rewritten(row, **change)
        said.append(str(refused.value).partition(":")[0])
    assert said == ["The text of a version never changes"] * 2 + ["A published version stands as it is"] * 2
    assert Version.objects.get(id=row.id).digest == row.digest


def test_only_local_administration_writes_versions():
    team = a_team()
    with an_act(team.lead) as act, pytest.raises(NotAllowed):
        a_draft(act, team.info.place_id, gad7(STRICTER), team.id)
    for call in (
        lambda act: operations.approve(act=act, version_ids=[ids.new()], account_id=ids.new(), name="A"),
        lambda act: operations.publish(act=act, version_ids=[ids.new()]),
        lambda act: operations.retire(act=act, version_ids=[ids.new()]),
    ):
        with an_act(team.lead) as act, pytest.raises(NotAllowed):
            call(with_key(act))
        with as_kith(at=AT) as act, pytest.raises(NotVisible):
            call(with_key(act))
    assert not Version.objects.filter(scope_id=team.id).exists()


def test_a_floor_that_would_leave_a_teams_table_laxer_is_refused_until_that_is_retired():
    team = a_team()
    place_id = team.info.place_id
    with as_kith(at=AT) as act:
        [own] = publish_tables(
            act=act, place_id=place_id, team_id=team.id, tables=gad7(STRICTER), by=BY, approvers=APPROVERS
        )
    tighter = gad7(STRICTER.replace("5..9,mild,0,,", "5..9,mild,1,,"))
    with as_kith(at=AT + HOUR) as act, pytest.raises(Refusal) as refused:
        publish_tables(act=act, place_id=place_id, tables=tighter, by=BY, approvers=APPROVERS)
    assert "GAD7-5 answers level 0" in refused.value.sentence
    with as_kith(at=AT + HOUR) as act:
        assert operations.retire(act=with_key(act), version_ids=[own], **NAMES) == 1
        publish_tables(act=with_key(act), place_id=place_id, tables=tighter, by=BY, approvers=APPROVERS)
    at = [AT, AT + HOUR]
    assert [level(tables_for(team_id=team.id, place_id=place_id, at=one), "GAD7-10") for one in at] == [2, 2]
    assert [level(tables_for(team_id=team.id, place_id=place_id, at=one), "GAD7-5") for one in at] == [0, 1]
    floor = Version.objects.get(scope_id=place_id, table_name="gad7", effective_from=AT + HOUR)
    with as_kith(at=AT + HOUR) as act, pytest.raises(Refusal):
        operations.retire(act=with_key(act), version_ids=[floor.id])


def own_gad7(team, at=AT, since=None):
    with as_kith(at=at) as act:
        return publish_tables(
            act=act, place_id=team.info.place_id, team_id=team.id, tables=gad7(STRICTER), by=BY, approvers=APPROVERS,
            effective_from=since,
        )  # fmt: skip


def test_a_teams_table_ends_in_the_names_of_two_others_on_the_trail():
    team = a_team()
    made = own_gad7(team)
    for names in ({}, NAMES | {"approved_by_ids": [BY.account_id, APPROVERS[0].account_id]}):
        with as_kith(at=AT + HOUR) as act, pytest.raises(Refusal, match="Two people, neither of them the one who asks"):
            operations.retire(act=act, version_ids=made, **names)
    with as_kith(at=AT + HOUR) as act, counted() as number:
        operations.retire(act=act, version_ids=made, **NAMES)
    assert number == 6
    with as_kith(at=AT + HOUR), connection.cursor() as cursor:
        cursor.execute(
            "select detail ->> 'retired_by', jsonb_array_length(detail -> 'approved_by') from trail_entry"
            " where command = 'policy.retire' and outcome = 'done'"
        )
        assert cursor.fetchall() == [(str(BY.account_id), 2)]


def test_no_table_ends_where_the_place_has_no_floor_to_take_its_place():
    team = a_team(place_id=a_place(floor=False), opened=False)
    made = own_gad7(team)
    with as_kith(at=AT + HOUR) as act, pytest.raises(Refusal) as refused:
        operations.retire(act=act, version_ids=made, **NAMES)
    assert refused.value.sentence == "The place has no floor of gad7 that would hold instead: publish it first."
    assert {one.status for one in Version.objects.filter(id__in=made)} == {"published"}


def test_a_route_that_another_table_of_the_team_rests_on_does_not_end():
    team = a_team()
    routes = shipped_files("routes")["routes.csv"]
    own = [
        line.replace("mental-health-review", "our-own")
        for line in routes.splitlines()
        if ",mental-health-review," in line
    ]
    own = [line.replace("ROUTE-MENTAL-HEALTH-REVIEW", "ROUTE-OUR-OWN") for line in own]
    rests = gad7(STRICTER.replace(",2,mental-health-review,", ",2,our-own,"))
    with as_kith(at=AT) as act:
        added = {"routes": {"routes.csv": "\n".join([*routes.splitlines(), *own])}}
        made = publish_tables(
            act=act, place_id=team.info.place_id, team_id=team.id, tables=added, by=BY, approvers=APPROVERS
        )
        publish_tables(
            act=with_key(act), place_id=team.info.place_id, team_id=team.id, tables=rests, by=BY, approvers=APPROVERS
        )
    with as_kith(at=AT + HOUR) as act, pytest.raises(Refusal, match="names the route our-own, which there is not"):
        operations.retire(act=act, version_ids=made, **NAMES)


def test_a_version_that_never_came_into_force_leaves_the_one_before_it():
    team = a_team()
    place_id = team.info.place_id
    own_gad7(team)
    tighter = gad7(STRICTER.replace("5..9,mild,0,,", "5..9,mild,1,,"))
    with as_kith(at=AT) as act:
        to_come = publish_tables(
            act=act, place_id=place_id, team_id=team.id, tables=tighter, by=BY, approvers=APPROVERS,
            effective_from=AT + 2 * HOUR,
        )  # fmt: skip
    with as_kith(at=AT + HOUR) as act:
        operations.retire(act=act, version_ids=to_come, **NAMES)
        rules = tables_for(team_id=team.id, place_id=place_id, at=AT + 3 * HOUR)
    assert (level(rules, "GAD7-10"), level(rules, "GAD7-5")) == (2, 0)


def test_nothing_comes_into_force_in_the_past_and_a_version_only_once():
    place_id = a_place()
    with as_kith(at=AT) as act:
        made = a_draft(act, place_id, gad7(STRICTER))
        approved(act, made)
    with as_kith(at=AT) as act, pytest.raises(Refusal):
        operations.publish(act=with_key(act), version_ids=made, effective_from=AT - HOUR)
    with as_kith(at=AT) as act:
        operations.publish(act=with_key(act), version_ids=made)
        with pytest.raises(Refusal):
            operations.publish(act=with_key(act), version_ids=made)


def test_a_stranger_sees_no_version_and_leaves_nothing_behind_that_others_would_read():
    place_id = a_place()
    with transaction.atomic():
        set_context(account_id=None, role="", at=AT)
        assert not has_floor(place_id=place_id, at=AT)
    with as_kith(at=AT):
        assert has_floor(place_id=place_id, at=AT)


def test_asking_costs_no_statement_and_a_change_is_seen_by_the_next_act():
    team = a_team()
    place_id = team.info.place_id
    with an_act(team.nurse), counted() as number:
        tables_for(team_id=team.id, place_id=place_id, at=AT)
        in_force(table="news2", team_id=team.id, place_id=place_id, at=AT)
        has_floor(place_id=place_id, at=AT)
    assert number == 0
    assert not any("policy_version" in str(sql) for sql in connection.queries_log)
    with as_kith(at=AT) as act:
        publish_tables(act=act, place_id=place_id, team_id=team.id, tables=gad7(STRICTER), by=BY, approvers=APPROVERS)
    with an_act(team.nurse):
        assert level(tables_for(team_id=team.id, place_id=place_id, at=AT), "GAD7-10") == 2


def test_what_was_rolled_back_is_not_in_force():
    team = a_team()
    place_id = team.info.place_id
    with as_kith(at=AT) as act:
        publish_tables(act=act, place_id=place_id, team_id=team.id, tables=gad7(STRICTER), by=BY, approvers=APPROVERS)
        transaction.set_rollback(True)
    with an_act(team.nurse):
        assert level(tables_for(team_id=team.id, place_id=place_id, at=AT), "GAD7-10") == 1
        assert (team.id, "gad7") not in published()


def test_publishing_is_on_the_trail_and_a_key_does_it_once():
    team = a_team()
    with as_kith(at=AT) as act:
        made = a_draft(act, team.info.place_id, gad7(STRICTER), team.id)
        approved(act, made)
        first = replace(act, key="once")
        assert operations.publish(act=first, version_ids=made) == operations.publish(act=first, version_ids=made) == 1
    told = [len(outcomes(team.lead, f"policy.{command}")) for command in ("propose", "approve", "publish")]
    assert told == [1, 2, 1]


def test_operations_take_a_fixed_number_of_statements():
    team = a_team()
    place_id = team.info.place_id
    with as_kith(at=AT) as act:
        with counted() as proposing:
            made = a_draft(act, place_id, gad7(STRICTER), team.id)
        with counted() as approving:
            approved(act, made, APPROVERS[:1])
        approved(act, made, APPROVERS[1:])
        with counted() as publishing:
            operations.publish(act=with_key(act), version_ids=made)
    assert [proposing.number, approving.number, publishing.number] == [4, 5, 5]
