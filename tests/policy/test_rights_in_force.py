"""What decides a command is the rights in force for its team at its moment: the team's own, its place's, else as they ship."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from click.testing import CliRunner

from board.reading import page
from builders import AT, OFFICERS, ATeam, Someone, a_member, a_person, a_team, an_act, an_entry, signed_in
from kith.access.home import as_kith
from kith.act import Refusal, ids
from kith.act.refusals import OnlyProposed
from kith.caseload import operations as caseload
from kith.cli._group import kith
from kith.policy.publishing import publish_tables
from kith.policy.queries import all_rights, decide, deciding_roles, right_of, violations
from kith.policy.reading import shipped_files
from kith.proposal import operations as proposals
from kith.team import operations as teams
from kith.trail.writing import write_entry
from statements import counted

BY, *APPROVERS = OFFICERS
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
RIGHTS = shipped_files("decision-rights")
TAIL = "Agreed by the team,team lead,2026-06-01,2027-06-01,in force,2026-01-01,ours"
VISITS = (
    "OURS-1,caseload.set_entry,nurse,,propose,clinical-supervisor,120,,"
    f"How often somebody is seen is agreed with the supervisor here.,{TAIL}"
)
"""A nurse's visit frequency is proposed, where the floor lets a nurse decide."""

pytestmark = pytest.mark.django_db


BY_THE_TEAM = "cadence are set by the team.,decide,decide,decide,no"


def role_rights(*rows: str) -> dict[str, str]:
    return {"role-rights.csv": "\n".join([RIGHTS["role-rights.csv"].rstrip("\n"), *rows]) + "\n"}


def replaced(file: str, old: str, new: str) -> dict[str, str]:
    assert old in RIGHTS[file]
    return {file: RIGHTS[file].replace(old, new)}


def published(team: ATeam, files: dict[str, str], at=AT, *, of_place: bool = False) -> None:
    with as_kith(at=at) as act:
        publish_tables(
            act=act, place_id=team.info.place_id, team_id=None if of_place else team.id,
            tables={"decision-rights": files}, by=BY, approvers=APPROVERS,
        )  # fmt: skip


def set_visits(team: ATeam, who: Someone, person_id: UUID, days: int, at=AT) -> int:
    """Set how often somebody is seen, and return how many statements that took."""
    entry = an_entry(team, person_id)
    with an_act(who, at) as act, counted() as number:
        caseload.set_entry(
            act=act, entry_id=entry.id, version=entry.version, risk_tier=entry.risk_tier, cadence_days=days
        )
    return number.number


@pytest.fixture
def team() -> ATeam:
    return a_team()


def test_a_teams_own_rights_hold_for_it_alone_from_their_moment_on(team: ATeam) -> None:
    other = a_team("Vale", place_id=team.info.place_id)
    doris, ray = a_person(team), a_person(other, "Ray Finch")
    supervisor = a_member(team, "Joy Supervisor", "clinical-supervisor", AT - HOUR)
    before = set_visits(team, team.nurse, doris, 7)
    published(team, role_rights(VISITS), AT + HOUR)
    assert set_visits(team, team.nurse, doris, 14, AT + HOUR - MINUTE) == before, "a moment before, the old right"
    with pytest.raises(OnlyProposed, match="agreed with the supervisor here") as refused:
        set_visits(team, team.nurse, doris, 28, AT + HOUR)
    sent = refused.value.extra
    assert (sent.decision.to, sent.decision.within_minutes, sent.decision.may_override) == (
        "clinical-supervisor",
        120,
        False,
    )
    with an_act(team.nurse, AT + HOUR) as act:
        key = proposals.propose(
            act=act, command=sent.command, command_version=1, body=sent.body, reason="She asks for less"
        )
    assert an_entry(team, doris).cadence_days == 14
    with an_act(supervisor, AT + HOUR + MINUTE) as act:
        proposals.approve(act=act, proposal_id=key, version=1)
    assert an_entry(team, doris).cadence_days == 28
    assert set_visits(other, other.nurse, ray, 7, AT + HOUR) == before, "and deciding costs no statement"


def test_what_is_told_beforehand_says_the_same_as_what_decides(team: ATeam) -> None:
    other = a_team("Vale", place_id=team.info.place_id)
    published(team, role_rights(VISITS))
    with an_act(team.nurse):
        assert "nurse" not in deciding_roles("caseload.set_entry", "", team_id=team.id, at=AT)
        assert "nurse" in deciding_roles("caseload.set_entry", "", team_id=team.id, at=AT - MINUTE)
    with an_act(other.nurse):
        assert "nurse" in deciding_roles("caseload.set_entry", "", team_id=other.id, at=AT)
    own = page(signed_in(team.nurse).get("/rights/")).text
    assert "Millbrook North has rights of its own, stricter than those of its place, since Monday 8 June 2026." in own
    assert "How often somebody is seen is agreed with the supervisor here. OURS-1" in own
    theirs = page(signed_in(other.nurse).get("/rights/")).text
    assert "Vale decides by the rights of its place" in theirs and "OURS-1" not in theirs
    assert signed_in(other.nurse).get(f"/rights/?team={team.slug}").status_code == 404
    told = [
        json.loads(
            CliRunner().invoke(kith, ["policy", "explain", "nurse", "caseload.set_entry", *more, "--json"]).stdout
        )
        for more in (["--team", team.slug], ["--team", other.slug], [])
    ]
    assert [one["rows"][0]["rule"] for one in told] == ["OURS-1", "RIGHT-17", "RIGHT-17"]


