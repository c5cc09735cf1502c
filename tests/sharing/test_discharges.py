"""A discharge that an import brings starts the refresh of the plan: recent ones, once, of those not looked through since."""

from datetime import datetime, timedelta

import pytest

from builders import AT, an_act
from kith.access.home import as_kith
from kith.plan.asking import ask_for_reviews, is_anything_due
from kith.plan.operations import start

from .made import a_bundle, a_fact, a_patient
from .storing import ask, take


def a_stay(ended: datetime | None, version: str = "1", setting: str = "IMP", status: str = "finished"):
    """An encounter in hospital."""
    period = {"start": (AT - timedelta(days=9)).isoformat()} | ({"end": ended.isoformat()} if ended else {})
    meta = {"versionId": version}
    return a_fact("Encounter", status=status, period=period, meta=meta, **{"class": {"code": setting}})


def refreshes():
    return ask(
        "select v.kind, v.true_at, a.what from plan_event v left join plan_refresh r on r.id = v.refresh_id"
        " left join action_action a on a.id = r.action_id order by v.true_at"
    )


@pytest.fixture
def ada(team, desk):
    """Ada, imported onto the team's list."""
    take(team, desk.put("first.json", a_bundle(a_patient())))
    [(person_id,)] = ask("select id from person_person")
    return person_id


def test_a_stay_that_ends_is_one_discharge_however_often_it_comes(team, ada, desk):
    ended = AT - timedelta(days=1)
    take(team, desk.put("in.json", a_bundle(a_patient(), a_stay(None, "1", status="in-progress"))))
    assert refreshes() == []
    take(team, desk.put("out.json", a_bundle(a_patient(), a_stay(ended, "2"))))
    take(team, desk.put("again.json", a_bundle(a_patient(), a_stay(ended, "3"))))
    assert refreshes() == [("discharge", ended, "Write the first plan: home from hospital, yesterday")]


@pytest.mark.parametrize(
    ("stay", "started"),
    [
        (a_stay(AT - timedelta(days=1), setting="AMB"), False),
        (a_stay(AT - timedelta(days=1), status="entered-in-error"), False),
        (a_stay(AT - timedelta(days=31)), False),
        (a_stay(AT - timedelta(hours=2)), True),
    ],
    ids=["no stay", "in error", "long ago", "looked through since"],
)
def test_what_asks_for_nothing_starts_nothing(team, ada, desk, stay, started):
    if started:
        with an_act(team.nurse) as act:
            start(act=act, team_id=team.id, person_id=ada)
    take(team, desk.put("out.json", a_bundle(a_patient(), stay)))
    assert refreshes() == []


def test_of_somebody_new_it_waits_for_the_list_and_the_clock(team, desk):
    take(team, desk.put("first.json", a_bundle(a_patient(), a_stay(AT - timedelta(days=1), setting="EMER"))))
    assert [kind for kind, _at, what in refreshes() if what is None] == ["discharge"]
    with as_kith(at=AT + timedelta(hours=1), channel="job") as act:
        assert is_anything_due(team=team.info, at=act.at)
        ask_for_reviews(act=act, team_id=team.id)
        assert not is_anything_due(team=team.info, at=act.at)
    assert [what for _kind, _at, what in refreshes()] == ["Write the first plan: home from hospital, yesterday"]
