"""
The shapes of FHIR R4 that an import reads, and nothing else of them: fields not named here are skipped unread.

A value of the wrong type is an error with its path; a null counts as absent. Text has a length limit everywhere.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Raw, Struct, field

Text = Annotated[str, Meta(max_length=4_000)]
Short = Annotated[str, Meta(max_length=500)]
Key = Annotated[str, Meta(max_length=255)]  # two of them, four bytes a letter, still fit one row of an index
Name = Annotated[str, Meta(max_length=200)]
Number = Annotated[float, Meta(ge=-1e300, le=1e300)]
Whole = Annotated[int, Meta(ge=-(2**53), le=2**53)]
NOTHING = Raw()


class Shape(Struct, gc=False, rename="camel", omit_defaults=True):
    """What all shapes share: small, and named as in FHIR."""


class Coding(Shape):
    """One code from one system."""

    system: Short | None = None
    code: Short | None = None
    display: Text | None = None
    user_selected: bool | None = None


class Concept(Shape):
    """FHIR CodeableConcept: the same thing in several code systems, and in words."""

    coding: list[Coding | None] | None = None
    text: Text | None = None


class Period(Shape):
    """From, until."""

    start: Short | None = None
    end: Short | None = None


class Identifier(Shape):
    """A number or name given by somebody."""

    system: Key | None = None
    value: Key | None = None
    use: Short | None = None
    period: Period | None = None


class Reference(Shape):
    """A pointer to another resource."""

    reference: Text | None = None
    identifier: Identifier | None = None
    display: Text | None = None
    type: Short | None = None


class Quantity(Shape):
    """A number with its unit; a comparator says that it is only a bound."""

    value: Number | None = None
    comparator: Short | None = None
    unit: Short | None = None
    code: Short | None = None


class Range(Shape):
    """Between two quantities."""

    low: Quantity | None = None
    high: Quantity | None = None


class Ratio(Shape):
    """One quantity by another."""

    numerator: Quantity | None = None
    denominator: Quantity | None = None


class Labels(Shape):
    """FHIR Meta: version and security labels."""

    version_id: Short | None = None
    last_updated: Short | None = None
    security: list[Coding | None] | None = None


class HumanName(Shape):
    """One name of a person."""

    use: Short | None = None
    text: Name | None = None
    family: Name | None = None
    given: list[Name | None] | None = None
    prefix: list[Name | None] | None = None
    period: Period | None = None


class ContactPoint(Shape):
    """A telephone number, an e-mail address."""

    system: Short | None = None
    value: Short | None = None
    use: Short | None = None
    rank: Whole | None = None
    period: Period | None = None


class Address(Shape):
    """A postal address."""

    use: Short | None = None
    type: Short | None = None
    text: Text | None = None
    line: list[Short | None] | None = None
    city: Short | None = None
    district: Short | None = None
    state: Short | None = None
    postal_code: Short | None = None
    country: Short | None = None
    period: Period | None = None


class Link(Shape):
    """Another record of the same person."""

    type: Short | None = None


class Resource(Shape):
    """What every kept resource has."""

    id: Key | None = None
    meta: Labels | None = None
    identifier: list[Identifier | None] | None = None
    implicit_rules: Text | None = None
    modifier_extension: list[Raw] | None = None


class Patient(Resource):
    """Somebody; `contact`, `photo` and extensions are not read."""

    active: bool | None = None
    name: list[HumanName | None] | None = None
    telecom: list[ContactPoint | None] | None = None
    gender: Short | None = None
    birth_date: Short | None = None
    deceased_boolean: bool | None = None
    deceased_date_time: Short | None = None
    address: list[Address | None] | None = None
    general_practitioner: list[Reference | None] | None = None
    link: list[Link | None] | None = None


class Fact(Resource):
    """What every dated fact has: about whom, during which encounter."""

    subject: Reference | None = None
    patient: Reference | None = None


class Condition(Fact):
    """A diagnosis, problem or finding."""

    clinical_status: Concept | None = None
    verification_status: Concept | None = None
    category: list[Concept | None] | None = None
    severity: Concept | None = None
    code: Concept | None = None
    body_site: list[Concept | None] | None = None
    onset_date_time: Short | None = None
    onset_age: Quantity | None = None
    onset_period: Period | None = None
    onset_range: Range | None = None
    onset_string: Text | None = None
    abatement_date_time: Short | None = None
    abatement_age: Quantity | None = None
    abatement_period: Period | None = None
    abatement_range: Range | None = None
    abatement_string: Text | None = None
    recorded_date: Short | None = None


class Reaction(Shape):
    """What happened when it happened."""

    substance: Concept | None = None
    manifestation: list[Concept | None] | None = None
    severity: Short | None = None


class AllergyIntolerance(Fact):
    """An allergy or intolerance."""

    clinical_status: Concept | None = None
    verification_status: Concept | None = None
    type: Short | None = None
    category: list[Short | None] | None = None
    criticality: Short | None = None
    code: Concept | None = None
    onset_date_time: Short | None = None
    onset_age: Quantity | None = None
    onset_period: Period | None = None
    onset_range: Range | None = None
    onset_string: Text | None = None
    recorded_date: Short | None = None
    last_occurrence: Short | None = None
    reaction: list[Reaction | None] | None = None


class Valued(Fact):
    """The eleven forms in which an observation says its value; sampled data is not read."""

    code: Concept | None = None
    value_quantity: Quantity | None = None
    value_codeable_concept: Concept | None = None
    value_string: Text | None = None
    value_boolean: bool | None = None
    value_integer: Whole | None = None
    value_range: Range | None = None
    value_ratio: Ratio | None = None
    value_time: Short | None = None
    value_date_time: Short | None = None
    value_period: Period | None = None
    data_absent_reason: Concept | None = None
    interpretation: list[Concept | None] | None = None


class Observation(Valued):
    """A measurement or finding, perhaps with parts."""

    status: Short | None = None
    category: list[Concept | None] | None = None
    effective_date_time: Short | None = None
    effective_period: Period | None = None
    effective_instant: Short | None = None
    issued: Short | None = None
    component: list[Valued | None] | None = None


class At(Shape):
    """Where an encounter took place."""

    location: Reference | None = None


class Discharge(Shape):
    """How a stay ended."""

    discharge_disposition: Concept | None = None


class Encounter(Fact):
    """A visit, stay or attendance elsewhere."""

    status: Short | None = None
    class_: Coding | None = field(name="class", default=None)
    type: list[Concept | None] | None = None
    reason_code: list[Concept | None] | None = None
    period: Period | None = None
    location: list[At | None] | None = None
    service_provider: Reference | None = None
    hospitalization: Discharge | None = None


class ActivityDetail(Shape):
    """One thing planned."""

    code: Concept | None = None
    description: Text | None = None
    status: Short | None = None


class Activity(Shape):
    """One line of a care plan."""

    detail: ActivityDetail | None = None
    outcome_codeable_concept: list[Concept | None] | None = None


class CarePlan(Fact):
    """A plan made elsewhere."""

    status: Short | None = None
    intent: Short | None = None
    category: list[Concept | None] | None = None
    title: Text | None = None
    description: Text | None = None
    period: Period | None = None
    created: Short | None = None
    author: Reference | None = None
    activity: list[Activity | None] | None = None


class Target(Shape):
    """By when a goal is to be reached."""

    due_date: Short | None = None


class Goal(Fact):
    """What somebody wants to reach."""

    lifecycle_status: Short | None = None
    achievement_status: Concept | None = None
    category: list[Concept | None] | None = None
    priority: Concept | None = None
    description: Concept | None = None
    start_date: Short | None = None
    status_date: Short | None = None
    target: list[Target | None] | None = None


class Participant(Shape):
    """Somebody on a care team."""

    role: list[Concept | None] | None = None
    member: Reference | None = None


class CareTeam(Fact):
    """A team elsewhere."""

    status: Short | None = None
    category: list[Concept | None] | None = None
    name: Text | None = None
    period: Period | None = None
    participant: list[Participant | None] | None = None
    managing_organization: list[Reference | None] | None = None


class Dose(Shape):
    """How a medicine is to be taken, in words."""

    text: Text | None = None
    patient_instruction: Text | None = None


class Medicine(Fact):
    """What the four resources on medicines share: which one, why, and how it stands."""

    contained: list[Raw] | None = None
    status: Short | None = None
    medication_codeable_concept: Concept | None = None
    medication_reference: Reference | None = None
    reason_code: list[Concept | None] | None = None


class MedicationRequest(Medicine):
    """A medicine ordered."""

    intent: Short | None = None
    do_not_perform: bool | None = None
    authored_on: Short | None = None
    dosage_instruction: list[Dose | None] | None = None


class MedicationStatement(Medicine):
    """A medicine said to be taken."""

    effective_date_time: Short | None = None
    effective_period: Period | None = None
    date_asserted: Short | None = None
    dosage: list[Dose | None] | None = None


class MedicationAdministration(Medicine):
    """A medicine given."""

    effective_date_time: Short | None = None
    effective_period: Period | None = None
    dosage: Dose | None = None


class MedicationDispense(Medicine):
    """A medicine handed out."""

    when_prepared: Short | None = None
    when_handed_over: Short | None = None
    dosage_instruction: list[Dose | None] | None = None


class Named(Resource):
    """A practitioner, organisation or location: only its name, to say who or where."""

    name: list[HumanName | None] | Text | None = None


class Medication(Resource):
    """A medicine by itself, pointed at by orders."""

    code: Concept | None = None


class Request(Shape):
    """What a transaction wants done with an entry."""

    method: Short | None = None
    url: Text | None = None


class Entry(Shape):
    """One entry of a Bundle, its resource still unread."""

    full_url: Short | None = None
    resource: Raw = NOTHING
    request: Request | None = None


class Bundle(Shape):
    """A Bundle, its entries still unread."""

    type: Short | None = None
    meta: Labels | None = None
    entry: list[Entry | None] | None = None


class LooseBundle(Shape):
    """A Bundle one of whose entries is no entry."""

    type: Short | None = None
    meta: Labels | None = None
    entry: list[Raw] | None = None


class Head(Shape):
    """What a resource is."""

    resource_type: Short | None = None


class Held(Shape):
    """A resource inside another."""

    id: Short | None = None
    resource_type: Short | None = None


held = msgspec.json.Decoder(Held).decode


def said(error: msgspec.ValidationError) -> str:
    """Return what is wrong, in words, without the value."""
    wrong, _, path = str(error).partition(" - at ")
    wrong = wrong.replace("`", "").replace(" | null", "").replace("Expected", "expected", 1)
    for word, plain in _PLAIN:
        wrong = wrong.replace(word, plain)
    return f"{path.strip('`').removeprefix('$.') or 'the resource'}: {wrong}"


_PLAIN = (
    ("str of length <=", "text no longer than"),
    ("str", "text"),
    ("array", "a list"),
    ("object", "an object"),
    ("bool", "true or false"),
    ("float", "a number"),
    ("int", "a whole number"),
)
