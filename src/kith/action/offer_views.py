"""The pages of offers: answering one, making one, a team's list with its pool, and several actions at once."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, Thing
from kith.action import offer_forms, offer_presenter, offer_queries, offering, queries
from kith.action.bulk import bulk
from kith.action.offer_queries import OfferRow
from kith.action.presenter import owner_words
from kith.action.queries import ActionRow
from kith.action.rules import deadline
from kith.caseload.queries import entry as list_entry
from kith.person.presenter import who_of
from kith.person.queries import identity, names
from kith.person.rules import shown
from kith.person.shows import Who
from kith.policy.queries import decide
from kith.team.queries import TeamInfo, duty_lead_now, members, team_by_id, team_by_slug
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled


def offer(request: Request, offer_id: UUID) -> HttpResponse:
    """Show an offer, and take the answer of whoever it is to."""
    row = offer_queries.offer_by_id(offer_id=offer_id)
    if request.method != "POST":
        return _offer_page(request, row, fresh_form(by_day="", answer=""))
    try:
        return _answered(request, row)
    except Stale as stale:
        return _offer_page(request, _as_now(stale, row), fresh_form(), stale.status)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _offer_page(request, row, returned_form(request, refusal), refusal.status)


def _answered(request: Request, row: OfferRow) -> HttpResponse:
    given = offer_forms.answered(request.POST, at=request.at)
    act = request.act()
    if given.answer == "decline":
        offering.decline(act=act, offer_id=row.id, reason=given.words)
        return saved(request, _("You declined. %(name)s is told why.") % {"name": row.giver}, "offer", offer_id=row.id)
    if given.answer == "ask":
        offering.ask_giver(act=act, offer_id=row.id, question=given.words)
        return saved(request, _("Your question goes to %(name)s.") % {"name": row.giver}, "offer", offer_id=row.id)
    offering.accept(act=act, offer_id=row.id, due_at=given.due_at)
    words = _("You accepted. %(name)s is told.") % {"name": row.giver}
    if row.action_id:
        return saved(request, words, "action", action_id=row.action_id)
    return saved(request, words, "person", person_id=row.person_id)


def take_offer(request: Request, offer_id: UUID) -> HttpResponse:
    """Take what is offered to a pool, by one press on the list."""
    return _press(
        request,
        offer_id,
        lambda act, row: offering.accept(act=act, offer_id=row.id),
        _("It is yours now."),
        to_thing=True,
    )


def withdraw_offer(request: Request, offer_id: UUID) -> HttpResponse:
    """Take an offer back."""
    return _press(
        request, offer_id, lambda act, row: offering.withdraw(act=act, offer_id=row.id), _("The offer is withdrawn.")
    )


def keep_offer(request: Request, offer_id: UUID) -> HttpResponse:
    """Keep what nobody accepted."""
    return _press(
        request,
        offer_id,
        lambda act, row: offering.keep(act=act, offer_id=row.id),
        _("It stays as it is."),
        to_thing=True,
    )


def offer_again(request: Request, offer_id: UUID) -> HttpResponse:
    """Offer what was declined to somebody else, by one press."""

    def do(act: Act, row: OfferRow) -> object:
        to_id = typed.chosen_id(request.POST, "to")
        if to_id is None:
            raise Refusal(_("Choose whom to offer it to."))
        if row.action_id:
            return offering.offer(act=act, action_id=row.action_id, to_member_id=to_id, note=row.note)
        assert row.entry_id is not None
        return offering.offer_person(act=act, entry_id=row.entry_id, to_member_id=to_id, note=row.note)

    return _press(request, offer_id, do, _("It is offered."), to_thing=True)


def _press(
    request: Request, offer_id: UUID, do: Callable[[Act, OfferRow], object], words: str, *, to_thing: bool = False
) -> HttpResponse:
    """Do what one press asks for and go on to the offer or to its work; asked for by address alone, just go to the offer."""
    row = offer_queries.offer_by_id(offer_id=offer_id)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("offer", kwargs={"offer_id": offer_id}))
    try:
        do(request.act(), row)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        now = _as_now(refusal, row)
        form = fresh_form() if isinstance(refusal, Stale) else returned_form(request, refusal)
        return _offer_page(request, now, form, refusal.status)
    if to_thing and row.action_id:
        return saved(request, words, "action", action_id=row.action_id)
    if to_thing:
        return saved(request, words, "person", person_id=row.person_id)
    return saved(request, words, "offer", offer_id=offer_id)


def _as_now(refusal: Refusal, row: OfferRow) -> OfferRow:
    """The offer as it is now, where somebody was faster."""
    return refusal.extra if isinstance(refusal.extra, OfferRow) else offer_queries.offer_by_id(offer_id=row.id)


def _offer_page(request: Request, row: OfferRow, form: Filled, status: int = 200) -> HttpResponse:
    team = team_by_id(team_id=row.team_id) if row.team_id in request.viewer.teams else None
    others, is_duty = [], False
    if team and row.answered_at and row.seen_at is None:
        others = offer_queries.who_could_take(
            team=team, person_id=row.person_id, work=row, holder_account_id=row.owner_account_id, at=request.at
        )
    if team and request.viewer.account_id not in (row.giver_account_id, row.owner_account_id):
        is_duty = _has_duty(request, team, row.person_id)
    thing = Thing("offer", row.id, row.team_id, row.person_id)
    reading = offer_presenter.Reading(
        account_id=request.viewer.account_id,
        at=request.at,
        team_slug=team.slug if team else "",
        who=_who(request, row.person_id, row.team_id),
        may_answer=decide(request.act(), "action.accept", thing).decides,
        is_duty=is_duty,
    )
    show = offer_presenter.offer_show(row, reading, form, others)
    return answer(request, "action/offer.jinja", show, team=reading.team_slug, status=status)


def _has_duty(request: Request, team: TeamInfo, person_id: UUID | None) -> bool:
    answering = duty_lead_now(team=team, at=request.at, person_id=person_id)
    own = [one.id for one in members(team_id=team.id, at=request.at) if one.account_id == request.viewer.account_id]
    return answering in own


def hand_on(request: Request, action_id: UUID) -> HttpResponse:
    """Show the form that offers an action to somebody, and offer it."""
    return _offering(request, queries.one(action_id=action_id), "action")


def ask_help(request: Request, action_id: UUID) -> HttpResponse:
    """Show the form that asks for help with an action, and ask."""
    return _offering(request, queries.one(action_id=action_id), "help")


def _offering(request: Request, row: ActionRow, kind: str) -> HttpResponse:
    team = team_by_id(team_id=row.team_id)
    refusal = None
    if request.method == "POST":
        try:
            return _offered(request, row, kind, team)
        except Refusal as refused:
            refusal = refused
    could = offer_queries.who_could_take(
        team=team,
        person_id=row.person_id,
        work=None,
        holder_account_id=row.owner_account_id if row.is_owner_there else None,
        at=request.at,
    )
    show = offer_presenter.offering_show(
        kind=kind,
        thing_id=row.id,
        who=_who(request, row.person_id, row.team_id),
        team=team,
        what=row.what,
        held=owner_words(row),
        due_at=deadline(row.facts),
        could=could,
        at=request.at,
        form=returned_form(request, refusal) if refusal else None,
    )
    return answer(request, "action/offering.jinja", show, team=team.slug, status=refusal.status if refusal else 200)


def _offered(request: Request, row: ActionRow, kind: str, team: TeamInfo) -> HttpResponse:
    new = offer_forms.offering_of(request.POST, at=request.at, calendar=team.calendar)
    do = offering.offer if kind == "action" else offering.ask_help
    do(
        act=request.act(),
        action_id=row.id,
        to_member_id=new.to.member_id,
        to_role=new.to.role,
        to_team=new.to.team,
        note=new.note,
        answer_by=new.answer_by,
    )
    words = _("The offer is made. The work stays where it is until somebody accepts.")
    return saved(request, words if kind == "action" else _("You asked for help."), "action", action_id=row.id)


def offer_person(request: Request, entry_id: UUID) -> HttpResponse:
    """Show the form that offers somebody to be a person's named lead, and offer it."""
    row = list_entry(entry_id=entry_id)
    team = team_by_id(team_id=row.team_id)
    refusal = None
    if request.method == "POST":
        try:
            new = offer_forms.offering_of(request.POST, at=request.at, calendar=team.calendar)
            offering.offer_person(
                act=request.act(),
                entry_id=entry_id,
                to_member_id=new.to.member_id,
                to_role=new.to.role,
                to_team=new.to.team,
                note=new.note,
                answer_by=new.answer_by,
            )
            words = _("The offer is made. The lead stays as it is until somebody accepts.")
            return saved(request, words, "person", person_id=row.person_id)
        except Refusal as refused:
            refusal = refused
    there = {one.id: one for one in members(team_id=team.id, at=request.at)}
    lead = there.get(row.named_lead_id) if row.named_lead_id else None
    could = offer_queries.who_could_take(
        team=team,
        person_id=row.person_id,
        work=None,
        holder_account_id=lead.account_id if lead else None,
        at=request.at,
    )
    show = offer_presenter.offering_show(
        kind="person",
        thing_id=entry_id,
        who=_who(request, row.person_id, row.team_id),
        team=team,
        what=_("To be the named lead of this person"),
        held=lead.name if lead else _("Nobody: the duty lead answers"),
        due_at=None,
        could=could,
        at=request.at,
        form=returned_form(request, refusal) if refusal else None,
    )
    return answer(request, "action/offering.jinja", show, team=team.slug, status=refusal.status if refusal else 200)


