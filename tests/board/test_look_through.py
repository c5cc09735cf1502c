"""An import whose people nobody has looked through: a line on the board, its page, and the press that settles them."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from crowd import writing
from kith.access.home import as_kith, with_key
from kith.access.operations import make_person_keys, open_reach
from kith.act import ids
from kith.act.types import Work
from kith.caseload import operations as caseload
from kith.person.models import Person
from kith.trail.models import Entry, Look
from statements import counted

from .north import AT, North, an_action, signed_in
from .reading import lines, names, page


def an_import(north: North, number: int) -> tuple[UUID, list[UUID]]:
    """Put people on the list by an import; return the import and them."""
    people = [ids.new() for _ in range(number)]
    with as_kith(at=AT - timedelta(days=1)) as act:
        with writing(act) as by:
            running = replace(act, work=Work(by, None))
            make_person_keys(act=running, person_ids=people)
            open_reach(act=running, person_ids=people, team_id=north.id, why="on the list")
            Person.objects.bulk_create(
                Person(id=one, family="Marsh", given=f"Person {n:03}", no_nhs_number_because="made", act_id=by)
                for n, one in enumerate(people)
            )
        listed = caseload.put_on_list(
            act=with_key(act), team_id=north.id, person_ids=people, came_by="import", intake_label="the GP list"
        )
    assert listed.intake_id
    return listed.intake_id, people


def test_one_line_an_import_says_how_many_are_left_and_opens_them(north: North):
    intake, _people = an_import(north, 3)

    board = page(signed_in(north.ama.account_id).get("/board/north/"))

    assert "0 of 3 people need something today." in board.text
    line = next(one for one in board.all("p") if "not yet looked through" in one.text)
    assert line.text.startswith("3 people from the GP list not yet looked through.")
    assert line.one("a").attributes["href"] == f"/board/north/look-through/{intake}/"


def test_a_press_settles_those_ticked_and_is_on_the_trail_of_each(north: North):
    intake, people = an_import(north, 3)
    client, address = signed_in(north.ama.account_id), f"/board/north/look-through/{intake}/"

    answer = client.post(address, {"person": [str(people[0]), str(people[2])], "key": "once"}, follow=True)

    left = page(answer)
    assert left.one("h1").text == "1 person not yet looked through"
    assert "2 people looked through." in left.text
    assert names(left) == ["Person 001 Marsh"]
    with north.act():
        entry = Entry.objects.get(command="caseload.look_through")
        assert set(entry.person_ids) == {people[0], people[2]}


def test_nobody_ticked_is_refused_beside_the_list(north: North):
    intake, _people = an_import(north, 2)

    answer = signed_in(north.ama.account_id).post(f"/board/north/look-through/{intake}/", {"key": "once"})

    assert answer.status_code == 422
    assert "Tick the people you have looked through." in page(answer).text
    assert len(lines(page(answer))) == 2


def test_from_the_person_page_the_press_goes_back_to_the_person(north: North):
    _intake, people = an_import(north, 1)
    client = signed_in(north.ama.account_id)
    shown = page(client.get(f"/person/{people[0]}/"))
    form = next(one for one in shown.all("form") if "look-through" in one.attributes["action"])
    fields = {one.attributes["name"]: one.attributes["value"] for one in form.all("input") if "value" in one.attributes}

    answer = client.post(form.attributes["action"], fields)

    assert answer["Location"] == f"/person/{people[0]}/"
    assert "not yet looked through" not in page(client.get("/board/north/")).text


def test_an_action_takes_somebody_out_of_it(north: North):
    intake, people = an_import(north, 2)

    an_action(north, people[0], "Ring the pharmacy", AT + timedelta(days=2), made_at=AT)

    shown = page(signed_in(north.ama.account_id).get(f"/board/north/look-through/{intake}/"))
    assert names(shown) == ["Person 001 Marsh"]


def test_an_import_of_another_team_is_missing(north: North, south: North):
    intake, _people = an_import(north, 1)
    client = signed_in(south.tom.account_id)

    answers = [client.get(f"/board/{slug}/look-through/{intake}/") for slug in ("north", "south")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_long_import_stands_on_pages_and_a_look_holds_those_of_the_page(north: North):
    intake, people = an_import(north, 60)
    client = signed_in(north.ama.account_id)

    first, second, beyond = (page(client.get(f"/board/north/look-through/{intake}/?page={n}")) for n in (1, 2, 99))

    assert (len(lines(first)), len(lines(second)), len(lines(beyond))) == (50, 10, 10)
    assert "51 to 60 of 60, by name" in second.text
    with north.act():
        looks = Look.objects.filter(route="look-through").order_by("recorded_at")
        assert {len(look.person_ids) for look in looks} == {50, 10}
        assert {one for look in looks for one in look.person_ids} == set(people)


def test_the_statements_are_the_same_for_1_and_60_people(north: North):
    client, numbers = signed_in(north.ama.account_id), []
    for number in (1, 60):
        intake, _people = an_import(north, number)
        with counted() as statements:
            client.get(f"/board/north/look-through/{intake}/")
        numbers.append(statements.number)

    assert numbers == [7, 7]
