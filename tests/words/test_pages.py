"""No page says anything to people that a translation would not reach: every address, opened and sent, in a language of nobody."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from kith.act import ids
from other_teams import Asker, address_of, asked, routes, signed_in
from words.pseudo import CODE, Seen, outside_brackets
from world_of_teams import Held, TwoTeams

POLICY = Path(__file__).parents[2] / "policy"
WRITTEN = (
    "North", "South", "Ashmere", "Ama Owusu", "Sam Whitlock", "Rukhsana Mir", "Peter Lindqvist", "Joy Supervisor",
    "Joy Adeyemi", "Night Owl", "a file of people", "leave", "rang twice", "waiting for a letter", "moved away",
    "nobody in", "Can a tablet be stopped?", "Ring the practice", "fell again", "Dr Finch", "will visit", "knows her", "done",
    "nothing new since the last visit", "made for a test", "a sheet", "cousins", "wound care", "leg nurse", "North West",
    "South West", "Givenson", "not asked yet", "Late work",
    "Daniel Okoro", "Sunita Rao", "All is", "Dr Marsh", "Grey and confused",
    "One sign alone gives 3.", "As always for her", "her son is here until Sunday", "Sooner than the huddle",
    "Bruises on both arms", "I ring her at noon",
    "Just ring.", "With her; it holds", "Write the first plan: the carer is another now, today",
    "HM Coroner", "Ms Ombudsman", "letter of 1 June", "a neighbour told us", "they agreed", "summons", "by law", "WORRIED",
    "Waiting for a letter", "Knock twice, then ring.", "Grey", "Ring the GP", "Well ", "Thank you", "How visits go",
    "Mrs Clarke", "Mr Bell", "neighbour", "shopping", "not now", "Repair the damp", "Grace Moyo", "Jo Marsh", "Homes",
    "jo@homes.example", "Ines Supervisor", "housing officer", "Weekdays 9 to 5", "Not my boiler", "No heating",
    "Housing Act 2004", "Folder 12",
    "Harvest Care", "Wexcombe Council", "morning", "by telephone", "Ann Bell", "Home care prompts",
    "Both by telephone",
    "Settle what contradicts: The same thing, done differently, shopping: Harvest Care and Wexcombe Council",
    "Sam Whitlock asks: Late work",
    "Agreed: ", "Millbrook", "Nobody waits for a first visit", "people new to us not seen within 2 service days",
)  # fmt: skip
"""What somebody typed in the world of the two teams, besides the numbered names below."""
NUMBERED = (
    r"Given\d|Family\d|Twice|Twyce|Brought\d In|Gone|Late|Work (?:\d|declined)"
    r"|ESC-CLOSE-\d|NEWS2-SINGLE-3|JOB-[A-Z-]+"
    r"|[a-z]+\.[a-z]+@example\.org"
    r"|\((?:ama|sam|rukhsana|peter|joy|night|grace|ines)\.[a-z-]+\)"
)
OF_PLACES = ("id", "sentence", "limits", "acknowledgement", "hint", "source", "label", "owner")
"""Columns of the files under `policy`: what a place writes in its rules is its own, and shown as it is."""


def of_places() -> set[str]:
    """Return what the rules of a place say in words, also as they begin a line."""
    rows = [row for path in POLICY.rglob("*.csv") for row in csv.DictReader(path.open(encoding="utf-8"))]
    found = {row[column] for row in rows for column in OF_PLACES if len(row.get(column) or "") > 3}
    return found | {words[:1].upper() + words[1:] for words in found}


_TYPED = re.compile("|".join([*sorted(map(re.escape, {*WRITTEN, *of_places()}), key=len, reverse=True), NUMBERED]))
"""The longest first, so that nothing is left of a name that holds another."""
ALL_SENT = {
    "version": "1", "outcome": "done", "what": "Ring the practice", "risk_tier": "high", "way": "phone",
    "day": "2026-06-01", "reason": "leave", "return_date": "2026-06-01", "by": "other", "by_day": "2026-06-01",
}  # fmt: skip
"""Fields of many forms, some of them past or unfit, so that the second check of a form speaks too."""


def strangers(html: str) -> list[str]:
    """Return what a page says in English, names and typed words left out."""
    left = outside_brackets("\n".join(Seen(html).texts))  # a sentence may hold an element in its middle
    return [text for text in _TYPED.sub("", left).splitlines() if re.search(r"[A-Za-z]{2}", text)]


def said(client: Client, held: Held) -> Iterator[tuple[str, Any]]:
    """Give every answer in HTML: each page opened, then each form sent empty, then with fields that do not fit."""
    for pattern in routes():
        yield f"get {pattern.name}", asked(client, "get", address_of(pattern, held))
    for body in ({}, ALL_SENT):
        for pattern in routes():
            if pattern.name != "sign-out":
                sent = {**body, "key": str(ids.new())}
                yield f"post {pattern.name} {len(body)}", client.post(address_of(pattern, held), sent, follow=True)


def pages(client: Client, held: Held) -> Iterator[tuple[str, str]]:
    """Give the pages among the answers, by what was asked."""
    for name, answer in said(client, held):
        if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content:
            yield f"{name}: {answer.status_code}", answer.content.decode()


def reader(world: TwoTeams, language: str) -> Client:
    """Return the browser of North's lead, which asks for a language."""
    client = signed_in(Asker("team-lead", world.north.team.lead.account_id))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    return client


def states(held: Held) -> list[Held]:
    """Return the team with, in place of its open action and running huddle, the others it has."""
    closed = replace(held, open_huddle=held.closed_huddle, open_items=held.closed_items, open_action=held.held_action)
    return [closed, replace(held, people=held.people[2:], open_action=held.done_action), held]


def test_every_page_is_in_the_language_of_the_reader(world: TwoTeams) -> None:
    client = reader(world, CODE)
    read = [(name, html) for held in states(world.north) for name, html in pages(client, held)]

    assert len(read) > 200
    assert {name: strangers(html) for name, html in read if strangers(html)} == {}


def test_who_asks_for_a_language_that_is_not_installed_reads_english(world: TwoTeams) -> None:
    client = reader(world, "cy, fr;q=0.8")
    board = client.get(f"/board/{world.north.team.slug}/").content.decode()

    assert '<html lang="en-GB" class' in board
    assert "Huddle" in strangers(board)


@pytest.mark.parametrize("language", [CODE, f"cy, {CODE};q=0.5"])
def test_a_page_names_its_language(world: TwoTeams, language: str) -> None:
    assert f'<html lang="{CODE}" class' in reader(world, language).get("/sign-in").content.decode()


def test_a_language_read_from_the_right_turns_the_page() -> None:
    with translation.override("ar"):
        assert '<html lang="ar" dir="rtl" class' in render_to_string("web/not_found.jinja")
    assert "dir=" not in render_to_string("web/not_found.jinja")
