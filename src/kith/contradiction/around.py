"""Whose page it is: the person, and the team on which the reader works with them."""

from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Refusal
from kith.caseload.queries import Reaching, teams_reaching
from kith.person.presenter import who_of
from kith.person.queries import identity
from kith.person.shows import Who
from kith.record.queries import allergies
from kith.web.routes import Request


def whose(request: Request, person_id: UUID) -> tuple[Who, Reaching]:
    """
    Return the person, and the team on which the viewer works with them. Three statements.

    Raises:
        NotVisible: for a record that the viewer does not reach. Refusal: where they are on no team that does.
    """
    person = identity(person_id=person_id)  # before anything is said: a closed record answers as a missing one
    teams = teams_reaching(person_id=person_id, team_ids=request.viewer.teams)
    if not teams:
        raise Refusal(_("This belongs to a team that you are not on. Ask its duty lead."))
    return who_of(person, at=request.at, tier=teams[0].risk_tier, allergies=allergies(person_id=person_id)), teams[0]
