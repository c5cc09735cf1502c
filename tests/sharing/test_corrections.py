"""What was corrected here against what newer records say: who is asked, once, and how it is settled on its page."""

from datetime import date, timedelta

import pytest

from builders import AT, a_member, a_named_lead, an_act, signed_in
from kith.act import Refusal
from kith.act.ids import new
from kith.action import operations as actions
from kith.caseload import operations as caseload
from kith.handover import deaths
from kith.person import operations as people
from kith.person.operations import Details
from kith.person.queries import differences, identity
from statements import counted

from .made import BEN, NHS_NUMBER, a_bundle, a_fact, a_patient
from .storing import ask, take

LATER = AT + timedelta(hours=1)


@pytest.fixture
def ada(team, desk):
    """Ada, imported in version 1 onto the team's list."""
    take(team, desk.put("first.json", record("1")))
    [(person_id,)] = ask("select id from person_person where family = 'Okafor'")
    return person_id


def record(version, **changes):
    """A Bundle with Ada's record in a version."""
    return a_bundle(a_patient(**{"meta": {"versionId": version}, **changes}))


def correct(who, person_id, **changes):
    """Correct somebody as a member does."""
    with an_act(who) as act:
        row = identity(person_id=person_id)
        people.correct(act=act, person_id=person_id, recorded_at=row.recorded_at, changes=changes)


def reviews():
    """Return the comparisons asked for: whose work, and where they stand."""
    return ask(
        "select o.name, a.state from action_action a join team_member m on m.id = a.owner_id"
        " join access_account o on o.id = m.account_id where a.kind = 'import-review' order by a.due_at, a.id"
    )


def stands(person_id, *fields):
    """Return what stands here of somebody."""
    [row] = ask(f"select {', '.join(fields)} from person_person where id = %s", person_id)
    return row


def test_a_correction_wins_over_the_same_version(team, ada, desk):
    correct(team.nurse, ada, family="Okafore", birth_date=date(1949, 3, 9), nhs_number=NHS_NUMBER["value"])

    report = take(team, desk.put("again.json", record("1")))

    assert report.as_json()["people"]["unchanged"] == 1
    assert stands(ada, "family", "birth_date") == ("Okafore", date(1949, 3, 9))
    assert reviews() == []


def test_without_a_correction_a_newer_version_updates(team, ada, desk):
    """The control: what is kept above is kept because it was corrected."""
    report = take(team, desk.put("newer.json", record("2", birthDate="1950-01-02")))

    assert report.as_json()["people"]["updated"] == 1
    assert stands(ada, "birth_date") == (date(1950, 1, 2),)
    assert reviews() == []


def test_a_newer_version_updates_only_what_nobody_corrected_and_asks_the_duty_lead_once(team, ada, desk):
    correct(team.nurse, ada, birth_date=date(1949, 3, 9))

    first = take(team, desk.put("newer.json", record("2", birthDate="1950-01-02", gender="male")))
    second = take(team, desk.put("newest.json", record("3", birthDate="1951-01-02", gender="male")))

    assert first.as_json()["people"]["proposed"] == second.as_json()["people"]["proposed"] == 1
    assert stands(ada, "birth_date", "sex") == (date(1949, 3, 9), "male")
    assert reviews() == [("Ama Owusu", "open")]
    with an_act(team.nurse):
        assert [(one.field, one.says["birth_date"]) for one in differences(person_id=ada)] == [
            ("birth_date", "1951-01-02")
        ]


def test_the_named_lead_is_asked_where_there_is_one(team, ada, desk):
    a_named_lead(team, ada, team.social_worker)
    correct(team.nurse, ada, birth_date=date(1949, 3, 9))

    take(team, desk.put("newer.json", record("2", birthDate="1950-01-02")))

    assert reviews() == [("Rukhsana Mir", "open")]


def test_a_named_lead_who_has_left_is_not_asked(team, ada, desk):
    leaver = a_member(team, "Tom Reyes", until=AT + timedelta(minutes=30))
    a_named_lead(team, ada, leaver)
    correct(team.nurse, ada, birth_date=date(1949, 3, 9))

    take(team, desk.put("newer.json", record("2", birthDate="1950-01-02")), at=LATER)

    assert reviews() == [("Ama Owusu", "open")]


