"""Joining a person of another team of one's place by oneself: seen for 28 days, its leads told, ended by them with a reason."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client

from builders import AT, ATeam, Someone, a_member, a_named_lead, a_person, a_session, a_team, an_act
from crowd import writing
from kith.access.queries import who_reaches
from kith.access.signing_in import TooSoon
from kith.act import NotAllowed, NotVisible, Refusal
from kith.handover.join_queries import joined_of, own_joinings
from kith.handover.joining import end_joining, join_person
from kith.handover.knowing import know_person
from kith.message.models import Message
from kith.person.models import Person
from statements import counted
from trailing import last_entry, outcomes

NUMBER, OTHER = "9434765919", "9990000018"
BORN = date(1942, 3, 12)
LATER = AT + timedelta(hours=2)
SAID = {"stated_role": "district nurse", "because": "dressing her leg on Tuesdays"}


@pytest.fixture
def dora(team: ATeam) -> UUID:
    """Somebody of the team with a number and a birth date, led by the nurse."""
    person = a_person(team, "Dora Hill", nhs_number=NUMBER, no_nhs_number_because="", birth_date=BORN)
    a_named_lead(team, person, team.nurse)
    return person


@pytest.fixture
def south(team: ATeam) -> ATeam:
    """Another team of the same place."""
    return a_team("Millbrook South", place_id=team.place_id)


def joins(who: Someone, at=AT, *, number: str = NUMBER, born: date = BORN, **said: str) -> UUID:
    """Let somebody join."""
    with an_act(who, at) as act:
        return join_person(act=act, nhs_number=number, born=born, **(SAID | said))


def sees(who: Someone, person_id: UUID, at=AT) -> bool:
    """Whether somebody sees a person at a moment."""
    with an_act(who, at):
        return Person.objects.filter(id=person_id).exists()


def told(who: Someone) -> list[str]:
    """Return the kinds of what somebody was told."""
    with an_act(who, LATER):
        return sorted(Message.objects.filter(account_id=who.account_id).values_list("kind", flat=True))


def test_joiner_sees_for_28_days_with_the_reason_and_the_named_lead_is_told(
    team: ATeam, south: ATeam, dora: UUID
) -> None:
    before = told(team.nurse)
    assert not sees(south.nurse, dora)
    assert joins(south.nurse) == dora
    end = AT + timedelta(days=28)
    assert (sees(south.nurse, dora), sees(south.nurse, dora, end - timedelta(seconds=1))) == (True, True)
    assert not sees(south.nurse, dora, end), "it ends by itself"
    assert not sees(south.lead, dora), "for the joiner alone"
    assert told(team.nurse) == sorted([*before, "somebody joined"])
    assert "somebody joined" not in told(team.lead)
    with an_act(team.lead):
        whys = [one.why for one in who_reaches(person_id=dora) if one.account_id == south.nurse.account_id]
    assert whys == ["joined by themselves, as district nurse: dressing her leg on Tuesdays"]
    entry = last_entry(team.lead, "handover.join_person")
    assert (entry.person_ids, entry.account_id, entry.detail) == ([dora], south.nurse.account_id, {})


def test_without_a_named_lead_the_duty_lead_is_told_and_who_closed_the_record_is_not(
    team: ATeam, south: ATeam, dora: UUID
) -> None:
    with an_act(team.nurse) as act:
        know_person(act=act, person_id=dora)
    joins(south.nurse, LATER)
    assert "somebody joined" in told(team.lead)
    assert "somebody joined" not in told(team.nurse)


def test_joining_again_or_as_one_who_sees_the_record_already_changes_nothing(
    team: ATeam, south: ATeam, dora: UUID
) -> None:
    assert [joins(south.nurse), joins(south.nurse, LATER), joins(team.lead)] == [dora] * 3
    with an_act(team.lead, LATER):
        assert [one.account_id for one in joined_of(person_id=dora)] == [south.nurse.account_id]


def test_a_lead_ends_it_with_a_reason_that_the_joiner_reads_and_cannot_undo(
    team: ATeam, south: ATeam, dora: UUID
) -> None:
    joins(south.nurse)
    with an_act(team.lead, LATER) as act:
        end_joining(act=act, person_id=dora, account_id=south.nurse.account_id, because="another nurse comes now")
    assert not sees(south.nurse, dora, LATER)
    assert told(south.nurse) == ["joining ended"]
    with an_act(south.nurse, LATER):
        (own,) = own_joinings()
    assert (own.person_id, own.name, own.ended_because) == (None, "", "another nurse comes now")
    with pytest.raises(Refusal, match="no record that you can join"):
        joins(south.nurse, LATER + timedelta(days=1))
    assert joins(south.nurse, LATER + timedelta(days=29)) == dora


def test_named_lead_may_end_it_others_of_the_team_and_the_joiner_may_not(team: ATeam, south: ATeam, dora: UUID) -> None:
    joins(south.nurse)
    ended = {"person_id": dora, "account_id": south.nurse.account_id, "because": "not needed"}
    for who in (team.social_worker, south.nurse):
        with pytest.raises(NotAllowed), an_act(who, LATER) as act:
            end_joining(act=act, **ended)
    with pytest.raises(NotVisible), an_act(south.lead, LATER) as act:
        end_joining(act=act, **ended)
    with pytest.raises(Refusal, match="Choose who joined"), an_act(team.lead, LATER) as act:
        end_joining(act=act, **(ended | {"account_id": team.nurse.account_id}))
    with pytest.raises(Refusal, match="Say why"), an_act(team.lead, LATER) as act:
        end_joining(act=act, **(ended | {"because": " "}))
    assert sees(south.nurse, dora, LATER)
    with an_act(team.nurse, LATER) as act, counted() as statements:
        end_joining(act=act, **ended)
    assert statements == 5
    assert not sees(south.nurse, dora, LATER)


@pytest.fixture
def unmatched(team: ATeam, south: ATeam, dora: UUID) -> dict[str, tuple[str, date]]:
    """Give numbers and birth dates that must all be answered alike."""
    far = a_team("Oakfield")
    a_person(far, "Far Away", nhs_number=OTHER, no_nhs_number_because="", birth_date=BORN)
    hidden = a_person(team, "Pat Protected", nhs_number="9999999484", no_nhs_number_because="", birth_date=BORN)
    with an_act(team.nurse) as act, writing(act) as by:
        Person.objects.filter(id=hidden).update(is_protected=True, act_id=by)
    return {
        "nobody": ("9434765870", BORN),
        "another day": (NUMBER, date(1942, 3, 13)),
        "another place": (OTHER, BORN),
        "protected": ("9999999484", BORN),
        "no number": ("12", BORN),
    }


def test_everybody_who_cannot_be_joined_is_answered_alike_and_nothing_is_left_behind(
    south: ATeam, unmatched: dict[str, tuple[str, date]]
) -> None:
    answers = set()
    for number, born in unmatched.values():
        who = a_member(south, f"Nurse{len(number)}{number[:5]}{born.day} New")
        with pytest.raises(Refusal) as refused, counted() as statements:
            joins(who, number=number, born=born)
        answers.add((refused.value.sentence, refused.value.field, statements.number))
    assert len(answers) == 1
    with an_act(south.lead):
        assert not Message.objects.filter(kind="somebody joined").exists()


def test_one_who_knows_the_person_does_not_join(team: ATeam, south: ATeam, dora: UUID) -> None:
    joins(south.nurse)
    with an_act(south.nurse, LATER) as act:
        know_person(act=act, person_id=dora)
    with pytest.raises(Refusal, match="no record that you can join"):
        joins(south.nurse, LATER + timedelta(hours=1))


def test_after_five_that_found_nobody_even_the_right_one_waits_an_hour(south: ATeam, dora: UUID) -> None:
    for minute in range(5):
        with pytest.raises(Refusal, match="no record"):
            joins(south.nurse, AT + timedelta(minutes=minute), born=date(1950, 1, 1))
    with pytest.raises(TooSoon, match="Wait an hour"):
        joins(south.nurse, AT + timedelta(minutes=5))
    assert joins(south.social_worker, AT + timedelta(minutes=5)) == dora, "counted by account"
    assert joins(south.nurse, AT + timedelta(hours=1, minutes=4)) == dora
    assert outcomes(south.nurse, "handover.join_person").count(("refused", "NoSuchRecord")) == 5


@pytest.mark.parametrize(
    ("said", "field"),
    [({"stated_role": " "}, "stated_role"), ({"because": ""}, "because"), ({"because": "x" * 301}, "because")],
)
def test_role_and_reason_are_needed(south: ATeam, dora: UUID, said: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        joins(south.nurse, **said)
    assert refused.value.field == field
    assert not sees(south.nurse, dora)


def test_a_manager_and_one_without_a_seat_may_not_join(south: ATeam, dora: UUID) -> None:
    manager = a_member(south, "Mo Manager", "place-manager")
    with pytest.raises(NotAllowed):
        joins(manager)
    assert not sees(manager, dora)


def client(who: Someone) -> Client:
    """Return a browser in which somebody is signed in."""
    return a_session(who.account_id, who.role)


def test_pages_lead_from_the_search_to_the_record_and_back_to_its_end(
    team: ATeam, south: ATeam, dora: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    nurse, lead = client(south.nurse), client(team.lead)
    found = nurse.post("/find/", {"nhs_number": NUMBER, "born": "12 3 1942"}).content.decode()
    assert 'action="/find/join/"' in found
    asked = nurse.post("/find/join/", {"nhs_number": NUMBER, "born": "12 3 1942"}).content.decode()
    assert "Dora" not in asked
    assert NUMBER in asked
    sent = {"nhs_number": NUMBER, "born": "12 3 1942", "key": "j", **SAID}
    assert nurse.post("/find/join/", sent | {"because": ""}).status_code == 422
    assert nurse.post("/find/join/", sent | {"born": "yesterday"}).status_code == 422
    assert nurse.post("/find/join/", sent)["Location"] == f"/person/{dora}/"
    assert "joined by themselves, as district nurse" in nurse.get(f"/person/{dora}/").content.decode()
    assert nurse.get(f"/person/{dora}/joined/").status_code == 403
    shown = lead.get(f"/person/{dora}/").content.decode()
    assert "dressing her leg on Tuesdays, until 6 July 2026" in shown
    assert "End what a colleague joined" in shown
    assert "End what a colleague joined" not in client(team.social_worker).get(f"/person/{dora}/").content.decode()
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT + timedelta(minutes=10))
    ending = {"account": str(south.nurse.account_id), "key": "e"}
    assert lead.post(f"/person/{dora}/joined/", ending).status_code == 422
    ended = lead.post(f"/person/{dora}/joined/", ending | {"because": "another nurse comes"})
    assert ended["Location"] == f"/person/{dora}/"
    assert nurse.get(f"/person/{dora}/").status_code == 404
    own = nurse.get("/joined/").content.decode()
    assert "another nurse comes" in own
    assert "Dora" not in own
    assert 'href="/joined/"' in nurse.get("/notices/").content.decode()
