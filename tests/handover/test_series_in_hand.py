"""A running series is never orphaned: leaving, dying, closing, merging, stepping back, an absence (P4)."""

from datetime import timedelta
from uuid import UUID

import pytest

from builders import AT, ATeam, a_named_lead, a_person, a_planned_contact, an_act, an_entry, with_key
from contact.test_series import TODAY, a_series, away, days, keep, weekly
from kith.act import Refusal
from kith.contact import operations, planning
from kith.contact.models import Away, Contact, Series
from kith.contact.series_queries import one_series
from kith.handover import merging
from kith.handover.closing_queries import open_with
from kith.handover.deaths import record_death, undo_death
from kith.handover.hands import hands_of
from kith.handover.knowing import know_person
from kith.handover.operations import absent_now, remove_access
from kith.handover.rules import Held


def makers(team: ATeam, at=AT) -> set[UUID | None]:
    with an_act(team.lead, at):
        return set(Contact.objects.filter(state="planned").values_list("member_id", flat=True))


def runs(team: ATeam, series_id: UUID, at=AT) -> tuple[str, UUID | None, UUID]:
    with an_act(team.lead, at):
        row = one_series(series_id=series_id)
    return row.state, row.member_id, row.person_id


def test_series_stands_in_the_hands_of_a_member_and_passes_on_when_they_go(team: ATeam, doris: UUID) -> None:
    series_id = a_series(team, doris)
    with an_act(team.lead):
        held = hands_of(team_id=team.id, member_id=team.nurse.member_id, at=AT)
        assert [one.id for one in held if one.held is Held.SERIES] == [series_id]
    with an_act(team.lead) as act:
        remove_access(act=act, member_id=team.nurse.member_id, reason="left the agency")
    state, member, _person = runs(team, series_id)
    assert (state, makers(team)) == ("running", {member})
    assert member != team.nurse.member_id
    keep(team, AT + timedelta(days=7))
    assert makers(team, AT + timedelta(days=7)) == {member}


def test_who_is_ill_keeps_the_series_and_others_make_its_contacts(team: ATeam, doris: UUID) -> None:
    a_named_lead(team, doris, team.social_worker)
    series_id = a_series(team, doris, every_days=2, number=30)
    with an_act(team.lead) as act:
        absent_now(act=act, member_id=team.nurse.member_id, last_day=TODAY + timedelta(days=40), reason="ill")
    assert runs(team, series_id)[1] == team.nurse.member_id
    keep(team, AT + timedelta(days=7))
    with an_act(team.lead, AT + timedelta(days=7)):
        later = Contact.objects.filter(series_day__gt=TODAY + timedelta(days=28), state="planned")
        assert set(later.values_list("member_id", flat=True)) == {team.social_worker.member_id}


def test_death_ends_the_series_and_what_is_paused_and_its_undoing_lets_them_go_on(team: ATeam, doris: UUID) -> None:
    series_id = a_series(team, doris)
    away(team, doris, 8)
    with an_act(team.nurse) as act:
        record_death(act=act, person_id=doris, how_known="the ward rang")
    assert runs(team, series_id)[0] == "ended"
    assert days(team, doris, AT, "planned", "paused") == []
    assert keep(team, AT + timedelta(days=7)) == 0
    with an_act(team.nurse, AT + timedelta(minutes=5)) as act:
        undo_death(act=act, person_id=doris, because="another Doris")
    keep(team, AT + timedelta(minutes=6))
    assert runs(team, series_id)[0] == "running"
    assert (days(team, doris, AT, "paused"), days(team, doris)) == (weekly(4)[:1], weekly(4)[1:])


def test_nobody_leaves_the_list_while_a_series_runs_and_the_closing_names_it_once(team: ATeam, doris: UUID) -> None:
    series_id = a_series(team, doris)
    a_planned_contact(team, doris)
    with an_act(team.lead) as act:
        found = open_with(team_id=team.id, person_id=doris)
        assert [(str(one.kind), one.words) for one in found] == [("contact", "visit"), ("series", "visit")]
        contact = Contact.objects.get(series=None)
        operations.settle(act=act, contact_id=contact.id, version=1, state="cancelled", reason="moves away")
        planning.end_series(act=with_key(act), series_id=series_id, version=1, because="moves away")
        assert open_with(team_id=team.id, person_id=doris) == []


def test_merge_takes_series_pauses_and_absences_along_and_back(team: ATeam, doris: UUID) -> None:
    twin = a_person(team, "Doris Petigrew")
    series_id = a_series(team, twin)
    away(team, twin, 8)
    with an_act(team.nurse) as act:
        merging.merge(act=act, kept_id=doris, other_id=twin, because="One person")
    assert runs(team, series_id)[2] == doris
    keep(team, AT + timedelta(minutes=1))
    assert (days(team, doris, AT, "paused"), days(team, doris)) == (weekly(4)[:1], weekly(4)[1:])
    with an_act(team.nurse, AT + timedelta(minutes=5)) as act:
        assert merging.unmerge(act=act, person_id=twin, because="They are sisters").left == []
        assert Away.objects.get().person_id == twin
    assert (runs(team, series_id)[2], days(team, twin, AT, "paused")) == (twin, weekly(4)[:1])


def test_who_steps_back_from_the_person_makes_none_of_the_series(team: ATeam, doris: UUID) -> None:
    series_id = a_series(team, doris)
    with an_act(team.nurse) as act:
        know_person(act=act, person_id=doris)
    member = runs(team, series_id)[1]
    assert member != team.nurse.member_id and makers(team) == {member}


def test_series_is_for_people_on_the_list_alone(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        record_death(act=act, person_id=doris, how_known="the ward rang")
    with pytest.raises(Refusal, match="has died"):
        a_series(team, doris)
    assert an_entry(team, doris) is not None
    with an_act(team.nurse):
        assert Series.objects.count() == 0
