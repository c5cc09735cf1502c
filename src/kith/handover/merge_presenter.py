"""Two records in words: what is the same, what differs, why they may be of one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.handover.doubles import MOST_PAIRS, AlikeRow, Answered, Doubles
from kith.handover.merge_queries import MergeRow
from kith.handover.merge_shows import ApartShow, DoublesShow, MergeShow, PairShow, Side, UnmergeShow
from kith.handover.merging import differ_in_birth
from kith.person.likeness_rules import Described, Level, Pair, letters, likeness
from kith.person.models import Person
from kith.person.presenter import FIELDS, born_words, who_of
from kith.person.queries import PersonName
from kith.person.rules import nhs_number_shown, shown
from kith.team.queries import TeamInfo
from kith.web.pages import fresh_form
from kith.web.shows import Filled, RightNote
from kith.web.words import first_up, moment, plain_day

TONES: Mapping[Level | None, str] = {Level.SAME: "late", Level.LIKELY: "due", Level.POSSIBLE: "wait", None: "quiet"}
NAMES = ("given", "family", "known_as")


@dataclass(frozen=True, slots=True)
class CameFrom:
    """The list from which two records were opened: the address that leads back, and the query that remembers it."""

    address: str = ""
    query: str = ""


def merge_show(
    one: Person,
    other: Person,
    known: Mapping[UUID, Described],
    form: Filled,
    apart_form: Filled,
    came: CameFrom,
    may: RightNote | None,
    *,
    at: datetime,
) -> MergeShow:
    """Return the page of two records side by side."""
    found = likeness(known[one.id], known[other.id]) if one.id in known and other.id in known else None
    words = {"level": found.level_words, "why": found.words} if found and found.level else None
    return MergeShow(
        one=who_of(one, at=at),
        other=who_of(other, at=at),
        sides=[_side(name, one, other) for name in FIELDS],
        why=_("%(level)s: %(why)s.") % words if words else "",
        form=form,
        two_numbers=bool(one.nhs_number and other.nhs_number and one.nhs_number != other.nhs_number),
        two_births=differ_in_birth(one, other),
        apart_form=apart_form,
        query=came.query,
        back_to=came.address,
        may=may,
    )


def _side(name: str, one: Person, other: Person) -> Side:
    mine, theirs = _said(name, one), _said(name, other)
    is_same = bool(mine) and (letters(mine) == letters(theirs) if name in NAMES else mine == theirs)
    return Side(str(FIELDS[name]), mine, theirs, is_same)


def _said(name: str, person: Person) -> str:
    if name == "birth_date":
        return born_words(person.birth_date, person.birth_precision)
    if name == "nhs_number":
        return nhs_number_shown(person.nhs_number) if person.nhs_number else ""
    return shown(str(getattr(person, name) or ""))


def unmerge_show(
    who: Person, found: MergeRow, kept: PersonName | None, form: Filled, *, at: datetime, why_not: str
) -> UnmergeShow:
    """Return the page that takes a merge back."""
    words = {"when": moment(found.merged_at, at), "why": shown(found.because)}
    return UnmergeShow(
        who=who_of(who, at=at),
        kept=shown(kept.full) if kept else _("the other record"),
        kept_id=found.kept_id,
        known=_("Merged %(when)s: %(why)s") % words,
        form=form,
        why_not=why_not,
    )


@dataclass(frozen=True, slots=True)
class OfImport:
    """What the page of one import adds: which, what the reader may, and the form that finishes its action."""

    alike: AlikeRow
    may_finish: bool
    form: Filled


def doubles_show(
    team: TeamInfo,
    found: Doubles,
    people: Mapping[UUID, PersonName],
    who: Mapping[UUID, str],
    *,
    may_tell_apart: bool,
    of: OfImport | None = None,
    at: datetime,
) -> DoublesShow:
    """Return the page of people who may be recorded twice; `people` by id, and by account the names of who told apart."""
    query = urlencode({"list": team.slug} | ({"import": str(of.alike.id)} if of else {}))
    is_open = of is not None and of.alike.action_id is not None
    return DoublesShow(
        team_name=team.name,
        team_slug=team.slug,
        pairs=_pair_shows(found.pairs[:MOST_PAIRS], people),
        number=len(found.pairs),
        answered=[_apart_show(one, people, who, at) for one in found.answered if {one.one, one.other} <= people.keys()],
        query=f"?{query}",
        press_key=fresh_form().key,
        can_tell_apart=may_tell_apart,
        import_words=_import_words(of.alike) if of else "",
        alike_id=of.alike.id if of else None,
        is_open=is_open,
        can_finish=is_open and of is not None and of.may_finish and not found.pairs,
        form=of.form if of else fresh_form(),
    )


def _import_words(found: AlikeRow) -> str:
    number = len(found.person_ids)
    words = {"n": number, "day": plain_day(found.came_at), "label": found.label}
    return (
        ngettext(
            "%(n)d person of the import of %(day)s (%(label)s) looks like somebody already here",
            "%(n)d people of the import of %(day)s (%(label)s) look like somebody already here",
            number,
        )
        % words
    )


def _apart_show(one: Answered, people: Mapping[UUID, PersonName], who: Mapping[UUID, str], at: datetime) -> ApartShow:
    words = {"when": moment(one.said_at, at), "who": who.get(one.said_by, _("Somebody"))}
    return ApartShow(
        one_id=one.one,
        other_id=one.other,
        one=_named(people[one.one]),
        other=_named(people[one.other]),
        words=first_up(_("%(when)s, %(who)s") % words),
        why=one.because,
    )


def _pair_shows(pairs: Sequence[Pair[UUID]], people: Mapping[UUID, PersonName]) -> list[PairShow]:
    return [
        PairShow(
            one_id=one.one,
            other_id=one.other,
            one=_named(people[one.one]),
            other=_named(people[one.other]),
            level=one.likeness.level_words,
            tone=TONES[one.likeness.level],
            why=one.likeness.words,
        )
        for one in pairs
        if one.one in people and one.other in people
    ]


def _named(person: PersonName) -> str:
    if person.birth_date is None:
        return shown(person.full)
    words = {"name": shown(person.full), "day": plain_day(person.birth_date)}
    return _("%(name)s, born %(day)s") % words
