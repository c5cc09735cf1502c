import pytest

from kith.person.rules import PartialDate, partial_date
from kith.sharing.incoming import Home, OtherIdentifier, PersonKey

from .made import ADA, BEN, NHS_NUMBER, a_bundle, a_patient, an_entry

HOME = {"use": "home", "line": ["1 Canary Street"], "city": "Camden", "postalCode": "nw1 1aa"}
PHONES = [
    {"system": "phone", "value": "020 7946 0000", "use": "home", "rank": 2},
    {"system": "phone", "value": "07700 900000", "use": "mobile", "rank": 1},
    {"system": "phone", "value": "01632 960000", "use": "old"},
    {"system": "email", "value": "ada@example.org"},
    {"system": "fax", "value": "1"},
]
PRACTICE = {"identifier": {"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "a20047"}}
RESTRICTED = {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]}


def test_a_patient_becomes_a_person(desk):
    taken = desk.take(
        a_patient(
            meta={"versionId": "7", "lastUpdated": "2026-01-01T00:00:00Z"},
            identifier=[NHS_NUMBER, {"system": "http://hospital.example/mrn", "value": "12345", "use": "usual"}],
            name=[
                {"use": "maiden", "family": "Bello", "given": ["Ada"]},
                {"use": "official", "family": "Okafor", "given": ["Adaeze", "Ngozi"], "prefix": ["Mrs"]},
                {"use": "usual", "given": ["Ada"]},
            ],
            address=[{"use": "old", "line": ["9 Past Lane"]}, HOME],
            telecom=PHONES,
            generalPractitioner=[PRACTICE],
        )
    )
    person = taken.person
    who = person.who

    assert (who.prefix, who.given, who.family, who.preferred) == ("Mrs", "Adaeze Ngozi", "Okafor", "Ada")
    assert (who.sex, who.born, who.nhs_number) == ("female", partial_date("1948-03-09"), "9912003888")
    assert who.identifiers == (OtherIdentifier("http://hospital.example/mrn", "12345", "usual"),)
    assert who.home == Home(("1 Canary Street", "Camden"), "NW1 1AA", "")
    assert (who.phones, who.emails) == (("07700 900000", "020 7946 0000"), ("ada@example.org",))
    assert (who.practice_code, who.dead, who.protected, who.active) == ("A20047", False, False, True)
    assert person.key == PersonKey("id", "urn:uuid", ADA)
    assert person.others == (
        PersonKey("identifier", "http://hospital.example/mrn", "12345"),
        PersonKey("identifier", "https://fhir.nhs.uk/Id/nhs-number", "9912003888"),
    )
    assert person.provenance.version == "v:7"
    assert taken.report.as_json() == {
        "bundles": 0,
        "resources": {"Patient": 1},
        "kept": {"Patient": 1},
        "people": {"created": 1, "updated": 0, "unchanged": 0, "proposed": 0, "deceased": 0},
        "rejected": [],
        "alike": {"people": 0, "pairs": 0},
    }


@pytest.mark.parametrize(
    "name", [..., None, [], [None], [{}], [{"family": " "}], [{"family": "\u200b\u202e"}], [{"family": "---"}]]
)
def test_a_patient_without_a_name_is_refused(desk, name):
    taken = desk.take(a_patient(name=name))

    assert taken.people == []
    assert taken.report.rejected == [{"source": f"{desk.folder}/in.ndjson:1 Patient", "reason": "it has no name"}]
    assert taken.refused[0]["resource"]["id"] == ADA


def test_a_name_in_words_alone_is_a_name(desk):
    assert desk.take(a_patient(name=[{"text": "Ada Okafor"}])).person.who.family == "Ada Okafor"


def test_control_and_direction_characters_in_names_are_kept_and_remarked(desk):
    taken = desk.take(a_patient(name=[{"family": "Oka\u202efor\u0007", "given": ["A\u0000da"]}]))

    assert (taken.person.who.family, taken.person.who.given) == ("Oka\u202efor\x07", "A\ufffdda")
    assert [note["reason"] for note in taken.report.notes] == ["the name holds characters that do not show"]


@pytest.mark.parametrize(("text", "precision"), [("1948", "year"), ("1948-03", "month"), ("1948-03-09", "day")])
def test_a_partial_birth_date_keeps_its_precision(desk, text, precision):
    born = desk.take(a_patient(birthDate=text)).person.who.born

    assert isinstance(born, PartialDate)
    assert born.precision == precision


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"birthDate": "abc"}, "birthDate is not a date: write 1948, 1948-03 or 1948-03-09"),
        ({"birthDate": "1948-02-30"}, "birthDate is a day that does not exist"),
        ({"birthDate": 1948}, "birthDate: expected text, got a whole number"),
        ({"birthDate": ["1948"]}, "birthDate: expected text, got a list"),
        ({"name": {"family": "Okafor"}}, "name: expected a list, got an object"),
        ({"name": "Okafor"}, "name: expected a list, got text"),
        ({"name": [{"given": "Ada"}]}, "name[0].given: expected a list, got text"),
        ({"name": [{"family": "x" * 10_000_000}]}, "name[0].family: expected text no longer than 200"),
        ({"name": [{"family": "O", "given": ["x" * 150, "y" * 150]}]}, "name: given names are longer than 200 letters"),
        ({"gender": "F"}, "gender: expected female, male, other or unknown"),
        ({"active": "true"}, "active: expected true or false, got text"),
        ({"deceasedDateTime": "yesterday"}, "deceasedDateTime is not a date: write 1948, 1948-03 or 1948-03-09"),
        ({"deceasedBoolean": 1}, "deceasedBoolean: expected true or false, got a whole number"),
        (
            {"deceasedBoolean": False, "deceasedDateTime": "2020"},
            "it says both that the person is alive and when they died",
        ),
        ({"meta": {"security": {"code": "R"}}}, "meta.security: expected a list, got an object"),
        ({"meta": "x"}, "meta: expected an object, got text"),
        ({"meta": {"lastUpdated": "abc"}}, "meta.lastUpdated is not a date: write 1948, 1948-03 or 1948-03-09"),
        ({"identifier": [{"value": 9912003888}]}, "identifier[0].value: expected text, got a whole number"),
        ({"telecom": [{"rank": "1"}]}, "telecom[0].rank: expected a whole number, got text"),
        (
            {"modifierExtension": [{"url": "http://example.org/not"}]},
            "it carries a modifier that changes its meaning and is not known here",
        ),
        (
            {"implicitRules": "http://example.org/rules"},
            "it carries a modifier that changes its meaning and is not known here",
        ),
    ],
)
def test_a_malformed_value_refuses_that_patient_and_the_rest_goes_on(desk, changes, reason):
    taken = desk.take(a_patient(id=BEN), a_patient(**changes))

    assert [person.key.value for person in taken.people] == [BEN]
    assert taken.report.rejected == [{"source": f"{desk.folder}/in.ndjson:2 Patient", "reason": reason}]


