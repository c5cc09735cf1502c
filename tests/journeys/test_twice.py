"""Walks through two records of one person: found, compared, merged, undone, told apart; each step checked for accessibility."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import AT, PASSWORD, ATeam, Someone, a_home, a_person, a_team, an_act, an_action, as_kith
from cloning import Served, serving
from kith.action.models import Action
from kith.database.templates import Clone
from kith.sharing.sheets_people import finish_sheet

pytestmark = pytest.mark.journey
Axe = Callable[[Any], list[str]]
BORN = date(1942, 3, 12)


@dataclass(frozen=True)
class Twice:
    """A served team on a Monday morning, with two records of one person; an import brought the second, with work open."""

    served: Served
    team: ATeam
    doris: UUID
    twin: UUID
    work: UUID

    def sign_in(self, page: Any, who: Someone) -> None:
        page.goto(f"{self.served.url}/sign-in")
        page.get_by_label("Username").fill(who.username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()

    def owner_of_work(self) -> tuple[UUID, UUID | None]:
        """Return who owns the open work, and for whom it is."""
        with an_act(self.team.lead, AT + timedelta(hours=1)):
            row = Action.objects.get(id=self.work)
            return row.owner_id, row.person_id


@pytest.fixture
def twice(fresh_database: Clone) -> Iterator[Twice]:
    a_home(AT - timedelta(days=15))
    team = a_team()
    doris = a_person(team, "Doris Pettigrew", birth_date=BORN)
    twin = a_person(team, "Doris Petigrew", birth_date=BORN)
    work = an_action(team, twin, "Order a rail", due_at=AT + timedelta(days=2), owner=team.social_worker)
    with as_kith(at=AT) as act:
        finish_sheet(act=act, team_id=team.id, label="people.csv", person_ids=[], new_ids=[twin])
    with serving(fresh_database, KITH_CLOCK=AT.isoformat()) as served:
        yield Twice(served, team, doris, twin, work)


def main(page: Any) -> str:
    return str(page.locator("main").inner_text())


def test_what_an_import_brought_twice_is_merged_and_taken_apart_again(twice: Twice, page: Any, axe: Axe) -> None:
    team = twice.team
    twice.sign_in(page, team.lead)
    page.goto(f"{twice.served.url}/team/{team.slug}/open-work/")
    page.get_by_role("link", name="1 person of the import of 8 June 2026").first.click()
    page.get_by_role("link", name="Compare the records").click()
    assert "Likely one person" in main(page)
    assert axe(page) == []
    page.get_by_role("link", name="Compare").first.click()
    assert "Same birth date" in main(page) or "same birth date" in main(page)
    assert axe(page) == []

    page.locator(f"input[name=kept][value='{twice.doris}']").check()
    page.get_by_label("How do you know that they are one person").fill("one address, and her daughter says so")
    page.get_by_role("button", name="They are one person: merge").click()
    assert "Every pair is answered." in main(page)
    owner, person = twice.owner_of_work()
    assert (owner, person) == (team.social_worker.member_id, twice.doris), "open work moved and kept its owner"
    page.get_by_role("button", name="Finish this action").click()
    assert "Every pair is answered: the action is done." in main(page)
    assert axe(page) == []

    page.goto(f"{twice.served.url}/person/{twice.doris}/")
    assert "Order a rail" in main(page)
    page.get_by_role("link", name="Take the merge with").click()
    assert axe(page) == []
    page.get_by_label("How did the mistake come about, and how do you know better").fill("they are cousins")
    page.get_by_role("button", name="Take the merge back").click()
    assert "Both records stand alone again" in main(page)
    assert twice.owner_of_work() == (team.social_worker.member_id, twice.twin)

    page.goto(f"{twice.served.url}/team/{team.slug}/doubles/")
    assert "they are cousins" in main(page), "who says that they are two people is not asked again"
    assert axe(page) == []
    page.get_by_role("button", name="Undo").click()
    assert "whether they are one person is asked again" in main(page)
    page.get_by_label("How do you know that they are two people").fill("both came on Monday")
    page.get_by_role("button", name="They are two people: not the same").click()
    assert "nobody is asked again" in main(page)
    assert axe(page) == []
