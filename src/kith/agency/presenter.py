"""What rows of agencies and of sharing look like in words, and what the pages show of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from kith.agency import rules
from kith.agency.queries import AgencyRow, AgreementRow, ContactRow
from kith.agency.rules import FIELDS, PURPOSES, How, Told
from kith.agency.shows import AgencyLine, AgreementLine, ContactLine, FieldChoices, FieldGroup
from kith.language import listed
from kith.person.rules import shown
from kith.place.rules import local_day
from kith.policy.sharing_rules import Basis, Kind
from kith.policy.shipped import services
from kith.web.shows import Option
from kith.web.words import first_up, plain_day

SOON = timedelta(days=60)
"""How long before its last day an agreement is said to run out."""
BASIS_WORDS: Mapping[str, str | Promise] = {
    Basis.DIRECT_CARE: later("It is part of their care"),
    Basis.CONSENT: later("They agreed to it"),
    Basis.LEGAL_DUTY: later("The law asks for it"),
    Basis.VITAL_INTERESTS: later("Their life is at risk"),
}
HOW_WORDS: Mapping[str, str | Promise] = {
    How.LINK: later("by a link"),
    How.TELEPHONE: later("by telephone"),
    How.IN_PERSON: later("in person"),
    How.LETTER: later("by letter"),
    How.MEETING: later("in a meeting"),
}
TOLD_WORDS: Mapping[str, str | Promise] = {
    Told.IN_PERSON: later("In person"),
    Told.TELEPHONE: later("By telephone"),
    Told.LETTER: later("By letter"),
    Told.NOT: later("Not told yet"),
}
KIND_WORDS: Mapping[Kind, str | Promise] = {
    Kind.NAMES_OF_ACTIONS: later("What is to be done"),
    Kind.IDENTITY: later("Who they are"),
    Kind.HOME: later("Their home"),
    Kind.HEALTH: later("Their health"),
    Kind.RISK: later("Risks"),
    Kind.WISHES: later("What they want"),
}


def service_words(code: str) -> str:
    """Return the words of a service; the code itself for one that the list no longer has."""
    found = services().get(code)
    return _(found.label) if found else code


def purpose_words(purpose: str) -> str:
    """Return the words of a purpose; for '' those of all purposes."""
    if not purpose:
        return _("Everything")
    return _(PURPOSES[purpose].label) if purpose in PURPOSES else purpose


def field_words(fields: Collection[str]) -> list[str]:
    """Return what these fields are in words, in the order of their table."""
    return [_(one.label) for key, one in FIELDS.items() if key in fields]


def told_words(fields: Collection[str]) -> str:
    """Return what may be told as one phrase: 'their name, where they live and how to get in'."""
    return listed(one[:1].lower() + one[1:] for one in field_words(fields))


def to_person_words(fields: Collection[str]) -> list[str]:
    """Return what these fields are in words for the person themselves, in the order of their table."""
    return [_(one.to_person) for key, one in FIELDS.items() if key in fields]


def groups_of(fields: Collection[str]) -> list[FieldGroup]:
    """Return these fields by what they are about."""
    return [
        FieldGroup(
            str(KIND_WORDS[kind]), field_words([one for one in fields if one in FIELDS and FIELDS[one].kind is kind])
        )
        for kind in rules.kinds_of(fields)
    ]


def days_words(first: date, last: date | None) -> str:
    """Return a period in words: 'since 8 June 2026', '1 June 2026 to 8 June 2026'."""
    if last is None:
        return _("since %(day)s") % {"day": plain_day(first)}
    return _("%(first)s to %(last)s") % {"first": plain_day(first), "last": plain_day(last)}


def telling_words(how: str, by: str, untold_because: str) -> str:
    """Return how the person was told in words, or why not."""
    if how == Told.NOT:
        return _("not told yet: %(why)s") % {"why": shown(untold_because)}
    return _("told %(how)s by %(who)s") % {"how": str(TOLD_WORDS[how]).lower(), "who": shown(by)}


# Agencies of a place


def agency_line(one: AgencyRow) -> AgencyLine:
    """Return one agency of the list."""
    agreed = listed(purpose_words(purpose) for purpose in one.purposes)
    people = ngettext("%(num)d person", "%(num)d people", one.number_of_people) % {"num": one.number_of_people}
    contacts = ngettext("%(num)d contact", "%(num)d contacts", one.number_of_contacts) % {"num": one.number_of_contacts}
    return AgencyLine(
        one.id, shown(one.name), first_up(service_words(one.service)), shown(one.hours), agreed, people, contacts
    )


def contact_line(one: ContactRow) -> ContactLine:
    """Return somebody at an agency."""
    period = days_words(one.from_day, one.until_day) if one.until_day else ""
    return ContactLine(one.id, shown(one.name), shown(one.does), shown(one.email), shown(one.telephone), period)


def agreement_lines(
    rows: Sequence[AgreementRow], at: datetime, *, can_end: bool
) -> tuple[list[AgreementLine], list[AgreementLine]]:
    """Return the agreements that hold or are to come, and those that are over."""
    holding = {one.id for purpose in {row.purpose for row in rows} if (one := _in_force(rows, purpose, at))}
    lines = [_agreement_line(row, at, row.id in holding, can_end) for row in rows]
    return [one for one in lines if one.standing != "past"], [one for one in lines if one.standing == "past"]


def _in_force(rows: Iterable[AgreementRow], purpose: str, at: datetime) -> rules.Agreement | None:
    found = rules.in_force([row.as_rule for row in rows], purpose=purpose, at=at)
    return found if isinstance(found, rules.Agreement) else None


def _agreement_line(row: AgreementRow, at: datetime, holds: bool, can_end: bool) -> AgreementLine:
    today = local_day(at)
    is_ahead = row.ended_at is None and row.from_day > today
    standing = "now" if holds else "ahead" if is_ahead else "past"
    words = {
        "now": _("Holds until %(day)s") % {"day": plain_day(row.until_day)},
        "ahead": _("Begins on %(day)s") % {"day": plain_day(row.from_day)},
    }.get(standing) or _over(row, today)
    return AgreementLine(
        row.id,
        _("%(purpose)s, version %(number)d") % {"purpose": purpose_words(row.purpose), "number": row.number},
        _(PURPOSES[row.purpose].sentence) if row.purpose in PURPOSES else "",
        groups_of(row.fields),
        days_words(row.from_day, row.until_day),
        _("Paper: %(where)s. Signed for the place by %(who)s.")
        % {"where": shown(row.paper), "who": shown(row.signed_by)},
        standing,
        words,
        standing == "now" and row.until_day - today <= SOON,
        can_end and standing != "past",
    )


def _over(row: AgreementRow, today: date) -> str:
    if row.ended_at is not None:
        words = {"day": plain_day(local_day(row.ended_at)), "why": shown(row.ended_because)}
        return _("Ended on %(day)s: %(why)s") % words
    if row.until_day < today:
        return _("Ran out on %(day)s") % {"day": plain_day(row.until_day)}
    return _("A later version took its place")


# Choices


def service_options() -> list[Option]:
    """Return the services to choose from; the family is none of an agency's."""
    return [Option(code, first_up(_(one.label))) for code, one in services().items() if code != "family"]


