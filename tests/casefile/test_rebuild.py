"""
A person's page at a past moment, rebuilt from the history of its rows, is the page that was served then; and so is their plan,
asked for as it stood then.

A borough lives; after every hour some pages are read, and what they showed is kept. Afterwards each is rebuilt.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import unescape
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from builders import a_session
from kith.access.home import as_kith
from kith.act.context import standing
from kith.casefile.queries import forms_of, names_of, records_of
from kith.casefile.stood import Stood, as_it_stood
from kith.caseload.rules import tier_words
from kith.person.rules import shown
from kith.place.rules import LONDON, at_local
from kith.simulation import lives
from lived import empty, wanted

STRETCH = wanted(2, 12, date(2026, 6, 6))
PAGES_AN_HOUR = 1


@dataclass(frozen=True)
class Served:
    """One page as it was served: to the lead of a team, of one person, at a moment; and when that was on the server's clock."""

    account_id: UUID
    person_id: UUID
    at: datetime
    text: str
    on_the_wall: datetime


@dataclass(frozen=True)
class Lived:
    """What was served while the borough lived: pages of people, and pages of plans."""

    pages: list[Served]
    plans: list[Served]


@dataclass(frozen=True)
class Facts:
    """What a page says: ids of open actions and of contacts that can be settled, and its text in one line."""

    actions: frozenset[str]
    planned: frozenset[str]
    text: str


def facts_of(page: str) -> Facts:
    """Read a page."""
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
    due = page[page.index('id="s-due"') : page.index('id="s-contacts"')]
    worries = page[: page.index('id="a-matters"')]
    actions = re.findall(r"/action/([0-9a-f-]{36})/\"", due + worries)
    return Facts(frozenset(actions), frozenset(re.findall(r"/contact/([0-9a-f-]{36})/made/", page)), text)


def served_now(at: datetime, dice: Random, which: str = "caseload_listentry", page: str = "") -> Iterator[Served]:
    """Serve some pages of people who have a row of this table, at a moment that the borough has reached."""
    with as_kith(at=at), connection.cursor() as cursor:
        cursor.execute("select m.account_id, m.team_id from team_member m where m.role = 'team-lead'")
        leads = {team: account for account, team in cursor.fetchall()}
    for team_id, account_id in sorted(leads.items()):
        with standing(account_id=account_id, role="team-lead", at=at), connection.cursor() as cursor:
            cursor.execute(
                "select e.person_id from caseload_listentry e where e.team_id = %s and e.state <> 'ended'"
                f" and exists (select 1 from {which} w where w.person_id = e.person_id) order by 1",
                [team_id],
            )
            people = [row[0] for row in cursor.fetchall()]
        client = a_session(account_id, "team-lead", at)
        for person_id in dice.sample(people, min(PAGES_AN_HOUR, len(people))):
            answer = client.get(f"/person/{person_id}/{page}")
            assert answer.status_code == 200, answer
            yield Served(account_id, person_id, at, answer.content.decode(), datetime.now(UTC))


@pytest.fixture(scope="module")
def lived(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Lived]:
    """Let a borough live three days and keep pages as they were served after each hour."""
    dice, found, plans = Random(1), list[Served](), list[Served]()
    with django_db_blocker.unblock(), empty(template), pytest.MonkeyPatch.context() as patch:
        for step in lives._steps(STRETCH):
            lives._live_step(STRETCH, step)
            at = at_local(step.day, datetime.min.time()) + timedelta(hours=step.hour, minutes=59)
            if step.day >= STRETCH.first:
                patch.setattr("kith.web.middleware.now", lambda at=at: at)
                found += served_now(at, dice)
                plans += served_now(at, dice, "plan_version", "plan/")
        yield Lived(*([one for one in served if not was_overtaken(one)] for served in (found, plans)))


@pytest.fixture(scope="module")
def stretch(lived: Lived) -> list[Served]:
    """The pages of people."""
    return lived.pages


