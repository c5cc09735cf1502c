"""Concerns afterwards: closed ones of people who have left, and how the escalation log counts what is restricted."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from builders import AT, ATeam, Someone, a_person, a_session, an_act, an_entry, close_entry
from kith.act import NotVisible
from kith.person.models import Person
from kith.safeguarding import queries
from kith.safeguarding.raising import Suspected
from kith.supervision.waits import Counts, restricted_counts
from safeguarding.cases import SAID, a_concern, a_lead, an_officer, answered, closed

LATER = AT + timedelta(days=200)


@pytest.fixture
def grace(team: ATeam) -> Someone:
    return a_lead(team)


@pytest.fixture
def omar(team: ATeam) -> Someone:
    return an_officer(team)


def test_a_closed_concern_of_somebody_who_left_is_read_by_the_lead_alone_and_opens_nothing_else(
    team: ATeam, doris: UUID, grace: Someone, omar: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = a_concern(team, doris, omar)
    answered(grace, key)
    closed(grace, key)
    entry = an_entry(team, doris)
    with an_act(team.lead, AT + timedelta(days=1)) as act:
        close_entry(act, entry)
    monkeypatch.setattr("kith.web.middleware.now", lambda: LATER)
    with an_act(grace, LATER):
        assert not Person.objects.filter(id=doris).exists()
        [one] = queries.queue(team_id=team.id)
        assert (one.row.id, one.name.startswith("Doris")) == (key, True)
    browser = a_session(grace.account_id, grace.role, LATER)
    page = browser.get(f"/restricted/of/{key}/").content.decode()
    assert [words in page for words in (SAID, "Doris", "Safeguarding concern, closed")] == [True, True, True]
    assert browser.get(f"/person/{doris}/").status_code == 404
    for who in (omar, team.nurse, team.lead):
        with an_act(who, LATER), pytest.raises(NotVisible):
            queries.sight_of_concern(concern_id=key)
        with an_act(who, LATER):
            assert queries.queue(team_id=team.id) == []


def test_an_open_concern_is_no_way_to_somebody_who_left(
    team: ATeam, doris: UUID, grace: Someone, omar: Someone
) -> None:
    key = a_concern(team, doris, omar)
    with an_act(grace, AT), connection.cursor() as cursor:
        cursor.execute("select count(*) from safeguarding_named(array[%s::uuid])", [key])
        assert cursor.fetchone() == (0,)


def test_the_escalation_log_counts_what_is_restricted_from_five_on_and_to_nobody_what_is_kept_from_them(
    team: ATeam, doris: UUID, grace: Someone, omar: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(who: Someone, at=AT + timedelta(minutes=30)) -> Counts | None:
        with an_act(who, at):
            return restricted_counts(team_id=team.id, days=30)

    people = [doris, *(a_person(team, f"Person{number} Counted") for number in range(5))]
    keys = [a_concern(team, person, omar) for person in people[:4]]
    assert told(team.nurse) is None, "four: not even how many"
    nurse = Suspected("member", account_id=team.nurse.account_id)
    keys.append(a_concern(team, people[4], omar, SAID, nurse))
    assert (told(team.nurse), told(team.lead)) == (None, Counts(5, 0, 0, 5)), (
        "one is kept from the nurse: hers are four"
    )
    for key in keys:
        answered(grace, key)
    assert told(team.lead) == Counts(5, 5, 5, 0)
    keys.append(a_concern(team, people[5], omar, at=AT + timedelta(minutes=20)))
    assert told(team.lead) == Counts(6, None, None, None), "one that waits would be told by its number"
    with an_act(team.lead), connection.cursor() as cursor:
        cursor.execute("select count(*) from safeguarding_waits(%s, 29)", [team.id])
        assert cursor.fetchone() == (0,), "no other period, whose difference would tell of a day"

    monkeypatch.setattr("kith.web.middleware.now", lambda: AT + timedelta(minutes=30))
    pages = {
        who.name: a_session(who.account_id, who.role).get(f"/team/{team.slug}/escalations/").content.decode()
        for who in (grace, team.lead, team.nurse)
    }
    names = {name: sum(page.count(f">Person{number} Counted<") for number in range(5)) for name, page in pages.items()}
    assert names == {"Grace Lindley": 5, team.lead.name: 1, team.nurse.name: 0}, "to the lead the one she is asked"
    assert (
        "6 restricted ones were raised. How they were answered is not told: some numbers are under 5."
        in pages[team.lead.name]
    )
    assert "6 escalations were raised." in pages["Grace Lindley"]
    assert "5 restricted ones were raised." in pages[team.nurse.name], "five without the one that is kept from her"
