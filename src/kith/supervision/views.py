"""The pages of supervision: one's own and the queue, a line, a note, writing one, sessions, who supervises whom."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.access.queries import names_of
from kith.act import NotAllowed, NotVisible, Refusal
from kith.language import listed
from kith.place.rules import local_day
from kith.policy.queries import decide, role_label
from kith.policy.supervision_rules import SESSION_DAYS
from kith.supervision import forms, operations, presenter, queries
from kith.supervision.measures import number_of
from kith.supervision.practice import team_practice
from kith.supervision.queries import LineRow, NoteRow, Standing
from kith.supervision.rules import About
from kith.supervision.shows import LookShow, MineShow, NoteShow, PairLine, PairsShow, SessionsShow, WriteShow
from kith.team.queries import members, names_of_teams, team_by_id, team_by_slug, thing_of_team
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, Option
from kith.web.words import moment

HERE = "supervision"


def mine(request: Request) -> HttpResponse:
    """Show the viewer's own supervision, and what waits for them as a supervisor, the longest waiting first."""
    at, account_id = request.at, request.viewer.account_id
    own, members_ = queries.own_standing(account_id=account_id), queries.supervised()
    waiting, about_me, notes = queries.queue(), queries.about_me(account_id=account_id), queries.notes()
    teams = names_of_teams(team_ids=request.viewer.teams)
    _shows(request, [*waiting, *about_me, *notes])
    show = MineShow(
        own=[presenter.own_line(one, at) for one in own],
        members=[presenter.member_line(one, at) for one in members_],
        queue=[presenter.line_show(one, at) for one in waiting],
        about_me=[presenter.line_show(one, at) for one in about_me],
        notes=[presenter.note_line(one, at) for one in notes],
        teams=[(one.slug, one.name) for one in teams],
        show_team=len(teams) > 1,
    )
    return answer(request, "supervision/mine.jinja", show, here=HERE)


def line(request: Request, line_id: UUID) -> HttpResponse:
    """Show a line of the queue; whoever supervises the member closes it by a note, or as looked at."""
    row = queries.line(line_id=line_id)
    form, status = fresh_form(), 200
    if request.method == "POST":
        try:
            return _closed(request, row)
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            form, status = returned_form(request, refusal), refusal.status
            row = queries.line(line_id=line_id)
    note = queries.note_of_line(line_id=line_id)
    _shows(request, [row])
    show = LookShow(
        presenter.line_show(row, request.at),
        form,
        row.version,
        can_close=row.is_mine and not row.closed_how,
        note=presenter.note_line(note, request.at) if note else None,
    )
    team = team_by_id(team_id=row.team_id)
    return answer(request, "supervision/line.jinja", show, here=HERE, team=team.slug, status=status)


def _closed(request: Request, row: LineRow) -> HttpResponseRedirect:
    version = typed.version(request.POST)
    if request.POST.get("then") == "looked":
        operations.look(act=request.act(), line_id=row.id, version=version)
        return saved(request, _("Looked at, nothing to add."), "supervision")
    words = typed.text(request.POST, "words")
    note_id = operations.note_line(act=request.act(), line_id=row.id, version=version, words=words)
    return saved(
        request, _("%(name)s is told, and can answer.") % {"name": row.of}, "supervision-note", note_id=note_id
    )


def note(request: Request, note_id: UUID) -> HttpResponse:
    """Show a note with what was written under it, and take what one of the two writes."""
    row = queries.note(note_id=note_id)
    form, status = fresh_form(kind=operations.ANSWER), 200
    if request.method == "POST":
        try:
            kind = typed.text(request.POST, "kind") or operations.ANSWER
            operations.reply(act=request.act(), note_id=note_id, words=typed.text(request.POST, "words"), kind=kind)
            other = row.by if request.viewer.account_id == row.account_id else row.to
            return saved(request, _("%(name)s is told.") % {"name": other}, "supervision-note", note_id=note_id)
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            form, status = returned_form(request, refusal), refusal.status
    _shows(request, [row])
    show = NoteShow(
        note_id=row.id,
        title=_("Supervision note"),
        about=presenter.about_words(row.about, row.person),
        href=reverse("supervision-line", kwargs={"line_id": row.line_id})
        if row.line_id
        else presenter.address_of(row.about, row.thing_id, row.person_id),
        words=presenter.paragraphs(row.words),
        by=_("%(between)s, %(when)s")
        % {"between": presenter.note_line(row, request.at).between, "when": moment(row.made_at, request.at)},
        replies=presenter.reply_shows(row, request.at),
        form=form,
        kinds=[
            Option(operations.ANSWER, _("An answer")),
            Option(
                operations.CAME_OF_IT, _("What came of it"), _("What was changed or learned, so that both see it later")
            ),
        ],
        to=row.to,
    )
    return answer(request, "supervision/note.jinja", show, here=HERE, status=status)


