"""Tables of a whole place: proposed by anybody there, held against every team's own, signed by two others of the place."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from builders import AT, ATeam, Someone, a_member, a_place, a_session, a_team, an_act
from cloning import using
from kith.act import NotAllowed, NotVisible, Refusal, ids
from kith.database.templates import clone, drop
from kith.message.models import Message
from kith.policy.in_force import in_force
from kith.policy.models import Version
from kith.policy.reading import shipped_files
from kith.rulebook import floor_operations as floors
from kith.rulebook import operations
from kith.rulebook.models import Draft
from statements import counted
from trailing import outcomes

pytestmark = pytest.mark.django_db
FILE = "thresholds/gad7.csv"
SHIPPED = shipped_files("gad7")[FILE]
STRICTER = SHIPPED.replace("10..14,moderate,1,,", "10..14,moderate,2,mental-health-review,")
STRICTEST = STRICTER.replace("5..9,mild,0,,", "5..9,mild,1,,")
LAXER = SHIPPED.replace("severe,2,mental-health-review,", "severe,1,,")
Place = tuple[ATeam, ATeam, dict[str, Someone]]


@pytest.fixture(scope="module")
def standing_place(template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Place]:
    """Two teams of one place, with those of it who may sign something, committed."""
    with django_db_blocker.unblock():
        copy = clone(template)
        try:
            with using(copy):
                north = a_team()
                vale = a_team("Vale", place_id=north.place_id)
                made = {
                    "north": a_member(north, "Joy Lund", "clinical-supervisor"),
                    "vale": a_member(vale, "Priya Shah", "clinical-supervisor"),
                    "gp": a_member(north, "Hari Nair", "gp"),
                    "safe": a_member(vale, "Vera Bell", "safeguarding-lead"),
                    "manager": a_member(vale, "Pat Mercer", "place-manager"),
                }
                connection.close()
                yield north, vale, made
        finally:
            drop(copy)


@pytest.fixture
def place(standing_place: Place, db: None) -> Place:
    """Two teams of one place, and by name those who may sign."""
    return standing_place


def proposed(who, text=STRICTER, *, table="gad7", file=FILE, **more):
    with an_act(who) as act:
        return floors.propose_floor(
            act=act, team_id=who.team_id, table=table, files={file: text}, why="Ten is late.", **more
        )


def signed(who, version_id):
    with an_act(who) as act:
        return floors.sign_floor(act=act, team_id=who.team_id, version_id=version_id)


def answered(who, version_id, finding):
    with an_act(who) as act:
        floors.answer_floor(
            act=act, team_id=who.team_id, version_id=version_id, finding=finding, words="Read and agreed by all leads."
        )


def floor_number(team, table="gad7"):
    with an_act(team.nurse):
        return in_force(table=table, team_id=team.id, place_id=team.place_id, at=AT).number


def told(kind, *readers):
    """Return who was told something, as members of each team see it."""
    found = []
    for one in readers:
        with an_act(one):
            found += Message.objects.filter(kind=kind).values_list("account__name", flat=True)
    return sorted(found)


def by_hand(who, sql, values):
    """Write with the application's own role, past every operation, as far as the rules of versions speak."""
    with transaction.atomic(), an_act(who), connection.cursor() as cursor:
        cursor.execute("select set_config('kith.act', gen_random_uuid()::text, true); set constraints all deferred")
        cursor.execute(sql, values)
        cursor.execute("set constraints approved immediate")


def test_two_of_the_place_sign_and_every_team_is_held_and_told(place):
    north, vale, people = place
    draft = proposed(north.nurse)
    assert told("rules proposed", north.nurse, vale.nurse) == ["Hari Nair", "Joy Lund", "Priya Shah"]
    assert signed(people["vale"], draft) is False
    assert [floor_number(one) for one in (north, vale)] == [1, 1]
    with counted() as sent:
        assert signed(people["gp"], draft) is True
    assert sent == 16
    assert [floor_number(one) for one in (north, vale)] == [2, 2]
    members = [*(one.name for team in (north, vale) for one in team.members), *(one.name for one in people.values())]
    assert told("rules changed", north.nurse, vale.nurse) == sorted(
        one for one in [*members, "Joy Adeyemi"] if one != "Hari Nair"
    )
    assert outcomes(people["gp"], "rulebook.sign_floor") == [("done", "")]


