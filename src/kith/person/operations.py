"""The only writers of people: registering and recording a death here; what else is written has modules of its own."""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.access.operations import make_person_keys, open_reach
from kith.act import Act, NotVisible, Refusal, ids, operation
from kith.person.bringing import BROUGHT_IN, bring_up_to_date, insert_people, note_identifiers, update_people
from kith.person.checking import (
    FOR_TELLING,
    LONGEST,
    Details,
    checked,
    checked_born,
    checked_name,
    checked_number,
    checked_sex,
    described,
)
from kith.person.correcting import correct
from kith.person.differing import FIELD_WORDS, note_differences, settle_differences
from kith.person.models import Person
from kith.person.queries import sight_of_person
from kith.person.rules import tidy
from kith.person.together import put_back, take_together
from kith.person.whereabouts import (
    CONTACT_DETAILS,
    MOST_DETAILS,
    Detail,
    add_contact_details,
    correct_contact_details,
    forget_whereabouts,
    insert_contact_details,
    replace_contact_details,
)

__all__ = [
    "BROUGHT_IN",
    "CONTACT_DETAILS",
    "FIELD_WORDS",
    "LONGEST",
    "MOST_DETAILS",
    "Detail",
    "Details",
    "add_contact_details",
    "bring_up_to_date",
    "checked_number",
    "correct",
    "correct_contact_details",
    "described",
    "forget_whereabouts",
    "insert_contact_details",
    "insert_people",
    "mark_alive",
    "note_differences",
    "note_identifiers",
    "put_back",
    "record_death",
    "register",
    "replace_contact_details",
    "settle_differences",
    "take_together",
    "update_people",
]
"""What the house does with people, under one name."""


def register(*, act: Act, team_id: UUID, details: Details, why: str) -> UUID:
    """
    Record somebody new, reached by a team for the reason given. Inside an operation.

    Raises:
        Refusal: without a name, with a birth date to come, with an NHS number that is wrong or that somebody has already,
            or with neither number nor reason. A number of a hidden record says only that there is one.
    """
    number = checked_number(details.nhs_number, details.no_nhs_number_because)
    person = Person(
        id=ids.new(),
        family=checked_name(details.family, "family"),
        given=checked_name(details.given, "given"),
        known_as=checked_name(details.known_as, "known_as"),
        sex=checked_sex(details.sex),
        birth_date=checked_born(details.birth_date, act.at),
        birth_precision=details.birth_precision,
        nhs_number=number,
        no_nhs_number_because="" if number else tidy(details.no_nhs_number_because),
        needs=tidy(details.needs),
        what_matters=tidy(details.what_matters),
        **{name: checked(name, getattr(details, name), act) for name in FOR_TELLING},
        act_id=act.id,
    )
    if not (person.family or person.given):
        raise Refusal(_("Enter a name, even if only one is known."), field="family")
    make_person_keys(act=act, person_ids=[person.id])
    open_reach(act=act, person_ids=[person.id], team_id=team_id, why=why)
    person.save(force_insert=True)
    act.concerns(person.id)
    return person.id


@operation("person.record_death", sight=sight_of_person)
def record_death(*, act: Act, person_id: UUID, died_at: datetime | None = None) -> UUID:
    """
    Record that somebody has died, and when if known; a record elsewhere that says they live does not take it back.

    What follows for their work is `handover`'s.

    Raises:
        Refusal: for a moment to come, or for somebody recorded as dead already.
    """
    if act.thing.row["is_dead"]:
        raise Refusal(_("The death is recorded already."))
    if died_at and died_at > act.at:
        raise Refusal(_("The date of death cannot be in the future."), field="day")
    corrected = sorted({*act.thing.row["corrected_fields"], "is_dead"})
    values = {"is_dead": True, "died_at": died_at, "corrected_fields": corrected}
    if not Person.objects.filter(id=person_id, is_dead=False).update(**values, act_id=act.id):
        raise NotVisible
    return person_id


def mark_alive(*, act: Act, person_id: UUID) -> None:
    """
    Take back that somebody has died; a record elsewhere that says so does not do it again. Inside an operation; one statement.

    Raises:
        Refusal: when no death is recorded.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "update person_person set is_dead = false, died_at = null, act_id = %s,"
            " corrected_fields = array_append(array_remove(corrected_fields, 'is_dead'), 'is_dead')"
            " where id = %s and is_dead",
            [act.id, person_id],
        )
        number = cursor.rowcount
    if not number:
        raise Refusal(_("No death is recorded for this person."))
    act.concerns(person_id)
