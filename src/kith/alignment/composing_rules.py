"""
The composers: what is said for each field that an agreement can allow, from what is known of a person. Plain Python.

There is one for each field, and nothing is said that no composer takes: no free text of a contact, no fact of an import but
what a member took over from it, no escalation, no concern. What a child keeps from their parents, and where somebody lives
whose whereabouts are protected, is left out before (`composing`), and numbers that could open a door are taken out here.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from uuid import UUID

from kith.alignment.code_rules import without_codes
from kith.alignment.rules import Part
from kith.language import _, listed
from kith.plan.rules import Content, Section


@dataclass(frozen=True, slots=True)
class ActionSaid:
    """
    One piece of work: what, by which day, who does it in words ('' for somebody of the team), and whether it is over.

    `agency_id` is the agency that does it, None for anybody else. `is_off`: it was cancelled.
    """

    id: UUID
    what: str
    by: str
    who: str = ""
    agency_id: UUID | None = None
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class ItemSaid:
    """
    One thing that somebody does for the person: whose it is (None: the team's), of which kind, and it in a sentence.

    `chosen` is what of it may be told to others than whoever does it: what was chosen from lists, and nothing that anybody typed.
    """

    id: UUID
    agency_id: UUID | None
    kind: str
    subject: str
    words: str
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """
    A contradiction that is not settled, as an agency is concerned by it: of its own items' subject ('' for none).

    `is_old`: what they do is older than something that happened; `is_told`: a partner said it.
    """

    id: UUID
    agency_ids: frozenset[UUID]
    subjects: Mapping[UUID, str] = field(default_factory=dict)
    is_old: bool = False
    is_told: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """
    What is known of one person and fit to be told to some partner; each composer takes its own.

    `speaking`, `getting_in` and `visit_risk` are what was written to be told of meeting them, `sections` the plan without what is
    kept from a child's parents, `ring` whom one reaches on the team. Address and telephone are empty for whoever's whereabouts
    are protected.
    """

    name: str
    likes: str = ""
    addresses: Sequence[str] = ()
    telephones: Sequence[str] = ()
    speaking: str = ""
    getting_in: str = ""
    visit_risk: str = ""
    ring: str = ""
    sections: Mapping[Section, Content] = field(default_factory=dict)
    actions: Sequence[ActionSaid] = ()
    items: Sequence[ItemSaid] = ()
    matters: Sequence[OpenMatter] = ()
    plan_version: int = 0


Composer = Callable[[Known, UUID], Iterator[Part]]


def compose(known: Known, agency_id: UUID, fields: Collection[str]) -> list[Part]:
    """
    Return the parts of these fields and of no other, in the order in which they are read.

    What stands under one field is not said again under another. A field that nobody composes says nothing.
    """
    found: dict[str, Part] = {}
    for name, composer in COMPOSERS.items():
        if name in fields:
            for part in composer(known, agency_id):
                found.setdefault(_source(part), _opening_nothing(part))
    return list(found.values())


def _opening_nothing(part: Part) -> Part:
    return replace(part, text=without_codes(part.text, is_address=part.field == "address"))


def _source(part: Part) -> str:
    """What a part comes from: the row for one of several, else its field."""
    return part.key.partition(":")[2] or part.key


# Who it is, and how one comes to them


def _name(known: Known, agency_id: UUID) -> Iterator[Part]:
    likes = _("likes to be called %(name)s") % {"name": known.likes} if known.likes else ""
    yield Part("name", "name", _("Who it is about"), ", ".join(filter(None, (known.name, likes))))


def _address(known: Known, agency_id: UUID) -> Iterator[Part]:
    if known.addresses:
        yield Part("address", "address", _("Where they live"), "\n".join(known.addresses))


def _telephone(known: Known, agency_id: UUID) -> Iterator[Part]:
    if known.telephones:
        yield Part("telephone", "telephone", _("How to ring them"), "\n".join(known.telephones))


def _ring(known: Known, agency_id: UUID) -> Iterator[Part]:
    if known.ring:
        yield Part("day-lead-and-how-to-reach", "day-lead-and-how-to-reach", _("Whom to ring on the team"), known.ring)


def _told(name: str, of: Callable[[Known], str], heading: Callable[[], str]) -> Composer:
    """Of how to meet them only what was written to be told, as it was written: nothing is picked from the team's own notes."""

    def composer(known: Known, agency_id: UUID) -> Iterator[Part]:
        if words := of(known).strip():
            yield Part(name, name, heading(), words)

    return composer


# What is done


def _own_actions(known: Known, agency_id: UUID) -> Iterator[Part]:
    for one in known.actions:
        if one.agency_id == agency_id:
            words = {"what": one.what, "by": one.by}
            said = _("Not to be done any more: %(what)s") if one.is_off else _("%(what)s, by %(by)s")
            yield Part("actions-of-agency", _key("actions-of-agency", one.id), _("What you do"), said % words)


def _all_actions(known: Known, agency_id: UUID) -> Iterator[Part]:
    for one in known.actions:
        if not one.is_off:
            words = {"what": one.what, "by": one.by, "who": one.who or _("the team")}
            said = _("%(what)s, by %(by)s: %(who)s") % words
            yield Part("actions-of-all", _key("actions-of-all", one.id), _("What everybody does"), said)


def _own_items(known: Known, agency_id: UUID) -> Iterator[Part]:
    for one in known.items:
        if one.agency_id == agency_id:
            yield Part("items-of-agency", _key("items-of-agency", one.id), _("What you do for them"), one.words)


def _items(name: str, kind: str, heading: Callable[[], str]) -> Composer:
    """Of what others do only what was chosen from lists: what they typed may name medicines and clinics."""

    def composer(known: Known, agency_id: UUID) -> Iterator[Part]:
        for one in known.items:
            if one.kind == kind and one.chosen:
                yield Part(name, _key(name, one.id), heading(), one.chosen)

    return composer


def _matters(known: Known, agency_id: UUID) -> Iterator[Part]:
    """Of what does not fit together only that it does, and of which thing of theirs: never what somebody else does."""
    for one in known.matters:
        if agency_id in one.agency_ids:
            said = _matter_words(one, one.subjects.get(agency_id, ""))
            key = _key("contradictions", one.id)
            yield Part("contradictions", key, _("What does not fit together yet"), said)


def _matter_words(one: OpenMatter, subject: str) -> str:
    if subject:
        words = (
            _("Something has changed since you said that this holds: %(what)s. We ask you whether it still does.")
            if one.is_old
            else _("What you do about this does not fit with what somebody else does: %(what)s. We are settling it.")
        )
        return words % {"what": subject}
    if one.is_told:
        return _("You told us that something does not fit. We are settling it.")
    return _("Something that you do does not fit with something else. We are settling it.")


# What the plan says


def _goals(known: Known, agency_id: UUID) -> Iterator[Part]:
    content = known.sections.get(Section.GOALS, Content())
    lines = [*filter(None, map(str.strip, content.text.splitlines()))]
    for one in content.goals:
        who = _("%(who)s does it") % {"who": one.who} if one.who else ""
        lines.append(", ".join(filter(None, (one.what, who))))
    if lines:
        yield Part("goals", "goals", _("Their goals"), "\n".join(lines))


def _text(name: str, section: Section, heading: Callable[[], str]) -> Composer:
    def composer(known: Known, agency_id: UUID) -> Iterator[Part]:
        if words := known.sections.get(section, Content()).text.strip():
            yield Part(name, name, heading(), words)

    return composer


def _signs(known: Known, agency_id: UUID) -> Iterator[Part]:
    if sees := [one.sees for one in known.sections.get(Section.SIGNS, Content()).signs]:
        yield Part("warning-signs", "warning-signs", _("Signs that things get worse"), "\n".join(sees))


def _responses(known: Known, agency_id: UUID) -> Iterator[Part]:
    signs = known.sections.get(Section.SIGNS, Content()).signs
    lines = [_("%(sign)s: %(what)s") % {"sign": one.sees, "what": one.response} for one in signs if one.response]
    if lines:
        yield Part("what-to-do", "what-to-do", _("What is done then"), "\n".join(lines))


def _key(name: str, of: UUID) -> str:
    return f"{name}:{of.hex[-12:]}"


COMPOSERS: Mapping[str, Composer] = MappingProxyType(
    {
        "name": _name,
        "actions-of-agency": _own_actions,
        "items-of-agency": _own_items,
        "contradictions": _matters,
        "address": _address,
        "telephone": _telephone,
        "how-to-get-in": _told("how-to-get-in", lambda known: known.getting_in, lambda: _("How to get in")),
        "communication-needs": _told(
            "communication-needs", lambda known: known.speaking, lambda: _("How to speak with them")
        ),
        "risks-to-visitors": _told(
            "risks-to-visitors", lambda known: known.visit_risk, lambda: _("Risks to those who visit")
        ),
        "equipment": _items("equipment", "equipment", lambda: _("Equipment in the home")),
        "medicine-support": _items("medicine-support", "medicine", lambda: _("Help with medicines")),
        "preferences": _text("preferences", Section.HELP, lambda: _("How they want to be helped")),
        "goals": _goals,
        "warning-signs": _signs,
        "what-to-do": _responses,
        "contingency": _text("contingency", Section.CONTINGENCY, lambda: _("If things go wrong")),
        "actions-of-all": _all_actions,
        "day-lead-and-how-to-reach": _ring,
    }
)
"""One composer for each field of policy/sharing-fields.csv, in the order in which a summary is read."""


def in_words(parts: Sequence[Part]) -> str:
    """Return what a list of parts is about, in words: 'What you do, Their goals'."""
    return listed(list(dict.fromkeys(one.heading for one in parts)))
