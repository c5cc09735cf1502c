"""Decision rights: four verdicts for single roles, what is never withheld, who is told, and what the command line says of it."""

import json
from dataclasses import replace
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.db import connection

from builders import AT, ATeam, a_member, a_person, a_team, an_act, an_entry
from kith.act.refusals import NotAllowed, OnlyProposed
from kith.caseload import operations as caseload
from kith.cli._group import kith
from kith.config.commands import registered_commands
from kith.handover.closing import Why, close_person
from kith.policy.queries import right_of, rights, roles, topics
from kith.policy.rights_checking import check_rights
from kith.policy.rules import NEVER_WITHHELD, Right, read_role_rights, read_topics, refine, verdict_for
from kith.policy.value_rules import TableError
from statements import counted

ROLES = {"nurse", "gp", "team-lead"}
HEAD = (
    "id,command,roles,case,verdict,to,answer_within_minutes,may_override,sentence"
    ",source,owner,reviewed,next_review,status,effective_from,basis"
)
TAIL = "S,ours,lead,2026-01-01,2027-01-01,in force,2025-01-01,ours"


def run(*arguments):
    return CliRunner().invoke(kith, list(arguments))


def test_every_command_and_role_has_a_row_and_what_ships_is_sound():
    assert check_rights(rights(), roles(), registered_commands()) == []


@pytest.mark.parametrize(
    ("fault", "kind", "example"),
    [
        (lambda known: known.pop("contact.record"), "no right", {"command": "contact.record", "role": "nurse"}),
        (
            lambda known: known.update({"contact.fly": replace(known["contact.record"], command="contact.fly")}),
            "no command",
            {"command": "contact.fly"},
        ),
        (
            lambda known: known["escalation.raise"].verdicts.update(member="no"),
            "withheld",
            {"command": "escalation.raise", "role": "nurse"},
        ),
    ],
    ids=["no right", "no command", "withheld"],
)
def test_a_fault_in_the_rights_is_found_with_command_and_role(fault, kind, example):
    known = {name: replace(right, verdicts=dict(right.verdicts)) for name, right in rights().items()}
    fault(known)
    assert (kind, example) in [(one.kind, one.example) for one in check_rights(known, roles(), registered_commands())]


def test_what_is_refined_to_somebody_who_may_not_decide_is_found():
    to_a_nurse = replace(rights()["handover.close_person"].row_for("nurse"), to="nurse")
    known = rights() | {
        "handover.close_person": replace(rights()["handover.close_person"], refined={("gp", ""): to_a_nurse})
    }
    found = [one for one in check_rights(known, roles(), registered_commands()) if one.kind == "nobody decides"]
    assert [(one.rows, one.example) for one in found] == [
        (("LIST-END-1",), {"command": "handover.close_person", "role": "gp"})
    ]


def test_what_is_never_withheld_is_decided_by_everybody_on_a_team():
    people = [role for role in roles().values() if role.group not in ("kith", "manager")]
    assert {verdict_for(rights()[one], role) for one in NEVER_WITHHELD for role in people} == {"decide"}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (f"A,c.d,nurse | pilot,,no,,,,{TAIL}", "row 2: there is no role 'pilot'"),
        (f"A,c.d,nurse,,maybe,,,,{TAIL}", "row 2: the verdict must be one of decide, inform, propose, no"),
        (f"A,c.d,nurse,,inform,,,,{TAIL}", "row 2: name in `to` the role that is told or decides"),
        (f"A,c.d,nurse,,propose,gp,soon,,{TAIL}", "row 2: a proposal, and nothing else, has minutes to answer"),
        (f"A,c.d,nurse,,inform,gp,,yes,{TAIL}", "row 2: may_override is yes or empty, and only of a proposal"),
        (f"A,c.d,nurse,,no,,,,{TAIL}\nA,c.e,nurse,,no,,,,{TAIL}", "row 3: A stands twice"),
    ],
)
def test_a_row_that_does_not_hold_together_says_row_and_remedy(row, said):
    with pytest.raises(TableError, match=said):
        read_role_rights([HEAD, *row.split("\n")], ROLES)


