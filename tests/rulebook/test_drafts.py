"""A team's own drafts: proposed by anybody, what is found mended or answered, signed by two others for themselves."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from builders import AT, a_team, an_act
from kith.act import NotAllowed, NotVisible, Refusal, ids
from kith.act.refusals import KeyUsed
from kith.message.models import Message
from kith.place.rules import local_day
from kith.policy.in_force import in_force
from kith.policy.models import Approval, Version
from kith.policy.reading import shipped_files
from kith.rulebook import operations
from kith.rulebook.models import Answer, Draft
from statements import counted
from trailing import outcomes

pytestmark = pytest.mark.django_db
FILE = "thresholds/gad7.csv"
SHIPPED = shipped_files("gad7")[FILE]
STRICTER = SHIPPED.replace("10..14,moderate,1,,", "10..14,moderate,2,mental-health-review,")
LAXER = SHIPPED.replace("severe,2,mental-health-review,", "severe,1,,")


def proposed(who, team, text=STRICTER, *, table="gad7", file=FILE, at=AT, **more):
    with an_act(who, at) as act:
        return operations.propose(
            act=act, team_id=team.id, table=table, files={file: text}, why="Nobody asked from 10 on.", **more
        )


def signed(who, version_id, at=AT):
    with an_act(who, at) as act:
        return operations.sign(act=act, version_id=version_id)


def number_in_force(team, at=AT):
    standing = in_force(table="gad7", team_id=team.id, place_id=team.place_id, at=at)
    return standing.scope, standing.number


def told(kind):
    return sorted(Message.objects.filter(kind=kind).values_list("account__name", flat=True))


def test_two_who_did_not_propose_sign_and_the_table_is_in_force_and_the_team_told(world):
    team, others = world
    draft = proposed(team.lead, team)
    assert told("rules proposed") == ["Hari Nair", "Joy Lund"]
    assert signed(others["clinical-supervisor"], draft) is False
    assert number_in_force(team) == ("place", 1)
    assert signed(others["gp"], draft) is True
    with an_act(team.nurse) as _act:
        assert number_in_force(team) == ("team", 1)
    assert told("rules changed") == [
        "Ama Owusu",
        "Joy Adeyemi",
        "Joy Lund",
        "Rukhsana Mir",
        "Sam Whitlock",
        "Vera Bell",
    ]
    assert [one.name for one in Approval.objects.filter(version_id=draft).order_by("at", "name")] == [
        "Hari Nair",
        "Joy Lund",
    ]
    assert outcomes(team.nurse, "rulebook.sign") == [("done", ""), ("done", "")]


def test_it_holds_from_the_day_it_names(world):
    team, others = world
    day = local_day(AT) + timedelta(days=3)
    draft = proposed(team.nurse, team, from_day=day)
    signed(team.lead, draft)
    signed(others["gp"], draft)
    with an_act(team.nurse) as _act:
        assert number_in_force(team, AT + timedelta(days=2)) == ("place", 1)
        assert number_in_force(team, AT + timedelta(days=3)) == ("team", 1)


def test_whoever_proposed_never_signs_nobody_twice_and_nobody_without_the_right(world):
    team, others = world
    draft = proposed(team.lead, team)
    with pytest.raises(Refusal, match="You proposed this draft: two others sign it"):
        signed(team.lead, draft)
    signed(others["gp"], draft)
    with pytest.raises(Refusal, match="somebody else has to"):
        signed(others["gp"], draft)
    with pytest.raises(NotAllowed, match="Who can: team lead, clinical supervisor, GP, hospital consultant"):
        signed(team.nurse, draft)
    with pytest.raises(NotAllowed):
        signed(others["safeguarding-lead"], draft)
    assert Approval.objects.filter(version_id=draft).count() == 1


def test_a_table_about_safeguarding_is_signed_by_its_lead_and_by_no_doctor(world):
    team, others = world
    file = "thresholds/safeguarding-adult.csv"
    text = shipped_files("safeguarding-adult")[file].replace(",safeguarding lead,", ",team lead,", 1)
    draft = proposed(team.lead, team, text, table="safeguarding-adult", file=file)
    with pytest.raises(NotAllowed, match="safeguarding lead"):
        signed(others["gp"], draft)
    assert signed(others["safeguarding-lead"], draft) is False
    assert signed(others["clinical-supervisor"], draft) is True


def test_a_laxer_draft_is_kept_and_cannot_be_signed_or_answered_until_it_is_mended(world):
    team, others = world
    draft = proposed(team.lead, team, LAXER)
    assert told("rules proposed") == []
    with pytest.raises(Refusal, match="Mend or answer first what was found: GAD7-15 answers level 1"):
        signed(others["gp"], draft)
    with an_act(team.lead) as act, pytest.raises(Refusal, match="This is mended, not answered"):
        operations.answer(act=act, version_id=draft, finding="laxer:GAD7-15:GAD7-15", words="We are few.")
    mended = proposed(team.lead, team, STRICTER, replaces=draft)
    assert Version.objects.get(id=draft).status == "retired"
    assert Draft.objects.get(version_id=mended).replaces_id == draft
    assert signed(others["gp"], mended) is False
    with pytest.raises(Refusal, match="This draft was withdrawn"):
        signed(others["gp"], draft)


def test_what_may_stand_is_answered_in_words_and_then_signed(world):
    team, others = world
    draft = proposed(team.lead, team, UNREACHABLE)
    with pytest.raises(Refusal, match="GAD7-X can never hold"):
        signed(others["gp"], draft)
    with an_act(team.lead) as act, pytest.raises(Refusal, match="Say why this may stand"):
        operations.answer(act=act, version_id=draft, finding="unreachable:GAD7-X", words=" ")
    with an_act(team.lead) as act:
        operations.answer(act=act, version_id=draft, finding="unreachable:GAD7-X", words="For the new form of June.")
    assert told("rules proposed") == ["Hari Nair", "Joy Lund"]
    assert Answer.objects.get().words == "For the new form of June."
    assert signed(others["gp"], draft) is False


ROW = SHIPPED.splitlines()[-1]
UNREACHABLE = (
    STRICTER.rstrip("\n") + "\n" + ROW.replace(ROW.split(",")[0], "GAD7-X", 1).replace(",15..21,", ",>15..15,") + "\n"
)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": SHIPPED}, "Nothing differs from what is in force"),
        ({"text": SHIPPED.replace("10..14", "ten")}, "'ten' is no condition on value"),
        ({"file": "inputs.csv", "text": "a"}, "inputs.csv is no file that a team writes for itself"),
        ({"from_day": local_day(AT) - timedelta(days=1)}, "From: choose today or a day to come"),
    ],
)
def test_what_cannot_be_a_draft_is_refused_and_nothing_kept(world, change, sentence):
    team, _others = world
    with pytest.raises(Refusal, match=sentence):
        proposed(team.nurse, team, **change)
    with an_act(team.nurse) as _act:
        assert not Version.objects.filter(scope_id=team.id).exists()
        assert not Draft.objects.exists()


def test_a_draft_is_withdrawn_by_whoever_proposed_it_or_may_sign_it_and_nobody_else(world):
    team, _others = world
    draft, second = proposed(team.nurse, team), proposed(team.nurse, team, STRICTER.replace("moderate", "middling"))
    with an_act(team.social_worker) as act, pytest.raises(Refusal, match="or somebody who may sign it"):
        operations.withdraw(act=act, version_id=draft)
    with an_act(team.nurse) as act:
        operations.withdraw(act=act, version_id=draft)
    with an_act(team.lead) as act:
        operations.withdraw(act=act, version_id=second)
    assert told("rules withdrawn") == ["Sam Whitlock"]
    assert {one.status for one in Version.objects.filter(id__in=[draft, second])} == {"retired"}
    third = proposed(team.nurse, team)
    with an_act(team.social_worker) as act, pytest.raises(Refusal, match="somebody else's"):
        operations.propose(act=act, team_id=team.id, table="gad7", files={FILE: STRICTER}, why="Mine", replaces=third)


def test_nobody_sees_or_signs_the_draft_of_another_team(world):
    team, _others = world
    draft, other = proposed(team.lead, team), a_team("Vale")
    for do in (operations.sign, operations.withdraw):
        with an_act(other.lead) as act, pytest.raises(NotVisible):
            do(act=act, version_id=draft)
    with an_act(other.lead) as act, pytest.raises(NotVisible):
        operations.propose(act=act, team_id=team.id, table="gad7", files={FILE: STRICTER}, why="Theirs")


SIGNATURE = (
    "insert into policy_approval (id, version_id, account_id, name, at, act_id)"
    " values (%(new)s, %(draft)s, {}, 'Hari', act_moment(), act_id())"
)
CHANGE = "update policy_version set {}, act_id = act_id() where id = %(draft)s"


@pytest.mark.parametrize(
    ("who", "sql", "sentence"),
    [
        ("lead", SIGNATURE.format("%(gp)s"), "for themselves"),
        ("lead", SIGNATURE.format("%(lead)s"), "other than its proposer"),
        (
            "gp",
            CHANGE.format("status = 'published', published_at = act_moment(), effective_from = act_moment()"),
            "Two people, neither of them the proposer",
        ),
        ("gp", CHANGE.format("proposed_by_id = %(new)s"), "never changes"),
    ],
)
def test_the_database_itself_holds_two_others_who_sign_for_themselves(world, who, sql, sentence):
    team, others = world
    draft = proposed(team.lead, team)
    signed(others["clinical-supervisor"], draft)
    values = {"new": ids.new(), "draft": draft, "lead": team.lead.account_id, "gp": others["gp"].account_id}
    with pytest.raises(DatabaseError, match=sentence):
        by_hand({"lead": team.lead, "gp": others["gp"]}[who], sql, values)


def by_hand(who, sql, values):
    """Write with the application's own role, past every operation, as far as the rules of versions speak."""
    with transaction.atomic(), an_act(who), connection.cursor() as cursor:
        cursor.execute("select set_config('kith.act', gen_random_uuid()::text, true); set constraints all deferred")
        cursor.execute(sql, values)
        cursor.execute("set constraints approved immediate")


def test_an_outsider_writes_no_version_and_no_signature_by_sql(world):
    team, _others = world
    draft, other = proposed(team.lead, team), a_team("Vale")
    with pytest.raises(DatabaseError, match="row-level security"):
        by_hand(other.lead, SIGNATURE.format("%(gp)s"), {"new": ids.new(), "draft": draft, "gp": other.lead.account_id})


def test_the_same_key_signs_once(world):
    team, others = world
    draft = proposed(team.lead, team)
    with an_act(others["gp"]) as act:
        assert operations.sign(act=act, version_id=draft) is False
        assert operations.sign(act=act, version_id=draft) is False
        with pytest.raises(KeyUsed):
            operations.withdraw(act=act, version_id=draft)
    assert Approval.objects.filter(version_id=draft).count() == 1


def test_each_takes_a_fixed_number_of_statements(world):
    team, others = world
    proposed(team.nurse, team, STRICTER.replace("moderate", "warm"))
    with counted() as proposing:
        draft = proposed(team.nurse, team)
    signed(others["gp"], draft)
    with counted() as signing:
        signed(team.lead, draft)
    assert (proposing, signing) == (10, 15)