def write(request: Request) -> HttpResponse:
    """Write a note of one's own accord about an escalation, what was not escalated, a proposal or a person's case."""
    sent = request.POST if request.method == "POST" else request.GET
    about, thing_id = sent.get("about", ""), _id(sent.get("id", ""))
    if about not in list(About) or thing_id is None:
        request.shows((), kind=LookKind.OPEN)
        return HttpResponseRedirect(reverse("supervision"))
    found = queries.decision(about=About(about), thing_id=thing_id)
    there = [one for one in queries.supervised() if one.team_id == found.team_id]
    if not there:
        raise NotAllowed(_("Only whoever supervises a member writes notes to them."), rule="P7")
    first = next((str(one) for one in found.accounts if one in {row.account_id for row in there}), "")
    form, status = fresh_form(account=first), 200
    if request.method == "POST":
        try:
            account_id = _chosen_account(request)
            note_id = operations.note(
                act=request.act(), team_id=found.team_id, account_id=account_id, about=about, thing_id=thing_id,
                words=typed.text(request.POST, "words"),
            )  # fmt: skip
            return saved(request, _("They are told, and can answer."), "supervision-note", note_id=note_id)
        except Refusal as refusal:
            form, status = returned_form(request, refusal), refusal.status
    request.shows([found.person_id] if found.person_id else [], kind=LookKind.OPEN, team_id=found.team_id)
    show = WriteShow(
        about,
        thing_id,
        presenter.about_words(found.about, found.person),
        presenter.address_of(about, thing_id, found.person_id),
        [
            Option(str(one.account_id), one.name)
            for one in sorted(there, key=lambda one: (one.account_id not in found.accounts, one.name))
        ],
        form,
    )
    return answer(request, "supervision/write.jinja", show, here=HERE, status=status)


def sessions(request: Request, member_id: UUID) -> HttpResponse:
    """Show the sessions of a member, to them or to whoever supervises them, who writes a new one down."""
    row, is_own = _standing(request, member_id)
    ahead = timedelta(days=number_of(SESSION_DAYS, team_id=row.team_id, at=request.at))
    form = fresh_form(next_on=str(local_day(request.at) + ahead))
    status = 200
    if request.method == "POST" and not is_own:
        try:
            operations.hold_session(
                act=request.act(),
                team_id=row.team_id,
                account_id=row.account_id,
                said=typed.text(request.POST, "said"),
                next_on=forms.next_day_of(request.POST),
                line_ids=forms.ids_of(request.POST, "lines"),
                note_ids=forms.ids_of(request.POST, "notes"),
                agreed=forms.agreed_of(request.POST),
            )
            return saved(
                request, _("The session is written down. %(name)s is told.") % {"name": row.name}, "supervision-sessions",
                member_id=member_id,
            )  # fmt: skip
        except Refusal as refusal:
            form, status = _with_ticks(request, returned_form(request, refusal)), refusal.status
    show = _sessions_show(request, row, form, is_own=is_own)
    return answer(request, "supervision/sessions.jinja", show, here=HERE, team=row.slug, status=status)


def _standing(request: Request, member_id: UUID) -> tuple[Standing, bool]:
    """Return how supervision stands for a member, and whether that is the viewer. Raises NotVisible for others."""
    own = queries.own_standing(account_id=request.viewer.account_id)
    for one in own:
        if one.member_id == member_id:
            return one, True
    found = next((one for one in queries.supervised() if one.member_id == member_id), None)
    if found is None:
        raise NotVisible
    return found, False


