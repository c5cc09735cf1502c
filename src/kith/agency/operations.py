"""The only writers of agencies of a place, of whom one reaches there, and of what is agreed with each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, ids, operation
from kith.agency import sights
from kith.agency.models import Agency, Agreement, Contact, Disclosure
from kith.agency.rules import AGREED_DAYS, FIELDS, PURPOSES, fields_for
from kith.agency.words import needed, optional
from kith.door.models import Link
from kith.place.rules import local_day
from kith.policy.shipped import services


@dataclass(frozen=True, slots=True)
class Known:
    """Who an agency is: its name, the code of the service it belongs to, when it is usually reached, in words."""

    name: str
    service: str
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody at an agency: name, what they do, e-mail and telephone, one of the two at least."""

    name: str
    does: str = ""
    email: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What an agency may be told for a purpose, first and last day, where the paper lies, who signed for the place."""

    purpose: str
    fields: Collection[str]
    from_day: date
    until_day: date
    paper: str
    signed_by: str


@operation("agency.add_agency", sight=sights.sight_of_place)
def add_agency(*, act: Act, team_id: UUID, known: Known) -> UUID:
    """
    Write down an agency that works with people of the place of a team; return it.

    Raises:
        Refusal: without a name, for a service that is not on the list, for a name that the place has already.
    """
    row = Agency(id=ids.new(), place_id=act.thing.row["place_id"], act_id=act.id, **_known(known))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise _named_already(known) from None
    act.concerns(agency_id=row.id)
    return row.id


@operation("agency.change_agency", sight=sights.sight_of_agency)
def change_agency(*, act: Act, team_id: UUID, agency_id: UUID, version: int, known: Known) -> UUID:
    """Correct who an agency is. Raises Stale where somebody changed it since `version`; Refusal as `add_agency`."""
    values = {"version": F("version") + 1, "act_id": act.id, **_known(known)}
    try:
        with transaction.atomic():
            changed = Agency.objects.filter(id=agency_id, version=version).update(**values)
    except IntegrityError:
        raise _named_already(known) from None
    if not changed:
        raise _stale()
    return agency_id


@operation("agency.add_contact", sight=sights.sight_of_agency)
def add_contact(*, act: Act, team_id: UUID, agency_id: UUID, reached: Reached, from_day: date | None = None) -> UUID:
    """
    Write down whom one reaches at an agency, from a day (today without one); return them.

    Raises:
        Refusal: without a name, without e-mail and telephone, for an e-mail that is none or that stands there already.
    """
    row = Contact(
        id=ids.new(), place_id=act.thing.row["place_id"], agency_id=agency_id, from_day=from_day or local_day(act.at),
        act_id=act.id, **_reached(reached),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise _reached_already() from None
    act.concerns(agency_id=agency_id, contact_id=row.id)
    return row.id


@operation("agency.change_contact", sight=sights.sight_of_partner_contact)
def change_contact(
    *, act: Act, team_id: UUID, partner_contact_id: UUID, version: int, reached: Reached, until_day: date | None = None
) -> UUID:
    """
    Correct whom one reaches at an agency, or write their last day there; without one they are there still.

    Raises:
        Stale: where somebody changed it since `version`. Refusal: as `add_contact`; for a last day before the first; for another
            name, where somebody was asked or told something under this one.
    """
    there = Contact.objects.filter(id=partner_contact_id, version=version)
    _check_name(partner_contact_id, reached.name)
    if until_day and there.filter(from_day__gt=until_day).exists():
        raise Refusal(_("Choose a last day that is not before the first."), field="until")
    values = {"version": F("version") + 1, "act_id": act.id, "until_day": until_day, **_reached(reached)}
    try:
        with transaction.atomic():
            changed = there.update(**values)
    except IntegrityError:
        raise _reached_already() from None
    if not changed:
        raise _stale()
    return partner_contact_id


@operation("agency.agree", sight=sights.sight_of_agency)
def agree(*, act: Act, team_id: UUID, agency_id: UUID, agreed: Agreed) -> UUID:
    """
    Write down what an agency may be told for a purpose; return this version. It takes the place of the one before on its first day.

    Raises:
        Refusal: for a purpose or a field that is not on the list, a field that the purpose does not need, no field, a last day
            before the first or over three years after it, a first day over a year away or past, no paper, nobody who signed.
    """
    _check_fields(agreed)
    _check_days(agreed, local_day(act.at))
    newest = (
        Agreement.objects.filter(agency_id=agency_id, purpose=agreed.purpose)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    row = Agreement(
        id=ids.new(), place_id=act.thing.row["place_id"], agency_id=agency_id, purpose=agreed.purpose,
        number=(newest or 0) + 1, fields=[one for one in FIELDS if one in agreed.fields], from_day=agreed.from_day,
        until_day=agreed.until_day, paper=needed(agreed.paper, "paper"), signed_by=needed(agreed.signed_by, "signed_by"),
        act_id=act.id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise _stale() from None
    act.concerns(agency_id=agency_id, agreement_id=row.id)
    return row.id


@operation("agency.end_agreement", sight=sights.sight_of_agreement)
def end_agreement(*, act: Act, team_id: UUID, agreement_id: UUID, because: str) -> UUID:
    """
    End an agreement now: from this moment it allows nothing, and none before it comes back.

    Raises:
        Refusal: without a reason; for one that was ended already.
    """
    words = needed(because, "because")
    ended = Agreement.objects.filter(id=agreement_id, ended_at=None).update(
        ended_at=act.at, ended_because=words, act_id=act.id
    )
    if not ended:
        raise Refusal(_("This agreement was ended already."))
    act.concerns(agency_id=act.thing.row["agency_id"])
    return agreement_id


def _known(known: Known) -> dict[str, str]:
    if known.service not in services():
        raise Refusal(_("Choose the service it belongs to."), field="service")
    return {"name": needed(known.name, "name"), "service": known.service, "hours": optional(known.hours, "hours")}


def _reached(reached: Reached) -> dict[str, str]:
    email, telephone = optional(reached.email, "email"), optional(reached.telephone, "telephone")
    if not email and not telephone:
        raise Refusal(_("Enter an e-mail address or a telephone number."), field="email")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Refusal(_("Enter an e-mail address, for example name@example.org."), field="email") from None
    return {
        "name": needed(reached.name, "name"), "does": optional(reached.does, "does"), "email": email, "telephone": telephone,
    }  # fmt: skip


def _check_name(contact_id: UUID, name: str) -> None:
    """Another name is another contact once somebody was asked or told something: what was, stays theirs. The database asks too."""
    kept = Contact.objects.filter(id=contact_id).values_list("name", flat=True).first() or ""
    if kept.casefold() != " ".join(name.split()).casefold() and (
        Link.objects.filter(contact_id=contact_id).exists() or Disclosure.objects.filter(contact_id=contact_id).exists()
    ):
        words = {"name": kept}
        raise Refusal(
            _("%(name)s was asked or told something under this name. Write their last day, and add the next person.")
            % words,
            field="name",
        )


def _check_fields(agreed: Agreed) -> None:
    if agreed.purpose not in PURPOSES:
        raise Refusal(_("Choose what it is for."), field="purpose")
    if not agreed.fields:
        raise Refusal(_("Choose at least one thing that may be told."), field="fields")
    may = {one.field for one in fields_for(PURPOSES[agreed.purpose])}
    for field in agreed.fields:
        if field not in FIELDS:
            raise Refusal(_("Choose what may be told from the list."), field="fields")
        if field not in may:
            words = {"field": _(FIELDS[field].label), "purpose": _(PURPOSES[agreed.purpose].label)}
            raise Refusal(_("%(field)s is not needed for this: %(purpose)s. Take it out.") % words, field="fields")


def _check_days(agreed: Agreed, today: date) -> None:
    if not today <= agreed.from_day <= today + timedelta(days=366):
        raise Refusal(_("Choose a first day from today to a year ahead."), field="from_day")
    if agreed.until_day < agreed.from_day:
        raise Refusal(_("Choose a last day that is not before the first."), field="until_day")
    if agreed.until_day >= agreed.from_day + timedelta(days=AGREED_DAYS):
        raise Refusal(_("Choose a last day within three years: it is looked at again by then."), field="until_day")


def _named_already(known: Known) -> Refusal:
    return Refusal(_("%(name)s stands there already.") % {"name": known.name.strip()}, field="name")


def _reached_already() -> Refusal:
    return Refusal(_("Somebody with this e-mail address stands there already."), field="email")


def _stale() -> Stale:
    return Stale(_("Somebody changed this meanwhile. Nothing of yours is saved yet."))
