"""The only writers of what a person does not want shared, and of sharing it all the same."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, ids, operation
from kith.agency import queries, rules, sights
from kith.agency.involving import Telling, told
from kith.agency.models import Agency, Objection, Override
from kith.agency.rules import OVERRIDE_DAYS, PURPOSES, last_override_day, objects_now
from kith.agency.words import needed, optional
from kith.place.rules import local_day

EARLIEST = timedelta(days=3_660)


@dataclass(frozen=True, slots=True)
class Overrides:
    """What is shared against an objection: with whom, for what, why, on which legal ground, to which last day, and who was told."""

    agency_id: UUID
    purpose: str
    reason: str
    ground: str
    until_day: date
    telling: Telling


@operation("agency.object", sight=sights.sight_of_person)
def object_to(
    *,
    act: Act,
    team_id: UUID,
    person_id: UUID,
    words: str,
    agency_id: UUID | None = None,
    purpose: str = "",
    said_by: str = "",
    on_day: date | None = None,
) -> UUID:
    """
    Write what a person does not want shared: with one agency or all, for one purpose or all, in their words. It holds at once.

    `said_by`: who said it, where it was not the person. `on_day`: when they said it.

    Raises:
        Refusal: without their words; for an agency of another place or an unknown purpose; for a day to come.
    """
    if agency_id and not Agency.objects.filter(id=agency_id).exists():
        raise Refusal(_("Choose an agency of your place."), field="agency")
    if purpose and purpose not in PURPOSES:
        raise Refusal(_("Choose what it is about."), field="purpose")
    day = on_day or local_day(act.at)
    if not local_day(act.at) - EARLIEST <= day <= local_day(act.at):
        raise Refusal(_("Choose a day within the last ten years, not to come."), field="on_day")
    row = Objection(
        id=ids.new(), person_id=person_id, agency_id=agency_id, purpose=purpose, words=needed(words, "words"),
        said_by=optional(said_by, "said_by"), on_day=day, since=act.at, act_id=act.id,
    )  # fmt: skip
    row.save(force_insert=True)
    act.concerns(objection_id=row.id)
    return row.id


@operation("agency.withdraw_objection", sight=sights.sight_of_objection)
def withdraw_objection(*, act: Act, team_id: UUID, objection_id: UUID, version: int, words: str) -> UUID:
    """
    Write that a person takes an objection back, in their words: from now on it stands against nothing.

    Raises:
        Stale: where somebody changed it since `version`. Refusal: without their words; for one taken back already.
    """
    _check_open(act)
    changed = Objection.objects.filter(id=objection_id, version=version).update(
        withdrawn_at=act.at, withdrawn_words=needed(words, "words"), version=F("version") + 1, act_id=act.id
    )
    _check_changed(changed)
    return objection_id


@operation("agency.override", sight=sights.sight_of_person)
def override(*, act: Act, team_id: UUID, person_id: UUID, sharing: Overrides) -> UUID:
    """
    Decide to share with an agency for a purpose though the person objects, for 28 days at most; the other who may is told.

    Raises:
        Refusal: where nothing stands against it; without reason and legal ground; for a last day past or over 28 days away;
            without how the person was told, or why not.
    """
    standing = queries.standings(person_id=person_id, agency_id=sharing.agency_id).get(sharing.agency_id)
    if standing is None:
        raise Refusal(_("Choose an agency of your place."), field="agency")
    if sharing.purpose not in PURPOSES:
        raise Refusal(_("Choose what it is about."), field="purpose")
    if not any(objects_now(one, sharing.purpose, act.at) for one in standing.objections):
        raise Refusal(_("They do not object to this: nothing has to be overridden."), field="agency")
    if any(one.purpose == sharing.purpose and rules.overrides(one, act.at) for one in standing.overrides):
        raise Refusal(_("This is overridden already. End that first, or wait until it is over."), field="agency")
    if not local_day(act.at) <= sharing.until_day <= last_override_day(act.at):
        words = {"days": OVERRIDE_DAYS}
        raise Refusal(_("Choose a last day within %(days)d days, today counted.") % words, field="until_day")
    row = Override(
        id=ids.new(), person_id=person_id, agency_id=sharing.agency_id, purpose=sharing.purpose,
        reason=needed(sharing.reason, "reason"), ground=needed(sharing.ground, "ground"), since=act.at,
        until_day=sharing.until_day, act_id=act.id, **told(sharing.telling),
    )  # fmt: skip
    row.save(force_insert=True)
    act.concerns(agency_id=sharing.agency_id, override_id=row.id)
    return row.id


@operation("agency.end_override", sight=sights.sight_of_override)
def end_override(*, act: Act, team_id: UUID, override_id: UUID, version: int, because: str) -> UUID:
    """
    End an override before its last day: the objection holds again from now on.

    Raises:
        Stale: where somebody changed it since `version`. Refusal: without a reason; for one that was ended already.
    """
    _check_open(act)
    changed = Override.objects.filter(id=override_id, version=version).update(
        ended_at=act.at, ended_because=needed(because, "because"), version=F("version") + 1, act_id=act.id
    )
    _check_changed(changed)
    return override_id


def _check_open(act: Act) -> None:
    if act.thing.row["end"] is not None:
        raise Refusal(_("This has ended: write a new one instead."))


def _check_changed(changed: int) -> None:
    if changed != 1:
        raise Stale(_("Somebody changed this meanwhile. Nothing of yours is saved yet."))
