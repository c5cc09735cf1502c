"""Handing work over in the huddle: the ordinary offer, what the record says, what is refused, that nothing is loose."""

from datetime import timedelta

import pytest
from django.db import DatabaseError

from builders import AT, a_person, a_team, a_working_manager, an_act, an_action
from huddle.monday import AT_5PM, a_monday, started
from huddle.reading import form_of, signed_in, words
from huddle.test_closing import CLOSE, by_hand, spoken_by
from kith.act import NotAllowed, Refusal
from kith.action import offering
from kith.action.offer_people import To
from kith.action.offer_queries import offers_of_action
from kith.action.queries import waiting_for_person
from kith.huddle import operations as huddles
from kith.huddle.closing_rules import refusal_words
from kith.huddle.outcome_rules import Outcome
from kith.huddle.queries import last_huddle
from kith.huddle.types import Decision
from kith.place.rules import local_day
from kith.trail.models import Entry
from statements import counted

pytestmark = pytest.mark.django_db
DORIS = "Doris Pettigrew"


def a_morning(*, at=AT, due_at=AT_5PM):
    """A huddle about Doris, for whom the nurse has work; return it with the work."""
    team = a_team()
    doris = a_person(team)
    work = an_action(team, doris, at=at, due_at=due_at, owner=team.nurse)
    return started(team, people=[doris], at=at), work


def hand(work, **to):
    """Hand work over to somebody."""
    return Decision(Outcome.HAND_OVER, work_id=work, to=To(**to) if to else None)


def owner_of(monday):
    with monday.act():
        [one] = waiting_for_person(person_id=monday.item(DORIS).person_id, at=AT)
    return one.owner_id


def test_work_handed_over_is_offered_and_stays_with_its_owner_until_it_is_accepted():
    monday, work = a_morning()
    team = monday.team

    monday.settle(DORIS, hand(work, member_id=team.lead.member_id))

    item = monday.item(DORIS)
    assert (item.outcome, item.decision) == (Outcome.HAND_OVER, "Offered to Ama Owusu: Ring the pharmacy by 5pm")
    assert owner_of(monday) == team.nurse.member_id
    [agreed] = monday.whole().agreed
    assert (agreed.action_id, agreed.owner_id, agreed.offered_to_id, agreed.due_at) == (
        work,
        team.nurse.member_id,
        team.lead.member_id,
        AT_5PM,
    )
    with monday.act() as act:
        [offer] = offers_of_action(action_id=work)
        assert (offer.giver_id, offer.to_member_id, offer.note) == (
            team.nurse.member_id,
            team.lead.member_id,
            "Agreed in the huddle",
        )
        offering.accept(act=act, offer_id=offer.id)
    assert owner_of(monday) == team.lead.member_id


@pytest.mark.parametrize(
    ("to", "said", "pool"),
    [
        ({"role": "nurse"}, "Offered to any community nurse: Ring the pharmacy by 5pm", "nurse"),
        ({"team": True}, "Offered to the whole team: Ring the pharmacy by 5pm", "team"),
    ],
)
def test_work_can_be_handed_to_a_role_or_to_the_whole_team(to, said, pool):
    monday, work = a_morning()

    monday.settle(DORIS, hand(work, **to))

    assert monday.item(DORIS).decision == said
    [agreed] = monday.whole().agreed
    assert (agreed.offered_to_id, agreed.offered_pool) == (None, pool)
    with monday.act():
        [offer] = offers_of_action(action_id=work)
    assert (offer.to_role, offer.to_team) == (to.get("role", ""), to.get("team", False))
    assert monday.whole().loose == []
    monday.close()


def test_the_trail_says_it_once_with_the_person_and_the_offer():
    monday, work = a_morning()
    monday.settle(DORIS, hand(work, team=True))

    entry = Entry.objects.get(command="huddle.settle")
    assert entry.person_ids == [monday.item(DORIS).person_id]
    assert not Entry.objects.filter(command="action.offer").exists()


def test_a_second_piece_of_work_stands_beside_the_first():
    monday, work = a_morning()
    other = an_action(
        monday.team, monday.item(DORIS).person_id, "Order a commode", due_at=AT_5PM, owner=monday.team.nurse
    )

    monday.settle(DORIS, hand(work, team=True))
    monday.settle(DORIS, hand(other, member_id=monday.team.lead.member_id))

    assert monday.item(DORIS).decision == (
        "Offered to the whole team: Ring the pharmacy by 5pm; Offered to Ama Owusu: Order a commode by 5pm"
    )


def refused(monday, decision, *, who=None):
    """Return why a decision is refused, and see that nothing is left behind."""
    before = monday.whole()
    with pytest.raises(Refusal) as refusal:
        monday.settle(DORIS, decision, who)
    assert monday.whole() == before
    return refusal.value.field, refusal.value.sentence


