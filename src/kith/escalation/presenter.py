"""Escalations in words: the clock, the route with what happens by itself, who was told, what closing needs, and by whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from kith.escalation.queries import EscalationRow, SparedRow, StepRow, ToldRow, Whole, Why, route_of
from kith.escalation.rules import HOW_TOLD, SIGN_SEEN, Ended, State
from kith.escalation.shows import (
    Clock,
    EscalationShow,
    LogLine,
    ReasonLine,
    RouteLine,
    SparedShow,
)
from kith.person.rules import shown
from kith.person.shows import Who
from kith.policy.closing_rules import Closing
from kith.policy.floor_rules import RuleSet
from kith.policy.queries import role_label
from kith.policy.route_rules import Route, RouteStep
from kith.team.reachable import Reachable
from kith.web.pages import fresh_form
from kith.web.shows import Filled, Option, RightNote
from kith.web.words import clock, first_up, moment

LEVELS = {2: later("Clinical review"), 3: later("Safeguarding"), 4: later("Emergency")}
ACTS = {
    "supervisor call": later("Clinical supervisor calls"),
    "case conference": later("Case conference"),
    "urgent visit": later("Urgent visit"),
    "safeguarding lead": later("Safeguarding lead"),
    "emergency call": later("999"),
    "on-call cover": later("On-call cover of the place"),
}
ASKED = {
    "duty-lead": later("whoever takes the duty"),
    "on-call": later("the place's on-call cover"),
}
READ_BACK = {"yes": later("Said back"), "no": later("Not said back"), "later": later("Not yet said back")}
HOWS = {
    "phone": later("phone"),
    "in person": later("in person"),
    "message": later("message"),
    "video": later("video call"),
    "letter": later("letter"),
}
WANTED = (
    ("review", later("A clinical review today"), later("The clinical supervisor is asked first")),
    ("urgent", later("An urgent clinical review"), later("An answer is expected in 15 minutes")),
    ("emergency", later("An emergency"), later("Call 999 first: you need nobody's leave. Then raise it here")),
)


def title(row: EscalationRow) -> str:
    """Return what an escalation is called: 'Clinical review, not answered'."""
    words = {
        State.OPEN: _("%(level)s, not answered"),
        State.ANSWERED: _("%(level)s, answered"),
        State.CLOSED: _("%(level)s, closed"),
    }
    return words[row.state] % {"level": LEVELS[row.level]}


def clock_of(row: EscalationRow, at: datetime) -> Clock | None:
    """Return the running clock of an open escalation."""
    if row.state is not State.OPEN:
        return None
    minutes = max(1, round((row.respond_by - row.asked_at).total_seconds() / 60))
    gone = min(minutes, max(0, int((at - row.asked_at).total_seconds() // 60)))
    left = int((row.respond_by - at).total_seconds() // 60)
    tone = "now" if left <= 0 else "late" if left * 4 <= minutes else "due"
    return Clock(_left_words(left), row.asked_at, row.respond_by, minutes, gone, tone, _then(row))


def _left_words(left: int) -> str:
    if left < 0:
        return ngettext("%(n)d minute late", "%(n)d minutes late", -left) % {"n": -left}
    if left == 0:
        return _("Time is up")
    return ngettext("%(n)d minute left", "%(n)d minutes left", left) % {"n": left}


def _then(row: EscalationRow) -> str:
    """Say ahead what happens by itself when nobody answers."""
    route = route_of(row, team_id=row.team_id)
    if row.step >= len(route.steps):
        repeats = route.steps[-1].repeats
        minutes = int(repeats.total_seconds() // 60) if repeats else 0
        return _("Then it asks again by itself, every %(n)d minutes, and stays red.") % {"n": minutes}
    return _("Then it goes on by itself: %(who)s.") % {"who": asked_words(route.steps[row.step])}


def asked_words(step: RouteStep) -> str:
    """Return whom a step asks, in words."""
    return str(ASKED.get(step.asked) or _("a %(role)s on shift") % {"role": role_label(step.asked)})


def page(
    whole: Whole,
    who: Who,
    *,
    rules: RuleSet,
    at: datetime,
    role: str,
    own_member_id: UUID | None,
    is_duty: bool,
    form: Filled,
    may_close: RightNote,
    reach: Reachable | None = None,
) -> EscalationShow:
    """Return the page of an escalation by the rules in force, for a reader."""
    row, lacks, route = whole.row, _lacks(whole), route_of(whole.row, team_id=whole.row.team_id)
    asked = {one.member_id for one in whole.steps if one.member_id}
    can_answer = row.state is State.OPEN and (own_member_id in asked or is_duty or rules.may_close(row.level, role))
    may_close = _by_the_team(may_close, rules.closing[row.level], may=rules.may_close(row.level, role))
    return EscalationShow(
        who=who,
        escalation_id=row.id,
        title=title(row),
        state=row.state,
        raised=_("Raised %(when)s by %(who)s.")
        % {"when": moment(row.opened_at, at), "who": row.opened_by or _("Kith")},
        with_whom=row.asked if row.state is State.OPEN else row.answered_by,
        clock=clock_of(row, at),
        answered=_answered(row, at),
        decision=shown(row.decision),
        outcome=shown(row.outcome),
        reasons=_reasons(whole.why, rules, at),
        route=_route(row, route, whole.steps),
        log=[_line(one, at) for one in whole.told],
        form=form,
        press_key=fresh_form().key,
        version=row.version,
        ask_id=row.ask_id if row.state is State.OPEN else row.through_id,
        can_answer=can_answer,
        may_answer=_may_answer(row, can_answer=can_answer, is_last=row.step >= len(route.steps)),
        can_hand_on=row.state is State.OPEN and row.step < len(route.steps),
        next_words=asked_words(route.steps[min(row.step, len(route.steps) - 1)]),
        may_close=may_close,
        missing=lacks,
        can_close=may_close.kind != "no" and row.state is State.ANSWERED,
        ways=[Option(one, str(HOWS[one])) for one in HOW_TOLD],
        reach=reach,
    )


def _answered(row: EscalationRow, at: datetime) -> str:
    if row.answered_at is None:
        return ""
    return _("%(who)s answered %(when)s") % {"who": row.answered_by, "when": moment(row.answered_at, at)}


def _lacks(whole: Whole) -> list[tuple[bool, str]]:
    row = whole.row
    return [
        (row.state is not State.OPEN, _("Somebody has answered it")),
        (bool(whole.told), _("Somebody was told, and what they said is written down")),
        (row.state is State.CLOSED, _("An outcome: what came of it")),
    ]


def _may_answer(row: EscalationRow, *, can_answer: bool, is_last: bool) -> RightNote:
    if can_answer:
        return RightNote(
            "decide", _("You decide"), _("The clock stops. You own it from now and say what you decided."), "P6"
        )
    words = {"who": row.asked or _("the on-call cover")}
    return RightNote(
        "no",
        _("Not yours: %(who)s is asked") % words,
        _("Ring them.") if is_last else _("Ring them, or send it on."),
        "P6",
    )


def _by_the_team(note: RightNote, rule: Closing, *, may: bool) -> RightNote:
    """Return what a press will do where the team's own table of closing is stricter than the rights."""
    if note.kind != "decide" or may:
        return note
    return RightNote("no", _("Not by you"), _(rule.sentence), rule.id)


