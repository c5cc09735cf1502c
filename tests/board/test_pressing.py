"""Something urgent that nobody reads goes on: to the named lead after ten minutes, to the team lead after twenty, once each."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from builders import (
    AT,
    ATeam,
    Someone,
    a_member,
    a_named_lead,
    a_person,
    a_session,
    a_team,
    an_act,
    an_action,
    with_key,
)
from kith.access.home import as_kith
from kith.act import NotAllowed
from kith.board.models import Pressed
from kith.board.pressing import press_on, steps_of
from kith.escalation import operations as escalations
from kith.handover.knowing import know_person
from kith.jobs.minutely import press_unread
from kith.message.models import Message
from kith.message.operations import mark_read
from kith.policy.rules import UNREAD
from kith.safeguarding.operations import raise_concern
from kith.safeguarding.raising import Raised
from kith.web.routes import LIVE
from statements import counted
from trailing import last_entry

MINUTE = timedelta(minutes=1)
TEN, TWENTY = AT + 10 * MINUTE, AT + 20 * MINUTE

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> ATeam:
    """Return a team on which the clinical supervisor is asked first, and is on shift."""
    return a_team()


def asked(team: ATeam, at: datetime = AT, named: Someone | None = None) -> tuple[UUID, UUID]:
    """Let the social worker raise somebody whom the nurse leads; return the escalation and the person. The team lead is asked."""
    doris = a_person(team)
    a_named_lead(team, doris, named or team.nurse, at=at)
    with an_act(team.social_worker, at) as act:
        key = escalations.raise_(act=act, team_id=team.id, person_id=doris, worry="Grey and confused", wanted="review")
    return key, doris


def told(team: ATeam, at: datetime = TWENTY + MINUTE) -> list[tuple[str, datetime]]:
    """Return who was told that something urgent is unread, and when."""
    names = {one.account_id: one.name for one in team.members}
    with an_act(team.lead, at):
        rows = (
            Message.objects.filter(kind="urgent unread")
            .order_by("recorded_at")
            .values_list("account_id", "recorded_at")
        )
        return [(names.get(account, "the cover"), when) for account, when in rows]


def test_the_named_lead_after_ten_minutes_then_whoever_has_the_duty(team: ATeam) -> None:
    key, _doris = asked(team)
    for minute in (0, 9, 10, 11, 19, 20, 21, 60):
        press_unread.run(AT + minute * MINUTE)
    assert told(team) == [(team.nurse.name, TEN), ("the cover", TWENTY)], "lead and nurse were told already"
    with an_act(team.nurse, TEN):
        steps = Pressed.objects.order_by("step").values_list("step", "cadence")
        assert list(steps) == [(2, "CADENCE-11"), (3, "CADENCE-12")]
        notice = Message.objects.get(kind="urgent unread", account_id=team.nurse.account_id)
        assert (notice.thing_kind, notice.thing_id) == ("escalation", key)


@pytest.mark.parametrize("how", ["reads", "answers", "tells", "another is asked"])
def test_reading_it_or_acting_on_it_stops_it(team: ATeam, how: str) -> None:
    key, _doris = asked(team)
    if how == "another is asked":
        with an_act(team.social_worker, AT + MINUTE) as act:
            escalations.hand_on(act=act, escalation_id=key, version=1, why="She is driving")
    else:
        with an_act(team.lead, AT + MINUTE) as act:
            if how == "reads":
                mark_read(act=act, up_to=AT)
            elif how == "answers":
                escalations.respond(act=act, escalation_id=key, version=1, decision="I go")
            else:
                escalations.tell(act=act, escalation_id=key, who="Her son", how="phone", said="Coming", read_back="yes")
    press_unread.run(TEN)
    assert (team.lead.name, TEN) not in told(team)
    assert (team.nurse.name, TEN) not in told(team)


def test_control_without_any_of_it_the_named_lead_is_told(team: ATeam) -> None:
    asked(team)
    press_unread.run(TEN)
    assert told(team) == [(team.nurse.name, TEN)]


def test_who_has_closed_the_record_is_passed_over_and_so_is_who_is_not_at_work(team: ATeam) -> None:
    off = a_member(team, "Gwen Pellow", "nurse", AT - timedelta(days=5))
    _key, doris = asked(team, named=team.social_worker)
    with an_act(team.social_worker) as act:
        know_person(act=act, person_id=doris)
    press_unread.run(TEN)
    assert told(team) == [], "the named lead knows her; nobody else is meant by this step"
    press_unread.run(TWENTY)
    assert [name for name, _at in told(team)] == [team.nurse.name], "the second in line has the duty"
    assert off.name not in dict(told(team))


def test_a_step_is_taken_once_and_only_by_kith(team: ATeam) -> None:
    asked(team)
    with as_kith(at=TEN, channel="job") as act:
        assert press_on(act=act, team_id=team.id) == 1
    assert len(last_entry(team.nurse, "board.press_on").detail["message_ids"]) == 1
    with as_kith(at=TEN, channel="job") as act:
        assert press_on(act=with_key(act), team_id=team.id) == 0
    with pytest.raises(NotAllowed), an_act(team.nurse, TEN) as act:
        press_on(act=act, team_id=team.id)


def test_nothing_that_is_not_urgent_goes_on(team: ATeam) -> None:
    an_action(team, a_person(team), owner=team.lead)
    press_unread.run(AT + timedelta(hours=3))
    assert told(team) == []


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_the_same_statements_whatever_the_number(team: ATeam, number: int) -> None:
    for n in range(number):
        doris = a_person(team, f"Doris Pettigrew{n}")
        with an_act(team.social_worker) as act:
            escalations.raise_(act=act, team_id=team.id, person_id=doris, worry="Grey", wanted="review")
    with as_kith(at=TWENTY, channel="job") as act, counted() as statements:
        press_on(act=act, team_id=team.id)
    assert statements == 10


def test_the_delays_are_rows_of_the_table_in_force(team: ATeam) -> None:
    with as_kith(at=AT):
        steps = steps_of(team_id=team.id, at=AT)
    assert [(one.subject, one.to, one.after_minutes) for one in steps] == [
        (UNREAD, "named-lead", 10),
        (UNREAD, "team-lead", 20),
    ]


def test_a_restricted_matter_is_told_on_to_nobody(team: ATeam) -> None:
    """The control stands above: a clinical one goes on."""
    doris = a_person(team)
    a_named_lead(team, doris, team.nurse)
    with an_act(team.social_worker) as act:
        raise_concern(act=act, team_id=team.id, person_id=doris, raised=Raised("Bruises on both arms"))
    with as_kith(at=AT):
        assert Message.objects.filter(kind="escalation asked", read_at=None).count() == 1
    press_unread.run(TWENTY)
    assert told(team) == []


def test_opening_the_escalation_is_reading_what_asked_for_whoever_is_asked_and_nobody_else(
    team: ATeam, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, _doris = asked(team)
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT + 5 * MINUTE)
    page = f"/escalation/{key}/"
    assert a_session(team.nurse.account_id, "nurse").get(page).status_code == 200
    lead = a_session(team.lead.account_id, "team-lead")
    assert lead.get(page, headers={LIVE: "all"}).status_code == 200
    with an_act(team.lead, AT + 6 * MINUTE):
        assert Message.objects.get(kind="escalation asked").read_at is None, "another’s look, and a page by itself"
    with counted() as first:
        lead.get(page)
    with an_act(team.lead, AT + 6 * MINUTE):
        assert Message.objects.get(kind="escalation asked").read_at == AT + 5 * MINUTE
    with counted() as again:
        lead.get(page)
    assert first.number > again.number
    press_unread.run(TEN)
    press_unread.run(TWENTY)
    assert told(team) == []
    assert last_entry(team.lead, "message.read_by_opening").account_id == team.lead.account_id
