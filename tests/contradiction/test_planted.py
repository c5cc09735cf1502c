"""
Six kinds of contradiction are planted into what stands around people: each is found, and hardly anything else. What plans say is
in the words of plans (tests/spec/wishes_in_words.py, responses_in_words.py): most of it forbids, and nothing of what is done.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from random import Random
from uuid import UUID

import pytest

from kith.contradiction.finding_rules import Comes, Event, Found, Kept, Known, Side, find, steps
from kith.contradiction.rules import Finds, ItemFacts, State
from kith.contradiction.tables import tables
from kith.contradiction.wish_rules import does, forbids, sentences
from kith.plan.rules import Does, Section, Sign
from kith.simulation import words, words_done
from kith.simulation.partners import AGENCIES
from spec import responses_in_words, wishes_in_words

TODAY = date(2026, 6, 8)
MANY, FEW = 20_000, 400
FALSE_ONES = 20
"""Of so many plans one may hold a finding that nobody planted."""
MISSED = 0.25
"""This share of what contradicts in words may be missed: people raise that."""
WISHES, RESPONSES = wishes_in_words.rows, responses_in_words.rows
HARMLESS = [said for said, wanted, _found in WISHES if wanted == "nothing"]
NAMES = tuple(one.name for one in AGENCIES)


def a_life(dice: Random) -> Known:
    """Return what stands around somebody made up: a plan in the words of the borough, things done that go together, visits."""
    texts = {Section(section): dice.choice(said) for section, said in words.PLANNED.items()}
    texts[Section.MATTERS], texts[Section.HELP] = (" ".join(dice.sample(HARMLESS, 2)) for _ in range(2))
    signs = [
        Sign(f"said {n}", "Worse", response, dice.choice((Does.WORK, Does.EMERGENCY)))
        for n, response in enumerate(dice.sample([row[0] for row in RESPONSES], 2))
    ]
    signs += [
        Sign(f"{n}", sees, agreed, Does(does), hours, by)
        for n, (sees, agreed, does, hours, by) in enumerate(dice.sample(words.WARNINGS, 2))
    ]
    items = [
        an_item(dice, kind, subject, instruction, frozenset(days))
        for kind, subject, instruction, days, _times in dice.sample(words_done.DONE_BY_OTHERS, dice.randint(0, 4))
        if instruction != "never-ring"
    ]
    items += dice.sample(OFTEN_THERE, dice.randint(0, 2))
    items = list({(one.kind, one.subject): one for one in items}.values())
    comes = [
        Comes(key(dice), TODAY + timedelta(days=dice.choice((2, 3))), time(hour), time(hour + 1))
        for hour in dice.sample(range(9, 16), dice.randint(0, 2))
    ]
    events = [
        Event(key(dice), dice.choice(("discharge", "crisis", "home")), TODAY - timedelta(days=dice.randint(30, 90)))
    ]
    return Known(items, signs, texts, events, comes)


def an_item(dice: Random, kind: str, subject: str, instruction: str, days: frozenset[int] = frozenset()) -> ItemFacts:
    name = dice.choice(NAMES)
    began = TODAY - timedelta(days=dice.randint(1, 20))
    return ItemFacts(
        key(dice), kind, subject, instruction, began, TODAY - timedelta(days=dice.randint(0, 1)), UUID(int=1),
        UUID(int=NAMES.index(name) + 10), "", name, days=days,
    )  # fmt: skip


OFTEN_THERE = [
    ItemFacts(
        UUID(int=number), kind, subject, how, TODAY - timedelta(days=9), TODAY, UUID(int=1), UUID(int=number), "", "Ferry Care",
        days=frozenset(days), from_time=hours and time(hours), until_time=hours and time(hours + 5),
    )
    for number, (kind, subject, how, days, hours) in enumerate([
        ("visits", "care call", "alongside", (), None),
        ("visits", "day centre", "elsewhere", (1,), 10),
        ("contact", "landlord", "never-ring", (), None),
        ("contact", "daughter", "may-ring", (), None),
    ])
]  # fmt: skip
"""What often stands with people by several agencies, and goes together."""


def key(dice: Random) -> UUID:
    return UUID(int=dice.getrandbits(128), version=4)


def by_another(dice: Random, first: ItemFacts, **changed: object) -> ItemFacts:
    other = NAMES[(NAMES.index(first.who) + 1) % len(NAMES)]
    values = {"id": key(dice), "agency_id": UUID(int=NAMES.index(other) + 10), "who": other} | changed
    return replace(first, **values)  # type: ignore[arg-type]  # the fields of an item, by name


def without(known: Known, kind: str) -> list[ItemFacts]:
    """Return what is done of other kinds, so that what is planted meets nothing but its other side."""
    return [one for one in known.items if one.kind != kind]


def same(dice: Random, known: Known) -> Known:
    kind, pair = dice.choice(sorted(((kind, tuple(sorted(pair))) for kind, pair in tables().same)))
    subject = dice.choice([one for one in tables().kinds[kind].subjects if one != "neighbour"])
    first = an_item(dice, kind, subject, pair[0])
    return replace(known, items=[*without(known, kind), first, by_another(dice, first, instruction=pair[1])])


def visits(dice: Random, known: Known) -> Known:
    day = dice.randint(0, 6)
    first = replace(
        an_item(dice, "visits", "day centre", "elsewhere", frozenset({day})), from_time=time(10), until_time=time(15)
    )
    other = by_another(
        dice, first, subject="care call", instruction="alongside", from_time=time(14), until_time=time(16)
    )
    return replace(known, items=[*without(known, "visits"), first, other], comes=[])


def preference(dice: Random, known: Known) -> Known:
    wish = dice.choice(
        ("Never ring the police.", "Please do not call the police.", "I do not want the police to be rung")
    )
    others = [one for one in known.signs if "police" not in one.response]
    signs = [*others, Sign("planted", "Shouts at night", "Call the police", Does.WORK)]
    return replace(known, signs=signs, texts=known.texts | {Section.HELP: wish})


def stopped(dice: Random, known: Known) -> Known:
    going = an_item(dice, "equipment", "bed rails", "provides")
    gone = by_another(dice, going, stopped_day=TODAY - timedelta(days=dice.randint(0, 90)), for_all=True)
    gone = replace(gone, from_day=TODAY - timedelta(days=200))
    return replace(
        known, items=[*without(known, "equipment"), replace(going, from_day=TODAY - timedelta(days=200)), gone]
    )


def leads(dice: Random, known: Known) -> Known:
    first = replace(an_item(dice, "behaviour", "distress", "distract"), leads=True)
    return replace(known, items=[*without(known, "behaviour"), first, by_another(dice, first)])


def older(dice: Random, known: Known) -> Known:
    old = replace(
        an_item(dice, "medicine", "bedtime", "prompt"),
        from_day=TODAY - timedelta(days=30),
        confirmed_day=TODAY - timedelta(days=dice.randint(11, 25)),
    )
    event = Event(key(dice), "discharge", TODAY - timedelta(days=dice.randint(4, 10)))
    others = [one for one in known.items if one.kind not in ("medicine", "moving", "equipment")]
    return replace(known, items=[*others, old], events=[event])


PLANTS: dict[Finds, Callable[[Random, Known], Known]] = {
    Finds.SAME: same,
    Finds.VISITS: visits,
    Finds.PREFERENCE: preference,
    Finds.STOPPED: stopped,
    Finds.LEADS: leads,
    Finds.OLDER: older,
}


def misses(number: int) -> Iterator[tuple[str, int]]:
    """Plant each kind into so many lives; give what was not found, and each finding beside the planted one."""
    dice = Random(7)
    for n in range(number):
        known = a_life(dice)
        alone = find(known, tables(), TODAY)
        if alone:
            yield f"false: {[one.finds for one in alone]}", n
        finds = list(PLANTS)[n % len(PLANTS)]
        found = [one.finds for one in find(PLANTS[finds](dice, known), tables(), TODAY)]
        if finds not in found:
            yield f"not found: {finds}", n
        if len(found) > 1 and not alone:
            yield f"false: {found}", n


@pytest.mark.parametrize(
    "number", [pytest.param(FEW, id="a few"), pytest.param(MANY, id="many", marks=pytest.mark.nightly)]
)
def test_every_planted_contradiction_is_found_and_hardly_any_other(number: int) -> None:
    wrong = list(misses(number))
    assert [one for one in wrong if one[0].startswith("not found")] == []
    assert len(wrong) * FALSE_ONES <= number, wrong[:5]


def test_of_two_found_that_could_be_one_kept_each_is_kept() -> None:
    """One has the pair of what is kept, the other says what was kept: the first takes the row, the second is new."""

    def found(item: str, says: str) -> Found:
        return Found(Finds.SAME, "", Side("item", item, (says,), "home care"), Side("item", "2", ("none",), "hospital"))

    before = found("1", "administers")
    kept = [Kept(UUID(int=1), before.pair, before.digest, State.OPEN)]
    for both in (
        [found("1", "prompts"), found("3", "administers")],
        [found("3", "administers"), found("1", "prompts")],
    ):
        done = steps(both, kept)
        assert [one.pair for _old, one in done.changed] == [before.pair]
        assert [one.pair for one in done.new] == [found("3", "").pair]


def test_every_wish_in_words_is_held_against_every_response() -> None:
    """A sentence that forbids nothing is hardly ever found against any response, and most of what contradicts is."""
    read = {
        said: {one.about for one in tables().wishes for each in sentences(said) if forbids(each, one)}
        for said, *_ in WISHES
    }
    done = {response: {one.about for one in tables().wishes if does(response, one.ways)} for response, *_ in RESPONSES}
    pairs = [
        (wanted == what and wanted != "nothing", bool(read[said] & done[response]), said, response)
        for said, wanted, _found in WISHES
        for response, what, _does in RESPONSES
    ]
    contrary = [one for one in pairs if one[0]]
    missed = [one[2:] for one in contrary if not one[1]]
    wrong = [one[2:] for one in pairs if one[1] and not one[0]]
    assert (len(WISHES), len(HARMLESS), len(contrary)) >= (80, 45, 200)
    assert len(missed) <= len(contrary) * MISSED, missed
    assert len(wrong) * FALSE_ONES <= len(pairs) - len(contrary), wrong
    calls = [said for said in HARMLESS if "hospital" in read[said]]
    assert len(calls) * FALSE_ONES <= len(HARMLESS), calls


def test_without_the_tables_the_planted_ones_are_missed() -> None:
    """The control: with one rule taken out, what it finds is missed."""
    dice = Random(7)
    known = same(dice, a_life(dice))
    assert [one.finds for one in find(known, tables(), TODAY)] == [Finds.SAME]
    assert find(known, replace(tables(), same={}), TODAY) == []


def test_what_made_up_days_write_as_wish_and_response_is_found() -> None:
    for wish, response in words_done.WISHES:
        known = Known(texts={Section.HELP: wish, Section.CONTINGENCY: response})
        assert [one.finds for one in find(known, tables(), TODAY)] == [Finds.PREFERENCE], wish
        assert (
            find(replace(known, texts={Section.HELP: wish, Section.CONTINGENCY: words_done.INSTEAD}), tables(), TODAY)
            == []
        )
