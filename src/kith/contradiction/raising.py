"""A contradiction that somebody says, and no rule finds: raised by anybody, kept with their words until it is settled."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids, operation
from kith.contradiction import queries
from kith.contradiction.ending import hold
from kith.contradiction.finding import NewOne, ask, store
from kith.contradiction.models import ORIGINS
from kith.contradiction.rules import Finds
from kith.person.rules import tidy

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Raised:
    """
    What somebody says contradicts, in words: of whom, on which team; of which agency, None for none.

    `origin` is 'member', or 'partner' with the id of the answer in which they said so.
    """

    person_id: UUID
    team_id: UUID
    about: str
    agency_id: UUID | None = None
    origin: str = "member"
    origin_id: UUID | None = None


def raise_one(act: Act, raised: Raised) -> UUID:
    """
    Keep a contradiction that somebody raised, and ask for it to be settled; return it. Inside an operation.

    Raises:
        Refusal: without words.
    """
    if raised.origin not in ORIGINS[1:]:
        raise ValueError(f"{raised.origin!r} raises nothing")
    about = "\n".join(filter(None, map(tidy, raised.about.splitlines())))
    if not about:
        raise Refusal(_("Say what does not go together."), field="about")
    if len(about) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field="about")
    hold([raised.person_id])
    row = NewOne(
        raised.person_id, raised.team_id, Finds.RAISED, f"raised {ids.new()}", "", about=about,
        agency_id=raised.agency_id, origin=raised.origin, origin_id=raised.origin_id,
    )  # fmt: skip
    [key] = store(act, [row])
    ask(act, [raised.person_id], raised.team_id)
    act.concerns(raised.person_id, team_id=raised.team_id, contradiction_id=str(key))
    return key


@operation("contradiction.raise", sight=queries.sight_of_person)
def say(*, act: Act, team_id: UUID, person_id: UUID, about: str, agency_id: UUID | None = None) -> UUID:
    """
    Say that two things done for somebody do not go together; return the contradiction. Anybody may: it is never withheld.

    Raises:
        Refusal: without words, or for an agency that is not of the place.
    """
    if agency_id and not queries.is_agency_here(agency_id, team_id):
        raise Refusal(_("Choose an agency of your place."), field="agency")
    return raise_one(act, Raised(person_id, team_id, about, agency_id))
