"""From a clinical FHIR resource to the dated facts we keep: one mapping for each kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from kith.record.rules import KIND_OF_RESOURCE, Confidentiality, digest
from kith.sharing import wire
from kith.sharing.concepts import (
    MOST_WORDS,
    NO_CODE,
    SNOMED,
    Code,
    amount,
    between,
    code_of,
    coded_value,
    detail_of,
    first_code,
    plain_code,
    value_of,
    words,
)
from kith.sharing.incoming import Content, IncomingFact, PersonKey, Refused, Span
from kith.sharing.moments import NotAMoment, When, moment
from kith.sharing.parsing import confidentiality, decoded, own_key, packed, provenance, understood
from kith.sharing.references import Names

NOT_STATED = "Not stated"
ENTERED_IN_ERROR = "entered-in-error"
NO_NAMES = Names()

_MEDICATION = msgspec.json.Decoder(wire.Medication)


def _during(period: wire.Period | None, field: str) -> tuple[When | None, When | None]:
    if period is None:
        return None, None
    return moment(period.start, f"{field}.start"), moment(period.end, f"{field}.end")


def _valued(valued: wire.Valued, *, category: str | None, status: str | None, span: Span) -> Content:
    code, said = code_of(valued.code), value_of(valued)
    detail = None
    if code.also or valued.value_codeable_concept or valued.interpretation or valued.data_absent_reason:
        detail = detail_of(
            also=code.also,
            value_code=coded_value(valued),
            interpretation=words(valued.interpretation),
            absent=plain_code(valued.data_absent_reason),
        )
    return Content(
        label=code.label or NOT_STATED,
        code_system=code.system,
        code=code.code,
        category=category,
        value_number=said.number,
        value_unit=said.unit,
        value_text=said.text,
        span=span,
        status=status,
        in_error=status == ENTERED_IN_ERROR,
        detail=detail,
    )


def _observation(it: wire.Observation, names: Names, base: str) -> list[Content]:
    starts, ends = _during(it.effective_period, "effectivePeriod")
    at = moment(it.effective_date_time, "effectiveDateTime") or moment(it.effective_instant, "effectiveInstant")
    span = Span(at or starts, ends, moment(it.issued, "issued"))
    category = first_code(it.category)
    parts = [it, *(understood(part) for part in it.component if part)] if it.component else [it]
    return [_valued(part, category=category, status=it.status, span=span) for part in parts]


def _condition(it: wire.Condition, names: Names, base: str) -> list[Content]:
    code, certainty = code_of(it.code), plain_code(it.verification_status)
    starts, _ = _during(it.onset_period, "onsetPeriod")
    ends, ended = _during(it.abatement_period, "abatementPeriod")
    content = Content(
        label=code.label or NOT_STATED,
        code_system=code.system,
        code=code.code,
        category=first_code(it.category),
        span=Span(
            moment(it.onset_date_time, "onsetDateTime") or starts,
            moment(it.abatement_date_time, "abatementDateTime") or ended or ends,
            moment(it.recorded_date, "recordedDate"),
        ),
        status=certainty if certainty in ("refuted", ENTERED_IN_ERROR) else plain_code(it.clinical_status),
        in_error=certainty == ENTERED_IN_ERROR,
        detail=detail_of(
            also=code.also,
            severity=code_of(it.severity).label,
            sites=words(it.body_site),
            certainty=certainty if certainty != "confirmed" else None,
            onset=it.onset_string or amount(it.onset_age) or between(it.onset_range),
            end=it.abatement_string or amount(it.abatement_age) or between(it.abatement_range),
        ),
    )
    return [content]


def _allergy(it: wire.AllergyIntolerance, names: Names, base: str) -> list[Content]:
    reactions = [one for one in it.reaction or () if one]
    concept = it.code or next((one.substance for one in reactions if one.substance), None)
    code, certainty = code_of(concept), plain_code(it.verification_status)
    starts, ends = _during(it.onset_period, "onsetPeriod")
    moment(it.last_occurrence, "lastOccurrence")  # only to refuse what is no date
    content = Content(
        label=code.label or NOT_STATED,
        code_system=code.system,
        code=code.code,
        category=next((one for one in it.category or () if one), None),
        span=Span(
            moment(it.onset_date_time, "onsetDateTime") or starts, ends, moment(it.recorded_date, "recordedDate")
        ),
        status=certainty if certainty in ("refuted", ENTERED_IN_ERROR) else plain_code(it.clinical_status),
        in_error=certainty == ENTERED_IN_ERROR,
        detail=detail_of(
            also=code.also,
            type=it.type,
            criticality=it.criticality,
            certainty=certainty if certainty != "confirmed" else None,
            reactions=[word for one in reactions for word in words(one.manifestation)][:MOST_WORDS],
            severity=next((one.severity for one in reactions if one.severity), None),
            onset=it.onset_string or amount(it.onset_age) or between(it.onset_range),
            last=it.last_occurrence,
        ),
    )
    return [content]


def _encounter(it: wire.Encounter, names: Names, base: str) -> list[Content]:
    code = next((found for one in it.type or () if (found := code_of(one)).label), NO_CODE)
    setting = it.class_
    starts, ends = _during(it.period, "period")
    place = names.of(it.service_provider, base) or next(
        (name for one in it.location or () if one and (name := names.of(one.location, base))), None
    )
    content = Content(
        label=code.label or (setting and (setting.display or setting.code)) or NOT_STATED,
        code_system=code.system,
        code=code.code,
        category=setting.code if setting else None,
        span=Span(starts, ends),
        status=it.status,
        in_error=it.status == ENTERED_IN_ERROR,
        place=place,
        detail=detail_of(
            also=code.also,
            reasons=words(it.reason_code),
            discharge=code_of(it.hospitalization.discharge_disposition).label if it.hospitalization else None,
        ),
    )
    return [content]


def _care_plan(it: wire.CarePlan, names: Names, base: str) -> list[Content]:
    found = [code for one in it.category or () if (code := code_of(one)).label]
    code = next((one for one in found if one.system == SNOMED), found[0] if found else NO_CODE)
    starts, ends = _during(it.period, "period")
    lines = [one for one in it.activity or () if one][:MOST_WORDS]
    steps = [(word, one.detail.status or "") for one in lines if one.detail and (word := _activity(one.detail))]
    content = Content(
        label=it.title or code.label or it.description or NOT_STATED,
        code_system=code.system,
        code=code.code,
        span=Span(starts, ends, moment(it.created, "created")),
        status=it.status,
        in_error=it.status == ENTERED_IN_ERROR,
        detail=detail_of(
            intent=it.intent,
            about=it.description if it.title or code.label else None,
            activities=[word for word, _stage in steps],
            stages=[stage for _word, stage in steps] if any(stage for _word, stage in steps) else None,
            outcomes=[word for one in lines for word in words(one.outcome_codeable_concept)][:MOST_WORDS],
            by=names.of(it.author, base),
        ),
    )
    return [content]


def _activity(detail: wire.ActivityDetail) -> str | None:
    return code_of(detail.code).label or detail.description


def _goal(it: wire.Goal, names: Names, base: str) -> list[Content]:
    code = code_of(it.description)
    due = next((one.due_date for one in it.target or () if one and one.due_date), None)
    content = Content(
        label=code.label or NOT_STATED,
        code_system=code.system,
        code=code.code,
        category=first_code(it.category),
        span=Span(
            moment(it.start_date, "startDate"), moment(due, "target.dueDate"), moment(it.status_date, "statusDate")
        ),
        status=it.lifecycle_status,
        in_error=it.lifecycle_status == ENTERED_IN_ERROR,
        detail=detail_of(priority=code_of(it.priority).label, achievement=plain_code(it.achievement_status)),
    )
    return [content]


def _care_team(it: wire.CareTeam, names: Names, base: str) -> list[Content]:
    code = next((found for one in it.category or () if (found := code_of(one)).label), NO_CODE)
    starts, ends = _during(it.period, "period")
    people = []
    for one in (it.participant or ())[:MOST_WORDS]:
        name = names.of(one.member, base) if one else None
        role = next(iter(words(one.role)), None) if one else None
        people.append(f"{name} ({role})" if name and role else name or role)
    content = Content(
        label=it.name or code.label or NOT_STATED,
        code_system=code.system,
        code=code.code,
        span=Span(starts, ends),
        status=it.status,
        in_error=it.status == ENTERED_IN_ERROR,
        place=next((name for one in it.managing_organization or () if (name := names.of(one, base))), None),
        detail=detail_of(members=[one for one in people if one]),
    )
    return [content]


def medicine_of(it: wire.Medicine, names: Names, base: str) -> Code:
    """
    Return which medicine is meant: by code, by what its own resource says, or by what the reference is called.

    The label is None where only a reference is given and what it points at has not been read.
    """
    if it.medication_codeable_concept is not None:
        return code_of(it.medication_codeable_concept)
    pointer = it.medication_reference
    if pointer and pointer.reference and pointer.reference.startswith("#"):
        for raw in it.contained or ():
            held = decoded(wire.held, raw)
            if held.id == pointer.reference[1:] and held.resource_type == "Medication":
                return code_of(decoded(_MEDICATION.decode, raw).code)
    return Code(label=names.of(pointer, base))


def _medicine(
    it: wire.Medicine, names: Names, base: str, *, span: Span, doses: Sequence[wire.Dose | None], **said: str | None
) -> list[Content]:
    code = medicine_of(it, names, base)
    doing = [one.text or one.patient_instruction for one in doses if one]
    content = Content(
        label=code.label or NOT_STATED,
        code_system=code.system,
        code=code.code,
        value_text="; ".join(one for one in doing[:MOST_WORDS] if one) or None,
        span=span,
        status=it.status,
        in_error=it.status == ENTERED_IN_ERROR,
        detail=detail_of(
            also=code.also,
            reasons=words(it.reason_code),
            **said,
        ),
    )
    return [content]


def _ordered(it: wire.MedicationRequest, names: Names, base: str) -> list[Content]:
    at = moment(it.authored_on, "authoredOn")
    contents = _medicine(
        it, names, base, span=Span(at, None, at), doses=it.dosage_instruction or (), intent=it.intent, event="ordered"
    )
    if it.do_not_perform:
        contents = [msgspec.structs.replace(one, status="do not give") for one in contents]
    return contents


def _stated(it: wire.MedicationStatement, names: Names, base: str) -> list[Content]:
    starts, ends = _during(it.effective_period, "effectivePeriod")
    span = Span(
        moment(it.effective_date_time, "effectiveDateTime") or starts, ends, moment(it.date_asserted, "dateAsserted")
    )
    return _medicine(it, names, base, span=span, doses=it.dosage or (), event="stated")


def _given(it: wire.MedicationAdministration, names: Names, base: str) -> list[Content]:
    starts, ends = _during(it.effective_period, "effectivePeriod")
    span = Span(moment(it.effective_date_time, "effectiveDateTime") or starts, ends)
    return _medicine(it, names, base, span=span, doses=(it.dosage,), event="given")


def _dispensed(it: wire.MedicationDispense, names: Names, base: str) -> list[Content]:
    prepared = moment(it.when_prepared, "whenPrepared")
    span = Span(moment(it.when_handed_over, "whenHandedOver") or prepared)
    return _medicine(it, names, base, span=span, doses=it.dosage_instruction or (), event="dispensed")


class Reader(NamedTuple):
    """How one resource type is read: its shape, and what its contents are."""

    decode: Callable[[bytes], wire.Fact]
    contents: Callable[..., list[Content]]


READERS = {
    shape.__name__: Reader(msgspec.json.Decoder(shape).decode, contents)
    for shape, contents in (
        (wire.Observation, _observation),
        (wire.Condition, _condition),
        (wire.AllergyIntolerance, _allergy),
        (wire.Encounter, _encounter),
        (wire.CarePlan, _care_plan),
        (wire.Goal, _goal),
        (wire.CareTeam, _care_team),
        (wire.MedicationRequest, _ordered),
        (wire.MedicationStatement, _stated),
        (wire.MedicationAdministration, _given),
        (wire.MedicationDispense, _dispensed),
    )
}


def read_fact(kind: str, raw: bytes) -> wire.Fact:
    """
    Return a clinical resource of one of the types in READERS, checked.

    Raises:
        Refused: if it is malformed, or carries what changes its meaning.
    """
    return understood(decoded(READERS[kind].decode, raw))


def incoming_facts(
    it: wire.Fact,
    person: PersonKey,
    *,
    names: Names = NO_NAMES,
    full_url: str | None = None,
    base: str = "",
    put_id: str | None = None,
    around: Confidentiality = "normal",
) -> list[IncomingFact]:
    """
    Return the facts a checked resource says about a person: itself, then its parts.

    Raises:
        Refused: if a date in it is none.
    """
    kind = type(it).__name__
    try:
        contents = READERS[kind].contents(it, names, base)
        whole = digest(packed(it))
        key = own_key(it, full_url=full_url, base=base, put_id=put_id, content=whole)
        origin = provenance(it, kind=kind, key=key, content=whole)
    except NotAMoment as wrong:
        raise Refused(str(wrong)) from None
    label, parts = confidentiality(it.meta, around), len(contents) - 1
    return [
        IncomingFact(person, KIND_OF_RESOURCE[kind], origin, part, parts, whole, label, content)
        for part, content in enumerate(contents)
    ]


def without_place(fact: IncomingFact) -> IncomingFact:
    """Return a fact without where it took place, who is on the team and who wrote it: that says where somebody can be met."""
    content = fact.content
    detail = {key: value for key, value in (content.detail or {}).items() if key not in ("members", "by")} or None
    return msgspec.structs.replace(fact, content=msgspec.structs.replace(content, place=None, detail=detail))
