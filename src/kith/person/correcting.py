"""Correcting by hand what is wrong about somebody: whoever comes second is told so, and imports leave it from then on."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, Refusal, Stale, operation
from kith.person.checking import checked
from kith.person.models import Person
from kith.person.queries import sight_of_person

CORRECTABLE = (
    "family", "given", "known_as", "sex", "birth_date", "birth_precision", "nhs_number", "no_nhs_number_because",
    "what_matters", "needs", "speaking", "getting_in", "visit_risk",
)  # fmt: skip
"""What somebody on the team may correct or add by hand."""


@operation("person.correct", sight=sight_of_person)
def correct(*, act: Act, person_id: UUID, recorded_at: datetime, changes: dict[str, str | date | None]) -> UUID:
    """
    Correct what is wrong about somebody, or add what was missing; corrected fields win over later imports of the same version.

    Raises:
        Stale: when somebody changed the person since `recorded_at`; `extra` is the row as it is now.
        Refusal: for nothing, for a field that cannot be corrected by hand, or a value that cannot be; a person keeps a name.
    """
    check_as_opened(act, recorded_at)
    if wrong := sorted(set(changes) - set(CORRECTABLE)):
        raise Refusal(_("%(field)s cannot be corrected by hand.") % {"field": wrong[0]})
    if not changes:
        raise Refusal(_("Nothing was changed: change something, or go back."))
    values = {name: checked(name, value, act) for name, value in changes.items()}
    if "birth_date" in values:
        values.setdefault("birth_precision", "day")
    whole = {**act.thing.row, **values}
    if not (whole["family"] or whole["given"]):
        raise Refusal(_("Enter a name, even if only one is known."), field="family")
    if "nhs_number" in values and not whole["nhs_number"] and not whole["no_nhs_number_because"]:
        raise Refusal(_("Enter the NHS number, or say why there is none."), field="nhs_number")
    write_corrected(act, recorded_at, values, set(values) - {"birth_precision"})
    return person_id


def check_as_opened(act: Act, recorded_at: datetime) -> None:
    """Whoever comes second is told so before anything else that is wrong."""
    if act.thing.row["recorded_at"] != recorded_at:
        raise _stale(act)


def write_corrected(act: Act, recorded_at: datetime, values: dict[str, Any], fields: set[str]) -> None:
    """Write what was corrected if nobody changed the person meanwhile, and name the fields as corrected. One statement."""
    corrected = sorted(set(act.thing.row["corrected_fields"]) | fields)
    changed = Person.objects.filter(id=act.thing.id, recorded_at=recorded_at).update(
        **values, corrected_fields=corrected, act_id=act.id
    )
    if not changed:
        raise _stale(act)
    act.concerns(act.thing.id, fields=sorted(fields))


def _stale(act: Act) -> Stale:
    return Stale(
        _("Somebody changed this record since you opened it. Nothing of yours was saved yet."),
        extra=sight_of_person(person_id=act.thing.id).row,
    )
