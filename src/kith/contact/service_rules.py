"""
For which service a contact was made, which domains were assessed at it, and why something was done again.

A *domain* is one part of a person's life that is assessed as a whole: skin, mood, medicines.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from csv import DictReader
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from kith.language import later
from kith.policy.service_rules import Service

UNKNOWN = ""
"""The service of a contact of which nobody says for whom it was made: it is never held against another."""
OTHER = "other"
FAMILY = "family"


@dataclass(frozen=True, slots=True)
class Domain:
    """One domain of assessment: its code and label, and the rule tables whose score assesses it."""

    code: str
    label: str
    tables: Sequence[str]


class Again(StrEnum):
    """Why something was assessed again, or two services came on one day: each is a reason by itself."""

    CHANGED = "changed"
    TOGETHER = "together"
    ASKED = "asked"
    NOT_SHARED = "not shared"
    OTHER_QUESTION = "other question"


AGAIN = tuple(Again)
AGAIN_WORDS: Mapping[Again, str] = MappingProxyType(
    {
        Again.CHANGED: later("Something changed"),
        Again.TOGETHER: later("It is done together"),
        Again.ASKED: later("They asked for it"),
        Again.NOT_SHARED: later("What they found is not known here"),
        Again.OTHER_QUESTION: later("We look for something else"),
    }
)


class Anyway(StrEnum):
    """Why somebody who does not know the person comes all the same, though it was said that others do."""

    SKILL = "skill"
    ASKED = "asked"
    NOBODY_FREE = "nobody free"
    URGENT = "urgent"
    TO_KNOW = "to know"


ANYWAY = tuple(Anyway)
ANYWAY_WORDS: Mapping[Anyway, str] = MappingProxyType(
    {
        Anyway.SKILL: later("It needs what they can do"),
        Anyway.ASKED: later("The person asked for it"),
        Anyway.NOBODY_FREE: later("Nobody who knows them is free"),
        Anyway.URGENT: later("It cannot wait"),
        Anyway.TO_KNOW: later("They are to get to know each other"),
    }
)


class Warned(StrEnum):
    """What was said before a contact was planned: nobody is stopped, and what was said is kept with the reason."""

    NEW_FACE = "new face"
    MANY_FACES = "many faces"
    SAME_DAY = "same day"


WARNED = tuple(Warned)


def read_domains(lines: Iterable[str]) -> dict[str, Domain]:
    """
    Return the domains of assessment by code, in order, from the lines of policy/assessed-domains.csv.

    Raises:
        ValueError: for a code, or a rule table, that stands twice.
    """
    found: dict[str, Domain] = {}
    for row in DictReader(lines):
        domain = Domain(row["domain"], row["label"], _parts(row["tables"]))
        taken = {table for one in found.values() for table in one.tables}
        if domain.code in found or taken & set(domain.tables):
            raise ValueError(f"assessed-domains, {row['id']}: each code and each table once")
        found[domain.code] = domain
    return found


def service_of_role(services: Mapping[str, Service], role: str) -> str:
    """Return the service that members of a role work for; `OTHER` for a role of none."""
    return next((one.code for one in services.values() if role in one.roles), OTHER)


def service_of_words(services: Mapping[str, Service], words: str) -> str:
    """
    Return the service that somebody's name and service, or the name of a place, speaks of; `OTHER` where it says none.

    The longest words that are found decide, so that a practice nurse is of general practice. Words are found whole; a star
    at the end of those in the list lets them go on: “therap*” in “therapist”.
    """
    folded = " " + " ".join(re.findall(r"[a-z0-9&]+", words.casefold())) + " "
    found = [(len(say), one.code) for one in services.values() for say in one.says if _sought(say) in folded]
    return max(found, default=(0, OTHER), key=lambda pair: pair[0])[1]


def _sought(say: str) -> str:
    return f" {say[:-1]}" if say.endswith("*") else f" {say} "


def domains_of_tables(domains: Mapping[str, Domain], tables: Iterable[str]) -> list[str]:
    """Return the domains that filling in these rule tables assesses, in order."""
    filled = set(tables)
    return [one.code for one in domains.values() if filled & set(one.tables)]


def in_order(domains: Mapping[str, Domain], codes: Iterable[str]) -> list[str]:
    """Return these domains once each, in the order of the list. Raises KeyError for one that is not on it."""
    wanted = set(codes)
    if unknown := sorted(wanted - domains.keys()):
        raise KeyError(unknown[0])
    return [code for code in domains if code in wanted]


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())
