"""What was shared with agencies and what was not to be stands in a case file: of merged records too, until they are two again."""

from datetime import timedelta
from uuid import UUID

import pytest

from board.reading import page
from builders import AT, ATeam, Someone, a_member, a_person, an_act, signed_in
from kith.agency.disclosing import Said, tell
from kith.agency.involving import Telling, end_involvement
from kith.agency.models import Involved
from kith.agency.objecting import Overrides, end_override, object_to, override, withdraw_objection
from kith.casefile.chronology import for_giving
from kith.casefile.rules import Cause
from kith.handover import merging
from kith.place.rules import local_day
from partners import TOLD, AnAgency, an_agency, an_agreement, works_with

from .test_operations import a_file, read, told

CARE = "coordinate-care"


def minutes(number: int):  # type: ignore[no-untyped-def]
    return AT + timedelta(minutes=number)


@pytest.fixture
def supervisor(team: ATeam) -> Someone:
    return a_member(team, "Ines Rocha", "clinical-supervisor")


@pytest.fixture
def homes(team: ATeam) -> AnAgency:
    """An agency that may be told a name and whom to ring."""
    agency = an_agency(team.lead)
    an_agreement(a_member(team, "Peter Lindqvist", "place-manager"), agency)
    return agency


def objects(team: ATeam, person_id: UUID, number: int, said_by: str = "") -> UUID:
    with an_act(team.nurse, minutes(number)) as act:
        words = "They talk" if said_by else "Not them"
        return object_to(act=act, team_id=team.id, person_id=person_id, words=words, said_by=said_by)


def shares_all_the_same(
    supervisor: Someone, person_id: UUID, agency: AnAgency, number: int, telling: Telling = TOLD
) -> UUID:
    sharing = Overrides(agency.id, CARE, "Cold home", "Care Act 2014, section 42", local_day(AT), telling)
    with an_act(supervisor, minutes(number)) as act:
        return override(act=act, team_id=supervisor.team_id, person_id=person_id, sharing=sharing)


def tells(team: ATeam, person_id: UUID, agency: AnAgency, number: int) -> UUID:
    said = Said(agency.id, CARE, ["name"], "telephone", agency.contact_id, "She asked about the lift")
    with an_act(team.nurse, minutes(number)) as act:
        return tell(act=act, team_id=team.id, person_id=person_id, said=said)


def test_what_was_shared_and_what_was_not_to_be_stands_in_order(
    team: ATeam, doris: UUID, homes: AnAgency, supervisor: Someone
) -> None:
    works_with(team.nurse, doris, homes)
    key, by_daughter = objects(team, doris, 1), objects(team, doris, 2, said_by="her daughter")
    against = shares_all_the_same(supervisor, doris, homes, 3)
    tells(team, doris, homes, 4)
    with an_act(team.lead, minutes(5)) as act:
        end_override(act=act, team_id=team.id, override_id=against, version=1, because="Warm again")
    with an_act(team.nurse, minutes(6)) as act:
        withdraw_objection(act=act, team_id=team.id, objection_id=key, version=1, words="Fine now")
    with an_act(team.nurse, minutes(7)) as act:
        row = Involved.objects.get()
        end_involvement(act=act, team_id=team.id, involved_id=row.id, version=1, because="Moved")
    sheet = page(signed_in(team.nurse).get(f"/person/{doris}/sharing/told/")).text
    assert "Jo Marsh, Ashmere Homes, by telephone: your name." in sheet, "the control: what they know of stands there"
    file = read(team, a_file(team, doris))
    what = "Working together on their care"
    assert told(file, "Sharing") == [
        f"Ashmere Homes works with them: {what}. It is part of their care. Since 8 June 2026. Told in person by Sam Whitlock",
        "They do not want it shared: Nothing to any agency. “Not them”. Said on 8 June 2026",
        "",
        f"Shared all the same until 8 June 2026: Ashmere Homes, {what}. Cold home. Care Act 2014, section 42."
        " Told in person by Sam Whitlock",
        f"Told Jo Marsh, Ashmere Homes by telephone, for “{what}”: their name. It is part of their care."
        " Against what they said. She asked about the lift",
        f"Not shared against what they said any more: Ashmere Homes, {what}. Warm again",
        "They take it back: Nothing to any agency. “Fine now”",
        f"Ashmere Homes works with them no longer: {what}. Moved",
    ]
    third = file.line(str(by_daughter))
    assert third and third.withheld is Cause.THIRD


def test_what_is_shared_against_their_word_without_their_knowing_is_withheld_until_two_agree(
    team: ATeam, doris: UUID, homes: AnAgency, supervisor: Someone
) -> None:
    works_with(team.nurse, doris, homes)
    objects(team, doris, 0)
    untold = Telling("not told", "", "He reads her letters")
    keys = [str(shares_all_the_same(supervisor, doris, homes, 0, untold)), str(tells(team, doris, homes, 0))]
    file = for_giving(read(team, a_file(team, doris)))
    found = [one for one in file.lines if one.key in keys]
    assert [(one.words, one.withheld) for one in found] == [("", Cause.MARKED)] * 2
    browser = signed_in(team.nurse)
    sheet = page(browser.get(f"/person/{doris}/sharing/told/")).text
    assert "of which they have not been told, is not on this sheet" in sheet
    assert "You do not want us to tell them anything for this." in sheet and "Nothing yet." in sheet
    assert "Cold home" not in sheet and "Cold home" in page(browser.get(f"/person/{doris}/sharing/")).text
    assert "He reads her letters" not in str(file.lines)


def test_of_merged_records_all_is_told_and_of_two_people_each_has_their_own(
    team: ATeam, doris: UUID, homes: AnAgency
) -> None:
    twin = a_person(team, "Doris Petigrew")
    works_with(team.nurse, twin, homes)
    tells(team, twin, homes, 1)
    objects(team, twin, 2)
    with an_act(team.nurse, minutes(3)) as act:
        merging.merge(act=act, kept_id=doris, other_id=twin, because="The same house")
    of_both = told(read(team, a_file(team, doris)), "Sharing")
    assert [words.split(":")[0].split(",")[0] for words in of_both] == [
        "Ashmere Homes works with them", "Told Jo Marsh", "They do not want it shared",
    ]  # fmt: skip
    sharing, sheet = f"/person/{doris}/sharing/", f"/person/{doris}/sharing/told/"
    browser = signed_in(team.nurse)
    for address in (sharing, sheet):
        assert "Jo Marsh, Ashmere Homes, by telephone" in page(browser.get(address)).text
    with an_act(team.nurse, minutes(5)) as act:
        merging.unmerge(act=act, person_id=twin, because="They are sisters")
    assert told(read(team, a_file(team, doris)), "Sharing") == []
    assert told(read(team, a_file(team, twin)), "Sharing") == of_both
    between = told(read(team, a_file(team, doris, as_at=minutes(4))), "Sharing")
    assert sorted(between) == sorted([of_both[0], of_both[2]]), "as it stood then, what was open had come along"
    words = page(browser.get(sharing)).text
    assert "Nothing was shared yet." in words and "Not them" not in words
    assert "Jo Marsh, Ashmere Homes, by telephone" in page(browser.get(sheet.replace(f"{doris}", f"{twin}"))).text
