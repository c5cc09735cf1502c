"""Who leads whom today, for a whole team in one statement."""

from datetime import timedelta
from uuid import UUID

import pytest

from builders import AT, ATeam, a_named_lead, a_person, a_team, an_act, an_entry, close_entry
from kith.act import NotVisible
from kith.caseload import operations, queries
from kith.caseload.rules import LeadBy
from kith.place.rules import local_day
from kith.team import operations as teams
from kith.team.queries import day_on_team
from statements import counted


def leads(team: ATeam, at=AT) -> dict[UUID, tuple[UUID, str] | None]:
    with an_act(team.nurse, at), counted() as sent:
        day = day_on_team(team=team.info, day=local_day(at), at=at)
        found = queries.day_leads(team=team.info, day=day)
    assert sent == 2
    return {person: lead and (lead.member_id, lead.by) for person, lead in found.items()}


def test_day_leads_by_named_deputy_duty_override_and_cover(team: ATeam) -> None:
    named, deputised, nobody, overridden = (a_person(team, f"Person {letter}") for letter in "ABCD")
    a_named_lead(team, named, team.social_worker)
    a_named_lead(team, deputised, team.social_worker, team.nurse)
    a_named_lead(team, overridden, team.social_worker)
    with an_act(team.nurse) as act:
        operations.override_day_lead(
            act=act,
            team_id=team.id,
            person_id=overridden,
            day=AT.date(),
            member_id=team.nurse.member_id,
            reason="she asked",
        )
    social_worker, nurse = team.social_worker.member_id, team.nurse.member_id
    duty = team.lead.member_id
    assert leads(team) == {
        named: (social_worker, LeadBy.NAMED),
        deputised: (social_worker, LeadBy.NAMED),
        nobody: (duty, LeadBy.DUTY),
        overridden: (nurse, LeadBy.OVERRIDE),
    }
    with an_act(team.lead) as act:
        teams.record_absence(act=act, member_id=social_worker, first_day=AT.date(), last_day=AT.date(), reason="sick")
    assert leads(team) == {
        named: (duty, LeadBy.DUTY),
        deputised: (nurse, LeadBy.DEPUTY),
        nobody: (duty, LeadBy.DUTY),
        overridden: (nurse, LeadBy.OVERRIDE),
    }
    sunday = leads(team, AT - timedelta(days=1))
    assert {lead and lead[1] for lead in sunday.values()} == {LeadBy.COVER}


def test_day_leads_of_some_people_only_and_none_of_whom_is_not_on_the_list(team: ATeam) -> None:
    doris, walter = a_person(team), a_person(team, "Walter Finch")
    entry = an_entry(team, walter)
    with an_act(team.lead) as act:
        close_entry(act, entry)
    with an_act(team.nurse):
        day = day_on_team(team=team.info, day=AT.date(), at=AT)
        assert set(queries.day_leads(team=team.info, day=day, person_ids=[doris, walter])) == {doris}
        assert queries.day_leads(team=team.info, day=day, person_ids=[]) == {}


def test_whoever_takes_the_duty_is_the_same_in_lists_and_in_the_team(team: ATeam) -> None:
    doris = a_person(team)
    for at in (AT, AT - timedelta(days=1), AT + timedelta(days=60)):
        with an_act(team.nurse, at):
            day = day_on_team(team=team.info, day=local_day(at), at=at)
            lead = queries.day_leads(team=team.info, day=day, person_ids=[doris])[doris]
            assert (lead and lead.member_id) == day.answering


def test_entries_of_other_teams_are_not_there(team: ATeam) -> None:
    doris, other = a_person(team), a_team("South")
    entry = an_entry(team, doris)
    with an_act(other.nurse):
        assert queries.entries_of_person(person_id=doris) == []
        assert queries.on_list(team_id=team.id) == []
        with pytest.raises(NotVisible):
            queries.entry(entry_id=entry.id)
        assert queries.teams_reaching(person_id=doris, team_ids=[team.id, other.id]) == []
    with an_act(team.nurse):
        assert [one.id for one in queries.on_list(team_id=team.id)] == [entry.id]
        [reaching] = queries.teams_reaching(person_id=doris, team_ids=[team.id])
        assert (reaching.slug, reaching.entry_id) == (team.slug, entry.id)
