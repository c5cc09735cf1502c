"""The pages of the plan, as a browser without scripts sees and sends them."""

from datetime import timedelta
from uuid import UUID

import pytest

from board.reading import page
from builders import AT, ATeam, a_member, an_act, signed_in
from forms import form_of, send
from kith.act import Refusal
from kith.plan.operations import Change, NewWork, mark_read, set_aside, start, write
from kith.plan.queries import plan_now, read_by, versions
from kith.plan.rules import Content, Does, Goal, Section, Sign
from statements import counted

WHY = "She said so"


@pytest.fixture
def plan(team: ATeam, doris: UUID) -> UUID:
    with an_act(team.nurse, AT - timedelta(days=10)) as act:
        return start(act=act, team_id=team.id, person_id=doris)


def writes(
    team: ATeam, doris: UUID, section: Section, content: Content, seen: int | None = None, *, days: int = 3
) -> int:
    with an_act(team.nurse, AT - timedelta(days=days)) as act:
        return write(act=act, team_id=team.id, person_id=doris, section=section, change=Change(content, WHY, seen))


def test_a_plan_is_started_written_read_signed_and_looked_through(team: ATeam, doris: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/plan/"
    first = browser.get(address)
    assert "Nobody has started a plan with Doris yet" in page(first).text
    started = browser.post(address, {"key": "s", "do": "start"}, follow=True)
    assert "The plan is started." in page(started).text
    assert "Not talked about yet. What should happen, who to call, and what should not happen." in page(started).text
    form = browser.get(f"{address}signs/")
    saved = send(
        browser,
        form,
        f"{address}signs/",
        reason=WHY,
        **{"sees-0": "Grey", "response-0": "Ring the GP", "within-0": "4"},
    )
    text = page(saved).text
    assert "Saved as version 1." in text
    assert "Grey Ring the GP Work of the team, within 4 hours Anybody starts it" in text
    assert "Not signed yet" in text
    values = {"key": "a", "do": "sign", "section": "signs", "version": "1"}
    signed = browser.post(address, values, follow=True)
    assert "Signed by Sam Whitlock, community nurse, today 8:22am." in page(signed).text
    read = browser.post(address, {"key": "b", "do": "read", "version": "1"}, follow=True)
    assert "You, today 8:22am" in page(read).text
    wrong = browser.post(address, {"key": "c", "do": "review", "version": "1", "outcome": ""})
    assert (wrong.status_code, "Say what came of looking through it" in page(wrong).text) == (422, True)
    done = browser.post(address, {"key": "c", "do": "review", "version": "1", "outcome": "With her"}, follow=True)
    assert "The plan is looked through." in page(done).text
    assert "Looked through today, next by" in page(done).text
    assert browser.post(address, {"key": "d", "do": "dance"}).status_code == 422
    assert browser.get(f"{address}nowhere/").status_code == 404


def test_the_second_editor_sees_both_texts_and_saves_the_joined_one_or_their_own(
    team: ATeam, doris: UUID, plan: UUID
) -> None:
    writes(team, doris, Section.HELP, Content("Sit on my right."))
    browser, address = signed_in(team.social_worker), f"/person/{doris}/plan/help/"
    form = browser.get(address)
    assert form_of(form, address).values["text"] == "Sit on my right."
    writes(team, doris, Section.HELP, Content("Sit on my right. Ring after 9."), 1, days=1)
    stale = send(browser, form, address, text="Sit on my right. Ask me twice.", reason="today")
    said = page(stale).text
    assert (stale.status_code, "Nothing is lost" in said) == (409, True)
    assert "added: Ring after 9." in said
    assert "added: Ask me twice." in said
    again = form_of(stale, address)
    assert (again.values["text"], again.values["seen"], again.values["reason"]) == (
        "Sit on my right. Ring after 9. Ask me twice.", "2", "today",
    )  # fmt: skip
    joined = browser.post(address, again.values, follow=True)
    assert "Saved as version 3." in page(joined).text
    with an_act(team.nurse):
        now = plan_now(person_id=doris).sections[Section.HELP]
        assert (now.content.text, now.parent) == ("Sit on my right. Ring after 9. Ask me twice.", 2)
    stale = send(browser, form, address, text="Only mine.", reason="today", key="another")
    mine = browser.post(address, form_of(stale, address).values | {"use": "mine"}, follow=True)
    assert "Only mine." in page(mine).text
    with an_act(team.nurse):
        assert [one.parent for one in versions(person_id=doris)] == [None, 1, 2, 3]
    stale = send(browser, form, address, text="Never mind me.", reason="today", key="a third")
    kept = page(browser.post(address, form_of(stale, address).values | {"use": "theirs"}, follow=True)).text
    assert "The section stays as it is." in kept
    assert "Not taken into the plan" in kept
    assert "Never mind me. Rukhsana Mir, social worker, today 8:22am. Version 4 stayed." in kept
    assert "Never mind me." in page(signed_in(team.lead).get(f"/person/{doris}/plan/")).text, "no private drafts"
    on = {"team_id": team.id, "person_id": doris, "section": Section.HELP, "seen": 4}
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="nothing to set aside"):
        set_aside(act=act, **on, content=Content("Only mine, again."))
    with an_act(team.nurse):
        assert plan_now(person_id=doris).sections[Section.HELP].content.text == "Only mine."


