"""The pages of actions: one with its history, a new one, and a form for each step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.access.rules import RESTRICTED
from kith.act import Act, Refusal, Stale, Thing
from kith.action import differing, forms, offer_presenter, offering, operations, presenter, queries
from kith.action.offer_queries import offers_of_action
from kith.action.queries import ActionRow, StepRow, Wording
from kith.action.rules import UNFINISHED, ActionKind
from kith.caseload.queries import Reaching, intake, teams_reaching
from kith.person.presenter import who_of
from kith.person.queries import identity
from kith.person.shows import Who
from kith.policy.queries import decide
from kith.team.queries import TeamInfo, duty_lead_now, team_by_id
from kith.team.reachable import Reachable, reachable
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, Meanwhile, Option


def action(request: Request, action_id: UUID) -> HttpResponse:
    """Show one action with its history."""
    return _page(request, queries.one(action_id=action_id), fresh_form())


def comment(request: Request, action_id: UUID) -> HttpResponse:
    """Add a comment to an action."""
    return _press(
        request,
        action_id,
        lambda act, row: operations.comment(act=act, action_id=row.id, text=typed.text(request.POST, "text")),
        _("Your comment is saved."),
    )


def take(request: Request, action_id: UUID) -> HttpResponse:
    """Take an action upon oneself."""
    return _press(
        request,
        action_id,
        lambda act, row: operations.take(act=act, action_id=row.id, version=typed.version(request.POST)),
        _("This action is yours now."),
    )


def resume(request: Request, action_id: UUID) -> HttpResponse:
    """Take an action off hold."""
    return _press(
        request,
        action_id,
        lambda act, row: operations.resume(act=act, action_id=row.id, version=typed.version(request.POST)),
        _("The action is off hold."),
    )


def add(request: Request, person_id: UUID) -> HttpResponse:
    """Show the form of a new action for a person, and make it."""
    teams = teams_reaching(person_id=person_id, team_ids=request.viewer.teams)
    who = _who(request, person_id, teams)
    team = _chosen_team(request, teams)
    info = team_by_id(team_id=team.team_id)
    refusal = None
    if request.method == "POST":
        try:
            new = forms.written(request.POST, at=request.at, calendar=info.calendar)
            return _added(request, info, person_id, new)
        except Refusal as refused:
            refusal = refused
    show = presenter.add_show(
        who=who,
        owners=queries.possible_owners(team=info, person_id=person_id, act=request.act(), at=request.at),
        team=info,
        teams=[Option(str(one.team_id), one.name) for one in teams],
        at=request.at,
        form=returned_form(request, refusal) if refusal else None,
    )
    request.shows([person_id], kind=LookKind.OPEN, team_id=info.id)
    return answer(request, "action/add.jinja", show, team=team.slug, status=refusal.status if refusal else 200)


def _added(request: Request, team: TeamInfo, person_id: UUID, new: forms.Written) -> HttpResponse:
    """Add the action for whoever may be given it at once; for anybody else it is one's own, and offered to them."""
    owners, _why = queries.possible_owners(team=team, person_id=person_id, act=request.act(), at=request.at)
    is_offer = any(one.gets_offer for one in owners if one.id == new.owner_id)
    do = offering.give if is_offer else operations.add
    action_id = do(
        act=request.act(),
        team_id=team.id,
        person_id=person_id,
        what=new.what,
        owner_id=new.owner_id,
        due_at=new.due_at,
        doer_kind=new.doer_kind,
        doer=new.doer,
    )
    words = (
        _("The action is added and offered. It is yours until it is accepted.")
        if is_offer
        else _("The action is added.")
    )
    return saved(request, words, "action", action_id=action_id)


