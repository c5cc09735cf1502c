"""The pages of the board: the board itself, an import to look through, finding a person."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import ngettext

from kith.act import NotVisible, Refusal, Thing, ids
from kith.board.asking import Asked, View, asked
from kith.board.forms import Searched, chosen_people, page_number, searched, trail_filter
from kith.board.intakes import look_through_page
from kith.board.known import kind_of_code
from kith.board.my_day import my_day
from kith.board.my_day_presenter import my_day_show, people_in
from kith.board.operations import may_share
from kith.board.person_presenter import address_show, known_show, person_show, trail_show
from kith.board.person_queries import (
    PersonRows,
    facts_of_kind,
    identity_and_places,
    of_the_person,
    trail_lines,
    ways_to_reach,
)
from kith.board.person_reader import Reader
from kith.board.presenter import board_show, find_show, look_through_show, new_team_show, people_shown
from kith.board.queries import boards_of
from kith.board.saved import SavedRow, saved_views
from kith.board.seams import asked_of
from kith.board.search import Search, find_people, whom_to_ask
from kith.caseload import operations as caseload
from kith.handover.doubles import alike_to
from kith.person.doubles import MayBe
from kith.policy.queries import decide
from kith.team.queries import names_of_teams
from kith.trail.rules import LookKind
from kith.trail.writing import write_entry
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import LIVE, Request


def board(request: Request, team: str) -> HttpResponse:
    """Show a team's board, or the steps of a team that has nobody on its list yet. On a phone it opens on mine."""
    viewer = request.viewer
    boards = boards_of(slug=team, team_ids=viewer.teams, account_id=viewer.account_id, at=request.at)
    if not boards.own:
        request.shows((), kind=LookKind.LIST, team_id=boards.team.id)
        right = decide(request.act(), "team.set_rota_day", Thing("team", boards.team.id, boards.team.id))
        show = new_team_show(boards.team, can_change=right.decides)
        return answer(request, "board/new_team.jinja", show, here="board", team=team)
    saved_ones = saved_views(team_id=boards.team.id)
    duty = boards.team.duty_lead
    shares = may_share(
        account_id=viewer.account_id, role=viewer.role, duty_account_id=duty.account_id if duty else None
    )
    shown = board_show(boards=boards, asked=_asked(request, saved_ones), saved=saved_ones, may_share=shares)
    request.shows(people_shown(shown), kind=LookKind.LIST, team_id=boards.team.id)
    return answer(request, "board/board.jinja", shown, here="board", team=team)


def _asked(request: Request, saved_ones: Sequence[SavedRow]) -> Asked:
    """
    Return what the address asks for, by itself or by the view that it names.

    Raises:
        NotVisible: when it names a view that there is not, any more or for the viewer.
    """
    usual = View.MINE if "Mobi" in request.headers.get("User-Agent", "") else View.TEAM
    wanted = asked(request.GET, usual=usual, live=request.headers.get(LIVE))
    if wanted.saved is None:
        return wanted
    found = next((one for one in saved_ones if one.id == wanted.saved), None)
    if found is None:
        raise NotVisible
    kept = asked(QueryDict(found.asks), usual=usual)
    return replace(kept, saved=wanted.saved, rest=wanted.rest, only=wanted.only)


def my_day_page(request: Request, team: str) -> HttpResponse:
    """Show the viewer's own day with a team: offers that wait, what comes next, the day by time, what is done."""
    viewer = request.viewer
    day = my_day(slug=team, team_ids=viewer.teams, account_id=viewer.account_id, at=request.at)
    asks = asked_of(account_id=viewer.account_id, team_id=day.boards.team.id, at=request.at)
    show = replace(my_day_show(day), asks=asks)
    request.shows(people_in(show), kind=LookKind.LIST, team_id=day.boards.team.id)
    return answer(request, "board/my_day.jinja", show, here="my-day", team=team)


