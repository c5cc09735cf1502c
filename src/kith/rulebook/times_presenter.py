"""Says the small tables in words: how often plans are looked through, how close supervision is, the clocks of concerns."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.utils.translation import pgettext_lazy as later_of

from kith.language import listed
from kith.policy.clock_rules import CLOCKS, RAISED, Clock
from kith.policy.floor_rules import RuleSet
from kith.policy.queries import role_label
from kith.policy.review_rules import REVIEWS
from kith.policy.set_up_rules import MUST, SET_UP, SHOULD, STATEMENT, Need
from kith.policy.supervision_rules import LEAST, SAMPLE, SESSION_DAYS, SUPERVISION, WEEKS
from kith.rulebook.shows import RuleLine
from kith.safeguarding.rules import Step
from kith.safeguarding.words import step_words
from kith.web.words import first_up

TIERS: Mapping[str, object] = {
    "high": later_of("the risk of somebody on the list", "High risk"),
    "medium": later_of("the risk of somebody on the list", "Medium risk"),
    "low": later_of("the risk of somebody on the list", "Low risk"),
    "not assessed": later_of("the risk of somebody on the list", "Risk not assessed"),
}
STEERS: Mapping[str, object] = {
    SESSION_DAYS: later_of("what a number steers", "Days between two sessions"),
    SAMPLE: later_of("what a number steers", "Decisions of each member a week"),
    WEEKS: later_of("what a number steers", "Weeks over which practice is told"),
    LEAST: later_of("what a number steers", "Contacts below which nothing is said"),
}
NEEDS: Mapping[str, object] = {
    MUST: later_of("a line of a set-up", "must"),
    SHOULD: later_of("a line of a set-up", "should"),
}
ABOUT: Mapping[str, object] = {
    "adult": later_of("whom a concern is about", "an adult"),
    "child": later_of("whom a concern is about", "a child"),
}


def lines(name: str, rules: RuleSet, floor: RuleSet, laxer: set[str]) -> list[RuleLine]:
    """Return the rows of one of these tables, each beside what the floor says."""
    return _LINES[name](rules, floor, laxer)


def _reviews(rules: RuleSet, floor: RuleSet, laxer: set[str]) -> list[RuleLine]:
    return [
        _line(
            one.id, str(TIERS[tier]), _(one.sentence), days_words(one.days), days_words(floor.reviews[tier].days), laxer
        )
        for tier, one in rules.reviews.items()
    ]


def _supervision(rules: RuleSet, floor: RuleSet, laxer: set[str]) -> list[RuleLine]:
    found = []
    for what, one in rules.supervision.items():
        says, least = (steers_words(what, of[what].number) for of in (rules.supervision, floor.supervision))
        found.append(_line(one.rule, str(STEERS[what]), _(one.sentence), says, least, laxer))
    return found


def steers_words(what: str, number: int) -> str:
    """Return a number that steers supervision with what it counts."""
    counted = {
        SESSION_DAYS: ngettext("%(n)d day", "%(n)d days", number),
        SAMPLE: ngettext("%(n)d decision", "%(n)d decisions", number),
        WEEKS: ngettext("%(n)d week", "%(n)d weeks", number),
        LEAST: ngettext("%(n)d contact", "%(n)d contacts", number),
    }
    return counted[what] % {"n": number}


def _clocks(rules: RuleSet, floor: RuleSet, laxer: set[str]) -> list[RuleLine]:
    found = []
    for one in rules.clocks:
        least = next((row for row in floor.clocks if _is_same(row, one)), None)
        says = within_words(least) if least else _("no row")
        found.append(_line(one.rule, clock_words(one), _(one.sentence), within_words(one), says, laxer))
    return found


def _is_same(one: Clock, other: Clock) -> bool:
    return (one.about, one.step, one.after) == (other.about, other.step, other.after)


def clock_words(one: Clock) -> str:
    """Return which step a clock is for, of whom and from when it counts."""
    after = _("the raising") if one.after == RAISED else step_words(Step(one.after), one.about)
    words = {"about": ABOUT[one.about], "step": step_words(Step(one.step), one.about), "after": after}
    return _("%(step)s (%(about)s), counted from: %(after)s") % words


def within_words(one: Clock) -> str:
    """Return how long a clock runs."""
    if one.unit == "months":
        return ngettext("%(n)d month", "%(n)d months", one.within) % {"n": one.within}
    if not one.within:
        return _("the same working day")
    return ngettext("%(n)d working day", "%(n)d working days", one.within) % {"n": one.within}


def days_words(days: int) -> str:
    """Return a number of days."""
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def _set_up(rules: RuleSet, floor: RuleSet, laxer: set[str]) -> list[RuleLine]:
    known = {one.line: one for one in floor.set_up}
    return [
        _line(
            one.id, _(one.label), _(one.sentence), need_words(one),
            need_words(known[one.line]) if one.line in known else _("no row"), laxer,
        )
        for one in rules.set_up
    ]  # fmt: skip


def need_words(one: Need) -> str:
    """Return whether a line is a must, and how it is met: 'must, said by somebody, for 365 days at most'."""
    words = [str(NEEDS[one.need])]
    if one.met_by == STATEMENT:
        words += [_("said by somebody"), _("for %(days)s at most") % {"days": days_words(one.days)}]
    elif one.days:
        words.append(_("%(days)s ahead") % {"days": days_words(one.days)})
    if one.roles:
        words.append(listed([role_label(role) for role in one.roles]))
    return ", ".join(words)


def _line(rule: str, when: str, then: str, says: str, least: str, laxer: set[str]) -> RuleLine:
    """Return one row; the floor stands beside it where it says something else."""
    if rule in laxer:
        return RuleLine(rule, first_up(when), then, says, least, _("Laxer than the floor"), "late")
    if says != least:
        return RuleLine(rule, first_up(when), then, says, least, _("Stricter"), "done")
    return RuleLine(rule, first_up(when), then, says, "", "", "")


_LINES: Mapping[str, Callable[[RuleSet, RuleSet, set[str]], list[RuleLine]]] = {
    REVIEWS: _reviews,
    SUPERVISION: _supervision,
    CLOCKS: _clocks,
    SET_UP: _set_up,
}
