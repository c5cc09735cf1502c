"""Signing in and out, choosing a role, and where home is."""

from dataclasses import replace

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from kith.access import signing_in
from kith.access.operations import agree
from kith.access.session import change_role
from kith.access.session import sign_in as begin_session
from kith.access.session import sign_out as end_session
from kith.access.shows import ChooseRoleShow, SignInShow
from kith.act import Refusal
from kith.policy.queries import role_label
from kith.web.pages import answer, fresh_form, returned_form
from kith.web.routes import Request
from kith.web.seams import seams
from kith.web.shows import Filled, Option

METHODS = ("GET", "HEAD")


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


def _wanted(address: str) -> str:
    """Return where to go on, if it is one of our own addresses; else nothing: never to another site."""
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours else ""
