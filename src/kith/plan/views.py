"""The pages of a plan: reading it, writing a section, what changed, and the page for the fridge door."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.act import Act, NotVisible, Refusal, Stale, Thing
from kith.caseload.queries import Reaching, teams_reaching
from kith.person.presenter import who_of
from kith.person.queries import identity
from kith.person.shows import Who
from kith.place.rules import at_local, local_day
from kith.plan import forms, operations, queries
from kith.plan.agreeing_presenter import agreed_show
from kith.plan.agreeing_queries import agreed
from kith.plan.page_presenter import changes_show, door_show, plan_show
from kith.plan.rules import HEADINGS, Content, PlanFacts, Section
from kith.plan.seams import parts_beside
from kith.plan.shows import Conflict
from kith.plan.write_presenter import conflict_of, write_show
from kith.policy.queries import decide
from kith.record.queries import allergies, usual_now
from kith.team.deciding import Around, asked_day, right_note
from kith.team.queries import day_on_team, members, team_by_id
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, RightNote

SET_ASIDE = timedelta(days=30)
"""How long the page of a plan shows what was written and not taken into it."""
MIDDAY = time(12)
"""When something happened of which only the day is said."""


def plan(request: Request, person_id: UUID) -> HttpResponse:
    """Read the plan, as it is now or stood at a version; start it, sign a section, look it through, say that it was read."""
    who, team = whose(request, person_id)
    if request.method != "POST":
        return _plan_page(request, who, team, fresh_form())
    try:
        said = _press(request, team, person_id)
    except Refusal as refusal:
        return _plan_page(request, who, team, returned_form(request, refusal), refusal.status)
    return saved(request, said, "plan", person_id=person_id)


def whose(request: Request, person_id: UUID) -> tuple[Who, Reaching]:
    """Return the person, and the team on which the viewer works with them: one that has them on its list first."""
    person = identity(person_id=person_id)  # before anything is said: a closed record answers as a missing one
    teams = teams_reaching(person_id=person_id, team_ids=request.viewer.teams)
    if not teams:
        raise Refusal(_("This belongs to a team that you are not on. Ask its duty lead."))
    who = who_of(person, at=request.at, tier=teams[0].risk_tier, allergies=allergies(person_id=person_id))
    return who, teams[0]


def _start(act: Act, request: Request, where: Mapping[str, UUID]) -> str:
    operations.start(act=act, **where)
    return _("The plan is started.")


def _read(act: Act, request: Request, where: Mapping[str, UUID]) -> str:
    number = operations.mark_read(act=act, **where, number=typed.version(request.POST))
    return _("Noted: you have read version %(number)s.") % {"number": number}


def _sign(act: Act, request: Request, where: Mapping[str, UUID]) -> str:
    section = section_named(typed.text(request.POST, "section"))
    operations.sign_off(act=act, **where, section=section, number=typed.version(request.POST))
    return _("Signed: %(section)s.") % {"section": _(HEADINGS[section].title)}


def _review(act: Act, request: Request, where: Mapping[str, UUID]) -> str:
    form = request.POST
    outcome, without, because = (typed.text(form, name) for name in ("outcome", "without", "because"))
    operations.review(
        act=act,
        **where,
        number=typed.version(form),
        outcome=outcome,
        without=without,
        next_on=typed.day(form, "next"),
        because=because,
    )
    return _("The plan is looked through.")


def _tell(act: Act, request: Request, where: Mapping[str, UUID]) -> str:
    form, day = request.POST, typed.day(request.POST, "day")
    true_at = None if day is None or day == local_day(act.at) else at_local(day, MIDDAY)
    operations.tell(act=act, **where, kind=typed.text(form, "kind"), true_at=true_at, words=typed.text(form, "words"))
    return _("Noted: the plan is to be looked through.")


_PRESSES: Mapping[str, Callable[[Act, Request, Mapping[str, UUID]], str]] = {
    "start": _start,
    "read": _read,
    "sign": _sign,
    "review": _review,
    "tell": _tell,
}


def _press(request: Request, team: Reaching, person_id: UUID) -> str:
    if (press := _PRESSES.get(typed.text(request.POST, "do"))) is None:
        raise Refusal(_("Choose one of the answers."))
    return press(request.act(), request, {"team_id": team.team_id, "person_id": person_id})


def _plan_page(request: Request, who: Who, team: Reaching, form: Filled, status: int = 200) -> HttpResponse:
    person_id = who.person_id
    rows, plan = queries.versions(person_id=person_id), queries.plan_of(person_id=person_id)
    moment = _moment(request)
    rows = queries.signed_by(rows, moment) if moment else rows
    beside = [] if moment else parts_beside(person_id=person_id, team_id=team.team_id, at=request.at)
    show = plan_show(
        who,
        team.slug,
        plan,
        rows,
        queries.read_by(person_id=person_id, team_ids=[team.team_id]),
        usual_now(person_id=person_id),
        form,
        number=queries.number_at(rows, moment) if moment else _number(request, "version"),
        reader=request.viewer.account_id,
        may_sign=_decision(request, team, "plan.sign_off", person_id),
        rule=queries.review_rule(who.tier, team_id=team.team_id, at=request.at),
        aside=queries.set_aside_since(person_id=person_id, since=request.at - SET_ASIDE),
        waits=PlanFacts() if plan else queries.waits_for_first(person_id=person_id),
        agreed=agreed_show(who, agreed(person_id=person_id), rows, request.at),
        beside=beside,
        at=request.at,
    )
    request.shows([person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "plan/plan.jinja", show, team=team.slug, status=status)


def _moment(request: Request) -> datetime | None:
    """Return the moment of which the plan is asked for, by a day and, within it, a time (its end without); None for now."""
    try:
        day, clock = typed.day(request.GET, "day"), typed.clock(request.GET, "time")
    except Refusal:
        return None
    return at_local(day, clock or time.max) if day and request.method == "GET" else None


def _decision(request: Request, team: Reaching, command: str, person_id: UUID) -> bool:
    return decide(request.act(), command, Thing("person", person_id, team.team_id, person_id)).decides


def _number(request: Request, name: str) -> int | None:
    """Return a version's number from the address; None for none or what is no number."""
    try:
        return typed.number(request.GET, name)
    except Refusal:
        return None