def test_for_a_thing_of_no_team_the_strictest_of_the_actors_teams_holds(team: ATeam) -> None:
    other = a_team("Vale", place_id=team.info.place_id)
    old = 'role and reason.",decide,decide,decide,no,no'
    published(team, replaced("decision-rights.csv", old, old.replace("decide,decide,decide", "decide,decide,no")))
    with an_act(team.nurse) as act:
        assert decide(act, "handover.join_person", None).verdict == "no"
    with an_act(other.nurse) as act:
        assert decide(act, "handover.join_person", None).verdict == "decide"
    with as_kith(at=AT) as act:
        nurse = {"account_id": team.nurse.account_id, "role": "nurse", "tier": "consistent", "sessions": 1}
        teams.add_member(act=act, team_id=other.id, **nurse)
    with an_act(team.nurse) as act:
        assert len(act.teams) == 2
        assert decide(act, "handover.join_person", None).verdict == "no"


def test_a_command_that_came_after_a_table_was_published_is_as_it_ships(team: ATeam) -> None:
    without = "\n".join(
        line for line in RIGHTS["decision-rights.csv"].splitlines() if ",caseload.override_day_lead," not in line
    )
    published(team, {"decision-rights.csv": without}, of_place=True)
    with an_act(team.nurse):
        assert right_of("caseload.override_day_lead", "nurse", team_id=team.id, at=AT).rule == "RIGHT-18"
        known = all_rights(team_id=team.id, at=AT)
    assert "caseload.override_day_lead" in known.commands and "medicines" in known.topics


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (replaced("topics.csv", "gp | consultant,pharmacist,nurse |", "gp | consultant | nurse,pharmacist,"),
         "TOPIC-MED says decide for nurse where the floor says propose."),
        (role_rights(VISITS.replace("clinical-supervisor", "community-health-worker")),
         "caseload.set_entry is proposed by a nurse to somebody who may not decide it."),
        (replaced("decision-rights.csv", f"{BY_THE_TEAM},decide", f"{BY_THE_TEAM},no"),
         "caseload.set_entry says of Kith itself something else than what ships, and never may."),
    ],
    ids=["a topic", "to nobody", "Kith itself"],
)  # fmt: skip
def test_a_laxer_or_unsound_table_of_rights_is_refused(team: ATeam, files: dict[str, str], said: str) -> None:
    with pytest.raises(Refusal) as refused:
        published(team, files)
    assert said in refused.value.sentence


def test_an_override_that_the_floor_does_not_give_is_laxer(team: ATeam) -> None:
    row = next(line for line in RIGHTS["role-rights.csv"].splitlines() if line.startswith("LIST-END-1,"))
    columns = row.split(",")
    assert (columns[4], columns[7]) == ("propose", "")
    with pytest.raises(Refusal, match="LIST-END-1 lets a .* override what the floor only lets them propose"):
        published(team, replaced("role-rights.csv", row, ",".join([*columns[:7], "yes", *columns[8:]])))


def test_doctor_judges_each_act_by_the_rights_of_its_moment(team: ATeam) -> None:
    """The control: the same act written a second time, after the team said otherwise, is counted; another team's is not."""
    other = a_team("Vale", place_id=team.info.place_id)
    doris, ray = a_person(team), a_person(other, "Ray Finch")
    set_visits(team, team.nurse, doris, 7)
    published(team, role_rights(VISITS), AT + HOUR)
    set_visits(other, other.nurse, ray, 7, AT + 2 * HOUR)
    with pytest.raises(OnlyProposed):
        set_visits(team, team.nurse, doris, 14, AT + 2 * HOUR)
    at = AT + 3 * HOUR
    with as_kith(at=at):
        assert violations(at)["P7"] == []
    with an_act(team.nurse, AT + 2 * HOUR) as act:
        write_entry(
            entry_id=ids.new(), happened_at=act.at, account_id=act.account_id, role="nurse", purpose="care", channel="page",
            command="caseload.set_entry", team_id=team.id, key="planted",
        )  # fmt: skip
    with as_kith(at=at):
        assert violations(at)["P7"] == ["caseload.set_entry was done 1 times by a community nurse, whose role may not"]
