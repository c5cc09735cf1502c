"""The form of a section in words: its lines, what is open of it, and two texts side by side."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.person.rules import shown
from kith.person.shows import Who
from kith.plan.forms import MOST_ROWS, NEAR, both, rows_of
from kith.plan.operations import ANSWERS, CANCEL, KEEP, REPLACE
from kith.plan.page_presenter import added_to, foot_words, lines_of
from kith.plan.presenter import content_words
from kith.plan.queries import OpenWork, VersionRow
from kith.plan.rules import HEADINGS, WITHIN_HOURS, Content, Does, Section, joined
from kith.plan.shows import Conflict, WorkLine, WriteShow
from kith.policy.queries import roles
from kith.web.shows import Filled, Option, RightNote
from kith.web.words import deadline, first_up, local

_HOLDS = {Section.GOALS: "goals", Section.SIGNS: "signs"}


def write_show(
    who: Who,
    section: Section,
    form: Filled,
    content: Content | None,
    work: Sequence[OpenWork],
    note: RightNote,
    at: datetime,
    conflict: Conflict | None = None,
    told: str = "",
) -> WriteShow:
    """Return the form of a section; without `content` it has every line that a form may have sent."""
    day = f"{local(at + NEAR):%Y-%m-%d}"
    given = (
        {"follows_day": day} | {f"work-{one.id}": KEEP for one in work} | {f"instead_day-{one.id}": day for one in work}
    )
    return WriteShow(
        who=who,
        code=section,
        title=_(HEADINGS[section].title),
        asks=_(HEADINGS[section].asks),
        holds=_HOLDS.get(section, "text"),
        rows=rows_of(content) if content else range(MOST_ROWS),
        seen=str(form.values.get("seen", "")),
        work=[WorkLine(str(one.id), one.version, _work_words(one, at)) for one in work],
        note=note,
        form=Filled(form.key, given | dict(form.values), form.errors),
        does=[Option(one, words) for one, words in _does().items()],
        within=[
            Option(str(hours), ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}) for hours in WITHIN_HOURS
        ],
        starts=[Option(code, first_up(_(role.label))) for code, role in roles().items() if role.group != "kith"],
        answers=[Option(one, words) for one, words in zip(ANSWERS, _answers(), strict=True)],
        conflict=conflict,
        told=told,
    )


def _work_words(one: OpenWork, at: datetime) -> str:
    return ", ".join(filter(None, (shown(one.what), one.owner, deadline(one.due_at, at))))


def _does() -> dict[str, str]:
    return {
        Does.WORK: _("Work of the team"),
        Does.ESCALATION: _("An escalation"),
        Does.EMERGENCY: _("Emergency help at once"),
    }


def _answers() -> tuple[str, ...]:
    words = {KEEP: _("Keep"), CANCEL: _("Cancel, with a reason"), REPLACE: _("Replace, with a reason")}
    return tuple(words[one] for one in ANSWERS)


def conflict_of(before: Content, theirs: VersionRow, yours: Content, at: datetime) -> tuple[Conflict, Content]:
    """Return what two people wrote upon one version, and the two joined, to be read and mended by the second."""
    started = content_words(before)
    conflict = Conflict(
        who=foot_words(theirs, at),
        before=lines_of(started),
        theirs=added_to(started, content_words(theirs.content)),
        yours=added_to(started, content_words(yours)),
        mine=yours.text,
    )
    lines = both(before, theirs.content, yours)
    return conflict, Content(joined(before.text, theirs.content.text, yours.text), lines.goals, lines.signs)
