"""Two records in words: what is the same, what differs, why they may be of one person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kith.handover.merge_queries import MergeRow
from kith.handover.merge_shows import DoublesShow, MergeShow, PairShow, Side, UnmergeShow
from kith.handover.merging import differ_in_birth
from kith.person.likeness_rules import Described, Level, Pair, letters, likeness
from kith.person.models import Person
from kith.person.presenter import FIELDS, born_words, who_of
from kith.person.queries import PersonName
from kith.person.rules import nhs_number_shown, shown
from kith.web.shows import Filled
from kith.web.words import moment, plain_day

TONES: Mapping[Level | None, str] = {Level.SAME: "late", Level.LIKELY: "due", Level.POSSIBLE: "wait", None: "quiet"}
NAMES = ("given", "family", "known_as")


def merge_show(one: Person, other: Person, known: Mapping[UUID, Described], form: Filled, *, at: datetime) -> MergeShow:
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


def unmerge_show(who: Person, found: MergeRow, kept: PersonName | None, form: Filled, *, at: datetime) -> UnmergeShow:
    """Return the page that takes a merge back."""
    words = {"when": moment(found.merged_at, at), "why": shown(found.because)}
    return UnmergeShow(
        who=who_of(who, at=at),
        kept=shown(kept.full) if kept else _("the other record"),
        kept_id=found.kept_id,
        known=_("Merged %(when)s: %(why)s") % words,
        form=form,
    )


def doubles_show(
    name: str, slug: str, pairs: Sequence[Pair[UUID]], people: Mapping[UUID, PersonName], number: int
) -> DoublesShow:
    """Return the page of people who may be recorded twice."""
    lines = [
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
    return DoublesShow(name, slug, lines, number)


def _named(person: PersonName) -> str:
    if person.birth_date is None:
        return shown(person.full)
    words = {"name": shown(person.full), "day": plain_day(person.birth_date)}
    return _("%(name)s, born %(day)s") % words
