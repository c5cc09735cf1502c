"""The pages of partners: who holds which version, preparing and sending one, a request, and what a team is owed."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.act import NotVisible, Refusal, Stale
from kith.agency.queries import agencies_of, contacts_of, standings
from kith.agency.rules import PURPOSES, may_share
from kith.agency.seams import seams
from kith.alignment import copy_queries, forms, operations, queries
from kith.alignment.added_forms import read_added, ticked
from kith.alignment.codes import show_code
from kith.alignment.composing import known_of
from kith.alignment.drafting import Draft, draft, drafted
from kith.alignment.presenter import (
    changed_words,
    owed_show,
    partners_show,
    request_show,
    send_show,
    usual_words,
)
from kith.alignment.queries import RequestRow
from kith.alignment.rules import QUESTION, State, latest_day
from kith.alignment.times import times
from kith.caseload.queries import Reaching, teams_reaching
from kith.door.tokens import code_of
from kith.message.outward import sent_of
from kith.person.presenter import who_of
from kith.person.queries import identity, names
from kith.person.rules import shown
from kith.person.shows import Who
from kith.plan.views import whose
from kith.team.queries import team_by_slug
from kith.trail.rules import LookKind
from kith.web import typed
from kith.web.pages import answer, fresh_form, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled
from kith.web.words import long_day


def partners(request: Request, person_id: UUID) -> HttpResponse:
    """Show the agencies that work with somebody: which version each has, how it stands, what would be told anew."""
    who, team = whose(request, person_id)
    involved = agencies_of(person_id=person_id, at=request.at)
    records = seams.records(person_id)
    rows = queries.requests_of(person_ids=records)
    own = [one for one in rows if (one.person_id, one.team_id) == (person_id, team.team_id)]
    show = partners_show(
        who,
        team.team_id,
        involved,
        rows,
        _drafts(person_id, team, [(one.agency_id, one.purpose) for one in involved], own, request),
        queries.figures_of(agency_ids={one.agency_id for one in involved}),
        copy_queries.copies_of(person_ids=records),
        request.at,
    )
    request.shows([person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "alignment/partners.jinja", show, team=team.slug)


def _drafts(
    person_id: UUID, team: Reaching, wanted: list[tuple[UUID, str]], rows: list[RequestRow], request: Request
) -> dict[tuple[UUID, str], Draft]:
    """Return what each agency would be told now. Eight statements, whatever the agencies."""
    known = known_of(person_id=person_id, team_id=team.team_id, at=request.at)
    last = {
        (one.agency_id, one.purpose): one for one in queries.latest_of(team_id=team.team_id, person_ids=[person_id])
    }
    stands = standings(person_id=person_id)
    state = {(one.agency_id, one.purpose): one.kept for one in rows if one.is_newest}
    return {
        (agency_id, purpose): drafted(
            known,
            agency_id,
            may_share(stands[agency_id], purpose=purpose, at=request.at),
            last.get((agency_id, purpose)),
            state.get((agency_id, purpose), State.ALIGNED),
        )
        for agency_id, purpose in wanted
    }


# Preparing and sending


def send(request: Request, person_id: UUID, agency_id: UUID, purpose: str) -> HttpResponse:
    """Show exactly what would be sent to an agency, and what would not; send it."""
    who, team = whose(request, person_id)
    if purpose not in PURPOSES:
        raise NotVisible
    now = _draft(request, person_id, team, agency_id, purpose)
    if request.method != "POST":
        there = [one.id for one in contacts_of(agency_ids=[agency_id], at=request.at)]
        first = forms.first(now, there, _before(person_id, agency_id, purpose), request.at)
        return _send_page(request, who, team, (agency_id, purpose), now, fresh_form(**first))
    try:
        key = operations.send(
            act=request.act(),
            team_id=team.team_id,
            person_id=person_id,
            to=forms.to_send(request.POST, agency_id, purpose, [one.key for one in now.whole]),
        )
    except Refusal as refusal:
        return _send_page(
            request,
            who,
            team,
            (agency_id, purpose),
            now,
            forms.over(returned_form(request, refusal), now),
            refusal.status,
        )
    return saved(request, _("Sent. You wait for their answer."), "partner-request", request_id=key)


def _before(person_id: UUID, agency_id: UUID, purpose: str) -> UUID | None:
    """Return whom an agency's last question went to, for this purpose first; None for nobody. One statement."""
    rows = [one for one in queries.requests_of(person_ids=[person_id]) if one.agency_id == agency_id]
    return next((one.contact_id for one in rows if one.purpose == purpose), rows[0].contact_id if rows else None)


def _draft(
    request: Request, person_id: UUID, team: Reaching, agency_id: UUID, purpose: str, state: State = State.ALIGNED
) -> Draft:
    return draft(
        team_id=team.team_id, person_id=person_id, agency_id=agency_id, purpose=purpose, at=request.at, state=state
    )  # fmt: skip


