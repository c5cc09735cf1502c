"""Wrong input of every sort: nothing but a person, a fact, or a refusal with a reason may come of it."""

import copy
import json
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.sharing.facts import READERS

from .made import ADA, NHS_NUMBER, Taken, a_bundle, a_fact, a_patient, take_in

FULL_PATIENT = a_patient(
    meta={"versionId": "1", "lastUpdated": "2026-01-01T00:00:00Z", "security": [{"system": "x", "code": "U"}]},
    identifier=[NHS_NUMBER, {"system": "http://x.example", "value": "1", "period": {"start": "2020"}}],
    active=True,
    telecom=[{"system": "phone", "value": "1", "rank": 1, "use": "home"}],
    deceasedDateTime="2020-01-01",
    address=[
        {"use": "home", "line": ["1 High Street"], "city": "Camden", "postalCode": "NW1", "period": {"end": "2021"}}
    ],
    generalPractitioner=[{"reference": "Organization?identifier=https://fhir.nhs.uk/Id/ods-organization-code|A20047"}],
    link=[{"type": "seealso", "other": {"reference": "Patient/2"}}],
)
FULL_FACTS = [
    a_fact(
        "Observation",
        status="final",
        category=[{"coding": [{"code": "vital-signs"}]}],
        effectivePeriod={"start": "2026-01-05T09:30:00Z", "end": "2026"},
        issued="2026-01-05T09:30:00.123Z",
        valueQuantity={"value": 5.5, "unit": "kg", "comparator": "<"},
        component=[{"code": {"text": "x"}, "valueCodeableConcept": {"coding": [{"code": "y"}]}}],
    ),
    a_fact(
        "AllergyIntolerance",
        category=["food"],
        reaction=[{"manifestation": [{"text": "x"}], "severity": "mild"}],
        onsetAge={"value": 4, "unit": "a"},
    ),
    a_fact(
        "Encounter",
        type=[{"text": "x"}],
        location=[{"location": {"reference": "Location/1"}}],
        **{"class": {"code": "AMB"}},
        hospitalization={"dischargeDisposition": {"text": "Home"}},
    ),
    a_fact("CarePlan", activity=[{"detail": {"description": "x"}}], category=[{"text": "x"}], period={"start": "2020"}),
    a_fact("Goal", description={"text": "x"}, target=[{"dueDate": "2027"}], startDate="2026"),
    a_fact("CareTeam", participant=[{"role": [{"text": "x"}], "member": {"reference": "#a", "display": "y"}}]),
    a_fact(
        "MedicationRequest",
        medicationReference={"reference": "#m"},
        contained=[{"resourceType": "Medication", "id": "m", "code": {"text": "x"}}],
        dosageInstruction=[{"text": "x"}],
    ),
    a_fact(
        "MedicationStatement",
        medicationReference={"reference": "Medication/1"},
        effectiveDateTime="2020",
        dosage=[{"text": "x"}],
    ),
    a_fact("MedicationAdministration", medicationCodeableConcept={"text": "x"}, dosage={"text": "x"}),
    a_fact("MedicationDispense", medicationCodeableConcept={"text": "x"}, whenHandedOver="2020"),
    a_fact("Condition", onsetRange={"low": {"value": 1}, "high": {"value": 2}}, abatementString="x"),
]
OTHERS = [
    {"resourceType": "Organization", "id": "1", "name": "x", "identifier": [{"system": "s", "value": "1"}]},
    {"resourceType": "Medication", "id": "1", "code": {"text": "x"}},
]
BUNDLE = a_bundle(FULL_PATIENT, *FULL_FACTS, *OTHERS, meta={"security": [{"code": "N"}]})

texts = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "",
            "abc",
            "2020-13-45",
            "0000",
            "\x00",
            "\u202e",
            "#",
            "Patient/",
            "urn:uuid:",
            "Patient?identifier=%7C",
            "9" * 400,
        ]
    ),
)
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(-(10**400), 10**400), st.floats(allow_nan=False), texts
)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6
)