def test_nulls_count_as_absent(desk):
    who = desk.take(
        a_patient(birthDate=None, gender=None, telecom=None, address=[None], identifier=[None, {"value": None}])
    ).person.who

    assert (who.born, who.sex, who.home, who.identifiers) == (None, "unknown", None, ())


def test_an_nhs_number_that_fails_its_check_is_another_identifier(desk):
    taken = desk.take(a_patient(identifier=[{"system": NHS_NUMBER["system"], "value": "9912003890"}]))

    assert taken.person.who.nhs_number is None
    assert [one.value for one in taken.person.who.identifiers] == ["9912003890"]
    assert [note["reason"] for note in taken.report.notes] == [
        "the NHS number fails its check and is kept as another identifier"
    ]


def test_the_number_of_another_system_is_no_nhs_number(desk):
    assert (
        desk.take(a_patient(identifier=[{"system": "http://x.example", "value": "9912003888"}])).person.who.nhs_number
        is None
    )


def test_an_old_nhs_number_is_kept_aside(desk):
    who = desk.take(
        a_patient(
            identifier=[{**NHS_NUMBER, "value": "9000000009", "use": "old"}, {**NHS_NUMBER, "value": "991 200 3888"}]
        )
    ).person.who

    assert (who.nhs_number, [one.value for one in who.identifiers]) == ("9912003888", ["9000000009"])


