"""Proposals in words: exactly what will be done, whether something moved underneath, the time left, and who decides."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.utils.translation import pgettext_lazy as later_of

from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import local_day
from kith.policy.explaining import RightRow
from kith.policy.in_force import Standing
from kith.policy.models import Scope
from kith.policy.queries import role_label, roles, topics
from kith.proposal.forms import value_of
from kith.proposal.queries import ProposalRow, Question
from kith.proposal.rules import ASK_WITHIN, State
from kith.proposal.seams import Line, changes_of, title_of
from kith.proposal.shows import AskedShow, ChangeField, ProposalShow, RightsShow, RoleRow, Ticking
from kith.web.shows import Filled, Option, RightNote
from kith.web.words import full_day, moment

Lines = Sequence[tuple[str, str, str]]
STATES = {
    State.WAITING: later("Waiting for a decision"),
    State.APPROVED: later("Approved and done"),
    State.REFUSED: later("Refused"),
    State.CAME_BACK: later("Came back: something had changed"),
    State.WITHDRAWN: later("Taken back"),
    State.LAPSED: later("Nobody answered"),
}


def proposal_show(
    row: ProposalRow,
    who: Who | None,
    now: Sequence[Line] | None,
    fields: Sequence[ChangeField],
    note: RightNote,
    form: Filled,
    *,
    moved_version: bool,
    is_own: bool,
    at: datetime,
) -> ProposalShow:
    """
    Return the page of a proposal. `now` are its lines as things stand now, None where they cannot be read any more; `fields`
    what may be approved otherwise.

    `moved_version`: what it is made on was changed since, whether or not a line says so.
    """
    is_waiting = row.state is State.WAITING
    moved = _moved(row.rests_on, now) if is_waiting and now is not None else []
    has_moved = is_waiting and (moved_version or bool(moved) or now is None)
    return ProposalShow(
        who=who,
        proposal_id=row.id,
        title=_("%(name)s proposes: %(what)s") % {"name": row.proposed_by, "what": title_of(row.command)},
        lines=row.rests_on,
        reason=shown(row.reason),
        by=_("%(who)s, %(when)s") % {"who": row.proposed_by, "when": moment(row.proposed_at, at)},
        moved=moved,
        has_moved=has_moved,
        state=row.state,
        state_words=state_words(row),
        answer=_answer(row, at),
        clock=_clock(row, at) if is_waiting else None,
        asked=row.asked_now,
        why_you=note,
        can_decide=is_waiting and note.kind == "decide",
        can_withdraw=is_waiting and is_own,
        form=_with_values(form, fields),
        version=row.version,
        differs=row.differs,
        proposed_by=row.proposed_by,
        questions=[_asked(one, at) for one in row.questions],
        has_open_question=is_waiting and row.open_question is not None,
        can_answer=is_waiting and is_own and row.open_question is not None,
        fields=[] if has_moved else fields,
        within=[Option(str(number), _within_words(number, row, at)) for number in _times(row, at)],
    )


def state_words(row: ProposalRow) -> str:
    """Return where a proposal stands, in words; with changes where something else was approved."""
    return _("Approved with changes, and done") if row.differs else str(STATES[row.state])


def change_fields(command: str, arguments: Mapping[str, Any]) -> list[ChangeField]:
    """Return what of a command may be approved otherwise, as fields with what was proposed in them."""
    return [
        ChangeField(
            one.name,
            _(one.label),
            one.kind,
            value_of(one, arguments),
            [Option(value, words) for value, words in one.options()],
        )
        for one in changes_of(command)
    ]


def _with_values(form: Filled, fields: Sequence[ChangeField]) -> Filled:
    """Return a form with what was proposed in the fields that nobody has filled in yet."""
    proposed = {one.name: one.value for one in fields}
    return replace(form, values={"within": "30", **proposed, **form.values})


def _asked(one: Question, at: datetime) -> AskedShow:
    answered = moment(one.answered_at, at) if one.answered_at else ""
    by = _("answer by %(when)s") % {"when": moment(one.answer_by, at)}
    return AskedShow(one.by, moment(one.at, at), shown(one.text), by, shown(one.answer), answered)


def _times(row: ProposalRow, at: datetime) -> list[int]:
    """Return within how many minutes a question may be asked: what is over before the decision is due, and its time."""
    return [number for number in ASK_WITHIN if at + timedelta(minutes=number) < row.answer_by]


def _within_words(number: int, row: ProposalRow, at: datetime) -> str:
    if not number:
        return _("in time to decide, %(when)s") % {"when": moment(row.answer_by, at)}
    when = {"when": moment(at + timedelta(minutes=number), at), "n": number}
    return ngettext("within %(n)d minute, %(when)s", "within %(n)d minutes, %(when)s", number) % when


def _moved(before: Lines, now: Sequence[Line]) -> list[tuple[str, str, str]]:
    """Return the lines of which something else stands there now: label, as it was when proposed, now."""
    there = {line.label: line.now for line in now}
    return [(label, was, there.get(label, was)) for label, was, _to in before if there.get(label, was) != was]


def _answer(row: ProposalRow, at: datetime) -> str:
    if row.answered_at is None:
        return ""
    words = {"who": row.answered_by or _("Kith"), "when": moment(row.answered_at, at)}
    said = _("%(who)s, %(when)s") % words
    return f"{said}: {shown(row.words)}" if row.words else said


def _clock(row: ProposalRow, at: datetime) -> Ticking:
    minutes = max(1, round((row.answer_by - row.asked_at).total_seconds() / 60))
    gone = min(minutes, max(0, int((at - row.asked_at).total_seconds() // 60)))
    left = int((row.answer_by - at).total_seconds() // 60)
    tone = "now" if left <= 0 else "late" if left * 4 <= minutes else "due"
    return Ticking(_left(left), row.asked_at, row.answer_by, minutes, gone, tone)


def _left(left: int) -> str:
    if left <= 0:
        return _("Time is up")
    if left < 60:
        return ngettext("%(n)d minute left", "%(n)d minutes left", left) % {"n": left}
    hours = left // 60
    return ngettext("%(n)d hour left", "%(n)d hours left", hours) % {"n": hours}


KINDS = (
    ("propose", later("Proposes, and somebody else decides")),
    ("inform", later("Decides, and somebody is told")),
    ("no", later("Not within this role")),
    ("decide", later("Decides")),
)


def rights_show(
    role: str,
    found: Sequence[RightRow],
    words: dict[str, str],
    teams: Sequence[tuple[str, str]],
    team: tuple[str, str] | None,
    behind: Standing | None,
) -> RightsShow:
    """
    Return all decision rights of a role on a team (address and name) by what stands `behind` them; `words` are what commands are
    called that may be proposed, others are told by the sentence of their right; `teams` are those to choose from. What only Kith
    does is left out.
    """
    labels = {one.topic: _(one.label) for one in topics()}
    rows = [one for one in found if one.who_decides]
    groups = [
        (kind, str(label), [_role_row(one, words, labels) for one in rows if one.verdict == kind])
        for kind, label in KINDS
    ]
    people = [(code, role_label(code)) for code, one in roles().items() if one.group != "kith"]
    return RightsShow(
        role,
        role_label(role),
        [one for one in groups if one[2]],
        people,
        teams,
        team,
        _whose(team, behind),
    )


def _whose(team: tuple[str, str] | None, behind: Standing | None) -> str:
    """Return in words whose table these rights are."""
    if team is None or behind is None or not behind.is_approved or behind.effective_from is None:
        return _("These are the rights that ship with Kith: nobody has approved them.")
    words = {"team": team[1], "day": full_day(local_day(behind.effective_from))}
    if behind.scope == Scope.TEAM:
        return _("%(team)s has rights of its own, stricter than those of its place, since %(day)s.") % words
    return _("%(team)s decides by the rights of its place, in force since %(day)s.") % words


CASES: Mapping[str, object] = {
    "another role": later_of("a case of a right", "of another role"),
    "gp-time": later_of("a case of a right", "the GP lead's protected time"),
    "job-plan": later_of("a case of a right", "the consultant's job plan"),
    "room": later_of("a case of a right", "room and video link"),
    "what is agreed": later_of("a case of a right", "what is agreed"),
    "safeguarding": later_of("a case of a right", "about safeguarding"),
    "place": later_of("a case of a right", "of the whole place, not clinical"),
    "place clinical": later_of("a case of a right", "of the whole place, clinical"),
    "place safeguarding": later_of("a case of a right", "of the whole place, about safeguarding"),
}
"""What the cases are called that are no level; the others read as they stand."""


def _role_row(one: RightRow, words: dict[str, str], labels: dict[str, str]) -> RoleRow:
    what = labels.get(one.command) or words.get(one.command) or one.sentence
    if one.case:
        what = f"{what} ({case_words(one.case)})"
    who = ", ".join(map(role_label, one.who_decides))
    said = {
        "decide": "",
        "inform": _("%(who)s is told") % {"who": role_label(one.to)},
        "propose": _("%(who)s decides") % {"who": role_label(one.to)},
        "no": _("Who can: %(who)s") % {"who": who},
    }[one.verdict]
    note = "" if one.has_command else _("No command yet: agree it with whoever decides, and write an action.")
    if one.may_override:
        note = _("May be done at once with a reason, which is told.")
    return RoleRow(what, one.verdict, said, "" if what == one.sentence else one.sentence, one.rule, note)


def case_words(case: str) -> str:
    """Return in words which case of a thing a row is for."""
    if case.startswith("level "):
        return _("level %(n)s") % {"n": case.removeprefix("level ")}
    return str(CASES.get(case, case))
