"""Live boards in real browsers: an old page with its events equals a fresh page, and a page that is not live says so."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Error as PlaywrightError

from browsing import watched_page
from builders import (
    AT,
    PASSWORD,
    ATeam,
    Someone,
    a_named_lead,
    a_person,
    a_planned_contact,
    a_team,
    an_act,
    an_action,
    an_entry,
    close_entry,
    with_key,
)
from cloning import Served, serving
from kith.access.home import as_kith
from kith.act.beats import ended, expect
from kith.action import operations as actions
from kith.action.queries import one as action_row
from kith.caseload import operations as caseload
from kith.contact import operations as contacts
from kith.database.templates import Clone
from kith.escalation import operations as escalations
from kith.escalation.queries import by_action
from kith.huddle import operations as huddles
from kith.huddle.queries import huddle, whole
from kith.person import operations as people
from kith.place.rules import local_day
from kith.team import operations as teams

pytestmark = pytest.mark.journey

NORMAL = """() => {
  const main = document.querySelector("main").cloneNode(true);
  const own = "[data-live-notice], [data-live-says], [data-live-place], [data-live-part=sheet], .kith-changed, template";
  for (const gone of main.querySelectorAll(own)) gone.remove();
  for (const once of main.querySelectorAll("input[name=csrfmiddlewaretoken], input[name=key]")) once.remove();
  for (const place of main.querySelectorAll("[data-live-state], [data-until]")) place.replaceChildren();
  for (const place of main.querySelectorAll("[data-live-state]")) place.removeAttribute("class");
  for (const row of main.querySelectorAll(".kith-washed")) row.classList.remove("kith-washed");
  for (const one of main.querySelectorAll("[class='']")) one.removeAttribute("class");
  const live = main.querySelector("[data-live]");
  for (const name of ["live", "now"]) delete live.dataset[name];
  return main.innerHTML.replace(/\\s+/g, " ").replace(/> </g, "><");
}"""
"""What a page shows, without what only a live page has, what each load makes anew, and minutes that go by."""


@dataclass
class World:
    """A team with a person, and a clock that goes on a second with each thing done."""

    team: ATeam
    doris: UUID
    seconds: int = 0
    made: dict[str, UUID] = field(default_factory=dict)

    def act(self, who: Someone | None = None) -> AbstractContextManager[Any]:
        """Return a transaction of a member, the nurse unless said otherwise, a little later than the one before."""
        self.seconds += 1
        return an_act(who or self.team.nurse, AT + timedelta(seconds=self.seconds))

    def version(self, action: UUID) -> int:
        """Return the version that an action has now."""
        with self.act():
            return int(action_row(action_id=action).version)


def give(world: World) -> None:
    world.made["action"] = an_action(world.team, world.doris, "Ring the pharmacy")


def put_off(world: World) -> None:
    action, version = world.made["action"], world.version(world.made["action"])
    with world.act() as act:
        actions.change(act=act, action_id=action, version=version, due_at=AT + timedelta(hours=5))


def hold(world: World) -> None:
    action, version = world.made["action"], world.version(world.made["action"])
    with world.act() as act:
        actions.hold(
            act=act,
            action_id=action,
            version=version,
            reason="The shop is shut",
            return_date=local_day(AT + timedelta(2)),
        )


def resume(world: World) -> None:
    action, version = world.made["action"], world.version(world.made["action"])
    with world.act() as act:
        actions.resume(act=act, action_id=action, version=version)


def complete(world: World) -> None:
    action, version = world.made["action"], world.version(world.made["action"])
    with world.act() as act:
        actions.complete(act=act, action_id=action, version=version, outcome="Rang them")


def comment(world: World) -> None:
    action = an_action(world.team, world.made["kelvin"], "Order the grab rail", owner=world.team.lead)
    with world.act() as act:
        actions.comment(act=act, action_id=action, text="They ring back")


def come(world: World) -> None:
    world.made["kelvin"] = a_person(world.team, "Kelvin Marsh", AT)


def plan(world: World) -> None:
    world.made["visit"] = a_planned_contact(world.team, world.doris, AT + timedelta(minutes=1))


def miss(world: World) -> None:
    with world.act() as act:
        contacts.settle(act=act, contact_id=world.made["visit"], version=1, state="missed", reason="No reply")


def meet(world: World) -> None:
    with world.act() as act:
        contacts.record(
            act=act,
            team_id=world.team.id,
            person_id=world.made["kelvin"],
            member_id=world.team.nurse.member_id,
            way="phone",
            state="made",
            happened_at=AT,
        )


def name_lead(world: World) -> None:
    a_named_lead(world.team, world.doris, world.team.social_worker, world.team.nurse)


def override(world: World) -> None:
    with world.act() as act:
        caseload.override_day_lead(
            act=act,
            team_id=world.team.id,
            person_id=world.doris,
            day=local_day(AT),
            member_id=world.team.lead.member_id,
            reason="Knows the daughter",
        )


def correct(world: World) -> None:
    from kith.person.models import Person

    with world.act() as act:
        recorded_at = Person.objects.get(id=world.doris).recorded_at
        people.correct(act=act, person_id=world.doris, recorded_at=recorded_at, changes={"family": "Aldous"})


def escalate(world: World) -> None:
    with world.act(world.team.lead) as act:
        world.made["huddle"] = huddles.start(act=act, team_id=world.team.id)
    with world.act(world.team.lead) as act:
        items = whole(huddle=huddle(huddle_id=world.made["huddle"])).items
        item = next(one.id for one in items if one.person_id == world.made["kelvin"])
        huddles.raise_escalation(
            act=with_key(act), item_id=item, what="Breathless at rest", to_id=world.team.lead.member_id
        )


def answer_escalation(world: World) -> None:
    with world.act(world.team.lead):
        raised = whole(huddle=huddle(huddle_id=world.made["huddle"])).raised[0]
        escalation_id = by_action(action_ids=[raised.action_id])[raised.action_id]
    with world.act(world.team.lead) as act:
        escalations.respond(act=act, escalation_id=escalation_id, version=1, decision="Seen, antibiotics")


def change_duty(world: World) -> None:
    team = world.team
    with world.act(team.lead) as act:
        teams.set_rota_day(
            act=act,
            team_id=team.id,
            day=local_day(AT),
            duty_lead_id=team.nurse.member_id,
            second_id=team.lead.member_id,
            on_shift=[one.member_id for one in team.members],
        )


def be_absent(world: World) -> None:
    with world.act(world.team.lead) as act:
        teams.record_absence(
            act=act,
            member_id=world.team.social_worker.member_id,
            first_day=local_day(AT),
            last_day=local_day(AT),
            reason="sickness",
        )


def leave_the_list(world: World) -> None:
    entry = an_entry(world.team, world.made["kelvin"])
    with world.act() as act:
        close_entry(act, entry)


def come_in_bulk(world: World) -> None:
    details = people.Details(given="Walter", family="Finch", no_nhs_number_because="not asked yet")
    with world.act() as act:
        caseload.add_person(act=replace(act, channel="import"), team_id=world.team.id, details=details)


STORY = (
    (come, give, plan),
    (put_off, comment, meet, name_lead),
    (hold, miss, correct),
    (escalate,),
    (resume, override, change_duty),
    (complete, be_absent, answer_escalation),
    (come_in_bulk,),
)
"""Everything that changes a board, in the order in which it can happen; tuples are told together in the short form."""


@pytest.fixture
def world(fresh_database: Clone) -> World:
    """A team on Monday morning with one person on its list."""
    team = a_team()
    return World(team, a_person(team))


@pytest.fixture
def served_world(world: World, fresh_database: Clone) -> Iterator[Served]:
    """The server, believing that it is that Monday morning."""
    with serving(fresh_database, KITH_CLOCK=(AT + timedelta(minutes=2)).isoformat()) as running:
        yield running


def open_board(
    page: Any,
    served: Served,
    who: Someone,
    team: ATeam,
    query: str = "?view=team&rest=show",
    *,
    live: bool = True,
) -> Any:
    """Sign in and open the board; return the page once it is live, or without waiting for that."""
    page.goto(f"{served.url}/sign-in")
    page.get_by_label("Username").fill(who.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/board/**")
    page.goto(f"{served.url}/board/{team.slug}/{query}")
    if live:
        page.wait_for_selector("[data-live=on]")
    return page


def catches_up(page: Any, fresh: Any) -> None:
    """See that an old page becomes the same as a fresh one, once people are put in place."""
    fresh.reload()
    wanted = fresh.evaluate(NORMAL)
    same = f"""wanted => {{
      const button = document.querySelector("[data-live-place]");
      if (!button.hidden) button.click();
      return ({NORMAL})() === wanted;
    }}"""
    try:
        page.wait_for_function(same, arg=wanted)
    except PlaywrightError:
        assert page.evaluate(NORMAL).split("<") == wanted.split("<")
        raise


def look_again(page: Any) -> None:
    """Let a page be seen again, as after a change of tabs: it opens its stream anew and asks what it missed."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.parametrize("query", ["?view=team&rest=show"])
