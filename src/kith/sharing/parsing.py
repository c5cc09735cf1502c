"""From the bytes of one FHIR resource to what we keep of it; whatever is wrong with it is one refusal with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import msgspec

from kith.person.rules import SEXES, PartialDate, has_hidden_characters, nhs_number, partial_date, tidy
from kith.record.rules import Confidentiality, digest, version_of
from kith.sharing import wire
from kith.sharing.incoming import Home, IncomingPerson, OtherIdentifier, Particulars, PersonKey, Provenance, Refused
from kith.sharing.moments import NotAMoment, When, moment
from kith.sharing.references import NHS_NUMBER, NHS_NUMBER_SYSTEMS, id_key, identifier_key, urn_key

ODS_SYSTEMS = frozenset(
    {"https://fhir.nhs.uk/Id/ods-organization-code", "http://fhir.nhs.net/Id/ods-organization-code"}
)
MOST_IDENTIFIERS = 20
MOST_WAYS = 10

_RESTRICTED = frozenset({"R", "S", "RESTRICTED", "SENSITIVE"})
_VERY_RESTRICTED = frozenset({"V", "T", "REDACTED", "VERY RESTRICTED", "TABOO"})
_NAME_ORDER = {"official": 0, "usual": 1, None: 2, "temp": 3}
_OTHER_NAMES = {"nickname": 1, "anonymous": 2, "old": 3, "maiden": 3}
_ODS_CODE = re.compile(r"[A-Z0-9]{3,12}")
_PRACTICE_REFERENCE = re.compile(r"Organization\?identifier=([^|&]+)\|([A-Za-z0-9]+)")
TYPE_FIRST = re.compile(rb'\s*\{\s*"resourceType"\s*:\s*"([A-Za-z]{1,64})"')
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")

Wire = TypeVar("Wire")
Shape = TypeVar("Shape", bound=wire.Resource)
_HEAD = msgspec.json.Decoder(wire.Head)
_PATIENT = msgspec.json.Decoder(wire.Patient)
packed = msgspec.json.Encoder().encode


def type_of(raw: bytes) -> str | None:
    """
    Return which resource the bytes hold, or None where they do not say.

    Raises:
        Refused: if the bytes are no JSON object.
    """
    first = TYPE_FIRST.match(raw)
    return first[1].decode() if first else decoded(_HEAD.decode, raw).resource_type


def storable(raw: bytes) -> bytes:
    """Return JSON with the character that no database text can hold, NUL, replaced by U+FFFD."""
    return _NUL.sub(rb"\1\\ufffd", raw) if b"\\u0000" in raw else raw


def decoded(decode: Callable[[bytes], Wire], raw: bytes) -> Wire:
    """
    Return the bytes as the shape they should have.

    Raises:
        Refused: if they are not JSON, or a value that we read has the wrong type or size.
    """
    try:
        return decode(raw)
    except msgspec.ValidationError as wrong:
        raise Refused(wire.said(wrong)) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refused("it is not readable JSON") from None
    except RecursionError:
        raise Refused("it is nested too deeply") from None


def understood(resource: Shape) -> Shape:
    """
    Return the resource unless something changes its meaning in a way we do not know.

    Raises:
        Refused: if it carries a modifier extension or implicit rules (FHIR R4, 2.4.4 and 2.26.3).
    """
    if resource.modifier_extension or resource.implicit_rules:
        raise Refused("it carries a modifier that changes its meaning and is not known here")
    return resource


def confidentiality(labels: wire.Labels | None, around: Confidentiality = "normal") -> Confidentiality:
    """
    Return how confidential a resource is by its security labels; without any, as its Bundle is.

    R and V of HL7 v3 Confidentiality, the former codes S and T and the spelt-out forms count in any code system: what
    looks like such a label is taken for one.
    """
    if labels is None or not labels.security:
        return around
    found = [label for label in labels.security if label]
    words = {(word or "").strip().upper() for label in found for word in (label.code, label.display)}
    if words & _VERY_RESTRICTED:
        return "very restricted"
    if words & _RESTRICTED:
        return "restricted"
    return "normal" if found else around


def provenance(resource: wire.Resource, *, kind: str, key: PersonKey, content: bytes) -> Provenance:
    """Return where a resource comes from, with its version."""
    number = updated = None
    if labels := resource.meta:
        number = labels.version_id
        when = moment(labels.last_updated, "meta.lastUpdated")
        updated = when.at.isoformat(timespec="microseconds") if when else None
    return Provenance(key.system, kind, key.value, version_of(number=number, updated=updated, content=content))


def own_key(
    resource: wire.Resource, *, full_url: str | None, base: str, put_id: str | None, content: bytes
) -> PersonKey:
    """
    Return the name under which a resource is known at its source.

    Its id; else the id a PUT gives it, its first identifier with a system, its urn: full URL, and at last its content.
    """
    if identity := resource.id or put_id:
        return id_key(identity, base)
    for identifier in resource.identifier or ():
        if key := identifier_key(identifier):
            return key
    return urn_key(full_url) or PersonKey("id", "content", content.hex())


def incoming_person(
    raw: bytes,
    *,
    full_url: str | None = None,
    base: str = "",
    put_id: str | None = None,
    around: Confidentiality = "normal",
) -> IncomingPerson:
    """
    Return what we keep of a Patient.

    Of a restricted one neither address nor telephone, e-mail or practice is kept: they are dropped here.

    Raises:
        Refused: if there is no name, or a value that we keep is malformed.
    """
    patient = understood(decoded(_PATIENT.decode, raw))
    try:
        return _person(patient, full_url, base, put_id, confidentiality(patient.meta, around) != "normal")
    except NotAMoment as wrong:
        raise Refused(str(wrong)) from None


def _person(
    patient: wire.Patient, full_url: str | None, base: str, put_id: str | None, protected: bool
) -> IncomingPerson:
    family, given, prefix, preferred = _names(patient.name)
    number, identifiers, remarks = _identifiers(patient.identifier)
    dead, died = _death(patient)
    if has_hidden_characters(family + given + prefix + preferred):
        remarks.append("the name holds characters that do not show")
    if any(link and link.type == "replaced-by" for link in patient.link or ()):
        remarks.append("the source says that another record replaced this one")
    who = Particulars(
        family=family,
        given=given,
        prefix=prefix,
        preferred=preferred,
        sex=_sex(patient.gender),
        born=_born(patient.birth_date),
        nhs_number=number,
        identifiers=identifiers,
        dead=dead,
        died=died,
        home=None if protected else _home(patient.address),
        phones=() if protected else _ways(patient.telecom, ("phone", "sms")),
        emails=() if protected else _ways(patient.telecom, ("email",)),
        practice_code=None if protected else _practice(patient.general_practitioner),
        protected=protected,
        active=patient.active is not False,
    )
    content = digest(packed(who))
    key = own_key(patient, full_url=full_url, base=base, put_id=put_id, content=content)
    others = dict.fromkeys(PersonKey("identifier", one.system, one.value) for one in identifiers if one.system)
    if number:
        others[PersonKey("identifier", NHS_NUMBER, number)] = None
    if urn := urn_key(full_url):
        others[urn] = None
    others.pop(key, None)
    return IncomingPerson(
        key=key,
        others=tuple(others),
        provenance=provenance(patient, kind="Patient", key=key, content=content),
        digest=content,
        who=who,
        remarks=tuple(remarks),
    )


def _joined(words: Iterable[str | None] | None, what: str) -> str:
    text = tidy(" ".join(word for word in words or () if word))
    if len(text) > 200:
        raise Refused(f"name: {what} are longer than 200 letters")
    return text


def _names(names: Sequence[wire.HumanName | None] | None) -> tuple[str, str, str, str]:
    """Return family, given, prefix and preferred name; current official names come before others."""
    found = []
    for order, name in enumerate(names or ()):
        if name is None:
            continue
        family, given = tidy(name.family or ""), _joined(name.given, "given names")
        if not family and not given:
            family = tidy(name.text or "")
        if _visible(family) or _visible(given):
            ended = bool(name.period and name.period.end)
            rank = (_OTHER_NAMES.get(name.use or "", 0), ended, _NAME_ORDER.get(name.use, 4), order)
            found.append((rank, family, given, _joined(name.prefix, "prefixes"), name.use))
    if not found:
        raise Refused("it has no name")
    found.sort()
    _, family, given, prefix, use = found[0]
    called = (one[2] for wanted in ("nickname", "usual") for one in found if one[4] == wanted != use and one[2])
    preferred = next(called, "")
    return family, given, prefix, preferred if preferred != given else ""


def _visible(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _sex(code: str | None) -> str:
    if code is None:
        return "unknown"
    if code not in SEXES:
        raise Refused("gender: expected female, male, other or unknown")
    return code


def _born(text: str | None) -> PartialDate | None:
    if text is None:
        return None
    try:
        return partial_date(text)
    except ValueError as wrong:
        raise Refused(f"birthDate {wrong}") from None


def _death(patient: wire.Patient) -> tuple[bool, When | None]:
    died = moment(patient.deceased_date_time, "deceasedDateTime")
    if died and patient.deceased_boolean is False:
        raise Refused("it says both that the person is alive and when they died")
    return bool(died or patient.deceased_boolean), died


def _identifiers(
    identifiers: Sequence[wire.Identifier | None] | None,
) -> tuple[str | None, tuple[OtherIdentifier, ...], list[str]]:
    """Return the NHS number, the other identifiers, and what to remark."""
    numbers: list[str] = []
    others: dict[OtherIdentifier, None] = {}
    remarks: list[str] = []
    for one in identifiers or ():
        value = tidy(one.value or "") if one else ""
        if one is None or not value:
            continue
        number = nhs_number(value) if one.system in NHS_NUMBER_SYSTEMS else None
        if number and one.use != "old":
            numbers.append(number)
            continue
        if one.system in NHS_NUMBER_SYSTEMS and number is None:
            remarks.append("the NHS number fails its check and is kept as another identifier")
        others[OtherIdentifier(one.system or "", value, one.use or "")] = None
    different = list(dict.fromkeys(numbers))
    for number in different[1:]:
        remarks.append("there is more than one NHS number: the first is taken")
        others[OtherIdentifier(NHS_NUMBER, number, "secondary")] = None
    return (different[0] if different else None), tuple(others)[:MOST_IDENTIFIERS], remarks


def _home(addresses: Sequence[wire.Address | None] | None) -> Home | None:
    found = []
    for order, one in enumerate(addresses or ()):
        if one is None or one.use in ("old", "work"):
            continue
        parts = [tidy(part) for part in (*(one.line or ()), one.city, one.district, one.state) if part]
        lines = tuple(dict.fromkeys(part for part in parts if part)) or ((tidy(one.text),) if one.text else ())
        postcode = tidy(one.postal_code or "").upper()
        if lines or postcode:
            rank = (bool(one.period and one.period.end), one.type == "postal", one.use != "home", order)
            found.append((rank, Home(lines, postcode, tidy(one.country or ""))))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _ways(points: Sequence[wire.ContactPoint | None] | None, systems: tuple[str, ...]) -> tuple[str, ...]:
    """Return current numbers or addresses by rank, each once."""
    found = []
    for order, one in enumerate(points or ()):
        if one and one.system in systems and one.use != "old" and not (one.period and one.period.end):
            value = tidy(one.value or "")
            if value:
                found.append((one.rank or 99, order, value))
    return tuple(dict.fromkeys(value for _, _, value in sorted(found)))[:MOST_WAYS]


def _practice(references: Sequence[wire.Reference | None] | None) -> str | None:
    """Return the ODS code of the practice, where the reference states it."""
    found = []
    for order, one in enumerate(references or ()):
        if one is None:
            continue
        stated = _PRACTICE_REFERENCE.search(one.reference or "")
        system, value = (stated[1], stated[2]) if stated else (None, None)
        if one.identifier and one.identifier.value:
            system, value = one.identifier.system, one.identifier.value
        code = (value or "").strip().upper()
        if system in ODS_SYSTEMS and _ODS_CODE.fullmatch(code):
            ended = bool(one.identifier and one.identifier.period and one.identifier.period.end)
            found.append((ended, order, code))
    return min(found)[2] if found else None
