"""From a clinical FHIR resource to the dated facts we keep: one mapping for each kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec
from msgspec import Raw

from kith.record.rules import KIND_OF_RESOURCE, Confidentiality, digest
from kith.sharing import wire
from kith.sharing.incoming import Content, Detail, IncomingFact, PersonKey, Refused
from kith.sharing.moments import NotAMoment, When, moment
from kith.sharing.parsing import decoded, own_key, provenance, understood
from kith.sharing.references import Names

SNOMED = "http://snomed.info/sct"
NOT_STATED = "Not stated"
MOST_WORDS = 20
ENTERED_IN_ERROR = "entered-in-error"
NO_PLACE = Names()

Concepts = Sequence[wire.Concept | None] | None
_MEDICATION = msgspec.json.Decoder(wire.Medication)
_packed = msgspec.msgpack.Encoder().encode


class Code(NamedTuple):
    """One code of a concept, the words for it, and its other codes."""

    system: str | None
    code: str | None
    label: str | None
    also: list[str]


def code_of(concept: wire.Concept | None) -> Code:
    """Return the SNOMED CT code of a concept, else the one the user picked, else the first; words as recorded first."""
    if concept is None:
        return Code(None, None, None, [])
    codings = [one for one in concept.coding or () if one and (one.code or one.display)]
    if not codings:
        return Code(None, None, concept.text, [])
    best = codings[0]
    if len(codings) > 1:
        best = min(codings, key=lambda one: (one.system != SNOMED, not one.user_selected))
    label = concept.text or best.display or next((one.display for one in codings if one.display), None) or best.code
    also = [f"{one.system or ''}|{one.code}" for one in codings if one is not best and one.code][:MOST_WORDS]
    return Code(best.system, best.code, label, also)


def words(concepts: Concepts) -> list[str]:
    """Return the words of several concepts."""
    return [label for one in (concepts or ())[:MOST_WORDS] if (label := code_of(one).label)]


def plain_code(concept: wire.Concept | None) -> str | None:
    """Return the code of a concept from a small fixed list (a status), or its words."""
    found = code_of(concept)
    return found.code or found.label


def _first_code(concepts: Concepts) -> str | None:
    return next((code for one in concepts or () if (code := plain_code(one))), None)


def _detail(**said: str | float | list[str] | None) -> Detail | None:
    return {key: value for key, value in said.items() if value} or None


def _number(value: float) -> str:
    return format(value, ".15g")


def _amount(quantity: wire.Quantity | None) -> str | None:
    if quantity is None or quantity.value is None:
        return None
    unit = quantity.unit or quantity.code
    return f"{quantity.comparator or ''}{_number(quantity.value)}{f' {unit}' if unit else ''}"


def _between(both: wire.Range | None) -> str | None:
    low, high = (_amount(both.low), _amount(both.high)) if both else (None, None)
    return f"{low} to {high}" if low and high else low and f"from {low}" or high and f"up to {high}" or None


class Said(NamedTuple):
    """A value: a number with its unit where it is exact, else text."""

    number: float | None = None
    unit: str | None = None
    text: str | None = None


def value_of(valued: wire.Valued) -> Said:
    """
    Return what an observation says.

    "<5" is text, not the number 5: a bound must never be compared as if it were measured.
    """
    quantity = valued.value_quantity
    if quantity is not None:
        if quantity.value is None or quantity.comparator:
            return Said(unit=quantity.unit or quantity.code, text=_amount(quantity))
        return Said(number=quantity.value, unit=quantity.unit or quantity.code)
    if valued.value_codeable_concept is not None:
        return Said(text=code_of(valued.value_codeable_concept).label)
    if valued.value_string is not None:
        return Said(text=valued.value_string)
    if valued.value_boolean is not None:
        return Said(text="yes" if valued.value_boolean else "no")
    if valued.value_integer is not None:
        return Said(number=float(valued.value_integer))
    return Said(text=_rarer_value(valued))


def _rarer_value(valued: wire.Valued) -> str | None:
    if valued.value_ratio is not None:
        top, under = _amount(valued.value_ratio.numerator), _amount(valued.value_ratio.denominator)
        return f"{top} / {under}" if top and under else top
    if valued.value_period is not None:
        ends = (valued.value_period.start, valued.value_period.end)
        return " to ".join(end for end in ends if end) or None
    return _between(valued.value_range) or valued.value_time or valued.value_date_time


def _coded_value(valued: wire.Valued) -> str | None:
    found = code_of(valued.value_codeable_concept)
    return f"{found.system or ''}|{found.code}" if found.code else None


def _valued(valued: wire.Valued, **rest: object) -> Content:
    code, said = code_of(valued.code), value_of(valued)
    return Content(
        label=code.label or NOT_STATED,
        code_system=code.system,
        code=code.code,
        value_number=said.number,
        value_unit=said.unit,
        value_text=said.text,
        detail=_detail(
            also=code.also,
            value_code=_coded_value(valued) if valued.value_codeable_concept else None,
            interpretation=words(valued.interpretation) if valued.interpretation else None,
            absent=plain_code(valued.data_absent_reason) if valued.data_absent_reason else None,
        ),
        **rest,  # type: ignore[arg-type]  # the times and status, given by name below
    )


def _at(when: When | None, ends: When | None = None) -> dict[str, object]:
    return {
        "starts_at": when.at if when else None,
        "starts_precision": when.precision if when else None,
        "ends_at": ends.at if ends else None,
        "ends_precision": ends.precision if ends else None,
    }


def _during(period: wire.Period | None, field: str) -> tuple[When | None, When | None]:
    if period is None:
        return None, None
    return moment(period.start, f"{field}.start"), moment(period.end, f"{field}.end")


def _noted(text: str | None, field: str) -> dict[str, object]:
    when = moment(text, field)
    return {"noted_at": when.at if when else None}


def _observation(it: wire.Observation, names: Names, base: str) -> list[Content]:
    starts, ends = _during(it.effective_period, "effectivePeriod")
    starts = moment(it.effective_date_time, "effectiveDateTime") or starts or moment(it.effective_instant, "effectiveInstant")
    rest: dict[str, object] = {
        "category": _first_code(it.category),
        "status": it.status,
        "in_error": it.status == ENTERED_IN_ERROR,
        **_at(starts, ends),
        **_noted(it.issued, "issued"),
    }
    contents = [_valued(it, **rest)]
    for component in it.component or ():
        if component:
            contents.append(_valued(component, **rest))  # noqa: PERF401 - the first is not a component
    return contents


def _condition(it: wire.Condition, names: Names, base: str) -> list[Content]:
    code, certainty = code_of(it.code), plain_code(it.verification_status)
    starts, _ = _during(it.onset_period, "onsetPeriod")
    ends, ended = _during(it.abatement_period, "abatementPeriod")
    return [
        Content(
            label=code.label or NOT_STATED,
            code_system=code.system,
            code=code.code,
            category=_first_code(it.category),
            status=certainty if certainty in ("refuted", ENTERED_IN_ERROR) else plain_code(it.clinical_status),
            in_error=certainty == ENTERED_IN_ERROR,
            detail=_detail(
                also=code.also,
                severity=code_of(it.severity).label,
                sites=words(it.body_site),
                certainty=certainty if certainty != "confirmed" else None,
                onset=it.onset_string or _amount(it.onset_age) or _between(it.onset_range),
                end=it.abatement_string or _amount(it.abatement_age) or _between(it.abatement_range),
            ),
            **_at(  # type: ignore[arg-type]  # times by name
                moment(it.onset_date_time, "onsetDateTime") or starts,
                moment(it.abatement_date_time, "abatementDateTime") or ended or ends,
            ),
            **_noted(it.recorded_date, "recordedDate"),  # type: ignore[arg-type]
        )
    ]