def test_old_page_with_events_equals_a_fresh_page(served_world: Served, world: World, page: Any, query: str) -> None:
    open_board(page, served_world, world.team.nurse, world.team, query)
    fresh = page.context.new_page()
    fresh.goto(page.url)
    for together in STORY:
        for step in together:
            step(world)
        if come_in_bulk in together:
            look_again(page)
        catches_up(page, fresh)


def test_without_events_the_old_page_would_stay_old(served_world: Served, world: World, page: Any) -> None:
    page.route("**/events?*", lambda route: route.abort())
    open_board(page, served_world, world.team.nurse, world.team, live=False)
    fresh = page.context.new_page()
    fresh.goto(page.url)
    assert page.evaluate(NORMAL) == fresh.evaluate(NORMAL)
    give(world)
    fresh.reload()
    assert page.evaluate(NORMAL) != fresh.evaluate(NORMAL)


@pytest.mark.nightly  # each thing by itself, on each kind of board: two minutes
@pytest.mark.parametrize(
    "query", ["?view=team&rest=show", "?view=mine", "?view=all&sort=name&rest=show", "?view=team&sort=seen"]
)
def test_each_event_by_itself_brings_each_board_up_to_date(
    served_world: Served, world: World, page: Any, query: str
) -> None:
    open_board(page, served_world, world.team.nurse, world.team, query)
    fresh = page.context.new_page()
    fresh.goto(page.url)
    for step in [step for together in STORY for step in together]:
        step(world)
        if step is come_in_bulk:
            look_again(page)
        catches_up(page, fresh)


