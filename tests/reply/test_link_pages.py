"""The pages behind a partner's link: what opens them, what they show, and every way in which they stay closed."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as settings_
from django.test import Client

from alignment.conftest import PURPOSE, Asking
from builders import AT, an_act, with_key
from forms import said_of
from kith.act import ids
from kith.action import operations as actions
from kith.action.answering import accept
from kith.action.models import Action
from kith.action.offering import offer
from kith.agency.involving import end_involvement
from kith.agency.objecting import object_to
from kith.agency.operations import end_agreement
from kith.agency.queries import agencies_of, agreements_of
from kith.alignment import queries
from kith.alignment.asking import request_for
from kith.alignment.models import Answer, SaidOf
from kith.contradiction.queries import items_of, open_of
from kith.door.models import Link
from kith.door.rules import CODE_TRIES, WRONG_FROM_AN_ADDRESS
from kith.door.tokens import code_of, pass_of, token_of
from kith.message.models import Message
from kith.team.reachable import set_contact_details
from kith.trail.models import Entry, Look
from other_teams import Asker, signed_in
from partners import an_agency, an_agreement, works_with
from statements import counted
from trailing import outcomes

WISH = "Knock loudly and wait."


@pytest.fixture
def link_id(asking: Asking) -> UUID:
    """The link of a summary that was sent, with a code before it."""
    key = asking.sends(question="Have you a spare key?")
    with an_act(asking.team.nurse):
        return Link.objects.get(for_id=key).id


def address(link_id: UUID, step: str = "") -> str:
    return f"/answer/{token_of(link_id)}{step}"


def opened(link_id: UUID, client: Client | None = None, **more: str) -> Any:
    return (client or Client()).post(address(link_id, "/open"), {"code": code_of(link_id), **more})


def of_page(response: Any) -> dict[str, str]:
    """Return the hidden fields and the names of the points of a page as it was served."""
    text = response.content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text))
    points = dict.fromkeys(re.findall(r'name="(said-[^"]+)"', text), "yes")
    return hidden | points


def states(asking: Asking) -> list[str]:
    with an_act(asking.team.nurse):
        return [one.how + " " + one.verdict for one in Answer.objects.all()]


# Opening


def test_a_look_at_the_address_shows_the_team_and_nothing_about_anybody(asking: Asking, link_id: UUID) -> None:
    page = Client().get(address(link_id))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Millbrook North asks you something" in text and "The code that you were told by telephone" in text
    assert WISH not in text and "Doris" not in text and "Pettigrew" not in text
    with an_act(asking.team.nurse):
        assert Link.objects.get(id=link_id).first_opened_at is None, "a mail scanner uses nothing up"
        assert not Look.objects.filter(role="partner-by-link").exists()


def test_pages_of_links_leave_nothing_behind_and_tell_no_address(link_id: UUID) -> None:
    client = Client()
    for page in (client.get(address(link_id)), opened(link_id, client), client.get("/answer/nothing")):
        assert page.cookies == {}, "no cookie at all"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Robots-Tag"].startswith("noindex")
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert "<script" not in page.content.decode()
        assert "Cookie" not in page.headers.get("Vary", "")
    assert Client().get("/sign-in").headers["Referrer-Policy"] == "same-origin", "the control"


def test_what_stands_in_an_address_is_in_no_log(link_id: UUID, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    client.post(address(link_id, "/open"), {"code": "12"})
    client.get("/answer/nothing")
    client.get("/person/nobody/")
    said = [record.getMessage() for record in caplog.records if record.name == "django.request"]
    assert said == ["Unprocessable Entity: /answer/...", "Not Found: /answer/...", "Not Found: /person/nobody/"]


def test_the_code_opens_it_and_the_look_is_on_the_trail_as_the_contact_s(asking: Asking, link_id: UUID) -> None:
    page = opened(link_id)
    text = page.content.decode()
    assert page.status_code == 200
    assert WISH in text and "Is this still right, Jo Marsh?" in text and "Have you a spare key?" in text
    with an_act(asking.team.nurse):
        link = Link.objects.get(id=link_id)
        look = Look.objects.get(role="partner-by-link")
        assert (look.account_id, look.person_ids, look.kind, link.first_opened_at) == (
            link.account_id, [asking.doris], "open", AT,
        )  # fmt: skip
        assert link.account.name == "Jo Marsh, Ashmere Homes"
        assert queries.request(request_id=link.for_id).state == "collected"
    page = signed_in(Asker("nurse", asking.team.nurse.account_id)).get(f"/person/{asking.doris}/trail/")
    assert "Jo Marsh, Ashmere Homes" in page.content.decode()
    assert "read what the team had sent them" in page.content.decode()


def test_nothing_is_shown_before_the_code_to_whoever_it_was_forwarded_to(asking: Asking, link_id: UUID) -> None:
    client, wrong = Client(), "000000" if code_of(link_id) != "000000" else "111111"
    for number in range(CODE_TRIES):
        page = client.post(address(link_id, "/open"), {"code": wrong})
        assert WISH not in page.content.decode() and "Doris" not in page.content.decode()
        assert page.status_code == (422 if number < CODE_TRIES - 1 else 404)
    assert opened(link_id).status_code == 404, "five wrong ones ended it, also for the right code"
    with an_act(asking.team.nurse):
        assert Link.objects.get(id=link_id).ended_because == "guessed"
        assert (
            queries.request(request_id=Link.objects.get(id=link_id).for_id).because == "five wrong codes ended the link"
        )
        assert queries.figures_of(agency_ids=[asking.homes.id])[asking.homes.id].asked == 0, "no silence of theirs"
    assert opened(link_id, code="").status_code == 404


def test_the_right_code_opens_after_wrong_knocks_from_the_same_address_and_wrong_ones_still_end_the_link(
    asking: Asking, link_id: UUID
) -> None:
    client = Client()
    knocks = [client.get("/answer/nothing").status_code for _ in range(WRONG_FROM_AN_ADDRESS + 1)]
    assert knocks == [404] * WRONG_FROM_AN_ADDRESS + [429]
    assert opened(link_id, client).status_code == 200
    wrong = "000000" if code_of(link_id) != "000000" else "111111"
    said = [opened(link_id, client, code=wrong).status_code for _ in range(CODE_TRIES)]
    assert said == [422] * (CODE_TRIES - 1) + [404]
    assert opened(link_id, client).status_code != 200, "five wrong ones ended it, however many knocks there were"
    with an_act(asking.team.nurse):
        assert Link.objects.get(id=link_id).ended_because == "guessed"


def test_without_a_code_names_of_actions_are_all_that_is_shown(asking: Asking) -> None:
    repairs = an_agency(asking.team.lead, "Ashmere Repairs")
    an_agreement(asking.manager, repairs, PURPOSE, ("actions-of-agency",))
    works_with(asking.team.nurse, asking.doris, repairs, PURPOSE)
    with an_act(asking.team.nurse) as act:
        actions.add(
            act=act, team_id=asking.team.id, person_id=asking.doris, what="Repair the damp", due_at=AT + timedelta(days=2),
            owner_id=asking.team.nurse.member_id, doer_kind="partner", doer="Jo Marsh, Ashmere Repairs",
        )  # fmt: skip
    key = replace(asking, homes=repairs).sends()
    with an_act(asking.team.nurse):
        link = Link.objects.get(for_id=key)
    assert not link.needs_code
    cover = Client().get(address(link.id)).content.decode()
    assert "The code" not in cover and "Repair" not in cover
    with counted() as sent:
        page = Client().post(address(link.id, "/open")).content.decode()
    assert sent == 18
    assert "Repair the damp" in page and "both help this person" in page
    for word in ("Doris", "Pettigrew", WISH, 'name="pass"'):
        assert word not in page


def test_an_answer_that_is_sent_at_once_counts_as_opened(asking: Asking, link_id: UUID) -> None:
    with an_act(asking.team.nurse):
        key = Link.objects.get(id=link_id).for_id
        shown = request_for(request_id=key, at=AT)
    assert shown is not None
    said = {f"said-{one.key}": "yes" for one in shown.asked}
    page = Client().post(address(link_id, "/send"), {**said, "pass": pass_of(link_id), "key": str(ids.new())})
    assert (page.status_code, states(asking)) == (200, ["link aligned"])
    with an_act(asking.team.nurse):
        assert Link.objects.get(id=link_id).first_opened_at == AT


def test_the_answer_without_the_pass_of_the_code_is_not_taken(asking: Asking, link_id: UUID) -> None:
    sent = of_page(opened(link_id))
    for carried in ("", "0" * 32, sent["pass"][:-1]):
        page = Client().post(address(link_id, "/send"), {**sent, "pass": carried})
        assert (page.status_code, page["Location"]) == (302, address(link_id))
    assert states(asking) == []
    assert Client().post(address(link_id, "/send"), sent).status_code == 200, "the control"


@pytest.mark.parametrize("how", ["signed in", "stranger"])
def test_every_closed_door_has_one_page_and_one_status_whoever_is_signed_in(
    asking: Asking, link_id: UUID, how: str
) -> None:
    nurse = asking.team.nurse
    client = signed_in(Asker("nurse", nurse.account_id)) if how == "signed in" else Client()
    with an_act(nurse):
        request = queries.request(request_id=Link.objects.get(id=link_id).for_id)
    answers = []
    token = token_of(link_id)
    for one in ["x" * 43, token[:-1], token.swapcase(), token_of(ids.new()), "a"]:
        answers.append(client.get(f"/answer/{one}"))
        answers.append(client.post(f"/answer/{one}/open", {"code": "123456"}))
    again = asking.sends()
    assert again != request.id
    answers += [client.get(address(link_id)), opened(link_id, client)]
    first = answers[0].content
    assert {(page.status_code, page.content == first) for page in answers} == {(404, True)}
    assert "This link opens nothing" in first.decode()
    if how == "signed in":
        assert client.get(f"/person/{asking.doris}/").status_code == 200, "the control: the session is a good one"


def test_a_session_in_the_same_browser_gives_neither_more_nor_less(asking: Asking, link_id: UUID) -> None:
    client = signed_in(Asker("nurse", asking.team.nurse.account_id))
    page = opened(link_id, client)
    text = page.content.decode()
    assert page.status_code == 200 and WISH in text
    assert "Sam Whitlock, community nurse" not in text and settings_.SESSION_COOKIE_NAME not in page.cookies
    with an_act(asking.team.nurse):
        assert set(Look.objects.values_list("role", flat=True)) == {"partner-by-link"}


def test_the_page_names_who_waits_for_the_answer_not_who_sent_it(asking: Asking, link_id: UUID) -> None:
    lead = asking.team.lead
    assert "Sam Whitlock is told at once." in opened(link_id).content.decode()
    with an_act(asking.team.nurse) as act:
        offered = offer(act=act, action_id=Action.objects.get(kind="partner-answer").id, to_member_id=lead.member_id)
    with an_act(lead) as act:
        set_contact_details(act=act, email="", phone="01632 960 777")
        accept(act=with_key(act), offer_id=offered)
    page = opened(link_id)
    assert "Ama Owusu is told at once." in page.content.decode()
    thanks = Client().post(address(link_id, "/send"), of_page(page)).content.decode()
    assert "ring Ama Owusu at Millbrook North: 01632 960 777." in thanks
    with an_act(lead):
        assert Message.objects.get(kind="partner aligned, and more").account_id == lead.account_id


# The answer


def test_not_aligned_because_with_something_added(asking: Asking, link_id: UUID) -> None:
    sent = of_page(opened(link_id))
    [point] = [name for name in sent if name.startswith("said-preferences")]
    because = point.replace("said-", "because-")
    more = {
        point: "no",
        because: "She wants us to ring first",
        "what-0": "New boiler",
        "kind-0": "equipment",
        "days-0": "1",
    }
    page = Client().post(address(link_id, "/send"), {**sent, **more})
    text = page.content.decode()
    assert page.status_code == 200
    assert "your answer has reached the team" in text and "is not right" in text and "What you added" in text
    assert "Doris" not in text and WISH not in text
    assert states(asking) == ["link not aligned"]
    with an_act(asking.team.nurse):
        [matter] = open_of(person_ids=[asking.doris], at=AT)
        assert "She wants us to ring first" in matter.about
        assert [one.subject for one in items_of(person_id=asking.doris, at=AT)] == ["New boiler"]
        entry = Entry.objects.get(command="alignment.answer", outcome="done")
        assert (entry.role, entry.channel, entry.account_id) == (
            "partner-by-link", "link", Link.objects.get(id=link_id).account_id,
        )  # fmt: skip


@pytest.mark.parametrize("because", ["She moved out in May", ""])
def test_the_answer_to_the_sender_s_question_is_read_by_the_team_and_stands_in_the_notice(
    asking: Asking, link_id: UUID, because: str
) -> None:
    sent = {name: value for name, value in of_page(opened(link_id)).items() if name != "said-question"}
    asked = {"said-question": "no", "because-question": because} if because else {}
    thanks = Client().post(address(link_id, "/send"), {**sent, **asked}).content.decode()
    assert ("to read what you wrote or answered" in thanks) is bool(because)
    assert ("Nobody needs to ring you" in thanks) is not bool(because)
    with an_act(asking.team.nurse):
        key = Link.objects.get(id=link_id).for_id
        kinds = [one.kind for one in Message.objects.filter(thing_id=key)]
        assert kinds == ["partner aligned, and more" if because else "partner aligned"]
        work = Action.objects.get(id=queries.request(request_id=key).action_id)
        assert work.outcome.endswith("read what they answered") is bool(because)
    page = signed_in(Asker("nurse", asking.team.nurse.account_id)).get(f"/partner-requests/{key}/").content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert (f"Have you a spare key? No : {because}" if because else "Have you a spare key? Not answered") in text


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(asking: Asking, link_id: UUID) -> None:
    sent = of_page(opened(link_id))
    [point] = [name for name in sent if name.startswith("said-preferences")]
    wrong = {
        **sent,
        point: "no",
        "what-1": "Cutting the hedge",
        "days-1": "3",
        "said-question": "no",
        "because-question": "",
    }
    page = Client().post(address(link_id, "/send"), wrong)
    text = page.content.decode()
    assert page.status_code == 422
    assert "Say what is right about" in text and 'href="#because-question"' not in text, "a no answers a question"
    assert "Choose what kind of thing it is." in text
    assert "Cutting the hedge" in text and 'name="days-1" value="3" checked' in text
    assert f'name="{point}" value="no" checked' in text
    assert states(asking) == []
    with an_act(asking.team.nurse):
        assert not SaidOf.objects.exists() and items_of(person_id=asking.doris, at=AT) == []
    mended = {**wrong, point: "yes", "kind-1": "visits", "said-question": "no", "because-question": "With the warden"}
    assert Client().post(address(link_id, "/send"), mended).status_code == 200
    with an_act(asking.team.nurse):
        assert SaidOf.objects.get(part_key="question").because == "With the warden"


def test_words_beside_a_yes_or_not_ours_are_kept_and_told_to_be_read(asking: Asking, link_id: UUID) -> None:
    sent = of_page(opened(link_id))
    [point] = [name for name in sent if name.startswith("said-preferences")]
    assert (
        Client()
        .post(address(link_id, "/send"), {**sent, point.replace("said-", "because-"): "Not on Mondays"})
        .status_code
        == 200
    )
    with an_act(asking.team.nurse):
        assert SaidOf.objects.get(part_key="preferences").because == "Not on Mondays"
        assert Message.objects.get(thing_id=Link.objects.get(id=link_id).for_id).kind == "partner aligned, and more"


def test_what_they_add_from_a_day_too_far_away_is_said_beside_that_day(link_id: UUID) -> None:
    sent = of_page(opened(link_id)) | {"what-2": "Cuts the hedge", "kind-2": "visits", "from-2": "2029-06-08"}
    wrong = Client().post(address(link_id, "/send"), sent)
    assert (wrong.status_code, *said_of(wrong, "from-2")) == (422, True, True)


def test_a_second_answer_is_told_that_there_is_one(asking: Asking, link_id: UUID) -> None:
    sent = of_page(opened(link_id))
    other = of_page(opened(link_id))
    assert Client().post(address(link_id, "/send"), sent).status_code == 200
    for again in (sent, other, {**sent, "what-0": "More", "kind-0": "visits"}):
        page = Client().post(address(link_id, "/send"), again)
        assert (page.status_code, "was sent from this link already" in page.content.decode()) == (409, True)
    assert (opened(link_id).status_code, Client().get(address(link_id)).status_code) == (404, 404)
    assert states(asking) == ["link aligned"]


@pytest.mark.parametrize("what", ["objection", "agreement", "involvement", "nothing"])
def test_what_changes_between_opening_and_answer_is_asked_again(
    asking: Asking, link_id: UUID, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = of_page(opened(link_id))
    on = {"team_id": asking.team.id, "person_id": asking.doris}
    if what == "objection":
        with an_act(asking.team.nurse) as act:
            object_to(act=act, **on, words="Not them", agency_id=asking.homes.id)
    if what == "agreement":
        with an_act(asking.manager) as act:
            [agreed] = agreements_of(agency_id=asking.homes.id)
            end_agreement(act=act, team_id=asking.team.id, agreement_id=agreed.id, because="Not renewed")
    if what == "involvement":
        with an_act(asking.team.nurse) as act:
            [works] = agencies_of(person_id=asking.doris, at=AT)
            end_involvement(act=act, team_id=asking.team.id, involved_id=works.id, version=1, because="Moved")
        monkeypatch.setattr("kith.web.middleware.now", lambda: AT + timedelta(days=1))
    page = Client().post(address(link_id, "/send"), sent)
    if what == "nothing":
        assert (page.status_code, states(asking)) == (200, ["link aligned"])
        return
    assert (page.status_code, states(asking)) == (404, [])
    assert "This link opens nothing" in page.content.decode() and "What you sent was not kept." in page.content.decode()
    with an_act(asking.team.nurse):
        assert Link.objects.get(id=link_id).ended_because in ("not shared", "withdrawn")


def test_not_for_me_ends_it_tells_the_team_and_shows_nothing(asking: Asking, link_id: UUID) -> None:
    page = Client().post(address(link_id, "/not-for-me"))
    assert page.status_code == 200
    assert "The link has ended" in page.content.decode() and "Doris" not in page.content.decode()
    assert opened(link_id).status_code == 404
    with an_act(asking.team.nurse):
        assert queries.request(request_id=Link.objects.get(id=link_id).for_id).state == "not for them"


def test_a_get_of_what_is_pressed_and_a_form_of_another_site_change_nothing(asking: Asking, link_id: UUID) -> None:
    strange = Client(enforce_csrf_checks=True, headers={"sec-fetch-site": "cross-site"})
    answers = [Client().get(address(link_id, step)) for step in ("/open", "/send", "/not-for-me")]
    answers += [opened(link_id, strange), strange.post(address(link_id, "/not-for-me"))]
    assert {(page.status_code, page["Location"]) for page in answers} == {(302, address(link_id))}
    assert outcomes(asking.team.nurse, "door.open") == []
    own = Client(enforce_csrf_checks=True, headers={"sec-fetch-site": "same-origin"})
    assert opened(link_id, own).status_code == 200, "the control"
