"""The pages of contacts: planning one, recording one that was made, saying what became of one that was planned."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.act import Refusal, Stale
from kith.action.queries import by_ids
from kith.contact import (
    check_forms,
    check_page,
    check_presenter,
    check_queries,
    checks,
    forms,
    operations,
    presenter,
    queries,
)
from kith.contact.around import Around as _Around
from kith.contact.around import answered as _answer
from kith.contact.around import around_of as _around
from kith.contact.around import filled as _filled
from kith.contact.assessing import assessing, served_of, service_options
from kith.contact.cautioning import caution_before, caution_show, heard_of
from kith.contact.check_rules import Check
from kith.contact.check_shows import PlanCheckShow
from kith.contact.observing import SOURCE, assess
from kith.contact.observing_rules import crossings, kept_answers
from kith.contact.queries import ContactRow
from kith.contact.rules import ContactState
from kith.contact.seams import Caution, seams
from kith.contact.series_forms import BY_DAY, ONCE, is_series
from kith.contact.series_presenter import away_warning, often
from kith.contact.series_queries import away_of
from kith.contact.series_views import plan_series
from kith.contact.shows import Meaning, MissedShow, PlanShow, RecordShow
from kith.contact.usual_presenter import usual_words
from kith.escalation.foretelling import foretell
from kith.escalation.queries import of_source, spared_of_source
from kith.place.rules import local_day
from kith.policy.evaluation_rules import Evaluation
from kith.record.queries import own_facts, usual_now
from kith.team.queries import day_on_team, rules_for, team_by_id
from kith.team.reachable import reachable
from kith.web import typed
from kith.web.pages import fresh_form, kept_open, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Meanwhile, Option
from kith.web.words import local

NEAR = timedelta(days=1)


def plan(request: Request, person_id: UUID) -> HttpResponse:
    """Show the form of a planned contact, and plan it."""
    around = _around(request, person_id)
    refusal, caution = None, Caution()
    if request.method == "POST":
        try:
            caution = _caution(request, around)
            if not caution.warned and is_series(request.POST):
                plan_series(request, around)
                return saved(request, _("The series is planned."), "contact-coming", person_id=person_id)
            if not caution.warned:
                _plan(request, around)
                return saved(request, _("The contact is planned."), "person", person_id=person_id)
        except Refusal as refused:
            refusal = refused
    first = f"{local(request.at):%Y-%m-%d}"
    show = PlanShow(
        who=around.who,
        ways=forms.way_options(),
        members=presenter.who_options(around.members),
        form=returned_form(request, refusal)
        if refusal or caution.warned
        else _filled(around, day=first, often=ONCE, end=BY_DAY),
        others=_others(request, person_id),
        teams=around.team_options,
        services=service_options(),
        often=often(around.team.cadence_days),
        lately=seams.lately(person_id, request.viewer.role, request.at).says,
        caution=caution_show(caution, request.POST),
    )
    return _answer(request, "contact/plan.jinja", show, around, refusal)


def record(request: Request, person_id: UUID) -> HttpResponse:
    """Show the form of a contact that was not planned here, and record it."""
    around = _around(request, person_id)
    refusal, meaning = None, None
    if request.method == "POST":
        try:
            if _asks_first(request):
                meaning = _meaning(request, around)
            else:
                return kept_open(request, _recorded(request, around, _record(request, around)))
        except Refusal as refused:
            refusal = refused
    return _record_page(request, around, refusal, None, meaning=meaning)


def made(request: Request, contact_id: UUID) -> HttpResponse:
    """Show the form of a planned contact that was made, and record it."""
    row = queries.one(contact_id=contact_id)
    around = _around(request, row.person_id, row.team_id)
    refusal: Refusal | None = None
    meanwhile, meaning = None, None
    if request.method == "POST":
        try:
            if _asks_first(request):
                meaning = _meaning(request, around)
            else:
                return kept_open(request, _recorded(request, around, _made(request, row, around)))
        except Stale as stale:
            refusal, meanwhile = stale, _overtaken(request, stale.extra, around)
        except Refusal as refused:
            refusal = refused
    return _record_page(request, around, refusal, row, meanwhile, meaning)


def after(request: Request, contact_id: UUID) -> HttpResponse:
    """Show whoever recorded a contact what runs because of what was observed; to anybody else the person's page."""
    row = queries.one(contact_id=contact_id)
    if not queries.is_by(contact_id=contact_id, account_id=request.viewer.account_id):
        return HttpResponseRedirect(reverse("person", kwargs={"person_id": row.person_id}))
    around = _around(request, row.person_id, row.team_id)
    seen = check_queries.sightings_of(contact_id=row.id)
    running = {one.id: one for one in [*of_source(source_kind=SOURCE, source_id=row.id), *check_page.running_of(seen)]}
    show = presenter.saved_show(
        row,
        around.who,
        list(running.values()),
        _answers(row),
        spared_of_source(source_id=row.id),
        request.at,
    )
    is_emergency = show.is_emergency or any(one.response == "emergency" for one in seen)
    show = replace(
        show, is_emergency=is_emergency, seen=[check_presenter.seen_words(one) for one in seen], moved=_moved(row)
    )
    return _answer(request, "contact/saved.jinja", show, around, None)