def test_what_is_refused_says_what_to_choose():
    monday, work = a_morning()
    team = monday.team
    brian = a_person(team, "Brian Ashworth")
    others = an_action(team, brian, "Order a commode", due_at=AT_5PM, owner=team.nurse)

    assert refused(monday, hand(None, team=True)) == ("work", "Choose the work to hand over.")
    assert refused(monday, hand(others, team=True)) == ("work", "Choose the work to hand over.")
    assert refused(monday, hand(work)) == ("to", "Choose whom to offer it to.")
    assert refused(monday, hand(work, role="astronaut")) == ("to", "Choose a role that the team knows.")
    assert refused(monday, hand(work, member_id=team.nurse.member_id)) == (
        "to",
        "This member holds it already: choose somebody else.",
    )
    with monday.act():
        assert offers_of_action(action_id=work) == []


def test_what_is_offered_already_is_not_offered_again():
    monday, work = a_morning()
    monday.settle(DORIS, hand(work, team=True))

    field, sentence = refused(monday, hand(work, member_id=monday.team.lead.member_id))

    assert field == "to"
    assert "offer" in sentence


def test_where_nobody_holds_work_there_is_nothing_to_hand_over():
    monday = a_monday(DORIS)
    assert refused(monday, hand(None, team=True)) == (
        "outcome",
        "There is no work of this person to hand over: give an action, or choose another outcome.",
    )


def test_only_a_member_of_the_team_hands_over():
    monday, work = a_morning()
    manager = a_working_manager(monday.team, "Petra Manager", at=AT - timedelta(days=1))
    item = monday.item(DORIS)
    with monday.act(manager) as act, pytest.raises(NotAllowed):
        huddles.settle(act=act, item_id=item.id, version=item.version, decision=hand(work, team=True))
    assert monday.item(DORIS).outcome is None


@pytest.mark.parametrize("number", [1, 5])
def test_handing_over_takes_a_fixed_number_of_statements(number):
    team = a_team()
    doris = a_person(team)
    works = [an_action(team, doris, f"Work {one}", due_at=AT_5PM, owner=team.nurse) for one in range(number)]
    monday = started(team, people=[doris, *(a_person(team, f"Person {one}") for one in range(number))])
    item = monday.item(DORIS)

    with monday.act() as act, counted() as statements:
        huddles.settle(act=act, item_id=item.id, version=item.version, decision=hand(works[0], team=True))

    assert statements == 14


def test_the_database_refuses_to_close_over_work_handed_to_nobody():
    """The control: the row is made behind the operations, as a fault would; the gate says so in the same words."""
    monday, work = a_morning()
    monday.settle(DORIS, hand(work, team=True))
    by_hand(monday, "update huddle_agreed set offered_pool = '', act_id = %(act)s where huddle_id = %(huddle)s")
    assert [one.sentence for one in monday.whole().loose] == ["Doris Pettigrew: handed over to nobody yet"]
    with pytest.raises(DatabaseError) as error:
        by_hand(monday, CLOSE)
    assert spoken_by(error) == refusal_words(monday.whole().loose)
    with pytest.raises(Refusal, match="The huddle cannot close yet: 1 thing is loose"):
        monday.close()


def test_the_page_hands_over_and_the_record_says_to_whom():
    monday, work = a_morning()
    item = monday.item(DORIS)
    browser = signed_in(monday.team.lead)
    address = f"/huddle/{monday.team.slug}/item/{item.id}/"
    form = form_of(browser.get(address), f'item/{item.id}/"')

    answer = browser.post(
        address, {**form, "outcome": "hand over", "work": str(work), "to": "role:nurse", "then": "next"}
    )

    assert answer.status_code == 302
    assert monday.item(DORIS).decision == "Offered to any community nurse: Ring the pharmacy by 5pm"
    record = words(browser.get(f"/huddle/{monday.team.slug}/{monday.huddle_id}/record/"))
    assert "offered to any community nurse; until they accept, Sam Whitlock answers for it" in record


def test_the_page_says_beside_the_field_what_is_missing():
    monday, work = a_morning()
    item = monday.item(DORIS)
    browser = signed_in(monday.team.lead)
    address = f"/huddle/{monday.team.slug}/item/{item.id}/"
    form = form_of(browser.get(address), f'item/{item.id}/"')

    answer = browser.post(address, {**form, "outcome": "hand over", "work": str(work), "to": "", "then": "next"})

    assert answer.status_code == 422
    assert "Choose whom to offer it to." in words(answer)


def test_a_page_without_work_does_not_offer_it():
    monday = a_monday(DORIS)
    answer = signed_in(monday.team.lead).get(f"/huddle/{monday.team.slug}/")
    assert "Give an action" in words(answer)
    assert "Hand work over" not in words(answer)


def test_the_next_huddle_says_what_came_of_it_at_the_top_and_on_paper():
    friday_at = AT - timedelta(days=3)
    monday, work = a_morning(at=friday_at)
    monday.settle(DORIS, hand(work, team=True), at=friday_at)
    monday.close(at=friday_at)
    team = monday.team
    with an_act(team.lead):
        back = last_huddle(team_id=team.id, before=local_day(AT)).back
    assert (back.carried, back.waiting) == (1, 1)
    started(team)
    browser = signed_in(team.lead)
    said = "Done since Friday: 0 of 1; 1 carried over; 1 offer not answered."
    assert said in words(browser.get(f"/huddle/{team.slug}/"))
    assert said in words(browser.get(f"/huddle/{team.slug}/agenda/"))
