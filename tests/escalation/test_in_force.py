"""What opens, moves on and closes follows the tables in force for the team at that moment, and no other team's."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from builders import AT, OFFICERS, ATeam, a_member, a_person, a_team, an_act, an_action, with_key
from kith.access.home import as_kith
from kith.act import NotAllowed
from kith.action.raising import to_raise
from kith.contact import operations as contacts
from kith.escalation import moving, operations, queries
from kith.escalation.models import Escalation
from kith.policy.publishing import publish_tables
from kith.policy.reading import shipped_files

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> ATeam:
    return a_team()


def stricter(team: ATeam, name: str, file: str, old: str, new: str, at=AT) -> None:
    """Publish a table of the team's own that is as we ship it but for one place in its text."""
    text = shipped_files(name)[file]
    assert old in text
    with as_kith(at=at) as act:
        publish_tables(
            act=act, place_id=team.info.place_id, team_id=team.id, tables={name: {file: text.replace(old, new)}},
            by=OFFICERS[0], approvers=OFFICERS[1:],
        )  # fmt: skip


def raised(team: ATeam, person_id: UUID, at=AT) -> queries.EscalationRow:
    with an_act(team.social_worker, at) as act:
        key = operations.raise_(
            act=act, team_id=team.id, person_id=person_id, worry="Grey and confused", wanted="urgent"
        )
        return queries.one(escalation_id=key)


def gad7(team: ATeam, person_id: UUID, value: str, at=AT) -> None:
    with an_act(team.nurse, at) as act:
        contacts.record(
            act=with_key(act), team_id=team.id, person_id=person_id, member_id=team.nurse.member_id, way="visit",
            state="made", observations={"gad7": {"value": value}},
        )  # fmt: skip


def opened(team: ATeam) -> int:
    with an_act(team.lead):
        return Escalation.objects.filter(team_id=team.id).count()


def test_a_threshold_of_the_teams_own_opens_an_escalation_for_it_alone_from_its_moment_on(team: ATeam) -> None:
    other = a_team("Vale")
    before, ours, theirs = a_person(team), a_person(team, "Joan Marsh"), a_person(other, "Ray Finch")
    gad7(team, before, "12", AT - MINUTE)
    stricter(team, "gad7", "thresholds/gad7.csv", "10..14,moderate,1,,", "10..14,moderate,2,mental-health-review,")
    gad7(team, ours, "12")
    gad7(other, theirs, "12")
    assert (opened(team), opened(other)) == (1, 0)


def test_a_route_of_the_teams_own_asks_to_be_answered_sooner(team: ATeam) -> None:
    doris, joan = a_person(team), a_person(team, "Joan Marsh")
    first = raised(team, doris)
    line = next(row for row in shipped_files("routes")["routes.csv"].splitlines() if ",urgent-review,3," in row)
    minutes = line.split(",")[5]
    stricter(team, "routes", "routes.csv", line, line.replace(f",{minutes},", ",7,", 1), AT)
    second = raised(team, joan)
    assert second.respond_by - second.asked_at < first.respond_by - first.asked_at
    assert second.respond_by - second.asked_at == 7 * MINUTE


def only_the_cover(team: ATeam, at: datetime) -> None:
    """Publish, as the place, an urgent route whose only step is the on-call cover."""
    text = shipped_files("routes")["routes.csv"]
    own = [line for line in text.splitlines() if ",urgent-review," in line]
    last = own[-1].split(",")
    shorter = text.replace("\n".join(own), ",".join([*last[:2], "1", *last[3:]]))
    with as_kith(at=at) as act:
        publish_tables(
            act=act, place_id=team.info.place_id, tables={"routes": {"routes.csv": shorter}}, by=OFFICERS[0],
            approvers=OFFICERS[1:],
        )  # fmt: skip


def test_an_open_escalation_keeps_to_the_route_in_force_when_it_opened(team: ATeam) -> None:
    """The control: what opens next, and what is asked anew, goes by the route that was published meanwhile."""
    doris, joan, ray = a_person(team), a_person(team, "Joan Marsh"), a_person(team, "Ray Finch")
    open_one, answered = raised(team, doris), raised(team, joan)
    assert (open_one.step, open_one.respond_by) == (3, AT + 15 * MINUTE), "the duty lead, of four steps"
    with an_act(team.lead, AT + MINUTE) as act:
        operations.respond(act=act, escalation_id=answered.id, version=answered.version, decision="I go")
    only_the_cover(team, AT + 2 * MINUTE)
    assert raised(team, ray, AT + 3 * MINUTE).step == 1
    assert raised(team, joan, AT + 3 * MINUTE).step == 1
    with an_act(team.lead, AT + 3 * MINUTE):
        assert [
            len(queries.route_of(queries.one(escalation_id=one.id), team_id=team.id).steps)
            for one in (open_one, answered)
        ] == [4, 1]
    with as_kith(at=open_one.respond_by + MINUTE, channel="job") as act:
        moving.move_on(act=act, team_id=team.id)
    with an_act(team.lead):
        now = queries.one(escalation_id=open_one.id)
        steps = queries.whole(escalation_id=open_one.id).steps
    assert (now.step, now.round) == (4, 0)
    assert [one.step for one in steps] == [1, 2, 3, 4]


def test_a_team_may_let_fewer_roles_close(team: ATeam) -> None:
    gp = a_member(team, "Dr Marsh", "gp")
    row = raised(team, a_person(team))
    stricter(
        team,
        "closing",
        "closing.csv",
        "ESC-CLOSE-2,2,clinical-supervisor | gp | on-call",
        "ESC-CLOSE-2,2,clinical-supervisor",
    )
    with an_act(gp) as act, pytest.raises(NotAllowed):
        operations.close(act=act, escalation_id=row.id, version=row.version, outcome="Better")


def test_a_cadence_of_the_teams_own_raises_work_earlier(team: ATeam) -> None:
    doris = a_person(team)
    an_action(team, person_id=doris, due_at=AT)
    at = AT + timedelta(hours=2)
    with an_act(team.lead, at):
        assert [one.cadence.step for one in to_raise(team_id=team.id, at=at)] == [1]
    text = "CADENCE-2,overdue,2,named-lead,1"
    stricter(team, "cadences", "cadences.csv", text, text[:-1] + "0")
    with an_act(team.lead, at):
        assert [one.cadence.step for one in to_raise(team_id=team.id, at=at)] == [1, 2]