def edit(request: Request, action_id: UUID) -> HttpResponse:
    """Show the form of a change, and make it; whoever saves second sees both texts and decides."""
    row = queries.one(action_id=action_id)
    team = team_by_id(team_id=row.team_id)
    form, meanwhile = presenter.edit_form(row), None
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _change(request, row, forms.written(request.POST, at=request.at, calendar=team.calendar))
            return saved(request, _("The action is changed."), "action", action_id=action_id)
        except Stale as stale:
            refusal, row = stale, stale.extra
            form, meanwhile = returned_form(request), _meanwhile(request, row)
        except Refusal as refused:
            refusal, form = refused, returned_form(request, refused)
    owners, why_not = queries.direct_owners(team=team, person_id=row.person_id, act=request.act(), at=request.at)
    show = presenter.step_show(
        "edit",
        row,
        _who_of_row(request, row),
        form,
        owners=(presenter.with_owner(owners, row), why_not),
        by=forms.by_options(at=request.at, calendar=team.calendar),
        meanwhile=meanwhile,
    )
    return answer(request, "action/form.jinja", show, team=team.slug, status=refusal.status if refusal else 200)


def hold(request: Request, action_id: UUID) -> HttpResponse:
    """Show the form of a hold, and put the action on hold."""
    return _step(request, action_id, "hold")


def done(request: Request, action_id: UUID) -> HttpResponse:
    """Show the form of finishing, and finish the action by the operation of its kind."""
    return _step(request, action_id, "done")


def cancel(request: Request, action_id: UUID) -> HttpResponse:
    """Show the form of cancelling, and cancel the action."""
    return _step(request, action_id, "cancel")


def correct(request: Request, action_id: UUID) -> HttpResponse:
    """Show the form for what was made in error, and mark it so."""
    return _step(request, action_id, "correct")


# What each step does with its form


@dataclass(frozen=True, slots=True)
class _Sent:
    """A step as it was sent."""

    request: Request
    row: ActionRow

    @property
    def act(self) -> Act:
        return self.request.act()

    @property
    def form(self) -> Mapping[str, str]:
        return self.request.POST

    @property
    def version(self) -> int:
        return typed.version(self.request.POST)


def _do_hold(sent: _Sent) -> str:
    if not typed.text(sent.form, "reason"):
        raise Refusal(_("Say what we wait for."), field="reason")
    operations.hold(
        act=sent.act,
        action_id=sent.row.id,
        version=sent.version,
        reason=typed.text(sent.form, "reason"),
        return_date=typed.needed_day(sent.form, "return_date"),
    )
    return _("The action is on hold.")


def _do_done(sent: _Sent) -> str:
    done_at = forms.done_at_of(sent.form, at=sent.request.at)
    outcome = typed.text(sent.form, "outcome")
    if sent.row.kind is ActionKind.LOOK_THROUGH:
        operations.finish_look_through(act=sent.act, action_id=sent.row.id, version=sent.version, done_at=done_at)
    elif sent.row.kind is ActionKind.IMPORT_REVIEW:
        seen, taken = differing.answered(sent.form)
        operations.settle_import_review(
            act=sent.act,
            action_id=sent.row.id,
            version=sent.version,
            outcome=outcome,
            done_at=done_at,
            seen=seen,
            taken=taken,
        )
    else:
        _FINISHES[sent.row.kind](
            act=sent.act, action_id=sent.row.id, version=sent.version, outcome=outcome, done_at=done_at
        )
    return _("The action is done.")


_FINISHES: Mapping[ActionKind, Callable[..., UUID]] = {
    ActionKind.PLAIN: operations.complete,
    ActionKind.WEEKLY_MEETING: operations.settle_weekly_meeting,
    ActionKind.NOTICED: operations.settle_noticed,
    ActionKind.AFTER_DEATH: operations.complete,
    ActionKind.SUPERVISION: operations.complete,
    ActionKind.DOUBLES: operations.complete,
    ActionKind.ACCESS_ASK: operations.complete,
}
"""What a form of finishing calls; of kinds that are finished on a page of their own it is refused and says where."""


def _do_cancel(sent: _Sent) -> str:
    operations.cancel(act=sent.act, action_id=sent.row.id, version=sent.version, reason=typed.text(sent.form, "reason"))
    return _("The action is cancelled.")


def _do_correct(sent: _Sent) -> str:
    operations.mark_in_error(
        act=sent.act, action_id=sent.row.id, version=sent.version, reason=typed.text(sent.form, "reason")
    )
    return _("The action is marked as made in error.")