def places(value, so_far=()):
    """Every path in a JSON value."""
    yield so_far
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[key], (*so_far, key))


def changed(value, path, new):
    """The value with what stands at the path replaced, or removed where `new` is Ellipsis."""
    if not path:
        return None if new is ... else new
    both = copy.deepcopy(value)
    at = both
    for key in path[:-1]:
        at = at[key]
    if new is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = new
    return both


def take(raw: bytes) -> Taken:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "in.ndjson")
        path.write_bytes(raw)
        return take_in(path)


def check(taken: Taken) -> None:
    """Everything read of a kept type is kept or refused, once, and can be stored."""
    refused = [one["source"].rsplit(" ", 1)[-1] for one in taken.report.rejected]
    for kind in ("Patient", *READERS):
        assert taken.report.read[kind] == taken.kept[kind] + refused.count(kind)
    assert all(one["reason"] for one in taken.report.rejected)
    assert len(taken.refused) == len(taken.report.rejected)
    stored = msgspec.json.encode([taken.people, taken.facts])
    assert b"\\u0000" not in stored
    stored.decode()
    assert {fact.person for fact in taken.facts} <= {
        key for person in taken.people for key in (person.key, *person.others)
    }


@given(st.sampled_from(list(places(BUNDLE))), values | st.just(...))
def test_any_value_in_any_place_of_a_bundle_is_kept_or_refused(path, value):
    check(take(json.dumps(changed(BUNDLE, path, value)).encode()))


@given(st.sampled_from([FULL_PATIENT, *FULL_FACTS]), st.data())
def test_any_values_in_any_places_of_a_resource_are_kept_or_refused(resource, data):
    for _ in range(data.draw(st.integers(1, 4))):
        resource = changed(
            resource, data.draw(st.sampled_from(list(places(resource)))), data.draw(values | st.just(...))
        )
        if not isinstance(resource, dict):
            break
    lines = [json.dumps(one) for one in (a_patient(), resource, a_fact(id="last"))]
    taken = take("\n".join(lines).encode())

    check(taken)
    assert any(fact.provenance.id == "last" for fact in taken.facts) or taken.refused


@given(st.data())
def test_any_damage_to_the_bytes_is_kept_or_refused(data):
    raw = bytearray("\n".join(json.dumps(one) for one in (FULL_PATIENT, *FULL_FACTS, BUNDLE)).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8))
    check(take(bytes(raw)))


@given(st.binary(max_size=300))
def test_any_bytes_at_all_are_no_crash(raw):
    taken = take(raw)

    assert taken.people == taken.facts == []


@given(values)
def test_any_json_at_all_is_no_crash(value):
    check(take(json.dumps(value).encode()))


@pytest.mark.parametrize(
    "line",
    [
        b'{"resourceType":"Patient","id":"\xff","name":[{"family":"x"}]}',
        b'{"resourceType":"Patient","id":"1","name":[{"family":"\\ud800"}]}',
        b'{"resourceType":"Patient","id":"1","name":[{"family":"a\x00b"}]}',
        b'{"resourceType":"Patient","id":"1","name":[{"family":"a\x07b"}]}',
        b'{"resourceType":"Patient","id":"1","name":[{"family":"x"}],"birthDate":NaN}',
        b'{"resourceType":"Patient","id":"1","name":[{"family":"x"}]} trailing',
        b'{"resourceType":"Patient","id":"1","name":[{"family":"x"}],}',
        b"{'resourceType':'Patient'}",
        b'{"resourceType":"Observation","valueQuantity":{"value":1e999}}',
        b'{"resourceType":"Observation","valueInteger":' + b"9" * 5_000 + b"}",
    ],
)
def test_what_is_no_json_or_no_text_is_refused(line):
    taken = take(line + b"\n" + json.dumps(a_patient()).encode())

    assert len(taken.reasons) == 1
    assert [person.key.value for person in taken.people] == [ADA]
    check(taken)
