from datetime import UTC, datetime

import pytest

from kith.sharing.facts import NOT_STATED
from kith.sharing.incoming import Span
from kith.sharing.moments import When

from .made import ADA, a_bundle, a_fact, a_patient

SNOMED = "http://snomed.info/sct"


def quantity(value, unit="mm[Hg]", **more):
    return {"value": value, "unit": unit, **more}


def content_of(desk, resource):
    taken = desk.take(a_patient(), resource)
    assert taken.reasons == []
    return taken.fact.content


def test_a_condition_becomes_a_fact(desk):
    taken = desk.take(
        a_patient(),
        a_fact(
            meta={"versionId": "2", "security": [{"code": "R"}]},
            clinicalStatus={"coding": [{"code": "active"}]},
            verificationStatus={"coding": [{"code": "provisional"}]},
            category=[{"coding": [{"code": "problem-list-item"}]}],
            severity={"text": "Severe"},
            onsetDateTime="2004",
            abatementDateTime="2020-06-01",
            recordedDate="2014-10-09T14:58:00+11:00",
        ),
    )
    fact = taken.fact

    assert (fact.kind, fact.person.value, fact.part, fact.parts) == ("condition", ADA, 0, 0)
    assert (fact.provenance.type, fact.provenance.id, fact.provenance.version) == ("Condition", "condition-1", "v:2")
    assert fact.confidentiality == "restricted"
    assert (fact.content.code_system, fact.content.code, fact.content.label) == (SNOMED, "195967001", "Asthma")
    assert (fact.content.category, fact.content.status, fact.content.in_error) == ("problem-list-item", "active", False)
    assert fact.content.detail == {"severity": "Severe", "certainty": "provisional"}
    assert fact.content.span == Span(
        When(datetime(2004, 1, 1, tzinfo=UTC), "year"),
        When(datetime(2020, 5, 31, 23, tzinfo=UTC), "day"),
        When(datetime(2014, 10, 9, 3, 58, tzinfo=UTC), "moment"),
    )


@pytest.mark.parametrize(("certainty", "in_error"), [("entered-in-error", True), ("refuted", False)])
def test_what_was_entered_in_error_or_refuted_says_so_before_anything_else(desk, certainty, in_error):
    content = content_of(
        desk,
        a_fact(clinicalStatus={"coding": [{"code": "active"}]}, verificationStatus={"coding": [{"code": certainty}]}),
    )

    assert (content.status, content.in_error) == (certainty, in_error)


def test_the_parts_of_a_blood_pressure_are_facts_of_their_own(desk):
    taken = desk.take(
        a_patient(),
        a_fact(
            "Observation",
            status="final",
            code={"coding": [{"system": "http://loinc.org", "code": "85354-9"}], "text": "Blood pressure"},
            effectiveDateTime="2026-01-05T09:30:00Z",
            component=[
                {
                    "code": {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]},
                    "valueQuantity": quantity(131),
                },
                {
                    "code": {"coding": [{"system": "http://loinc.org", "code": "8462-4"}]},
                    "valueQuantity": quantity(82.5),
                },
            ],
        ),
    )

    assert [(one.part, one.parts, one.content.code, one.content.value_number) for one in taken.facts] == [
        (0, 2, "85354-9", None),
        (1, 2, "8480-6", 131),
        (2, 2, "8462-4", 82.5),
    ]
    assert len({one.content.span for one in taken.facts}) == len({one.provenance for one in taken.facts}) == 1
    assert taken.kept == {"Patient": 1, "Observation": 1}


