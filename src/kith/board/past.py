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
    """Return what a line of the trail ended, a sentence each: 'Family name until 3 June: Pettigru'; none for most lines."""
    ended = [one for one in past if one.until == line.happened_at and _is_of(line, one)]
    return [words for one in ended for words in _ended(one, at)]


def _is_of(line: TrailLine, one: Past) -> bool:
    """Whether a line changed this very row: two commands may have one moment. An import changes many rows at once."""
    return line.thing_id == one.row_id or line.what.startswith("sharing.")


def _ended(one: Past, at: datetime) -> list[str]:
    until = near_day(one.until, at)
    return [
        _("%(what)s until %(day)s: %(value)s") % {"what": label, "day": until, "value": told(one)}
        for name, (label, told) in _FIELDS[one.table].items()
        if one.was.get(name) != one.then.get(name)
    ]


def _text(name: str) -> Callable[[Past], str]:
    return lambda one: shown(one.was.get(name) or "") or _("not known")


def _born(one: Past) -> str:
    born = one.was.get("birth_date")
    return born_words(date.fromisoformat(born), one.was["birth_precision"]) if born else _("not known")


def _number(one: Past) -> str:
    return nhs_number(one.was.get("nhs_number") or "") or _("not known")


def _member(name: str) -> Callable[[Past], str]:
    def told(one: Past) -> str:
        member = one.was.get(name)
        return one.names.get(member, _("somebody of another team")) if member else _("nobody")

    return told


def _cadence(one: Past) -> str:
    number = one.was.get("cadence_days")
    return _("every %(days)s") % {"days": days(number)} if number else _("not set")


_FIELDS: Mapping[str, Mapping[str, tuple[str | Promise, Callable[[Past], str]]]] = {
    PERSON: {
        "family": (later("Family name"), _text("family")),
        "given": (later("Given name"), _text("given")),
        "known_as": (later("Likes to be called"), _text("known_as")),
        "birth_date": (later("Born"), _born),
        "nhs_number": (later("NHS number"), _number),
        "what_matters": (later("What matters most"), _text("what_matters")),
        "needs": (later("Needs"), _text("needs")),
    },
    ENTRY: {
        "risk_tier": (later("Risk tier"), _text("risk_tier")),
        "cadence_days": (later("To be seen"), _cadence),
        "named_lead_id": (later("Named lead"), _member("named_lead_id")),
        "deputy_id": (later("Deputy"), _member("deputy_id")),
    },
}
"""What is told of the past. Practice and area are not: they would tell where somebody protected since then lived."""

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