def section_named(code: str) -> Section:
    """Return a section by its code. Raises NotVisible for one that there is not."""
    try:
        return Section(code)
    except ValueError:
        raise NotVisible from None


# Writing a section


def section(request: Request, person_id: UUID, section: str) -> HttpResponse:
    """Show a section to be written, and write it; where somebody else was faster, both texts stand side by side."""
    code = section_named(section)
    who, team = whose(request, person_id)
    if request.method != "POST":
        now = queries.latest_of(person_id=person_id, section=code)
        values = forms.fields_of(now.content if now else Content()) | {"seen": str(now.number) if now else ""}
        return section_page(request, who, team, code, fresh_form(**values), now.content if now else Content())
    try:
        if typed.text(request.POST, "use") == forms.THEIRS:
            return _set_aside(request, team, person_id, code)
        number = _write(request, team, person_id, code)
    except Stale as stale:
        return _meanwhile(request, who, team, code, stale)
    except Refusal as refusal:
        return section_page(request, who, team, code, returned_form(request, refusal), None, refusal.status)
    return saved(request, _("Saved as version %(number)s.") % {"number": number}, "plan", person_id=person_id)


def _set_aside(request: Request, team: Reaching, person_id: UUID, section: Section) -> HttpResponse:
    operations.set_aside(
        act=request.act(),
        team_id=team.team_id,
        person_id=person_id,
        section=section,
        content=forms.content_of(request.POST, section),
        seen=typed.number(request.POST, "started"),
    )
    said = _("The section stays as it is. What you wrote stands under “Not taken into the plan” for 30 days.")
    return saved(request, said, "plan", person_id=person_id)


def _write(request: Request, team: Reaching, person_id: UUID, section: Section) -> int:
    owner_id = _own_seat(request, team)
    work = queries.open_work(team_id=team.team_id, person_id=person_id, section=section)
    return operations.write(
        act=request.act(),
        team_id=team.team_id,
        person_id=person_id,
        section=section,
        change=forms.change_of(request.POST, section, owner_id),
        work=forms.answers_of(request.POST, work, owner_id),
    )


