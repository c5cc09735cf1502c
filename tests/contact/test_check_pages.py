"""The plan check on the page of a contact: as a browser without scripts sends it, and as a page that keeps what was typed."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from board.reading import page
from builders import AT, ATeam, a_contact, a_planned_contact, an_act, an_action, signed_in
from contact.test_plan_check import CHAIR, CHEST, FAINT, WEIGHT, seen, signs, work
from forms import form_of, send
from kith.contact import check_queries, operations
from kith.contact.queries import of_person
from kith.plan.rules import Does, Sign
from statements import counted


def test_a_sign_is_answered_on_the_page_and_the_saved_page_says_what_followed(team: ATeam, doris: UUID) -> None:
    _number, ids = signs(team, doris, CHEST, FAINT)
    action_id = an_action(team, doris, "Weigh her")
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/record/"
    form = browser.get(address)
    shown = page(form).text
    assert (
        "Nobody has met them before" in shown and "Weigh her" in shown and "No clinician has signed these yet" in shown
    )
    assert form_of(form, address).values[f"sign--{ids[CHEST.sees]}"] == "", "nothing is answered by itself"
    empty = send(browser, form, address, way="visit")
    assert (empty.status_code, "Answer the warning signs" in page(empty).text) == (422, True)
    told = {"way": "visit", "said": "Just a cough", f"sign--{ids[CHEST.sees]}": "seen", "sign-rest": "no"}
    first = send(browser, form, address, **told, **{f"work-{action_id}": "open"}, then="see")
    assert "Saving makes “Start the rescue pack” your work, by today 12:22pm." in page(first).text
    saved = send(browser, form, address, **told, **{f"work-{action_id}": "open"})
    assert "Green or brown phlegm. Agreed: Start the rescue pack. Started: work is given." in page(saved).text
    with an_act(team.nurse):
        [contact] = of_person(person_id=doris)
        kept = check_queries.check_of(contact_id=contact.id)
    assert kept is not None
    assert kept.signs == {str(ids[CHEST.sees]): "seen", str(ids[FAINT.sees]): "not-seen"}
    assert kept.work == {str(action_id): {"answer": "open", "words": ""}}
    again = page(browser.get(address)).text
    assert "Since the last contact: Visit, today 8:22am, Sam Whitlock" in again and "“Just a cough”" in again


def test_an_emergency_calls_first_and_is_told_whatever_is_answered(team: ATeam, doris: UUID) -> None:
    _number, ids = signs(team, doris, FAINT)
    browser, address = signed_in(team.social_worker), f"/person/{doris}/contact/record/"
    form = browser.get(address)
    assert "Ring 999 now, then go on here. You need nobody’s leave." in page(form).text
    typed = {"way": "phone", f"sign--{ids[FAINT.sees]}": "seen", f"does--{ids[FAINT.sees]}": "not-now"}
    asked = send(browser, form, address, **typed)
    assert (asked.status_code, "Say why it is not started." in page(asked).text) == (422, True)
    saved = send(browser, form, address, **typed, **{f"why-{ids[FAINT.sees]}": "Her son has rung them"})
    shown = page(saved).text
    assert (
        "Ring 999 now. You need nobody’s leave." in shown
        and "Emergency: the team is told: Her son has rung them" in shown
    )
    assert {one.kind for one in work(team, doris)} == {"urgent", "plan-review"}, (
        "an emergency is a crisis for the plan too"
    )


def test_a_page_that_keeps_what_was_typed_is_told_where_to_go_on_and_sent_again_it_is_one_contact(
    team: ATeam, doris: UUID
) -> None:
    _number, ids = signs(team, doris, WEIGHT)
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/record/"
    values = form_of(browser.get(address), address).values | {"way": "visit", f"sign--{ids[WEIGHT.sees]}": "seen"}
    answers = [browser.post(address, values, headers={"Kith-Kept": "1"}) for _ in range(2)]
    assert {(one.status_code, one["Kith-Goes"]) for one in answers} == {(204, answers[0]["Kith-Goes"])}
    with an_act(team.nurse):
        [contact] = of_person(person_id=doris)
    assert answers[0]["Kith-Goes"] == f"/contact/{contact.id}/saved/"
    plain = browser.post(address, values)
    assert (plain.status_code, plain["Location"]) == (302, answers[0]["Kith-Goes"]), "without the script a redirect"
    other = browser.post(address, values | {"note": "More"}, headers={"Kith-Kept": "1"})
    assert (other.status_code, "with other answers" in page(other).text) == (422, True)


def test_what_was_answered_stays_when_somebody_settled_the_contact_first(team: ATeam, doris: UUID) -> None:
    _number, ids = signs(team, doris, CHEST)
    planned = a_planned_contact(team, doris)
    browser, made = signed_in(team.nurse), f"/contact/{planned}/made/"
    form = browser.get(made)
    with an_act(team.lead) as act:
        operations.settle(act=act, contact_id=planned, version=1, state="missed", reason="nobody in")
    both = send(browser, form, made, **{f"sign--{ids[CHEST.sees]}": "seen"}, said="It is green")
    assert both.status_code == 409
    beside = f"/person/{doris}/contact/record/"
    saved = send(browser, both, beside)
    assert "Green or brown phlegm" in page(saved).text
    [contact_id] = [one.id for one in _of(team, doris) if one.state == "made"]
    assert [one.sees for one in seen(team, doris, contact_id)] == [CHEST.sees]


def _of(team: ATeam, doris: UUID) -> list[object]:
    with an_act(team.lead):
        return of_person(person_id=doris)


def test_the_page_asks_the_same_of_one_sign_and_of_many(team: ATeam, doris: UUID) -> None:
    a_contact(team, doris, "made", AT - timedelta(days=2))
    _number, ids = signs(team, doris, CHEST)
    an_action(team, doris)
    browser, address = signed_in(team.nurse), f"/person/{doris}/contact/record/"
    browser.get(address)
    with counted() as few:
        browser.get(address)
    more = [
        replace(CHEST, id=str(ids[CHEST.sees])),
        CHAIR,
        WEIGHT,
        *(Sign("", f"S{n}", "R", Does.WORK, 24) for n in range(5)),
    ]
    signs(team, doris, *more)
    for n in range(7):
        an_action(team, doris, f"Do {n}")
        a_contact(team, doris, "missed", AT - timedelta(hours=20 + n), reason="Nobody in")
    with counted() as many:
        form = browser.get(address)
    assert many == few.number
    shown = page(form).text
    assert "5 more changes" in shown and "4 more open actions" in shown