@pytest.mark.parametrize(
    ("value", "number", "unit", "text"),
    [
        ({"valueQuantity": quantity(5.4, "mmol/L")}, 5.4, "mmol/L", None),
        ({"valueQuantity": {"value": 5, "code": "kg"}}, 5, "kg", None),
        ({"valueQuantity": quantity(5, "mmol/L", comparator="<")}, None, "mmol/L", "<5 mmol/L"),
        ({"valueQuantity": {"unit": "kg"}}, None, "kg", None),
        ({"valueQuantity": quantity(1e-245, "g")}, 1e-245, "g", None),
        ({"valueInteger": 7}, 7, None, None),
        ({"valueString": "clear"}, None, None, "clear"),
        ({"valueBoolean": False}, None, None, "no"),
        ({"valueCodeableConcept": {"text": "Never smoker"}}, None, None, "Never smoker"),
        ({"valueRange": {"low": quantity(1, "h"), "high": quantity(2, "h")}}, None, None, "1 h to 2 h"),
        ({"valueRange": {"low": quantity(1, "h")}}, None, None, "from 1 h"),
        ({"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 128}}}, None, None, "1 / 128"),
        ({"valueTime": "10:30:00"}, None, None, "10:30:00"),
        ({"valueDateTime": "2020"}, None, None, "2020"),
        ({"valuePeriod": {"start": "2020", "end": "2021"}}, None, None, "2020 to 2021"),
        ({"valueSampledData": {"data": "1 2 3"}}, None, None, None),
        ({}, None, None, None),
    ],
)
def test_a_value_is_a_number_only_where_it_is_exact(desk, value, number, unit, text):
    content = content_of(desk, a_fact("Observation", **value))

    assert (content.value_number, content.value_unit, content.value_text) == (number, unit, text)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"valueQuantity": {"value": "5"}}, "valueQuantity.value: expected a number, got text"),
        ({"valueQuantity": [5]}, "valueQuantity: expected an object, got a list"),
        ({"valueInteger": 5.5}, "valueInteger: expected a whole number, got a number"),
        ({"valueBoolean": "yes"}, "valueBoolean: expected true or false, got text"),
        ({"valueString": "x" * 10_000_000}, "valueString: expected text no longer than 4000"),
        ({"effectiveDateTime": "abc"}, "effectiveDateTime is not a date: write 1948, 1948-03 or 1948-03-09"),
        (
            {"effectiveDateTime": "2026-01-05 09:30"},
            "effectiveDateTime is not a date or time: write 2026-03-09 or 2026-03-09T14:30:00Z",
        ),
        ({"effectivePeriod": {"start": "2026-02-30"}}, "effectivePeriod.start is a day that does not exist"),
        ({"effectiveDateTime": "0001-01-01T00:00:00+14:00"}, "effectiveDateTime is outside the years 1 to 9999"),
        ({"code": [{"text": "x"}]}, "code: expected an object, got a list"),
        ({"component": {"code": {}}}, "component: expected a list, got an object"),
        ({"subject": f"Patient/{ADA}"}, "subject: expected an object, got text"),
        (
            {"component": [{"modifierExtension": [{"url": "x"}]}]},
            "it carries a modifier that changes its meaning and is not known here",
        ),
    ],
)
def test_a_malformed_value_refuses_that_fact_alone(desk, changes, reason):
    taken = desk.take(a_patient(), a_fact("Observation", **changes), a_fact())

    assert [fact.kind for fact in taken.facts] == ["condition"]
    assert taken.report.rejected == [{"source": f"{desk.folder}/in.ndjson:2 Observation", "reason": reason}]


def test_snomed_comes_before_other_codes_which_stay_in_the_detail(desk):
    content = content_of(
        desk,
        a_fact(
            code={
                "coding": [
                    {"system": "http://read.info/ctv3", "code": "X78Uv", "display": "Naevus"},
                    {"system": SNOMED, "code": "400010006", "display": "Melanocytic naevus of skin"},
                ]
            }
        ),
    )

    assert (content.code, content.label) == ("400010006", "Melanocytic naevus of skin")
    assert content.detail == {"also": ["http://read.info/ctv3|X78Uv"]}


@pytest.mark.parametrize("code", [..., None, {}, {"coding": []}, {"coding": [None, {}]}])
def test_a_fact_that_does_not_say_what_it_is_is_kept_as_not_stated(desk, code):
    assert content_of(desk, a_fact(code=code)).label == NOT_STATED


