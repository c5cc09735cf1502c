"""Signing in and out, locking the screen, choosing a role, how pages are shown, and where home is."""

from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from kith.access import signing_in
from kith.access.operations import agree, set_display
from kith.access.queries import names_of
from kith.access.session import account_in, change_role, unlock
from kith.access.session import lock as lock_session
from kith.access.session import sign_in as begin_session
from kith.access.session import sign_out as end_session
from kith.access.shows import ChooseRoleShow, DisplayShow, LockedShow, SignInShow
from kith.act import Refusal
from kith.policy.queries import role_label
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.seams import seams
from kith.web.shows import Filled, Option

METHODS = ("GET", "HEAD")
DISPLAY = ("board_keys", "large_text", "still")
"""What can be chosen of how pages are shown: the columns of an account, and the values of the form."""


def sign_in(request: Request) -> HttpResponse:
    """Ask for username and password; go on to the page that was wanted, or to choosing a role."""
    if request.method in METHODS:
        return answer(
            request, "access/sign_in.jinja", SignInShow(fresh_form(next=_wanted(request.GET.get("next", ""))))
        )
    try:
        known = signing_in.check(
            username=request.POST.get("username", ""), password=request.POST.get("password", ""), at=request.at
        )
    except Refusal as refusal:
        form = returned_form(request, refusal)
        kept = {name: value for name, value in form.values.items() if name in ("username", "next")}
        return answer(request, "access/sign_in.jinja", SignInShow(replace(form, values=kept)), status=refusal.status)
    begin_session(request, account_id=str(known.viewer.account_id), role=known.role)
    if not known.role or not known.viewer.agreed:
        return HttpResponseRedirect(reverse("choose-role"))
    return HttpResponseRedirect(_wanted(request.POST.get("next", "")) or reverse("home"))


def choose_role(request: Request) -> HttpResponse:
    """Ask which role somebody with several acts in, and at first for the one agreement."""
    if request.method in METHODS:
        return _choosing(request, fresh_form(role=request.viewer.role))
    chosen = request.POST.get("role", "") if len(request.viewer.roles) > 1 else "".join(request.viewer.roles)
    errors: dict[str, str] = {}
    if len(request.viewer.roles) > 1 and chosen not in request.viewer.roles:
        errors["role"] = _("Choose your role.")
    if request.viewer.roles and not request.viewer.agreed and request.POST.get("agree") != "yes":
        errors["agree"] = _("Agree to look only at people you are working with.")
    if errors or not chosen:
        return _choosing(request, returned_form(request, None, **errors), status=422)
    if not request.viewer.agreed:
        agree(act=replace(request.act(), role=chosen))
    change_role(request, role=chosen)
    return HttpResponseRedirect(reverse("home"))


def sign_out(request: Request) -> HttpResponse:
    """End the session, and ask the browser to forget what it holds. Asked for without a form, nothing ends."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("home"))
    end_session(request)
    gone = HttpResponseRedirect(reverse("sign-in"))
    gone["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return gone


def lock(request: Request) -> HttpResponse:
    """Lock the screen: the session asks for the password before it shows anything more. A link alone locks nothing."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("home"))
    lock_session(request)
    return HttpResponseRedirect(f"{reverse('locked')}?{urlencode({'next': _came_from(request)})}")


def locked(request: Request) -> HttpResponse:
    """
    Ask for the password of whoever locked the screen, and go back to the page that was open.

    A page that covered itself in place sends the same form with `cover`: it is answered by status alone.
    """
    if request.method == "POST":
        return _unlocking(request)
    back = _wanted(request.GET.get("next", ""))
    if not request.is_locked:
        return HttpResponseRedirect(back or reverse("home"))
    return _lock_screen(request, fresh_form(next=back))


def _unlocking(request: Request) -> HttpResponse:
    back = _wanted(request.POST.get("next", ""))
    if not (account_id := account_in(request)):
        return HttpResponseRedirect(reverse("sign-in"), status=409 if request.POST.get("cover") else 302)
    try:
        signing_in.check_again(account_id=UUID(account_id), password=request.POST.get("password", ""), at=request.at)
    except Refusal as refusal:
        form = replace(returned_form(request, refusal), values={"next": back})
        return _lock_screen(request, form, status=refusal.status)
    unlock(request)
    return HttpResponse(status=204) if request.POST.get("cover") else HttpResponseRedirect(back or reverse("home"))


def _lock_screen(request: Request, form: Filled, status: int = 200) -> HttpResponse:
    account_id = UUID(account_in(request))
    name = names_of(account_ids={account_id}).get(account_id, "")
    show = LockedShow(form, name, is_unsaved=request.GET.get("unsaved") == "1")
    return render(request, "access/locked.jinja", {"show": show, "frame": None}, status=status)


def display(request: Request) -> HttpResponse:
    """Ask how pages are to be shown: keys of the board, larger text, nothing that moves. Stored with the account."""
    now = request.viewer.display
    if request.method != "POST":
        ticked = {name for name in DISPLAY if getattr(now, name)}
        return answer(request, "access/display.jinja", DisplayShow(fresh_form(show=frozenset(ticked))))
    ticked = set(request.POST.getlist("show"))
    set_display(act=request.act(), **{name: name in ticked for name in DISPLAY})
    return saved(request, _("Saved. It holds wherever you sign in."), "display")


def home(request: Request) -> HttpResponse:
    """Go to the board of the first team by name."""
    teams = seams.frame(request, "", "").teams
    if not teams:
        return HttpResponseRedirect(reverse("choose-role"))
    return HttpResponseRedirect(reverse("board", kwargs={"team": teams[0].slug}))


def _choosing(request: Request, form: Filled, status: int = 200) -> HttpResponse:
    options = [Option(role, role_label(role)[:1].upper() + role_label(role)[1:]) for role in request.viewer.roles]
    is_first = bool(options) and not request.viewer.agreed
    show = ChooseRoleShow(request.viewer.name.split(maxsplit=1)[0], options, form, is_first)
    return answer(request, "access/choose_role.jinja", show, status=status)


def _came_from(request: Request) -> str:
    """Return the address of the page whose button was pressed, as the browser tells it; nothing for another site's."""
    told = urlsplit(request.headers.get("Referer", ""))
    return _wanted(urlunsplit(("", "", told.path, told.query, ""))) if told.netloc == request.get_host() else ""


def _wanted(address: str) -> str:
    """Return where to go on, if it is one of our own addresses; else nothing: never to another site."""
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours else ""