def test_what_was_written_by_hand_is_kept_and_compared_when_their_first_record_comes(team, desk):
    with an_act(team.nurse, AT - timedelta(days=3)) as act:
        details = Details(given="Addie", family="Okafor", birth_date=date(1948, 3, 9), nhs_number=NHS_NUMBER["value"])
        person_id = caseload.add_person(act=act, team_id=team.id, details=details)

    report = take(team, desk.put("first.json", record("1", identifier=[NHS_NUMBER])))

    assert report.as_json()["people"] == {"created": 0, "updated": 0, "unchanged": 0, "proposed": 1, "deceased": 0}
    assert stands(person_id, "given", "sex") == ("Addie", "female")
    assert reviews() == [("Ama Owusu", "open")]


def test_somebody_is_known_by_two_records_and_each_is_unchanged_again(team, ada, desk):
    correct(team.nurse, ada, nhs_number=NHS_NUMBER["value"])
    phone = {"telecom": [{"system": "phone", "value": "01632 960001"}]}
    other = a_bundle(a_patient(id=BEN, identifier=[NHS_NUMBER], meta={"versionId": "7"}, **phone))

    first = take(team, desk.put("other.json", other))
    again = take(team, desk.put("both.json", record("1")), desk.put("others.json", other))

    assert first.as_json()["people"]["updated"] == 1
    assert again.as_json()["people"] == {"created": 0, "updated": 0, "unchanged": 1, "proposed": 0, "deceased": 0}
    assert ask("select value, version from person_identifier where version <> '' order by version") == [
        (str(a_patient()["id"]), "v:1"),
        (BEN, "v:7"),
    ]
    assert ask("select person_id, value from person_contactdetail") == [(ada, "01632 960001")]


def test_an_older_version_changes_nothing(team, ada, desk):
    take(team, desk.put("newer.json", record("3", gender="male")))

    report = take(team, desk.put("older.json", record("2", gender="other")))

    assert report.as_json()["people"]["unchanged"] == 1
    assert stands(ada, "sex") == ("male",)


def test_a_label_of_protection_takes_away_where_somebody_can_be_met(team, desk):
    home = {"address": [{"line": ["3 Mill Lane"], "postalCode": "AB1 2CD"}]}
    visit = a_fact("Encounter", serviceProvider={"display": "Mill Lane Surgery"}, **{"class": {"code": "AMB"}})
    take(team, desk.put("first.json", a_bundle(a_patient(meta={"versionId": "1"}, **home), visit)))
    assert ask("select value from person_contactdetail") == [("3 Mill Lane",)]

    labelled = {"versionId": "2", "security": [{"code": "R"}]}
    take(team, desk.put("second.json", a_bundle(a_patient(meta=labelled, **home))))

    assert ask("select is_protected from person_person where family = 'Okafor'") == [(True,)]
    assert ask("select value from person_contactdetail") == []
    assert ask("select detail from record_fact") == [("{}",)]
    take(team, desk.put("third.json", a_bundle(a_patient(meta={"versionId": "3"}, **home), visit)))
    assert ask("select is_protected from person_person where family = 'Okafor'") == [(True,)]
    assert ask("select value from person_contactdetail") == []


def test_a_death_recorded_here_is_not_taken_back_by_a_record(team, ada, desk):
    with an_act(team.nurse) as act:
        people.record_death(act=act, person_id=ada)

    report = take(team, desk.put("newer.json", record("2", gender="male")))

    assert report.as_json()["people"]["proposed"] == 1
    assert stands(ada, "is_dead", "sex") == (True, "male")
    assert reviews() == [("Ama Owusu", "open")]


def test_a_death_taken_back_here_is_not_recorded_again_by_a_record(team, ada, desk):
    take(team, desk.put("newer.json", record("2", deceasedBoolean=True)))
    with an_act(team.nurse) as act:
        deaths.undo_death(act=act, person_id=ada, because="Another Ada Okafor")

    report = take(team, desk.put("newest.json", record("3", deceasedBoolean=True, gender="male")))

    assert report.as_json()["people"]["proposed"] == 1
    assert stands(ada, "is_dead", "sex") == (False, "male")
    assert reviews() == [("Ama Owusu", "open")]


