"""The page of a member's hands, as a browser without scripts sees and sends it."""

from datetime import timedelta
from uuid import UUID

from board.reading import page
from builders import AT, ATeam, a_named_lead, a_person, a_planned_contact, an_act, an_action, signed_in
from forms import form_of, send
from kith.action.models import Action, Offer
from kith.action.offering import accept
from kith.contact.models import Contact
from kith.handover import hands
from kith.handover.models import Leave
from kith.place.rules import local_day
from kith.trail.models import Look
from statements import counted

TODAY = local_day(AT)
TOMORROW = TODAY + timedelta(days=1)


def address(team: ATeam, step: str = "") -> str:
    return f"/team/{team.slug}/hands/{team.nurse.member_id}/{step}"


def test_leave_is_planned_settled_and_confirmed_on_the_page(team: ATeam, doris: UUID) -> None:
    a_named_lead(team, doris, team.nurse)
    action_id = an_action(team, doris, due_at=AT + timedelta(days=2))
    visit = a_planned_contact(team, doris, AT + timedelta(days=2))
    browser = signed_in(team.nurse)
    first = browser.get(f"/team/{team.slug}/hands/", follow=True)
    assert page(first).one("h1").text == "What you hold"

    answer = send(
        browser,
        first,
        address(team, "plan/"),
        first_day=TOMORROW.isoformat(),
        last_day=(TODAY + timedelta(days=7)).isoformat(),
        reason="annual leave",
    )
    words = answer.content.decode()
    assert "2 of 2 are not settled." in words and "2 need someone" in words
    to = f"to-action-{action_id}"
    assert form_of(answer, address(team, "settle/")).options[to][1].startswith("member:")

    answer = send(
        browser, answer, address(team, "settle/"), **{to: f"member:{team.social_worker.member_id}", "then": "offer"}
    )
    assert "Rukhsana Mir has not answered" in answer.content.decode()
    answer = send(browser, answer, address(team, "settle/"), then="duty")
    assert "1 of 2 is not settled." in answer.content.decode()

    with an_act(team.nurse):
        offer_id = Offer.objects.get(action_id=action_id).id
    with an_act(team.social_worker) as act:
        accept(act=act, offer_id=offer_id)
    answer = browser.get(address(team))
    assert "Everything is settled." in answer.content.decode() and "Rukhsana Mir accepted" in answer.content.decode()
    answer = send(browser, answer, address(team, "confirm/"))
    assert "Nothing is left without somebody who answers." in answer.content.decode()
    with an_act(team.lead):
        assert Leave.objects.get().state == "confirmed"
        assert Action.objects.get(id=action_id).owner_id == team.social_worker.member_id
        assert Contact.objects.get(id=visit).member_id == team.nurse.member_id


def test_confirming_by_hand_while_a_line_is_open_is_refused_with_the_number(team: ATeam, doris: UUID) -> None:
    an_action(team, doris)
    browser = signed_in(team.nurse)
    typed = {"first_day": TODAY.isoformat(), "last_day": TOMORROW.isoformat(), "reason": "leave"}
    answer = send(browser, browser.get(address(team)), address(team, "plan/"), **typed)
    values = form_of(answer, address(team, "withdraw/")).values
    refused = browser.post(address(team, "confirm/"), values)
    assert refused.status_code == 422
    assert "1 thing is not settled" in page(refused).one("div", class_="kith-summary").text
    with an_act(team.lead):
        assert Leave.objects.get().state == "planned"


def test_ill_passes_everything_on_with_one_press(team: ATeam, doris: UUID) -> None:
    action_id = an_action(team, doris)
    browser = signed_in(team.nurse)
    answer = send(browser, browser.get(address(team)), address(team, "ill/"))
    assert "1 thing passed to Ama Owusu." in answer.content.decode()
    with an_act(team.lead):
        assert Action.objects.get(id=action_id).owner_id == team.lead.member_id


def test_access_is_removed_by_a_lead_and_not_offered_to_a_member(team: ATeam, doris: UUID) -> None:
    an_action(team, doris)
    assert "Remove access now" not in signed_in(team.social_worker).get(address(team)).content.decode()
    lead = signed_in(team.lead)
    nurse = signed_in(team.nurse)
    form = lead.get(address(team))
    assert send(lead, form, address(team, "remove/")).status_code == 422
    answer = send(lead, form, address(team, "remove/"), reason_removed="left the agency")
    assert "1 thing passed to Ama Owusu." in answer.content.decode()
    assert nurse.get(f"/board/{team.slug}/").status_code in (302, 404)


def test_page_of_hands_takes_the_same_statements_whatever_is_held_and_is_a_look(team: ATeam, doris: UUID) -> None:
    browser = signed_in(team.nurse)
    an_action(team, doris)
    with counted() as one:
        browser.get(address(team))
    walter = a_person(team, "Walter Finch")
    for number in range(3):
        an_action(team, walter, f"Work {number}")
    with counted() as more:
        browser.get(address(team))
    assert (one.number, more.number) == (12, 12)
    with an_act(team.nurse):
        looks = [set(people) for people in Look.objects.filter(route="hands").values_list("person_ids", flat=True)]
        assert sorted(looks, key=len) == [{doris}, {doris, walter}]
        assert len(hands.hands_of(team_id=team.id, member_id=team.nurse.member_id, at=AT)) > 4
