"""The pages of proposals: sending one, deciding it, and all decision rights of a role."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.act import Act, NotVisible, Refusal, Stale, Thing
from kith.act.register import send as send_command
from kith.act.seams import Decision
from kith.policy.explaining import rights_of
from kith.policy.floor_rules import RIGHTS
from kith.policy.in_force import in_force
from kith.policy.queries import all_rights, decide, roles
from kith.policy.shipped import rights_table
from kith.proposal import forms, operations, presenter, queries
from kith.proposal.queries import ProposalRow, Sent, sent
from kith.proposal.seams import changes_of, lines_of, seams, title_of
from kith.proposal.sending import send_page, who_on
from kith.team.deciding import Around, asked_day, right_note
from kith.team.queries import day_on_team, members, names_of_teams, team_by_id
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, RightNote


def send(request: Request) -> HttpResponse:
    """Propose what was sent, with its reason."""

    def do(one: Sent, body: str) -> HttpResponse:
        key = operations.propose(
            act=request.act(),
            command=one.command.name,
            command_version=one.command.version,
            body=body,
            reason=typed.text(request.POST, "why_propose"),
        )
        words = _("Your proposal is sent. Nothing is changed until it is approved.")
        return saved(request, words, "proposal", proposal_id=key)

    return _with_sent(request, do)


def override(request: Request) -> HttpResponse:
    """Do what was sent now, where its rule lets that be: the reason goes on the trail, and whoever decides is told."""

    def do(one: Sent, body: str) -> HttpResponse:
        if not (why := typed.text(request.POST, "why_now")):
            raise Refusal(_("Say why this cannot wait: whoever decides it reads your reason."), field="why_now")
        act = replace(request.act(), overriding=why)
        send_command(act=act, name=one.command.name, body=body.encode(), version=one.command.version)
        words = _("Done. Whoever decides this is told, with your reason.")
        if one.thing.person_id:
            return saved(request, words, "person", person_id=one.thing.person_id)
        assert one.thing.team_id is not None
        return saved(request, words, "board", team=team_by_id(team_id=one.thing.team_id).slug)

    return _with_sent(request, do)


def _with_sent(request: Request, do: Callable[[Sent, str], HttpResponse]) -> HttpResponse:
    """Do something with the command that a form carries; what is refused comes back on the page that asked."""
    if request.method != "POST":
        raise NotVisible
    version, body = typed.text(request.POST, "command_version"), typed.text(request.POST, "body")
    known = int(version) if version.isdecimal() else 0
    one = sent(command=typed.text(request.POST, "command"), command_version=known, body=body)
    try:
        return do(one, body)
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        if refusal.field == "reason":
            refusal.field = "why_propose"
        return send_page(request, one, body, returned_form(request, refusal), refusal.status)


def proposal(request: Request, proposal_id: UUID) -> HttpResponse:
    """Show one proposal."""
    return _page(request, proposal_id, fresh_form())


def approve(request: Request, proposal_id: UUID) -> HttpResponse:
    """Approve a proposal: exactly it is done."""

    def do(act: Act, version: int, words: str) -> None:
        operations.approve(act=act, proposal_id=proposal_id, version=version, words=words)

    return _press(request, proposal_id, do)


def refuse(request: Request, proposal_id: UUID) -> HttpResponse:
    """Refuse a proposal with the reason."""

    def do(act: Act, version: int, words: str) -> None:
        operations.refuse(act=act, proposal_id=proposal_id, version=version, words=words)

    return _press(request, proposal_id, do)


def instead(request: Request, proposal_id: UUID) -> HttpResponse:
    """Approve something else than was proposed: it is done as the form says."""

    def do(act: Act, version: int, _words: str) -> None:
        words, body = typed.text(request.POST, "words_instead"), _instead(request, proposal_id)
        operations.approve(act=act, proposal_id=proposal_id, version=version, words=words, body=body)

    return _press(request, proposal_id, do)


def ask(request: Request, proposal_id: UUID) -> HttpResponse:
    """Ask whoever proposed it something first."""

    def do(act: Act, version: int, _words: str) -> None:
        within, question = forms.within_of(request.POST), typed.text(request.POST, "question")
        operations.ask(act=act, proposal_id=proposal_id, version=version, question=question, within_minutes=within)

    return _press(request, proposal_id, do, _("Your question is sent. The proposal stays yours to decide."))


def answer_question(request: Request, proposal_id: UUID) -> HttpResponse:
    """Answer what was asked about one's own proposal."""

    def do(act: Act, version: int, _words: str) -> None:
        words = typed.text(request.POST, "reply")
        operations.answer(act=act, proposal_id=proposal_id, version=version, words=words)

    return _press(request, proposal_id, do, _("Your answer is sent."))


def _instead(request: Request, proposal_id: UUID) -> str:
    """Return the command that is to be approved in place of the one proposed. Raises Refusal as the form."""
    row = queries.one(proposal_id=proposal_id)
    one = sent(command=row.command, command_version=row.command_version, body=row.body)
    return forms.changed_body(request.POST, one.command, one.arguments, changes_of(row.command))