def test_both_values_stand_on_the_page_and_are_settled_there(team, ada, desk):
    correct(team.nurse, ada, birth_date=date(1949, 3, 9), given="Addie")
    take(
        team, desk.put("newer.json", record("2", birthDate="1950-01", name=[{"family": "Okafor", "given": ["Adaeze"]}]))
    )
    [(action_id, version)] = ask("select id, version from action_action where kind = 'import-review'")
    nurse = signed_in(team.nurse)

    shown = nurse.get(f"/action/{action_id}/").content.decode()
    form = nurse.get(f"/action/{action_id}/done/").content.decode()

    assert all(words in shown for words in ("9 March 1949", "January 1950", "Addie", "Adaeze"))
    with an_act(team.nurse):
        born, given = differences(person_id=ada)
    assert (born.field, given.field) == ("birth_date", "given")
    assert f'value="{born.id} {given.id}"' in form
    sent = {"key": str(new()), "version": version, "seen": f"{born.id} {given.id}", f"difference-{born.id}": "there"}

    refused = nurse.post(f"/action/{action_id}/done/", sent)

    assert (refused.status_code, "Choose which is right." in refused.content.decode()) == (422, True)
    assert stands(ada, "birth_date", "given") == (date(1949, 3, 9), "Addie")

    answer = nurse.post(f"/action/{action_id}/done/", sent | {f"difference-{given.id}": "here"})

    assert answer.status_code == 302
    assert stands(ada, "birth_date", "birth_precision", "given", "corrected_fields") == (
        date(1950, 1, 1),
        "month",
        "Addie",
        ["given"],
    )
    assert ask("select state, outcome from action_action where id = %s", action_id) == [
        ("done", "Kept: given name.\nTaken over: date of birth.")
    ]
    assert "Kept: given name." in nurse.get(f"/action/{action_id}/").content.decode()

    take(
        team, desk.put("third.json", record("3", birthDate="1950-02", name=[{"family": "Okafor", "given": ["Adaeze"]}]))
    )
    assert stands(ada, "birth_date", "given") == (date(1950, 2, 1), "Addie"), "what was taken over follows the record"
    assert len(reviews()) == 1, "what was kept is not asked again"

    take(team, desk.put("fourth.json", record("4", name=[{"family": "Okafor", "given": ["Ada Maria"]}])))
    assert sorted(state for _, state in reviews()) == ["done", "open"]


def test_a_record_that_comes_between_reading_and_settling_is_not_taken_over_unseen(team, ada, desk):
    correct(team.nurse, ada, birth_date=date(1949, 3, 9))
    take(team, desk.put("newer.json", record("2", birthDate="1950-01-02")))
    [(action_id, version)] = ask("select id, version from action_action where kind = 'import-review'")
    with an_act(team.nurse):
        [seen] = differences(person_id=ada)
    take(team, desk.put("newest.json", record("3", birthDate="1951-01-02")))

    with pytest.raises(Refusal, match="compare again"), an_act(team.nurse) as act:
        actions.settle_import_review(act=act, action_id=action_id, version=version, seen=[seen.id], taken=[seen.id])

    assert stands(ada, "birth_date") == (date(1949, 3, 9),)
    assert reviews() == [("Ama Owusu", "open")]


@pytest.mark.parametrize("number", [1, 3])
def test_a_package_is_written_in_a_fixed_number_of_statements(team, desk, number):
    ids = [str(new()) for _ in range(number)]

    def version(text, **changes):
        people = [a_patient(id=one, meta={"versionId": text}, **changes) for one in ids]
        return a_bundle(*people, *(a_fact(id=f"{one}-1", subject={"reference": f"Patient/{one}"}) for one in ids))

    take(team, desk.put("first.json", version("1")))
    for (person_id,) in ask("select id from person_person"):
        correct(team.nurse, person_id, birth_date=date(1949, 3, 9))
    with counted() as sent:
        report = take(team, desk.put("second.json", version("2", birthDate="1950-01-02", gender="male")))

    assert report.as_json()["people"]["proposed"] == number
    assert sent == 23


def test_where_somebody_is_reached_is_left_once_it_is_corrected(team, ada, desk):
    """The control comes first: before the correction a newer version brings its number."""

    def bring(version, phone):
        take(team, desk.put(f"{version}.json", record(version, telecom=[{"system": "phone", "value": phone}])))
        return ask("select value from person_contactdetail where person_id = %s and kind = 'phone'", ada)

    assert bring("2", "01632 960002") == [("01632 960002",)]
    with an_act(team.nurse) as act:
        recorded_at = identity(person_id=ada).recorded_at
        people.correct_contact_details(
            act=act, person_id=ada, recorded_at=recorded_at, details=[people.Detail("phone", "01632 960001")]
        )
    assert bring("3", "01632 960003") == [("01632 960001",)]
