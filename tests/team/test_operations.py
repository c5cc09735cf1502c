"""Teams, members, absences: what the operations do, refuse and leave behind."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import AT, ATeam, a_home, a_member, a_place, a_team, an_account, an_act, with_key
from kith.access import operations as access
from kith.access.home import as_kith
from kith.access.models import Seat
from kith.act import NotAllowed, NotVisible, Refusal
from kith.place import operations as places
from kith.place.models import Place
from kith.team import operations as teams
from kith.team import queries
from kith.team.models import Absence, Member, Team
from statements import counted
from trailing import last_entry, outcomes

TUESDAY = date(2026, 6, 9)


# Places and teams


def test_create_place_makes_its_address_from_its_name(db: None) -> None:
    with as_kith(at=AT) as act:
        place_id = places.create(act=act, name=" Ashmere and Vale ")
        assert Place.objects.values_list("name", "slug").get(id=place_id) == ("Ashmere and Vale", "ashmere-and-vale")


def test_create_place_refuses_what_it_cannot_use_and_leaves_nothing(db: None) -> None:
    a_place("Ashmere", covered=False)
    unusable = [("", "", "name"), ("A", "Not An Address", "slug"), ("!?", "", "slug"), ("Ashmere", "", "slug")]
    with as_kith(at=AT) as act:
        for name, slug, field in unusable:
            with pytest.raises(Refusal) as refused:
                places.create(act=with_key(act), name=name, slug=slug)
            assert refused.value.field == field
        assert Place.objects.count() == 1


def test_create_place_and_team_are_local_administration(north: ATeam) -> None:
    with an_act(north.lead) as act:
        with pytest.raises(NotAllowed):
            places.create(act=with_key(act), name="Elsewhere")
        with pytest.raises(NotAllowed):
            teams.create(act=with_key(act), place_id=north.place_id, name="Another")
    assert outcomes(north.lead, "team.create")[-1:] == [("refused", "RIGHT-5")]


def test_create_team_opens_kiths_own_seat_and_only_that(db: None) -> None:
    place_id = a_place(covered=False)
    with as_kith(at=AT) as act:
        with counted() as number:
            team_id = teams.create(
                act=act, place_id=place_id, name="North", working_weekdays=[6, 0, 0], works_bank_holidays=True
            )
        assert number == 8
        team = queries.team_by_id(team_id=team_id)
        assert (team.slug, team.calendar.working_weekdays, team.calendar.works_bank_holidays) == ("north", {0, 6}, True)
        assert list(Seat.objects.filter(team_id=team_id).values_list("role", flat=True)) == ["kith"]
        assert not Member.objects.filter(team_id=team_id).exists()


def test_create_team_refuses_what_it_cannot_use(north: ATeam) -> None:
    unusable: list[tuple[dict[str, Any], str]] = [
        ({"name": " "}, "name"),
        ({"slug": "Millbrook North"}, "slug"),
        ({"name": "Millbrook north"}, "slug"),
        ({"working_weekdays": []}, "working_weekdays"),
        ({"working_weekdays": [7]}, "working_weekdays"),
    ]
    with as_kith(at=AT) as act:
        for changed, field in unusable:
            with pytest.raises(Refusal) as refused:
                teams.create(act=with_key(act), **{"place_id": north.place_id, "name": "South"} | changed)
            assert refused.value.field == field
        assert Team.objects.count() == 1


def test_create_team_of_a_place_that_is_not_there_is_not_visible(db: None) -> None:
    with as_kith(at=AT) as act, pytest.raises(NotVisible):
        teams.create(act=act, place_id=UUID(int=1), name="Nowhere")


# Members


def test_add_member_opens_the_seat_for_the_same_time(north: ATeam) -> None:
    account_id = an_account("joan", "Joan Bell")
    until = AT + timedelta(days=30)
    with an_act(north.lead) as act:
        with counted() as number:
            member_id = teams.add_member(
                act=act,
                team_id=north.id,
                account_id=account_id,
                role="pharmacist",
                tier="tailored",
                sessions=1.5,
                until=until,
            )
        assert number == 7
        member = Member.objects.get(id=member_id)
        seat = Seat.objects.get(account_id=account_id, team_id=north.id)
        assert (member.during, member.role, str(member.sessions)) == (seat.during, seat.role, "1.5")
    entry = last_entry(north.lead, "team.add_member")
    assert (entry.team_id, entry.detail) == (north.id, {"member_id": str(member_id), "account_id": str(account_id)})


def test_add_member_refuses_what_it_cannot_use_and_leaves_nothing(north: ATeam) -> None:
    right: dict[str, Any] = {"account_id": north.nurse.account_id, "role": "gp", "tier": "aligned", "sessions": 1}
    unusable: list[tuple[dict[str, Any], str]] = [
        ({"role": "nurse"}, "role"),
        ({"role": "astronaut"}, "role"),
        ({"role": "on-call"}, "role"),
        ({"role": "kith"}, "role"),
        ({"tier": "near"}, "tier"),
        ({"sessions": -0.5}, "sessions"),
        ({"sessions": 14.5}, "sessions"),
        ({"account_id": UUID(int=1)}, "account"),
        ({"until": AT}, "until"),
    ]
    with an_act(north.lead) as act:
        before = Member.objects.count(), Seat.objects.count()
        for changed, field in unusable:
            with pytest.raises(Refusal) as refused:
                teams.add_member(act=with_key(act), team_id=north.id, **right | changed)
            assert refused.value.field == field
        assert (Member.objects.count(), Seat.objects.count()) == before


def test_only_the_lead_of_the_same_team_adds_members(north: ATeam) -> None:
    south = a_team("Millbrook South")
    joan = an_account("joan", "Joan Bell")
    new: dict[str, Any] = {"account_id": joan, "role": "gp", "tier": "aligned", "sessions": 1.0}
    with an_act(north.nurse) as act, pytest.raises(NotAllowed, match="Who can: team lead"):
        teams.add_member(act=act, team_id=north.id, **new)
    with an_act(south.lead) as act, pytest.raises(NotVisible):
        teams.add_member(act=act, team_id=north.id, **new)
    assert outcomes(north.nurse, "team.add_member")[-1:] == [("refused", "RIGHT-6")]


def test_end_membership_ends_the_seat_at_the_same_moment(north: ATeam) -> None:
    ken = a_member(north, "Ken Lowe")
    until = AT + timedelta(days=3)
    with an_act(north.lead) as act:
        with counted() as number:
            teams.end_membership(act=act, member_id=ken.member_id, until=until)
        assert number == 5
        assert Member.objects.get(id=ken.member_id).during.upper == until
        assert Seat.objects.get(account_id=ken.account_id, team_id=north.id).during.upper == until
        assert ken.member_id in {one.id for one in queries.members(team_id=north.id, at=AT)}
        assert ken.member_id not in {one.id for one in queries.members(team_id=north.id, at=until)}
    assert last_entry(north.lead, "team.end_membership").thing_id == ken.member_id


def test_end_membership_is_refused_while_the_member_is_on_the_rota(north: ATeam) -> None:
    with an_act(north.lead) as act:
        with pytest.raises(Refusal) as refused:
            teams.end_membership(act=act, member_id=north.nurse.member_id, until=AT + timedelta(days=9))
        assert refused.value.sentence == (
            "Sam Whitlock is still on the rota on Thursday 18 June, Friday 19 June. Take them off these days first."
        )
        assert Member.objects.get(id=north.nurse.member_id).during.upper is None
        assert Seat.objects.get(account_id=north.nurse.account_id).during.upper is None
        teams.end_membership(act=with_key(act), member_id=north.nurse.member_id, until=AT + timedelta(days=14))


def test_end_membership_refuses_the_past_the_later_and_the_cover(north: ATeam) -> None:
    ken = a_member(north, "Ken Lowe", until=AT + timedelta(days=5))
    with an_act(north.lead) as act:
        cover = next(one for one in queries.members(team_id=north.id, at=AT) if one.role == "on-call")
        for member_id, until in (
            (ken.member_id, AT - timedelta(seconds=1)),
            (ken.member_id, AT + timedelta(days=5)),
            (cover.id, AT + timedelta(days=5)),
        ):
            with pytest.raises(Refusal) as refused:
                teams.end_membership(act=with_key(act), member_id=member_id, until=until)
            assert refused.value.field == "until"


# Absences


def test_an_absence_of_the_duty_lead_is_recorded_and_the_duty_passes_on(north: ATeam) -> None:
    with an_act(north.nurse) as act:
        assert queries.duty_lead_now(team=north.info, at=AT) == north.lead.member_id
        with counted() as number:
            sick = teams.record_absence(
                act=with_key(act), member_id=north.lead.member_id, first_day=AT.date(), last_day=TUESDAY, reason="ill"
            )
        assert number == 4
        day = queries.day_on_team(team=north.info, day=AT.date(), at=AT)
        assert (day.duty_lead, day.answering) == (north.lead.member_id, north.nurse.member_id)
        assert (day.away, north.lead.member_id in day.on_shift) == ({north.lead.member_id: "ill"}, False)
        teams.record_absence(
            act=with_key(act), member_id=north.nurse.member_id, first_day=AT.date(), last_day=AT.date(), reason="ill"
        )
        day = queries.day_on_team(team=north.info, day=AT.date(), at=AT)
        assert day.answering == day.cover is not None
        teams.withdraw_absence(act=with_key(act), absence_id=sick)
        assert queries.duty_lead_now(team=north.info, at=AT) == north.lead.member_id
        with pytest.raises(Refusal, match="taken back already"):
            teams.withdraw_absence(act=with_key(act), absence_id=sick)
    assert last_entry(north.nurse, "team.record_absence").team_id == north.id


def test_record_absence_refuses_what_it_cannot_use(north: ATeam) -> None:
    unusable = [
        (TUESDAY, TUESDAY - timedelta(days=1), "ill", "last_day"),
        (TUESDAY, TUESDAY + timedelta(days=367), "ill", "last_day"),
        (TUESDAY, TUESDAY, " ", "reason"),
    ]
    with an_act(north.nurse) as act:
        for first, last, reason, field in unusable:
            with pytest.raises(Refusal) as refused:
                teams.record_absence(
                    act=with_key(act), member_id=north.lead.member_id, first_day=first, last_day=last, reason=reason
                )
            assert refused.value.field == field
        assert Absence.objects.count() == 0


def test_absences_of_another_team_are_not_there(north: ATeam) -> None:
    south = a_team("Millbrook South")
    days: dict[str, Any] = {"first_day": TUESDAY, "last_day": TUESDAY, "reason": "leave"}
    with an_act(north.nurse) as act:
        absence = teams.record_absence(act=act, member_id=north.nurse.member_id, **days)
    with an_act(south.lead) as act:
        with pytest.raises(NotVisible):
            teams.withdraw_absence(act=with_key(act), absence_id=absence)
        with pytest.raises(NotVisible):
            teams.record_absence(act=with_key(act), member_id=north.nurse.member_id, **days)


# Who is on the team


def test_a_team_is_seen_from_its_seats_alone(north: ATeam) -> None:
    south = a_team("Millbrook South")
    with an_act(south.lead) as act:
        with pytest.raises(NotVisible):
            queries.team_by_slug(slug=north.slug, viewer=act)
        assert queries.members(team_id=north.id, at=AT) == []
        assert [team.slug for team in queries.all_teams()] == [south.slug]


def test_an_ended_account_is_no_member_and_its_duty_passes_on(north: ATeam) -> None:
    with as_kith(at=AT) as act:
        access.end_account(act=act, username=north.lead.username)
    with an_act(north.nurse) as act:
        assert north.lead.member_id not in {one.id for one in queries.members(team_id=north.id, at=AT)}
        assert queries.duty_lead_now(team=north.info, at=AT) == north.nurse.member_id


def test_own_member_prefers_the_role_acted_in(north: ATeam) -> None:
    with as_kith(at=AT) as act:
        second = teams.add_member(
            act=act, team_id=north.id, account_id=north.nurse.account_id, role="gp", tier="aligned", sessions=1
        )
    with an_act(north.nurse) as act:
        own = [
            queries.own_member(team_id=north.id, account_id=north.nurse.account_id, at=AT, role=role)
            for role in ("nurse", "gp")
        ]
        assert [one.id for one in own if one] == [north.nurse.member_id, second]
        assert queries.own_member(team_id=north.id, account_id=UUID(int=1), at=AT) is None


def test_a_home_has_kith_alone(db: None) -> None:
    a_home()
    with as_kith(at=AT):
        assert queries.all_teams() == []