@pytest.mark.parametrize(
    ("changes", "dead", "precision"),
    [
        ({"deceasedBoolean": True}, True, None),
        ({"deceasedBoolean": False}, False, None),
        ({"deceasedDateTime": "2020-05"}, True, "month"),
        ({"deceasedDateTime": "2020-05-01T10:00:00+01:00"}, True, "moment"),
    ],
)
def test_the_dead_are_recorded_as_dead(desk, changes, dead, precision):
    taken = desk.take(a_patient(**changes))
    died = taken.person.who.died

    assert (taken.person.who.dead, died and died.precision) == (dead, precision)
    assert taken.report.deceased == dead


@pytest.mark.parametrize(
    "label",
    [
        {"code": "R"},
        {"code": "V", "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"},
        {"code": " r "},
        {"code": "REDACTED"},
        {"display": "very restricted"},
        {"code": "S"},
    ],
)
def test_of_a_restricted_person_nothing_says_where_they_can_be_met(desk, label):
    labels = {"meta": {"security": [{"code": "U"}, label]}}
    taken = desk.take(
        a_patient(**labels, address=[HOME], telecom=PHONES, generalPractitioner=[PRACTICE], contact=[{"address": HOME}])
    )
    who = taken.person.who

    assert who.protected
    assert (who.home, who.phones, who.emails, who.practice_code) == (None, (), (), None)
    assert "Canary" not in repr((taken.people, taken.facts))
    assert [note["reason"] for note in taken.report.notes] == [
        "marked as protected: address, contact details, practice and placement are not stored"
    ]


def test_a_bundle_label_counts_for_those_without_one(desk):
    unlabelled, open_one = a_patient(address=[HOME]), a_patient(id=BEN, meta={"security": [{"code": "N"}]})
    taken = desk.take(a_bundle(unlabelled, open_one, meta=RESTRICTED))

    assert {person.key.value: person.who.protected for person in taken.people} == {ADA: True, BEN: False}
    assert "Canary" not in repr((taken.people, taken.facts))


@pytest.mark.parametrize("labels", [RESTRICTED, {"security": "R"}, {"security": ["R"]}, "R"])
def test_a_refused_patient_who_may_be_restricted_keeps_no_address_in_the_rejects_file(desk, labels):
    taken = desk.take(a_patient(name=..., meta=labels, address=[HOME], telecom=PHONES, contact=[{"address": HOME}]))

    assert taken.people == []
    assert taken.refused[0]["resource"]["id"] == ADA
    assert "Canary" not in str(taken.refused)
    assert "07700" not in str(taken.refused)


def test_a_broken_line_that_looks_restricted_is_not_copied(desk):
    path = desk.put("in.ndjson", '{"resourceType":"Patient","meta":{"security":[{"code": "R"}]},"address":"Canary"')
    from .made import take_in

    taken = take_in(path)

    assert taken.reasons == ["it is not readable JSON"]
    assert taken.refused[0]["resource"] is None


def test_a_repeat_in_one_run_counts_once_and_the_last_version_wins(desk):
    first = a_patient(meta={"versionId": "1"}, name=[{"family": "Bello", "given": ["Ada"]}])
    last = a_patient(meta={"versionId": "3"}, name=[{"family": "Okafor", "given": ["Ada"]}])
    middle = a_patient(meta={"versionId": "2"}, name=[{"family": "Middle", "given": ["Ada"]}])
    taken = desk.take(first, last, middle)

    assert taken.person.who.family == "Okafor"
    assert taken.report.as_json()["people"]["created"] == 1
    assert taken.report.read["Patient"] == 3


def test_a_repeat_without_versions_is_the_last_read(desk):
    taken = desk.take(a_patient(name=[{"family": "Bello"}]), a_patient(name=[{"family": "Okafor"}]))

    assert taken.person.who.family == "Okafor"


def test_repeats_in_several_bundles_count_once(desk):
    taken = desk.take(a_bundle(a_patient()), a_bundle(a_patient(deceasedBoolean=True)))

    assert len(taken.people) == 2
    assert taken.report.as_json()["people"]["created"] == 1


def test_two_servers_and_one_nhs_number_are_one_person(desk):
    here = an_entry(a_patient(id="7", identifier=[NHS_NUMBER])) | {"fullUrl": "https://one.example/fhir/Patient/7"}
    there = an_entry(a_patient(id="9", identifier=[NHS_NUMBER])) | {"fullUrl": "https://two.example/fhir/Patient/9"}
    taken = desk.take({"resourceType": "Bundle", "type": "searchset", "entry": [here, there]})

    assert taken.person.key == PersonKey("id", "https://two.example/fhir", "9")
    assert PersonKey("id", "https://one.example/fhir", "7") in taken.person.others


def test_one_id_or_number_for_two_people_is_refused(desk):
    other = {"name": [{"family": "Bello"}], "birthDate": "1970-01-01"}
    by_id = desk.take(a_patient(), a_patient(**other))
    by_number = desk.take(a_patient(identifier=[NHS_NUMBER]), a_patient(id=BEN, identifier=[NHS_NUMBER], **other))

    assert by_id.reasons == ["its id is that of somebody else read before, with another name or birth date"]
    assert by_number.reasons == ["its NHS number is that of somebody else read before, with another name or birth date"]
    assert by_id.person.who.family == by_number.person.who.family == "Okafor"


def test_a_shared_licence_number_does_not_make_two_people_one(desk):
    licence = {"system": "urn:oid:2.16.840.1.113883.4.3.25", "value": "S99939983"}
    taken = desk.take(
        a_patient(identifier=[licence]),
        a_patient(id=BEN, identifier=[licence], name=[{"family": "Bello"}], birthDate="1970-01-01"),
    )

    assert len(taken.people) == 2
    assert taken.reasons == []


def test_a_patient_without_an_id_is_known_by_its_identifier_and_then_by_its_content(desk):
    by_identifier = desk.take(a_patient(id=..., identifier=[{"system": "http://x.example", "value": "5"}]))
    by_content = desk.take(a_patient(id=...)), desk.take(a_patient(id=...))

    assert by_identifier.person.key == PersonKey("identifier", "http://x.example", "5")
    assert by_content[0].person.key == by_content[1].person.key
    assert by_content[0].person.key.system == "content"


def test_the_digest_changes_with_what_is_kept_and_with_nothing_else(desk):
    plain = desk.take(a_patient()).person.digest

    assert desk.take(a_patient(text={"div": "<p>Ada</p>"}, maritalStatus={"text": "M"})).person.digest == plain
    assert desk.take(a_patient(telecom=[{"system": "phone", "value": "1"}])).person.digest != plain


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": "x" * 256}, "id: expected text no longer than 255"),
        (
            {"identifier": [{"system": "s" * 256, "value": "1"}]},
            "identifier[0].system: expected text no longer than 255",
        ),
        (
            {"identifier": [{"system": "s", "value": "9" * 256}]},
            "identifier[0].value: expected text no longer than 255",
        ),
    ],
)
def test_keys_longer_than_an_index_holds_are_refused(desk, changes, reason):
    assert desk.take(a_patient(**changes)).reasons == [reason]
