"""
Which things done for somebody contradict: one function over what is known, and what becomes of what was known before.

A contradiction is a pair of sides. What a pair says has a digest, so that each is raised once, and again where a side changes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, time, timedelta
from functools import cache
from hashlib import sha256
from itertools import combinations
from typing import Any
from uuid import UUID

from kith.contradiction.rules import (
    ALONE,
    AT_HOME,
    CONTACT,
    ELSEWHERE,
    NEVER_RING,
    VISITS,
    Finds,
    ItemFacts,
    Source,
    State,
    Tables,
    same_subject,
    subject_key,
)
from kith.contradiction.wish_rules import Way, Wish, does, forbids, sentences, way
from kith.plan.rules import Does, Section, Sign


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a person and that makes instructions old: its kind and London day."""

    id: UUID
    kind: str
    day: date


@dataclass(frozen=True, slots=True)
class Comes:
    """A visit that is planned: its London day and window, of which series (`id`) or by itself, and who comes in words."""

    id: UUID
    day: date
    from_time: time
    until_time: time
    who: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """All that is held against each other for one person; the texts of the plan by section."""

    items: Sequence[ItemFacts] = ()
    signs: Sequence[Sign] = ()
    texts: dict[Section, str] = field(default_factory=dict)
    events: Sequence[Event] = ()
    comes: Sequence[Comes] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """
    One side as it stands: of what ('item', 'items', 'sign', 'wish', 'text', 'event', 'visit'), which, what it says, whose it is.

    `says` is what it says, in codes where it has any; the digest is made of it. `told_by` and `on` are by whose word and of
    which day ('' where nobody says). `section` is the part of the plan it stands in, '' for none.
    """

    of: str
    id: str
    says: Sequence[str]
    who: str = ""
    agency_id: str = ""
    told_by: str = ""
    on: str = ""
    section: str = ""

    @property
    def said(self) -> str:
        """What it says and whose it is, whichever row it stands in."""
        day = self.on if self.of == "event" else ""
        return f"{self.of}:{self.agency_id or self.who}:{self.section}:{day}:{[*self.says]}"


@dataclass(frozen=True, slots=True)
class Found:
    """A contradiction that was found: its kind, the row of the table, and its sides."""

    finds: Finds
    rule: str
    left: Side
    right: Side

    @property
    def pair(self) -> str:
        """What stands against what, whatever they say."""
        return " ".join((self.finds, *sorted(f"{one.of}:{one.id}" for one in (self.left, self.right))))

    @property
    def digest(self) -> str:
        """What the sides say and whose they are: another where one of them changes, the same where one stops and comes back."""
        said = sorted(one.said for one in (self.left, self.right))
        return sha256("\n".join((self.finds, *said)).encode()).hexdigest()[:32]


def find(known: Known, tables: Tables, today: date) -> list[Found]:
    """Return what contradicts, in the order of the kinds: once for each pair, and once for two sides that say the same."""
    found = [
        *_same(known, tables, today),
        *_visits(known, tables, today),
        *_preferences(known, tables, today),
        *_stopped(known, tables, today),
        *_leads(known, tables, today),
        *_older(known, tables, today),
    ]
    by_pair = {one.pair: one for one in reversed(found)}.values()
    return list({one.digest: one for one in by_pair}.values())[::-1]


def item_side(item: ItemFacts) -> Side:
    """Return an item as a side. What it says is written in codes; `words.side_lines` says it for people."""
    return Side(
        "item", str(item.id), item_says(item), item.who, str(item.agency_id or ""), item.told_by,
        (item.told_day or item.confirmed_day).isoformat(),
    )  # fmt: skip


def as_stored(side: Side) -> dict[str, Any]:
    """Return a side as it is stored."""
    return asdict(side) | {"says": [*side.says]}


def item_says(item: ItemFacts) -> tuple[str, ...]:
    """Return kind, subject, instruction, days, times, whether they lead, and the words: what is in a digest."""
    days = "".join(str(one) for one in sorted(item.days))
    times = f"{item.from_time:%H:%M}-{item.until_time:%H:%M}" if item.from_time and item.until_time else ""
    return item.kind, item.subject, item.instruction, days, times, "leads" if item.leads else "", item.words


SAYS = 7
"""How many words of `Side.says` one item has."""


