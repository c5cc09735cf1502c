"""A stay in hospital that an import brings and that is not over proposes to pause contacts; once written down it asks no more."""

from datetime import timedelta

import pytest

from board.reading import page
from builders import AT, signed_in
from forms import form_of, send

from .made import a_bundle, a_fact, a_patient
from .storing import ask, take

SINCE = AT - timedelta(days=9)


def a_stay(status="in-progress", setting="IMP", ended=None, version="1"):
    period = {"start": SINCE.isoformat()} | ({"end": ended.isoformat()} if ended else {})
    return a_fact(
        "Encounter", status=status, period=period, meta={"versionId": version}, **{"class": {"code": setting}}
    )


@pytest.fixture
def ada(team, desk):
    """Ada, imported onto the team's list."""
    take(team, desk.put("first.json", a_bundle(a_patient())))
    [(person_id,)] = ask("select id from person_person")
    return person_id


def proposed(browser, person_id):
    """Say whether the person's page, what is coming and the page of absences propose to pause contacts."""
    addresses = [f"/person/{person_id}/{where}" for where in ("", "coming/", "away/")]
    return ["record from elsewhere says" in page(browser.get(one)).text for one in addresses]


def test_open_stay_is_proposed_until_it_is_written_down(team, ada, desk, monkeypatch):
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT)
    browser = signed_in(team.nurse)
    assert proposed(browser, ada) == [False, False, False]
    take(team, desk.put("in.json", a_bundle(a_patient(), a_stay())))
    assert proposed(browser, ada) == [True, True, True]

    address = f"/person/{ada}/away/"
    form = browser.get(address)
    values = form_of(form, address).values
    assert (values["kind"], values["from_day"]) == ("hospital", SINCE.date().isoformat())
    send(browser, form, address, back_day=(AT.date() + timedelta(days=3)).isoformat())
    assert ask("select a.kind, f.kind from contact_away a join record_fact f on f.id = a.source_id") == [
        ("hospital", "encounter")
    ]
    assert proposed(browser, ada) == [False, False, False]


@pytest.mark.parametrize(
    "stay",
    [a_stay(setting="AMB"), a_stay(status="planned"), a_stay(status="finished", ended=AT - timedelta(days=1))],
    ids=["no stay", "to come", "over"],
)
def test_what_is_no_open_stay_proposes_nothing(team, ada, desk, monkeypatch, stay):
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT)
    take(team, desk.put("in.json", a_bundle(a_patient(), stay)))
    assert proposed(signed_in(team.nurse), ada) == [False, False, False]
