import json

import pytest

from kith.sharing import intake as intake_module
from kith.sharing.incoming import Known, PersonKey, Refused
from kith.sharing.references import Index, base_of, id_key, identifier_key, person_key, urn_key
from kith.sharing.wire import Identifier, Reference

from .made import ADA, BEN, NHS_NUMBER, a_bundle, a_fact, a_patient, an_entry, take_in

HOST = "https://one.example/fhir"
NUMBER = PersonKey("identifier", NHS_NUMBER["system"], NHS_NUMBER["value"])
NOT_READ = "the person it is about was not read, or was refused, and is not known here"


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        (f"urn:uuid:{ADA.upper()}", PersonKey("id", "urn:uuid", ADA)),
        ("urn:oid:1.2.3", PersonKey("id", "urn:oid", "1.2.3")),
        (f"Patient/{ADA}", PersonKey("id", "urn:uuid", ADA)),
        ("Patient/7", PersonKey("id", "base", "7")),
        ("Patient/7/_history/3", PersonKey("id", "base", "7")),
        (f"{HOST}/Patient/7", PersonKey("id", HOST, "7")),
        (f"{HOST}/Patient/7/_history/3", PersonKey("id", HOST, "7")),
        ("Patient?identifier=http://x.example|5", PersonKey("identifier", "http://x.example", "5")),
        ("Patient?identifier=http%3A%2F%2Fx.example%7C5", PersonKey("identifier", "http://x.example", "5")),
        (f"{HOST}/Patient?identifier=http://x.example|5", PersonKey("identifier", "http://x.example", "5")),
        ("Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|991 200 3888", NUMBER),
        ("Patient?identifier=http://fhir.nhs.net/Id/nhs-number|9912003888", NUMBER),
    ],
)
def test_every_form_of_reference_has_a_key(reference, key):
    assert person_key(Reference(reference=reference), "base") == key


def test_an_identifier_alone_is_a_reference():
    assert person_key(Reference(identifier=Identifier(**NHS_NUMBER)), "") == NUMBER


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        (None, "it names no person"),
        (Reference(display="Ada"), "it names no person"),
        (Reference(reference=""), "it names no person"),
        (Reference(identifier=Identifier(value="5")), "it names no person"),
        (Reference(reference="#ada"), "it names a person described only inside itself"),
        (Reference(reference="Group/5"), "it is about a Group, not a person"),
        (Reference(reference=f"{HOST}/Device/5"), "it is about a Device, not a person"),
        (Reference(reference="UKCore-Patient"), "its reference to a person cannot be read"),
        (Reference(reference="Patient/"), "its reference to a person cannot be read"),
        (Reference(reference="Patient?name=Ada"), "its reference to a person cannot be read"),
        (Reference(reference="Patient?identifier=5"), "its reference needs an identifier with its system"),
        (Reference(reference="Patient?identifier=|5"), "its reference needs an identifier with its system"),
        (Reference(reference="Patient?identifier=a|b&name=c"), "its reference to a person cannot be read"),
        (Reference(reference="urn:uuid:"), "its reference to a person cannot be read"),
    ],
)
def test_a_reference_that_names_nobody_says_why(reference, reason):
    with pytest.raises(Refused) as refused:
        person_key(reference, "")
    assert str(refused.value) == reason


def test_keys_of_records():
    assert base_of(f"{HOST}/Patient/7") == HOST
    assert base_of("urn:uuid:x") == base_of("Patient/7") == base_of(None) == ""
    assert id_key("7", HOST) == PersonKey("id", HOST, "7")
    assert urn_key("https://x") is None
    assert identifier_key(Identifier(value="5")) is None


def test_an_index_forgets_what_came_to_mean_two_things_and_what_is_beyond_its_limit():
    index = Index(limit=2)
    index.add("a", 1)
    index.add("a", 1)
    index.add("b", 1)
    index.add("b", 2)
    index.add("c", 3)

    assert [index.get(key) for key in "abc"] == [1, None, None]
    assert index.is_ambiguous("b")


@pytest.mark.parametrize(
    ("full_url", "patient", "reference"),
    [
        (f"urn:uuid:{BEN}", {"id": "7"}, f"urn:uuid:{BEN}"),
        (f"urn:uuid:{BEN}", {"id": "7"}, "Patient/7"),
        (f"urn:uuid:{BEN}", {"id": ...}, f"urn:uuid:{BEN}"),
        (f"{HOST}/Patient/7", {"id": "7"}, f"{HOST}/Patient/7"),
        (f"{HOST}/Patient/7", {"id": "7"}, "Patient/7"),
        (f"{HOST}/Patient/{ADA}", {}, f"urn:uuid:{ADA}"),
        (None, {"id": "7", "identifier": [NHS_NUMBER]}, f"Patient?identifier={NHS_NUMBER['system']}|9912003888"),
    ],
)
def test_a_fact_finds_its_person_in_its_bundle(desk, full_url, patient, reference):
    person = {"fullUrl": full_url, "resource": a_patient(**patient)} if full_url else {"resource": a_patient(**patient)}
    fact = an_entry(a_fact(subject={"reference": reference}))
    taken = desk.take({"resourceType": "Bundle", "type": "transaction", "entry": [fact, person]})

    assert taken.reasons == []
    assert taken.fact.person == taken.person.key
    assert len(taken.batches) == 1


