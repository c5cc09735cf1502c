"""The escalation log in words and figures: how long each waited, what that comes to, and how it was worked out."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.escalation.presenter import LEVELS
from kith.language import hours_and_minutes
from kith.person.rules import shown
from kith.supervision.rules import Waits, waits_together
from kith.supervision.shows import LogLine
from kith.supervision.waits import Case, Counts
from kith.web.words import clock, first_up, local, moment


def figures(cases: Sequence[Case], at: datetime) -> list[tuple[str, str, str]]:
    """Return the figures of a log: label, value, and how it was worked out."""
    found = waits_together([one.wait for one in cases], at)
    return [
        (
            _("Half were answered within"),
            _time(found.median),
            _("The median, unanswered ones kept in as still waiting"),
        ),
        (
            _("Nine in ten within"),
            _time(found.ninetieth),
            _("The 90th centile, unanswered ones kept in as still waiting"),
        ),
        (
            _("Within the standard"),
            _("%(within)d of %(judged)d") % {"within": found.within, "judged": found.judged},
            _(
                "Answered by the time of the first step that asked somebody; one whose time is not over yet is not judged"
            ),
        ),
        (_("Not answered yet"), _open(found), _("They count in every figure: none is left out")),
    ]


def _time(minutes: float | None) -> str:
    return hours_and_minutes(round(minutes)) if minutes is not None else _("cannot be said yet")


def _open(found: Waits) -> str:
    if not found.unanswered:
        return _("none")
    words = {"number": found.unanswered, "time": _time(found.longest_open)}
    return _("%(number)d, the longest for %(time)s") % words


def summary(cases: Sequence[Case], at: datetime) -> str:
    """Return the log in a sentence or two, for those who do not read tables."""
    if not cases:
        return _("No clinical escalation was raised in this time.")
    found = waits_together([one.wait for one in cases], at)
    words = {
        "number": found.number, "median": _time(found.median), "ninetieth": _time(found.ninetieth),
        "within": found.within, "judged": found.judged,
    }  # fmt: skip
    text = ngettext("%(number)d escalation was raised.", "%(number)d escalations were raised.", found.number) % {
        "number": found.number
    }
    if found.median is not None:
        text += " " + _("Half were answered within %(median)s.") % words
    if found.ninetieth is not None:
        text += " " + _("Nine in ten were answered within %(ninetieth)s.") % words
    if found.judged:
        text += " " + _("%(within)d of %(judged)d were answered within the standard.") % words
    if found.unanswered:
        text += " " + _("Not answered yet: %(words)s.") % {"words": _open(found)}
    return text


def summary_restricted(cases: Sequence[Case], at: datetime) -> str:
    """Return the safeguarding escalations of a log in a sentence or two, for whoever leads them."""
    return summary(cases, at) if cases else _("No safeguarding escalation was raised in this time.")


def counted(found: Counts | None, number_own: int) -> str:
    """Return what others are told of the restricted ones: numbers, none that would tell of one, and how many they may open."""
    told = _told(found)
    own = ngettext("%(n)d is open to you:", "%(n)d are open to you:", number_own) % {"n": number_own}
    return f"{told} {own}" if number_own else told


def _told(found: Counts | None) -> str:
    if found is None:
        return _("How many restricted ones there were is not told: fewer than 5, or none.")
    text = ngettext("%(n)d restricted one was raised.", "%(n)d restricted ones were raised.", found.number) % {
        "n": found.number
    }
    if found.within is None or found.judged is None or found.unanswered is None:
        return text + " " + _("How they were answered is not told: some numbers are under 5.")
    words = {"within": found.within, "judged": found.judged, "unanswered": found.unanswered}
    text += " " + _("%(within)d of %(judged)d were answered within the standard.") % words
    return text + " " + _("%(unanswered)d are not answered yet.") % words


def log_line(one: Case, at: datetime) -> LogLine:
    """Return one escalation of the log."""
    wait = one.wait
    took = hours_and_minutes(round(wait.minutes(at)))
    words, tone = _stands(one, at)
    return LogLine(
        escalation_id=one.id,
        person_id=one.person_id,
        person=shown(one.person),
        level=str(LEVELS[one.level]),
        opened=first_up(moment(one.opened_at, at)),
        answered_by=one.answered_by,
        took=took if one.answered_at else _("%(time)s so far") % {"time": took},
        standard=_("by %(time)s") % {"time": clock(one.first_by)},
        stands=words,
        tone=tone,
    )


def _stands(one: Case, at: datetime) -> tuple[str, str]:
    wait = one.wait
    if wait.is_within():
        return _("within the standard"), "done"
    if one.answered_at:
        return _("answered late"), "late"
    return (_("not answered"), "late") if wait.is_judged(at) else (_("its time runs"), "due")


COLUMNS = (
    "escalation", "person", "level", "opened_at", "respond_by", "answered_at", "answered_by", "minutes", "answered",
    "within_standard",
)  # fmt: skip


def as_csv(cases: Sequence[Case], at: datetime) -> str:
    """
    Return the log as CSV, first raised first. Moments are London time with their offset; minutes of an unanswered one are
    those so far; within_standard is empty while its time runs.
    """
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for one in reversed(cases):
        wait = one.wait
        judged = ("yes" if wait.is_within() else "no") if wait.is_judged(at) else ""
        rows.writerow([
            one.id, _cell(one.person), one.level, _moment(one.opened_at), _moment(one.first_by), _moment(one.answered_at),
            _cell(one.answered_by), round(wait.minutes(at)), "yes" if one.answered_at else "no", judged,
        ])  # fmt: skip
    return written.getvalue()


def _moment(at: datetime | None) -> str:
    return local(at).isoformat(timespec="minutes") if at else ""


def _cell(text: str) -> str:
    """Return text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