def withdraw(request: Request, proposal_id: UUID) -> HttpResponse:
    """Take one's own proposal back."""

    def do(act: Act, version: int, _words: str) -> None:
        operations.withdraw(act=act, proposal_id=proposal_id, version=version)

    return _press(request, proposal_id, do)


def _press(request: Request, proposal_id: UUID, do: Callable[[Act, int, str], None], done: str = "") -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect(
            reverse("proposal", kwargs={"proposal_id": queries.one(proposal_id=proposal_id).id})
        )
    try:
        do(request.act(), typed.version(request.POST), typed.text(request.POST, "words"))
    except Stale as stale:
        return _page(request, proposal_id, returned_form(request, stale), stale.status)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        _name_its_field(request, proposal_id, refusal)
        return _page(request, proposal_id, returned_form(request, refusal), refusal.status)
    now = queries.one(proposal_id=proposal_id)
    return saved(request, done or presenter.state_words(now), "proposal", proposal_id=proposal_id)


def _name_its_field(request: Request, proposal_id: UUID, refusal: Refusal) -> None:
    """Let what a changed command refuses stand beside the field of the page that holds it."""
    if "words_instead" in request.POST:
        known = {one.field: one.name for one in changes_of(queries.one(proposal_id=proposal_id).command)}
        refusal.field = known.get(refusal.field, refusal.field if refusal.field in known.values() else "")


def _page(request: Request, proposal_id: UUID, form: Filled, status: int = 200) -> HttpResponse:
    row = queries.one(proposal_id=proposal_id)
    team = team_by_id(team_id=row.team_id)
    one = _sent(row)
    show = presenter.proposal_show(
        row,
        who_on(request, row.person_id),
        lines_of(row.command, one.thing, one.arguments, request.at) if one else None,
        presenter.change_fields(row.command, one.arguments) if one else [],
        _note(request, row, one),
        form,
        moved_version=_has_moved(row, one),
        is_own=row.proposed_by_id == request.viewer.account_id,
        at=request.at,
    )
    request.shows([row.person_id] if row.person_id else [], kind=LookKind.OPEN, team_id=row.team_id)
    return answer(request, "proposal/proposal.jinja", show, team=team.slug, status=status)


def _sent(row: ProposalRow) -> Sent | None:
    """Return the kept command as it would run now; None where it cannot be read, or what it is made on is gone."""
    try:
        return sent(command=row.command, command_version=row.command_version, body=row.body)
    except (NotVisible, Refusal):
        return None


def _has_moved(row: ProposalRow, one: Sent | None) -> bool:
    """Say whether what the command is made on has another version now than it was sent with."""
    if one is None:
        return False
    now = queries.versions_of(one.thing)
    return any(now.get(name) != version for name, version in row.stands_on.items())


def _note(request: Request, row: ProposalRow, one: Sent | None) -> RightNote:
    """Return why it is the reader who decides, or who does. Two statements."""
    team = team_by_id(team_id=row.team_id)
    there = members(team_id=team.id, at=request.at)
    day = day_on_team(team=team, day=asked_day(request.at, team.calendar), at=request.at, person_id=row.person_id)
    around = Around(there, day, team.calendar, request.viewer.account_id, request.at)
    thing = replace(one.thing, team_id=row.team_id) if one else Thing("team", row.team_id, row.team_id)
    decision = decide(request.act(), row.command, thing)
    if row.proposed_by_id == request.viewer.account_id:
        decision = Decision("no", row.rule, _("Somebody else decides what you proposed."))
    elif decision.verdict != "decide":
        decision = Decision("no", decision.rule, decision.sentence)
    return right_note(decision, row.command, row.case, around)


def rights(request: Request) -> HttpResponse:
    """
    Show all decision rights of a role on a team, as they are in force now: the reader's own role, on the first of the teams
    where they hold it, unless others are asked for.
    """
    known = request.GET.get("role", "") or request.viewer.role
    if known not in roles():
        raise NotVisible
    teams = names_of_teams(team_ids=request.viewer.teams)
    asked = request.GET.get("team", "")
    held = {seat.team_id for seat in request.viewer.seats if seat.role == known}
    near = sorted(teams, key=lambda one: (one.slug != asked, one.id not in held, one.name))
    if asked and (not near or near[0].slug != asked):
        raise NotVisible
    team = near[0] if near else None
    titles = {command: title_of(command) for command in seams.described}
    rows = rights_of(known, all_rights(team_id=team.id, at=request.at) if team else rights_table())
    behind = in_force(table=RIGHTS, team_id=team.id, place_id=team.place_id, at=request.at) if team else None
    show = presenter.rights_show(
        known, rows, titles, [(one.slug, one.name) for one in teams], (team.slug, team.name) if team else None,
        behind,
    )  # fmt: skip
    return answer(request, "proposal/rights.jinja", show, team=team.slug if team else "")
