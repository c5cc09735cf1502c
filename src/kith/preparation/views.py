"""The pages of a meeting to come: its list, when the team meets, and what is asked of the viewer."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from kith.act import Act, Refusal
from kith.caseload.queries import on_list, teams_reaching
from kith.database.planned import planned
from kith.person.queries import identity, names
from kith.person.rules import shown
from kith.policy.queries import decide, role_label, roles
from kith.preparation import forms, operations, presenter, queries
from kith.preparation.figures import figures
from kith.preparation.queries import CaseRow, MeetingRow, QuestionRow, SummaryRow
from kith.preparation.rules import MINUTES, SIZE, CaseState, MeetingState
from kith.preparation.shows import MeetingShow, MineCase, MineShow, WeeklyShow
from kith.team.queries import MemberInfo, TeamInfo, members, team_by_id, team_by_slug, thing_of_team
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, Option

HERE = "mdt"
"""The place of these pages in the menu: that of the meeting."""
EXPECTED = (
    "team-lead",
    "coordinator",
    "nurse",
    "social-worker",
    "gp",
    "pharmacist",
    "mental-health",
    "consultant",
    "housing",
)
"""Roles that are ticked before a team has said whom it expects."""


def meeting(request: Request, team: str) -> HttpResponse:
    """Show the list of the meeting to come, and take what is pressed on it."""
    info = team_by_slug(slug=team, viewer=request.viewer)
    if request.method != "POST":
        return _page(request, info, fresh_form(person=request.GET.get("person", "")))
    try:
        said = _press(request)(request.act(), request, _coming(info).id)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _page(request, info, returned_form(request, refusal), refusal.status)
    return saved(request, said, "weekly-meeting", team=team)


def _press(request: Request) -> Callable[[Act, Request, UUID], str]:
    if (press := _PRESSES.get(typed.text(request.POST, "do"))) is None:
        raise Refusal(_("Choose one of the answers."))
    return press


def _coming(info: TeamInfo) -> MeetingRow:
    if (found := queries.coming(team_id=info.id)) is None:
        raise Refusal(_("No meeting stands ahead: the team lead says when the team meets."))
    return found


def _confirm(act: Act, request: Request, meeting_id: UUID) -> str:
    operations.confirm(act=act, meeting_id=meeting_id, version=typed.version(request.POST))
    return _("The list is confirmed.")


def _call_off(act: Act, request: Request, meeting_id: UUID) -> str:
    because = typed.text(request.POST, "off_because")
    if not because:
        raise Refusal(_("Say why the meeting is not held."), field="off_because")
    operations.call_off(act=act, meeting_id=meeting_id, version=typed.version(request.POST), because=because)
    return _("The meeting is called off. Its people come to the next one.")


def _bring(act: Act, request: Request, meeting_id: UUID) -> str:
    if (person_id := typed.chosen_id(request.POST, "person")) is None:
        raise Refusal(_("Choose who is to be talked about."), field="person")
    because = request.POST.get("because", "")
    case_id = operations.bring(act=act, meeting_id=meeting_id, person_id=person_id, because=because)
    if queries.case_of(case_id=case_id).meeting_id != meeting_id:
        return _("The meeting is being held: they are on the list of the next one, with your reason.")
    return _("They are on the list, with your reason.")


def _bring_restricted(act: Act, request: Request, meeting_id: UUID) -> str:
    if (matter_id := typed.chosen_id(request.POST, "matter")) is None:
        raise Refusal(_("Choose something restricted that is open to you."), field="matter")
    case_id = operations.bring_restricted(act=act, meeting_id=meeting_id, matter_id=matter_id)
    if queries.case_of(case_id=case_id).meeting_id != meeting_id:
        return _("The meeting is being held: it is on the list of the next one as a restricted case with your name.")
    return _("It is on the list as a restricted case with your name.")


def _pull_up(act: Act, request: Request, _meeting_id: UUID) -> str:
    case_id = _case_id(request)
    try:
        operations.pull_up(
            act=act,
            case_id=case_id,
            version=typed.version(request.POST),
            because=typed.text(request.POST, f"because-{case_id}"),
            instead_of=typed.chosen_id(request.POST, f"instead_of-{case_id}"),
        )
    except Refusal as refusal:
        if refusal.field in ("because", "instead_of"):
            refusal.field = f"{refusal.field}-{case_id}"
        raise
    return _("They are talked about at this meeting.")


def _take_off(act: Act, request: Request, _meeting_id: UUID) -> str:
    case_id = _case_id(request)
    because = typed.text(request.POST, f"leave-{case_id}")
    try:
        operations.take_off(act=act, case_id=case_id, version=typed.version(request.POST), because=because)
    except Refusal as refusal:
        if refusal.field == "because":
            refusal.field = f"leave-{case_id}"
        raise
    return _("They are off the list.")


def _case_id(request: Request) -> UUID:
    if (case_id := typed.chosen_id(request.POST, "case")) is None:
        raise Refusal(_("Choose one of the answers."))
    return case_id


_PRESSES: Mapping[str, Callable[[Act, Request, UUID], str]] = {
    "confirm": _confirm,
    "off": _call_off,
    "bring": _bring,
    "restricted": _bring_restricted,
    "up": _pull_up,
    "leave": _take_off,
}


def _page(request: Request, info: TeamInfo, form: Filled, status: int = 200) -> HttpResponse:
    may_set = decide(request.act(), "preparation.set_weekly", thing_of_team(info)).decides
    found = queries.coming(team_id=info.id)
    if found is None:
        request.shows([], kind=LookKind.OPEN, team_id=info.id)
        show = MeetingShow(info.slug, info.name, form, may_set)
        return answer(request, "preparation/meeting.jinja", show, here=HERE, team=info.slug, status=status)
    cases = queries.cases_of(meeting_id=found.id)
    people, matters = (
        _people(info.id, {one.person_id for one in cases if one.state is not CaseState.DROPPED}),
        _matters(info.id),
    )
    show = _meeting_show(request, info, found, cases, form, may_set=may_set, people=people, matters=matters)
    named = [
        *(one.person_id for one in cases if one.person_id),
        *map(_id_of, people),
        *(person for person, _one in matters),
    ]
    request.shows(list(dict.fromkeys(named)), kind=LookKind.OPEN, team_id=info.id)
    return answer(request, "preparation/meeting.jinja", show, here=HERE, team=info.slug, status=status)


def _meeting_show(
    request: Request,
    info: TeamInfo,
    found: MeetingRow,
    cases: list[CaseRow],
    form: Filled,
    *,
    may_set: bool,
    people: Sequence[Option],
    matters: Sequence[tuple[UUID, Option]],
) -> MeetingShow:
    weekly = queries.weekly_of(team_id=info.id)
    on = [one for one in cases if one.state is not CaseState.DROPPED]
    above, below = [one for one in on if one.is_above], [one for one in on if not one.is_above]
    there = members(team_id=info.id, at=request.at)
    own = [one for one in there if one.account_id == request.viewer.account_id]
    asked = queries.questions_of(meeting_id=found.id)
    here = {one.id for one in on if one.state is CaseState.LISTED}
    may_confirm = decide(request.act(), "preparation.confirm", thing_of_team(info)).decides
    return MeetingShow(
        info.slug, info.name, form, may_set,
        title=presenter.title_of(found),
        when=presenter.when_of(found),
        stands=presenter.stands(found, request.at),
        meeting_id=found.id,
        version=found.version,
        size=found.size,
        minutes=found.minutes,
        above=[presenter.case_line(one, info.slug, request.at) for one in above],
        below=[presenter.case_line(one, info.slug, request.at, may_move=not one.is_restricted) for one in below],
        off=[(one.name, one.outcome) for one in cases if one.state is CaseState.DROPPED and one.name],
        waits=[Option(str(one.id), one.name) for one in above if one.name and not (one.is_owed and one.was_left_out)],
        people=people,
        matters=[one for _person, one in matters],
        may_confirm=may_confirm and found.state is MeetingState.COMING,
        may_call_off=not found.is_running,
        mine=sum(
            bool(one.told_at) and not one.verdict and any(one.is_for(me.id, me.role) for me in own)
            for one in asked
            if one.case_id in here
        ),
        roles=presenter.roles_words(weekly.roles) if weekly else "",
        is_full=len(above) >= found.size,
    )  # fmt: skip


def _people(team_id: UUID, listed: set[UUID | None]) -> list[Option]:
    """Return who is on the team's list and not on that of the meeting, by name. Two statements."""
    ids = [one.person_id for one in on_list(team_id=team_id) if one.person_id not in listed]
    found = names(person_ids=ids)
    people = sorted((one for one in found.values() if not one.is_dead), key=lambda one: (one.family, one.given, one.id))
    return [Option(str(one.id), f"{shown(one.given)} {shown(one.family)}".strip()) for one in people]


