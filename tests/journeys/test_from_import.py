"""From an import to a closed huddle, through the pages alone: what a team does in its first days with real people."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from board.reading import Element, page, sections
from builders import AT, ATeam, Someone, a_team
from forms import form_of, send
from huddle.reading import heading, signed_in, words
from kith.sharing.importing import run_import
from kith.sharing.placement import NOWHERE
from kith.sharing.rejects import RejectsFile
from sharing.made import a_bundle, a_fact, a_patient, shared_data

pytestmark = [pytest.mark.django_db, pytest.mark.journey]

DAYS_BEFORE = {"import": 10, "friday": 3}
NUMBER_MADE = 12


@dataclass
class Days:
    """A browser for each day, because a session ends when it is idle; and the clock of the pages."""

    set_clock: Callable[[datetime], None]
    who: Someone

    def browser(self, at: datetime) -> Client:
        """Return a browser in which the member is signed in at a moment."""
        self.set_clock(at)
        return signed_in(self.who, at)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Callable[[Someone], Days]:
    """Return a maker of a member's days."""
    return lambda who: Days(lambda at: monkeypatch.setattr("kith.web.middleware.now", lambda: at), who)


def a_dozen(folder: Path) -> Path:
    """Write a bundle with a dozen people, each with one condition."""
    people = []
    for number in range(NUMBER_MADE):
        key = f"{number:08}-1111-4111-8111-111111111111"
        name = [{"use": "official", "family": f"Marsh{number:02}", "given": ["Ada"]}]
        people += [
            a_patient(id=key, name=name, birthDate=f"19{40 + number}-03-09"),
            a_fact(id=f"condition-{number}", subject={"reference": f"urn:uuid:{key}"}),
        ]
    path = folder / "dozen.json"
    path.write_text(json.dumps(a_bundle(*people)))
    return path


def brought_in(path: Path, team: ATeam, at: datetime) -> int:
    """Import a file into a team; return how many people are on its list then."""
    with RejectsFile(None) as rejects:
        run_import(paths=[path], team_id=team.id, label="From the practice", at=at, placements=NOWHERE, rejects=rejects)
    return len(people_of(signed_in(team.lead, at), team))


def people_of(browser: Client, team: ATeam) -> dict[str, str]:
    """Return the addresses of everybody on the board, needing something or not, by name."""
    board = page(browser.get(f"/board/{team.slug}/?view=team&rest=show"))
    links = [line.one("th").one("a") for line in board.all("tr", data_person="")]
    return {link.text: link.attributes["href"] for link in links}


def link(answer: Any, words: str) -> str:
    """Return where the first link with these words leads."""
    return next(one.attributes["href"] for one in page(answer).all("a") if one.text.startswith(words))


def follow(browser: Client, address: str, words: str, **typed: str) -> Any:
    """Open a page, follow one of its links, fill in the form there and send it."""
    target = link(browser.get(address), words)
    form = target.partition("?")[0]
    answer = send(browser, browser.get(target), form, **typed)
    assert answer.status_code == 200, words_of_refusal(answer)
    return answer


def words_of_refusal(answer: Any) -> str:
    """Return what a page says is wrong."""
    return " ".join(one.text for one in page(answer).all("div", class_="nhsuk-error-summary"))


def agenda(answer: Any) -> list[str]:
    """Return the names on the agenda beside an item, or before the huddle, in order."""
    lines: list[Element] = page(answer).one("ol", class_="kith-agenda").all("li")
    return [line.one("b").text.removeprefix("Now: ") for line in lines]


@pytest.mark.parametrize("source", ["a dozen made up", pytest.param("550 public", marks=pytest.mark.nightly)])
def test_people_who_were_imported_are_led_spoken_of_and_the_huddle_closes_only_when_nothing_is_loose(
    source: str, tmp_path: Path, days: Callable[[Someone], Days]
) -> None:
    team = a_team()
    lead = days(team.lead)
    imported_at = AT - timedelta(days=DAYS_BEFORE["import"])
    path = a_dozen(tmp_path) if source.startswith("a dozen") else shared_data("synthea/r4-bundles-550.ndjson.gz")

    # Friday 29 May: the import, six named leads, one action due that day
    browser = lead.browser(imported_at)
    number = brought_in(path, team, imported_at)
    assert number == NUMBER_MADE if source.startswith("a dozen") else number > 400
    people = people_of(browser, team)
    late, missed, due, raised, *others = list(people)[:6]
    for name in (late, missed, due, raised, *others):
        follow(browser, people[name], "Change leads", named_lead=str(team.lead.member_id))
    follow(browser, people[late], "Add an action", what="Blood result", who=str(team.lead.member_id), by="today")

    # Friday 5 June: a visit that failed
    browser = lead.browser(AT - timedelta(days=DAYS_BEFORE["friday"]))
    follow(browser, people[missed], "Record a contact", way="visit", state="missed", reason="nobody in")

    # Monday 8 June: an action due today, and the huddle
    browser = lead.browser(AT)
    follow(browser, people[due], "Add an action", what="Ring the pharmacy", who=str(team.lead.member_id), by="today")
    assert "3 of" in words(browser.get(f"/board/{team.slug}/?view=team"))
    before = browser.get(f"/huddle/{team.slug}/")
    assert agenda(before) == [missed, late]
    send(browser, before, f"/huddle/{team.slug}/")
    for name in (due, raised):
        follow(browser, people[name], "Put on today’s huddle")
    item = browser.get(f"/huddle/{team.slug}/")
    assert agenda(item) == [missed, late, due, raised]

    # the first has no outcome, the second an action without owner, the third goes ahead, for the fourth one is raised
    items = {
        line.one("b").text.removeprefix("Now: "): line.one("a").attributes["href"]
        for line in page(item).one("ol", class_="kith-agenda").all("li")
    }
    decided = {
        late: {"outcome": "action", "what": "Chase the result", "who": "", "by": "next"},
        due: {"outcome": "as planned"},
        raised: {"outcome": "escalation", "raise_what": "Breathless at rest", "raise_to": str(team.lead.member_id)},
    }
    for name, typed in decided.items():
        answer = send(browser, browser.get(items[name]), items[name], then="next", **typed)
        assert answer.status_code == 200, words_of_refusal(answer)

    # closing is refused with exactly what is loose, put right, and closed
    close = f"/huddle/{team.slug}/close/"
    refused = send(browser, browser.get(f"/huddle/{team.slug}/"), close)
    assert (refused.status_code, heading(refused)) == (422, "The huddle cannot close yet: 3 things are loose")
    loose = form_of(refused, close)
    cures = {
        "outcome-": "no change",
        "reason-": "seen by the district nurse on Sunday",
        "who-": str(team.nurse.member_id),
        "told_who-": "Dr Marsh",
        "told_how-": "phone",
        "told_at-": "08:22",
        "said-": "visits at 11am",
    }
    filled = {name: cure for name in loose.values for start, cure in cures.items() if name.startswith(start)}
    closed = send(browser, refused, close, **filled)
    assert "/closed/" in closed.redirect_chain[-1][0], words(closed)

    assert "Told: Dr Marsh, phone, today 8:22am: “visits at 11am”." in words(browser.get(people[raised]))
    assert "Sam Whitlock" in words(browser.get(people[late]))
    board = page(browser.get(f"/board/{team.slug}/?view=team"))
    assert sections(board)["Escalated (1)"] == [raised]