_STEPS: Mapping[str, Callable[[_Sent], str]] = {
    "hold": _do_hold,
    "done": _do_done,
    "cancel": _do_cancel,
    "correct": _do_correct,
}


def _step(request: Request, action_id: UUID, doing: str) -> HttpResponse:
    row = queries.one(action_id=action_id)
    if doing == "done" and row.kind is ActionKind.CONTRADICTION and (there := _finish_at(row, "")):
        return HttpResponseRedirect(there)  # no form of ours finishes it
    form, meanwhile = _empty_form(request, doing), None
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return saved(request, _STEPS[doing](_Sent(request, row)), "action", action_id=action_id)
        except Stale as stale:
            refusal, row, form = stale, stale.extra, returned_form(request)
            meanwhile = presenter.overtaken(doing, row, form, *_before(request, row), request.at)
        except Refusal as refused:
            refusal, form = refused, returned_form(request, refused)
    differs = differing.difference_shows(row) if doing == "done" else ()
    show = presenter.step_show(doing, row, _who_of_row(request, row), form, meanwhile=meanwhile, differences=differs)
    slug = _slug(request, row.team_id)
    return answer(request, "action/form.jinja", show, team=slug, status=refusal.status if refusal else 200)


def _empty_form(request: Request, doing: str) -> Filled:
    return fresh_form(**typed.moment_fields(request.at)) if doing == "done" else fresh_form()


def _change(request: Request, row: ActionRow, new: forms.Written) -> None:
    operations.change(
        act=request.act(),
        action_id=row.id,
        version=typed.version(request.POST),
        what=new.what,
        due_at=row.due_at if new.due_at == row.due_at.replace(second=0, microsecond=0) else new.due_at,
        owner_id=new.owner_id,
        doer_kind=new.doer_kind,
        doer=new.doer,
    )


def _meanwhile(request: Request, row: ActionRow) -> Meanwhile:
    """What the reader wrote beside what somebody else saved first. Three statements, only then."""
    team = team_by_id(team_id=row.team_id)
    new = forms.written(request.POST, at=request.at, calendar=team.calendar)
    names = queries.member_names(member_ids=[str(new.owner_id)])
    yours = Wording(new.what, names.get(str(new.owner_id), ""), new.due_at, new.doer)
    return presenter.meanwhile_show(row, *_before(request, row), yours, request.at)


def _before(request: Request, row: ActionRow) -> tuple[StepRow | None, Wording | None]:
    """Return the last step of an action, and what it said when the reader opened it. Two statements."""
    before = queries.wording_at(action_id=row.id, version=typed.version(request.POST))
    last = [step for step in queries.steps_of(action_id=row.id) if step.kind != "comment"][-1:]
    return last[0] if last else None, before


def _press(request: Request, action_id: UUID, do: Callable[[Act, ActionRow], object], words: str) -> HttpResponse:
    """Do what one press asks for and go back to the action; asked for by address alone, just go there."""
    row = queries.one(action_id=action_id)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("action", kwargs={"action_id": action_id}))
    try:
        do(request.act(), row)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _page(request, queries.one(action_id=action_id), returned_form(request, refusal), refusal.status)
    return saved(request, words, "action", action_id=action_id)


def _page(request: Request, row: ActionRow, form: Filled, status: int = 200) -> HttpResponse:
    steps, offered = queries.steps_of(action_id=row.id), offers_of_action(action_id=row.id)
    slug = _slug(request, row.team_id)
    thing = Thing("action", row.id, row.team_id, row.person_id)
    around = presenter.Around(
        who=_who_of_row(request, row),
        team_slug=slug,
        may=lambda command: decide(request.act(), command, thing).decides,
        account_id=request.viewer.account_id,
        at=request.at,
        finish_at=_finish_at(row, slug),
        differences=differing.difference_shows(row),
        offers=offer_presenter.offered_words(offered, request.at) if row.state in UNFINISHED else (),
        helpers=offer_presenter.helpers_words(offered),
        is_duty=_answers_for_duty(request, row),
        reach=_reach(request, row),
    )
    moved = [step.detail for step in steps] + [step.detail.get("before", {}) for step in steps]
    names = queries.member_names(member_ids={str(one["owner_id"]) for one in moved if "owner_id" in one})
    show = presenter.action_show(row, steps, names, around, form)
    return answer(request, "action/action.jinja", show, team=slug, status=status)