def look_through(request: Request, team: str, intake_id: UUID) -> HttpResponse:
    """List the people of an import whom nobody has looked through yet; a press says that those chosen have been."""
    page = look_through_page(
        slug=team, team_ids=request.viewer.teams, intake_id=intake_id, number=page_number(request.GET)
    )
    refusal = None
    if request.method == "POST":
        try:
            return _looked_through(request, team, page.intake.team_id, intake_id)
        except Refusal as refused:
            refusal = refused
    request.shows([one.person_id for one in page.people], kind=LookKind.LIST, team_id=page.intake.team_id)
    form = returned_form(request, refusal) if refusal else fresh_form()
    form = replace(form, values={"person": frozenset(request.POST.getlist("person"))})
    show = look_through_show(page, form=form, slug=team, at=request.at)
    status = refusal.status if refusal else 200
    return answer(request, "board/look_through.jinja", show, here="board", team=team, status=status)


def _looked_through(request: Request, team: str, team_id: UUID, intake_id: UUID) -> HttpResponse:
    people = chosen_people(request.POST)
    number = caseload.look_through(act=request.act(), team_id=team_id, person_ids=people)
    words = ngettext("%(n)d person looked through.", "%(n)d people looked through.", number) % {"n": number}
    if request.POST.get("back") == "person":
        return saved(request, words, "person", person_id=people[0])
    return saved(request, words, "look-through", team=team, intake_id=intake_id)


def find(request: Request) -> HttpResponse:
    """Find a person of one's own teams. Searches are posted, so that nothing about anybody stands in an address."""
    request.shows((), kind=LookKind.SEARCH)
    if request.method != "POST":
        return answer(request, "board/find.jinja", find_show(form=fresh_form()), here="find")
    try:
        wanted = searched(request.POST)
    except Refusal as refusal:
        show = find_show(form=returned_form(request, refusal))
        return answer(request, "board/find.jinja", show, here="find", status=refusal.status)
    found = find_people(asked=wanted, team_ids=request.viewer.teams)
    record_search(request, wanted, found)
    if found.exact:
        return HttpResponseRedirect(reverse("person", kwargs={"person_id": found.exact.person_id}))
    # asked whenever both were typed, so that a search takes as many statements whether a hidden record matches or none
    ask = whom_to_ask(team_ids=request.viewer.teams) if wanted.nhs_number and wanted.born else ()
    teams = names_of_teams(team_ids=request.viewer.teams)
    may_join = decide(request.act(), "handover.join_person", None).decides
    show = find_show(form=wanted.form, found=found, ask=ask, may_join=may_join, add_to=teams[0].slug if teams else "")
    return answer(request, "board/find.jinja", show, here="find")


def record_search(request: Request, wanted: Searched, found: Search) -> None:
    """
    Leave the search on the trail: as a look at those found, or as an entry of its own when it found nobody to look at.

    The entry says which fields were searched by and whether a hidden record was told of, never what was typed.
    """
    request.shows([one.person_id for one in found.found], kind=LookKind.SEARCH)
    if not found.found:
        act = request.act()
        write_entry(
            entry_id=ids.new(),
            happened_at=act.at,
            account_id=act.account_id,
            role=act.role,
            purpose=act.purpose,
            channel=act.channel,
            command="look.search",
            detail={"by": wanted.by, "told_of_hidden": found.is_hidden},
        )


def person(request: Request, person_id: UUID) -> HttpResponse:
    """Show one person: who this is, what matters, who leads, what is due, what is known, who can see it and who looked."""
    teams, told = request.viewer.teams, _is_told_who_knows(request, person_id)
    rows = of_the_person(person_id=person_id, team_ids=teams, at=request.at, tells_who_knows=told)
    request.shows(rows.who.records, kind=LookKind.OPEN)
    reader = _reader(request, rows)
    show = person_show(rows, reader, _doubles(rows, reader))
    return answer(request, "board/person.jinja", show, team=show.entries[0].team_slug if show.entries else "")


