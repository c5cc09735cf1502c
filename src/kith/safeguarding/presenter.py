"""Concerns in words: what is next and by when, the story so far, the queue by clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.escalation.presenter import HOWS, clock_of
from kith.escalation.queries import EscalationRow, Whole, route_of
from kith.escalation.rules import HOW_TOLD, State
from kith.person.rules import shown
from kith.person.shows import Who
from kith.policy.clock_rules import Clock
from kith.safeguarding.clocks import clocks
from kith.safeguarding.queries import ConcernRow, InQueue, OpenerRow, SourceRow, StepRow, TaskRow, Told
from kith.safeguarding.rules import TIMED, Due, Step, dues, latest, next_due, questions
from kith.safeguarding.shows import (
    Asked,
    ConcernShow,
    LogLine,
    Named,
    Owed,
    QueueLine,
    QueueShow,
    StepForm,
    StoryLine,
    TaskShow,
)
from kith.safeguarding.words import ANSWERS, ASKS, step_words
from kith.team.queries import MemberInfo
from kith.web.pages import fresh_form
from kith.web.shows import Filled, Option
from kith.web.words import deadline, first_up, moment

SOON = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that is known of one concern, as far as the reader may open it. `sources` and `openers` only as a whole."""

    row: ConcernRow
    escalation: EscalationRow
    whole: Whole
    steps: Sequence[StepRow]
    sources: Sequence[SourceRow]
    openers: Sequence[OpenerRow]
    kept_from: frozenset[UUID]
    tasks: Sequence[TaskRow] = ()


def concern_show(
    known: Known,
    who: Who,
    *,
    team_slug: str,
    there: Sequence[MemberInfo],
    form: Filled,
    at: datetime,
    is_whole: bool,
    is_lead: bool,
) -> ConcernShow:
    """Return the page of a concern for a reader: what is due next first, then what was raised, then the story."""
    row, escalation = known.row, known.escalation
    facts = latest([one.fact for one in known.steps])
    is_open, answered = row.state == "open", escalation.state is not State.OPEN
    due = next_due(row.about, facts, row.raised_at, _clocks(row))
    forms = _forms(row, facts, is_lead=is_lead) if is_whole and is_open and answered else []
    first = next((one for one in forms if one.step == due.step), None)
    return ConcernShow(
        who=who,
        concern_id=row.id,
        team_slug=team_slug,
        form=form,
        press_key=fresh_form().key,
        is_whole=is_whole,
        is_lead=is_lead,
        is_open=is_open,
        in_danger=row.in_danger,
        title=_title(row, escalation, due),
        words=lines_of(_(row.words) if row.rule else row.words),
        raised=_("%(who)s raised it %(when)s.") % {"who": row.raised_by, "when": moment(row.raised_at, at)},
        crossed=[
            f"{shown(_(one.sentence))} ({one.rule})" for one in known.whole.why if one.table and one.sentence != row.words
        ],
        sources=[_source(one, at) for one in known.sources],
        clock=clock_of(escalation, at),
        with_whom=escalation.asked or escalation.answered_by,
        can_answer=is_whole and is_lead and not answered,
        can_hand_on=is_whole and not answered and escalation.step < len(route_of(escalation, team_id=row.team_id).steps),
        due=_by(due, at) if answered and is_open else "",
        due_tone=_tone(due, at),
        due_why=f"{_(due.sentence)} {due.rule}".strip() if due.sentence else "",
        next_step=first,
        others=[one for one in forms if one is not first],
        owed=[
            Owed(first_up(step_words(one.step, row.about)), _by(one, at), _tone(one, at))
            for one in dues(row.about, facts, row.raised_at, _clocks(row))
        ],
        story=[_line(one, row.about, at) for one in reversed(known.steps)],
        log=[
            LogLine(first_up(moment(one.told_at, at)), f"{shown(one.who)}, {HOWS.get(one.how, one.how)}", shown(one.said))
            for one in known.whole.told
        ],
        ways=[Option(one, str(HOWS[one])) for one in HOW_TOLD],
        openers=[_opener(one) for one in known.openers],
        tasks=[_task(one, at, is_lead=is_lead and is_open) for one in known.tasks],
        takers=_options(one for one in there if one.account_id not in known.kept_from),
        members=_nameable(known, there),
        is_told_to_visitors=row.is_told_to_visitors,
        version=escalation.version,
        ask=row.ask,
    )  # fmt: skip


