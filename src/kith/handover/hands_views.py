"""The page of a member's hands: preparing a leave, being ill, removing access."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.access.queries import closed_pairs
from kith.act import NotVisible, Refusal
from kith.handover import hands, operations
from kith.handover.emptying import Emptied
from kith.handover.hands_presenter import DUTY, MEMBER, Colleagues, Forms, field_of, hands_show
from kith.handover.operations import Goes
from kith.handover.rules import Held, Standing
from kith.network.handing_on import Takes, cautions_of
from kith.place.rules import local_day
from kith.policy.queries import decide, roles
from kith.team.queries import MemberInfo, TeamInfo, day_on_team, members, own_member, team_by_slug, thing_of_team
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request

SINCE = timedelta(days=120)
"""How far back contacts count when the page says who knows somebody."""


def own_hands(request: Request, team: str) -> HttpResponse:
    """Go to one's own hands on a team. Raises NotVisible for somebody who is no member of it."""
    found = team_by_slug(slug=team, viewer=request.viewer)
    member = own_member(team_id=found.id, account_id=request.viewer.account_id, at=request.at, role=request.viewer.role)
    if member is None:
        raise NotVisible
    return HttpResponseRedirect(reverse("hands", kwargs={"team": team, "member_id": member.id}))


def hands_page(request: Request, team: str, member_id: UUID) -> HttpResponse:
    """Show everything that a member holds, and the leave that is being prepared."""
    found, member = _found(request, team, member_id)
    return _page(request, found, member, _fresh())


def plan(request: Request, team: str, member_id: UUID) -> HttpResponse:
    """Begin to prepare a leave, or leaving for good."""
    found, member = _found(request, team, member_id)
    if request.method != "POST":
        return _back(team, member_id)
    try:
        for_good = typed.text(request.POST, "for_good") == "yes"
        last = None if for_good else typed.needed_day(request.POST, "last_day")
        operations.plan_leave(
            act=request.act(),
            member_id=member.id,
            first_day=typed.needed_day(request.POST, "first_day"),
            last_day=last,
            reason=typed.text(request.POST, "reason"),
        )
    except Refusal as refusal:
        return _page(request, found, member, replace(_fresh(), plan=returned_form(request, refusal)), refusal.status)
    return saved(request, _("Settle each line below, then confirm."), "hands", team=team, member_id=member_id)


def settle(request: Request, team: str, member_id: UUID) -> HttpResponse:
    """Offer lines, or write the duty lead's name on all that are open."""
    found, member = _found(request, team, member_id)
    leave = hands.leave_of(member_id=member.id)
    if request.method != "POST" or leave is None:
        return _back(team, member_id)
    holdings = hands.hands_of(team_id=found.id, member_id=member.id, at=request.at)
    lines = hands.lines_of(leave=leave, holdings=holdings)
    wanted = _wanted(request, lines)
    if not wanted:
        refusal = Refusal(_("Choose who takes at least one line."))
        return _page(request, found, member, replace(_fresh(), lines=returned_form(request, refusal)), 422)
    answers = operations.settle_lines(act=request.act(), leave_id=leave.id, lines=wanted)
    by_thing = {one.id: field_of(one) for one in holdings}
    wrong = {by_thing[one.thing_id]: one.refusal for one in answers if one.refusal and one.thing_id in by_thing}
    if wrong:
        form = replace(returned_form(request), key=fresh_form().key, errors=wrong)
        return _page(request, found, member, replace(_fresh(), lines=form), 422)
    words = ngettext("%(n)d line is on its way.", "%(n)d lines are on their way.", len(answers)) % {"n": len(answers)}
    return saved(request, words, "hands", team=team, member_id=member_id)


def confirm(request: Request, team: str, member_id: UUID) -> HttpResponse:
    """Confirm a leave."""
    found, member = _found(request, team, member_id)
    leave = hands.leave_of(member_id=member.id)
    if request.method != "POST" or leave is None:
        return _back(team, member_id)
    try:
        operations.confirm_leave(act=request.act(), leave_id=leave.id, version=typed.version(request.POST))
    except Refusal as refusal:
        return _page(request, found, member, replace(_fresh(), lines=returned_form(request, refusal)), refusal.status)
    return saved(request, _("Confirmed. Nothing is left without somebody who answers."), "team", team=team)


def withdraw(request: Request, team: str, member_id: UUID) -> HttpResponse:
    """Give up a leave."""
    found, member = _found(request, team, member_id)
    leave = hands.leave_of(member_id=member.id)
    if request.method != "POST" or leave is None:
        return _back(team, member_id)
    try:
        operations.withdraw_leave(act=request.act(), leave_id=leave.id, version=typed.version(request.POST))
    except Refusal as refusal:
        return _page(request, found, member, replace(_fresh(), lines=returned_form(request, refusal)), refusal.status)
    return saved(request, _("The leave is given up."), "hands", team=team, member_id=member_id)


def ill(request: Request, team: str, member_id: UUID) -> HttpResponse:
    """Say that somebody is ill or has to leave now: everything passes at once."""
    found, member = _found(request, team, member_id)
    if request.method != "POST":
        return _back(team, member_id)
    try:
        emptied = operations.absent_now(
            act=request.act(),
            member_id=member.id,
            last_day=typed.day(request.POST, "last_day_ill") or local_day(request.at),
            reason=typed.text(request.POST, "reason_ill") or _("ill"),
        )
    except Refusal as refusal:
        refusal.field = "last_day_ill" if refusal.field == "last_day" else refusal.field
        return _page(request, found, member, replace(_fresh(), ill=returned_form(request, refusal)), refusal.status)
    return saved(request, _passed_words(emptied, members(team_id=found.id, at=request.at)), "team", team=team)


