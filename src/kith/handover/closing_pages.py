"""The pages of closing a person on a list, and of putting somebody who left it on it again."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.act import NotAllowed, Refusal, Stale, Thing
from kith.caseload.forms import came_by_options
from kith.caseload.queries import Entry, entry, entry_of, saved_by
from kith.caseload.rules import CameBy
from kith.handover import closing
from kith.handover.closing_presenter import holder_options, how_options, open_lines, reason_options, whom_options
from kith.handover.closing_queries import open_with
from kith.handover.closing_shows import AgainShow, CloseShow
from kith.person.presenter import who_of
from kith.person.queries import identity
from kith.place.rules import local_day
from kith.policy.queries import decide
from kith.team.deciding import Around, asked_day, right_note
from kith.team.queries import TeamInfo, day_on_team, members, team_by_id
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, RightNote
from kith.web.words import saved_words

LINES = 4
CLOSE = "handover.close_person"
"""How many lines the form has for those who were told."""


def close(request: Request, entry_id: UUID) -> HttpResponse:
    """Show what is still open for a person with the team; when nothing is, ask why, who holds them, who was told, and close."""
    found = entry(entry_id=entry_id)
    _check_right(request, "handover.close_person", found)
    if request.method != "POST":
        form = fresh_form(**{f"day-{number}": local_day(request.at).isoformat() for number in range(1, LINES + 1)})
        return _close_page(request, found, form)
    try:
        closing.close_person(
            act=request.act(),
            entry_id=entry_id,
            version=typed.version(request.POST),
            why=_why(request.POST),
            told=_told(request.POST),
        )
    except Stale as stale:
        return _close_page(request, stale.extra, returned_form(request), stale.status, is_stale=True)
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        refusal.field = refusal.field or "open"
        return _close_page(request, found, returned_form(request, refusal), refusal.status)
    return saved(
        request, _("Closed. The team can open the record for 30 days more."), "person", person_id=found.person_id
    )


def again(request: Request, entry_id: UUID) -> HttpResponse:
    """Ask how somebody who left the list comes to the team again, and put them on it."""
    found = entry(entry_id=entry_id)
    _check_right(request, "handover.take_on_again", found)
    if request.method != "POST":
        return _again_page(request, found, fresh_form(came_by=CameBy.ADDED))
    try:
        closing.take_on_again(
            act=request.act(),
            entry_id=entry_id,
            came_by=typed.text(request.POST, "came_by"),
            came_from=typed.text(request.POST, "came_from"),
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _again_page(request, found, returned_form(request, refusal), refusal.status)
    return saved(request, _("They are on the list again."), "person", person_id=found.person_id)


def _check_right(request: Request, command: str, found: Entry) -> None:
    decision = decide(request.act(), command, Thing("list entry", found.id, found.team_id, found.person_id))
    if decision.verdict == "no":
        raise NotAllowed(decision.sentence, rule=decision.rule)


def _why(form: Mapping[str, str]) -> closing.Why:
    return closing.Why(
        reason=typed.text(form, "reason"),
        holder=typed.text(form, "holder"),
        held_by=typed.text(form, "held_by"),
        because=typed.text(form, "because"),
        untold_because=typed.text(form, "untold_because"),
    )


def _told(form: Mapping[str, str]) -> Sequence[closing.WasTold]:
    """Return the lines that somebody filled in; a line of which only the day stands is empty."""
    lines = []
    for number in range(1, LINES + 1):
        whom, name, how = (typed.text(form, f"{field}-{number}") for field in ("whom", "name", "how"))
        if not (whom or name or how):
            continue
        day = typed.day(form, f"day-{number}")
        if day is None:
            raise Refusal(_("Enter the day they were told."), field=f"day-{number}")
        if not whom:
            raise Refusal(_("Choose who was told."), field=f"whom-{number}")
        if not how:
            raise Refusal(_("Choose how they were told."), field=f"how-{number}")
        lines.append(closing.WasTold(whom, name, how, day))
    return lines


def _close_page(
    request: Request, found: Entry, form: Filled, status: int = 200, *, is_stale: bool = False
) -> HttpResponse:
    request.shows([found.person_id], kind=LookKind.OPEN, team_id=found.team_id)
    team = team_by_id(team_id=found.team_id)
    who = identity(person_id=found.person_id)
    saved_last = saved_by(entry_id=found.id) if is_stale else None
    show = CloseShow(
        entry_id=found.id,
        version=found.version,
        who=who_of(who, at=request.at, tier=found.risk_tier),
        team_name=team.name,
        is_on_list=found.is_on_list,
        opens=open_lines(open_with(team_id=found.team_id, person_id=found.person_id), request.at),
        reasons=reason_options(),
        holders=holder_options(),
        whom=whom_options(),
        how=how_options(),
        lines=range(1, LINES + 1),
        lines_used=max((n for n in range(1, LINES + 1) if form.values.get(f"whom-{n}")), default=0),
        form=form,
        changed_by=(saved_words(*saved_last, request.at) if saved_last else _("somebody")) if is_stale else "",
        may_close=_close_note(request, found, team),
    )
    return answer(request, "handover/close.jinja", show, team=team.slug, status=status)


def _close_note(request: Request, found: Entry, team: TeamInfo) -> RightNote | None:
    """Say ahead that somebody else decides, and who; None for a reader who decides it. Two statements, for the former alone."""
    decision = decide(request.act(), CLOSE, Thing("list entry", found.id, found.team_id, found.person_id))
    if decision.decides:
        return None
    day = day_on_team(team=team, day=asked_day(request.at, team.calendar), at=request.at, person_id=found.person_id)
    there = members(team_id=team.id, at=request.at)
    around = Around(there, day, team.calendar, request.viewer.account_id, request.at)
    return right_note(decision, CLOSE, "", around)


def _again_page(request: Request, found: Entry, form: Filled, status: int = 200) -> HttpResponse:
    request.shows([found.person_id], kind=LookKind.OPEN, team_id=found.team_id)
    team = team_by_id(team_id=found.team_id)
    show = AgainShow(
        entry_id=found.id,
        who=who_of(identity(person_id=found.person_id), at=request.at),
        team_name=team.name,
        is_on_list=entry_of(team_id=found.team_id, person_id=found.person_id) is not None,
        came_by=came_by_options(),
        form=form,
    )
    return answer(request, "handover/again.jinja", show, team=team.slug, status=status)