def test_a_role_refined_twice_in_one_case_and_a_command_without_a_row_are_refused():
    rows = read_role_rights([HEAD, f"A,c.d,nurse,,no,,,,{TAIL}", f"B,c.d,gp | nurse,,no,,,,{TAIL}"], ROLES)
    with pytest.raises(TableError, match="B and A both speak of nurse"):
        refine({"c.d": Right("R", "c.d", "S", {})}, rows)
    with pytest.raises(TableError, match="A refines c.d, which has no row"):
        refine({}, rows)


def test_a_topic_names_each_role_once():
    head = "id,topic,label,decide,inform,propose,to,sentence"
    with pytest.raises(TableError, match="row 2: a role stands in two columns"):
        read_topics([head, "T,t,T,gp | nurse,team-lead,nurse,gp,S"], ROLES)
    assert {one.topic for one in topics()} == {
        *("medicines", "referrals", "plan-sections", "partner-sharing", "practical-supports", "symptom-monitoring"),
    }


def test_the_row_of_a_case_goes_before_the_row_of_every_case():
    head = [HEAD, f"A,c.d,nurse,,no,,,,{TAIL}", f"B,c.d,nurse,level 2,inform,gp,,,{TAIL}"]
    right = refine({"c.d": Right("R", "c.d", "S", {"member": "decide"})}, read_role_rights(head, ROLES))["c.d"]
    nurse = roles()["nurse"]
    assert [verdict_for(right, nurse, case) for case in ("", "level 2", "level 3")] == ["no", "inform", "no"]
    assert verdict_for(right, roles()["gp"], "level 2") == "decide"


@pytest.mark.parametrize(
    ("role", "command", "case", "expected"),
    [
        ("nurse", "caseload.set_entry", "", ("decide", "RIGHT-17", "")),
        ("physiotherapist", "caseload.set_entry", "", ("inform", "TIER-4", "clinical-supervisor")),
        ("housing", "caseload.set_entry", "", ("propose", "TIER-2", "clinical-supervisor")),
        ("housing", "caseload.arrange", "", ("propose", "TIER-1", "clinical-supervisor")),
        ("nurse", "escalation.close", "level 2", ("propose", "ESC-CLOSE-2-P", "clinical-supervisor")),
        ("gp", "escalation.close", "level 2", ("decide", "RIGHT-219", "")),
        ("gp", "escalation.close", "level 3", ("propose", "ESC-CLOSE-3-P", "safeguarding-lead")),
        ("place-manager", "escalation.close", "level 2", ("no", "RIGHT-219", "")),
        ("dentistry", "caseload.add_person", "", ("propose", "LIST-ADD-1", "team-lead")),
        ("pilot", "caseload.add_person", "", ("no", "RIGHT-13", "")),
        ("nurse", "caseload.fly", "", ("no", "RIGHT-0", "")),
    ],
)
def test_what_a_role_may(role, command, case, expected):
    found = right_of(command, role, case)
    assert (found.verdict, found.rule, found.to) == expected
    assert found.sentence or found.verdict == "decide"


@pytest.fixture
def team(db: None) -> ATeam:
    return a_team()


@pytest.fixture
def doris(team: ATeam) -> UUID:
    return a_person(team)