def test_an_open_board_is_told_that_the_clockwork_lies_still(served_world: Served, world: World, page: Any) -> None:
    ended("minutely.raise_waiting", AT)
    open_board(page, served_world, world.team.nurse, world.team)
    notice = page.locator("[data-live-part=clockwork] h2")
    assert notice.count() == 0
    expect([], AT)
    ended("minutely.raise_waiting", AT - timedelta(minutes=10))
    look_again(page)
    notice.wait_for()
    assert notice.inner_text().strip() == "Kith’s clockwork has not run since today 8:12am"
    ended("minutely.raise_waiting", AT)
    look_again(page)
    notice.wait_for(state="detached")


@contextmanager
def two_pages(browser: Any) -> Iterator[tuple[Any, Any]]:
    """Yield pages of two browsers that know nothing of each other."""
    with watched_page(browser) as one, watched_page(browser) as other:
        yield one, other


def test_one_write_changes_both_boards_and_the_one_offline_says_so(
    served_world: Served, world: World, browser: Any
) -> None:
    team = world.team
    with two_pages(browser) as (one, other):
        open_board(one, served_world, team.nurse, team)
        open_board(other, served_world, team.lead, team)
        give(world)
        for page in (one, other):
            page.wait_for_selector("[data-live-place]:not([hidden])")
            assert page.get_by_role("button", name="1 person has moved: put them in place").is_visible()
            assert "Ring the pharmacy by 9:22am" in page.locator(row(world.doris)).inner_text()
            assert "changed 8:24am" in page.locator(row(world.doris)).inner_text()
        other.context.set_offline(True)
        other.get_by_role("heading", name="Not live since 8:24am").wait_for()
        assert "Not live" in other.locator("[data-live-state]").inner_text()
        put_off(world)
        one.locator(row(world.doris), has_text="1:22pm").wait_for()
        assert "9:22am" in other.locator(row(world.doris)).inner_text()
        assert one.locator("[data-live-state]").inner_text().strip() == "Live"
        other.context.set_offline(False)
        other.locator(row(world.doris), has_text="1:22pm").wait_for()
        other.wait_for_selector("[data-live=on]")
        assert other.locator("[data-live-notice]").is_hidden()


