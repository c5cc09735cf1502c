"""The pages of safeguarding: raising a concern, one concern with its next step and story, the queue of a team."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.access.rules import opens
from kith.act import Act, NotVisible, Refusal
from kith.caseload.queries import Reaching, teams_reaching
from kith.escalation.opening import LEAD
from kith.escalation.queries import whole
from kith.person.presenter import born_words, who_of
from kith.person.queries import identity, with_number
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import at_local, local_day
from kith.safeguarding import giving, operations, presenter, queries
from kith.safeguarding.presenter import Known
from kith.safeguarding.queries import ConcernRow
from kith.safeguarding.raising import Raised, Suspected
from kith.safeguarding.rules import Step, questions
from kith.safeguarding.shows import RaiseConcernShow
from kith.team.queries import members, team_by_id, team_by_slug
from kith.team.rules import END_OF_SERVICE_DAY
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, Option


def raise_(request: Request, person_id: UUID) -> HttpResponse:
    """Show the form of a concern, and raise it."""
    who = _who(request, person_id)  # before anything is said: a closed record answers as a missing one
    teams = teams_reaching(person_id=person_id, team_ids=request.viewer.teams)
    if not teams:
        raise Refusal(_("No team of yours works with this person. Ring the council’s safeguarding line, or 999."))
    team = _chosen(request, teams)
    form, status = fresh_form(), 200
    if request.method == "POST":
        try:
            if not (missing := _missing(request)):
                return _raised(request, team.team_id, person_id)
            form, status = replace(returned_form(request), errors=missing), 422
        except Refusal as refusal:
            form, status = returned_form(request, refusal), refusal.status
    there = {one.account_id: one for one in members(team_id=team.team_id, at=request.at)}
    leads = [one.name for one in there.values() if one.role == LEAD]
    show = RaiseConcernShow(
        who,
        form,
        [Option(str(one.team_id), one.name) for one in teams],
        [
            Option(str(key), f"{one.name}, {one.role_label}")
            for key, one in there.items()
            if key != request.viewer.account_id
        ],
        leads[0] if leads else "",
    )
    request.shows([person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "safeguarding/raise.jinja", show, team=team.slug, status=status)


def _missing(request: Request) -> dict[str, str]:
    """Return what the form of a concern still needs, by field, in the order of the page."""
    missing = {}
    if not typed.text(request.POST, "words"):
        missing["words"] = _("Say what you have seen or been told.")
    if typed.text(request.POST, "danger") not in ("yes", "no"):
        missing["danger"] = _("Say whether somebody is in danger now.")
    return missing


def _raised(request: Request, team_id: UUID, person_id: UUID) -> HttpResponse:
    danger = typed.text(request.POST, "danger")
    raised = Raised(typed.text(request.POST, "words"), danger == "yes", _suspected(request))
    key = operations.raise_concern(act=request.act(), team_id=team_id, person_id=person_id, raised=raised)
    words = _("It is raised, and the safeguarding lead is asked.")
    if danger == "yes":
        words = _("It is raised, and the safeguarding lead is asked. Call 999 now if you have not.")
    return saved(request, words, "restricted", concern_id=key)


def _suspected(request: Request) -> tuple[Suspected, ...]:
    """Return whom the form names as a possible source of harm: a member chosen from the list, somebody by name, both or none."""
    member, name = typed.chosen_id(request.POST, "source_member"), typed.text(request.POST, "source")
    found = [Suspected("member", account_id=member)] if member else []
    return (*found, *([Suspected("other", name=name)] if name else []))


def restricted(request: Request, concern_id: UUID) -> HttpResponse:
    """Show one concern."""
    return _page(request, concern_id, fresh_form())


def take(request: Request, concern_id: UUID) -> HttpResponse:
    """Answer a concern: take it in hand."""

    def do(act: Act) -> None:
        words = typed.text(request.POST, "words")
        operations.answer(act=act, concern_id=concern_id, version=typed.version(request.POST), words=words)

    return _press(request, concern_id, do, _("You have it. Whoever raised it reads your answer."))


def hand_on(request: Request, concern_id: UUID) -> HttpResponse:
    """Hand a concern on to the next step of its route."""

    def do(act: Act) -> None:
        why = typed.text(request.POST, "why")
        operations.hand_on(act=act, concern_id=concern_id, version=typed.version(request.POST), why=why)

    return _press(request, concern_id, do, _("It is sent on, and they are told."), to="safeguarding")


def record(request: Request, concern_id: UUID) -> HttpResponse:
    """Record a step of a concern, or close it."""
    step = typed.text(request.POST, "step")

    def do(act: Act) -> None:
        about = queries.one(concern_id=concern_id).about
        known = Step(step) if step in set(Step) else Step.NOTE
        answers = {one.name: typed.text(request.POST, one.name) for one in questions(about, known)}
        if known is Step.CLOSING:
            operations.close(act=act, concern_id=concern_id, version=typed.version(request.POST), answers=answers)
        else:
            happened_at = _happened_at(request)
            operations.record(act=act, concern_id=concern_id, step=step, answers=answers, happened_at=happened_at)

    return _press(request, concern_id, do, _("It is recorded."))


def tell(request: Request, concern_id: UUID) -> HttpResponse:
    """Write down who was told."""

    def do(act: Act) -> None:
        operations.tell(
            act=act,
            concern_id=concern_id,
            who=typed.text(request.POST, "who"),
            how=typed.text(request.POST, "how"),
            said=typed.text(request.POST, "said"),
        )

    return _press(request, concern_id, do, _("It is written down."))


def name(request: Request, concern_id: UUID) -> HttpResponse:
    """Name who may open a concern, or end that they may; say whether visiting members are told."""

    def do(act: Act) -> None:
        account_id, doing = typed.chosen_id(request.POST, "account"), typed.text(request.POST, "do")
        if doing in ("tell visitors", "do not tell visitors"):
            operations.tell_visitors(act=act, concern_id=concern_id, is_told=doing == "tell visitors")
            return
        if account_id is None:
            raise Refusal(_("Choose somebody."), field="account")
        change = operations.unname_opener if doing == "end" else operations.name_opener
        change(act=act, concern_id=concern_id, account_id=account_id)

    return _press(request, concern_id, do, _("It is changed."))


def source(request: Request, concern_id: UUID) -> HttpResponse:
    """Name who may be the source of harm, or take it back."""

    def do(act: Act) -> None:
        if source_id := typed.chosen_id(request.POST, "withdraw"):
            operations.withdraw_source(act=act, concern_id=concern_id, source_id=source_id)
            return
        operations.name_source_of_harm(act=act, concern_id=concern_id, suspected=_source(request))

    return _press(request, concern_id, do, _("It is changed."))


def task(request: Request, concern_id: UUID) -> HttpResponse:
    """Give a task of a concern to one member, say that one is done, or hand it back."""

    def do(act: Act) -> None:
        said, task_id = typed.text(request.POST, "task_said"), typed.chosen_id(request.POST, "task_id")
        if task_id is None:
            giving.give_task(act=act, concern_id=concern_id, **_new_task(request))
        elif typed.text(request.POST, "do") == "return":
            giving.return_task(act=act, concern_id=concern_id, task_id=task_id, why=said)
        else:
            giving.finish_task(act=act, concern_id=concern_id, task_id=task_id, said=said)

    return _press(request, concern_id, do, _("It is recorded."))


def _new_task(request: Request) -> dict[str, Any]:
    """Return what a form asks of whom, by when: by 5pm where it names no time."""
    account_id, day = typed.chosen_id(request.POST, "task_for"), typed.day(request.POST, "task_day")
    if account_id is None:
        raise Refusal(_("Choose somebody."), field="task_for")
    if day is None:
        raise Refusal(_("Say by which day."), field="task_day")
    due_at = at_local(day, typed.clock(request.POST, "task_time") or END_OF_SERVICE_DAY)
    return {"account_id": account_id, "what": typed.text(request.POST, "task"), "due_at": due_at}


def _source(request: Request) -> Suspected:
    """Return who is named: a member of the list, a person in care by NHS number, or somebody by name."""
    if member := typed.chosen_id(request.POST, "source_member"):
        return Suspected("member", account_id=member)
    if number := "".join(typed.text(request.POST, "number").split()):
        found = with_number(nhs_number=number)
        if not found:
            raise Refusal(_("Nobody whose record you can open has this number: write their name."), field="number")
        return Suspected("person", person_id=found[0].id)
    kind = "carer" if typed.text(request.POST, "is_carer") else "other"
    return Suspected(kind, name=typed.text(request.POST, "source"))


def queue(request: Request, team: str) -> HttpResponse:
    """Show the queue of a team: what the viewer leads or was named on, and what they raised themselves."""
    info = team_by_slug(slug=team, viewer=request.viewer)
    found = queries.queue(team_id=info.id)
    steps = queries.steps(concern_ids=[one.row.id for one in found])
    show = presenter.queue_show(
        found,
        steps,
        queries.told(team_ids=[info.id]),
        team_name=info.name,
        at=request.at,
        is_lead=LEAD in request.act().roles_in(info.id),
    )
    people, matters = {one.row.person_id for one in found}, {one.row.id for one in found if one.is_whole}
    own = {one.row.id for one in found} - matters
    request.shows(people, kind=LookKind.LIST, team_id=info.id, restricted_ids=matters | own)
    return answer(request, "safeguarding/queue.jinja", show, here="safeguarding", team=info.slug)


def _happened_at(request: Request) -> datetime | None:
    """Return when a step happened: a day (default today) and a time (default 9am on another day); None for now."""
    day, clock = typed.day(request.POST, "day"), typed.clock(request.POST, "time")
    if day is None and clock is None:
        return None
    today = local_day(request.at)
    if clock is None and (day is None or day == today):
        return None
    return at_local(day or today, clock) if clock else at_local(day or today, datetime.min.time().replace(hour=9))


def _press(
    request: Request, concern_id: UUID, do: Callable[[Act], None], words: str, to: str = "restricted"
) -> HttpResponse:
    """Do what a form asks for and come back to the page; asked for by address alone, go to the page that one may see."""
    row = queries.one(concern_id=concern_id)
    if request.method != "POST":
        request.shows((), kind=LookKind.OPEN, team_id=row.team_id)
        return HttpResponseRedirect(reverse("restricted", kwargs={"concern_id": concern_id}))
    try:
        do(request.act())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _page(request, concern_id, returned_form(request, refusal), refusal.status)
    if to == "safeguarding":
        return saved(request, words, to, team=team_by_id(team_id=row.team_id).slug)
    return saved(request, words, to, concern_id=concern_id)


def _page(request: Request, concern_id: UUID, form: Filled, status: int = 200) -> HttpResponse:
    act = request.act()
    row = queries.one(concern_id=concern_id)
    thing = queries.restricted_thing(row)
    team = team_by_id(team_id=row.team_id)
    if not (opened := opens(act, thing)):
        raise NotVisible
    is_whole = opened == "whole"
    known = Known(
        row,
        thing.row["escalation"],
        whole(escalation_id=concern_id),
        queries.steps(concern_ids=[concern_id])[concern_id],
        queries.sources(concern_id=concern_id),
        queries.openers(concern_id=concern_id) if is_whole else [],
        queries.kept_from(concern_id=concern_id),
        queries.tasks(concern_id=concern_id) if is_whole else [],
    )
    who, people = _of_concern(request, row)
    show = presenter.concern_show(
        known,
        who,
        team_slug=team.slug,
        there=members(team_id=team.id, at=request.at),
        form=form,
        at=request.at,
        is_whole=is_whole,
        is_lead=operations.leads(act, row),
    )
    request.shows(people, kind=LookKind.OPEN, team_id=row.team_id, restricted_ids=[row.id])
    return answer(request, "safeguarding/concern.jinja", show, here="safeguarding", team=team.slug, status=status)


def _chosen(request: Request, teams: list[Reaching]) -> Reaching:
    chosen = typed.chosen_id(request.POST, "team")
    return next((one for one in teams if one.team_id == chosen), teams[0])


def _of_concern(request: Request, row: ConcernRow) -> tuple[Who, list[UUID]]:
    """Return whom a concern is about, and whose record its page shows: nobody's where it is open to nobody any more."""
    try:
        return _who(request, row.person_id), [row.person_id]
    except NotVisible:
        left = queries.who_left(concern_id=row.id)
        born = born_words(left.birth_date, left.birth_precision)
        return Who(row.person_id, shown(left.given), shown(left.family), "", born, None, ""), []


def _who(request: Request, person_id: UUID) -> Who:
    return who_of(identity(person_id=person_id), at=request.at, tier="", allergies=[])
