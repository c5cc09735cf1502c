"""The page on which somebody says how they are reached and told, and where their team sees it."""

from typing import Any

import pytest
from django.test import Client

from builders import AT, ATeam, a_person, a_team, an_act, reached_by_mail, signed_in
from kith.escalation import operations as escalations
from kith.message.delivering import deliver
from kith.message.mail_queries import wish_of
from kith.message.mail_rules import Handed, MailStep
from statements import counted


def text(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


def test_the_page_says_plainly_what_keeps_somebody_from_being_told(north: ATeam, settings: Any) -> None:
    browser = signed_in(north.nurse)
    assert "Kith sends no e-mail here: something urgent reaches you on these pages alone." in text(
        browser, "/reach-me/"
    )
    settings.MAIL_IS_SENT = True
    assert "Kith has no e-mail address of yours" in text(browser, "/reach-me/")
    reached_by_mail(north.nurse)
    assert "reaches you on these pages alone" not in text(browser, "/reach-me/")


def test_what_is_chosen_is_kept_and_shown_to_the_team(north: ATeam) -> None:
    browser = signed_in(north.nurse)
    sent = {
        "email": "sam@example.org", "phone": "07700 900123 ext 4", "at_once": ["work", "contacts"],
        "digest": "hours", "every_hours": "4", "key": "a",
    }  # fmt: skip
    assert browser.post("/reach-me/", sent)["Location"] == "/reach-me/"
    assert "Saved. Your team sees how to reach you." in text(browser, "/reach-me/")
    with an_act(north.nurse):
        wish = wish_of(account_id=north.nurse.account_id)
    assert (wish.at_once, wish.digest, wish.every_hours) == (frozenset({"work", "contacts"}), "hours", 4)
    team = text(signed_in(north.social_worker), f"/team/{north.slug}/")
    assert '<a class="kith-reach" href="tel:07700900123">' in team
    assert '<a class="kith-reach" href="mailto:sam@example.org">' in team
    assert team.count("not said yet") == 3, "two colleagues, and the on-call cover"


def test_what_is_refused_stands_in_the_form_with_its_sentence(north: ATeam) -> None:
    browser = signed_in(north.nurse)
    sent = {
        "email": "sam",
        "phone": "",
        "at_once": ["work", "contacts"],
        "digest": "daily",
        "digest_at": "09:00",
        "key": "a",
    }
    answer = browser.post("/reach-me/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter an e-mail address like name@example.org" in page
    assert 'value="work" checked' in page and 'value="contacts" checked' in page
    assert 'value="decisions" checked' not in page


def test_who_is_asked_to_answer_is_shown_with_phone_and_whether_on_duty(north: ATeam) -> None:
    reached_by_mail(north.lead, phone="07700 900123")
    doris = a_person(north)
    with an_act(north.social_worker) as act:
        key = escalations.raise_(act=act, team_id=north.id, person_id=doris, worry="Grey", wanted="urgent")
    page = text(signed_in(north.nurse), f"/escalation/{key}/")
    assert 'href="tel:07700900123"' in page and "On duty now" in page


@pytest.mark.parametrize("handed", [Handed(MailStep.SENT), Handed(MailStep.REFUSED, "550")])
def test_what_became_of_mails_is_told_to_whom_they_were_to(north: ATeam, handed: Handed) -> None:
    reached_by_mail(north.lead)
    doris = a_person(north)
    with an_act(north.social_worker) as act:
        escalations.raise_(act=act, team_id=north.id, person_id=doris, worry="Grey", wanted="urgent")
    deliver(AT, lambda mail, at: handed)
    page = text(signed_in(north.lead), "/reach-me/")
    words = "Taken by the mail server" if handed.step is MailStep.SENT else "The mail server refused your address (550)"
    assert words in page
    assert ("Given up: it did not arrive (550)" in page) == handed.is_final


def test_the_page_takes_a_fixed_number_of_statements(north: ATeam) -> None:
    browser = signed_in(north.nurse)
    numbers = []
    for _ in range(2):
        with counted() as statements:
            browser.get("/reach-me/")
        numbers.append(statements.number)
        reached_by_mail(north.nurse, phone="07700 900123")
    assert numbers == [6, 6]


def test_a_neighbouring_team_sees_no_phone_of_ours(north: ATeam) -> None:
    south = a_team("Millbrook South")
    reached_by_mail(north.nurse, phone="07700 900123")
    browser = signed_in(south.nurse)
    assert "900123" not in text(browser, f"/team/{south.slug}/") + text(browser, "/reach-me/")
    assert browser.get(f"/team/{north.slug}/").status_code == 404
