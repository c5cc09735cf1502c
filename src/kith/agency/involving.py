"""The only writers of which agency works with a person, and why: begun, changed, ended, and ended by a death."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, ids, operation
from kith.agency import sights
from kith.agency.models import Agency, Contact
from kith.agency.models import Involved as Row
from kith.agency.rules import PURPOSES, Told
from kith.agency.words import needed, optional
from kith.place.rules import local_day
from kith.policy.sharing_rules import Basis

EARLIEST = timedelta(days=3_660)
DIED = "died"
"""Why an involvement ended, where the record says that the person has died."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How the person was told: how, by whom, or why not yet."""

    how: str
    by: str = ""
    untold_because: str = ""


@dataclass(frozen=True, slots=True)
class Works:
    """Which agency works with a person: for what, on which basis and why, whom we reach there, from which day."""

    agency_id: UUID
    purpose: str
    basis: str
    telling: Telling
    contact_id: UUID | None = None
    why: str = ""
    from_day: date | None = None


@operation("agency.involve", sight=sights.sight_of_person)
def involve(*, act: Act, team_id: UUID, person_id: UUID, works: Works) -> UUID:
    """
    Write down that an agency works with a person for a purpose, on which basis, and how the person was told; return it.

    Raises:
        Refusal: for an agency of another place, a contact of another agency or one who has left, a purpose or basis that is
            not on the list or do not fit, a first day to come or over ten years ago, a person who has died, one that stands
            there already; without how they were told, or why not.
    """
    if act.thing.row["is_dead"]:
        raise Refusal(_("This person has died: no agency begins to work with them."))
    today = local_day(act.at)
    first = works.from_day or today
    if not today - EARLIEST <= first <= today:
        raise Refusal(_("Choose a day within the last ten years, not to come."), field="from_day")
    place_id = act.thing.row["place_id"]
    _check_agency(works.agency_id, place_id)
    _check_contact(works.agency_id, works.contact_id, today)
    row = Row(
        id=ids.new(), person_id=person_id, place_id=place_id, agency_id=works.agency_id, contact_id=works.contact_id,
        from_day=first, act_id=act.id, **_why(works.purpose, works.basis, works.why), **told(works.telling),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refusal(_("This agency works with them for that already."), field="agency") from None
    act.concerns(agency_id=works.agency_id)
    return row.id


@operation("agency.change_involvement", sight=sights.sight_of_involved)
def change_involvement(*, act: Act, team_id: UUID, involved_id: UUID, version: int, works: Works) -> UUID:
    """
    Change on which basis an agency works with a person, whom we reach there, or how the person was told. Agency and purpose stay.

    Raises:
        Stale: where somebody changed it since `version`. Refusal: as `involve`; for one that has ended.
    """
    _check_open(act)
    agency_id = act.thing.row["agency_id"]
    _check_contact(agency_id, works.contact_id, local_day(act.at))
    _write(
        act, involved_id, version, contact_id=works.contact_id,
        **_why(works.purpose, works.basis, works.why), **told(works.telling),
    )  # fmt: skip
    return involved_id


@operation("agency.end_involvement", sight=sights.sight_of_involved)
def end_involvement(*, act: Act, team_id: UUID, involved_id: UUID, version: int, because: str) -> UUID:
    """
    Write that an agency works with a person no longer, and why: nothing more is shared for that from the next day on.

    Raises:
        Stale: where somebody changed it since `version`. Refusal: without a reason; for one that has ended.
    """
    _check_open(act)
    _write(act, involved_id, version, until_day=local_day(act.at), ended_because=needed(because, "because"))
    return involved_id


def told(telling: Telling) -> dict[str, str]:
    """Return how a person was told as columns. Raises Refusal without how and by whom, or why not."""
    if telling.how not in {one.value for one in Told}:
        raise Refusal(_("Choose how they were told."), field="told_how")
    if telling.how == Told.NOT:
        return {
            "told_how": telling.how,
            "told_by": "",
            "untold_because": needed(telling.untold_because, "untold_because"),
        }
    return {"told_how": telling.how, "told_by": needed(telling.by, "told_by"), "untold_because": ""}


def _why(purpose: str, basis: str, why: str) -> dict[str, str]:
    if purpose not in PURPOSES:
        raise Refusal(_("Choose what it is for."), field="purpose")
    if basis not in {one.value for one in Basis}:
        raise Refusal(_("Choose on which basis it is shared."), field="basis")
    if basis not in PURPOSES[purpose].bases:
        words = {"purpose": _(PURPOSES[purpose].label)}
        raise Refusal(_("Choose another basis: this one does not carry %(purpose)s.") % words, field="basis")
    return {"purpose": purpose, "basis": basis, "why": optional(why, "why")}


def _check_agency(agency_id: UUID, place_id: UUID) -> None:
    if not Agency.objects.filter(id=agency_id, place_id=place_id).exists():
        raise Refusal(_("Choose an agency of your place."), field="agency")


def _check_contact(agency_id: UUID, contact_id: UUID | None, today: date) -> None:
    if contact_id is None:
        return
    there = Contact.objects.filter(id=contact_id, agency_id=agency_id).exclude(until_day__lt=today)
    if not there.exists():
        raise Refusal(_("Choose somebody who works at this agency."), field="contact")


def _check_open(act: Act) -> None:
    if act.thing.row["end"] is not None:
        raise Refusal(_("This has ended: write a new one instead."))


def _write(act: Act, involved_id: UUID, version: int, **values: object) -> None:
    changed = Row.objects.filter(id=involved_id, version=version).update(
        version=F("version") + 1, act_id=act.id, **values
    )
    if changed != 1:
        raise Stale(_("Somebody changed this meanwhile. Nothing of yours is saved yet."))
    act.concerns(agency_id=act.thing.row["agency_id"])


_ENDED = """
update agency_involved i set until_day = %(day)s, ended_because = %(died)s, version = i.version + 1, act_id = %(act)s
  from person_person p
 where p.id = i.person_id and p.is_dead and i.until_day is null returning i.person_id
"""
_AGAIN = """
update agency_involved i set until_day = null, ended_because = '', version = i.version + 1, act_id = %(act)s
  from person_person p
 where p.id = i.person_id and not p.is_dead and i.ended_because = %(died)s
   and not exists (select 1 from agency_involved o where o.person_id = i.person_id and o.agency_id = i.agency_id
                      and o.purpose = i.purpose and o.until_day is null)
 returning i.person_id
"""


def follow_deaths(*, act: Act) -> int:
    """
    End what agencies do for those who have died, and let it go on where they have not; return how many changed.

    Inside an operation, for whoever the actor reaches; two statements. The partners are told by the work that a death asks for.
    """
    values: dict[str, Any] = {"day": local_day(act.at), "died": DIED, "act": act.id}
    with connection.cursor() as cursor:
        cursor.execute(_ENDED, values)
        changed = cursor.fetchall()
        cursor.execute(_AGAIN, values)
        changed += cursor.fetchall()
    act.concerns(*(person_id for (person_id,) in changed))
    return len(changed)