def _reasons(why: Sequence[Why], rules: RuleSet, at: datetime) -> list[ReasonLine]:
    return [
        ReasonLine(
            shown(_(one.sentence) if one.table else one.sentence),
            "" if one.rule == "WORRIED" else one.rule,
            _("%(who)s, %(when)s") % {"who": one.by, "when": moment(one.happened_at, at)},
            _facts(one, rules),
        )
        for one in why
    ]


def _facts(one: Why, rules: RuleSet) -> list[tuple[str, str]]:
    """Return the facts of a reason with the labels and units of their table's inputs."""
    table = rules.thresholds.get(one.table)
    inputs = table.in_conditions if table else {}
    return [
        (_(inputs[name].label), f"{value} {_(inputs[name].unit)}".strip() if inputs[name].unit else _(value))
        for name, value in one.facts.items()
        if name in inputs
    ]


def _route(row: EscalationRow, route: Route, steps: Sequence[StepRow]) -> list[RouteLine]:
    """Return the steps of the route in force: those behind, the one that asks now, those to come."""
    own: Mapping[int, StepRow] = {one.step: one for one in steps if one.route == row.route}
    return [_step(row, step, own.get(step.step)) for step in route.steps]


def _step(row: EscalationRow, step: RouteStep, done: StepRow | None) -> RouteLine:
    minutes = int(step.within.total_seconds() // 60)
    who = ngettext("%(who)s, %(n)d minute", "%(who)s, %(n)d minutes", minutes) % {
        "who": (done.who if done and done.who else first_up(asked_words(step))),
        "n": minutes,
    }
    if done is None:
        return RouteLine(step.step, str(ACTS[step.act]), who, "next", "")
    if not done.end:
        words = _("Now, by %(time)s") % {"time": clock(row.respond_by)}
        return RouteLine(step.step, str(ACTS[step.act]), who, "now", words)
    assert done.ended_at is not None
    return RouteLine(
        step.step,
        str(ACTS[step.act]),
        who,
        _STANDS[Ended(done.end)],
        _END[Ended(done.end)] % {"time": clock(done.ended_at)},
    )


_STANDS = {
    Ended.ANSWERED: "done",
    Ended.MOVED_ON: "late",
    Ended.HANDED_ON: "done",
    Ended.NOBODY_THERE: "none",
    Ended.WORSE: "late",
}
_END = {
    Ended.ANSWERED: later("Answered at %(time)s"),
    Ended.MOVED_ON: later("No answer. Went on at %(time)s"),
    Ended.HANDED_ON: later("Sent on at %(time)s"),
    Ended.NOBODY_THERE: later("Nobody there at %(time)s"),
    Ended.WORSE: later("Worse: asked anew at %(time)s"),
}


def _line(one: ToldRow, at: datetime) -> LogLine:
    how = str(HOWS.get(one.how, one.how))
    return LogLine(
        first_up(moment(one.told_at, at)),
        shown(one.who),
        how,
        shown(one.said),
        one.read_back,
        str(READ_BACK[one.read_back]),
        one.by,
    )


def spared_show(row: SparedRow, who: Who, form: Filled, *, at: datetime, account_id: UUID, may: bool) -> SparedShow:
    """Return a crossing that was not escalated, for whoever looks at it."""
    seen = ""
    if row.seen_at:
        seen = _("%(who)s looked at it %(when)s") % {"who": row.seen_by, "when": moment(row.seen_at, at)}
    return SparedShow(
        who=who,
        spared_id=row.id,
        sentence=_(row.sentence),
        rules=row.rules,
        reason=shown(row.reason),
        by=_("%(who)s, %(when)s") % {"who": row.by, "when": moment(row.made_at, at)},
        seen=seen,
        said=shown(row.said),
        form=form,
        version=row.version,
        can_look=may and not row.seen_at and row.account_id != account_id,
        is_sign=row.rules == SIGN_SEEN,
    )