@pytest.mark.parametrize(
    ("resource", "kind", "expected"),
    [
        (
            a_fact("AllergyIntolerance", criticality="high", reaction=[{"manifestation": [{"text": "Rash"}]}]),
            "allergy",
            {"label": "Asthma", "detail": {"criticality": "high", "reactions": ["Rash"]}},
        ),
        (
            a_fact(
                "Encounter",
                code=...,
                status="finished",
                **{"class": {"code": "EMER", "display": "emergency"}},
                period={"start": "2020-01-01"},
                reasonCode=[{"text": "Fall"}],
                serviceProvider={"display": "The Infirmary"},
            ),
            "encounter",
            {"label": "emergency", "category": "EMER", "place": "The Infirmary", "detail": {"reasons": ["Fall"]}},
        ),
        (
            a_fact(
                "CarePlan",
                code=...,
                title="Keep walking",
                status="active",
                intent="plan",
                activity=[{"detail": {"code": {"text": "Walk"}}}],
            ),
            "care plan",
            {"label": "Keep walking", "status": "active", "detail": {"intent": "plan", "activities": ["Walk"]}},
        ),
        (
            a_fact("Goal", code=..., description={"text": "Sleep through"}, lifecycleStatus="on-hold"),
            "goal",
            {"label": "Sleep through", "status": "on-hold"},
        ),
        (
            a_fact(
                "CareTeam",
                code=...,
                name="Ward 5",
                participant=[{"role": [{"text": "Dietician"}], "member": {"display": "Dorothy"}}],
            ),
            "care team",
            {"label": "Ward 5", "detail": {"members": ["Dorothy (Dietician)"]}},
        ),
        (
            a_fact(
                "MedicationStatement",
                code=...,
                medicationCodeableConcept={"text": "Senna"},
                dosage=[{"text": "At night"}],
            ),
            "medicine",
            {"label": "Senna", "value_text": "At night", "detail": {"event": "stated"}},
        ),
        (
            a_fact(
                "MedicationRequest",
                code=...,
                medicationCodeableConcept={"text": "Senna"},
                doNotPerform=True,
                status="active",
            ),
            "medicine",
            {"label": "Senna", "status": "do not give", "detail": {"event": "ordered"}},
        ),
        (
            a_fact(
                "MedicationAdministration",
                code=...,
                medicationCodeableConcept={"text": "Senna"},
                dosage={"text": "Once"},
            ),
            "medicine",
            {"value_text": "Once", "detail": {"event": "given"}},
        ),
        (
            a_fact("MedicationDispense", code=..., medicationCodeableConcept={"text": "Senna"}, whenPrepared="2020"),
            "medicine",
            {"label": "Senna", "detail": {"event": "dispensed"}},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_kept_type_says_its_kind_and_content(desk, resource, kind, expected):
    taken = desk.take(a_patient(), resource)

    assert taken.fact.kind == kind
    assert {name: getattr(taken.fact.content, name) for name in expected} == expected


@pytest.mark.parametrize("kind", ["Procedure", "Immunization", "DiagnosticReport", "Claim", "Nonsense"])
def test_types_that_are_not_kept_are_counted_as_read_and_not_refused(desk, kind):
    taken = desk.take(a_patient(), {"resourceType": kind, "subject": 5})

    assert taken.report.read == {"Patient": 1, kind: 1}
    assert taken.kept == {"Patient": 1}
    assert taken.reasons == []


def test_of_a_protected_person_facts_do_not_say_where_they_were_met(desk):
    taken = desk.take(
        a_patient(meta={"security": [{"code": "R"}]}),
        a_fact(
            "Encounter", serviceProvider={"display": "Canary House"}, location=[{"location": {"display": "Canary"}}]
        ),
        a_fact(
            "CareTeam", managingOrganization=[{"display": "Canary"}], participant=[{"member": {"display": "Canary"}}]
        ),
    )

    assert len(taken.facts) == 2
    assert "Canary" not in repr((taken.people, taken.facts))


def test_a_repeated_fact_is_handed_on_once_in_its_last_version(desk):
    taken = desk.take(
        a_bundle(
            a_patient(),
            a_fact(meta={"versionId": "2"}, code={"text": "new"}),
            a_fact(meta={"versionId": "1"}, code={"text": "old"}),
        )
    )

    assert taken.fact.content.label == "new"
    assert taken.kept["Condition"] == 2


def test_facts_without_an_id_keep_their_name_from_run_to_run(desk):
    resources = a_patient(), a_fact(id=...)

    assert desk.take(*resources).fact.provenance == desk.take(*resources).fact.provenance
