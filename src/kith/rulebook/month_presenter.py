"""Says in words and numbers what a version would have done with last month's answers, and how often rules acted by themselves."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.person.queries import PersonName
from kith.person.rules import shown
from kith.policy.evaluation_rules import Evaluation
from kith.policy.table_rules import Table
from kith.rulebook.month import Replayed, a_week, fired, level_of, milder
from kith.rulebook.presenter import LEVELS, TONES
from kith.rulebook.shows import Crossed
from kith.web.words import first_up, moment

SHOWN = 100
"""How many people's answers stand on the page; the rest are counted."""


def number_words(number: float) -> str:
    """Return a number per week without a decimal where it is whole."""
    return f"{number:g}"


def volume_words(before: int, after: int) -> str:
    """Return how often a row would hold a week, beside what it does now."""
    words = {"then": number_words(a_week(after)), "now": number_words(a_week(before))}
    if before == after:
        return _("%(then)s a week, as now") % words
    return _("%(then)s a week, now %(now)s") % words


def more_words(held: Sequence[Replayed]) -> str:
    """Return in a sentence what a version adds to the week: how many escalations, and how many notes for the huddle."""
    if not held:
        return _("Nothing of this was answered in the last four weeks: how often it would act is not known.")
    before, after = (Counter(level_of(each) for each in of) for of in _sides(held))
    asks = [sum(number for level, number in one.items() if level and level > 1) for one in (before, after)]
    notes = [one[1] for one in (before, after)]
    words = {
        "asks": number_words(a_week(asks[1])), "asks_now": number_words(a_week(asks[0])),
        "notes": number_words(a_week(notes[1])), "notes_now": number_words(a_week(notes[0])),
    }  # fmt: skip
    return (
        _(
            "On what was answered in the last four weeks: %(asks)s a week to be answered by somebody (now %(asks_now)s),"
            " %(notes)s notes a week for the huddle (now %(notes_now)s)."
        )
        % words
    )


def _sides(held: Sequence[Replayed]) -> tuple[list[Evaluation], list[Evaluation]]:
    return [one.before for one in held], [one.after for one in held]


def level_words(found: Evaluation) -> str:
    """Return what an evaluation leads to."""
    level = level_of(found)
    return first_up(_("cannot assess") if found.outcome is None else str(LEVELS[level]))


def summary(held: Sequence[Replayed]) -> str:
    """Return how many answers there were, of how many people, and for how many the version says something else."""
    if not held:
        return _("Nothing of this was answered in the last four weeks.")
    people = len({one.person_id for one in held})
    words = ngettext("%(n)d answer", "%(n)d answers", len(held)) % {"n": len(held)}
    of = ngettext("%(n)d person", "%(n)d people", people) % {"n": people}
    differs = [one for one in held if one.differs]
    if not differs:
        return _("%(answers)s of %(people)s in the last four weeks: the same for all of them.") % {
            "answers": words,
            "people": of,
        }
    others = ngettext("%(n)d would have led to something else", "%(n)d would have led to something else", len(differs))
    return _("%(answers)s of %(people)s in the last four weeks: %(others)s.") % {
        "answers": words,
        "people": of,
        "others": others % {"n": len(differs)},
    }


def milder_words(held: Sequence[Replayed]) -> str:
    """Return how many would have been answered less seriously; '' for none."""
    number = len(milder(held))
    if not number:
        return ""
    return ngettext(
        "%(n)d would have been taken less seriously than now: look at them before you sign.",
        "%(n)d would have been taken less seriously than now: look at them before you sign.",
        number,
    ) % {"n": number}


def levels(held: Sequence[Replayed]) -> list[tuple[str, int, int]]:
    """Return each level in words with how often it came out now and with the version, most serious first."""
    before, after = (Counter(level_words(each) for each in of) for of in _sides(held))
    order = [first_up(str(LEVELS[level])) for level in sorted((one for one in LEVELS if one is not None), reverse=True)]
    order.append(first_up(_("cannot assess")))
    return [(one, before[one], after[one]) for one in order if before[one] or after[one]]


def rows(held: Sequence[Replayed], before: Table, after: Table) -> list[tuple[str, str, float, float]]:
    """Return each row with how often a week it held now and with the version; rows that never held are left out."""
    was, would = (fired(of) for of in _sides(held))
    sentences = {row.id: row.sentence for row in (*before.rows, *after.rows)}
    return [
        (key, _(sentence), a_week(was.get(key, 0)), a_week(would.get(key, 0)))
        for key, sentence in sentences.items()
        if was.get(key) or would.get(key)
    ]


def crossed(held: Sequence[Replayed], names: Mapping[UUID, PersonName], at: datetime) -> list[Crossed]:
    """Return whom it concerns, newest first, as far as the viewer opens their record."""
    return [
        Crossed(
            shown(names[one.person_id].full),
            one.person_id,
            first_up(moment(one.at, at)),
            level_words(one.before),
            level_words(one.after),
            TONES.get(level_of(one.after) or 0, "due"),
        )
        for one in sorted(held, key=lambda one: one.at, reverse=True)
        if one.person_id in names
    ]
