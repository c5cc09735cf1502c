"""Whom Kith has already, by the names they have elsewhere; asked by an import as Kith's own account."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from kith.person.rules import Identity, PartialDate
from kith.sharing.incoming import Known, KnownPerson, PersonKey, Source
from kith.sharing.references import NHS_NUMBER
from kith.trail.queries import acts_missing_from

_COLUMNS = (
    "id, family, given, known_as, sex, birth_date, birth_precision, nhs_number, is_dead, died_at, is_protected,"
    " practice_code, small_area, pcn_code, corrected_fields"
)
_NAMES = tuple(name.strip() for name in _COLUMNS.split(","))
_SOURCES = (
    "coalesce((select jsonb_agg(jsonb_build_array(s.system, s.value, s.version, s.digest)) from person_identifier s"
    " where s.person_id = p.id and s.version <> ''), '[]')"
)
_KEPT = (
    "coalesce((select jsonb_object_agg(d.field, d.says) from person_difference d"
    " where d.person_id = p.id and d.is_kept), '{}')"
)


def people_by_keys(keys: Collection[PersonKey]) -> dict[PersonKey, list[KnownPerson]]:
    """
    Return the people known under each key, by record id, other identifier or NHS number. One statement.

    Of two records that were merged and share a key the one that is kept is meant.
    """
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"with k (kind, system, value) as (select * from unnest(%s::text[], %s::text[], %s::text[])),"  # noqa: S608  (our own names)
            " found as ("
            "  select k.kind, k.system, k.value, i.person_id from k join person_identifier i"
            "   on i.kind = k.kind and i.system = k.system and i.value = k.value"
            "  union select k.kind, k.system, k.value, p.id from k join person_person p on p.nhs_number = k.value"
            "   where k.kind = 'identifier' and k.system = %s)"
            f" select f.kind, f.system, f.value, {_SOURCES}, {_KEPT}, {', '.join(f'p.{name}' for name in _NAMES)}"
            " from found f join person_person p on p.id = f.person_id where not exists ("
            "  select 1 from handover_merge m join found k on k.person_id = m.kept_id and k.kind = f.kind"
            "   and k.system = f.system and k.value = f.value where m.other_id = f.person_id and m.undone_at is null)",
            [*map(list, zip(*wanted, strict=True)), NHS_NUMBER],
        )
        found: dict[PersonKey, list[KnownPerson]] = defaultdict(list)
        for kind, system, value, sources, kept, *columns in cursor.fetchall():
            person = _person(orjson.loads(sources), orjson.loads(kept), dict(zip(_NAMES, columns, strict=True)))
            found[PersonKey(kind, system, value)].append(person)
    return found


def known_by(keys: frozenset[PersonKey]) -> dict[PersonKey, Known]:
    """Return who is meant by keys that a package itself does not explain; a key that names two people names nobody."""
    found = people_by_keys(keys)
    return {key: Known(people[0].id, people[0].is_protected) for key, people in found.items() if len(people) == 1}


def never_on_the_list(*, team_id: UUID, person_ids: Collection[UUID]) -> list[UUID]:
    """Return the living of these people, merged ones by the record kept, never on the team's list. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.id from person_person p where p.id in (select coalesce(m.kept_id, i) from unnest(%s::uuid[]) i"
            "  left join handover_merge m on m.other_id = i and m.undone_at is null) and not p.is_dead and not exists"
            " (select 1 from caseload_listentry e where e.person_id = p.id and e.team_id = %s) order by p.family, p.given, p.id",
            [list(person_ids), team_id],
        )
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class ToAsk:
    """Somebody of whom a newer record says other than was corrected here, the team to ask, and their named lead on it now."""

    person_id: UUID
    team_id: UUID
    named_lead_id: UUID | None


def whom_to_ask(*, team_id: UUID, person_ids: Collection[UUID]) -> list[ToAsk]:
    """
    Return those of these people with differences to settle, on a list, whom nobody is asked to compare yet. One statement.

    The team is this one where they are on its list, else the one on whose list they have been longest. A named lead who
    has left the team is none.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct on (e.person_id) e.person_id, e.team_id, m.id from caseload_listentry e"
            " left join team_member m on m.id = e.named_lead_id and m.team_id = e.team_id and m.during @> act_moment()"
            "  and exists (select 1 from access_seat s where s.team_id = e.team_id and s.account_id = m.account_id"
            "   and s.during @> act_moment())"
            " where e.person_id = any(%(people)s::uuid[]) and e.state <> 'ended'"
            " and exists (select 1 from person_difference d where d.person_id = e.person_id and not d.is_kept)"
            " and not exists (select 1 from action_action a where a.person_id = e.person_id"
            "  and a.kind = 'import-review' and a.state in ('open', 'held'))"
            " order by e.person_id, e.team_id <> %(team)s, e.came_at, e.team_id",
            {"people": list(person_ids), "team": team_id},
        )
        return [ToAsk(*row) for row in cursor.fetchall()]


def _person(
    sources: list[tuple[str, str, str, str]], kept: dict[str, dict[str, Any]], row: dict[str, Any]
) -> KnownPerson:
    born = PartialDate(row["birth_date"], row["birth_precision"]) if row["birth_date"] else None
    return KnownPerson(
        id=row.pop("id"),
        identity=Identity(family=row["family"], nhs_number=row["nhs_number"], born=born),
        sources={(system, id_): Source(version, digest) for system, id_, version, digest in sources},
        corrected=frozenset(row.pop("corrected_fields")),
        is_protected=row["is_protected"],
        row=row,
        kept=kept,
    )


# What doctor counts

_COMMAND = "sharing.import_package"
_VIOLATIONS: Mapping[str, tuple[str, str]] = {
    "package {0} kept person {1}, who is not there": (
        "P14",
        "select r.act_id, one ->> 'person_id' from act_receipt r, jsonb_array_elements(r.outcome -> 'people') one"
        " where r.command = %(command)s and one ->> 'person_id' is not null and not exists ("
        "  select 1 from person_person p join person_identifier i on i.person_id = p.id and i.version <> ''"
        "   where p.id = (one ->> 'person_id')::uuid)",
    ),
    "package {0} refused a person and does not say why": (
        "P15",
        "select r.act_id from act_receipt r, jsonb_array_elements(r.outcome -> 'people') one"
        " where r.command = %(command)s and one ->> 'person_id' is null and coalesce(one ->> 'reason', '') = ''",
    ),
    "package {0} refused a {1} and does not say why": (
        "P15",
        "select r.act_id, one ->> 0 from act_receipt r, jsonb_array_elements(r.outcome -> 'refused_facts') one"
        " where r.command = %(command)s and coalesce(one ->> 2, '') = ''",
    ),
}


def violations(at: datetime) -> dict[str, list[str]]:
    """
    Return what imports of the days for which receipts are kept broke: run by doctor with the role that sees everything.

    P14: a package without its receipt, or whose people (with the source they came from) are not there. P15: a person or
    fact refused without a reason.
    """
    missing = acts_missing_from(table="act_receipt", column="act_id", command=_COMMAND, at=at)
    found: dict[str, list[str]] = {"P14": [f"package {act} has no receipt" for act in missing], "P15": []}
    with connection.cursor() as cursor:
        for sentence, (promise, sql) in _VIOLATIONS.items():
            cursor.execute(sql, {"command": _COMMAND})
            found[promise] += [sentence.format(*row) for row in cursor.fetchall()]
    return found
