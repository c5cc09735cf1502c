"""The weekly meeting in words: what stands beside each case, one case, a restricted one. No query, no clock."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.huddle.deciders import absent_colleagues
from kith.huddle.escalating import may_be_asked
from kith.mdt.closing_rules import LooseKind
from kith.mdt.forms import When
from kith.mdt.here import Running
from kith.mdt.minutes import owner_words, plan_words, telling_words, told_words, when_words
from kith.mdt.queries import CaseRow, DecisionRow, LastSpoken
from kith.mdt.right_rules import right_words
from kith.mdt.rights import subjects
from kith.mdt.rules import WANTED, WAYS, Attends, Open, must_come_forward, outcome_label, pace_words, who_leaves
from kith.mdt.shows import (
    Asked,
    Attender,
    Beside,
    CaseLine,
    CaseShow,
    DecisionLine,
    Leaving,
    Part,
    RestrictedShow,
)
from kith.place.rules import date_words, time_words
from kith.policy.queries import role_label
from kith.preparation.queries import AskedRow, QuestionRow, SummaryRow
from kith.web import typed
from kith.web.shows import Filled, Option
from kith.web.words import age, cannot_own, first_up, plain_day

CHANGED = "changed"


def beside(running: Running, form: Filled, current: UUID | None = None) -> Beside:
    """Return what stands beside each case."""
    held, left = running.whole.meeting, running.left
    waiting = len(running.open_cases)
    return Beside(
        team_slug=running.team.slug,
        day=held.day,
        minutes=held.minutes,
        minutes_used=max(0, min(held.minutes, held.minutes - left)),
        left_words=ngettext("%(n)d minute left", "%(n)d minutes left", left) % {"n": left} if left >= 0 else "",
        pace=pace_words(waiting, left),
        is_over=left < 0,
        cases=[case_line(running, one, current) for one in running.whole.cases],
        roles=running.roles,
        roles_here=sum(one.state == "here" for one in running.roles),
        attenders=attenders(running.attending, form),
        leaving=_leaving(running),
        loose=loose_lines(running),
        gone_words=gone_words(running.whole.number_gone),
        form=form,
    )


def case_line(running: Running, case: CaseRow, current: UUID | None = None) -> CaseLine:
    """Return one case of the list: why until there is an outcome, then the outcome; of a restricted one whom to ask."""
    words = case.why
    if case.is_restricted:
        words = _("ask %(name)s") % {"name": running.name(case.owner_id)}
    if case.outcome:
        words = outcome_label(case.outcome)
    state = "now" if case.id == current else "settled" if case.outcome else "open"
    return CaseLine(case.id, running.whole.title(case), first_up(words), state, case.is_restricted)


def loose_lines(running: Running) -> list[str]:
    """Return what keeps the meeting open, shortly: '6 people without outcome', '1 answer to tell: Tracey Holt'."""
    waiting = len(running.open_cases)
    untold = [one.name for one in running.whole.untold if not one.because]
    unseen = [one.sentence for one in running.loose if one.kind is LooseKind.UNSEEN]
    others = len(running.loose) - waiting - len(untold) - len(unseen)
    lines = []
    if waiting:
        lines.append(ngettext("%(n)d person without outcome", "%(n)d people without outcome", waiting) % {"n": waiting})
    if others > 0:
        lines.append(ngettext("%(n)d thing missing", "%(n)d things missing", others) % {"n": others})
    if untold:
        words = ngettext("%(n)d answer to tell: %(who)s", "%(n)d answers to tell: %(who)s", len(untold))
        lines.append(words % {"n": len(untold), "who": ", ".join(untold)})
    return [*lines, *unseen]


def gone_words(number: int) -> str:
    """Return that cases are not shown, empty when all are."""
    words = ngettext("%(n)d case is not open to you.", "%(n)d cases are not open to you.", number)
    return words % {"n": number} if number else ""


def attenders(attending: Sequence[Attends], form: Filled | None = None) -> list[Attender]:
    """Return the attendance as its form has it: as it was typed where that was refused, else as it stands."""
    typed_in = form.values if form else {}
    return [
        Attender(
            one.member_id,
            one.name,
            role_label(one.role),
            str(typed_in.get(f"how-{one.member_id}", one.how)),
            str(
                typed_in.get(
                    f"until-{one.member_id}", typed.moment_fields(one.until_at)["time"] if one.until_at else ""
                )
            ),
        )
        for one in attending
    ]


def _leaving(running: Running) -> list[Leaving]:
    cases = [Open(one.id, one.position, frozenset(one.needs)) for one in running.open_cases]
    found = []
    for one in who_leaves(running.attending, running.request.at):
        if must_come_forward(cases, one.role) and one.until_at:
            words = {"name": one.name, "time": time_words(one.until_at)}
            found.append(Leaving(one.role, _("%(name)s leaves at %(time)s, and is needed later in the list") % words))
    return found


def case_show(
    running: Running,
    case: CaseRow,
    *,
    asked: AskedRow | None,
    summary: SummaryRow | None,
    questions: Sequence[QuestionRow],
    last: LastSpoken | None,
    partners: Sequence[str],
    form: Filled,
    answered: str = "",
) -> CaseShow:
    """Return the page of one case."""
    assert case.person_id is not None
    at, names = running.request.at, running.whole.names
    following = running.next_after(case)
    telling = running.whole.tellings.get(case.id)
    parts = [Part(one.heading, one.text) for one in summary.parts if one.key != CHANGED] if summary else []
    return CaseShow(
        beside=beside(running, form, case.id),
        case_id=case.id,
        person_id=case.person_id,
        version=case.version,
        name=case.name,
        age=age(case.born, at) if case.born else None,
        place=_place(running, case),
        why=first_up(case.why),
        question=asked.question if asked else "",
        question_by=_asked_by(asked) if asked else "",
        not_asked=asked.not_asked_because if asked else _("nobody has written it down"),
        changed=next((one.text for one in summary.parts if one.key == CHANGED), "") if summary else "",
        parts=parts,
        asked=[_question(running, one) for one in questions],
        plan=plan_words(case),
        last=_last(last, names),
        partners=partners,
        decisions=[decision_line(one, running) for one in running.whole.decided(case.id)],
        escalated=case.escalation_id is not None,
        outcome=outcome_label(case.outcome) if case.outcome else "",
        told=telling_words(telling, names) if telling else "",
        subjects=[Option(key, label) for key, label in subjects(team_id=running.team.id, at=at).items()],
        deciders=_people(running, running.whole.present),
        who=who_options(running),
        why_not=_why_not(running),
        by=When(at, running.team.calendar).options,
        ways=[Option(key, _(label)) for key, label in WAYS.items()],
        tellers=who_options(running),
        raise_to=[Option(str(one.id), one.name) for one in may_be_asked(running.team)],
        gone=_("They have died or left the list: nothing has to be decided.") if case.is_gone else "",
        next_name=running.whole.title(following) if following else "",
        form=form,
        answered=answered,
        is_led_by_you=running.is_led_by_you,
    )


def restricted_show(
    running: Running, case: CaseRow, *, may_open: bool, may_settle: bool, form: Filled
) -> RestrictedShow:
    """Return the page of a restricted case: its owner and nothing else."""
    following = running.next_after(case)
    return RestrictedShow(
        beside=beside(running, form, case.id),
        case_id=case.id,
        version=case.version,
        place=_place(running, case),
        owner=running.name(case.owner_id),
        may_open=may_open,
        may_settle=may_settle,
        outcome=outcome_label(case.outcome) if case.outcome else "",
        next_name=running.whole.title(following) if following else "",
        form=form,
        is_led_by_you=running.is_led_by_you,
    )


def who_options(running: Running) -> list[Option]:
    """Return to whom work may be given here: the duty lead, then those here by name; last those absent, who get an offer."""
    duty = running.team.duty_lead
    own = [one for one in running.team.colleagues.values() if one.id in running.may_own]
    ordered = sorted(own, key=lambda one: (one.id != (duty.id if duty else None), one.name, one.id))
    here = [
        Option(
            str(one.id),
            _("%(name)s, duty lead") % {"name": one.name}
            if duty and one.id == duty.id
            else f"{one.name}, {role_label(one.role)}",
        )
        for one in ordered
    ]
    absent = absent_colleagues(running.team, running.may_own)
    return here + [Option(str(one.id), _("%(name)s, not here: gets an offer") % {"name": one.name}) for one in absent]


def decision_line(one: DecisionRow, running: Running) -> DecisionLine:
    """Return a decision: what, who decides by which right, who does it, by when."""
    right = right_words(one.verdict, one.rule, role_label(one.decider_role), role_label(one.to_role))
    owner = _("%(owner)s, by %(when)s") % {
        "owner": owner_words(one, running.whole.names),
        "when": when_words(one.due_at),
    }
    return DecisionLine(
        one.id, first_up(one.what), running.name(one.decider_id), right, first_up(owner), one.verdict == "propose"
    )


def _people(running: Running, ids: frozenset[UUID]) -> list[Option]:
    found = [one for one in running.team.colleagues.values() if one.id in ids and one.id not in running.team.closed]
    ordered = sorted(found, key=lambda one: (one.name, one.id))
    return [Option(str(one.id), f"{one.name}, {role_label(one.role)}") for one in ordered]


def _why_not(running: Running) -> list[str]:
    closed = [one.name for one in running.team.colleagues.values() if one.id in running.team.closed]
    return [cannot_own(name) for name in sorted(closed)]


def _place(running: Running, case: CaseRow) -> str:
    order = [one.id for one in running.whole.cases]
    return _("%(n)d of %(all)d") % {"n": order.index(case.id) + 1, "all": len(order)}


def _asked_by(asked: AskedRow) -> str:
    if not asked.question or asked.asked_on is None:
        return ""
    words = _("Their question, %(day)s, to %(name)s.") % {"day": date_words(asked.asked_on), "name": asked.asked_by}
    how = _(WANTED[asked.how_to_tell]).lower()
    if asked.told_by:
        return _("%(asked)s They would like the answer from %(who)s: %(how)s.") % {
            "asked": words, "who": asked.told_by, "how": how,
        }  # fmt: skip
    return _("%(asked)s They would like the answer: %(how)s.") % {"asked": words, "how": how}


def _question(running: Running, one: QuestionRow) -> Asked:
    answer = ""
    if one.verdict:
        said = {"yes": _("Yes"), "no": _("No")}.get(one.verdict, "")
        words = ". ".join(filter(None, (said, one.answer)))
        answer = _("%(name)s: %(answer)s") % {"name": one.answered_by, "answer": words}
    able = [
        one_here
        for one_here in running.team.colleagues.values()
        if one_here.id in running.whole.present and one.is_for(one_here.id, one_here.role)
    ]
    sayers = [Option(str(each.id), each.name) for each in sorted(able, key=lambda each: (each.name, each.id))]
    return Asked(one.id, one.version, one.to, one.words, answer, sayers)


def _last(last: LastSpoken | None, names: Mapping[UUID, str]) -> str:
    if last is None:
        return ""
    words = _("%(day)s: %(outcome)s") % {"day": first_up(plain_day(last.day)), "outcome": outcome_label(last.outcome)}
    if last.telling is None:
        return words
    told = told_words(last.telling, names) or _("not told yet")
    return _("%(words)s. %(told)s") % {"words": words, "told": first_up(told)}
