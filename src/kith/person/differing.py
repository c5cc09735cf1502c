"""Where a newer record says otherwise than what was corrected here: noted, asked about, and settled."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from kith.act import Act, Refusal
from kith.person.checking import checked_number
from kith.person.models import Difference, Person
from kith.person.queries import differences, sight_of_person
from kith.web.words import listed

FIELD_WORDS: Mapping[str, Any] = {
    "family": later("family name"),
    "given": later("given name"),
    "known_as": later("what they are called"),
    "sex": later("sex"),
    "birth_date": later("date of birth"),
    "nhs_number": later("NHS number"),
    "is_dead": later("whether they live"),
}
"""What can differ between what stands here and a newer record, in words."""


def note_differences(
    *, act: Act, sources: list[tuple[UUID, str]], rows: list[tuple[UUID, str, dict[str, Any], str, str]]
) -> None:
    """
    Let (person, field, says, system, version) be what these sources (person, system) say of what was corrected here.

    What one of them asked before and says no more goes; what is said as before stays, settled or not; what is said
    otherwise replaces it. Inside an operation; two statements.
    """
    if not sources:
        return
    people, systems = map(list, zip(*sources, strict=True))
    names = ("person_id", "field", "says", "source_system", "source_version")
    given = msgspec.json.encode([dict(zip(names, row, strict=True)) for row in rows]).decode()
    said = (
        "said as (select * from jsonb_to_recordset(%s::jsonb)"
        " as s (person_id uuid, field text, says jsonb, source_system text, source_version text))"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"with {said} delete from person_difference d using unnest(%s::uuid[], %s::text[]) r (person_id, system)"  # noqa: S608  (our own names)
            " where d.person_id = r.person_id and not exists (select 1 from said s"
            "   where s.person_id = d.person_id and s.field = d.field and s.says = d.says)"
            "  and (not d.is_kept and d.source_system = r.system"
            "   or exists (select 1 from said s where s.person_id = d.person_id and s.field = d.field))",
            [given, people, systems],
        )
        cursor.execute(
            f"with {said} insert into person_difference"  # noqa: S608  (our own names)
            " (id, act_id, is_kept, person_id, field, says, source_system, source_version)"
            " select gen_random_uuid(), %s, false, s.* from said s on conflict (person_id, field) do nothing",
            [given, act.id],
        )


def settle_differences(*, act: Act, person_id: UUID, seen: Collection[UUID], taken: Collection[UUID]) -> list[str]:
    """
    Take over what newer records say in the differences `taken`, keep what stands here in the others; return it in words.

    What is taken over is corrected here no more; what is kept is not asked again until a record says otherwise. Inside an
    operation; at most five statements.

    Raises:
        Refusal: when the differences are not those `seen` any more, or the NHS number to be taken over is somebody's.
    """
    now = {one.id: one for one in differences(person_id=person_id)}
    if set(now) != set(seen) or not set(taken) <= set(now):
        raise Refusal(
            _("What the records say has changed since you opened this. Nothing was saved yet: compare again.")
        )
    chosen = [now[key] for key in taken]
    if chosen:
        _take_over(act, person_id, chosen)
        Difference.objects.filter(id__in=list(taken)).delete()
    kept = [one for key, one in now.items() if key not in taken]
    if kept:
        Difference.objects.filter(id__in=[one.id for one in kept]).update(is_kept=True, act_id=act.id)
    act.concerns(person_id, fields=sorted(one.field for one in chosen))
    return [
        words % {"fields": listed(str(FIELD_WORDS[one.field]) for one in some)}
        for words, some in ((_("Kept: %(fields)s."), kept), (_("Taken over: %(fields)s."), chosen))
        if some
    ]


def _take_over(act: Act, person_id: UUID, chosen: list[Difference]) -> None:
    row = sight_of_person(person_id=person_id).row
    values = {name: value for one in chosen for name, value in one.says.items()}
    if number := values.get("nhs_number"):
        checked_number(number, "")
    corrected = sorted(set(row["corrected_fields"]) - {one.field for one in chosen})
    Person.objects.filter(id=person_id).update(**values, corrected_fields=corrected, act_id=act.id)
