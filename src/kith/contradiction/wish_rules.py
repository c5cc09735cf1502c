"""
What somebody does not want, and what a response does: read out of plain sentences by their words.

A sentence says a wish where what forbids governs the thing: "never ring my daughter", "my daughter is not to know", "no hoist".
What has a condition ("unless", "before 9") and what tells how it was ("since March") is left to people. It finds less than a
reader does, and hardly ever something that is none; tests/spec/wishes_in_words.py says what it misses.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from csv import DictReader
from dataclasses import dataclass

SENTENCES = re.compile(r"[^.!?;\n]+")
_CLAUSES = re.compile(r"\s*(?:[,:()–—]|\s-\s|\b(?:but|because|although|instead|then)\b)\s*", re.IGNORECASE)

_LISTED = re.compile(r",(?=\s+\w+(?:,\s+\w+)*\s+or\s)")
"""The comma in "ring, text or visit"."""

# What forbids, before the word for what is done or, after _WANTS, before the thing itself

_NOT = r"(?:\s+not|\s*n['’]?t|\s+never)"
_ORDERS = (
    r"^(?:(?:please|and|so|kindly|absolutely|under\s+no\s+circumstances|on\s+no\s+account)\s+)*"
    r"(?:never(?:\s+ever)?|do\s+not|don['’]?t|avoid)"
    r"|\brather\s+(?:you|they|nobody)\s+(?:did\s+not|didn['’]t)"
    r"|\bthat\s+(?:we|you|staff|nobody)\s+(?:do\s+not|don['’]t|never)"
)
_WANTS = (
    rf"(?:do(?:es)?{_NOT}|never|no\s+longer)\s+(?:ever\s+)?(?:wants?|wish(?:es)?|agrees?|consents?)(?:\s+to)?"
    r"|would(?:\s+not|n['’]t)\s+(?:want|like|wish)(?:\s+to)?|refuses?(?:\s+to)?|declines?(?:\s+to)?"
    r"|(?:is|am|are)\s+against|rather\s+not|rather\s+\w+(?:\s+\w+){0,4}\s+than"
)
_MUSTS = (
    rf"(?:must|should|may|shall|will|would){_NOT}|won['’]?t|(?:is|are|am){_NOT}\s+to|(?:not|never)\s+to"
    r"|I(?:\s+am|['’]m)\s+not"
    r"|(?:nobody|no[ -]?one)\s+(?:is\s+to|should|may|must|ever)"
)
_FILL = r"(?:(?!(?:about|that|without|after|from|who|which|for|alone)\b)[\w'’&/-]+\s+)"
_OF = r"(?:(?:the|an?|any|my|her|his|their|our|more|another|that|to\s+(?:have|use)|having|using)\s+)"
_TAIL = r"(?:\W+(?:please|ever|again|at\s+all|for\s+(?:me|her|him|them)|whatever\s+happens|under\s+any\s+circumstances))*\W*$"

_CONDITION = re.compile(
    r"\b(?:unless|except|until|before|without|if|when|whenever|while|in\s+case)\b|\bafter\s+\d"
    r"|\bfor\s+(?:every|each|minor|small|little)\b",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\b(?:forget|hesitate|mind|worry|afraid|delay|wait|only|first|since|so\s+far|yet|last|ago|at\s+night|at\s+work"
    r"|this\s+(?:year|month|week)|in\s+\d{4}|too)\b",
    re.IGNORECASE,
)

# What takes back, in a response, what is done after it

_NOT_DONE = re.compile(
    r"\b(?:not|never|no|nor|whether|that|about|without|instead\s+of|rather\s+than|avoid\w*|before|out\s+of)\b|n['’]t\b",
    re.IGNORECASE,
)
_WHERE = r"(?:^\s*should\b|\b(?:if|when|whenever|unless|in\s+case|until|while|once|where)\b)"
_DOING = (
    r"\b(?:ring|call|phone|dial|tell|text|contact|inform|ask|use|send|take|go|get|offer|admit|bring|lift|let|give|start|visit"
    r"|check|help|move|put|keep|stay|wait|sit)\b"
)
_FIRST_CLAUSE = re.compile(rf"{_WHERE}[^,:]*?(?:[,:]|\bthen\b)", re.IGNORECASE)
_LAST_CLAUSE = re.compile(rf"{_WHERE}.*?(?={_DOING}|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Way:
    """
    One way in which a thing is said: `thing` finds the words for it, `does` those by which it is done; `forbids` finds in a
    clause, `denies` in a whole sentence, that it is not wanted. `alone`: the thing is said without what is done with it.
    """

    thing: re.Pattern[str]
    does: re.Pattern[str]
    forbids: re.Pattern[str]
    denies: re.Pattern[str]
    alone: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """
    Something that people do not want, by the ways in which it is said.

    `emergency` tells that a call for emergency help does it without saying so.
    """

    about: str
    label: str
    ways: Sequence[Way]
    emergency: bool


def read_wishes(lines: Iterable[str]) -> tuple[Wish, ...]:
    """Return what people do not want and how it is said, from the lines of policy/preferences.csv."""
    rows: dict[str, list[Mapping[str, str]]] = {}
    for row in DictReader(lines):
        rows.setdefault(row["about"], []).append(row)
    return tuple(
        Wish(
            about, own[0]["label"], [way(one["words"], one["verbs"], one["unlike"], one["alone"] == "yes") for one in own],
            any(one["emergency"] == "yes" for one in own),
        )
        for about, own in rows.items()
    )  # fmt: skip


def parts(text: str) -> tuple[str, ...]:
    """Return the parts of a cell that has several."""
    return tuple(filter(None, (one.strip() for one in text.split("|"))))


def any_of(text: str) -> str:
    """Return a pattern of any of the words of a cell, '*' for any ending."""
    return "|".join(re.escape(one).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for one in parts(text))


def way(words: str, verbs: str, unlike: str = "", alone: bool = False) -> Way:
    """Return how a thing is said, by its words, what is done with it, and what follows where the words mean something else."""
    other = rf"(?!\W{{0,2}}(?:{any_of(unlike)})(?!\w))" if unlike else ""
    thing = rf"(?<![\w-])(?:{any_of(words)})(?![\w-]|['’]s\b){other}"
    done = "" if alone else "|be\\s+(?:rung|told|informed|involved)|know"
    does = rf"(?<!\w)(?<!\bthe\s)(?<!\ba\s)(?:{any_of(verbs)}{done})(?!\w)"
    known = rf"(?:{does}|know|told|rung|involved|informed)"
    once = "" if alone else r"(?!\s+(?:to|for)\b)"
    told = "" if alone else rf"\s+(?:to\s+)?(?:be\s+)?{known}"
    of_it = (
        rf"(?:no|not|never)\s+{_OF}*{thing}"
        if alone
        else rf"no\s+(?:{does}|contact)\s+(?:(?:to|with)\s+)?{_OF}*{thing}"
    )
    forbids = [
        rf"(?:{_ORDERS}|(?<!\w)(?:{_WANTS}|{_MUSTS}))\s+{_FILL}{{0,4}}?{does}\s+{_FILL}{{0,4}}?{thing}",
        rf"{thing}\s+(?:\w+\s+)?(?:(?:must|should|may|shall|can|will){_NOT}|cannot)\s+(?:ever\s+)?(?:be\s+{known}{once}|know\b)",
        rf"{thing}\s+(?:\w+\s+)?(?:is|are){_NOT}\s+to\s+(?:be\s+)?{known}{once}",
        rf"(?<!\w)(?:{_WANTS})\s+{_OF}*{thing}{told}",
        rf"(?:{_ORDERS})\s+let\s+{_OF}*{thing}\s+(?:know|hear|find\s+out)",
        rf"^(?:keep|leave)\s+{_OF}*{thing}\s+(?:well\s+)?out\s+of",
    ]
    denies = [rf"^\W*(?:(?:please|and|absolutely)\s+)*{of_it}{_TAIL}"]
    if alone:
        stay = r"(?:keep|be\s+kept|stay|remain)\s+(?:(?:me|her|him|them)\s+)?(?:out\s+of|away\s+from)"
        forbids.append(rf"(?:^(?:please\s+)?|\b(?:wants?|wish(?:es)?)\s+to\s+){stay}\s+{_OF}*{thing}")
        denies += [
            rf"^\W*{_OF}?{thing}[\s,:–—-]+(?:absolutely\s+)?(?:never|no|not)\b{_TAIL}",
            rf"^\W*{_OF}?{thing}\s+(?:is|are)\s+(?:out\s+of\s+the\s+question|not\s+an\s+option|not\s+for\s+me|not\s+wanted)",
        ]
    return Way(_compiled(thing), _compiled(does), _compiled(*forbids), _compiled(*denies), alone)


def _compiled(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, each with single spaces."""
    return [words for one in SENTENCES.findall(text) if (words := " ".join(one.split()))]


