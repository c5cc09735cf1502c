"""Making a concern, its restricted matter before it and its escalation after it, in the act that raises or crosses."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from kith.access.restricting import bar, restrict
from kith.act import Act, Refusal, ids
from kith.escalation.opening import LEAD, open_or_join
from kith.escalation.rules import Crossing
from kith.escalation.seams import Matter
from kith.person.queries import identity
from kith.person.rules import tidy
from kith.safeguarding.models import Concern, Source
from kith.safeguarding.rules import CHILD, about_whom
from kith.web.words import age

ROUTES = {"adult": "safeguarding", "child": "safeguarding-child"}
RULE = "CONCERN"
"""The rule of a concern that somebody raises: it needs no threshold."""
LONGEST = 4_000
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Suspected:
    """Who may be the source of harm: a member of the team by account, a person in care, or a carer or somebody else by name."""

    kind: str
    account_id: UUID | None = None
    person_id: UUID | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Raised:
    """What whoever raises a concern says: in their words, whether somebody is in danger now, and who may be the source."""

    words: str
    in_danger: bool = False
    suspected: tuple[Suspected, ...] = ()


def open_concern(act: Act, matter: Matter) -> None:
    """Make the concern of a threshold that was crossed: what the rule says stands for words. Inside the act that crosses."""
    make(act, matter, Raised(matter.sentence), rule=matter.rule)


def raise_for(act: Act, key: UUID, team_id: UUID, person_id: UUID, raised: Raised) -> UUID:
    """Make a concern under an id, and let its escalation ask the lead. Inside an operation; a fixed number of statements."""
    person = identity(person_id=person_id)
    about = about_whom(age(person.birth_date, act.at) if person.birth_date else None)
    crossing = Crossing(RULE, "", 3, ROUTES[about], _("Somebody raised a concern."))
    open_or_join(
        act=act, team_id=team_id, person_id=person_id, crossings=[crossing], source_kind="concern", source_id=key,
        concern=Opening(act, key, raised, about),
    )  # fmt: skip
    return key


@dataclass(frozen=True, slots=True)
class Opening:
    """Opens one's own concern under its own id, whatever else is open: what one writes is never mixed into another's."""

    act: Act
    id: UUID
    raised: Raised
    about: str

    def make(self, matter: Matter) -> None:
        """Make it, before its escalation."""
        make(self.act, matter, self.raised, rule="", about=self.about)


def make(act: Act, matter: Matter, raised: Raised, *, rule: str, about: str = "") -> None:
    """
    Make the restricted matter and its concern. Inside an operation.

    Raises:
        Refusal: without words, over 4,000 characters, or for a source without a name.
    """
    words = checked_words(raised.words, "words", _("Say what you have seen or been told."))
    suspected = [checked_source(one) for one in raised.suspected]
    barred = {one.account_id for one in suspected if one.account_id}
    restrict(
        act=act,
        restriction_id=matter.id,
        team_id=matter.team_id,
        person_id=matter.person_id,
        lead_role=LEAD,
        barred=barred,
    )
    Concern(
        id=matter.id,
        team_id=matter.team_id,
        person_id=matter.person_id,
        about=about or (CHILD if matter.route == ROUTES[CHILD] else "adult"),
        words=words,
        rule=rule,
        in_danger=raised.in_danger,
        raised_at=act.at,
        raised_by_id=act.account_id,
        act_id=act.id,
    ).save(force_insert=True)
    for one in suspected:
        keep_source(act, matter.id, matter.team_id, one)


def keep_source(act: Act, concern_id: UUID, team_id: UUID, suspected: Suspected) -> None:
    """Store who may be the source of harm. One statement; whom to bar is the caller's to say."""
    Source(
        id=ids.new(),
        team_id=team_id,
        concern_id=concern_id,
        kind=suspected.kind,
        member_account_id=suspected.account_id,
        known_person_id=suspected.person_id,
        name=suspected.name,
        account_id=act.account_id,
        act_id=act.id,
    ).save(force_insert=True)


def name_source(act: Act, concern_id: UUID, team_id: UUID, suspected: Suspected) -> None:
    """Store who may be the source of harm on a concern that is there, and keep it from them. Raises Refusal without a name."""
    checked = checked_source(suspected)
    keep_source(act, concern_id, team_id, checked)
    bar(act=act, restriction_id=concern_id, account_ids=[checked.account_id] if checked.account_id else [])


def checked_source(suspected: Suspected) -> Suspected:
    """Return a source with its name tidied. Raises Refusal for one that names nobody, or too long a name."""
    name = tidy(suspected.name)
    if len(name) > LONGEST_NAME:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": str(LONGEST_NAME)}, field="source")
    if suspected.kind == "member" and suspected.account_id:
        return Suspected("member", account_id=suspected.account_id)
    if suspected.kind == "person" and suspected.person_id:
        return Suspected("person", person_id=suspected.person_id)
    if suspected.kind in ("carer", "other") and name:
        return Suspected(suspected.kind, name=name)
    raise Refusal(_("Say who it is, or leave it empty."), field="source")


def checked_words(text: str, field: str, missing: str) -> str:
    """Return what was typed with its lines kept. Raises Refusal when there is nothing, or over 4,000 characters."""
    words = "\n".join(filter(None, map(tidy, text.splitlines())))
    if not words:
        raise Refusal(missing, field=field)
    if len(words) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field=field)
    return words