def _sessions_show(request: Request, row: Standing, form: Filled, *, is_own: bool) -> SessionsShow:
    at, account_id = request.at, row.account_id
    held = queries.sessions(account_id=account_id, team_id=row.team_id)
    keys = [one.id for one in held]
    talked, agreed = queries.talked_about(session_ids=keys), queries.agreed(session_ids=keys)
    notes = {one.id: one for one in queries.notes(with_account=account_id)}
    waiting = [] if is_own else queries.queue(account_id=account_id, team_id=row.team_id)
    _shows(request, [*waiting, *notes.values(), *(one for of in talked.values() for one in of)], team_id=row.team_id)
    due, is_overdue = presenter.due_words(row, at)
    discussed = {key for one in held for key in one.notes}
    open_notes = [one for key, one in notes.items() if key not in discussed]
    return SessionsShow(
        member_id=row.member_id,
        name=row.name,
        role=role_label(row.role),
        due=due,
        is_overdue=is_overdue,
        is_own=is_own,
        queue=[presenter.line_show(one, at) for one in waiting],
        notes=[presenter.note_line(one, at) for one in open_notes],
        practice=presenter.practice_show(team_practice(team_id=row.team_id, at=at), account_id, at, is_own=is_own),
        sessions=[
            presenter.session_show(one, lines=talked.get(one.id, []), notes=notes, agreed=agreed.get(one.id, []), at=at)
            for one in held
        ],
        form=form,
        agreed_rows=range(1, operations.MOST_AGREED + 1),
        owners=[Option(forms.MEMBER, row.name), Option(forms.SUPERVISOR, request.viewer.name)],
    )


def pairs(request: Request, team: str) -> HttpResponse:
    """Show who supervises whom on a team, and change it."""
    found = team_by_slug(slug=team, viewer=request.viewer)
    can_change = decide(request.act(), "supervision.assign", thing_of_team(found)).decides
    form, status = fresh_form(), 200
    if request.method == "POST":
        try:
            account_id = _chosen_account(request)
            operations.assign(
                act=request.act(),
                team_id=found.id,
                account_id=account_id,
                supervisor_id=typed.chosen_id(request.POST, "supervisor"),
            )
            return saved(request, _("They are both told."), "supervision-pairs", team=team)
        except Refusal as refusal:
            form, status = returned_form(request, refusal), refusal.status
    show = _pairs_show(found.id, found.slug, found.name, form, request.at, can_change=can_change)
    return answer(request, "supervision/pairs.jinja", show, here="team", team=team, status=status)


def _pairs_show(team_id: UUID, slug: str, name: str, form: Filled, at: datetime, *, can_change: bool) -> PairsShow:
    there = [one for one in members(team_id=team_id, at=at) if one.role != "on-call"]
    chosen = queries.pairs(team_id=team_id)
    by_default = [one.name for one in there if one.role == "clinical-supervisor"]
    names = names_of(account_ids=set(chosen.values()))
    lines = []
    for one in {one.account_id: one for one in reversed(there)}.values():
        own = chosen.get(one.account_id)
        default = [name for name in by_default if name != one.name]
        by = names.get(own, _("somebody who has left")) if own else listed(default)
        lines.append(PairLine(one.account_id, one.name, one.role_label, by, str(own or "")))
    lines.sort(key=lambda line: (line.name, line.account_id))
    choices = [Option(str(one.account_id), f"{one.name}, {one.role}") for one in lines]
    return PairsShow(slug, name, lines, choices, form, can_change)


def _chosen_account(request: Request) -> UUID:
    if (account_id := typed.chosen_id(request.POST, "account")) is None:
        raise Refusal(_("Choose a member."), field="account")
    return account_id


def _with_ticks(request: Request, form: Filled) -> Filled:
    ticked = {name: frozenset(request.POST.getlist(name)) for name in ("lines", "notes")}
    return replace(form, values={**form.values, **ticked})


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _shows(request: Request, rows: Iterable[LineRow | NoteRow], team_id: UUID | None = None) -> None:
    """Say whom a page shows: everybody whom its lines and notes are about."""
    request.shows({one.person_id for one in rows if one.person_id}, kind=LookKind.LIST, team_id=team_id)