def says_of_items(side: Side) -> list[tuple[str, ...]]:
    """Return what a side says of each of its items, as `item_says`."""
    says = tuple(side.says)
    return [says[start : start + SAYS] for start in range(0, len(says), SAYS)]


# 1: the same thing by two, with different instruction


def _same(known: Known, tables: Tables, today: date) -> Iterator[Found]:
    for one, other in _pairs(known.items, today):
        if one.kind != other.kind or one.kind == VISITS or not _share_a_day(one, other):
            continue
        key = one.kind, frozenset({one.instruction, other.instruction})
        rule = (tables.same if same_subject(one.subject, other.subject) else tables.apart).get(key)
        if rule:
            yield Found(Finds.SAME, rule, item_side(one), item_side(other))


def _pairs(items: Iterable[ItemFacts], today: date) -> Iterator[tuple[ItemFacts, ItemFacts]]:
    """Yield two items of different parties that are done at the same time, now or on days to come."""
    done = sorted((one for one in items if one.is_done(today)), key=_in_order)
    for one, other in combinations(done, 2):
        if one.party != other.party and max(one.from_day, other.from_day) <= min(_last(one), _last(other)):
            yield one, other


def _in_order(item: ItemFacts) -> tuple[Any, ...]:
    """Of two the older first; an id alone never decides, so that the same people give the same order."""
    of = item.kind, item.subject, item.who, item.instruction, item.told_by
    return item.from_day, item.confirmed_day, *of, str(item.id)


def _last(item: ItemFacts) -> date:
    until = item.until_day or date.max
    return min(until, item.stopped_day - timedelta(days=1)) if item.stopped_day else until


def _share_a_day(one: ItemFacts, other: ItemFacts) -> bool:
    return not (one.days and other.days) or bool(one.days & other.days)


# 2: visits that exclude each other


def _visits(known: Known, tables: Tables, today: date) -> Iterator[Found]:
    for one, other in _pairs(known.items, today):
        choice = _excluding(one, other)
        if choice in tables.visits and _share_a_day(one, other):
            yield Found(Finds.VISITS, tables.visits[choice], item_side(one), item_side(other))
    for item in known.items:
        if item.kind == VISITS and item.agency_id and item.instruction in tables.visits and item.is_done(today):
            rule = tables.visits[item.instruction]
            for visit in known.comes:
                if _falls_into(visit, item):
                    side = _visit_side(visit)
                    yield Found(Finds.VISITS, rule, item_side(item), side)


def _visit_side(visit: Comes) -> Side:
    return Side("visit", str(visit.id), (f"{visit.from_time:%H:%M}", f"{visit.until_time:%H:%M}"), visit.who)


def _excluding(one: ItemFacts, other: ItemFacts) -> str:
    """
    Return the choice by which two items exclude each other, '' where they do not or are no visits to the home.

    What has no times may be made at any time of its days: it excludes by whole days alone, where somebody is elsewhere all day
    on every day on which the other comes.
    """
    if not all(item.kind == VISITS or (item.kind in AT_HOME and item.from_time) for item in (one, other)):
        return ""
    for away, comes in ((one, other), (other, one)):
        if away.kind == VISITS and away.instruction == ELSEWHERE and _is_away(away, comes):
            return ELSEWHERE
    is_alone = one.kind == other.kind == VISITS and ALONE in (one.instruction, other.instruction)
    return ALONE if is_alone and one.from_time and other.from_time and _at_once(one, other) else ""


def _is_away(away: ItemFacts, comes: ItemFacts) -> bool:
    if away.from_time and comes.from_time:
        return _at_once(away, comes)
    return not away.from_time and not (away.days and not (comes.days and comes.days <= away.days))


def _at_once(one: ItemFacts, other: ItemFacts) -> bool:
    start, end = max(_starts(one), _starts(other)), min(_ends(one), _ends(other))
    return start < end


def _falls_into(visit: Comes, item: ItemFacts) -> bool:
    """
    Say whether a planned visit can only be made while an item has the person: its whole window lies in it. Who comes without
    times to be there alone has them at no time that is known.
    """
    if item.instruction == ALONE and not item.from_time:
        return False
    held = item.from_day <= visit.day <= _last(item) and item.is_of(visit.day.weekday())
    return held and _starts(item) <= visit.from_time and visit.until_time <= _ends(item)


def _starts(item: ItemFacts) -> time:
    return item.from_time or time.min


