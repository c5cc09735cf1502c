"""Where somebody is met and reached: by hand, by what each source says, and forgotten where it must not be held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from kith.act import Act, Refusal, ids, operation
from kith.person.checking import LONGEST
from kith.person.correcting import check_as_opened, write_corrected
from kith.person.models import ContactDetail
from kith.person.parts import KEY_EVENT, KeyEvent, KeyEventKind
from kith.person.queries import sight_of_person
from kith.person.rules import has_moved, tidy

CONTACT_DETAILS = "contact_details"
"""The name under which corrected addresses and numbers stand among the corrected fields."""


DETAIL_KINDS = ("address", "phone", "email")


MOST_DETAILS = 20


@dataclass(frozen=True, slots=True)
class Detail:
    """Where somebody is met or reached: an address with its postcode if known, a phone number, an e-mail address."""

    kind: str
    value: str
    postcode: str = ""


@operation("person.correct_contact_details", sight=sight_of_person)
def correct_contact_details(*, act: Act, person_id: UUID, recorded_at: datetime, details: Sequence[Detail]) -> UUID:
    """
    Let these be where somebody is met and reached, in place of all that was recorded; later imports leave them.

    Another home than before is a key event: the plan is looked through.

    Raises:
        Stale: when somebody changed the person since `recorded_at`; `extra` is the row as it is now.
        Refusal: for somebody protected, whose details are not held here, an unknown kind, a detail that is empty or far too
            long, or over 20 of them.
    """
    check_as_opened(act, recorded_at)
    if act.thing.row["is_protected"]:
        raise Refusal(_("Where this person can be met or reached is protected and not held here."), rule="P10")
    if len(details) > MOST_DETAILS:
        raise Refusal(_("Keep at most %(most)d addresses and numbers.") % {"most": MOST_DETAILS}, field="value-0")
    rows = [_detail(one, number) for number, one in enumerate(details)]
    before = ContactDetail.objects.filter(person_id=person_id).values_list("kind", "value", "postcode")
    if has_moved(list(before), rows):
        act.add(KEY_EVENT, KeyEvent(None, person_id, KeyEventKind.HOME, act.at))
    write_corrected(act, recorded_at, {}, {CONTACT_DETAILS})
    ContactDetail.objects.filter(person_id=person_id).delete()
    insert_contact_details(act=act, rows=[(person_id, "", *row) for row in dict.fromkeys(rows)])
    return person_id


def _detail(one: Detail, number: int) -> tuple[str, str, str]:
    value, postcode = tidy(one.value), tidy(one.postcode).upper()
    if one.kind not in DETAIL_KINDS or not value:
        raise Refusal(_("Enter an address, a phone number or an e-mail address."), field=f"value-{number}")
    if max(len(value), len(postcode)) > LONGEST:
        raise Refusal(_("Shorten this to %(most)s characters.") % {"most": f"{LONGEST:,}"}, field=f"value-{number}")
    return one.kind, value, postcode if one.kind == "address" else ""


def add_contact_details(*, act: Act, person_id: UUID, system: str, details: Sequence[tuple[str, str, str]]) -> bool:
    """
    Let (kind, value, postcode) be what a source says of the kinds it speaks of; return whether anything changed.

    What it says of other kinds stays. Inside an operation; at most three statements.
    """
    kinds = {kind for kind, _value, _postcode in details}
    before = ContactDetail.objects.filter(person_id=person_id, source_system=system, kind__in=kinds)
    if {(one.kind, one.value, one.postcode) for one in before} == set(details):
        return False
    ContactDetail.objects.filter(person_id=person_id, source_system=system, kind__in=kinds).delete()
    insert_contact_details(act=act, rows=[(person_id, system, *one) for one in details])
    return True


def replace_contact_details(
    *, act: Act, sources: list[tuple[UUID, str]], rows: list[tuple[UUID, str, str, str, str]]
) -> None:
    """
    Let (person, system, kind, value, postcode) be all that these sources (person, system) say of where people are met.

    What they say as before is left. Inside an operation; two statements.
    """
    if not sources:
        return
    people, systems = map(list, zip(*sources, strict=True))
    columns: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], [], []]
    with connection.cursor() as cursor:
        cursor.execute(
            "with said as (select * from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[])"
            "  as s (person_id, source_system, kind, value, postcode))"
            " delete from person_contactdetail d using unnest(%s::uuid[], %s::text[]) as o (person_id, source_system)"
            " where d.person_id = o.person_id and d.source_system = o.source_system and not exists ("
            "  select 1 from said s where s.person_id = d.person_id and s.source_system = d.source_system"
            "   and s.kind = d.kind and s.value = d.value and s.postcode = d.postcode)",
            [*columns, people, systems],
        )
    insert_contact_details(act=act, rows=rows)


def insert_contact_details(*, act: Act, rows: list[tuple[UUID, str, str, str, str]]) -> None:
    """Store (person, system, kind, value, postcode) that are not stored yet. Inside an operation; one statement."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into person_contactdetail (id, act_id, person_id, source_system, kind, value, postcode)"
            " select s.id, %s, s.person_id, s.source_system, s.kind, s.value, s.postcode"
            " from unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[])"
            "  as s (id, person_id, source_system, kind, value, postcode) where not exists ("
            "  select 1 from person_contactdetail d where d.person_id = s.person_id and d.source_system = s.source_system"
            "   and d.kind = s.kind and d.value = s.value and d.postcode = s.postcode)",
            [act.id, [ids.new() for _row in rows], *map(list, zip(*rows, strict=True))],
        )


def forget_whereabouts(*, act: Act, person_ids: list[UUID]) -> None:
    """Remove where people who are protected now can be met and reached, whoever said so. Inside an operation; one statement."""
    if not person_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute("delete from person_contactdetail where person_id = any(%s::uuid[])", [person_ids])
    act.concerns(*person_ids)
