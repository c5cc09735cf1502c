"""What was different before: the values that a change of a person or of their place on a list ended, in words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from kith.caseload.rules import tier_words
from kith.person.presenter import born_words
from kith.person.rules import shown
from kith.trail.queries import TrailLine
from kith.web.words import days, near_day, nhs_number

MOST_PAST = 100
"""How many past forms of the rows of one person are read, the latest."""

PERSON, ENTRY = "person_person", "caseload_listentry"


@dataclass(frozen=True, slots=True)
class Past:
    """A row as it was until a moment, and as it was from then on. `names` are those of the leads, by member id."""

    table: str
    row_id: UUID
    until: datetime
    was: Mapping[str, Any]
    then: Mapping[str, Any]
    names: Mapping[str, str]


def past_of(*, person_id: UUID) -> list[Past]:
    """Return the past forms of a person and of their places on lists, latest first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_PAST, {"person": person_id, "most": MOST_PAST})
        return [Past(*row[:3], *map(orjson.loads, row[3:])) for row in cursor.fetchall()]


def was_words(past: Iterable[Past], line: TrailLine, at: datetime) -> list[str]:
    """
    Return what a line of the trail ended, a sentence each: 'Family name until 3 June: Pettigru'; none for most lines.

    What was told for the first time ended nothing.
    """
    ended = [one for one in past if one.until == line.happened_at and _is_of(line, one)]
    return [words for one in ended for words in _ended(one, line.what, at)]


def _is_of(line: TrailLine, one: Past) -> bool:
    """Whether a line changed this very row: two commands may have one moment. An import changes many rows at once."""
    return line.thing_id == one.row_id or line.what.startswith("sharing.")


def _ended(one: Past, command: str, at: datetime) -> list[str]:
    until = near_day(one.until, at)
    changed = [name for name in _CHANGES.get(command, _FIELDS[one.table]) if one.was.get(name) != one.then.get(name)]
    return [
        _("%(what)s until %(day)s: %(value)s") % {"what": label, "day": until, "value": told(one, one.was[name])}
        for name, (label, told) in ((name, _FIELDS[one.table][name]) for name in changed)
        if one.was.get(name) not in _NOTHING
    ]


_NOTHING = (None, "", "not assessed")


def _text(one: Past, value: str) -> str:
    return shown(value)


def _born(one: Past, value: str) -> str:
    return born_words(date.fromisoformat(value), one.was["birth_precision"])


def _number(one: Past, value: str) -> str:
    return nhs_number(value)


def _member(one: Past, value: str) -> str:
    return one.names.get(value, _("somebody of another team"))


def _tier(one: Past, value: str) -> str:
    return tier_words(value)


def _cadence(one: Past, value: int) -> str:
    return _("every %(days)s") % {"days": days(value)}


_FIELDS: Mapping[str, Mapping[str, tuple[str | Promise, Callable[[Past, Any], str]]]] = {
    PERSON: {
        "family": (later("Family name"), _text),
        "given": (later("Given name"), _text),
        "known_as": (later("Likes to be called"), _text),
        "birth_date": (later("Born"), _born),
        "nhs_number": (later("NHS number"), _number),
        "what_matters": (later("What matters most"), _text),
        "needs": (later("Needs"), _text),
        "speaking": (later("How to speak with them"), _text),
        "getting_in": (later("How to get in"), _text),
        "visit_risk": (later("Risk to a visitor"), _text),
    },
    ENTRY: {
        "risk_tier": (later("Risk tier"), _tier),
        "cadence_days": (later("To be seen"), _cadence),
        "named_lead_id": (later("Named lead"), _member),
        "deputy_id": (later("Deputy"), _member),
    },
}
"""What is told of the past. Practice and area are not: they would tell where somebody protected since then lived."""

_CHANGES: Mapping[str, tuple[str, ...]] = {
    "caseload.set_leads": ("named_lead_id", "deputy_id"),
    "caseload.set_entry": ("risk_tier", "cadence_days"),
}
"""What the commands change that change only a part: two of them may have changed one row at one moment."""

_PAST = """
with present as (
  select 'person_person' as name, p.id, to_jsonb(p) as image from person_person p where p.id = %(person)s
  union all
  select 'caseload_listentry', e.id, to_jsonb(e) from caseload_listentry e where e.person_id = %(person)s
), changed as (
  select n.name, n.id, h.recorded_to, h.image as was,
         lead(h.image, 1, n.image) over (partition by n.id order by h.recorded_to, h.recorded_from) as became
    from present n join act_history h on h.table_name = n.name and h.row_id = n.id
)
select c.name, c.id, c.recorded_to, c.was, c.became, coalesce(l.names, '{}')
  from changed c
  left join lateral (
       select jsonb_object_agg(m.id, a.name) as names
         from team_member m join access_account a on a.id = m.account_id
        where m.id in ((c.was ->> 'named_lead_id')::uuid, (c.was ->> 'deputy_id')::uuid)) l on true
 order by c.recorded_to desc limit %(most)s
"""