@pytest.mark.parametrize(
    ("table", "file", "old", "new", "may", "may_not"),
    [
        ("gad7", FILE, "10..14,moderate,1,,", "10..14,moderate,2,mental-health-review,", "gp", ["manager", "safe"]),
        ("supervision", "supervision.csv", "session-days,28", "session-days,21", "manager", ["gp", "safe"]),
        ("safeguarding-clocks", "safeguarding-clocks.csv", "adult,decision,raised,1", "adult,decision,raised,0", "safe",
         ["gp", "manager"]),
    ],
)  # fmt: skip
def test_who_signs_hangs_on_what_the_table_is_about_and_whoever_proposed_never_does(
    place, table, file, old, new, may, may_not
):
    north, _vale, people = place
    draft = proposed(people["north"], shipped_files(table)[file].replace(old, new), table=table, file=file)
    with pytest.raises(Refusal, match="You proposed this draft: two others sign it"):
        signed(people["north"], draft)
    for one in [*(people[name] for name in may_not), north.lead, north.nurse]:
        with pytest.raises(NotAllowed):
            signed(one, draft)
    assert signed(people[may], draft) is False
    with pytest.raises(Refusal, match="somebody else has to"):
        signed(people[may], draft)
    assert signed(people["vale"], draft) is True


def test_a_place_that_asks_less_than_it_did_says_why_before_anybody_signs(place):
    north, vale, people = place
    draft = proposed(north.nurse, LAXER)
    assert told("rules proposed", north.nurse, vale.nurse) == []
    with pytest.raises(Refusal, match="It asks less than the place does now: GAD7-15 answers level 1"):
        signed(people["gp"], draft)
    answered(north.lead, draft, "loosens:GAD7-15:GAD7-15")
    assert told("rules proposed", north.nurse, vale.nurse) == ["Hari Nair", "Joy Lund", "Priya Shah"]
    assert signed(people["gp"], draft) is False


def test_a_team_whose_own_table_would_be_laxer_stands_in_the_way_with_a_case(place):
    north, vale, people = place
    with an_act(vale.nurse) as act:
        own = operations.propose(act=act, team_id=vale.id, table="gad7", files={FILE: STRICTER}, why="Ours")
    for one in (vale.lead, people["vale"]):
        with an_act(one) as act:
            operations.sign(act=act, version_id=own)
    draft = proposed(north.nurse, STRICTEST)
    sentence = "Vale has a gad7 of its own that would then be laxer: GAD7-5 answers level 0 where GAD7-5 of the floor answers 1"
    with pytest.raises(Refusal, match=sentence):
        signed(people["gp"], draft)
    with pytest.raises(Refusal, match="This is mended, not answered"):
        answered(north.lead, draft, "laxer team:GAD7-5:GAD7-5:gad7:Vale")
    page = (
        a_session(north.lead.account_id, "team-lead").get(f"/rules/{north.slug}/gad7/?version={draft}").content.decode()
    )
    assert "has a table of its own that would be laxer: it changes that first" in page
    same = proposed(north.nurse, STRICTER)
    page = (
        a_session(north.lead.account_id, "team-lead").get(f"/rules/{north.slug}/gad7/?version={same}").content.decode()
    )
    assert re.search(r"Vale: keeps its own, version 1, which is as strict", page)
    assert re.search(r"<b>Millbrook North</b>: what is proposed here holds for it", page)
    theirs = (
        a_session(vale.lead.account_id, "team-lead").get(f"/rules/{vale.slug}/gad7/?version={same}").content.decode()
    )
    assert "Your team has a table of its own, which goes on: for it nothing changes." in theirs
    assert [signed(people[one], same) for one in ("gp", "north")] == [False, True]


def test_a_draft_is_changed_and_withdrawn_by_whoever_proposed_it_or_may_sign_it(place):
    north, vale, people = place
    first = proposed(north.nurse)
    second = proposed(north.nurse, STRICTEST, replaces=first)
    assert Version.objects.get(id=first).status == "retired"
    assert Draft.objects.get(version_id=second).replaces_id == first
    with an_act(vale.nurse) as act, pytest.raises(Refusal, match="or somebody who may sign it"):
        floors.withdraw_floor(act=act, team_id=vale.id, version_id=second)
    with an_act(people["vale"]) as act:
        floors.withdraw_floor(act=act, team_id=vale.id, version_id=second)
    assert told("rules withdrawn", north.nurse, vale.nurse) == ["Sam Whitlock"]
    with pytest.raises(Refusal, match="This draft was withdrawn"):
        signed(people["gp"], second)
    third = proposed(north.nurse)
    with pytest.raises(Refusal, match="somebody else's"):
        proposed(vale.nurse, STRICTEST, replaces=third)


def test_a_draft_of_a_team_is_none_of_its_place_and_the_other_way_round(place):
    north, _vale, people = place
    with an_act(north.nurse) as act:
        own = operations.propose(act=act, team_id=north.id, table="gad7", files={FILE: STRICTER}, why="Ours")
    draft = proposed(north.nurse, STRICTEST)
    with pytest.raises(NotVisible):
        signed(people["gp"], own)
    with an_act(people["gp"]) as act, pytest.raises(NotVisible):
        operations.sign(act=act, version_id=draft)