def remind(request: Request, action_id: UUID) -> HttpResponse:
    """Remind of an action; asked for by address alone, just go there."""
    row = queries.one(action_id=action_id)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("action", kwargs={"action_id": action_id}))
    try:
        offering.remind(act=request.act(), action_id=row.id)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return saved(request, refusal.sentence, "action", action_id=action_id)
    return saved(request, _("The reminder is sent."), "action", action_id=action_id)


def offers(request: Request, team: str) -> HttpResponse:
    """Show what waits for an answer on a team: to the reader, in a pool, from the reader, between others."""
    info = team_by_slug(slug=team, viewer=request.viewer)
    rows = [row for row in offer_queries.open_offers(team_id=info.id) if row.over is None]
    called = _names({row.person_id for row in rows if row.person_id})
    request.shows(called, kind=LookKind.LIST, team_id=info.id)
    show = offer_presenter.offers_show(rows, called, team=info, account_id=request.viewer.account_id, at=request.at)
    return answer(request, "action/offers.jinja", show, here="board", team=team)


def work(request: Request, team: str) -> HttpResponse:
    """Show the open work of a team, or the reader's own, and do one thing to all that is ticked."""
    info = team_by_slug(slug=team, viewer=request.viewer)
    form, results, status = fresh_form(line=frozenset()), [], 200
    ticked: frozenset[str] = frozenset()
    if request.method == "POST":
        ticked = frozenset(one.partition(":")[0] for one in request.POST.getlist("line"))
        try:
            wanted = offer_forms.wanted(request.POST, at=request.at, calendar=info.calendar)
            results = bulk(act=request.act(), team_id=info.id, lines=offer_forms.ticked(request.POST), wanted=wanted)
            form = fresh_form(line=ticked)
        except Refusal as refusal:
            if refusal.status in (403, 404):
                raise
            returned, status = returned_form(request, refusal), refusal.status
            form = Filled(returned.key, {**returned.values, "line": ticked}, returned.errors)
    rows = queries.waiting_for_team(team_id=info.id)
    gone = {one.action_id for one in results} - {row.id for row in rows}
    rows = [*queries.by_ids(action_ids=gone).values(), *rows]
    called = _names({row.person_id for row in rows if row.person_id})
    request.shows(called, kind=LookKind.LIST, team_id=info.id)
    show = offer_presenter.work_show(
        rows,
        called,
        team=info,
        account_id=request.viewer.account_id,
        view="mine" if request.GET.get("view", "mine") == "mine" else "team",
        at=request.at,
        could=offer_queries.could_take_for(
            could=offer_queries.who_could_take(
                team=info, person_id=None, work=None, holder_account_id=request.viewer.account_id, at=request.at
            ),
            person_ids=set(called),
        ),
        form=form,
        results=results,
    )
    return answer(request, "action/work.jinja", show, here="board", team=team, status=status)


def _names(person_ids: set[UUID]) -> dict[UUID, str]:
    """Return given and family names by id. One statement."""
    return {key: shown(f"{one.given} {one.family}".strip()) for key, one in names(person_ids=person_ids).items()}


def _who(request: Request, person_id: UUID | None, team_id: UUID) -> Who | None:
    request.shows([person_id] if person_id else (), kind=LookKind.OPEN, team_id=team_id)
    return who_of(identity(person_id=person_id), at=request.at) if person_id else None