def test_lines_of_two_editors_stand_together(team: ATeam, doris: UUID, plan: UUID) -> None:
    writes(team, doris, Section.GOALS, Content(goals=[Goal("Walk to church", "Carol")]))
    browser, address = signed_in(team.nurse), f"/person/{doris}/plan/goals/"
    form = browser.get(address)
    writes(team, doris, Section.GOALS, Content(goals=[Goal("Walk to church", "Carol"), Goal("A dry room")]), 1, days=1)
    stale = send(browser, form, address, reason=WHY, **{"what-1": "Sleep in my bed", "by-1": "2026-06-30"})
    values = form_of(stale, address).values
    assert [values[f"what-{n}"] for n in range(3)] == ["Walk to church", "Sleep in my bed", "A dry room"]
    assert "Goal 3" in page(stale).text
    send(browser, stale, address)
    with an_act(team.nurse):
        goals = plan_now(person_id=doris).sections[Section.GOALS].content.goals
        assert [one.what for one in goals] == ["Walk to church", "Sleep in my bed", "A dry room"]


def test_open_work_is_asked_about_on_the_form(team: ATeam, doris: UUID, plan: UUID) -> None:
    browser, address = signed_in(team.nurse), f"/person/{doris}/plan/contingency/"
    saved = send(
        browser,
        browser.get(address),
        address,
        text="Ring us.",
        reason=WHY,
        follows="Bring the number",
        follows_day="2026-06-10",
    )
    assert "Saved as version 1." in page(saved).text
    form = browser.get(address)
    assert "Bring the number, Sam Whitlock, Wednesday by 5pm" in page(form).text
    [name] = [one for one in form_of(form, address).values if one.startswith("work-")]
    wrong = send(browser, form, address, text="Ring 111.", reason=WHY, **{name: "cancel"})
    assert (wrong.status_code, "not to be done any more" in page(wrong).text) == (422, True)
    because = name.replace("work", "because")
    done = send(browser, form, address, text="Ring 111.", reason=WHY, **{name: "cancel", because: "She has it"})
    assert "Saved as version 2." in page(done).text
    assert "What becomes of it?" not in page(browser.get(address)).text


def test_who_may_only_propose_sends_the_words_to_whoever_decides(team: ATeam, doris: UUID, plan: UUID) -> None:
    a_member(team, "Helen Frost", "clinical-supervisor")
    helper = a_member(team, "Bo Helper", "community-health-worker")
    browser, address = signed_in(helper), f"/person/{doris}/plan/risks/"
    form = browser.get(address)
    assert "You propose" in page(form).text
    refused = send(browser, form, address, text="The stairs.")
    assert (refused.status_code, "Say why you change it" in page(refused).text) == (422, True)
    sent = send(browser, form, address, text="The stairs.", why_propose="She fell")
    assert "proposes: A section of the shared plan" in page(sent).text
    assert "The stairs." in page(sent).text


def test_the_past_and_what_changed_are_shown_as_they_were(team: ATeam, doris: UUID, plan: UUID) -> None:
    writes(team, doris, Section.HELP, Content("Ring before 9."))
    writes(team, doris, Section.HELP, Content("Ring after 9."), 1, days=1)
    browser, address = signed_in(team.lead), f"/person/{doris}/plan/"
    past = page(browser.get(f"{address}?version=1")).text
    assert "The plan as it stood at version 1, Friday 8:22am." in past
    assert ("Ring before 9." in past, "Ring after 9." in past, "Sign version" in past) == (True, False, False)
    for when, said in (("2026-06-06", "Ring before 9."), ("2026-06-05&time=08:21", "before the first version")):
        assert said in page(browser.get(f"{address}?day={when}")).text
    assert "Ring after 9." in page(browser.get(f"{address}?day=2026-06-07")).text, "recorded at 8:22am of that day"
    assert "The plan as it stood" in page(browser.get(f"{address}?day=2026-06-07&time=08:21")).text
    changed = page(browser.get(f"{address}changes/")).text
    assert "1 section changed. 1 person changed it." in changed
    assert "Ring taken out: before added: after 9." in changed
    assert "Nothing changed." in page(browser.get(f"{address}changes/?from=2&to=2")).text
    for odd in ("?version=x", "?day=x", "?day=2026-06-07&time=x", "changes/?from=99&to=-1", "?version=0"):
        assert browser.get(f"{address}{odd}").status_code == 200


