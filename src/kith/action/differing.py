"""What a newer record says of somebody beside what was corrected here: in words, and as it is answered in a form."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act.refusals import Refusal
from kith.action.queries import ActionRow
from kith.action.rules import UNFINISHED, ActionKind
from kith.action.shows import DifferenceShow
from kith.person.models import Difference, Person
from kith.person.operations import FIELD_WORDS
from kith.person.presenter import born_words
from kith.person.queries import differences, identity
from kith.person.rules import shown
from kith.web import typed
from kith.web.shows import Option
from kith.web.words import first_up, nhs_number, plain_day

HERE, THERE = "here", "there"


def difference_shows(row: ActionRow) -> list[DifferenceShow]:
    """Return what is to be compared in an unfinished comparison, by field; of other work nothing. Two statements, only then."""
    if row.kind is not ActionKind.IMPORT_REVIEW or row.state not in UNFINISHED or row.person_id is None:
        return []
    person = identity(person_id=row.person_id)
    return [_show(person, one) for one in differences(person_id=row.person_id)]


def seen_of(shows: Sequence[DifferenceShow]) -> str:
    """Return the differences that a form shows, as its hidden field brings them back."""
    return " ".join(one.name.partition("-")[2] for one in shows)


def answered(form: Mapping[str, str]) -> tuple[list[UUID], list[UUID]]:
    """
    Return the differences that the form showed, and those answered with what the record says.

    Raises:
        Refusal: beside the first that is not answered.
    """
    seen = [key for key in map(_id, typed.text(form, "seen").split()) if key]
    for key in seen:
        if typed.text(form, f"difference-{key}") not in (HERE, THERE):
            raise Refusal(_("Choose which is right."), field=f"difference-{key}")
    return seen, [key for key in seen if typed.text(form, f"difference-{key}") == THERE]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _show(person: Person, one: Difference) -> DifferenceShow:
    here = _words(one.field, {name: getattr(person, name) for name in one.says})
    there = _words(one.field, one.says)
    return DifferenceShow(
        name=f"difference-{one.id}",
        label=first_up(str(FIELD_WORDS[one.field])),
        here=here,
        there=there,
        options=[
            Option(HERE, _("%(value)s, as it stands here") % {"value": here}),
            Option(THERE, _("%(value)s, as the newer record says") % {"value": there}),
        ],
    )


def _words(field: str, columns: Mapping[str, Any]) -> str:
    value = columns[field]
    if field == "birth_date":
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return born_words(day, columns.get("birth_precision", "day")) or _("not known")
    if field == "is_dead":
        return _death_words(value, columns.get("died_at"))
    if not value:
        return _("nothing")
    return nhs_number(value) if field == "nhs_number" else shown(value)


def _death_words(is_dead: bool, died_at: str | datetime | None) -> str:
    if not is_dead:
        return _("living")
    if not died_at:
        return _("has died")
    at = datetime.fromisoformat(died_at) if isinstance(died_at, str) else died_at
    return _("died on %(day)s") % {"day": plain_day(at)}
