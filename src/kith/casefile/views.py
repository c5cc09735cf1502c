"""The pages of a case file: asking for one, reading it, marking and releasing a line, giving it out, fetching what was given."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.act import NotAllowed, NotVisible, Refusal, Thing
from kith.casefile import answering, operations, queries
from kith.casefile.chronology import Made, made
from kith.casefile.line import Line
from kith.casefile.operations import Asked
from kith.casefile.presenter import CAUSES, file_line, file_show, purpose_options, why_not_released, why_not_withheld
from kith.casefile.queries import FileRow
from kith.casefile.rules import RELEASABLE
from kith.casefile.said import at_words
from kith.casefile.shows import AskShow, LineAlone, RefuseShow
from kith.caseload.queries import entries_of_person
from kith.person.presenter import who_of
from kith.person.queries import identity
from kith.person.rules import shown
from kith.person.shows import Who
from kith.place.rules import at_local, local_day
from kith.policy.queries import decide
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, Option

SPAN = timedelta(days=90)
"""What the form begins with: the last three months."""


def ask(request: Request, person_id: UUID) -> HttpResponse:
    """Ask for a case file of a person: for what, why, as it stood when, from which day to which; and list those there are."""
    teams = _teams(request, person_id)
    if request.method != "POST":
        return _ask_page(request, person_id, teams, _first_form(request.at))
    try:
        file_id = operations.ask(
            act=request.act(),
            team_id=typed.chosen_id(request.POST, "team") or UUID(teams[0].value),
            person_id=person_id,
            asked=_asked(request),
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _ask_page(request, person_id, teams, returned_form(request, refusal), refusal.status)
    return saved(request, _("Asked for. That you asked, and why, is on the trail."), "case-file", file_id=file_id)


def file(request: Request, file_id: UUID) -> HttpResponse:
    """Show a case file, a page at a time; the address may name the page."""
    row = _seen(request, file_id)
    return _file_page(request, row, fresh_form())


def line(request: Request, file_id: UUID, row_id: UUID) -> HttpResponse:
    """Show one line alone: mark it as told by somebody else, or ask that it be released."""
    row = _seen(request, file_id)
    found = made(row=row)
    one = found.line(str(row_id))
    if one is None:
        raise NotVisible
    if request.method != "POST":
        return _line_page(request, found, one, fresh_form())
    does = operations.ask_release if one.withheld else operations.mark
    try:
        does(act=request.act(), file_id=file_id, row_id=row_id, reason=typed.text(request.POST, "reason"))
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _line_page(request, found, one, returned_form(request, refusal), refusal.status)
    said = _("Asked for. A second person confirms it.") if one.withheld else _("Withheld, with its place shown.")
    return saved(request, said, "case-file", file_id=file_id)


def confirm(request: Request, release_id: UUID) -> HttpResponse:
    """Confirm as the second person that a line is shown; its page says which and why."""
    row: queries.ReleaseRow = queries.sight_of_release(release_id=release_id).row["release"]
    if request.method != "POST":
        return _file_page(request, _seen(request, row.file_id), fresh_form())
    file_id = operations.confirm_release(act=request.act(), release_id=release_id)
    return saved(request, _("Confirmed. The line is shown now."), "case-file", file_id=file_id)


def give(request: Request, file_id: UUID) -> HttpResponse:
    """Ask that a case file be given to somebody outside."""
    row = _seen(request, file_id)
    if request.method != "POST":
        return _file_page(request, row, fresh_form())
    try:
        operations.ask_export(
            act=request.act(),
            file_id=file_id,
            to_whom=typed.text(request.POST, "to_whom"),
            reason=typed.text(request.POST, "why"),
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _file_page(request, row, returned_form(request, refusal), refusal.status)
    return saved(request, _("Asked for. A second person approves it."), "case-file", file_id=file_id)


def approve(request: Request, export_id: UUID) -> HttpResponse:
    """Approve as the second person that a case file is given."""
    row = queries.export(export_id=export_id)
    if request.method != "POST":
        return _file_page(request, _seen(request, row.file_id), fresh_form())
    file_id = operations.approve_export(act=request.act(), export_id=export_id)
    return saved(request, _("Approved. What is given is kept, byte for byte."), "case-file", file_id=file_id)


def folder(request: Request, export_id: UUID) -> HttpResponse:
    """Answer with what was given, byte for byte, until its time is over. That it was fetched is a print on the trail."""
    row = queries.export(export_id=export_id)
    _check_right(request, _thing(row.file_id, row.team_id, row.person_id))
    if row.approved_at is None or request.at >= row.expires_at:
        raise Refusal(
            _("This cannot be had: it was not approved, or its time is over. Ask for it again on the case file.")
        )
    request.shows([row.person_id], kind=LookKind.PRINT, team_id=row.team_id)
    held = HttpResponse(queries.given(export_id=export_id), content_type="application/zip")
    held["Content-Disposition"] = f'attachment; filename="case-file-{row.id}.zip"'
    return held


def refuse_release(request: Request, release_id: UUID) -> HttpResponse:
    """Refuse as a second person that a line is shown, with a reason: the page says which line and why it was asked for."""
    row: queries.ReleaseRow = queries.sight_of_release(release_id=release_id).row["release"]
    held = _seen(request, row.file_id)
    kept = next(one for one in queries.kept_of(file_id=row.file_id) if one.id == release_id)
    about = _("%(who)s asked that a withheld line be shown: %(why)s") % {"who": kept.by, "why": shown(kept.reason)}
    if request.method != "POST":
        return _refuse_page(request, held, about, fresh_form())
    try:
        answering.refuse_release(act=request.act(), release_id=release_id, because=typed.text(request.POST, "because"))
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _refuse_page(request, held, about, returned_form(request, refusal), refusal.status)
    return saved(request, _("Refused. Whoever asked is told why."), "case-file", file_id=row.file_id)


def withdraw_release(request: Request, release_id: UUID) -> HttpResponse:
    """Take back that a line is shown; its page is the case file."""
    row: queries.ReleaseRow = queries.sight_of_release(release_id=release_id).row["release"]
    if request.method != "POST":
        return _file_page(request, _seen(request, row.file_id), fresh_form())
    answering.withdraw_release(act=request.act(), release_id=release_id)
    return saved(request, _("Taken back. The line stays withheld."), "case-file", file_id=row.file_id)


def refuse_export(request: Request, export_id: UUID) -> HttpResponse:
    """Refuse as a second person that a case file is given, with a reason: the page says to whom and why it was asked for."""
    row = queries.export(export_id=export_id)
    held = _seen(request, row.file_id)
    values = {"who": row.asked_by, "to": shown(row.to_whom), "why": shown(row.reason)}
    about = _("%(who)s asked that it be given to %(to)s: %(why)s") % values
    if request.method != "POST":
        return _refuse_page(request, held, about, fresh_form())
    try:
        answering.refuse_export(act=request.act(), export_id=export_id, because=typed.text(request.POST, "because"))
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        return _refuse_page(request, held, about, returned_form(request, refusal), refusal.status)
    return saved(request, _("Refused. Whoever asked is told why."), "case-file", file_id=row.file_id)


def withdraw_export(request: Request, export_id: UUID) -> HttpResponse:
    """Take back that a case file is given; its page is the case file."""
    row = queries.export(export_id=export_id)
    if request.method != "POST":
        return _file_page(request, _seen(request, row.file_id), fresh_form())
    answering.withdraw_export(act=request.act(), export_id=export_id)
    return saved(request, _("Taken back. Nothing is given."), "case-file", file_id=row.file_id)


def _refuse_page(request: Request, row: FileRow, about: str, form: Filled, status: int = 200) -> HttpResponse:
    request.shows([row.person_id], kind=LookKind.OPEN, team_id=row.team_id)
    show = RefuseShow(row.id, _who(request, row.person_id), about, request.path, form)
    return answer(request, "casefile/refuse.jinja", show, status=status)


def _thing(file_id: UUID, team_id: UUID, person_id: UUID) -> Thing:
    return Thing("case file", file_id, team_id, person_id)


def _check_right(request: Request, thing: Thing) -> None:
    """Raise NotAllowed where the reader may not ask for case files: whoever may ask may read, nobody else."""
    decision = decide(request.act(), "casefile.ask", thing)
    if not decision.decides:
        raise NotAllowed(decision.sentence, rule=decision.rule)


def _seen(request: Request, file_id: UUID) -> FileRow:
    row = queries.one(file_id=file_id)
    _check_right(request, _thing(row.id, row.team_id, row.person_id))
    return row


def _teams(request: Request, person_id: UUID) -> list[Option]:
    """Return the teams for which the reader may ask. Raises NotVisible, and NotAllowed where there is none."""
    identity(person_id=person_id)
    entries = entries_of_person(person_id=person_id)
    known = [one.team_id for one in entries if one.team_id in request.viewer.teams]
    teams = list(dict.fromkeys(known)) or sorted(request.viewer.teams)
    found = {one: decide(request.act(), "casefile.ask", Thing("person", person_id, one, person_id)) for one in teams}
    able = [one for one, decision in found.items() if decision.decides]
    if not able:
        first = next(iter(found.values()))
        raise NotAllowed(first.sentence, rule=first.rule)
    names = queries.names_of_teams(team_ids=able)
    return [Option(str(one), names.get(one, "")) for one in able]


def _first_form(at: datetime) -> Filled:
    day = local_day(at)
    fields = typed.moment_fields(at, day_name="as_day", time_name="as_time")
    return fresh_form(**fields, first_day=(day - SPAN).isoformat(), last_day=day.isoformat())


def _asked(request: Request) -> Asked:
    form, now = request.POST, request.at
    day, clock = typed.needed_day(form, "as_day"), typed.needed_clock(form, "as_time")
    as_at = at_local(day, time(clock.hour, clock.minute))
    if as_at == now.replace(second=0, microsecond=0):
        as_at = now
    return Asked(
        purpose=typed.text(form, "purpose"),
        reason=typed.text(form, "reason"),
        as_at=as_at,
        first_day=typed.needed_day(form, "first_day"),
        last_day=typed.needed_day(form, "last_day"),
    )


def _who(request: Request, person_id: UUID) -> Who:
    return who_of(identity(person_id=person_id), at=request.at)


def _ask_page(request: Request, person_id: UUID, teams: list[Option], form: Filled, status: int = 200) -> HttpResponse:
    request.shows([person_id], kind=LookKind.OPEN, team_id=UUID(teams[0].value))
    files = [file_line(one) for one in queries.files_of(person_id=person_id)]
    show = AskShow(_who(request, person_id), teams, purpose_options(), files, form)
    return answer(request, "casefile/ask.jinja", show, status=status)


def _file_page(request: Request, row: FileRow, form: Filled, status: int = 200) -> HttpResponse:
    request.shows([row.person_id], kind=LookKind.OPEN, team_id=row.team_id)
    page = typed.number(request.GET, "page") or 1
    show = file_show(
        made(row=row),
        who=_who(request, row.person_id),
        page=page,
        exports=queries.exports_of(file_id=row.id),
        account_id=request.viewer.account_id,
        at=request.at,
        form=form,
    )
    return answer(request, "casefile/file.jinja", show, status=status)


def _line_page(request: Request, found: Made, one: Line, form: Filled, status: int = 200) -> HttpResponse:
    row = found.row
    request.shows([row.person_id], kind=LookKind.OPEN, team_id=row.team_id)
    doing, why_not = _doing(one, found)
    show = LineAlone(
        file_id=row.id,
        row_id=UUID(one.key),
        who=_who(request, row.person_id),
        about=_("%(when)s, %(who)s") % {"when": at_words(one.happened_at), "who": one.who},
        text=str(CAUSES[one.withheld]) if one.withheld else one.words,
        doing=doing,
        why_not=why_not,
        form=form,
    )
    return answer(request, "casefile/line.jinja", show, status=status)


def _doing(one: Line, found: Made) -> tuple[str, str]:
    """Return what can be done with a line, and why not where nothing can."""
    if one.withheld and one.withheld not in RELEASABLE:
        return "", why_not_released(one.withheld)
    if any(each.is_held and str(each.row_id) == one.key for each in found.kept):
        return "", _("Its release was asked for, and stands on the case file.")
    if one.withheld in RELEASABLE:
        return "release", ""
    why_not = why_not_withheld(one.table)
    return ("", why_not) if why_not else ("mark", "")