def _id_of(option: Option) -> UUID:
    return UUID(option.value)


def _matters(team_id: UUID) -> list[tuple[UUID, Option]]:
    """Return what is restricted and open to the viewer on a team, each with whom it is about, by their name. One statement."""
    rows = planned(
        "select r.person_id, r.id, p.given, p.family from access_restriction r join person_person p on p.id = r.person_id"
        " where r.team_id = %s and r.ended_at is null and r.id = any((select my_restricted())::uuid[])"
        " order by p.family, p.given, r.id",
        [team_id],
    )
    return [
        (person, Option(str(key), f"{shown(given)} {shown(family)}".strip())) for person, key, given, family in rows
    ]


def weekly(request: Request, team: str) -> HttpResponse:
    """Show when the team holds its weekly meeting, and let whoever may set it."""
    info = team_by_slug(slug=team, viewer=request.viewer)
    now, refusal = queries.weekly_of(team_id=info.id), None
    if request.method == "POST":
        try:
            operations.set_weekly(
                act=request.act(),
                team_id=info.id,
                version=typed.version(request.POST),
                sets=forms.sets_of(request.POST),
            )
            return saved(request, _("Saved: when the team meets."), "weekly-meeting", team=team)
        except Refusal as refused:
            if refused.status == 404:
                raise
            refusal = refused
    if refusal:
        form = returned_form(request, refusal)
        form = Filled(form.key, dict(form.values) | {"roles": frozenset(request.POST.getlist("roles"))}, form.errors)
    else:
        form = fresh_form(
            weekday=str(now.weekday if now else 3),
            starts=f"{now.starts:%H:%M}" if now else "14:00",
            minutes=str(now.minutes if now else figures()[MINUTES]),
            size=str(now.size if now else figures()[SIZE]),
            roles=frozenset(now.roles if now else EXPECTED),
        )
    codes = [
        code for code, role in roles().items() if role.group in ("lead", "supervisor", "member") and code != "on-call"
    ]
    show = WeeklyShow(
        info.slug, form, now.version if now else 0, presenter.day_options(), presenter.role_options(codes)
    )
    return answer(
        request, "preparation/weekly.jinja", show, here=HERE, team=team, status=refusal.status if refusal else 200
    )


