"""Who agreed a plan: adults, young people, children; and what a child's parents are not shown."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection

from board.reading import page
from builders import ATeam, a_person, an_act, signed_in
from kith.act import NotAllowed, Refusal, Stale
from kith.plan.agreeing import agree, keep_back, show_again
from kith.plan.agreeing_queries import agreed
from kith.plan.agreeing_rules import Agrees, changed_since, has_parents_who_ask, who_may
from kith.plan.operations import Change, start, write
from kith.plan.rules import Content, Section
from statements import counted

S, P, A, T, B, C = Agrees.SELF, Agrees.PARENT, Agrees.AUTHORITY, Agrees.ATTORNEY, Agrees.BEST, Agrees.COURT


@pytest.mark.parametrize(
    ("age", "may", "asked_of_self", "parents"),
    [
        (None, [S, T, B, C], False, False),
        (18, [S, T, B, C], False, False),
        (17, [S, P, A, B, C], False, True),
        (16, [S, P, A, B, C], False, True),
        (15, [P, S, A, C], True, True),
        (0, [P, S, A, C], True, True),
    ],
)
def test_who_may_agree_at_which_age(age: int | None, may: list[Agrees], asked_of_self: bool, parents: bool) -> None:
    assert list(who_may(age)) == may
    assert bool(who_may(age)[S].question) == asked_of_self
    assert has_parents_who_ask(age) == parents
    assert all(one.question for by, one in who_may(age).items() if by is not S), (
        "of every other right it is asked what shows it"
    )


def test_what_changed_since_it_was_agreed() -> None:
    numbers = {Section.MATTERS: 1, Section.GOALS: 4, Section.RISKS: 5}
    assert changed_since(numbers, 4) == [Section.RISKS]
    assert changed_since(numbers, 5) == []


def planned_with(team: ATeam, person_id: UUID) -> dict[str, UUID]:
    """Start a plan with one section written; return whose it is."""
    where = {"team_id": team.id, "person_id": person_id}
    with an_act(team.nurse) as act:
        start(act=act, **where)
    says(team, where, Section.RISKS, "Seen with older boys")
    return where


def says(team: ATeam, where: dict[str, UUID], section: Section, text: str, seen: int | None = None) -> int:
    with an_act(team.nurse) as act:
        return write(act=act, **where, section=section, change=Change(Content(text), "Agreed", seen))


CHILD, YOUNG, ADULT = date(2014, 3, 1), date(2009, 3, 1), date(1940, 3, 1)


@pytest.fixture
def child(team: ATeam) -> dict[str, UUID]:
    return planned_with(team, a_person(team, "Maya Holt", birth_date=CHILD))


def agreeing(team: ATeam, where: dict[str, UUID], by: Agrees, **said: Any) -> UUID:
    with an_act(team.nurse) as act:
        return agree(act=act, **where, **{"number": 1, "by": by} | said)


def test_a_childs_plan_is_agreed_by_who_has_the_responsibility_or_by_a_child_who_understands(
    team: ATeam, child: dict[str, UUID]
) -> None:
    for by, said, field in (
        (Agrees.SELF, {}, "shown_by"),
        (Agrees.PARENT, {"shown_by": "on the birth certificate"}, "who"),
        (Agrees.PARENT, {"who": "Ann Holt, mother"}, "shown_by"),
        (Agrees.BEST, {"shown_by": "asleep"}, "by"),
        (Agrees.ATTORNEY, {"who": "Ann Holt", "shown_by": "a power"}, "by"),
    ):
        with pytest.raises(Refusal) as refused:
            agreeing(team, child, by, **said)
        assert refused.value.field == field, by
    agreeing(team, child, Agrees.SELF, shown_by="Told me in her words what it is for", who="not asked")
    agreeing(
        team, child, Agrees.PARENT, who=" Ann  Holt, mother ", shown_by="birth certificate", objects_to="The school"
    )
    with an_act(team.lead), counted() as number:
        found = agreed(person_id=child["person_id"]).agreements
    assert number == 1
    assert {(one.by, one.who, one.shown_by, one.objects_to, one.author) for one in found} == {
        (Agrees.SELF, "", "Told me in her words what it is for", "", "Sam Whitlock"),
        (Agrees.PARENT, "Ann Holt, mother", "birth certificate", "The school", "Sam Whitlock"),
    }


def test_young_people_and_adults_agree_for_themselves(team: ATeam) -> None:
    for name, day in (("Kim Holt", YOUNG), ("Doris Holt", ADULT)):
        where = planned_with(team, a_person(team, name, birth_date=day))
        with pytest.raises(Refusal) as refused:
            agreeing(team, where, Agrees.BEST)
        assert refused.value.field == "shown_by"
        agreeing(team, where, Agrees.SELF)


def test_what_is_agreed_is_the_version_that_was_read(team: ATeam, child: dict[str, UUID]) -> None:
    says(team, child, Section.HELP, "Ring first")
    with pytest.raises(Stale, match="Somebody changed the plan meanwhile"):
        agreeing(team, child, Agrees.COURT, shown_by="order of 3 May")
    agreeing(team, child, Agrees.COURT, shown_by="order of 3 May", number=2)
    where = {"team_id": team.id, "person_id": a_person(team, "No Plan")}
    with pytest.raises(Refusal, match="Nothing is written yet"):
        agreeing(team, where, Agrees.SELF, number=0)


def test_neither_agreement_nor_keeping_is_changed_behind_the_operations(team: ATeam, child: dict[str, UUID]) -> None:
    agreeing(team, child, Agrees.COURT, shown_by="order of 3 May")
    for statement in (
        "update plan_agreement set by = 'self'",
        "delete from plan_keeping",
        "delete from plan_agreement",
    ):
        with pytest.raises(DatabaseError), an_act(team.nurse), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_part_is_kept_from_parents_on_every_page_for_the_home_until_the_lead_shows_it_again(
    team: ATeam, child: dict[str, UUID]
) -> None:
    says(team, child, Section.HELP, "Never mention Jay")
    says(team, child, Section.PEOPLE, "Her aunt")
    door = f"/person/{child['person_id']}/plan/door/"
    assert "Never mention Jay" in page(signed_in(team.nurse).get(door)).text, "the control: nothing is kept back yet"
    with pytest.raises(Refusal, match="Say why"), an_act(team.nurse) as act:
        keep_back(act=act, **child, section=Section.HELP, reason=" ")
    with an_act(team.nurse) as act:
        keep_back(act=act, **child, section=Section.HELP, reason="She asked")
    with pytest.raises(Refusal, match="kept from their parents already"), an_act(team.nurse) as act:
        keep_back(act=act, **child, section=Section.HELP, reason="She asked")
    shown = signed_in(team.nurse).get(door).content.decode()
    assert "Never mention Jay" not in shown
    assert "Her aunt" in shown
    article = shown.partition("<article")[2].partition("</article")[0]
    assert "kept from" not in article.casefold(), "what is printed does not say that something is left out"
    assert "How I want to be helped" in shown.partition("<article")[0]
    with pytest.raises(NotAllowed), an_act(team.nurse) as act:
        show_again(act=act, **child, section=Section.HELP, reason="She says they may")
    with an_act(team.lead) as act:
        show_again(act=act, **child, section=Section.HELP, reason="She says they may")
    with pytest.raises(Refusal, match="shown to their parents already"), an_act(team.lead) as act:
        show_again(act=act, **child, section=Section.HELP, reason="She says they may")
    assert "Never mention Jay" in page(signed_in(team.nurse).get(door)).text


def test_nothing_of_an_adult_is_kept_from_parents(team: ATeam) -> None:
    where = planned_with(team, a_person(team, "Doris Holt", birth_date=ADULT))
    with pytest.raises(Refusal, match="Only of somebody under 18") as refused, an_act(team.nurse) as act:
        keep_back(act=act, **where, section=Section.HELP, reason="She asked")
    assert refused.value.field == "section"


def test_the_page_asks_what_the_age_asks_and_keeps_what_was_typed(team: ATeam, child: dict[str, UUID]) -> None:
    browser, address = signed_in(team.nurse), f"/person/{child['person_id']}/plan/agreed/"

    def sent(key: str, **values: str) -> Any:
        return browser.post(address, {"key": key, "version": "1"} | values, follow=True)

    text = page(browser.get(address)).text
    assert "Under 16 somebody with parental responsibility agrees" in text
    assert "Nobody has written down yet who agreed." in text
    wrong = sent("a", do="agree", by="parent", **{"who-parent": "Ann Holt, mother"})
    assert wrong.status_code == 422
    assert 'id="shown_by-parent-error"' in wrong.content.decode()
    assert "Ann Holt, mother" in wrong.content.decode()
    known = {"who-parent": "Ann Holt, mother", "shown_by-parent": "birth certificate"}
    done = sent("a", do="agree", by="parent", **known)
    said = "Agreed by Ann Holt, mother, who has parental responsibility, version 1, today 8:22am"
    assert f"Noted who agreed. Who agreed the plan {said}." in page(done).text
    says(team, child, Section.HELP, "Ring first")
    kept = sent("b", do="keep", section="risks", reason="She asked")
    assert "Kept from their parents." in page(kept).text
    assert "Changed since: How I want to be helped" in page(kept).text
    plan = page(browser.get(f"/person/{child['person_id']}/plan/")).text
    assert (
        f"Agreed {said} Changed since: How I want to be helped Kept from their parents: Risks we have talked about"
        in plan
    )
    assert "Let parents see this again" not in page(browser.get(address)).text
    with counted() as number:
        assert "Let parents see this again" in page(signed_in(team.lead).get(address)).text
    assert number == 9