def missed(request: Request, contact_id: UUID) -> HttpResponse:
    """Show the form of a planned contact that did not happen, and record why."""
    row = queries.one(contact_id=contact_id)
    around = _around(request, row.person_id, row.team_id)
    refusal: Refusal | None = None
    meanwhile = None
    if request.method == "POST":
        try:
            _missed(request, row)
            then = "contact-plan" if request.POST.get("then") == "plan" else "person"
            return saved(request, _("What happened is recorded."), then, person_id=row.person_id)
        except Stale as stale:
            refusal, meanwhile = stale, _overtaken(request, stale.extra, around)
        except Refusal as refused:
            refusal = refused
    form = returned_form(request, refusal) if refusal else fresh_form()
    show = MissedShow(around.who, row.id, presenter.words_of(row, request.at), form, row.version, meanwhile, *_whys())
    return _answer(request, "contact/missed.jinja", show, around, refusal)


def _whys() -> tuple[list[Option], list[Option]]:
    return forms.why_options(ContactState.MISSED), forms.why_options(ContactState.CANCELLED)


# What each form asks for


def _plan(request: Request, around: "_Around") -> None:
    by, (start_at, end_at) = forms.by_of(request.POST), forms.window_of(request.POST)
    operations.plan(
        act=request.act(),
        team_id=around.team.team_id,
        person_id=around.who.person_id,
        member_id=by.member_id,
        by_other=by.by_other,
        way=by.way,
        window_from=start_at,
        window_to=end_at,
        note=typed.text(request.POST, "note"),
        served=served_of(request.POST),
        heard=heard_of(request.POST),
    )


def _caution(request: Request, around: "_Around") -> Caution:
    """Return what is to be said before the contact is planned. Fixed statements, none where it was said already."""
    return caution_before(
        request.POST,
        person_id=around.who.person_id,
        team_id=around.team.team_id,
        members=around.members,
        at=request.at,
    )


def _asks_first(request: Request) -> bool:
    """Say whether the reader wants to see what saving would do, before it does."""
    return request.POST.get("then") == "see"


def _meaning(request: Request, around: "_Around") -> Meaning:
    """Return what saving would do. Nothing is stored."""
    answered = assess(
        team_id=around.team.team_id,
        person_id=around.who.person_id,
        observations=forms.observations_of(request.POST, around.tables),
        happened_at=forms.happened_at_of(request.POST, at=request.at),
        at=request.at,
    )
    seen = check_page.seen_on(request, around.who.person_id)
    crossed = [*crossings(answered.evaluations), *check_page.crossings_of(seen)]
    foretold = foretell(
        act=request.act(), team_id=around.team.team_id, person_id=around.who.person_id, crossings=crossed
    )
    starts = [check_presenter.start_words(*one, request.viewer.role, request.at) for one in seen]
    return checks.meaning(answered.evaluations, foretold, list(filter(None, starts)))


def _moved(row: ContactRow) -> list[tuple[UUID, str]]:
    """Return the open work that somebody changed while the form was open, so that its answer was not carried out."""
    check = check_queries.check_of(contact_id=row.id)
    moved = [UUID(key) for key, kept in check.work.items() if kept.get("moved")] if check else []
    found = by_ids(action_ids=moved) if moved else {}
    return [(one.id, check_presenter.moved_words(one.what)) for one in found.values()]


def _answers(row: ContactRow) -> list[Evaluation]:
    """Return what the tables said of what was observed, as they were in force when it was recorded."""
    facts = own_facts(source_id=row.id)
    return kept_answers(rules_for(team_id=row.team_id, at=facts[0].noted_at).thresholds, facts) if facts else []


def _recorded(request: Request, around: "_Around", contact_id: UUID) -> HttpResponse:
    """Go on to what runs now where something was observed or seen, else to the person."""
    person_id = around.who.person_id
    if forms.observations_of(request.POST, around.tables) or check_queries.has_news(contact_id=contact_id):
        return HttpResponseRedirect(reverse("contact-saved", kwargs={"contact_id": contact_id}))
    return saved(request, _("The contact is recorded."), "person", person_id=person_id)


def _check(request: Request) -> Check | None:
    """Return the plan check of a contact that was made; one that was missed has none."""
    return check_forms.check_of(request.POST) if forms.state_of(request.POST) is ContactState.MADE else None


