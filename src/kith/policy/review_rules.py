"""How often the plan of somebody is looked through again, by risk tier: a table, and where a team's is laxer than its floor."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kith.language import _
from kith.policy.check_rules import Finding
from kith.policy.value_rules import TableError

REVIEWS = "plan-reviews"
TIERS = ("high", "medium", "low", "not assessed")
SOONEST, LATEST = 30, 60
"""Days between two reviews of a plan, both inclusive. Source: domain facts, section 3.3."""


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """Within how many days the plan of somebody of a risk tier is looked through again, in a sentence, by its id."""

    id: str
    tier: str
    days: int
    sentence: str


def read_reviews(lines: Iterable[str]) -> dict[str, ReviewRule]:
    """
    Return the cadence of reviews by risk tier.

    Raises:
        TableError: for days that are not from 30 to 60, a tier that is none, is missing or stands twice.
    """
    found: dict[str, ReviewRule] = {}
    for number, row in enumerate(csv.DictReader(lines), start=2):
        days = int(row["days"]) if row["days"].isdecimal() else 0
        if not SOONEST <= days <= LATEST:
            raise TableError(f"plan-reviews, row {number}: {SOONEST} to {LATEST} days, a whole number")
        if row["tier"] not in TIERS or row["tier"] in found:
            raise TableError(f"plan-reviews, row {number}: the tier {row['tier']!r} is none, or stands twice")
        found[row["tier"]] = ReviewRule(row["id"], row["tier"], days, row["sentence"])
    if absent := [tier for tier in TIERS if tier not in found]:
        raise TableError(f"plan-reviews: the tier {absent[0]!r} is missing")
    return found


def laxer_reviews(own: Mapping[str, ReviewRule], floor: Mapping[str, ReviewRule]) -> Iterator[Finding]:
    """Yield the tiers that a team looks through later than its floor says."""
    for tier, least in floor.items():
        row = own[tier]
        if row.days > least.days:
            words = {"row": row.id, "own": row.days, "floor": least.days, "tier": _(tier)}
            sentence = _("%(row)s looks through a plan after %(own)d days; the floor says %(floor)d.") % words
            yield Finding("laxer", REVIEWS, (row.id, least.id), sentence, {"tier": tier, "days": str(least.days)})
