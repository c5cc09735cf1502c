"""Two records of one person, and what waits for a weekly meeting: it goes along with a merge, and comes back with its undoing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import AT, ATeam, a_person, an_act, with_key
from kith.access.home import as_kith
from kith.act import Refusal
from kith.action import queries as actions
from kith.handover import deaths, merging
from kith.mdt import operations as meetings
from kith.mdt import queries
from kith.mdt.rules import Outcome
from kith.mdt.types import Settles
from kith.preparation import operations as prepared
from kith.preparation.models import Asked, Case, Question, Request
from kith.preparation.operations import Asks, OwnQuestion
from kith.preparation.queries import cases_of
from kith.preparation.rules import HowTold
from mdt.thursday import FRIDAY, THURSDAY, a_list, a_thursday, started

LATER = AT + timedelta(hours=1)


@pytest.fixture
def twin(team: ATeam) -> UUID:
    """The second record of Doris."""
    return a_person(team, "Doris Petigrew")


def merged(team: ATeam, kept: UUID, other: UUID, at=AT) -> None:
    with an_act(team.nurse, at) as act:
        merging.merge(act=act, kept_id=kept, other_id=other, because="Same address")


def unmerged(team: ATeam, other: UUID, at=LATER) -> None:
    with an_act(team.nurse, at) as act:
        merging.unmerge(act=act, person_id=other, because="They are sisters")


def whose(team: ATeam, meeting_id: UUID) -> dict[str, list[UUID]]:
    """Return of whom there are open cases, requests, own questions and questions to specialists."""
    models: tuple[Any, ...] = (Case, Request, Asked, Question)
    with an_act(team.nurse, FRIDAY):
        rows = {
            Case: Case.objects.filter(meeting_id=meeting_id, state="listed").order_by("place"),
            Request: Request.objects.filter(meeting_id=meeting_id, withdrawn_at=None).order_by("made_at"),
            Asked: Asked.objects.all(),
            Question: Question.objects.all(),
        }
        return {model.__name__: [one.person_id for one in rows[model]] for model in models}


def test_a_case_goes_along_with_who_asked_and_what_is_asked_and_comes_back(
    team: ATeam, doris: UUID, twin: UUID
) -> None:
    meeting_id = a_list(team, [twin])
    with an_act(team.nurse):
        [case] = cases_of(meeting_id=meeting_id)
    with an_act(team.nurse) as act:
        asked = OwnQuestion("Who feeds my cat?", AT.date(), HowTold.TELEPHONE)
        prepared.write_asked(act=act, case_id=case.id, version=0, asked=asked)
        prepared.put_question(act=with_key(act), case_id=case.id, asks=Asks("Can you write to the panel?", "gp"))
    merged(team, doris, twin)
    assert whose(team, meeting_id) == {key: [doris] for key in ("Case", "Request", "Asked", "Question")}
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="on the team's list"):
        prepared.bring(act=act, meeting_id=meeting_id, person_id=twin, because="again")
    with as_kith(at=LATER) as act:
        prepared.keep(act=act, team_id=team.id)
    assert whose(team, meeting_id)["Case"] == [doris], "the clock does not drop it"
    unmerged(team, twin)
    assert whose(team, meeting_id) == {key: [twin] for key in ("Case", "Request", "Asked", "Question")}


def test_of_two_on_one_list_the_kept_takes_the_reasons_and_what_is_owed(team: ATeam, doris: UUID, twin: UUID) -> None:
    meeting_id = a_list(team, [doris])
    with an_act(team.lead) as act:
        prepared.bring(act=act, meeting_id=meeting_id, person_id=twin, because="fell twice")
    merged(team, doris, twin)
    with an_act(team.nurse):
        [case] = [one for one in cases_of(meeting_id=meeting_id) if one.person_id == doris]
    assert [one.words for one in case.reasons] == ["Sam Whitlock asks: cannot cope", "Ama Owusu asks: fell twice"]
    with as_kith(at=LATER) as act:
        prepared.keep(act=act, team_id=team.id)
    found = whose(team, meeting_id)
    assert (found["Case"], found["Request"]) == ([doris], [doris, doris])


def test_an_open_case_and_an_answer_not_told_go_along_out_of_a_closed_meeting_and_back(
    team: ATeam, doris: UUID, twin: UUID
) -> None:
    thursday = started(team, a_list(team, [twin]))
    thursday.decide("Doris Petigrew", thursday.work())
    merged(team, doris, twin, THURSDAY)
    [case] = thursday.whole().cases
    assert (case.person_id, [one.person_id for one in thursday.whole().decisions]) == (doris, [doris])
    unmerged(team, twin, THURSDAY + timedelta(minutes=1))
    [case] = thursday.whole().cases
    assert (case.person_id, [one.person_id for one in thursday.whole().decisions]) == (twin, [twin])
    thursday.settle("Doris Petigrew", Settles(Outcome.SETTLED, tells=thursday.by_phone))
    thursday.close()
    merged(team, doris, twin, FRIDAY)
    [telling] = thursday.whole().tellings.values()
    assert telling.person_id == doris
    unmerged(team, twin, FRIDAY + timedelta(minutes=1))
    [telling] = thursday.whole().tellings.values()
    assert telling.person_id == twin
    merged(team, doris, twin, FRIDAY + timedelta(minutes=2))
    with an_act(team.nurse, FRIDAY + timedelta(minutes=3)) as act:
        meetings.tell(act=act, telling_id=telling.id, told_at=FRIDAY, how="phone")
    unmerged(team, twin, FRIDAY + timedelta(minutes=4))
    [told] = thursday.whole().tellings.values()
    assert (told.person_id, told.told_how) == (doris, "phone"), "what was told stays where it was written"


def test_of_whoever_died_under_the_kept_record_nothing_waits_for_a_meeting(
    team: ATeam, doris: UUID, twin: UUID
) -> None:
    thursday = a_thursday(team, "Tracey Holt")
    thursday.settle("Tracey Holt", Settles(Outcome.NO_CHANGE, "stable", thursday.by_phone))
    tracey = thursday.case("Tracey Holt").person_id
    assert tracey
    thursday.close()
    later = a_list(team, [twin])
    merged(team, doris, twin, FRIDAY)
    merged(team, doris, tracey, FRIDAY)
    with an_act(team.nurse, FRIDAY) as act:
        deaths.record_death(act=act, person_id=doris, how_known="the ward rang")
    with as_kith(at=FRIDAY + timedelta(minutes=1)) as act:
        prepared.keep(act=act, team_id=team.id)
    assert whose(team, later)["Case"] == []
    [telling] = thursday.whole().tellings.values()
    with an_act(team.nurse, FRIDAY + timedelta(days=7)):
        assert (telling.person_id, actions.one(action_id=telling.action_id).state) == (doris, "cancelled")
        assert queries.violations(FRIDAY + timedelta(days=7)) == {"P5": [], "P7": []}