def remove(request: Request, team: str, member_id: UUID) -> HttpResponse:
    """Remove somebody's access at once: everything passes to whoever takes the duty."""
    found, member = _found(request, team, member_id)
    if request.method != "POST":
        return _back(team, member_id)
    there = members(team_id=found.id, at=request.at)
    try:
        emptied = operations.remove_access(
            act=request.act(), member_id=member.id, reason=typed.text(request.POST, "reason_removed")
        )
    except Refusal as refusal:
        refusal.field = "reason_removed" if refusal.field == "reason" else refusal.field
        return _page(request, found, member, replace(_fresh(), remove=returned_form(request, refusal)), refusal.status)
    return saved(request, _passed_words(emptied, there), "team", team=team)


def _passed_words(emptied: Emptied, there: list[MemberInfo]) -> str:
    names = [one.name for key in emptied.to_ids for one in there if one.id == key]
    if not names:
        return _("Recorded. Nothing was in their hands.")
    number = emptied.actions + emptied.contacts
    words = ngettext("%(n)d thing passed to %(names)s.", "%(n)d things passed to %(names)s.", number)
    said = words % {"n": number, "names": ", ".join(names)}
    if emptied.unmet:
        unmet = ngettext(
            "%(n)d contact is now with somebody new to the person: see whether somebody who knows them can go.",
            "%(n)d contacts are now with somebody new to the person: see whether somebody who knows them can go.",
            emptied.unmet,
        )
        said = f"{said} {unmet % {'n': emptied.unmet}}"
    return said


def _found(request: Request, team: str, member_id: UUID) -> tuple[TeamInfo, MemberInfo]:
    found = team_by_slug(slug=team, viewer=request.viewer)
    member = next((one for one in members(team_id=found.id, at=request.at) if one.id == member_id), None)
    if member is None:
        raise NotVisible
    return found, member


def _back(team: str, member_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("hands", kwargs={"team": team, "member_id": member_id}))


def _fresh() -> Forms:
    return Forms(fresh_form(), fresh_form(), fresh_form(), fresh_form())


def _wanted(request: Request, lines: list[hands.Line]) -> list[Goes]:
    """Return where each line is to go that has an answer; all open ones to the duty lead when that was pressed."""
    rest_to_duty = request.POST.get("then") == DUTY
    wanted = []
    for line in lines:
        chosen = typed.text(request.POST, field_of(line.holding))
        needs = line.standing.value in ("open", "declined")
        if needs and (chosen == DUTY or (rest_to_duty and not chosen)):
            wanted.append(Goes(line.holding.held.value, line.holding.id, to_duty=True))
        elif needs and chosen.startswith(MEMBER):
            to = typed.chosen_id({"to": chosen.removeprefix(MEMBER)}, "to")
            wanted.append(Goes(line.holding.held.value, line.holding.id, to_member_id=to))
    return wanted


def _page(request: Request, team: TeamInfo, member: MemberInfo, forms: Forms, status: int = 200) -> HttpResponse:
    at = request.at
    holdings = hands.hands_of(team_id=team.id, member_id=member.id, at=at)
    people = {one.person_id for one in holdings if one.person_id}
    leave = hands.leave_of(member_id=member.id)
    accepted = hands.accepted_since(member_id=member.id, since=leave.recorded_at) if leave else []
    there = members(team_id=team.id, at=at)
    day = day_on_team(team=team, day=local_day(at), at=at)
    others = [one for one in there if one.account_id != member.account_id]
    lines = hands.lines_of(leave=leave, holdings=holdings) if leave else []
    passing = [
        Takes(one.id, one.person_id, one.from_at)
        for one in (line.holding for line in lines if line.standing in (Standing.OPEN, Standing.TO_DUTY))
        if one.held is Held.CONTACT and one.person_id and one.from_at
    ]
    request.shows(people | {one.person_id for one in accepted if one.person_id}, kind=LookKind.LIST, team_id=team.id)
    is_own = member.account_id == request.viewer.account_id
    group = roles()[request.viewer.role].group
    show = hands_show(
        team=team,
        member=member,
        lines=lines if leave else [hands.Line(one, Standing.STAYS) for one in holdings],
        accepted=accepted,
        leave=leave,
        colleagues=Colleagues(
            others,
            day.away,
            closed_pairs(account_ids=[one.account_id for one in others], person_ids=people),
            hands.made_with(team_id=team.id, person_ids=people, since=at - SINCE),
            cautions_of(team_id=team.id, takes=passing, members=there, away=[member.id], at=at),
        ),
        duty_name=next((one.name for one in there if one.id == day.answering), ""),
        forms=forms,
        at=at,
        is_own=is_own,
        can_prepare=is_own or group in operations.MAY_FOR_OTHERS,
        can_remove=not is_own and decide(request.act(), "handover.remove_access", thing_of_team(team)).decides,
    )
    return answer(request, "handover/hands.jinja", show, here="team", team=team.slug, status=status)