def _reach(request: Request, row: ActionRow) -> Reachable | None:
    """Return how somebody else who owns unfinished work is reached; None for one's own. At most one statement."""
    account_id = row.owner_account_id
    if account_id is None or account_id == request.viewer.account_id or row.state not in UNFINISHED:
        return None
    return reachable(account_ids=[account_id], at=request.at).get(account_id)


def _answers_for_duty(request: Request, row: ActionRow) -> bool:
    """Whether the viewer takes the duty of another's unfinished work now, and so may offer it."""
    is_own = row.owner_account_id == request.viewer.account_id
    if is_own or row.state not in UNFINISHED or row.team_id not in request.viewer.teams:
        return False
    team = team_by_id(team_id=row.team_id)
    return duty_lead_now(team=team, at=request.at, person_id=row.person_id) == row.own_member_id


def _finish_at(row: ActionRow, slug: str) -> str:
    """Return the page where this kind is finished, when it is another page and something is left to do there."""
    if row.kind is ActionKind.PLAN_REVIEW and row.person_id and row.state in UNFINISHED:
        return reverse("plan", kwargs={"person_id": row.person_id})
    if row.origin_id is None or row.state not in UNFINISHED:
        return ""
    if row.kind is ActionKind.CONTRADICTION and row.person_id:
        where = {"person_id": row.person_id, "contradiction_id": row.origin_id}
        return reverse("contradiction", kwargs=where)
    if not slug:
        return ""
    if row.origin_kind == RESTRICTED:
        return reverse("restricted", kwargs={"concern_id": row.origin_id})
    if row.kind in (ActionKind.URGENT, ActionKind.SEE_THROUGH):
        return reverse("escalation", kwargs={"escalation_id": row.origin_id})
    if row.kind is ActionKind.PARTNER_ANSWER:
        return reverse("partner-request", kwargs={"request_id": row.origin_id})
    if row.kind is ActionKind.SPARED:
        return reverse("spared", kwargs={"spared_id": row.origin_id})
    if row.kind is ActionKind.PROPOSAL:
        return reverse("proposal", kwargs={"proposal_id": row.origin_id})
    if row.kind is ActionKind.TELL_PERSON:
        return reverse("mdt-tell", kwargs={"telling_id": row.origin_id})
    if row.kind is ActionKind.PREPARE_CASE:
        return reverse("weekly-case", kwargs={"team": slug, "case_id": row.origin_id})
    if row.kind is ActionKind.DOUBLES:
        return reverse("doubles-import", kwargs={"team": slug, "alike_id": row.origin_id})
    if row.kind is ActionKind.ACCESS_ASK:
        return reverse("ask", kwargs={"ask_id": row.origin_id})
    if row.kind is not ActionKind.LOOK_THROUGH or not intake(intake_id=row.origin_id).number_left:
        return ""
    return reverse("look-through", kwargs={"team": slug, "intake_id": row.origin_id})


def _slug(request: Request, team_id: UUID) -> str:
    return team_by_id(team_id=team_id).slug if team_id in request.viewer.teams else ""


def _chosen_team(request: Request, teams: list[Reaching]) -> Reaching:
    """Return the team that work is for: the one chosen, else the first that has the person on its list."""
    if not teams:
        raise Refusal(_("No team of yours works with this person: put them on its list first."))
    chosen = typed.chosen_id(request.POST, "team")
    return next((one for one in teams if one.team_id == chosen), teams[0])


def _who(request: Request, person_id: UUID, teams: list[Reaching]) -> Who:
    return who_of(identity(person_id=person_id), at=request.at, tier=teams[0].risk_tier if teams else "")


def _who_of_row(request: Request, row: ActionRow) -> Who | None:
    if row.person_id is None:
        request.shows((), kind=LookKind.OPEN, team_id=row.team_id)
        return None
    request.shows([row.person_id], kind=LookKind.OPEN, team_id=row.team_id)
    return who_of(identity(person_id=row.person_id), at=request.at)
