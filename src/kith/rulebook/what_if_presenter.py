"""Says in words what other routes, closing rules, cadences and rights would have done with last month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.utils.translation import pgettext_lazy as later_of

from kith.escalation.presenter import ASKED
from kith.person.queries import PersonName
from kith.person.rules import shown
from kith.policy.floor_rules import STRICTER, RuleSet
from kith.policy.queries import role_label
from kith.policy.rules import Right
from kith.proposal.presenter import case_words
from kith.rulebook.automatic import RAISED_WORDS, SUBJECT_WORDS
from kith.rulebook.shows import IfLine
from kith.rulebook.what_if import (
    ANSWERED,
    HANDED_ON,
    MOVED_ON,
    NOBODY_THERE,
    Closed,
    Done,
    Raising,
    Ran,
    Waited,
    Went,
    cases_of,
    days_of,
    goes_on_longer,
    is_same_way,
    may_close,
    raisings,
    run,
    verdicts,
)
from kith.team.rules import Calendar
from kith.web.words import first_up, moment

Names = Mapping[UUID, PersonName]


@dataclass(frozen=True, slots=True)
class Told:
    """
    What is said of one kind of table: how much there was, what would have been less, what is taken for granted, the lines.

    same: how much there was, for the version in force, which differs from nothing.
    """

    same: str
    words: str
    more: str
    taken: str
    lines: Sequence[IfLine]


def _told(kind: str, number: int, lines: Sequence[IfLine], more: str, taken: str) -> Told:
    """Return it with its first sentence: how much happened, and how much of it would have been otherwise."""
    if not number:
        nothing = _("Nothing of this happened in the last four weeks.")
        return Told(nothing, nothing, "", taken, lines)
    counted = {
        "routes": ngettext("%(n)d escalation", "%(n)d escalations", number),
        "closing": ngettext("%(n)d escalation was closed", "%(n)d escalations were closed", number),
        "cadences": ngettext("%(n)d piece of work waited", "%(n)d pieces of work waited", number),
        "rights": ngettext("%(n)d act", "%(n)d acts", number),
    }[kind] % {"n": number}
    same = _("%(what)s in the last four weeks: the same for all.") % {"what": counted}
    if not lines:
        return Told(same, same, "", taken, lines)
    others = ngettext("%(n)d line differs", "%(n)d lines differ", len(lines)) % {"n": len(lines)}
    words = _("%(what)s in the last four weeks: %(others)s.") % {"what": counted, "others": others}
    return Told(same, words, more, taken, lines)


def routes(found: Sequence[Ran], rules: RuleSet, calendar: Calendar, names: Names, at: datetime) -> Told:
    """Return which escalations would have gone another way, and which would have gone on unanswered once more."""
    lines, late = [], 0
    for one in found:
        if one.route not in rules.routes:
            continue
        after = run(rules.routes[one.route], one, calendar, at)
        if is_same_way(one.went, after):
            continue
        is_late = goes_on_longer(one.went, after)
        late += is_late
        before, then = (went_words(of) for of in (one.went, after))
        lines.append(_line(one.person_id, names, one.began_at, at, before, then, is_late=is_late))
    more = ngettext(
        "%(n)d would have gone on unanswered once more than it did.",
        "%(n)d would have gone on unanswered once more than they did.",
        late,
    )
    taken = _(
        "Taken: whoever answered answers at the same moment, and whoever was not there is not there. Safeguarding escalations are"
        " left out."
    )
    return _told("routes", len(found), lines, more % {"n": late} if late else "", taken)


def went_words(went: Sequence[Went]) -> str:
    """Return how an escalation went: 'clinical supervisor (60 minutes), went on; duty lead (60 minutes), answered'."""
    return "; ".join(_step_words(one) for one in went)


def _step_words(one: Went) -> str:
    if one.end == NOBODY_THERE:
        return _("%(who)s: nobody there") % {"who": _asked(one)}
    minutes = round(one.time.total_seconds() / 60)
    within = ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    return _("%(who)s (%(within)s), %(end)s") % {
        "who": _asked(one),
        "within": within,
        "end": ENDS.get(one.end, ENDS[""]),
    }


def _asked(one: Went) -> str:
    return str(ASKED.get(one.asked) or role_label(one.asked))


ENDS: Mapping[str, object] = {
    ANSWERED: later_of("how a step of a route ended", "answered"),
    MOVED_ON: later_of("how a step of a route ended", "went on unanswered"),
    HANDED_ON: later_of("how a step of a route ended", "handed on"),
    "worse": later_of("how a step of a route ended", "became worse"),
    "": later_of("how a step of a route ended", "still asked"),
}


def closing(found: Sequence[Closed], before: RuleSet, after: RuleSet, names: Names, at: datetime) -> Told:
    """Return who closed an escalation and could not have by a version, or the other way round."""
    lines = []
    for one in found:
        was, would = (may_close(of.closing, one) for of in (before, after))
        if was == would:
            continue
        words = {"who": one.by, "role": role_label(one.role), "level": one.level}
        said = _("%(who)s (%(role)s) closed it, at level %(level)d") % words
        then = _("they may close it") if would else _("they propose it to whoever may close it")
        lines.append(_line(one.person_id, names, one.closed_at, at, said, then, is_late=not would))
    taken = _(
        "Counted are escalations that were closed, by the role of whoever closed them. Safeguarding ones are left out."
    )
    return _told("closing", len(found), lines, "", taken)


def cadences(
    found: Sequence[Waited], rules: RuleSet, calendar: Calendar, names: Names, span: tuple[datetime, datetime]
) -> Told:
    """Return which work would have raised itself otherwise: when, and to whom."""
    since, at = span
    lines = []
    for one in found:
        after = raisings(rules.cadences, one, calendar, since=since, now=at)
        if days_of(after) == days_of(one.raised):
            continue
        before, then = (raised_words(of, at) for of in (one.raised, after))
        what = f"{one.what} ({SUBJECT_WORDS[one.subject]})"
        is_late = len(after) < len(one.raised)
        lines.append(_line(one.person_id, names, one.since, at, before, then, is_late=is_late, what=what))
    taken = _("Taken: the work waited as long as it did. What is unread and goes on by minutes is not in it.")
    return _told("cadences", len(found), lines, "", taken)


def raised_words(raised: Sequence[Raising], at: datetime) -> str:
    """Return to whom work raised itself and when, in turn."""
    said = [f"{one.told or RAISED_WORDS[one.to]}, {moment(one.at, at)}" for one in raised]
    return "; ".join(said) or _("told to nobody")


def rights(
    found: Sequence[Done], before: Mapping[str, Right], after: Mapping[str, Right], rules: RuleSet, at: datetime
) -> Told:
    """Return which commands people would have had another right to, by role, with how often they did it and in which cases."""
    lines, fewer = [], 0
    for one in found:
        was, would = before.get(one.command), after.get(one.command)
        cases = cases_of(was, would)
        role = rules.roles.get(one.role)
        then, now = (verdicts(of, role, cases) for of in (would, was))
        differ = [case for case in sorted(cases) if then[case] != now[case]]
        if not differ or was is None:
            continue
        is_less = any(STRICTER.index(then[case]) < STRICTER.index(now[case]) for case in differ)
        fewer += one.number if is_less else 0
        who = f"{first_up(role_label(one.role))}: {_(was.sentence)}"
        often = ngettext("%(n)d time, last %(when)s", "%(n)d times, last %(when)s", one.number)
        when = often % {"n": one.number, "when": moment(one.last_at, at)}
        lines.append(
            IfLine(who, None, when, _verdicts_words(now, differ), _verdicts_words(then, differ), is_late=is_less)
        )
    more = ngettext(
        "%(n)d act would have been less than decided by whoever did it.",
        "%(n)d acts would have been less than decided by whoever did them.",
        fewer,
    )
    taken = _("The trail does not say which case of a thing an act was: every case that differs is named.")
    return _told("rights", sum(one.number for one in found), lines, more % {"n": fewer} if fewer else "", taken)


def _verdicts_words(of: Mapping[str, str], cases: Sequence[str]) -> str:
    return "; ".join(f"{_case(case)}{VERDICTS[of[case]]}" for case in cases)


def _case(case: str) -> str:
    return f"{case_words(case)}: " if case else ""


VERDICTS: Mapping[str, object] = {
    "decide": later_of("what a role may", "decided"),
    "inform": later_of("what a role may", "decided, and somebody told"),
    "propose": later_of("what a role may", "proposed to whoever decides"),
    "no": later_of("what a role may", "not allowed"),
}


def _line(
    person_id: UUID | None,
    names: Names,
    when: datetime,
    at: datetime,
    before: str,
    after: str,
    *,
    is_late: bool,
    what: str = "",
) -> IfLine:
    known = names.get(person_id) if person_id else None
    who = shown(known.full) if known else pgettext("whom it concerns", "nobody in particular")
    said = f"{first_up(moment(when, at))}{f': {what}' if what else ''}"
    return IfLine(who, person_id if known else None, said, first_up(before), first_up(after), is_late)


__all__ = ["Told", "cadences", "closing", "rights", "routes", "went_words"]