def _record(request: Request, around: "_Around") -> UUID:
    by = forms.by_of(request.POST)
    forms.check_signs_are_chosen(request.POST, around.tables)
    return operations.record(
        act=request.act(),
        team_id=around.team.team_id,
        person_id=around.who.person_id,
        member_id=by.member_id,
        by_other=by.by_other,
        way=by.way,
        state=forms.state_of(request.POST),
        happened_at=forms.happened_at_of(request.POST, at=request.at),
        note=typed.text(request.POST, "note"),
        reason=typed.text(request.POST, "reason"),
        why_missed=forms.why_of(request.POST),
        circumstances=forms.circumstances_of(request.POST),
        observations=forms.observations_of(request.POST, around.tables),
        not_escalated=typed.text(request.POST, "not_escalated"),
        check=_check(request),
        served=served_of(request.POST),
    )


def _made(request: Request, row: ContactRow, around: "_Around") -> UUID:
    by = forms.by_of(request.POST)
    forms.check_signs_are_chosen(request.POST, around.tables)
    return operations.settle(
        act=request.act(),
        contact_id=row.id,
        version=typed.version(request.POST),
        state=ContactState.MADE,
        happened_at=forms.happened_at_of(request.POST, at=request.at),
        note=typed.text(request.POST, "note"),
        way=by.way,
        member_id=by.member_id,
        by_other=by.by_other,
        circumstances=forms.circumstances_of(request.POST),
        observations=forms.observations_of(request.POST, around.tables),
        not_escalated=typed.text(request.POST, "not_escalated"),
        check=check_forms.check_of(request.POST),
        served=served_of(request.POST),
    )


def _missed(request: Request, row: ContactRow) -> None:
    if not typed.text(request.POST, "state"):
        raise Refusal(_("Choose what happened."), field="state")
    operations.settle(
        act=request.act(),
        contact_id=row.id,
        version=typed.version(request.POST),
        state=forms.state_of(request.POST),
        happened_at=None,
        reason=typed.text(request.POST, "reason"),
        why_missed=forms.why_of(request.POST),
    )


# What stands around each page


def _overtaken(request: Request, now: ContactRow, around: _Around) -> Meanwhile:
    """What somebody else recorded first beside what the reader's form says. Three statements, only then."""
    saved_by = queries.saved_by(contact_id=now.id)
    return presenter.overtaken(now, returned_form(request), around.members, saved_by, request.at)


def _record_page(
    request: Request,
    around: _Around,
    refusal: Refusal | None,
    row: ContactRow | None,
    meanwhile: Meanwhile | None = None,
    meaning: Meaning | None = None,
) -> HttpResponse:
    values = typed.moment_fields(request.at)
    if row is not None:
        values |= {"way": str(row.way), "note": row.note, "by_other": row.by_other}
        values["who"] = str(row.member_id) if row.member_id else forms.OTHER
    form = returned_form(request, refusal) if refusal or meaning else _filled(around, **values)
    lately = seams.lately(around.who.person_id, request.viewer.role, request.at)
    show = RecordShow(
        who=around.who,
        ways=forms.way_options(),
        members=presenter.who_options(around.members),
        form=form,
        contact_id=row.id if row else None,
        planned=presenter.words_of(row, request.at) if row else "",
        version=row.version if row else 0,
        teams=around.team_options,
        meanwhile=meanwhile,
        checks=checks.checks(around.tables, form, around.who.age, _usual(request, around)),
        meaning=meaning,
        services=service_options(),
        circumstances=(forms.where_options(), forms.there_options(), forms.why_options(ContactState.MISSED)),
        assessing=assessing(form, lately.known, lately.says[:1]),
        check=None if meanwhile else _plan_check(request, around, row),
        by=str(request.viewer.account_id),
        ring="" if meanwhile else _duty(request, around),
    )
    return _answer(request, "contact/record.jinja", show, around, refusal)


def _plan_check(request: Request, around: _Around, row: ContactRow | None) -> PlanCheckShow:
    follow_up = row.follow_up_id if row else None
    return check_page.shown(request, around.who.person_id, around.team.team_id, around.who.called, follow_up)


def _duty(request: Request, around: _Around) -> str:
    """Return whoever has the duty, with a telephone number where one is known: 'Ama Owusu, 01632 960 001'. A few statements."""
    team = team_by_id(team_id=around.team.team_id)
    day = day_on_team(team=team, day=local_day(request.at), at=request.at)
    duty = next((one for one in around.members if one.id == day.answering), None)
    if duty is None:
        return ""
    reach = reachable(account_ids=[duty.account_id], at=request.at).get(duty.account_id)
    return ", ".join(filter(None, (duty.name, reach.phone if reach else "")))


def _usual(request: Request, around: _Around) -> str:
    """Return what NEWS2 is usual for them, in words. One statement."""
    return usual_words(usual_now(person_id=around.who.person_id), request.at)


def _others(request: Request, person_id: UUID) -> list[str]:
    rows = queries.planned_between(person_id=person_id, start_at=request.at - NEAR, end_at=request.at + 7 * NEAR)
    aways = [away_warning(one, request.at) for one in away_of(person_id=person_id, at=request.at)]
    return [*aways, *presenter.also_coming(rows, request.at)]