def _ends(item: ItemFacts) -> time:
    return item.until_time or time.max


# 3: a response that a preference forbids

WISHED_IN = (Section.MATTERS, Section.PEOPLE, Section.HELP, Section.CONTINGENCY)
READ = frozenset({*WISHED_IN, Section.SIGNS})
"""The sections of a plan that are read for wishes and responses."""
_RINGS = "ring* | call* | phone* | tell* | text* | contact*"


def _preferences(known: Known, tables: Tables, today: date) -> Iterator[Found]:
    wishes = [(one, side) for one, side in _wishes(known, tables.wishes)]
    for sign in sorted(known.signs, key=lambda one: one.id):
        response = Side("sign", sign.id, (sign.sees, sign.response, sign.does.value), section=Section.SIGNS)
        for wish, side in wishes:
            if does(sign.response, wish.ways) or (wish.emergency and sign.does is Does.EMERGENCY):
                yield Found(Finds.PREFERENCE, tables.preference, side, response)
        for item in known.items:
            if item.is_done(today) and _is_barred(item) and _rings(sign.response, item.subject):
                yield Found(Finds.PREFERENCE, tables.preference, item_side(item), response)
    for sentence in sentences(known.texts.get(Section.CONTINGENCY, "")):
        call = Side("text", _mark(sentence), (sentence,), section=Section.CONTINGENCY)
        for wish, side in wishes:
            if side.section != Section.CONTINGENCY and does(sentence, wish.ways):
                yield Found(Finds.PREFERENCE, tables.preference, side, call)
        for item in known.items:
            if item.is_done(today) and _is_barred(item) and _rings(sentence, item.subject):
                yield Found(Finds.PREFERENCE, tables.preference, item_side(item), call)


def _wishes(known: Known, wishes: Sequence[Wish]) -> Iterator[tuple[Wish, Side]]:
    """Yield each sentence of the plan that says what the person does not want, with what it is about."""
    for section in WISHED_IN:
        for sentence in sentences(known.texts.get(section, "")):
            for wish in wishes:
                if forbids(sentence, wish):
                    yield wish, Side("wish", f"{section}:{wish.about}", (sentence,), section=section)


def _is_barred(item: ItemFacts) -> bool:
    return item.kind == CONTACT and item.instruction == NEVER_RING


def _rings(response: str, whom: str) -> bool:
    """Say whether a response rings somebody whom a contact rule says never to ring."""
    key = subject_key(whom)
    named = [one for one in sentences(response) if set(key) <= set(subject_key(one))] if key else []
    return any(does(one, [_ringing(key[-1])]) for one in named)


@cache
def _ringing(whom: str) -> Way:
    return way(f"{whom}*", _RINGS)


def _mark(sentence: str) -> str:
    return sha256(sentence.casefold().encode()).hexdigest()[:12]


# 4: stopped, and still done


def _stopped(known: Known, tables: Tables, today: date) -> Iterator[Found]:
    rule, days = tables.stopped
    stopped = [one for one in known.items if one.for_all and one.stopped_day and one.stopped_day <= today]
    for gone in stopped:
        assert gone.stopped_day is not None
        if gone.stopped_day < today - timedelta(days=days):
            continue
        for item in known.items:
            if item.is_done(today) and _is_still_done(item, gone, tables):
                yield Found(Finds.STOPPED, rule, item_side(gone), item_side(item))


def _is_still_done(item: ItemFacts, gone: ItemFacts, tables: Tables) -> bool:
    """Say whether an item does what was stopped for everybody: not where a member began it anew after that day."""
    assert gone.stopped_day is not None
    if item.id == gone.id or item.kind != gone.kind or not same_subject(item.subject, gone.subject):
        return False
    choice = tables.kinds[item.kind].choices.get(item.instruction)
    is_anew = item.source == Source.MEMBER and item.from_day > gone.stopped_day
    return (choice is None or choice.does) and not is_anew


# 5: two leads


def _leads(known: Known, tables: Tables, today: date) -> Iterator[Found]:
    for one, other in _pairs(known.items, today):
        if one.leads and other.leads and one.kind == other.kind and same_subject(one.subject, other.subject):
            yield Found(Finds.LEADS, tables.leads, item_side(one), item_side(other))


# 6: an instruction older than a key event