def _own_seat(request: Request, team: Reaching) -> UUID:
    """Return the viewer's own membership of the team. Raises Refusal for whoever has none."""
    there = members(team_id=team.team_id, at=request.at)
    for one in there:
        if one.account_id == request.viewer.account_id:
            return one.id
    raise Refusal(_("This belongs to a team that you are not on. Ask its duty lead."))


def _meanwhile(request: Request, who: Who, team: Reaching, section: Section, stale: Stale) -> HttpResponse:
    """Show both texts, and the two joined in the form, which is now of the version that is there."""
    form = returned_form(request, stale)
    theirs: queries.VersionRow | None = stale.extra if isinstance(stale.extra, queries.VersionRow) else None
    if theirs is None:
        return section_page(request, who, team, section, form, None, stale.status)
    rows = queries.versions(person_id=who.person_id)
    seen = typed.number(request.POST, "seen")
    before = next((one.content for one in rows if one.number == seen and one.section is section), Content())
    yours = forms.content_of(request.POST, section)
    conflict, joined = conflict_of(before, theirs, yours, request.at)
    started = form.values.get("started") or form.values.get("seen") or ""
    values = {**form.values, **forms.fields_of(joined), "seen": str(theirs.number), "started": started}
    filled = Filled(form.key, values, form.errors)
    return section_page(request, who, team, section, filled, joined, stale.status, conflict=conflict)


def section_page(
    request: Request,
    who: Who,
    team: Reaching,
    section: Section,
    form: Filled,
    content: Content | None,
    status: int = 200,
    conflict: Conflict | None = None,
    told: str = "",
) -> HttpResponse:
    """Answer with the form; without `content` as many lines as were sent. `told` stands above it."""
    work = queries.open_work(team_id=team.team_id, person_id=who.person_id, section=section)
    note = _note(request, team, who.person_id, section)
    show = write_show(who, section, form, content, work, note, request.at, conflict, told)
    request.shows([who.person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "plan/section.jinja", show, team=team.slug, status=status)


def _note(request: Request, team: Reaching, person_id: UUID, section: Section) -> RightNote:
    """Return what saving will do, or who decides instead. Three statements."""
    whole, case = team_by_id(team_id=team.team_id), HEADINGS[section].case
    day = day_on_team(team=whole, day=asked_day(request.at, whole.calendar), at=request.at, person_id=person_id)
    around = Around(
        members(team_id=whole.id, at=request.at), day, whole.calendar, request.viewer.account_id, request.at
    )
    thing = Thing("person", person_id, team.team_id, person_id, row={"case": case})
    return right_note(decide(request.act(), "plan.write", thing), "plan.write", case, around)


# What changed, and the fridge door


def changes(request: Request, person_id: UUID) -> HttpResponse:
    """Show what changed between two versions: the newest and the one before it, unless others are asked for."""
    who, team = whose(request, person_id)
    rows = queries.versions(person_id=person_id)
    newest = rows[-1].number if rows else 0
    asked = (_number(request, "from"), _number(request, "to"))
    last = min(newest, newest if asked[1] is None else asked[1])
    first = max(0, newest - 1) if asked[0] is None else asked[0]
    show = changes_show(who, rows, min(first, last), max(first, last), request.at)
    request.shows([person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "plan/changes.jinja", show, team=team.slug)


def door(request: Request, person_id: UUID) -> HttpResponse:
    """Show the page for the fridge door: one page in large type."""
    who, team = whose(request, person_id)
    found = queries.plan_of(person_id=person_id)
    if found is None:
        raise NotVisible
    rule = queries.review_rule(who.tier, team_id=team.team_id, at=request.at)
    facts = queries.facts_of(found, rule.days)
    kept_back = {one.section for one in agreed(person_id=person_id).kept_back}
    show = door_show(who, queries.versions(person_id=person_id), facts, kept_back, request.at)
    request.shows([person_id], kind=LookKind.PRINT, team_id=team.team_id)
    return answer(request, "plan/door.jinja", show, team=team.slug)