def test_the_fridge_door_says_what_to_do_and_nothing_clinical(team: ATeam, doris: UUID, plan: UUID) -> None:
    writes(team, doris, Section.CONTINGENCY, Content("Ring the team."))
    writes(team, doris, Section.SIGNS, Content(signs=[Sign("", "Grey", "Ring us", Does.ESCALATION, 4)]))
    browser = signed_in(team.nurse)
    text = page(browser.get(f"/person/{doris}/plan/door/")).text
    assert "Doris’s page" in text
    assert "Ring the team. Cannot wait, and nobody answers: ring 111" in text
    assert "Grey : Ring us" in text
    assert "NHS" not in text
    assert "Version 2, printed Monday 8 June 2026." in text


def test_a_page_asks_the_same_however_long_the_past(team: ATeam, doris: UUID, plan: UUID) -> None:
    writes(team, doris, Section.HELP, Content("0"))
    browser, numbers = signed_in(team.nurse), []
    for more in range(1, 4):
        for path in ("", "help/", "changes/", "door/"):
            with counted() as sent:
                assert browser.get(f"/person/{doris}/plan/{path}").status_code == 200
            numbers.append(sent.number)
        writes(team, doris, Section.HELP, Content(str(more)), more)
    assert numbers == numbers[:4] * 3


def test_read_marks_say_what_is_new_to_the_reader(team: ATeam, doris: UUID, plan: UUID) -> None:
    writes(team, doris, Section.HELP, Content("Knock."))
    browser, address = signed_in(team.lead), f"/person/{doris}/plan/"
    browser.post(address, {"key": "a", "do": "read", "version": "1"})
    writes(team, doris, Section.RISKS, Content("The stairs."), days=1)
    text = page(browser.get(address)).text
    assert text.count("New since you read the plan") == 1
    assert "You: version 1" in text
    with an_act(team.lead):
        assert next(one.number for one in read_by(person_id=doris, team_ids=[team.id])) == 1


def test_work_that_follows_needs_an_owner_and_a_day(team: ATeam, doris: UUID, plan: UUID) -> None:
    due = AT + timedelta(days=1)
    with an_act(team.nurse) as act:
        follows = NewWork("Ring", team.nurse.member_id, due)
        change = Change(Content("Ring us."), WHY, follows=follows)
        write(act=act, team_id=team.id, person_id=doris, section=Section.CONTINGENCY, change=change)
    browser, address = signed_in(team.nurse), f"/person/{doris}/plan/contingency/"
    wrong = send(browser, browser.get(address), address, text="Ring 111.", reason=WHY, follows="Ask", follows_day="")
    assert (wrong.status_code, "Enter a day." in page(wrong).text) == (422, True)


def test_the_page_says_what_happened_by_when_and_lets_it_be_looked_through(
    team: ATeam, doris: UUID, plan: UUID
) -> None:
    writes(team, doris, Section.HELP, Content("Knock."))
    browser, address = signed_in(team.nurse), f"/person/{doris}/plan/"
    wrong = browser.post(address, {"key": "a", "do": "tell", "kind": "important", "words": " "})
    assert (wrong.status_code, "Say what has changed." in page(wrong).text) == (422, True)
    told = browser.post(address, {"key": "b", "do": "tell", "kind": "discharge", "day": "2026-06-07"}, follow=True)
    said = page(told).text
    assert "Noted: the plan is to be looked through." in said
    assert "Refresh needed by tomorrow: home from hospital." in said
    assert "Refresh needed by tomorrow: home from hospital" in page(browser.get(f"/person/{doris}/")).text
    board = page(browser.get(f"/board/{team.slug}/?view=team")).text
    assert "Plan refresh due tomorrow" in board
    assert "home from hospital" in board
    values = {"do": "review", "version": "1", "outcome": "With her; nothing is to change", "without": ""}
    late = browser.post(address, values | {"key": "c", "next": "2026-09-30", "because": "x"})
    assert (late.status_code, "Choose a day 30 to 60 days from now." in page(late).text) == (422, True)
    done = page(
        browser.post(address, values | {"key": "d", "next": "2026-07-20", "because": "Her son comes"}, follow=True)
    )
    assert "Looked through today, next by 20 July." in done.text
    assert "This plan is looked through every 42 days: “Her son comes”" in done.text
    assert "Plan refresh due" not in page(browser.get(f"/board/{team.slug}/?view=team")).text


def test_whoever_read_an_older_version_is_led_to_what_changed_since(team: ATeam, doris: UUID, plan: UUID) -> None:
    writes(team, doris, Section.HELP, Content("Knock."))
    with an_act(team.lead, AT - timedelta(days=2)) as act:
        mark_read(act=act, team_id=team.id, person_id=doris, number=1)
    writes(team, doris, Section.RISKS, Content("The stairs."), days=1)
    link = f"/person/{doris}/plan/changes/?from=1&amp;to=2"
    for who, is_led in ((team.lead, True), (team.nurse, False)):
        browser = signed_in(who)
        for address in (f"/person/{doris}/", f"/person/{doris}/plan/"):
            assert (link in browser.get(address).content.decode()) is is_led, (who.name, address)
