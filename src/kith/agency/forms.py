"""What was typed about agencies and sharing, as typed values."""

from datetime import date
from typing import Any

from django.http import HttpRequest, QueryDict

from kith.act import Refusal
from kith.agency.disclosing import Said
from kith.agency.involving import Telling, Works
from kith.agency.objecting import Overrides
from kith.agency.operations import Agreed, Known, Reached
from kith.web import typed
from kith.web.pages import returned_form
from kith.web.shows import Filled


def known(form: QueryDict) -> Known:
    """Return who an agency is."""
    return Known(*(typed.text(form, name) for name in ("name", "service", "hours")))


def reached(form: QueryDict) -> Reached:
    """Return whom one reaches at an agency."""
    return Reached(*(typed.text(form, name) for name in ("name", "does", "email", "telephone")))


def agreed(form: QueryDict) -> Agreed:
    """Return an agreement. Raises Refusal for a day that is missing."""
    return Agreed(
        typed.text(form, "purpose"),
        form.getlist("fields"),
        typed.needed_day(form, "from_day"),
        typed.needed_day(form, "until_day"),
        typed.text(form, "paper"),
        typed.text(form, "signed_by"),
    )


def telling(form: QueryDict) -> Telling:
    """Return how the person was told."""
    return Telling(*(typed.text(form, name) for name in ("told_how", "told_by", "untold_because")))


def works(form: QueryDict, agency_id: Any) -> Works:
    """Return why an agency works with a person."""
    return Works(
        agency_id,
        typed.text(form, "purpose"),
        typed.text(form, "basis"),
        telling(form),
        typed.chosen_id(form, "contact"),
        typed.text(form, "why"),
        typed.day(form, "from_day"),
    )


def overridden(form: QueryDict, agency_id: Any) -> Overrides:
    """Return what is shared although the person objects."""
    until: date = typed.needed_day(form, "until_day")
    return Overrides(
        agency_id,
        typed.text(form, "purpose"),
        typed.text(form, "reason"),
        typed.text(form, "ground"),
        until,
        telling(form),
    )


def said(form: QueryDict, agency_id: Any, purpose: str) -> Said:
    """Return what was told to an agency."""
    how, words = typed.text(form, "how"), typed.text(form, "words")
    return Said(agency_id, purpose, form.getlist("fields"), how, typed.chosen_id(form, "contact"), words)


def returned(request: HttpRequest, refusal: Refusal) -> Filled:
    """Return a form as it was sent, with all that was ticked."""
    form = returned_form(request, refusal)
    return Filled(form.key, {**form.values, "fields": frozenset(request.POST.getlist("fields"))}, form.errors)
