"""The page on one case of a meeting: the person's own question first, the summary, and what specialists are asked."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.act import Act, NotVisible, Refusal, Stale
from kith.person.presenter import who_of
from kith.person.queries import identity
from kith.place.rules import local_day
from kith.policy.queries import all_rights
from kith.preparation import forms, operations, presenter, queries
from kith.preparation.queries import AskedRow, CaseRow, MeetingRow, SummaryRow
from kith.preparation.rules import PARTS, CaseState
from kith.preparation.shows import CaseShow
from kith.preparation.views import HERE, answer_here
from kith.record.queries import allergies
from kith.team.queries import TeamInfo, members, team_by_slug
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, Option


def case(request: Request, team: str, case_id: UUID) -> HttpResponse:
    """Show one case; write the person's own question, sign the page, ask a specialist, answer."""
    info, row, meeting = _whose(request, team, case_id)
    if request.method != "POST":
        return _page(request, info, row, meeting, _fresh(request, queries.asked_of(case_id=case_id)))
    try:
        said = _press(request)(request.act(), request, case_id)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _page(request, info, row, meeting, returned_form(request, refusal), refusal.status)
    return saved(request, said, "weekly-case", team=team, case_id=case_id)


def _fresh(request: Request, asked: AskedRow | None) -> Filled:
    """The forms of a case, that of the person's own question as it stands: to mend a letter nobody types it all again."""
    if asked is None:
        return fresh_form(asked_on=f"{local_day(request.at)}", was="asked")
    if not asked.question:
        return fresh_form(asked_on=f"{local_day(request.at)}", was="not", not_asked_because=asked.not_asked_because)
    return fresh_form(
        was="asked",
        question=asked.question,
        asked_on=f"{asked.asked_on}",
        asked_by=str(asked.asked_by_id),
        how_to_tell=asked.how_to_tell,
        told_by=asked.told_by,
    )


def write(request: Request, team: str, case_id: UUID) -> HttpResponse:
    """Show the page on a person as a form, part by part, and store another version of it."""
    info, row, meeting = _whose(request, team, case_id)
    pages = queries.summaries_of(case_id=case_id)
    form = fresh_form(**{f"part-{one.key}": one.text for one in (pages[0].parts if pages else ())})
    status, is_stale = 200, False
    if request.method == "POST":
        try:
            operations.write_summary(
                act=request.act(),
                case_id=case_id,
                number=typed.version(request.POST),
                texts=forms.texts_of(request.POST),
            )
            return saved(request, _("The page is saved as a new version."), "weekly-case", team=team, case_id=case_id)
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            if refusal.field in PARTS:
                refusal.field = f"part-{refusal.field}"
            form, status, is_stale = returned_form(request, refusal), refusal.status, isinstance(refusal, Stale)
    return _page(request, info, row, meeting, form, status, template="preparation/write.jinja", is_stale=is_stale)


def _whose(request: Request, team: str, case_id: UUID) -> tuple[TeamInfo, CaseRow, MeetingRow]:
    info = team_by_slug(slug=team, viewer=request.viewer)
    row = queries.case_of(case_id=case_id)
    if row.team_id != info.id or row.person_id is None:
        raise NotVisible
    return info, row, queries.meeting_of(meeting_id=row.meeting_id)


def _press(request: Request) -> Callable[[Act, Request, UUID], str]:
    if (press := _PRESSES.get(typed.text(request.POST, "do"))) is None:
        raise Refusal(_("Choose one of the answers."))
    return press


def _write_asked(act: Act, request: Request, case_id: UUID) -> str:
    version = typed.version(request.POST)
    operations.write_asked(act=act, case_id=case_id, version=version, asked=forms.own_question_of(request.POST))
    return _("Written: what they ask.")


def _sign(act: Act, request: Request, case_id: UUID) -> str:
    operations.sign_ready(act=act, case_id=case_id, number=typed.version(request.POST))
    return _("The page is ready for the meeting.")


def _anew(act: Act, request: Request, case_id: UUID) -> str:
    operations.make_anew(act=act, case_id=case_id, number=typed.version(request.POST))
    return _("The page is made anew from the record.")


def _put(act: Act, request: Request, case_id: UUID) -> str:
    operations.put_question(act=act, case_id=case_id, asks=forms.asks_of(request.POST))
    return _("The question is put. They are told of it with their others.")


def _answer(_act: Act, request: Request, _case_id: UUID) -> str:
    answer_here(request)
    return _("The answer is saved.")


def _withdraw(act: Act, request: Request, _case_id: UUID) -> str:
    if (question_id := typed.chosen_id(request.POST, "question")) is None:
        raise Refusal(_("Choose one of the answers."))
    operations.withdraw_question(act=act, question_id=question_id, version=typed.version(request.POST))
    return _("The question is withdrawn.")


_PRESSES: Mapping[str, Callable[[Act, Request, UUID], str]] = {
    "asked": _write_asked,
    "ready": _sign,
    "anew": _anew,
    "put": _put,
    "answer": _answer,
    "withdraw": _withdraw,
}


def _page(
    request: Request,
    info: TeamInfo,
    row: CaseRow,
    meeting: MeetingRow,
    form: Filled,
    status: int = 200,
    template: str = "preparation/case.jinja",
    *,
    is_stale: bool = False,
) -> HttpResponse:
    assert row.person_id is not None
    there, at = members(team_id=info.id, at=request.at), request.at
    is_open = meeting.is_ahead and row.state is not CaseState.DROPPED
    pages, asked = queries.summaries_of(case_id=row.id), queries.asked_of(case_id=row.id)
    topics = all_rights(team_id=info.id, at=at).topics
    line = presenter.case_line(row, info.slug, at)
    person = identity(person_id=row.person_id)
    show = CaseShow(
        who=who_of(person, at=at, allergies=allergies(person_id=row.person_id)),
        team_slug=info.slug,
        case_id=row.id,
        meeting=presenter.title_of(meeting),
        place=str(row.place),
        reasons=line.reasons,
        asked=presenter.asked_show(asked, at),
        parts=presenter.page_parts(pages[0].parts) if pages else [],
        made=presenter.made_words(pages[0], at) if pages else "",
        number=pages[0].number if pages else 0,
        versions=[_version(one, at) for one in pages[1:]],
        ready=presenter.readiness(row)[0] if row.ready_at else "",
        preparer=row.preparer,
        questions=[
            presenter.question_line(one, there, request.viewer.account_id, at, is_open=is_open)
            for one in queries.questions_of(meeting_id=meeting.id, case_id=row.id)
        ],
        form=form,
        to=[
            *presenter.role_options({one.role for one in there if one.role != "on-call"}),
            *sorted((Option(str(one.id), f"{one.name}, {one.role_label}") for one in there), key=lambda one: one.label),
        ],
        topics=[Option(code, _(one.label)) for code, one in topics.items()],
        ways_of_telling=presenter.how_options(),
        members=[Option(str(one.id), one.name) for one in there],
        can_write=is_open and row.state is CaseState.LISTED,
        is_above=row.is_above,
        fields=[(key, _(heading)) for key, heading in PARTS.items()],
        meanwhile=presenter.meanwhile(pages[0], form.values, at) if pages and is_stale else None,
    )
    request.shows([row.person_id], kind=LookKind.OPEN, team_id=info.id)
    return answer(request, template, show, here=HERE, team=info.slug, status=status)


def _version(one: SummaryRow, at: datetime) -> tuple[str, str, list[tuple[str, str]]]:
    return (
        str(one.number),
        presenter.made_words(one, at),
        [(presenter.heading_of(part), part.text) for part in one.parts],
    )