def _send_page(
    request: Request, who: Who, team: Reaching, of: tuple[UUID, str], now: Draft, form: Filled, status: int = 200
) -> HttpResponse:
    agency_id, purpose = of
    show = send_show(
        who,
        request.path,
        shown(queries.agency_name(agency_id=agency_id)),
        purpose,
        now,
        contacts_of(agency_ids=[agency_id], at=request.at),
        usual_words(queries.figures_of(agency_ids=[agency_id])[agency_id]),
        long_day(latest_day(request.at, times())),
        form,
        forms.had(now.whole),
        forms.looked_at(form.values),
    )
    request.shows([who.person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "alignment/send.jinja", show, team=team.slug, status=status)


# One request


def asked(request: Request, request_id: UUID) -> HttpResponse:
    """Show a request: what was sent and said; write an answer by telephone, take it back, say how one goes on."""
    row = queries.request(request_id=request_id)
    if request.method != "POST":
        return _request_page(request, row, fresh_form(settled_as="another way"))
    try:
        if typed.text(request.POST, "do") == "code":
            code = code_of(show_code(act=request.act(), request_id=row.id))
            return _request_page(request, row, fresh_form(settled_as="another way"), code=code)
        said = _press(request, row)
    except Refusal as refusal:
        row = refusal.extra if isinstance(refusal, Stale) and isinstance(refusal.extra, RequestRow) else row
        return _request_page(request, row, _returned(request, refusal), refusal.status)
    return saved(request, said, "partner-request", request_id=request_id)


class Wrong(Refusal):
    """Several fields are wrong at once: the sentence of each by its name."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        [(field, sentence), *_more] = errors.items()
        super().__init__(sentence, field=field)
        self.errors = errors


def _returned(request: Request, refusal: Refusal) -> Filled:
    """Return the form as it was sent, also which days were ticked, with what is wrong beside each field."""
    form = returned_form(request, refusal)
    errors = {**form.errors, **(refusal.errors if isinstance(refusal, Wrong) else {})}
    return Filled(form.key, {**form.values, **ticked(request.POST)}, errors)


def _answered(request: Request, row: RequestRow) -> str:
    of = queries.summary(summary_id=row.summary_id)
    adds, wrong = read_added(request.POST)
    if wrong:
        raise Wrong(wrong)
    operations.record_answer(
        act=request.act(),
        request_id=row.id,
        version=typed.version(request.POST),
        answers=forms.answers(request.POST, [*(one.key for one in of.parts if one.is_asked), QUESTION]),
        adds=adds,
    )
    return _("Written down: what they answered.")


def _withdrawn(request: Request, row: RequestRow) -> str:
    because = typed.text(request.POST, "withdraw_because")
    operations.withdraw(act=request.act(), request_id=row.id, version=typed.version(request.POST), because=because)
    return _("Taken back: nobody waits for this answer any more.")


def _settled(request: Request, row: RequestRow) -> str:
    operations.settle(
        act=request.act(),
        request_id=row.id,
        version=typed.version(request.POST),
        settled_as=typed.text(request.POST, "settled_as"),
        because=typed.text(request.POST, "because"),
    )
    return _("Written down: how you go on.")


_PRESSES: Mapping[str, Callable[[Request, RequestRow], str]] = {
    "answer": _answered,
    "withdraw": _withdrawn,
    "settle": _settled,
}


def _press(request: Request, row: RequestRow) -> str:
    if (press := _PRESSES.get(typed.text(request.POST, "do"))) is None:
        raise Refusal(_("Choose one of the answers."))
    return press(request, row)


def _request_page(
    request: Request, row: RequestRow, form: Filled, status: int = 200, *, code: str = ""
) -> HttpResponse:
    person = identity(person_id=row.person_id)
    teams = teams_reaching(person_id=row.person_id, team_ids=request.viewer.teams)
    team = next((one for one in teams if one.team_id == row.team_id), teams[0] if teams else None)
    if team is None:
        raise NotVisible
    who = who_of(person, at=request.at, tier=team.risk_tier)
    of = queries.summary(summary_id=row.summary_id)
    again = _draft(request, row.person_id, team, row.agency_id, row.purpose, row.kept) if row.is_newest else None
    link = [row.link_id] if row.link_id else []
    is_mine = request.viewer.account_id in (row.author_id, row.owner_account_id)
    show = request_show(
        who,
        row,
        of,
        queries.answer_to(request_id=row.id),
        code=code_of(row.link_id) if row.link_id and row.needs_code and row.kept is State.SENT and is_mine else code,
        mail=sent_of(link_ids=link).get(link[0]) if link else None,
        again=changed_words(again) if again and again.again.is_asked else "",
        may_send=bool(again and not again.barred),
        form=form,
        at=request.at,
    )
    request.shows([row.person_id], kind=LookKind.OPEN, team_id=team.team_id)
    return answer(request, "alignment/request.jinja", show, team=team.slug, status=status)


# What a team is owed


def owed(request: Request, team: str) -> HttpResponse:
    """Show what partners owe a team, and whom it has to ask again."""
    info = team_by_slug(slug=team, viewer=request.viewer)
    rows = queries.owed_to(team_id=info.id)
    people = names(person_ids={one.person_id for one in rows})
    show = owed_show(
        info.slug, info.name, rows, {key: shown(one.full) for key, one in people.items()}, request.viewer.account_id,
        request.at,
    )  # fmt: skip
    request.shows(people, kind=LookKind.LIST, team_id=info.id)
    return answer(request, "alignment/owed.jinja", show, team=info.slug)