def _is_told_who_knows(request: Request, person_id: UUID) -> bool:
    """Whether the trail names whoever stepped back: to those who can open the record for them again."""
    thing = Thing("person", person_id, None, person_id)
    return decide(request.act(), "handover.open_again", thing).decides


def _doubles(rows: PersonRows, reader: Reader) -> list[MayBe]:
    """Return the records that may be of the same person, for those who may merge; of nobody protected or merged away."""
    if not reader.may_merge or rows.who.is_protected or any(one.is_away for one in rows.who.merged):
        return []
    return alike_to(person_id=rows.who.id, who=rows.who.described)


def _reader(request: Request, rows: PersonRows) -> Reader:
    act = request.act()
    things = {team: Thing("team", team, team) for team in rows.teams}
    may = frozenset(team for team, thing in things.items() if decide(act, "caseload.arrange", thing).verdict != "no")
    thing = Thing("person", rows.who.id, None, rows.who.id)
    again = _is_told_who_knows(request, rows.who.id)
    merge = decide(act, "handover.merge", thing).verdict != "no" and bool(rows.places)
    end = again or _is_named_lead(request, rows)
    return Reader(
        request.viewer.account_id,
        request.viewer.role,
        act.key,
        may,
        may_open_again=again,
        may_end_joining=end,
        may_merge=merge,
        may_unmerge=decide(act, "handover.unmerge", thing).decides,
    )


def _is_named_lead(request: Request, rows: PersonRows) -> bool:
    named = [
        rows.teams[place.team_id].colleagues.get(place.named_lead_id)
        for place in rows.places
        if place.team_id in rows.teams and place.named_lead_id
    ]
    return any(one is not None and one.account_id == request.viewer.account_id for one in named)


def person_trail(request: Request, person_id: UUID) -> HttpResponse:
    """List who looked at a person's record, who changed what and who was refused, in sentences, newest first."""
    who, _places = identity_and_places(person_id=person_id, at=request.at)
    request.shows([person_id], kind=LookKind.OPEN)
    only, page = trail_filter(request.GET), page_number(request.GET)
    told = _is_told_who_knows(request, person_id)
    found = trail_lines(person_id=person_id, only=only, page=page, tells_who_knows=told)
    show = trail_show(who, found, only=only, page=page, at=request.at, may_ask=_may_ask_for_file(request, person_id))
    return answer(request, "board/trail.jinja", show)


def _may_ask_for_file(request: Request, person_id: UUID) -> bool:
    """Whether the page leads to case files: for those who may ask for one."""
    return decide(request.act(), "casefile.ask", Thing("person", person_id, None, person_id)).decides


def person_known(request: Request, person_id: UUID, kind: str) -> HttpResponse:
    """List all facts of one kind about a person, a page at a time."""
    who, _places = identity_and_places(person_id=person_id, at=request.at)
    request.shows(who.records, kind=LookKind.OPEN)
    page = page_number(request.GET)
    facts, total = facts_of_kind(who=who, kind=kind_of_code(kind), page=page)
    show = known_show(who, facts, kind=kind_of_code(kind), total=total, page=page, at=request.at)
    return answer(request, "board/known.jinja", show)


def person_address(request: Request, person_id: UUID) -> HttpResponse:
    """
    Show where somebody can be met and reached, after a press: a step of its own, recorded as a look by its own name.

    Somebody protected is never shown: the page says whom to ask. Source: security.md section 1, class P4.
    """
    who, _places = identity_and_places(person_id=person_id, at=request.at)
    request.shows([person_id], kind=LookKind.OPEN)
    is_told = request.method == "POST" and not who.is_protected
    details = ways_to_reach(person_id=person_id) if is_told else None
    return answer(request, "board/address.jinja", address_show(who, details, form=fresh_form(), at=request.at))
