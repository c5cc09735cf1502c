"""The pages of lists: adding a person, and a person's place on a team's list."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kith.act import Refusal, Stale, Thing
from kith.caseload import forms, operations, presenter, queries
from kith.caseload.queries import Entry
from kith.caseload.rules import CameBy
from kith.person.doubles import MayBe, may_be
from kith.person.forms import sex_options
from kith.person.likeness_rules import Agrees
from kith.person.operations import Details, described
from kith.person.presenter import who_of
from kith.person.queries import identity, names
from kith.person.shows import AddShow, Double
from kith.place.rules import local_day
from kith.policy.queries import decide
from kith.team.deciding import Around, right_note
from kith.team.queries import TeamInfo, day_on_team, members, team_by_id, team_by_slug
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Meanwhile

TEAM_LEAD = "team-lead"


def add_person(request: Request, team: str) -> HttpResponse:
    """Show the form of a new person, and put them on the list; people who may be the same are shown first."""
    info = team_by_slug(slug=team, viewer=request.viewer)
    refusal: Refusal | None = None
    doubles: list[Double] = []
    if request.method == "POST":
        try:
            details = forms.details_of(request.POST)
            _check_doubles(request, details)
            return _added(request, info, details)
        except _MayBeSame as same:
            refusal, doubles = same, presenter.doubles_of(same.found)
        except Refusal as refused:
            refusal, doubles = refused, _who_has_the_number(request, info, refused)
    request.shows([one.person_id for one in doubles if one.person_id], kind=LookKind.SEARCH, team_id=info.id)
    show = AddShow(
        team_slug=info.slug,
        team_name=info.name,
        came_by=forms.came_by_options(),
        sexes=sex_options(),
        form=returned_form(request, refusal) if refusal else fresh_form(came_by=CameBy.ADDED),
        doubles=doubles,
        is_blocked=bool(doubles) and not isinstance(refusal, _MayBeSame),
    )
    return answer(request, "person/add.jinja", show, team=team, status=refusal.status if refusal else 200)


def entry(request: Request, entry_id: UUID) -> HttpResponse:
    """Show a person's place on a list, and set leads, tier, rhythm and state."""
    found = queries.entry(entry_id=entry_id)
    if request.method != "POST":
        return _entry_page(request, found, _fresh(found))
    try:
        operations.arrange(
            act=request.act(),
            entry_id=entry_id,
            version=typed.version(request.POST),
            arrangement=forms.arrangement_of(request.POST, found),
        )
    except Stale as stale:
        page_forms = replace(_fresh(stale.extra), over_time=returned_form(request))
        return _entry_page(request, stale.extra, page_forms, stale.status, _arranged_meanwhile(request, stale.extra))
    except Refusal as refusal:
        page_forms = replace(_fresh(found), over_time=returned_form(request, refusal))
        return _entry_page(request, found, page_forms, refusal.status)
    return saved(request, _("The list entry is saved."), "list-entry", entry_id=entry_id)


def day_lead(request: Request, entry_id: UUID) -> HttpResponse:
    """Let somebody else lead a person today."""
    found = queries.entry(entry_id=entry_id)
    if request.method != "POST":
        return _to_entry(entry_id)
    try:
        member_id = typed.chosen_id(request.POST, "member")
        if member_id is None:
            raise Refusal(_("Choose who leads today."), field="member")  # noqa: TRY301  (one refusal page for both)
        operations.override_day_lead(
            act=request.act(),
            team_id=found.team_id,
            person_id=found.person_id,
            day=forms.day_of(request.POST, local_day(request.at)),
            member_id=member_id,
            reason=typed.text(request.POST, "reason"),
        )
    except Refusal as refusal:
        return _entry_page(
            request, found, replace(_fresh(found), today=returned_form(request, refusal)), refusal.status
        )
    return saved(request, _("The lead for today is changed."), "list-entry", entry_id=entry_id)


def _to_entry(entry_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("list-entry", kwargs={"entry_id": entry_id}))