def mine(request: Request, team: str) -> HttpResponse:
    """Show what the meeting asks of the viewer: two lines of each case and the questions, answered in place."""
    info = team_by_slug(slug=team, viewer=request.viewer)
    form, status = fresh_form(), 200
    if request.method == "POST":
        try:
            answer_here(request)
            return saved(request, _("Your answer is saved."), "weekly-mine", team=team)
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            form, status = returned_form(request, refusal), refusal.status
    found = queries.coming(team_id=info.id)
    show = _mine_show(request, info, found, form)
    request.shows([one.person_id for one in (*show.cases, *show.more)], kind=LookKind.OPEN, team_id=info.id)
    return answer(request, "preparation/mine.jinja", show, here=HERE, team=team, status=status)


def questions(request: Request, meeting_id: UUID) -> HttpResponse:
    """Lead from a message, which names no team, to what the meeting asks of the viewer."""
    found = queries.meeting_of(meeting_id=meeting_id)
    return HttpResponseRedirect(reverse("weekly-mine", kwargs={"team": team_by_id(team_id=found.team_id).slug}))


def person(request: Request, person_id: UUID) -> HttpResponse:
    """Lead from somebody's page to their case in the next meeting of their team, else to its list, where they are brought."""
    identity(person_id=person_id)  # before anything is said: a closed record answers as a missing one
    teams = [one for one in teams_reaching(person_id=person_id, team_ids=request.viewer.teams) if one.entry_id]
    if not teams:
        raise Refusal(_("Choose somebody who is on the team's list."))
    ahead = queries.cases_ahead(person_id=person_id, team_ids=[teams[0].team_id])
    if ahead:
        return HttpResponseRedirect(reverse("weekly-case", kwargs={"team": teams[0].slug, "case_id": ahead[0].id}))
    asked = urlencode({"person": str(person_id)})
    return HttpResponseRedirect(f"{reverse('weekly-meeting', kwargs={'team': teams[0].slug})}?{asked}")


