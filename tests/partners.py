"""
Agencies in tests: made, reached, agreed with and at work with a person, each through its operation.

    housing = an_agency(team.lead)                   a housing association with one contact
    agreed = an_agreement(manager, housing)          what it may be told, from today
    works_with(team.nurse, doris, housing)           on direct care, to work together on her care
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from builders import AT, Someone, an_act, with_key
from kith.agency import operations as agencies
from kith.agency.involving import Telling, Works, involve
from kith.agency.operations import Agreed, Known, Reached
from kith.place.rules import local_day

TOLD = Telling("in person", "Sam Whitlock")
FIELDS = ("name", "day-lead-and-how-to-reach", "actions-of-agency")


@dataclass(frozen=True)
class AnAgency:
    """An agency and the first whom one reaches there."""

    id: UUID
    contact_id: UUID


def an_agency(by: Someone, name: str = "Ashmere Homes", service: str = "housing", at: datetime = AT) -> AnAgency:
    """Return a new agency of the place of `by`, with Jo Marsh who is reached there."""
    with an_act(by, at) as act:
        agency_id = agencies.add_agency(act=act, team_id=by.team_id, known=Known(name, service, "Weekdays 9 to 5"))
        reached = Reached(
            "Jo Marsh", "housing officer", f"jo@{name.rsplit(maxsplit=1)[-1].lower()}.example", "01632 960 001"
        )
        contact_id = agencies.add_contact(act=with_key(act), team_id=by.team_id, agency_id=agency_id, reached=reached)
    return AnAgency(agency_id, contact_id)


def an_agreement(
    manager: Someone,
    agency: AnAgency,
    purpose: str = "coordinate-care",
    fields: tuple[str, ...] = FIELDS,
    *,
    days: int = 365,
    at: datetime = AT,
) -> UUID:
    """Return a new agreement from today, for so many days."""
    first = local_day(at)
    agreed = Agreed(purpose, fields, first, first + timedelta(days=days - 1), "Folder 12", "Peter Lindqvist")
    with an_act(manager, at) as act:
        return agencies.agree(act=act, team_id=manager.team_id, agency_id=agency.id, agreed=agreed)


def works_with(
    by: Someone,
    person_id: UUID,
    agency: AnAgency,
    purpose: str = "coordinate-care",
    basis: str = "direct care",
    at: datetime = AT,
) -> UUID:
    """Return that an agency works with a person for a purpose from today."""
    works = Works(agency.id, purpose, basis, TOLD, agency.contact_id)
    with an_act(by, at) as act:
        return involve(act=act, team_id=by.team_id, person_id=person_id, works=works)
