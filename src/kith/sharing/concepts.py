"""Codes, words and values: what FHIR concepts and quantities say, as plain text and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kith.sharing import wire
from kith.sharing.incoming import Detail

SNOMED = "http://snomed.info/sct"
MOST_WORDS = 20

Concepts = Sequence[wire.Concept | None] | None


class Code(NamedTuple):
    """One code of a concept, the words for it, and its other codes."""

    system: str | None = None
    code: str | None = None
    label: str | None = None
    also: Sequence[str] = ()


NO_CODE = Code()


def code_of(concept: wire.Concept | None) -> Code:
    """Return the SNOMED CT code of a concept, else the one the user picked, else the first; words as recorded first."""
    if concept is None:
        return NO_CODE
    codings = concept.coding
    if codings and len(codings) == 1 and (one := codings[0]) and one.code:
        return Code(one.system, one.code, concept.text or one.display or one.code)
    return _best_of(concept)


def _best_of(concept: wire.Concept) -> Code:
    codings = [one for one in concept.coding or () if one and (one.code or one.display)]
    if not codings:
        return Code(label=concept.text)
    best = min(codings, key=lambda one: (one.system != SNOMED, not one.user_selected))
    label = concept.text or best.display or next((one.display for one in codings if one.display), None) or best.code
    also = [f"{one.system or ''}|{one.code}" for one in codings if one is not best and one.code]
    return Code(best.system, best.code, label, also[:MOST_WORDS])


def words(concepts: Concepts) -> list[str]:
    """Return the words of several concepts."""
    return [label for one in (concepts or ())[:MOST_WORDS] if (label := code_of(one).label)]


def plain_code(concept: wire.Concept | None) -> str | None:
    """Return the code of a concept from a small fixed list (a status), or its words."""
    found = code_of(concept)
    return found.code or found.label


def first_code(concepts: Concepts) -> str | None:
    return next((code for one in concepts or () if (code := plain_code(one))), None)


def detail_of(**said: str | float | Sequence[str] | None) -> Detail | None:
    """Return what was said under each name, without what was not."""
    return {key: value for key, value in said.items() if value} or None


def _number(value: float) -> str:
    return format(value, ".15g")


def amount(quantity: wire.Quantity | None) -> str | None:
    if quantity is None or quantity.value is None:
        return None
    unit = quantity.unit or quantity.code
    return f"{quantity.comparator or ''}{_number(quantity.value)}{f' {unit}' if unit else ''}"


def between(both: wire.Range | None) -> str | None:
    low, high = (amount(both.low), amount(both.high)) if both else (None, None)
    return f"{low} to {high}" if low and high else (low and f"from {low}") or (high and f"up to {high}") or None


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
            return Said(unit=quantity.unit or quantity.code, text=amount(quantity))
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
        top, under = amount(valued.value_ratio.numerator), amount(valued.value_ratio.denominator)
        return f"{top} / {under}" if top and under else top
    if valued.value_period is not None:
        ends = (valued.value_period.start, valued.value_period.end)
        return " to ".join(end for end in ends if end) or None
    return between(valued.value_range) or valued.value_time or valued.value_date_time


def coded_value(valued: wire.Valued) -> str | None:
    found = code_of(valued.value_codeable_concept)
    return f"{found.system or ''}|{found.code}" if found.code else None