def page_of(request: Request, case_id: UUID) -> HttpResponse:
    """Lead from a message, which names no team, to the page on a case."""
    found = queries.case_of(case_id=case_id)
    slug = team_by_id(team_id=found.team_id).slug
    return HttpResponseRedirect(reverse("weekly-case", kwargs={"team": slug, "case_id": case_id}))


def answer_here(request: Request) -> None:
    """Store the answer to one question as its form brought it; a refusal names the fields of that question."""
    if (question_id := typed.chosen_id(request.POST, "question")) is None:
        raise Refusal(_("Choose one of the answers."))
    try:
        operations.answer_question(
            act=request.act(),
            question_id=question_id,
            version=typed.version(request.POST),
            verdict=forms.verdict_of(request.POST),
            words=request.POST.get(f"answer-{question_id}", ""),
            said_by=typed.chosen_id(request.POST, "said_by"),
        )
    except Refusal as refusal:
        if refusal.field == "answer":
            refusal.field = f"answer-{question_id}"
        raise


def _mine_show(request: Request, info: TeamInfo, found: MeetingRow | None, form: Filled) -> MineShow:
    role = role_label(request.viewer.role)
    if found is None:
        return MineShow(info.slug, _("Weekly meeting"), "", [], 0, 0, role, form)
    there = members(team_id=info.id, at=request.at)
    own = [one for one in there if one.account_id == request.viewer.account_id]
    asked = [one for one in queries.questions_of(meeting_id=found.id) if any(one.is_for(me.id, me.role) for me in own)]
    pages = queries.newest_summaries(meeting_id=found.id)
    listed = [one for one in queries.cases_of(meeting_id=found.id) if one.person_id and one.state is CaseState.LISTED]
    places = {one.id for one in listed}
    theirs = [row for row in asked if (row.told_at or row.verdict) and row.case_id in places]
    others = [row for row in asked if not row.told_at and not row.verdict and row.case_id in places]

    def cases(rows: Sequence[QuestionRow]) -> list[MineCase]:
        return [_mine_case(request, info, found, one, there, pages, rows) for one in listed if _asks(one, rows)]

    return MineShow(
        info.slug,
        presenter.title_of(found),
        presenter.when_of(found),
        cases(theirs),
        sum(bool(row.verdict) for row in theirs),
        len(theirs),
        role,
        form,
        cases(others),
    )


def _asks(case: CaseRow, rows: Sequence[QuestionRow]) -> bool:
    return any(row.case_id == case.id for row in rows)


def _mine_case(
    request: Request,
    info: TeamInfo,
    meeting: MeetingRow,
    case: CaseRow,
    there: Sequence[MemberInfo],
    pages: Mapping[UUID, SummaryRow],
    rows: Sequence[QuestionRow],
) -> MineCase:
    """Return what one case asks: two lines of its page, else why it is on the list, and these questions."""
    assert case.person_id is not None
    said = {part.key: part.text.splitlines() for part in pages[case.id].parts} if case.id in pages else {}
    line = presenter.case_line(case, info.slug, request.at)
    lines = [*said.get("changed", [])[:1], *said.get("risks", [])[:1]] or list(line.reasons[:2])
    asks = [
        presenter.question_line(row, there, request.viewer.account_id, request.at, is_open=meeting.is_ahead)
        for row in rows
        if row.case_id == case.id
    ]
    return MineCase(case.name, line.age, case.person_id, line.href, lines, case.question, asks)