def _fresh(found: Entry) -> presenter.Forms:
    return presenter.Forms(presenter.entry_form(found), fresh_form())


def _arranged_meanwhile(request: Request, now: Entry) -> Meanwhile:
    """What the reader wants beside what somebody else saved first. Five statements, only then."""
    before = queries.entry_as_it_was(now=now, version=typed.version(request.POST))
    names, saved_by = _names(request, now), queries.saved_by(entry_id=now.id)
    wanted = forms.arrangement_of(request.POST, before)
    return presenter.arranged_meanwhile(before, now, wanted, names, saved_by, request.at)


def _names(request: Request, entry: Entry) -> dict[UUID, str]:
    return {one.id: one.name for one in members(team_id=entry.team_id, at=request.at)}


def _entry_page(
    request: Request, found: Entry, page_forms: presenter.Forms, status: int = 200, meanwhile: Meanwhile | None = None
) -> HttpResponse:
    request.shows([found.person_id], kind=LookKind.OPEN, team_id=found.team_id)
    team = team_by_id(team_id=found.team_id)
    day = day_on_team(team=team, day=local_day(request.at), at=request.at, person_id=found.person_id)
    leads = queries.day_leads(team=team, day=day, person_ids=[found.person_id])
    today = queries.overrides(team_id=team.id, person_id=found.person_id, since=day.day)
    on_team = presenter.OnTeam(
        team.name,
        members(team_id=team.id, at=request.at),
        day,
        leads.get(found.person_id),
        next((one for one in today if one.day == day.day), None),
        request.viewer.account_id,
    )
    around = Around(on_team.members, day, team.calendar, request.viewer.account_id, request.at)
    thing = Thing("list entry", found.id, found.team_id, found.person_id)
    show = presenter.entry_show(
        found,
        who_of(identity(person_id=found.person_id), at=request.at, tier=found.risk_tier),
        on_team,
        page_forms,
        can_close=found.is_on_list and decide(request.act(), "handover.close_person", thing).verdict != "no",
        may_arrange=right_note(decide(request.act(), "caseload.arrange", thing), "caseload.arrange", "", around),
        meanwhile=meanwhile,
    )
    return answer(request, "caseload/entry.jinja", show, team=team.slug, status=status)


# Adding a person


class _MayBeSame(Refusal):
    """There are people who may be the one to be added, and nobody has said that they are not."""

    def __init__(self, found: list[MayBe]) -> None:
        super().__init__(_("Look at the people below: is it one of them?"), field="checked")
        self.found = found


def _check_doubles(request: Request, details: Details) -> None:
    """Ask about people who may be the same; whoever has the very number is named by the refusal, with no way round it."""
    if typed.text(request.POST, "checked") == "yes":
        return
    found = may_be(who=described(details))
    if found and not any(Agrees.NUMBER_SAME in one.likeness.agrees for one in found):
        raise _MayBeSame(found)


def _added(request: Request, team: TeamInfo, details: Details) -> HttpResponse:
    person_id = operations.add_person(
        act=request.act(),
        team_id=team.id,
        details=details,
        came_by=typed.text(request.POST, "came_by") or CameBy.ADDED,
        came_from=typed.text(request.POST, "came_from"),
    )
    return saved(request, _("They are on the list now."), "person", person_id=person_id)


def _who_has_the_number(request: Request, team: TeamInfo, refusal: Refusal) -> list[Double]:
    """Return who has the NHS number typed: by name and link when the viewer reaches them, else only whom to ask."""
    if refusal.field != "nhs_number":
        return []
    if refusal.extra:
        return presenter.who_has_the_number(list(names(person_ids=[refusal.extra]).values()))
    if refusal.rule != "P10":
        return []
    leads = [one.name for one in members(team_id=team.id, at=request.at) if one.role == TEAM_LEAD]
    words = {"names": ", ".join(leads) or _("the team lead")}
    return [Double(_("There is a record you cannot open. Ask %(names)s to find out which team has it.") % words)]