def was_overtaken(one: Served) -> bool:
    """
    Say whether the borough wrote of the person afterwards, at an earlier moment: its clock catches up hour by hour, what a
    real one does each minute, so that such a page was never served to anybody.
    """
    with standing(account_id=one.account_id, role="team-lead", at=STRETCH.until), connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from trail_entry where %s = any(person_ids) and happened_at <= %s and recorded_at > %s)",
            [one.person_id, one.at, one.on_the_wall],
        )
        return bool(cursor.fetchone()[0])


def rebuilt(one: Served, at: datetime) -> tuple[Stood, dict[str, str]]:
    """Rebuild a page as it stood at a moment, read at the end of the stretch by the same reader; with names by member."""
    with standing(account_id=one.account_id, role="team-lead", at=STRETCH.until + timedelta(hours=1)):
        forms = forms_of(person_ids=records_of(person_id=one.person_id), until=STRETCH.until)
        stood = as_it_stood(forms, at, person_id=str(one.person_id))
        return stood, names_of(member_ids=stood.member_ids, agency_ids=[])


def differences(one: Served, stood: Stood, names: dict[str, str]) -> list[str]:
    """Return in what a page that was served differs from one that was rebuilt; none where they say the same."""
    page, wrong = facts_of(one.text), []
    work = {each.id: each for each in stood.work}
    if page.actions != set(work):
        wrong.append(f"actions {sorted(page.actions ^ set(work))}")
    if page.planned != {each.id for each in stood.planned}:
        wrong.append("planned contacts")
    wanted_texts = [shown(f"{stood.given} {stood.family}"), shown(stood.what_matters)]
    for each in stood.work:
        wanted_texts += [shown(each.what), shown(each.hold_reason)]
    for each in stood.places:
        wanted_texts += [names.get(each.named_lead_id, ""), names.get(each.deputy_id, "")]
        wanted_texts.append(f"{tier_words(each.tier)} risk tier" if each.tier != "not assessed" else "")
    for each in stood.past[:3]:
        wanted_texts += [shown(each.words)]
    wrong += [f"nowhere: {text}" for text in wanted_texts if " ".join(text.split()) not in page.text]
    return wrong


@given(data=st.data())
def test_a_page_is_rebuilt_as_it_was_served(stretch: list[Served], data: Any) -> None:
    one = data.draw(st.sampled_from(stretch))
    assert differences(one, *rebuilt(one, one.at)) == []


def test_reading_now_instead_of_then_is_found_out(stretch: list[Served]) -> None:
    early = [one for one in stretch if one.at < STRETCH.until - timedelta(days=2)]
    assert sum(bool(differences(one, *rebuilt(one, STRETCH.until))) for one in early) > len(early) / 4


def said_of_plan(page: str) -> list[str]:
    """Return what the sections of a plan's page say, without what can be pressed and what is new to the reader."""
    sections = re.findall(r'<section class="kith-plan__section".*?</section>', page, re.DOTALL)
    kept = [
        re.sub(
            r'<a class="kith-no-print".*?</a>|<form.*?</form>|<p class="kith-small">.*?</p>', " ", one, flags=re.DOTALL
        )
        for one in sections
    ]
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in kept if 'id="aside"' not in one]


def asked_again(one: Served, at: datetime, monkeypatch: pytest.MonkeyPatch) -> str:
    """Ask now for a plan as it stood at a moment, in the words of the hour in which it was served."""
    monkeypatch.setattr("kith.web.middleware.now", lambda: one.at)
    local = at.astimezone(LONDON)
    address = f"/person/{one.person_id}/plan/?day={local:%Y-%m-%d}&time={local:%H:%M}"
    return str(a_session(one.account_id, "team-lead", one.at).get(address).content.decode())


def test_a_plan_asked_for_as_it_stood_is_the_plan_that_was_served(
    lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(lived.plans) > 20
    for one in lived.plans:
        assert said_of_plan(asked_again(one, one.at, monkeypatch)) == said_of_plan(one.text)
    late = max(one.at for one in lived.plans) + timedelta(days=1)
    changed = [
        one for one in lived.plans if said_of_plan(asked_again(one, late, monkeypatch)) != said_of_plan(one.text)
    ]
    assert changed, "the control: what was written since is not what was served"
