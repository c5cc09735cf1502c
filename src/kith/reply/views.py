"""
The pages behind a partner's link: before it is opened, what is asked, and afterwards. No session, no cookie, no script.

A GET changes nothing, so that a mail scanner uses nothing up: opening is a press. Nothing is shown before the code where one
is asked for; the page behind it carries a pass, so that nothing is kept in a browser.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.act import ids
from kith.act.refusals import KeyUsed, NotVisible, Refusal
from kith.alignment import operations as alignment
from kith.alignment.added_forms import ticked
from kith.alignment.asking import Shown, request_for, team_asking
from kith.alignment.rules import QUESTION, Answered, Said, says_more
from kith.door import operations as door
from kith.door.entering import Holder
from kith.door.knocking import Closed, come, door_of
from kith.door.queries import sight_of_link
from kith.door.rules import Held
from kith.door.tokens import is_code, is_pass
from kith.reply import presenter
from kith.reply.forms import read
from kith.reply.shows import ClosedShow, ThanksShow
from kith.trail.rules import LookKind
from kith.web.pages import fresh_form, returned_form
from kith.web.routes import Request
from kith.web.shows import Filled


def cover(request: Request, token: str) -> HttpResponse:
    """Show which team asks, and a button that opens: nothing about anybody yet."""
    came = come(request, token, request.at)
    return closed(request, came) if isinstance(came, Closed) else _cover(request, came, fresh_form())


def opened(request: Request, token: str) -> HttpResponse:
    """Open a link: after its code where one is asked for. What was sent counts as collected from then."""
    if not _is_pressed(request):
        return _back(token)
    came = come(request, token, request.at)
    if isinstance(came, Closed):
        return closed(request, came)
    link = _locked(came)
    if link is None or not link.is_open(request.at):
        return closed(request, Closed.NOTHING)
    if link.needs_code and (answer := _without_code(request, came)):
        return answer
    _note_opening(request, came, link)
    shown = request_for(request_id=came.link.for_id, at=request.at)
    return _ask(request, came, shown, fresh_form()) if shown else closed(request, Closed.NOTHING)


def sent(request: Request, token: str) -> HttpResponse:
    """Keep the one answer of a link; what is to be put right is said beside its field, and what was typed stays."""
    if not _is_pressed(request):
        return _back(token)
    came = come(request, token, request.at, answered_too=True)
    if isinstance(came, Closed):
        return closed(request, came, lost=True)
    if came.link.needs_code and not is_pass(came.link.id, request.POST.get("pass", "")):
        return _back(token)
    link = _locked(came)
    if link is not None and link.answered_at is not None:
        return _already(request, came)
    shown = request_for(request_id=came.link.for_id, at=request.at)
    if link is None or shown is None or not link.is_open(request.at):
        return closed(request, Closed.NOTHING, lost=True)
    _note_opening(request, came, link)
    answered = read(request.POST, shown.asked)
    if answered.errors:
        return _ask(request, came, shown, _returned(request, answered.errors), status=422)
    try:
        alignment.answer(
            act=_act(request, came, request.POST.get("key", "")),
            request_id=shown.request_id,
            answers=answered.answers,
            adds=answered.adds,
        )
    except (KeyUsed, NotVisible):
        return closed(request, Closed.NOTHING, lost=True)
    except Refusal as refusal:
        if not refusal.field:
            return closed(request, Closed.NOTHING, lost=True)
        return _ask(request, came, shown, _returned(request, {refusal.field: refusal.sentence}), status=422)
    request.shows([], kind=LookKind.OPEN)
    return _thanks(request, shown, answered.answers, len(answered.adds))


def turned_away(request: Request, token: str) -> HttpResponse:
    """End a link that is not for whoever holds it, and tell the team; nothing is shown."""
    if not _is_pressed(request):
        return _back(token)
    came = come(request, token, request.at)
    if isinstance(came, Closed):
        return closed(request, came)
    door.turn_away(act=_act(request, came), link_id=came.link.id)
    return _plain(request, "reply/turned_away.jinja", {"team": _team(came)})


def closed(request: Request, why: Closed, *, lost: bool = False) -> HttpResponse:
    """
    Answer a door that stays closed: one page and one status for each reason but that somebody has to wait.

    `lost`: an answer was sent with it, which is then told not to be kept.
    """
    request.viewer = None  # type: ignore[assignment]  # nobody was shown anything, so there is no look
    show = ClosedShow(waits=why is Closed.WAIT, lost=lost)
    return _plain(request, "reply/closed.jinja", show, status=why.value)


# Before anything is shown


def _without_code(request: Request, came: Holder) -> HttpResponse | None:
    """
    Return the answer to a code that is missing or wrong; None for the right one. Five wrong ones end the link.

    Each wrong one counts, however many knocks came from the same address; the right one is never kept waiting by them.
    """
    typed, knock = request.POST.get("code", ""), door_of(request, request.at)
    if not typed.strip():
        return _cover(request, came, _returned(request, {"code": _("Enter the code.")}), status=422)
    if is_code(came.link.id, typed):
        return None
    try:
        left = door.try_code(act=_act(request, came), link_id=came.link.id)
    except NotVisible:
        left = 0
    if not knock.is_over_limit():
        knock.note_wrong_code(came.link.id)
    if not left:
        return closed(request, Closed.NOTHING)
    words = ngettext(
        "That is not the code. One more try, then the link ends: ring the team and ask for the code.",
        "That is not the code. %(n)d more tries, then the link ends.",
        left,
    ) % {"n": left}
    return _cover(request, came, Filled(key=str(ids.new()), errors={"code": words}), status=422)


def _locked(came: Holder) -> Held | None:
    """Return the link as it stands now, locked: somebody may just have ended it, or answered. None where nothing is seen of it."""
    try:
        found: Held = sight_of_link(came.link.id).row["held"]
    except NotVisible:
        return None
    return found


def _note_opening(request: Request, came: Holder, link: Held) -> None:
    """Note the first opening, also where an answer is sent at once."""
    if link.first_opened_at is None:
        door.open_(act=_act(request, came), link_id=link.id)


def _act(request: Request, came: Holder, key: str = "") -> Any:
    return came.act(at=request.at, key=key or str(ids.new()))


# Answers


def _cover(request: Request, came: Holder, form: Filled, *, status: int = 200) -> HttpResponse:
    show = presenter.cover_show(came.link, team=_team(came), form=form, at=request.at)
    return _plain(request, "reply/cover.jinja", show, status=status)


def _ask(request: Request, came: Holder, shown: Shown, form: Filled, *, status: int = 200) -> HttpResponse:
    request.viewer = came
    request.shows([came.link.person_id], kind=LookKind.OPEN, team_id=came.link.team_id)
    show = presenter.ask_show(came.link, shown, form=form, at=request.at)
    return _plain(request, "reply/ask.jinja", show, status=status)


def _thanks(request: Request, shown: Shown, answers: dict[str, Answered], adds: int) -> HttpResponse:
    against = [
        one
        for one in shown.asked
        if one.key != QUESTION and one.key in answers and (
            answers[one.key].said is Said.NO or (answers[one.key].said is Said.NOT_OURS and one.is_theirs)
        )
    ]  # fmt: skip
    show = ThanksShow(
        shown.team, shown.telephone, shown.waits, is_aligned=not against, says_more=says_more(answers), adds=adds
    )
    return _plain(request, "reply/thanks.jinja", show)


def _already(request: Request, came: Holder) -> HttpResponse:
    return _plain(request, "reply/already.jinja", {"team": _team(came)}, status=409)


def _is_pressed(request: HttpRequest) -> bool:
    """Say whether something was sent from a page of ours: what stands in its address is the token, and no other site sends it."""
    return request.method == "POST" and request.headers.get("Sec-Fetch-Site", "") not in ("cross-site", "same-site")


def _back(token: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("partner-link", kwargs={"token": token}))


def _team(came: Holder) -> str:
    return team_asking(request_id=came.link.for_id)[0]


def _returned(request: HttpRequest, errors: dict[str, str]) -> Filled:
    """Return the form as it was sent, also what was ticked of several, with what is wrong beside each field."""
    form = returned_form(request)
    return Filled(key=form.key, values={**form.values, **ticked(request.POST)}, errors=errors)


def _plain(request: HttpRequest, template: str, show: object, *, status: int = 200) -> HttpResponse:
    return render(request, template, {"show": show}, status=status)