def _clocks(row: ConcernRow) -> Sequence[Clock]:
    return clocks(team_id=row.team_id, raised_at=row.raised_at)


def _title(row: ConcernRow, escalation: EscalationRow, due: Due) -> str:
    if row.state == "closed":
        return _("Safeguarding concern, closed")
    if escalation.state is State.OPEN:
        return _("Safeguarding concern, not answered")
    return _("Safeguarding concern. Next: %(what)s") % {"what": step_words(due.step, row.about)}


def _nameable(known: Known, there: Sequence[MemberInfo]) -> list[Option]:
    """Return who may be named: everybody on the team but those who open it already or must not."""
    taken = {one.account_id for one in known.openers if one.is_whole} | known.kept_from
    return _options(one for one in there if one.account_id not in taken)


def _options(there: Iterable[MemberInfo]) -> list[Option]:
    found = {one.account_id: one for one in there}
    return [Option(str(one.account_id), f"{one.name}, {one.role_label}") for one in found.values()]


def _task(one: TaskRow, at: datetime, *, is_lead: bool) -> TaskShow:
    who = _("You") if one.is_own else one.owner
    can_end = one.is_open and (one.is_own or is_lead)
    tone = "quiet" if not one.is_open else "now" if one.due_at < at else "due"
    by = deadline(one.due_at, at) if one.is_open else _("over")
    return TaskShow(
        str(one.id),
        lines_of(one.words),
        who,
        by,
        tone,
        one.is_open,
        one.is_own,
        can_end,
        can_end and is_lead != one.is_own,
    )


def _forms(row: ConcernRow, facts: Mapping[Step, object], *, is_lead: bool) -> list[StepForm]:
    """Return the forms of the steps that may be recorded now, in the order of the chain; a note last but one, closing last."""
    owed = [one.step for one in dues(row.about, facts, row.raised_at, _clocks(row))]  # type: ignore[arg-type]  # facts by step
    again = [step for step in facts if step in _AGAIN]
    led = (Step.DECISION, Step.CLOSING)
    wanted = [step for step in [*owed[:-1], *again, Step.NOTE, Step.CLOSING] if is_lead or step not in led]
    return [step_form(step, row.about) for step in dict.fromkeys(wanted) if step is not Step.ANSWER]


_AGAIN = (
    Step.SAFETY,
    Step.VIEWS,
    Step.CAPACITY,
    Step.CONSENT,
    Step.PARENTS,
    Step.QUESTIONS,
    Step.HARM,
    Step.DECISION,
    Step.AUTHORITY,
)
"""Steps that are recorded again when they change: the later stands."""


def step_form(step: Step, about: str) -> StepForm:
    """Return the form of a step."""
    asks = [
        Asked(one.name, str(ASKS[step, one.name]), [Option(value, str(ANSWERS[value])) for value in one.answers])
        for one in questions(about, step)
    ]
    return StepForm(step, step_words(step, about), asks, step in TIMED)


def lines_of(text: str) -> list[str]:
    """Return what somebody wrote, line by line, safe to show."""
    return [shown(line) for line in text.splitlines()]


def _line(one: StepRow, about: str, at: datetime) -> StoryLine:
    asked = {question.name: bool(question.answers) for question in questions(about, one.step)}
    answers = [
        (str(ASKS[one.step, name]), [str(ANSWERS[text])] if is_chosen else lines_of(text))
        for name, is_chosen in asked.items()
        if (text := one.answers.get(name))
    ]
    when = _("%(who)s, %(when)s") % {"who": one.by, "when": moment(one.happened_at, at)}
    if one.recorded_at - one.happened_at > timedelta(minutes=1):
        when = _("%(line)s; written down %(when)s") % {"line": when, "when": moment(one.recorded_at, at)}
    return StoryLine(step_words(one.step, about), answers, when, one.is_returned)


