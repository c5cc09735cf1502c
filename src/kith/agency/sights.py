"""What the operations on agencies and sharing are made on, as the actor may see it."""

from uuid import UUID

from kith.act import NotVisible, Thing
from kith.database.planned import planned


def sight_of_place(*, team_id: UUID) -> Thing:
    """Return the place of a team as one of its teams sees it. Raises NotVisible. One statement."""
    found = planned("select t.place_id from team_team t where t.id = %s", [team_id])
    if not found:
        raise NotVisible
    return Thing("team", team_id, team_id, row={"place_id": found[0][0]})


_SEEN = (
    "select x.id, x.agency_id, a.place_id, a.name, x.{more} from {table} x join agency_agency a on a.id = x.agency_id"
    " join team_team t on t.place_id = a.place_id where t.id = %s and x.id = %s"
)


def sight_of_agency(*, team_id: UUID, agency_id: UUID) -> Thing:
    """Return an agency as a team of its place sees it. Raises NotVisible, also for one of another place. One statement."""
    found = planned(
        "select a.place_id, a.name, a.version from agency_agency a join team_team t on t.place_id = a.place_id"
        " where t.id = %s and a.id = %s",
        [team_id, agency_id],
    )
    if not found:
        raise NotVisible
    place_id, name, version = found[0]
    return Thing("agency", agency_id, team_id, row={"place_id": place_id, "name": name, "version": version})


def sight_of_partner_contact(*, team_id: UUID, partner_contact_id: UUID) -> Thing:
    """Return somebody at an agency as a team of its place sees them. Raises NotVisible. One statement."""
    return _of_agency(
        "partner contact", _SEEN.format(table="agency_contact", more="version"), team_id, partner_contact_id
    )


def sight_of_agreement(*, team_id: UUID, agreement_id: UUID) -> Thing:
    """Return an agreement as a team of its place sees it. Raises NotVisible. One statement."""
    return _of_agency("agreement", _SEEN.format(table="agency_agreement", more="ended_at"), team_id, agreement_id)


def _of_agency(kind: str, statement: str, team_id: UUID, key: UUID) -> Thing:
    found = planned(statement, [team_id, key])
    if not found:
        raise NotVisible
    _key, agency_id, place_id, name, more = found[0]
    return Thing(kind, key, team_id, row={"agency_id": agency_id, "place_id": place_id, "name": name, "more": more})


def sight_of_person(*, team_id: UUID, person_id: UUID) -> Thing:
    """Return a person as their team knows them, with its place. Raises NotVisible. One statement."""
    found = planned(
        "select t.place_id, p.is_dead from team_team t join person_person p on p.id = %s where t.id = %s",
        [person_id, team_id],
    )
    if not found:
        raise NotVisible
    place_id, is_dead = found[0]
    return Thing("person", person_id, team_id, person_id, {"place_id": place_id, "is_dead": is_dead})


_OF_PERSON = "select x.person_id, x.agency_id, x.version, x.{end} from {table} x where x.id = %s"


def sight_of_involved(*, team_id: UUID, involved_id: UUID) -> Thing:
    """Return that an agency works with a person, as the actor may see the person. Raises NotVisible. One statement."""
    return _of_person(_OF_PERSON.format(table="agency_involved", end="until_day"), team_id, involved_id)


def sight_of_objection(*, team_id: UUID, objection_id: UUID) -> Thing:
    """Return an objection, as the actor may see the person. Raises NotVisible. One statement."""
    return _of_person(_OF_PERSON.format(table="agency_objection", end="withdrawn_at"), team_id, objection_id)


def sight_of_override(*, team_id: UUID, override_id: UUID) -> Thing:
    """Return an override, as the actor may see the person. Raises NotVisible. One statement."""
    return _of_person(_OF_PERSON.format(table="agency_override", end="ended_at"), team_id, override_id)


def _of_person(statement: str, team_id: UUID, key: UUID) -> Thing:
    found = planned(statement, [key])
    if not found:
        raise NotVisible
    person_id, agency_id, version, end = found[0]
    return Thing(
        "person", person_id, team_id, person_id, {"id": key, "agency_id": agency_id, "version": version, "end": end}
    )