def _older(known: Known, tables: Tables, today: date) -> Iterator[Found]:
    """
    Yield for each party the latest event of a kind since which what they do was not confirmed, all of it in one side.

    The pair is of party and kind of event: the next event of the kind is another day in it, and no second contradiction.
    """
    old: dict[tuple[str, UUID], list[ItemFacts]] = {}
    rules: dict[tuple[str, UUID], str] = {}
    latest = {one.kind: one for one in sorted(known.events, key=lambda one: (one.day, one.kind, str(one.id)))}
    for item in sorted(known.items, key=_in_order):
        for event in sorted(latest.values(), key=lambda one: one.kind):
            rule, days = tables.older.get((item.kind, event.kind), ("", 0))
            is_asked = bool(rule) and today >= event.day + timedelta(days=days)
            if is_asked and item.is_done(today) and _is_older(item, event.day):
                old.setdefault((item.party, event.id), []).append(item)
                rules.setdefault((item.party, event.id), rule)
    by_id = {one.id: one for one in latest.values()}
    for (party, event_id), items in old.items():
        event, first = by_id[event_id], items[0]
        happened = Side("event", event.kind, (event.kind,), on=event.day.isoformat())
        told = min(items, key=lambda one: one.confirmed_day)
        says = [word for one in items for word in item_says(one)]
        side = Side(
            "items", party, says, first.who, str(first.agency_id or ""), told.told_by, told.confirmed_day.isoformat()
        )
        yield Found(Finds.OLDER, rules[party, event_id], side, happened)


def was_confirmed(
    party: Side, happened: Side, told: ItemFacts, items: Iterable[ItemFacts], tables: Tables, today: date
) -> bool:
    """
    Say whether what stands as older than an event is confirmed by what was told of one item: of the same party, the last of
    it. Where something of it only ended, it is not.
    """
    (event,), day = happened.says, date.fromisoformat(happened.on)
    theirs = [one for one in items if one.party == party.id and (one.kind, event) in tables.older]
    if told not in theirs:
        return False
    going = [one for one in theirs if one.is_done(today)]
    about = {(one.kind, one.subject) for one in going}
    ended = {(one.kind, one.subject) for one in theirs if not one.is_done(today)} - about
    stood = {(kind, subject) for kind, subject, *_how in says_of_items(party)}
    return not (stood & ended) and not any(_is_older(one, day) for one in going)


def _is_older(item: ItemFacts, day: date) -> bool:
    return item.confirmed_day < day and item.from_day <= day


# What becomes of what was known before


@dataclass(frozen=True, slots=True)
class Kept:
    """A contradiction as it is kept: its pair and digest, its state, whether a side went since it was settled, whose it is."""

    id: UUID
    pair: str
    digest: str
    state: State
    is_gone: bool = False
    team_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """What is to be written: new ones, sides that changed of open ones, those to open again, and those whose side went."""

    new: list[Found] = field(default_factory=list)
    changed: list[tuple[Kept, Found]] = field(default_factory=list)
    again: list[tuple[Kept, Found]] = field(default_factory=list)
    gone: list[Kept] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.new or self.changed or self.again or self.gone)


def steps(found: Iterable[Found], kept: Sequence[Kept]) -> Steps:
    """
    Return what becomes of what was found, beside what is kept of the same person, the latest last.

    An open one stays one, whatever its sides say. What was settled or answered as none stays so while both sides say the same;
    settled, it is open again once a side has gone and come back. A side that says something else is asked of anew.
    """
    out = Steps()
    open_by_pair = {one.pair: one for one in kept if one.state is State.OPEN}
    open_by_digest = {one.digest: one for one in open_by_pair.values()}
    answered = {one.digest: one for one in kept if one.state is not State.OPEN}
    found = list(found)
    seen = {one.digest for one in found}
    taken = {now.id for one in found if (now := open_by_pair.get(one.pair))}
    for one in found:
        now = open_by_pair.get(one.pair) or open_by_digest.get(one.digest)
        if now and (now.pair == one.pair or now.id not in taken):
            if (now.pair, now.digest) != (one.pair, one.digest):
                out.changed.append((now, one))
        elif before := answered.get(one.digest):
            if before.is_gone and before.state is State.SETTLED:
                out.again.append((before, one))
        else:
            out.new.append(one)
    settled = (one for one in answered.values() if one.state is State.SETTLED and one.digest)
    out.gone.extend(one for one in settled if not one.is_gone and one.digest not in seen)
    return out
