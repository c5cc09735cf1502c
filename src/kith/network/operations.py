"""The only writers of carers: who cares for somebody, what they do and need, that it ended, what became of an assessment."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, ids, operation
from kith.network import queries
from kith.network.models import STATES, Carer, CarerAssessment
from kith.person.parts import KEY_EVENT, KeyEvent, KeyEventKind
from kith.person.rules import tidy
from kith.place.rules import local_day

LONGEST = 1_000
EARLIEST = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Cares:
    """Who cares: by name ('' where they have a record of their own), as what, what they do, and what they need themselves."""

    relation: str
    does: str
    name: str = ""
    needs: str = ""


@operation("network.add_carer", sight=queries.sight_of_person)
def add_carer(*, act: Act, team_id: UUID, person_id: UUID, carer: Cares, known_as: UUID | None = None) -> UUID:
    """
    Write that somebody cares for a person without pay. `known_as` is their own record, named besides `carer` to be seen.

    Raises:
        Refusal: without a name or a record of their own, or with both; without what they are to the person and what they do;
            for the person themselves; where that record stands here already.
    """
    name = _text(carer.name, "name")
    if bool(name) == bool(known_as):
        raise Refusal(_("Enter their name, or choose somebody of this household."), field="name")
    if known_as == person_id:
        raise Refusal(_("Choose somebody else: nobody is their own carer."), field="known_as")
    row = Carer(
        id=ids.new(), person_id=person_id, known_as_id=known_as, name=name, act_id=act.id,
        relation=_needed(carer.relation, "relation"), does=_needed(carer.does, "does"), needs=_text(carer.needs, "needs"),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refusal(_("They stand here as a carer already."), field="known_as") from None
    act.concerns(*filter(None, [person_id, known_as]), team_id=team_id)
    return row.id


@operation("network.change_carer", sight=queries.sight_of_carer)
def change_carer(*, act: Act, team_id: UUID, carer_id: UUID, version: int, does: str, needs: str) -> UUID:
    """
    Write what a carer does, and what they need themselves.

    Raises:
        Stale: where somebody changed it since `version`. Refusal: without what they do; for a carer who has ceased to be one.
    """
    _check_cares_still(act)
    _write(act, carer_id, version, does=_needed(does, "does"), needs=_text(needs, "needs"))
    return carer_id


@operation("network.end_carer", sight=queries.sight_of_carer)
def end_carer(*, act: Act, team_id: UUID, carer_id: UUID, version: int, because: str) -> UUID:
    """
    Write that somebody cares no longer, and why; what they did stays readable. It is a key event of the person's plan.

    Raises:
        Stale: where somebody changed it since `version`. Refusal: without a reason; for one who has ceased already.
    """
    _check_cares_still(act)
    _write(act, carer_id, version, ended_at=act.at, ended_because=_needed(because, "because"))
    person_id = act.thing.person_id
    assert person_id is not None
    act.add(KEY_EVENT, KeyEvent(team_id, person_id, KeyEventKind.CARER, act.at, "carer", carer_id))
    return carer_id


@operation("network.assess_carer", sight=queries.sight_of_carer)
def assess_carer(*, act: Act, team_id: UUID, carer_id: UUID, state: str, on_date: date, note: str = "") -> UUID:
    """
    Write that an assessment of a carer's own needs was offered, accepted, declined or done on a day; nothing is overwritten.

    Raises:
        Refusal: for another state, or a day to come or over five years ago.
    """
    if state not in STATES:
        raise Refusal(_("Choose what became of the assessment."), field="state")
    if not local_day(act.at) - EARLIEST <= on_date <= local_day(act.at):
        raise Refusal(_("Choose a day within the last five years, not to come."), field="day")
    assert act.thing.person_id is not None
    row = CarerAssessment(
        id=ids.new(), person_id=act.thing.person_id, carer_id=carer_id, state=state, on_date=on_date,
        note=_text(note, "note"), act_id=act.id,
    )  # fmt: skip
    row.save(force_insert=True)
    return row.id


def _check_cares_still(act: Act) -> None:
    if act.thing.row["ended_at"] is not None:
        raise Refusal(_("They have ceased to be a carer: write a new one instead."))


def _write(act: Act, carer_id: UUID, version: int, **values: object) -> None:
    changed = Carer.objects.filter(id=carer_id, version=version).update(
        version=F("version") + 1, act_id=act.id, **values
    )
    if changed != 1:
        raise Stale(
            _("Somebody changed this meanwhile. Nothing of yours is saved yet."), extra=queries.carer(carer_id=carer_id)
        )


def _needed(text: str, field: str) -> str:
    if not (words := _text(text, field)):
        raise Refusal(_NEEDED[field](), field=field)
    return words


_NEEDED = {
    "relation": lambda: _("Enter what they are to the person, for example: daughter."),
    "does": lambda: _("Enter what they do, for example: shopping, evening meal."),
    "because": lambda: _("Say why they care no longer."),
}


def _text(text: str, field: str) -> str:
    words = tidy(text)
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field=field)
    return words