def test_a_put_gives_the_id_that_a_resource_lacks(desk):
    entry = {"resource": a_patient(id=...), "request": {"method": "PUT", "url": "Patient/7"}}
    fact = an_entry(a_fact(subject={"reference": "Patient/7"}))
    taken = desk.take({"resourceType": "Bundle", "type": "transaction", "entry": [entry, fact]})

    assert taken.fact.person == taken.person.key == PersonKey("id", "", "7")


def test_one_id_at_two_servers_is_two_people_and_a_bare_reference_to_it_is_refused(desk):
    one = {"fullUrl": "https://one.example/fhir/Patient/7", "resource": a_patient(id="7")}
    two = {"fullUrl": "https://two.example/fhir/Patient/7", "resource": a_patient(id="7", name=[{"family": "Bello"}])}
    own = {"fullUrl": "https://two.example/fhir/Condition/1", "resource": a_fact(subject={"reference": "Patient/7"})}
    bare = {"resource": a_fact(id="2", subject={"reference": "Patient/7"})}
    taken = desk.take({"resourceType": "Bundle", "type": "collection", "entry": [one, two, own, bare]})

    assert len(taken.people) == 2
    assert taken.fact.person == PersonKey("id", "https://two.example/fhir", "7")
    assert taken.reasons == ["its reference could mean more than one person"]


def test_facts_wait_for_a_person_who_comes_later(desk):
    lines = [a_bundle(a_fact()), a_fact(id="c2"), a_bundle(a_patient()), a_fact(id="c3")]
    taken = desk.take(*lines)

    assert sorted(fact.provenance.id for fact in taken.facts) == ["c2", "c3", "condition-1"]
    assert taken.report.read["Condition"] == 3
    assert taken.reasons == []


def test_a_bulk_export_is_read_whole_whatever_the_order_of_its_files(desk):
    desk.put("Condition.ndjson", "\n".join(json.dumps(a_fact(id=f"c{n}")) for n in range(50)))
    desk.put("Mixed.ndjson", f"{json.dumps(a_fact(id='m'))}\n{json.dumps(a_patient(id=BEN))}")
    desk.put("Patient.ndjson", a_patient())
    taken = take_in(desk.folder)

    assert len(taken.facts) == 51
    assert [batch.kind for batch in taken.batches] == ["resources"]


def test_late_facts_come_in_bounded_batches(desk, monkeypatch):
    monkeypatch.setattr(intake_module, "LOOSE_RESOURCES", 4)
    lines = [a_bundle(*(a_fact(id=f"c{n}") for n in range(9))), a_bundle(a_patient())]
    taken = desk.take(*lines)

    assert [(batch.kind, len(batch.facts)) for batch in taken.batches] == [
        ("collection", 0), ("collection", 0), ("late", 4), ("late", 4), ("late", 1),
    ]  # fmt: skip


def test_facts_about_nobody_are_refused_with_file_line_and_reason(desk):
    taken = desk.take(a_bundle(a_fact(), a_fact("Observation")), a_fact(id="c2"), a_patient(id=BEN))

    source = f"{desk.folder}/in.ndjson"
    assert taken.report.rejected == [
        {"source": f"{source}:1 entry 1 Condition", "reason": NOT_READ},
        {"source": f"{source}:1 entry 2 Observation", "reason": NOT_READ},
        {"source": f"{source}:2 Condition", "reason": NOT_READ},
    ]
    assert [one["line"] for one in taken.refused] == [1, 1, 2]
    assert [one["resource"]["resourceType"] for one in taken.refused] == ["Condition", "Observation", "Condition"]
    assert taken.report.read == {"Condition": 2, "Observation": 1, "Patient": 1}


def test_facts_of_a_refused_person_are_refused(desk):
    taken = desk.take(a_patient(name=[]), a_fact())

    assert taken.reasons == ["it has no name", NOT_READ]