def _source(one: SourceRow, at: datetime) -> Named:
    kinds = {"member": _("of the team"), "person": _("in our care"), "carer": _("carer"), "other": ""}
    name = ", ".join(filter(None, (shown(one.name) or _("somebody whose record you cannot open"), kinds[one.kind])))
    if one.withdrawn_at:
        return Named(_("%(name)s: taken back %(when)s") % {"name": name, "when": moment(one.withdrawn_at, at)})
    by = _("named by %(who)s %(when)s") % {"who": one.by, "when": moment(one.named_at, at)}
    return Named(f"{name}: {by}", str(one.id))


def _opener(one: OpenerRow) -> Named:
    words = {
        "raised": _("%(name)s: what they wrote, and the answers"),
        "asked": _("%(name)s: asked, all of it"),
        "named": _("%(name)s: named, all of it"),
    }
    return Named(words[one.why] % {"name": one.name}, str(one.account_id) if one.why == "named" else "")


def _by(due: Due, at: datetime) -> str:
    """Return a clock in words: 'today by 5pm, 3 hours left'; '' where none runs."""
    if due.by is None:
        return ""
    minutes = int((due.by - at).total_seconds() // 60)
    return _("%(moment)s, %(left)s") % {"moment": deadline(due.by, at), "left": _left(minutes)}


def _left(minutes: int) -> str:
    days, hours = abs(minutes) // 1440, abs(minutes) // 60
    if minutes < 0:
        if days:
            return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}
        if hours:
            return ngettext("%(n)d hour late", "%(n)d hours late", hours) % {"n": hours}
        return ngettext("%(n)d minute late", "%(n)d minutes late", -minutes) % {"n": -minutes}
    if days:
        return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    if hours:
        return ngettext("%(n)d hour left", "%(n)d hours left", hours) % {"n": hours}
    return ngettext("%(n)d minute left", "%(n)d minutes left", minutes) % {"n": minutes}


def _tone(due: Due, at: datetime) -> str:
    if due.by is None:
        return "quiet"
    if due.by < at:
        return "now"
    return "late" if due.by - at < SOON else "due"


def queue_show(
    found: Sequence[InQueue],
    steps: Mapping[UUID, Sequence[StepRow]],
    told: Sequence[Told],
    *,
    team_name: str,
    at: datetime,
    is_lead: bool,
) -> QueueShow:
    """Return the queue of a team, the nearest clock first; what is closed last, newest first."""
    now = [(_due_of(one, steps[one.row.id]), one) for one in found if one.row.state == "open"]
    now.sort(key=lambda pair: (pair[0].by is None, pair[0].by or pair[1].row.raised_at, str(pair[1].row.id)))
    hidden = [one.ask for one in told if one.matter_id is None]
    return QueueShow(
        team_name=team_name,
        form=fresh_form(),
        lines=[_queue_line(one, due, at) for due, one in now if one.is_whole],
        own=[_queue_line(one, due, at) for due, one in now if not one.is_whole],
        closed=[
            _queue_line(one, Due(Step.CLOSING), at) for one in found if one.row.state == "closed"
        ],
        told=[_("Something is restricted: ask %(name)s.") % {"name": name or _("the on-call cover")} for name in hidden],
        is_lead=is_lead,
    )  # fmt: skip


def _due_of(one: InQueue, steps: Sequence[StepRow]) -> Due:
    if one.state == "open":
        return Due(Step.ANSWER, one.respond_by)
    return next_due(one.row.about, latest([step.fact for step in steps]), one.row.raised_at, _clocks(one.row))


def _queue_line(one: InQueue, due: Due, at: datetime) -> QueueLine:
    row = one.row
    if row.state == "closed":
        assert row.closed_at is not None
        words = _("Closed %(when)s") % {"when": moment(row.closed_at, at)}
    elif one.state == "open":
        words = _("Nobody has answered: %(who)s is asked") % {"who": one.asked or _("the on-call cover")}
    else:
        words = _("Next: %(what)s") % {"what": step_words(due.step, row.about)}
    if one.tasks_late:
        late = ngettext("%(n)d task is overdue", "%(n)d tasks are overdue", one.tasks_late) % {"n": one.tasks_late}
        words = _("%(words)s. %(late)s") % {"words": words, "late": late}
    raised = _("%(who)s raised it %(when)s.") % {"who": row.raised_by, "when": moment(row.raised_at, at)}
    return QueueLine(row.id, shown(one.name).strip(), words, _by(due, at), _tone(due, at), raised, row.in_danger)
