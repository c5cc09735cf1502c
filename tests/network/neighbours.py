"""A street for tests: people with addresses, and contacts by other services."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from builders import AT, ATeam, Someone, an_act
from kith.contact import operations as contacts
from kith.contact.serving import Served
from kith.person.models import Person
from kith.person.operations import correct
from kith.person.queries import identity
from kith.person.whereabouts import Detail, correct_contact_details

HOME = ("12 High Street", "AS1 2BC")


def living_at(
    team: ATeam, person_id: UUID, address: tuple[str, str] = HOME, at: datetime = AT - timedelta(days=9)
) -> None:
    """Write where somebody lives."""
    with an_act(team.nurse, at) as act:
        correct_contact_details(
            act=act,
            person_id=person_id,
            recorded_at=identity(person_id=person_id).recorded_at,
            details=[Detail("address", *address)],
        )


def a_meeting(
    team: ATeam,
    person_id: UUID,
    at: datetime,
    by: Someone | str | None = None,
    *,
    assessed: Sequence[str] = (),
    because: str = "",
    way: str = "visit",
    falls: str = "",
) -> UUID:
    """
    Return a contact that was made, by a member (else the nurse) or by somebody else who is named.

    One from before the person came is recorded later.
    """
    member = by if isinstance(by, Someone) else None if isinstance(by, str) else team.nurse
    with an_act(member or team.nurse, max(at + timedelta(minutes=10), AT - timedelta(days=8))) as act:
        return contacts.record(
            act=act,
            team_id=team.id,
            person_id=person_id,
            member_id=member.member_id if member else None,
            by_other=by if isinstance(by, str) else "",
            way=way,
            state="made",
            happened_at=at,
            served=Served("", assessed, because),
            observations={"falls": {"falls": falls}} if falls else None,
        )


def protected(team: ATeam, person_id: UUID) -> None:
    """Let somebody's whereabouts be protected, and leave behind what must not be held: only the rules hide it then."""
    with an_act(team.nurse) as act:
        recorded_at = identity(person_id=person_id).recorded_at
        correct(act=act, person_id=person_id, recorded_at=recorded_at, changes={"needs": "x"})
        Person.objects.filter(id=person_id).update(is_protected=True, practice_code="", small_area="")