def forbids(sentence: str, wish: Wish) -> bool:
    """Say whether a sentence says, without a condition, that the person does not want something."""
    ways = [one for one in wish.ways if one.thing.search(sentence)]
    if not ways or _CONDITION.search(sentence):
        return False
    said = [one for one in _clauses(_LISTED.sub(" or", sentence)) if not _OTHERWISE.search(one)]
    return any(
        any(one.forbids.search(clause) or one.denies.search(clause) for clause in said)
        or (one.denies.search(sentence) and not _OTHERWISE.search(sentence))
        for one in ways
    )


def does(response: str, ways: Iterable[Way]) -> bool:
    """Say whether a response does something, in one of its clauses; what is said of when it is to be done is no part of it."""
    return any(_does(sentence, one) for sentence in sentences(response) for one in ways)


def _does(sentence: str, one: Way) -> bool:
    if not one.thing.search(sentence):
        return False
    done = ""
    for clause in _clauses(_LAST_CLAUSE.sub(" ", _FIRST_CLAUSE.sub(" ", sentence))):
        for thing in one.thing.finditer(clause):
            if _NOT_DONE.search(clause, 0, thing.start()):
                continue
            begins = re.fullmatch(rf"(?:(?:and|or)\s+)?{_OF}*", clause[: thing.start()], re.IGNORECASE)
            if one.does.search(clause) or (begins and (one.alone or one.does.search(done))):
                return True
        if not _NOT_DONE.search(clause):
            done += f" {clause}"
    return False


def _clauses(sentence: str) -> list[str]:
    return [one for one in map(str.strip, _CLAUSES.split(sentence)) if one]
