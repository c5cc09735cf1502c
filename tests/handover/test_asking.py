"""Asking to see a record: a lead of the team says yes for a time or no with a reason; nothing is told before a yes (P3, P10)."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from builders import AT, ATeam, Someone, a_member, a_named_lead, a_person, a_session, a_team, a_working_manager, an_act
from crowd import writing
from kith.access.queries import who_reaches
from kith.access.signing_in import TooSoon
from kith.act import NotAllowed, NotVisible, Refusal
from kith.action import operations as actions
from kith.action.models import Action, Step
from kith.handover import merging
from kith.handover.ask_queries import ask, own_asks
from kith.handover.asking import answer_ask, ask_to_see
from kith.handover.join_queries import joined_of
from kith.handover.joining import end_joining, join_person
from kith.handover.knowing import know_person
from kith.handover.models import Ask
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


def asks(who: Someone, at=AT, *, number: str = NUMBER, born: date = BORN, **said: str) -> UUID:  # type: ignore[no-untyped-def]
    with an_act(who, at) as act:
        return ask_to_see(act=act, nhs_number=number, born=born, **(SAID | said))


def answers(who: Someone, ask_id: UUID, at=LATER, **said: object) -> UUID:  # type: ignore[no-untyped-def]
    with an_act(who, at) as act:
        return answer_ask(act=act, ask_id=ask_id, **({"yes": True} | said))


def sees(who: Someone, person_id: UUID, at=LATER) -> bool:  # type: ignore[no-untyped-def]
    with an_act(who, at):
        return Person.objects.filter(id=person_id).exists()


def told(who: Someone) -> list[str]:
    with an_act(who, LATER):
        return sorted(Message.objects.filter(account_id=who.account_id).values_list("kind", flat=True))


def the_action(team: ATeam, at=LATER) -> Action:  # type: ignore[no-untyped-def]
    with an_act(team.lead, at):
        return Action.objects.get(kind="access-ask")


def test_the_team_lead_gets_the_action_and_whoever_asks_sees_nothing(team: ATeam, south: ATeam, dora: UUID) -> None:
    ask_id = asks(south.nurse)
    action = the_action(team)
    assert (action.owner_id, action.person_id, action.state) == (team.lead.member_id, dora, "open")
    assert action.what == "Sam Whitlock asks to see this record: say yes or no"
    assert (action.origin_kind, action.origin_id) == ("ask", ask_id)
    with an_act(team.lead):
        assert list(Step.objects.filter(action_id=action.id).values_list("kind", flat=True)) == ["add"]
        row = ask(ask_id=ask_id)
    assert (row.asker, row.asker_team, row.stated_role, row.because) == (
        "Sam Whitlock",
        "Millbrook South",
        *SAID.values(),
    )
    assert told(team.lead).count("record asked for") == 1
    assert not sees(south.nurse, dora)
    with an_act(south.nurse, LATER):
        (own,) = own_asks()
        assert not Action.objects.filter(id=action.id).exists()
        with pytest.raises(NotVisible):
            ask(ask_id=ask_id)
    assert (own.person_id, own.name, own.state) == (None, "", "waiting")
    entry = last_entry(team.lead, "handover.ask_to_see")
    assert (entry.person_ids, entry.account_id) == ([dora], south.nurse.account_id)


def test_a_yes_opens_the_record_for_its_time_with_role_and_reason(team: ATeam, south: ATeam, dora: UUID) -> None:
    answers(team.lead, asks(south.nurse), for_days=7, because="see you on Tuesday")
    end = LATER + timedelta(days=7)
    assert (sees(south.nurse, dora), sees(south.nurse, dora, end - timedelta(seconds=1))) == (True, True)
    assert not sees(south.nurse, dora, end)
    assert not sees(south.lead, dora), "for whoever asked alone"
    with an_act(team.lead, LATER):
        whys = [one.why for one in who_reaches(person_id=dora) if one.account_id == south.nurse.account_id]
    assert whys == ["asked, and was let in by Ama Owusu, as district nurse: dressing her leg on Tuesdays"]
    with an_act(south.nurse, LATER):
        (own,) = own_asks()
    assert (own.person_id, own.state, own.answer, own.until) == (dora, "yes", "see you on Tuesday", end)
    assert told(south.nurse) == ["record opened"]
    assert (the_action(team).state, the_action(team).outcome) == ("done", "Yes, for 7 days")
    assert last_entry(team.lead, "handover.answer_ask").account_id == team.lead.account_id


def test_what_a_yes_opened_is_ended_by_a_lead_as_a_joining_is(team: ATeam, south: ATeam, dora: UUID) -> None:
    answers(team.lead, asks(south.nurse))
    with an_act(team.lead, LATER + timedelta(hours=1)) as act:
        assert [one.account_id for one in joined_of(person_id=dora)] == [south.nurse.account_id]
        end_joining(act=act, person_id=dora, account_id=south.nurse.account_id, because="healed")
    assert not sees(south.nurse, dora, LATER + timedelta(hours=1))
    with (
        pytest.raises(Refusal, match="no record that you can join"),
        an_act(south.nurse, LATER + timedelta(days=1)) as act,
    ):
        join_person(act=act, nhs_number=NUMBER, born=BORN, **SAID)
    assert asks(south.nurse, LATER + timedelta(days=1)), "who may not join by themselves asks"


def test_a_no_has_a_reason_which_is_told_and_opens_nothing(team: ATeam, south: ATeam, dora: UUID) -> None:
    ask_id = asks(south.nurse)
    with pytest.raises(Refusal, match="Say why not") as refused:
        answers(team.lead, ask_id, yes=False, because=" ")
    assert refused.value.field == "because"
    answers(team.lead, ask_id, yes=False, because="our own nurse does this")
    assert not sees(south.nurse, dora)
    with an_act(south.nurse, LATER):
        (own,) = own_asks()
    assert (own.person_id, own.name, own.state, own.answer) == (None, "", "no", "our own nurse does this")
    assert told(south.nurse) == ["record not opened"]
    assert (the_action(team).state, the_action(team).outcome) == ("done", "No: our own nurse does this")
    with pytest.raises(Refusal, match="answered already"):
        answers(team.lead, ask_id, LATER + timedelta(hours=1))
    assert not sees(south.nurse, dora, LATER + timedelta(hours=1))


def test_who_answers_leads_supervises_is_named_or_owns_the_action(team: ATeam, south: ATeam, dora: UUID) -> None:
    supervisor = a_member(team, "Joy Supervisor", "clinical-supervisor")
    manager = a_working_manager(team, "Mo Manager")
    for number, who in enumerate((team.social_worker, manager)):
        with pytest.raises(NotAllowed):
            answers(who, asks(south.nurse), LATER + timedelta(minutes=number))
    with pytest.raises(NotVisible):
        answers(south.lead, asks(south.nurse))
    with pytest.raises(NotVisible):
        answers(south.nurse, asks(south.nurse))
    assert not sees(south.nurse, dora)
    at = LATER
    for who in (team.nurse, supervisor, team.lead):
        at += timedelta(days=30)
        answers(who, asks(south.nurse, at), at, because="yes")
    with an_act(team.lead, at):
        assert Ask.objects.count() == 4 - 1, "the first question waited until it was answered"


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


def test_everybody_who_cannot_be_asked_about_is_answered_alike_and_nothing_is_left_behind(
    team: ATeam, south: ATeam, unmatched: dict[str, tuple[str, date]]
) -> None:
    answered = set()
    for number, born in unmatched.values():
        who = a_member(south, f"Nurse{len(number)}{number[:5]}{born.day} New")
        with pytest.raises(Refusal) as refused, counted() as statements:
            asks(who, number=number, born=born)
        answered.add((refused.value.sentence, refused.value.field, refused.value.rule, statements.number))
    assert len(answered) == 1
    with an_act(team.lead):
        assert not Ask.objects.exists()
        assert not Action.objects.filter(kind="access-ask").exists()
        assert not Message.objects.filter(kind="record asked for").exists()


def test_one_who_knows_the_person_is_answered_as_if_there_were_nobody(team: ATeam, south: ATeam, dora: UUID) -> None:
    answers(team.lead, asks(south.nurse))
    with an_act(south.nurse, LATER + timedelta(hours=1)) as act:
        know_person(act=act, person_id=dora)
    with pytest.raises(Refusal, match="no record that you can ask for"):
        asks(south.nurse, LATER + timedelta(hours=2))


def test_joins_and_questions_that_find_nobody_are_counted_together(south: ATeam, dora: UUID) -> None:
    for minute in range(5):
        at = AT + timedelta(minutes=minute)
        do = join_person if minute % 2 else ask_to_see
        with pytest.raises(Refusal, match="no record"), an_act(south.nurse, at) as act:
            do(act=act, nhs_number=NUMBER, born=date(1950, 1, 1), **SAID)
    with pytest.raises(TooSoon, match="Wait an hour"):
        asks(south.nurse, AT + timedelta(minutes=5))
    assert outcomes(south.nurse, "handover.ask_to_see").count(("refused", "NoSuchRecord")) == 3


def test_asking_again_before_the_answer_changes_nothing(team: ATeam, south: ATeam, dora: UUID) -> None:
    assert asks(south.nurse) == asks(south.nurse, AT + timedelta(minutes=1))
    with an_act(team.lead, LATER):
        assert Action.objects.filter(kind="access-ask").count() == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [({"stated_role": " "}, "stated_role"), ({"because": ""}, "because"), ({"because": "x" * 301}, "because")],
)
def test_role_and_reason_are_needed(south: ATeam, dora: UUID, said: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        asks(south.nurse, **said)
    assert refused.value.field == field


@pytest.mark.parametrize("days", [0, 1, 3650])
def test_a_yes_is_for_one_of_three_times(team: ATeam, south: ATeam, dora: UUID, days: int) -> None:
    with pytest.raises(Refusal) as refused:
        answers(team.lead, asks(south.nurse), for_days=days)
    assert refused.value.field == "for_days"
    assert not sees(south.nurse, dora)


def test_somebody_protected_meanwhile_is_not_opened_and_a_no_is_still_told(
    team: ATeam, south: ATeam, dora: UUID
) -> None:
    ask_id = asks(south.nurse)
    with an_act(team.nurse) as act, writing(act) as by:
        Person.objects.filter(id=dora).update(is_protected=True, act_id=by)
    with pytest.raises(Refusal, match="protected"):
        answers(team.lead, ask_id)
    with (
        pytest.raises(DatabaseError, match="cannot be opened"),
        an_act(team.lead, LATER) as act,
        writing(act),
        connection.cursor() as cursor,
    ):
        cursor.execute("select handover_answer_ask(%s, '', 'w', %s, '{}')", [ask_id, LATER + timedelta(days=7)])
    answers(team.lead, ask_id, yes=False, because="not possible")
    assert told(south.nurse) == ["record not opened"]


def test_the_action_ends_by_the_answer_alone(team: ATeam, south: ATeam, dora: UUID) -> None:
    asks(south.nurse)
    action = the_action(team)
    with pytest.raises(Refusal, match="say yes or no"), an_act(team.lead, LATER) as act:
        actions.complete(act=act, action_id=action.id, version=1)
    for end in (actions.cancel, actions.mark_in_error):
        with pytest.raises(Refusal, match="Somebody waits for an answer"), an_act(team.lead, LATER) as act:
            end(act=act, action_id=action.id, version=1, reason="not now")
    assert the_action(team).state == "open"


def test_without_a_team_lead_the_duty_lead_owns_it(team: ATeam, south: ATeam, dora: UUID) -> None:
    with an_act(team.lead) as act:
        know_person(act=act, person_id=dora)
    ask_id = asks(south.nurse, LATER)
    with an_act(team.nurse, LATER):
        action = Action.objects.get(kind="access-ask")
        owner = action.owner_id
        assert action.origin_id == ask_id
    assert owner != team.lead.member_id, "the team lead has closed the record"


def test_a_record_that_was_merged_meanwhile_is_opened_as_the_one_that_is_kept(
    team: ATeam, south: ATeam, dora: UUID
) -> None:
    ask_id = asks(south.nurse)
    kept = a_person(team, "Dora Hyll", birth_date=BORN)
    with an_act(team.nurse, AT + timedelta(hours=1)) as act:
        merging.merge(act=act, kept_id=kept, other_id=dora, because="one address")
    answers(team.lead, ask_id)
    assert (sees(south.nurse, kept), sees(south.nurse, dora)) == (True, False)


def test_its_statements_are_fixed(team: ATeam, south: ATeam, dora: UUID) -> None:
    with an_act(south.nurse) as act, counted() as statements:
        ask_id = ask_to_see(act=act, nhs_number=NUMBER, born=BORN, **SAID)
    assert statements == 4
    with an_act(team.lead, LATER) as act, counted() as statements:
        answer_ask(act=act, ask_id=ask_id, yes=True)
    assert statements == 5


def client(who: Someone) -> Client:
    return a_session(who.account_id, who.role)


def test_pages_lead_from_the_search_to_the_answer(team: ATeam, south: ATeam, dora: UUID) -> None:
    nurse, lead = client(south.nurse), client(team.lead)
    found = nurse.post("/find/", {"nhs_number": NUMBER, "born": "12 3 1942"}).content.decode()
    assert 'action="/find/ask/"' in found
    assert 'action="/find/join/"' in found
    form = nurse.post("/find/ask/", {"nhs_number": NUMBER, "born": "12 3 1942"}).content.decode()
    assert "Dora" not in form
    sent = {"nhs_number": NUMBER, "born": "12 3 1942", "key": "a", **SAID}
    assert nurse.post("/find/ask/", sent | {"because": ""}).status_code == 422
    assert nurse.post("/find/ask/", sent | {"born": "yesterday"}).status_code == 422
    assert nurse.post("/find/ask/", sent)["Location"] == "/joined/"
    own = nurse.get("/joined/").content.decode()
    assert "no answer yet" in own
    assert "Dora" not in own
    with an_act(team.lead):
        ask_id, action = Ask.objects.get().id, Action.objects.get(kind="access-ask").id
    address = f"/asks/{ask_id}/"
    assert nurse.get(address).status_code == 404
    assert f'href="{address}"' in lead.get(f"/action/{action}/").content.decode()
    assert client(team.social_worker).get(address).status_code == 403
    shown = lead.get(address).content.decode()
    assert "Sam Whitlock asks to see this record" in shown
    assert "dressing her leg on Tuesdays" in shown
    assert "Millbrook South" in shown
    assert lead.post(address, {"key": "b", "for_days": "28"}).status_code == 422
    assert lead.post(address, {"key": "b", "yes": "no", "for_days": "28"}).status_code == 422
    answer = {"key": "b", "yes": "yes", "for_days": "28", "because": "welcome"}
    assert lead.post(address, answer)["Location"] == f"/person/{dora}/"
    assert "Answered: yes, until 6 July 2026. welcome" in lead.get(address).content.decode()
    own = nurse.get("/joined/").content.decode()
    assert "Yes, until 6 July 2026: welcome" in own
    assert f'href="/person/{dora}/"' in own
    assert "A record you asked for is open to you" in nurse.get("/notices/").content.decode()


def test_a_manager_may_ask_and_not_join(team: ATeam, south: ATeam, dora: UUID) -> None:
    manager = a_member(south, "Mo Manager", "place-manager")
    found = client(manager).post("/find/", {"nhs_number": NUMBER, "born": "12 3 1942"}).content.decode()
    assert ("/find/ask/" in found, "/find/join/" in found) == (True, False)
    assert asks(manager)


@pytest.mark.parametrize("number", [1, 3])
def test_own_questions_take_the_same_statements_whatever_their_number(team: ATeam, south: ATeam, number: int) -> None:
    for n in range(number):
        nhs = ("9434765919", "9434765870", "9990000018")[n]
        a_person(team, f"Dora Hill{'abc'[n] * 4}", nhs_number=nhs, no_nhs_number_because="", birth_date=BORN)
        asks(south.nurse, number=nhs)
    nurse = client(south.nurse)
    with counted() as statements:
        words = nurse.get("/joined/").content.decode()
    assert words.count("no answer yet") == number
    assert statements == 5