def row(person: UUID) -> str:
    """Return where somebody's line is."""
    return f"tr[data-person='{person}']"


def test_an_escalation_goes_in_at_once_without_moving_focus_or_scroll(
    served_world: Served, world: World, page: Any, axe: Callable[[Any], list[str]]
) -> None:
    come(world)
    for number in range(25):
        a_person(world.team, f"Agnes Number{number:02}", AT)
    open_board(page, served_world, world.team.nurse, world.team)
    link = page.locator("tbody th a").last
    link.focus()
    before = page.evaluate("[scrollY, document.activeElement.getBoundingClientRect().top]")
    assert before[0] > 0
    escalate(world)
    first = page.locator("section").first
    first.get_by_role("heading", name="Escalated (1)").wait_for(state="attached")
    assert "Kelvin Marsh" in first.locator("tbody").inner_text()
    assert page.evaluate("document.activeElement.textContent") == link.inner_text()
    assert abs(page.evaluate("document.activeElement.getBoundingClientRect().top") - before[1]) < 2
    assert "Escalated: Kelvin Marsh." in page.locator("[data-live-says]").inner_text()
    assert axe(page) == []


def test_leaving_the_team_takes_the_board_away(served_world: Served, world: World, page: Any) -> None:
    from builders import a_member

    leaver = a_member(world.team, "Tom Brennan", at=AT - timedelta(days=1))
    open_board(page, served_world, leaver, world.team)
    with as_kith(at=AT + timedelta(minutes=1)) as act:
        teams.end_membership(act=act, member_id=leaver.member_id, until=act.at)
    page.get_by_role("heading", name="Doris").wait_for(state="detached")
    page.locator(row(world.doris)).wait_for(state="detached")


def test_signing_out_in_another_tab_takes_the_board_away(served_world: Served, world: World, page: Any) -> None:
    open_board(page, served_world, world.team.nurse, world.team)
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("summary", has_text="Sam Whitlock").click()
    other.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in**")


def test_silence_is_not_live(served_world: Served, world: World, page: Any) -> None:
    page.clock.install()
    open_board(page, served_world, world.team.nurse, world.team)
    page.context.set_offline(False)
    page.route("**/events?*", lambda route: route.abort())
    page.clock.run_for(46_000)
    page.wait_for_selector("[data-live=off]")
    assert page.get_by_role("heading", name="Not live since").is_visible()


@pytest.mark.nightly  # six seconds: the notice itself is seen when a board is offline
def test_after_half_an_hour_the_notice_points_to_the_sheet_and_says_of_when_it_is(
    served_world: Served, world: World, page: Any, axe: Callable[[Any], list[str]]
) -> None:
    page.clock.install()
    open_board(page, served_world, world.team.nurse, world.team)
    page.evaluate(
        "window.print = () => { window.printed = document.querySelector('[data-live-part=sheet]').innerText }"
    )
    page.route("**/events?*", lambda route: route.abort())
    page.route(page.url, lambda route: route.abort())
    page.clock.run_for(46_000)
    page.wait_for_selector("[data-live=off]")
    sheet = page.get_by_role("button", name="print the sheet of 8:24am")
    assert sheet.count() == 0
    for _ten in range(3):
        page.keyboard.press("Shift")  # somebody is there, so it does not cover itself
        page.clock.run_for(10 * 60_000)
    sheet.wait_for()
    assert page.get_by_role("link", name="Load the page again now").is_visible()
    assert axe(page) == []
    sheet.click()
    assert "As it was on Monday 8 June 2026, 8:24am, for Sam Whitlock" in page.evaluate("window.printed")


def test_without_a_script_the_page_says_when_it_was_loaded(served_world: Served, world: World, browser: Any) -> None:
    with watched_page(browser, java_script_enabled=False) as page:
        page.goto(f"{served_world.url}/sign-in")
        page.get_by_label("Username").fill(world.team.nurse.username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        assert "Loaded 8:24am" in page.locator("[data-live-state]").inner_text()
        assert page.locator("[data-live-notice]").is_hidden() and page.locator("[data-live-place]").is_hidden()
