"""Writing down what was shared with an agency: inside the operation that shares it, and never more than may be told."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids, operation
from kith.agency import sights
from kith.agency.models import Contact, Disclosure
from kith.agency.queries import may_share
from kith.agency.rules import PURPOSES, Allowed, Barred, How
from kith.agency.words import optional

ON_ITS_WAY = (How.LINK, How.LETTER)


@dataclass(frozen=True, slots=True)
class Disclosed:
    """
    What is shared about a person: by which team, with which agency and contact there, for what, which fields, how.

    `for_what` and `for_id` name what carries it (a summary, minutes); `words` say more where nothing carries it.
    """

    team_id: UUID
    person_id: UUID
    agency_id: UUID
    purpose: str
    fields: Collection[str]
    contact_id: UUID | None = None
    how: How = How.LINK
    for_what: str = ""
    for_id: UUID | None = None
    words: str = ""


def disclose(act: Act, shared: Disclosed) -> UUID:
    """
    Write down that something is shared now, and return the disclosure. For use inside an operation; two statements.

    What may be told is asked again here, and the database holds it once more.

    Raises:
        Refusal: where nothing may be told to the agency for this, or not all of these fields.
    """
    allowed = may_share(person_id=shared.person_id, agency_id=shared.agency_id, purpose=shared.purpose, at=act.at)
    if isinstance(allowed, Barred):
        raise Refusal(allowed.sentence, rule=allowed.because)
    _check_within(allowed, shared.fields)
    row = Disclosure(
        id=ids.new(), team_id=shared.team_id, person_id=shared.person_id, agency_id=shared.agency_id,
        contact_id=shared.contact_id, agreement_id=allowed.agreement_id, override_id=allowed.override_id,
        purpose=shared.purpose, basis=allowed.basis, fields=sorted(shared.fields), shared_at=act.at, how=shared.how,
        state="sent" if shared.how in ON_ITS_WAY else "given", for_what=shared.for_what, for_id=shared.for_id,
        words=shared.words, act_id=act.id,
    )  # fmt: skip
    row.save(force_insert=True)
    act.concerns(shared.person_id, team_id=shared.team_id, agency_id=shared.agency_id)
    return row.id


def _check_within(allowed: Allowed, fields: Collection[str]) -> None:
    if not fields:
        raise Refusal(_("Choose at least one thing to tell."), field="fields")
    if set(fields) - allowed.fields:
        raise Refusal(
            _("The agreement does not allow all of this. Take out what is not in it."),
            field="fields",
            rule="beyond agreement",
        )


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody told an agency themselves: which agency and whom there, for what, which fields, how, and more in words."""

    agency_id: UUID
    purpose: str
    fields: Collection[str]
    how: str = How.TELEPHONE
    contact_id: UUID | None = None
    words: str = ""


@operation("agency.tell", sight=sights.sight_of_person)
def tell(*, act: Act, team_id: UUID, person_id: UUID, said: Said) -> UUID:
    """
    Write down what was told to an agency by telephone, in person, by letter or in a meeting; return the disclosure.

    Raises:
        Refusal: as `disclose`; for another way; for somebody who is not of this agency.
    """
    if said.how not in {one.value for one in How} - {How.LINK.value}:
        raise Refusal(_("Choose how it was told."), field="how")
    if said.contact_id and not Contact.objects.filter(id=said.contact_id, agency_id=said.agency_id).exists():
        raise Refusal(_("Choose somebody who works at this agency."), field="contact")
    if said.purpose not in PURPOSES:
        raise Refusal(_("Choose what it is for."), field="purpose")
    return disclose(
        act,
        Disclosed(
            team_id, person_id, said.agency_id, said.purpose, said.fields, said.contact_id, How(said.how),
            words=optional(said.words, "words"),
        ),
    )  # fmt: skip