def purpose_options(*, blank: bool = False) -> list[Option]:
    """Return what something may be shared for; with `blank` everything first."""
    found = [Option(key, _(one.label), _(one.sentence)) for key, one in PURPOSES.items()]
    return [Option("", _("Everything")), *found] if blank else found


def basis_options() -> list[Option]:
    """Return the bases in words."""
    return [Option(one.value, str(BASIS_WORDS[one])) for one in Basis]


def told_options() -> list[Option]:
    """Return how somebody may have been told."""
    return [Option(one.value, str(TOLD_WORDS[one])) for one in Told]


def how_options() -> list[Option]:
    """Return how something may have been told by a member: by every way but a link."""
    return [Option(one.value, first_up(str(HOW_WORDS[one]))) for one in How if one is not How.LINK]


def field_choices(purpose: str) -> list[FieldChoices]:
    """Return what an agreement for a purpose may allow, by what it is about."""
    found = rules.fields_for(PURPOSES[purpose])
    return [
        FieldChoices(
            str(KIND_WORDS[kind]),
            [Option(one.field, _(one.label), _(one.sentence)) for one in found if one.kind is kind],
        )
        for kind in Kind
        if any(one.kind is kind for one in found)
    ]


def contact_options(rows: Iterable[ContactRow]) -> list[Option]:
    """Return whom one may reach at an agency."""
    return [Option(str(one.id), ", ".join(filter(None, (shown(one.name), shown(one.does))))) for one in rows]


def agency_options(rows: Iterable[AgencyRow]) -> list[Option]:
    """Return the agencies of a place."""
    return [Option(str(one.id), shown(one.name), service_words(one.service)) for one in rows]


def id_of(options: Iterable[Option], value: str) -> UUID | None:
    """Return the id that was chosen of these options, None for anything else."""
    return UUID(value) if value in {one.value for one in options if one.value} else None


def told_fields(fields: Collection[str]) -> list[Option]:
    """Return what may be told, to tick what was."""
    return [Option(key, _(one.label), _(one.sentence)) for key, one in FIELDS.items() if key in fields]
