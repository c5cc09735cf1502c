"""The pages of one case of the weekly meeting: what is decided, by which right, how the person is told; a restricted one."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.act import Act, NotVisible, Refusal, Stale, ids
from kith.alignment.queries import states_of
from kith.mdt import forms, operations, presenter, queries, sights
from kith.mdt.forms import When
from kith.mdt.here import READING, Running, here_of, running_of
from kith.mdt.partners import partner_lines
from kith.mdt.queries import CaseRow
from kith.mdt.rules import Outcome, outcome_label
from kith.mdt.views import IN_VIEW
from kith.preparation import operations as prepared
from kith.preparation.queries import asked_of, newest_summaries, questions_of
from kith.preparation.rules import Verdict
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled


def case(request: Request, team: str, mdt_case_id: UUID) -> HttpResponse:
    """Show one case of the running meeting; store what is decided or what becomes of it, put it off, answer a question."""
    here = here_of(request, team)
    running = running_of(request, here)
    found = running.whole.case(mdt_case_id)
    if request.method in READING:
        request.session[IN_VIEW] = str(found.id)
        return case_page(request, running, found, _fresh(running))
    try:
        said, goes_on = _done(request, running, found)
    except Stale as stale:
        now = running_of(request, here)
        form = replace(returned_form(request), errors={})
        return case_page(request, now, now.whole.case(found.id), form, answered=stale.sentence, status=stale.status)
    except Refusal as refusal:
        now = running_of(request, here)
        form = _without_raised(returned_form(request, refusal), found, now.whole.case(found.id))
        return case_page(request, now, now.whole.case(found.id), form, status=refusal.status)
    following = running.next_after(found) if goes_on else found
    if following is None:
        return saved(request, said, "mdt-close", team=team)
    return saved(request, said, "mdt-case", team=team, mdt_case_id=following.id)


def show(request: Request, team: str, mdt_case_id: UUID) -> HttpResponse:
    """Tell the screens that follow which case the meeting is at; sent by the page of whoever leads it."""
    running = running_of(request, here_of(request, team))
    running.whole.case(mdt_case_id)
    if request.method in READING:
        return HttpResponseRedirect(reverse("mdt-case", kwargs={"team": team, "mdt_case_id": mdt_case_id}))
    operations.show(act=request.act(), case_id=mdt_case_id)
    return HttpResponse(status=204)


def _without_raised(form: Filled, before: CaseRow, now: CaseRow) -> Filled:
    """Return a form that was refused behind an escalation that it raised: that is done, and what is left has a key of its own."""
    if now.escalation_id == before.escalation_id:
        return form
    values = {name: value for name, value in form.values.items() if name not in ("raise_what", "raise_to")}
    return replace(form, key=str(ids.new()), values=values)


def restricted(request: Request, team: str, mdt_case_id: UUID) -> HttpResponse:
    """Lead to the page of a restricted case, while everybody who is marked here may open it: asked anew at each press."""
    running = running_of(request, here_of(request, team))
    found = running.whole.case(mdt_case_id)
    if found.matter_id is None or not queries.all_here_may_open(case_id=found.id):  # its page says so itself
        return HttpResponseRedirect(reverse("mdt-case", kwargs={"team": team, "mdt_case_id": mdt_case_id}))
    return HttpResponseRedirect(reverse("restricted", kwargs={"concern_id": found.matter_id}))


def case_page(
    request: Request, running: Running, found: CaseRow, form: Filled, *, answered: str = "", status: int = 200
) -> HttpResponse:
    """Answer with the page of a case, or with what may be said of a restricted one."""
    request.shows(running.whole.named, kind=LookKind.LIST, team_id=running.team.id)
    slug = running.team.slug
    if found.person_id is None:
        may_open = queries.all_here_may_open(case_id=found.id)
        may_settle = queries.may_settle(case_id=found.id)
        closed = presenter.restricted_show(running, found, may_open=may_open, may_settle=may_settle, form=form)
        return answer(request, "mdt/restricted.jinja", closed, here="mdt", team=slug, status=status)
    prepared_id, held = running.whole.meeting.prepared_id, running.whole.meeting
    show = presenter.case_show(
        running.about(found),
        found,
        asked=asked_of(case_id=found.prepared_id),
        summary=newest_summaries(meeting_id=prepared_id).get(found.prepared_id),
        questions=questions_of(meeting_id=prepared_id, case_id=found.prepared_id),
        last=queries.last_of(person_ids=[found.person_id], before=held.day).get(found.person_id),
        partners=partner_lines(states_of(person_ids=[found.person_id], at=request.at).get(found.person_id, [])),
        form=form,
        answered=answered,
    )
    return answer(request, "mdt/case.jinja", show, here="mdt", team=slug, status=status)


def _fresh(running: Running) -> Filled:
    """The forms with the usual answers: plain work by the next service day, the person told by then."""
    offered = When(running.request.at, running.team.calendar).offered
    usual = next(iter(offered), "")
    return fresh_form(subject="action.add", by=usual, tell_when=usual)


def _done(request: Request, running: Running, found: CaseRow) -> tuple[str, bool]:
    """Carry out what the form of a case asks for; return what was done in words, and whether to go on to the next case."""
    posted, act = request.POST.dict(), request.act()
    when = When(request.at, running.team.calendar)
    match posted.get("then"):
        case "later":
            operations.put_off(act=act, case_id=found.id, version=typed.version(posted))
            return _("This case comes last."), True
        case "decide":
            operations.decide(act=act, case_id=found.id, decides=forms.decides(posted, when))
            if found.outcome is Outcome.NO_CHANGE:
                return _("The decision is written down. Say anew what becomes of the case."), False
            return _("The decision is written down."), False
        case "take back":
            _take_back(act, running, found, posted)
            if found.outcome is Outcome.SETTLED and len(running.whole.decided(found.id)) == 1:
                return _("The decision is taken back. Say anew what becomes of the case."), False
            return _("The decision is taken back."), False
        case "answer":
            _answer(act, posted)
            return _("The answer is written down."), False
        case _:
            return _settled(act, running, found, posted, when), True


def _settled(act: Act, running: Running, found: CaseRow, posted: dict[str, str], when: When) -> str:
    chosen = forms.outcome(posted)
    if chosen is None:
        raise Refusal(_("Choose what becomes of the case."), field="outcome")
    version = typed.version(posted)
    if chosen is Outcome.ESCALATED and found.person_id:
        version = _escalated(act, found, posted, version)
    settles = forms.settles(posted, when, chosen)
    operations.settle(act=_step(act, "settle"), case_id=found.id, version=version, settles=settles)
    return _("%(name)s: %(what)s.") % {"name": running.whole.title(found), "what": outcome_label(chosen)}


def _escalated(act: Act, found: CaseRow, posted: dict[str, str], version: int) -> int:
    """Raise what worries somebody first, whatever else is missing; return the version of the case after it."""
    what, to = forms.escalates(posted)
    if not what:
        return version
    to_id = typed.chosen_id({"raise_to": to}, "raise_to")
    assert to_id is not None
    operations.raise_escalation(act=_step(act, "raise"), case_id=found.id, what=what, to_id=to_id)
    now: CaseRow = sights.sight_of_case(case_id=found.id).row["case"]
    return now.version if version == found.version else version


def _take_back(act: Act, running: Running, found: CaseRow, posted: dict[str, str]) -> None:
    decision_id = typed.chosen_id(posted, "decision")
    if decision_id not in {one.id for one in running.whole.decided(found.id)} or decision_id is None:
        raise NotVisible
    operations.take_back(act=act, decision_id=decision_id, because=typed.text(posted, f"because-{decision_id}"))


def _answer(act: Act, posted: dict[str, str]) -> None:
    question_id = typed.chosen_id(posted, "question")
    if question_id is None:
        raise NotVisible
    chosen = typed.text(posted, f"verdict-{question_id}") or Verdict.WORDS
    prepared.answer_question(
        act=act,
        question_id=question_id,
        version=typed.number(posted, f"version-{question_id}") or 0,
        verdict=Verdict(chosen) if chosen in set(Verdict) else Verdict.WORDS,
        words=typed.text(posted, f"answer-{question_id}"),
        said_by=typed.chosen_id(posted, f"said_by-{question_id}"),
    )


def _step(act: Act, step: str) -> Act:
    return replace(act, key=str(ids.derived(act.key, step)))
