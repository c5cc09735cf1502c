"""The pages of series and absences: what is to come, changing and ending a series, moving one contact, being away."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.contact import forms, planning, presenter, queries, series_forms, series_presenter, series_queries
from kith.contact.absence import set_away
from kith.contact.around import Around, answered, around_of, filled
from kith.contact.assessing import service_options
from kith.contact.cautioning import heard_of
from kith.contact.queries import ContactRow
from kith.contact.series_queries import AwayRow, SeriesRow
from kith.contact.series_shows import AwayShow, MoveShow, SeriesShow
from kith.place.rules import in_london, local_day
from kith.web import typed
from kith.web.pages import returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled


def coming(request: Request, person_id: UUID) -> HttpResponse:
    """Show what is to come for a person."""
    around = around_of(request, person_id)
    show = series_presenter.coming_show(
        around.who,
        queries.to_come(person_id=person_id),
        series_queries.running_of(person_id=person_id),
        series_queries.away_of(person_id=person_id, at=request.at),
        series_queries.stay_open(person_id=person_id, at=request.at),
        frozenset(one.team_id for one in around.teams),
        request.at,
    )
    return answered(request, "contact/coming.jinja", show, around, None)


def plan_series(request: Request, around: Around) -> None:
    """Plan the series that the planning form asks for."""
    planning.plan_series(
        act=request.act(),
        team_id=around.team.team_id,
        person_id=around.who.person_id,
        wanted=series_forms.wanted_of(request.POST),
        heard=heard_of(request.POST),
    )


def change(request: Request, series_id: UUID) -> HttpResponse:
    """Show a series as a form, and change it from a day on."""
    row = series_queries.one_series(series_id=series_id)
    around = around_of(request, row.person_id, row.team_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            wanted = series_forms.wanted_of(request.POST)
            planning.change_series(
                act=request.act(), series_id=series_id, version=typed.version(request.POST), wanted=wanted
            )
            return saved(request, _("The series is changed."), "contact-coming", person_id=row.person_id)
        except Refusal as refused:
            refusal = refused
    form = returned_form(request, refusal) if refusal else filled(around, **_as_it_is(request, row))
    show = SeriesShow(
        around.who,
        row.id,
        series_presenter.series_line(row, (), request.at, can_change=True),
        form,
        row.version,
        ways=forms.way_options(),
        members=presenter.who_options(around.members),
        services=service_options(),
        often=series_presenter.often(row.cadence_days, may_be_once=False),
    )
    return answered(request, "contact/series_change.jinja", show, around, refusal)


def end(request: Request, series_id: UUID) -> HttpResponse:
    """Ask why a series ends and from which day on, and end it."""
    row = series_queries.one_series(series_id=series_id)
    around = around_of(request, row.person_id, row.team_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            planning.end_series(
                act=request.act(),
                series_id=series_id,
                version=typed.version(request.POST),
                because=typed.text(request.POST, "because"),
                from_day=typed.day(request.POST, "from_day"),
            )
            return saved(request, _("The series has ended."), "contact-coming", person_id=row.person_id)
        except Refusal as refused:
            refusal = refused
    form = returned_form(request, refusal) if refusal else filled(around, from_day=local_day(request.at).isoformat())
    line = series_presenter.series_line(row, (), request.at, can_change=True)
    show = SeriesShow(around.who, row.id, line, form, row.version)
    return answered(request, "contact/series_end.jinja", show, around, refusal)


def move(request: Request, contact_id: UUID) -> HttpResponse:
    """Show one planned contact as a form, and move it."""
    row = queries.one(contact_id=contact_id)
    around = around_of(request, row.person_id, row.team_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _move(request, row)
            return saved(request, _("The contact is moved."), "contact-coming", person_id=row.person_id)
        except Refusal as refused:
            refusal = refused
    series = series_queries.one_series(series_id=row.series_id) if row.series_id else None
    show = MoveShow(
        around.who,
        row.id,
        presenter.words_of(row, request.at),
        series_presenter.title_of(series) if series else "",
        returned_form(request, refusal) if refusal else _planned(around, row),
        row.version,
        presenter.who_options(around.members),
        service_options(),
    )
    return answered(request, "contact/move.jinja", show, around, refusal)


def away(request: Request, person_id: UUID) -> HttpResponse:
    """Say that somebody is away, or change until when."""
    around = around_of(request, person_id)
    found = series_queries.away_of(person_id=person_id, at=request.at)
    now = found[0] if found else None
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _set_away(request, around)
            return saved(
                request, _("Saved: contacts are paused until they are back."), "contact-coming", person_id=person_id
            )
        except Refusal as refused:
            refusal = refused
    stay = None if now else series_queries.stay_open(person_id=person_id, at=request.at)
    show = AwayShow(
        around.who,
        series_presenter.kind_options(),
        returned_form(request, refusal)
        if refusal
        else _absence(request, around, now, stay[1].isoformat() if stay else ""),
        series_presenter.away_line(now, request.at) if now else None,
        series_presenter.stay_words(stay[1], request.at) if stay else "",
        stay[0] if stay else None,
        now.version if now else 0,
        local_day(request.at),
        around.team_options,
    )
    return answered(request, "contact/away.jinja", show, around, refusal)


# What each form asks for, and what stands in it first


def _move(request: Request, row: ContactRow) -> None:
    by = forms.by_of({**request.POST.dict(), "way": str(row.way)})
    start_at, end_at = forms.window_of(request.POST)
    planning.move(
        act=request.act(),
        contact_id=row.id,
        version=typed.version(request.POST),
        window_from=start_at,
        window_to=end_at,
        member_id=by.member_id,
        by_other=by.by_other,
        note=typed.text(request.POST, "note"),
    )


def _set_away(request: Request, around: Around) -> None:
    kind, first, back, why, away_id = series_forms.away_of(request.POST)
    set_away(
        act=request.act(),
        team_id=around.team.team_id,
        person_id=around.who.person_id,
        kind=kind,
        from_day=first,
        back_day=back,
        why=why,
        away_id=away_id,
        version=typed.version(request.POST),
        source_id=typed.chosen_id(request.POST, "stay"),
    )


def _planned(around: Around, row: ContactRow) -> Filled:
    assert row.window_from is not None and row.window_to is not None
    start, last = in_london(row.window_from), in_london(row.window_to)
    return filled(
        around,
        who=str(row.member_id) if row.member_id else forms.OTHER,
        by_other=row.by_other,
        day=f"{start:%Y-%m-%d}",
        to=f"{last:%H:%M}",
        note=row.note,
        **{"from": f"{start:%H:%M}"},
    )


def _as_it_is(request: Request, row: SeriesRow) -> dict[str, str]:
    values = {
        "way": str(row.way),
        "who": str(row.member_id) if row.member_id else forms.OTHER,
        "by_other": row.by_other,
        "service": row.service,
        "day": max(local_day(request.at), row.first_day).isoformat(),
        "from": f"{row.from_clock:%H:%M}",
        "to": f"{row.to_clock:%H:%M}",
        "often": str(row.rhythm),
        "every_days": str(row.every_days or ""),
        "end": series_forms.BY_DAY,
        "last_day": row.last_day.isoformat(),
        "reason": row.reason,
        "section": row.section,
        "on_closed": str(row.on_closed),
        "note": row.note,
    }
    return values | {series_forms.weekday_field(int(one)): "yes" for one in row.weekdays}


def _absence(request: Request, around: Around, now: AwayRow | None, stay_from: str) -> Filled:
    if now is None:
        first = stay_from or local_day(request.at).isoformat()
        return filled(around, from_day=first, **({"kind": "hospital"} if stay_from else {}))
    return filled(
        around,
        kind=str(now.kind),
        from_day=now.from_day.isoformat(),
        back_day=now.back_day.isoformat(),
        why=now.why,
        away=str(now.id),
    )