def told(kind: str) -> list[tuple[str, str, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.username, m.thing_kind, m.thing_id from message_message m join access_account a on a.id = m.account_id"
            " where m.kind = %s order by 1",
            [kind],
        )
        return cursor.fetchall()


def set_tier(act, entry, tier="high"):
    caseload.set_entry(act=act, entry_id=entry.id, version=entry.version, risk_tier=tier, cadence_days=7)


def test_whoever_decides_and_informs_tells_the_role_in_the_same_statement(team: ATeam, doris: UUID) -> None:
    therapist = a_member(team, "Ola Physio", "physiotherapist", AT)
    supervisor = a_member(team, "Joy Supervisor", "clinical-supervisor", AT)
    a_member(team, "Kit Supervisor", "safeguarding-lead", AT)
    entry = an_entry(team, doris)
    with an_act(team.nurse) as act, counted() as plain:
        set_tier(act, entry, "low")
    entry = an_entry(team, doris)
    with an_act(therapist) as act, counted() as told_too:
        set_tier(act, entry)
    assert told_too == plain.number, "telling costs no statement"
    with an_act(supervisor):
        assert told("decided by right") == [(supervisor.username, "list entry", entry.id)]


def test_where_nobody_holds_the_role_the_duty_lead_is_told(team: ATeam, doris: UUID) -> None:
    therapist = a_member(team, "Ola Physio", "physiotherapist", AT)
    entry = an_entry(team, doris)
    with an_act(therapist) as act:
        set_tier(act, entry)
    with an_act(team.lead):
        assert told("decided by right") == [(team.lead.username, "list entry", entry.id)]


def test_what_may_only_be_proposed_is_refused_and_changes_nothing(team: ATeam, doris: UUID) -> None:
    helper = a_member(team, "Bo Helper", "community-health-worker", AT)
    entry = an_entry(team, doris)
    with an_act(helper) as act, pytest.raises(OnlyProposed, match=r"TIER-2\) You can propose it") as refused:
        set_tier(act, entry)
    sent = refused.value.extra
    assert (sent.command, sent.version, sent.decision.to) == ("caseload.set_entry", 1, "clinical-supervisor")
    assert json.loads(sent.body) == {
        "entry_id": str(entry.id), "version": entry.version, "risk_tier": "high", "cadence_days": 7,
    }  # fmt: skip
    assert an_entry(team, doris) == entry


def test_a_rule_is_overridden_only_where_it_says_so_with_a_reason_that_is_kept_and_told(
    team: ATeam, doris: UUID
) -> None:
    helper = a_member(team, "Bo Helper", "community-health-worker", AT)
    supervisor = a_member(team, "Joy Supervisor", "clinical-supervisor", AT)
    entry = an_entry(team, doris)
    with an_act(helper) as act:
        set_tier(replace(act, overriding="Fell twice, nobody answers"), entry)
    assert an_entry(team, doris).risk_tier == "high"
    with an_act(supervisor), connection.cursor() as cursor:
        assert told("right overridden") == [(supervisor.username, "list entry", entry.id)]
        cursor.execute("select detail from trail_entry where command = 'caseload.set_entry' and outcome = 'done'")
        [(detail,)] = cursor.fetchall()
        assert (
            json.loads(detail)
            if isinstance(detail, str)
            else detail
            == {
                "overriding": "Fell twice, nobody answers",
                "overridden": "TIER-2",
            }
        )
    entry = an_entry(team, doris)
    with an_act(helper) as act, pytest.raises(NotAllowed, match="LIST-END-1"):
        close_person(
            act=replace(act, overriding="At once"),
            entry_id=entry.id,
            version=entry.version,
            why=Why("moved away", "gp", ""),
        )


def test_the_command_line_explains_a_right():
    done = run("policy", "explain", "nurse", "escalation.close", "--json")
    assert [(one["case"], one["verdict"], one["to"]) for one in json.loads(done.stdout)["rows"]] == [
        ("level 2", "propose", "clinical-supervisor"),
        ("level 3", "propose", "safeguarding-lead"),
        ("level 4", "propose", "clinical-supervisor"),
    ]
    said = run("policy", "explain", "housing", "caseload.arrange").stdout
    assert "propose; decides: clinical-supervisor, within 240 minutes; may be overridden with a reason" in said
    topic = json.loads(run("policy", "explain", "nurse", "medicines", "--json").stdout)["rows"]
    assert [(one["verdict"], one["has_command"]) for one in topic] == [("propose", False)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("pilot", "caseload.arrange"), "there is no role pilot"),
        (("nurse", "caseload.fly"), "there is no command caseload.fly"),
    ],
)
def test_explaining_what_there_is_not_says_so(arguments, said):
    done = run("policy", "explain", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr
