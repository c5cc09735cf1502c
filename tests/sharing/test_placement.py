import pytest

from kith.sharing.incoming import PersonKey
from kith.sharing.placement import Placed, RefusedRow, UnusablePlacement, read_placements

from .made import ADA, BEN, NHS_NUMBER, a_patient, shared_data, take_in

HEAD = "patient_id,nhs_number_test,ltla24_name,lsoa21_code,lsoa11_code,practice_code,pcn_code\n"
ROW = f"{ADA},9999271731,Reading,E01016382,E01016382,K81605,U37007\n"


def placements(desk, text):
    return read_placements(desk.put("placement.csv", text))


def test_a_row_places_a_person(desk):
    taken = desk.take(a_patient(), placements=placements(desk, "\ufeff" + HEAD + ROW))
    person = taken.person

    assert (person.who.nhs_number, person.who.practice_code) == ("9999271731", "K81605")
    assert (person.small_area, person.pcn_code) == ("E01016382", "U37007")
    assert PersonKey("identifier", NHS_NUMBER["system"], "9999271731") in person.others


def test_what_the_record_states_comes_before_the_row(desk):
    practice = {"identifier": {"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "A20047"}}
    patient = a_patient(identifier=[NHS_NUMBER], generalPractitioner=[practice])
    person = desk.take(patient, placements=placements(desk, HEAD + ROW)).person

    assert (person.who.nhs_number, person.who.practice_code, person.small_area) == ("9912003888", "A20047", "E01016382")


def test_a_protected_person_is_placed_nowhere(desk):
    taken = desk.take(a_patient(meta={"security": [{"code": "V"}]}), placements=placements(desk, HEAD + ROW))

    assert taken.person.small_area is taken.person.pcn_code is taken.person.who.practice_code is None
    assert taken.person.who.nhs_number is None


def test_a_placement_does_not_change_the_version(desk):
    plain, placed = desk.take(a_patient()), desk.take(a_patient(), placements=placements(desk, HEAD + ROW))

    assert plain.person.provenance == placed.person.provenance


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",9999271731,,,,,\n", "patient_id is empty"),
        (ROW.replace("9999271731", ""), "this patient_id stands in an earlier row"),
        (f"{BEN},9999271731,,,,,\n", "this nhs_number_test stands in row 2"),
        (f"{BEN},9991234567,,,,,\n", "nhs_number_test fails its check"),
        (f"{BEN},0000000000,,,,,\n", "nhs_number_test fails its check"),
        (f"{BEN},,,X01016382,,,\n", "lsoa21_code is not a code like E01016382"),
        (f"{BEN},,,,,=cmd(),\n", "practice_code is not a code like K81605"),
        (f"{BEN},,,,,,37007\n", "pcn_code is not a code like U37007"),
    ],
)
def test_a_wrong_row_is_refused_with_its_number_and_the_rest_is_used(desk, row, reason):
    read = placements(desk, HEAD + ROW + row + f"{BEN[:-1]}3,,,,,,\n")

    assert read.refused == [RefusedRow(3, reason)]
    assert len(read.people) == 2


def test_short_and_long_rows_are_read_as_far_as_they_go(desk):
    read = placements(desk, HEAD + f"{ADA}\n{BEN},,,,,,,more,more\n")

    assert list(read.people.values()) == [Placed(), Placed()]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "has no column patient_id: the first row must name the columns"),
        ("id,name\n1,2\n", "has no column patient_id: the first row must name the columns"),
        (HEAD.encode() + b"\xff\xfe\n", "is not UTF-8: save it as CSV UTF-8"),
        (HEAD + "x" * 200_000, "is not readable as CSV near row 1"),
    ],
)
def test_what_is_no_placement_file_is_refused_as_a_whole(desk, content, reason):
    with pytest.raises(UnusablePlacement) as refused:
        placements(desk, content)
    assert str(refused.value).endswith(reason)


def test_a_missing_placement_file_is_said(desk):
    with pytest.raises(UnusablePlacement, match="could not be opened"):
        read_placements(desk.folder / "nowhere.csv")


def test_the_550_are_all_placed():
    read = read_placements(shared_data("synthea/uk-placement-550.csv"))
    taken = take_in(shared_data("synthea/r4-raw-transactions-20.zip"), placements=read)

    assert (len(read.people), read.refused) == (550, [])
    assert all(person.small_area and person.who.nhs_number and person.who.practice_code for person in taken.people)