def test_people_known_before_are_asked_for_once_a_package(desk):
    asked = []

    def known(keys):
        asked.append(keys)
        return {key: Known(None, protected=True) for key in keys if key.value == ADA}

    about_ada = a_fact("Encounter", serviceProvider={"display": "Canary House"})
    taken = desk.take(a_bundle(about_ada, a_fact(subject={"reference": f"Patient/{BEN}"})), known=known)

    assert asked == [
        {PersonKey("id", "urn:uuid", ADA), PersonKey("id", "urn:uuid", BEN)},
        {PersonKey("id", "urn:uuid", BEN)},
    ]
    assert taken.fact.person == PersonKey("id", "urn:uuid", ADA)
    assert "Canary" not in repr(taken.facts)
    assert taken.reasons == [NOT_READ]


def test_people_of_earlier_bundles_are_found_by_every_name_they_had(desk):
    first = {"resourceType": "Bundle", "type": "batch", "entry": [
        {"fullUrl": f"urn:uuid:{BEN}", "resource": a_patient(id="7", identifier=[NHS_NUMBER])}
    ]}  # fmt: skip
    references = ["Patient/7", f"urn:uuid:{BEN}", f"Patient?identifier={NHS_NUMBER['system']}|9912003888"]
    facts = [a_fact(id=f"c{n}", subject={"reference": one}) for n, one in enumerate(references)]
    taken = desk.take(first, a_bundle(*facts))

    assert [fact.person for fact in taken.facts] == [PersonKey("id", "", "7")] * 2 + [NUMBER]


@pytest.mark.parametrize(
    "reference",
    [
        {"reference": "urn:uuid:org"},
        {"reference": "Organization/o"},
        {"reference": "Organization?identifier=http://x.example|5"},
        {"reference": "Organization?identifier=http%3A%2F%2Fx.example%7C5"},
        {"type": "Organization", "identifier": {"system": "http://x.example", "value": "5"}},
    ],
)
def test_places_are_named_by_what_the_bundle_says_of_them(desk, reference):
    place = {
        "resourceType": "Organization",
        "id": "o",
        "name": "Elm Surgery",
        "identifier": [{"system": "http://x.example", "value": "5"}],
    }
    visit = an_entry(a_fact("Encounter", serviceProvider=reference))
    bundle = {
        "resourceType": "Bundle",
        "type": "batch",
        "entry": [visit, {"fullUrl": "urn:uuid:org", "resource": place}, an_entry(a_patient())],
    }
    taken = desk.take(bundle)

    assert taken.fact.content.place == "Elm Surgery"


def test_identifiers_name_places_across_bundles_and_bare_ids_do_not(desk):
    place = {
        "resourceType": "Practitioner",
        "id": "o",
        "name": [{"family": "Roe", "given": ["Jo"], "prefix": ["Dr"]}],
        "identifier": [{"system": "s", "value": "5"}],
    }
    team = a_fact("CareTeam", participant=[
        {"member": {"reference": "Practitioner?identifier=s|5"}},
        {"member": {"reference": "Practitioner/o"}},
        {"member": {"reference": "Practitioner/unheard"}, "role": [{"text": "Nurse"}]},
    ])  # fmt: skip
    taken = desk.take(a_bundle(place), a_bundle(a_patient(), team))

    assert taken.fact.content.detail == {"members": ["Dr Jo Roe", "Nurse"]}


def test_a_medicine_is_called_by_what_it_points_at(desk):
    def order(number, **pointer):
        return a_fact("MedicationRequest", id=f"m{number}", code=..., **pointer)

    senna = {
        "resourceType": "Medication",
        "id": "s",
        "code": {"coding": [{"system": "dmd", "code": "1", "display": "Senna"}]},
    }
    taken = desk.take(
        a_bundle(
            a_patient(),
            order(
                1,
                medicationReference={"reference": "#s"},
                contained=[{"resourceType": "Device", "id": "s", "code": []}, senna],
            ),
            order(2, medicationReference={"reference": "Medication/late"}),
            order(3, medicationReference={"reference": "Medication/none", "display": "Eye drops"}),
            order(4, medicationReference={"reference": "Medication/none"}),
        ),
        {**senna, "id": "late"},
    )

    assert {fact.provenance.id: (fact.content.label, fact.content.code) for fact in taken.facts} == {
        "m1": ("Senna", "1"),
        "m2": ("Senna", None),
        "m3": ("Eye drops", None),
        "m4": ("Not stated", None),
    }


def test_a_batch_says_where_each_person_and_fact_stood(desk):
    taken = desk.take(
        a_bundle(a_patient(), a_fact()),
        a_bundle(a_fact(id="late", subject={"reference": f"Patient/{BEN}"})),
        a_patient(id=BEN),
    )

    stood = {
        place[1:]: entry.place.removeprefix(f"{desk.folder}/in.ndjson:")
        for batch in taken.batches
        for place, entry in batch.entries.items()
    }
    assert stood == {
        ("Patient", ADA): "1 entry 1",
        ("Condition", "condition-1"): "1 entry 2",
        ("Condition", "late"): "2 entry 1",
        ("Patient", BEN): "3",
    }
