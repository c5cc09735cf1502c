"""The pages that correct what is recorded of somebody: who they are, what matters and what to know, where they are reached."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kith.access.queries import who_acted
from kith.act import Refusal, Stale
from kith.person import forms, operations, presenter, queries
from kith.person.models import Person
from kith.person.shows import CorrectShow
from kith.trail.rules import LookKind
from kith.web.pages import answer, returned_form, saved
from kith.web.routes import Request
from kith.web.shows import Filled, Meanwhile


@dataclass(frozen=True, slots=True)
class _Doing:
    """One of the three pages: what it is called, its empty form, what its form asks for, and its words for both versions."""

    name: str
    form: Callable[[Person], Filled]
    correct: Callable[[Request, Person], object]
    differs: Callable[[Person, Filled], presenter.Compared]


def identity(request: Request, person_id: UUID) -> HttpResponse:
    """Show the form of who somebody is, and correct it."""
    return _page(request, person_id, _IDENTITY)


def knowing(request: Request, person_id: UUID) -> HttpResponse:
    """Show the form of what matters to somebody and what to know before meeting them, and correct it."""
    return _page(request, person_id, _KNOWING)


def reach(request: Request, person_id: UUID) -> HttpResponse:
    """Show the form of where somebody is met and reached, and correct it. Opening it shows the address: it is a look."""
    return _page(request, person_id, _REACH)


def _page(request: Request, person_id: UUID, doing: _Doing) -> HttpResponse:
    person = queries.identity(person_id=person_id)
    form, meanwhile = None, None
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            doing.correct(request, person)
            return saved(
                request, _("It is corrected. Later imports leave what you changed."), "person", person_id=person_id
            )
        except Stale as stale:
            refusal, form, person = stale, returned_form(request), queries.identity(person_id=person_id)
            meanwhile = _meanwhile(request, person, doing, form)
        except Refusal as refused:
            if refused.status == 403:
                raise
            refusal, form = refused, returned_form(request, refused)
    request.shows([person_id], kind=LookKind.OPEN)
    show = CorrectShow(
        doing=doing.name,
        who=presenter.who_of(person, at=request.at),
        form=form or doing.form(person),
        recorded_at=person.recorded_at.isoformat(),
        sexes=forms.sex_options(),
        meanwhile=meanwhile,
        is_held_elsewhere=doing is _REACH and person.is_protected,
    )
    return answer(request, "person/correct.jinja", show, status=refusal.status if refusal else 200)


def _meanwhile(request: Request, person: Person, doing: _Doing, form: Filled) -> Meanwhile:
    """What is recorded now beside what the reader wrote. Three statements at most, only then."""
    return presenter.corrected_meanwhile(doing.differs(person, form), who_acted(act_id=person.act_id), request.at)


def _correct_identity(request: Request, person: Person) -> None:
    changes = forms.identity_changes(request.POST, person)
    operations.correct(
        act=request.act(), person_id=person.id, recorded_at=forms.opened_at(request.POST), changes=changes
    )


def _correct_knowing(request: Request, person: Person) -> None:
    changes = forms.knowing_changes(request.POST, person)
    operations.correct(
        act=request.act(), person_id=person.id, recorded_at=forms.opened_at(request.POST), changes=changes
    )


def _correct_reach(request: Request, person: Person) -> None:
    operations.correct_contact_details(
        act=request.act(),
        person_id=person.id,
        recorded_at=forms.opened_at(request.POST),
        details=forms.details_of(request.POST),
    )


def _details_form(person: Person) -> Filled:
    return forms.details_form([] if person.is_protected else queries.contact_details(person_id=person.id))


_IDENTITY = _Doing(
    "identity",
    forms.identity_form,
    _correct_identity,
    lambda person, form: presenter.identity_compared(forms.identity_form(person), form),
)
_KNOWING = _Doing(
    "knowing",
    forms.knowing_form,
    _correct_knowing,
    lambda person, form: presenter.identity_compared(forms.knowing_form(person), form),
)
_REACH = _Doing(
    "reach",
    _details_form,
    _correct_reach,
    lambda person, form: presenter.reach_compared(_details_form(person), form),
)