def test_the_first_tables_of_a_place_are_not_peoples(place):
    _north, _vale, _people = place
    bare = a_team("Bare", place_id=a_place("Emptyshire", floor=False), opened=False)
    with pytest.raises(Refusal, match="The first tables of a place are published by whoever runs Kith"):
        proposed(bare.nurse)
    with pytest.raises(DatabaseError, match="row-level security"):
        by_hand(bare.nurse, PROPOSAL, values_of(bare.nurse, bare.place_id))


PROPOSAL = (
    "insert into policy_version (id, scope, scope_id, place_id, table_name, number, texts, digest, status, proposed_by_id,"
    " proposed_at, act_id) values (%(new)s, 'place', %(place)s, %(place)s, 'gad7', 99, '{}', 'x', 'draft', %(who)s,"
    " act_moment(), act_id())"
)
SIGNATURE = (
    "insert into policy_approval (id, version_id, account_id, name, at, act_id)"
    " values (%(new)s, %(draft)s, %(who)s, 'Hari', act_moment(), act_id())"
)
PUBLISHED = (
    "update policy_version set status = 'published', published_at = act_moment(), effective_from = act_moment(),"
    " act_id = act_id() where id = %(draft)s"
)


def values_of(who, place_id, draft=None):
    return {"new": ids.new(), "place": place_id, "who": who.account_id, "draft": draft}


def test_the_database_holds_two_others_of_the_place_who_sign_for_themselves(place):
    north, _vale, people = place
    draft = proposed(north.lead)
    signed(people["gp"], draft)
    by_hand(
        north.nurse, PROPOSAL, values_of(north.nurse, north.place_id)
    )  # the control: a draft of one's own is written
    for who, sql, as_whom, sentence in (
        (north.nurse, PROPOSAL, people["gp"], "row-level security|in their own name"),
        (north.lead, SIGNATURE, north.lead, "other than its proposer"),
        (north.nurse, SIGNATURE, people["vale"], "row-level security|for themselves"),
        (people["gp"], PUBLISHED, people["gp"], "Two people, neither of them the proposer"),
    ):
        with pytest.raises(DatabaseError, match=sentence):
            by_hand(who, sql, values_of(as_whom, north.place_id, draft))


def test_people_of_another_place_see_and_write_nothing(place):
    north, _vale, people = place
    draft, other = proposed(north.lead), a_team("Elsewhere")
    supervisor = a_member(other, "Ed Moss", "clinical-supervisor")
    with pytest.raises(NotVisible):
        signed(supervisor, draft)
    with an_act(supervisor) as act, pytest.raises(NotVisible):
        floors.sign_floor(act=act, team_id=north.id, version_id=draft)
    with an_act(supervisor), connection.cursor() as cursor:
        cursor.execute("select count(*) from teams_of_place(%s)", [north.place_id])
        assert cursor.fetchone() == (0,)
    values = values_of(supervisor, north.place_id, draft)
    for sql in (PROPOSAL, SIGNATURE):
        with pytest.raises(DatabaseError, match="row-level security"):
            by_hand(supervisor, sql, values)
    with pytest.raises(DatabaseError, match="This is no version of a table of your place"):
        by_hand(supervisor, "select rulebook_tell_place(%(draft)s, 'rules changed', null)", values)
    assert a_session(supervisor.account_id, supervisor.role).get(f"/rule-version/{draft}/").status_code == 404
    assert a_session(people["gp"].account_id, "gp").get(f"/rule-version/{draft}/").status_code == 302


def test_it_is_proposed_and_signed_on_the_pages_of_two_teams(place):
    north, vale, people = place
    nurse = a_session(north.nurse.account_id, "nurse")
    form = nurse.get(f"/rules/{north.slug}/gad7/change/?for=place").content.decode()
    assert "For the whole of Ashmere Millbrook North." in form
    assert form.count('name="for" value="place"') == 1
    csv = SimpleUploadedFile("mine.csv", STRICTER.encode())
    data = {"key": "1", "why": "Ten is late.", "upload": "yes", "for": "place", "csv": csv}
    address = nurse.post(f"/rules/{north.slug}/gad7/change/", data).url
    assert "<ins>A clinical review the same day</ins>" in nurse.get(address).content.decode()
    draft = address.rpartition("version=")[2]
    for who, team in ((people["vale"], vale), (people["gp"], north)):
        browser = a_session(who.account_id, who.role)
        found = browser.get(f"/rule-version/{draft}/")
        assert found.url == f"/rules/{team.slug}/gad7/?version={draft}"
        page = browser.get(found.url)
        assert "Not in force, for the whole place:" in page.content.decode()
        with counted() as sent:
            browser.get(found.url)
        assert sent == 15
        pressed = browser.post(f"/rule-version/{draft}/", {"key": who.role, "do": "sign", "team": str(team.id)})
        assert pressed.url == found.url, pressed.content.decode()
    shown = a_session(vale.nurse.account_id, "nurse").get(f"/rules/{vale.slug}/gad7/").content.decode()
    assert "Floor of Ashmere Millbrook North, version 2, since 8 June 2026" in shown
    assert "Propose one for the whole place" in shown
