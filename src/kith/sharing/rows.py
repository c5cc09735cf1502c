"""From what an import read to the columns it is stored in. Pure."""

from typing import Any
from uuid import UUID

import msgspec

from kith.record.rules import digest
from kith.sharing.incoming import IncomingFact, IncomingPerson


def person_values(person: IncomingPerson) -> dict[str, Any]:
    """Return the columns of a person; somebody protected has no area, practice or network."""
    who = person.who
    return {
        "family": who.family,
        "given": who.given,
        "known_as": who.preferred,
        "sex": who.sex,
        "birth_date": who.born.first if who.born else None,
        "birth_precision": who.born.precision if who.born else "day",
        "nhs_number": who.nhs_number,
        "is_dead": who.dead,
        "died_at": who.died.at if who.dead and who.died else None,
        "is_protected": who.protected,
        "practice_code": "" if who.protected else who.practice_code or "",
        "small_area": "" if who.protected else person.small_area or "",
        "pcn_code": "" if who.protected else person.pcn_code or "",
    }


def person_digest(person: IncomingPerson) -> str:
    """Return what changes when anything we keep of a person changes, their placement included."""
    return digest(msgspec.json.encode([person_values(person), details(person)])).hex()


def details(person: IncomingPerson) -> list[tuple[str, str, str]]:
    """Return (kind, value, postcode) of where somebody is met and reached; nothing of somebody protected."""
    who = person.who
    if who.protected:
        return []
    home = [("address", ", ".join(who.home.lines), who.home.postcode)] if who.home and any(who.home.lines) else []
    phones = [("phone", phone, "") for phone in who.phones]
    return [*home, *phones, *(("email", email, "") for email in who.emails)]


def fact_row(fact: IncomingFact, person_id: UUID) -> dict[str, Any]:
    """Return the columns of a fact about a person."""
    content, origin, span = fact.content, fact.provenance, fact.content.span
    detail = dict(content.detail or {})
    if content.place:
        detail["place"] = content.place
    return {
        "person_id": person_id,
        "kind": fact.kind,
        "category": content.category or "",
        "code_system": content.code_system or "",
        "code": content.code or "",
        "label": content.label,
        "number": content.value_number,
        "unit": content.value_unit or "",
        "text": content.value_text or "",
        "status": content.status or "",
        "is_in_error": content.in_error,
        "confidentiality": fact.confidentiality,
        "starts_at": span.starts.at if span.starts else None,
        "starts_precision": span.starts.precision if span.starts else "moment",
        "ends_at": span.ends.at if span.ends else None,
        "ends_precision": span.ends.precision if span.ends else "moment",
        "noted_at": span.noted.at if span.noted else None,
        "source_system": origin.system,
        "source_type": origin.type,
        "source_id": origin.id,
        "source_part": fact.part,
        "source_version": origin.version,
        "source_digest": fact.digest.hex(),
        "detail": detail,
    }
