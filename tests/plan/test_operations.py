"""Writing the one plan of a person: who may, what it refuses, and that nobody overwrites what they have not seen."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from builders import AT, ATeam, a_member, a_working_manager, an_act, with_key
from kith.act import NotAllowed, NotVisible, Refusal, Stale
from kith.act.refusals import OnlyProposed
from kith.person import operations as people
from kith.plan.models import Version
from kith.plan.operations import Change, NewWork, WorkAnswer, mark_read, review, sign_off, start, write
from kith.plan.queries import as_of, number_at, open_work, plan_now, plan_of, read_by, versions
from kith.plan.rules import Content, Does, Goal, Section, Sign
from kith.proposal import operations as proposals
from statements import counted
from trailing import last_entry, outcomes

WHY = "She said so at the visit"
KITCHEN = Content("My own kitchen.\nMy Sunday at St Jude's.")
CHEST = Sign("", "Green or brown phlegm", "Start the rescue pack", Does.WORK, 4, "nurse")


def says(text: str, seen: int | None = None, why: str = WHY) -> Change:
    return Change(Content(text), why, seen)


@pytest.fixture
def plan(team: ATeam, doris: UUID) -> UUID:
    with an_act(team.nurse) as act:
        return start(act=act, team_id=team.id, person_id=doris)


def test_a_plan_is_started_once_and_every_member_writes_in_it(team: ATeam, doris: UUID) -> None:
    with an_act(team.social_worker) as act, pytest.raises(Refusal, match="start it first"):
        write(act=act, team_id=team.id, person_id=doris, section=Section.MATTERS, change=says("x"))
    with an_act(team.nurse) as act, counted() as sent:
        start(act=act, team_id=team.id, person_id=doris)
    assert sent == 5
    with an_act(team.lead) as act, pytest.raises(Refusal, match="There is a plan already"):
        start(act=act, team_id=team.id, person_id=doris)
    with an_act(team.social_worker) as act, counted() as sent:
        number = write(
            act=act, team_id=team.id, person_id=doris, section=Section.MATTERS, change=Change(KITCHEN, f" {WHY}\n")
        )
    assert (number, sent) == (1, 16), "seven of them hold it against what is done for her"
    with an_act(team.lead):
        [one] = versions(person_id=doris)
        assert (one.content, one.parent, one.reason, one.author, one.role, one.true_at, one.recorded_at) == (
            KITCHEN, None, WHY, team.social_worker.name, "social-worker", AT, AT,
        )  # fmt: skip
        now = plan_of(person_id=doris)
        assert now is not None
        assert (now.number, now.reviewed_at) == (1, AT)
    entry = last_entry(team.nurse, "plan.write")
    assert (entry.person_ids, entry.detail["section"]) == ([doris], "matters")


def test_it_begins_with_what_is_known_to_matter(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act, connection.cursor() as cursor:
        cursor.execute("select recorded_at from person_person where id = %s", [doris])
        [seen] = cursor.fetchone()
        people.correct(act=act, person_id=doris, recorded_at=seen, changes={"what_matters": "To stay at home"})
    with an_act(team.nurse, AT + timedelta(minutes=1)) as act:
        start(act=act, team_id=team.id, person_id=doris)
        [one] = versions(person_id=doris)
    assert (one.number, one.section, one.content.text) == (1, Section.MATTERS, "To stay at home")


def test_the_second_editor_sees_both_texts_and_what_they_did_not_read_is_never_overwritten(
    team: ATeam, doris: UUID, plan: UUID
) -> None:
    def writes(who, minutes: int, section: Section, change: Change) -> int:
        with an_act(who, AT + timedelta(minutes=minutes)) as act:
            return write(act=act, team_id=team.id, person_id=doris, section=section, change=change)

    assert writes(team.nurse, 1, Section.HELP, says("Sit on my right side.")) == 1
    assert writes(team.lead, 2, Section.RISKS, says("The stairs.")) == 2, "another section is nobody's conflict"
    assert writes(team.lead, 3, Section.HELP, says("Sit on my right side. Ring after 9.", seen=1)) == 3
    with pytest.raises(Stale, match="nothing is lost") as found:
        writes(team.social_worker, 4, Section.HELP, says("Sit on my right side. Ask me twice.", seen=1))
    assert (found.value.extra.content.text, found.value.extra.number) == ("Sit on my right side. Ring after 9.", 3)
    with pytest.raises(Stale):
        writes(team.social_worker, 5, Section.HELP, says("Mine alone"))
    assert writes(team.social_worker, 6, Section.HELP, says("Ring after 9. Ask me twice.", seen=3)) == 4
    with an_act(team.nurse):
        assert [(one.number, one.parent) for one in versions(person_id=doris)] == [(1, None), (2, None), (3, 1), (4, 3)]
    assert [outcome for outcome, _why in outcomes(team.nurse, "plan.write")].count("refused") == 2


def test_every_past_moment_is_shown_exactly_as_recorded_by_then(team: ATeam, doris: UUID, plan: UUID) -> None:
    for minutes, (section, text, seen) in enumerate(
        [(Section.HELP, "a", None), (Section.RISKS, "b", None), (Section.HELP, "c", 1)], start=1
    ):
        with an_act(team.nurse, AT + timedelta(minutes=minutes)) as act:
            write(act=act, team_id=team.id, person_id=doris, section=section, change=says(text, seen))
    with an_act(team.lead, AT + timedelta(hours=1)):
        with counted() as sent:
            rows = versions(person_id=doris)
        assert sent == 1
        seen_at = [
            {
                key: one.content.text
                for key, one in as_of(rows, number_at(rows, AT + timedelta(minutes=n))).sections.items()
            }
            for n in range(4)
        ]
        now = {key: one.content.text for key, one in plan_now(person_id=doris).sections.items()}
    assert seen_at == [{}, {"help": "a"}, {"help": "a", "risks": "b"}, {"help": "c", "risks": "b"}]
    assert now == seen_at[-1]


@pytest.mark.parametrize(
    ("section", "change", "field"),
    [
        (Section.RISKS, says("The stairs.", why=" "), "reason"),
        (Section.RISKS, says(""), "text"),
        (Section.RISKS, says("x" * 4_001), "text"),
        (Section.RISKS, Change(Content(goals=[Goal("Walk")]), WHY), ""),
        (Section.GOALS, Change(Content(goals=[Goal(" ", "Carol")]), WHY), "what-0"),
        (Section.GOALS, Change(Content(goals=[Goal("Walk", by=date(2036, 1, 1))]), WHY), "by-0"),
        (Section.GOALS, Change(Content(goals=[Goal("Walk")] * 13), WHY), ""),
        (Section.SIGNS, Change(Content(signs=[Sign("", "", "Ring")]), WHY), "sees-0"),
        (Section.SIGNS, Change(Content(signs=[Sign("", "Grey", " ")]), WHY), "response-0"),
        (Section.SIGNS, Change(Content(signs=[Sign("", "Grey", "Ring", Does.ESCALATION, 3)]), WHY), "within-0"),
        (Section.SIGNS, Change(Content(signs=[Sign("", "Grey", "Ring", starts="king")]), WHY), "starts-0"),
        (Section.RISKS, Change(Content("x"), WHY, true_at=AT + timedelta(minutes=1)), "day"),
        (Section.RISKS, Change(Content("x"), WHY, true_at=AT - timedelta(days=91)), "day"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_left(
    team: ATeam, doris: UUID, plan: UUID, section: Section, change: Change, field: str
) -> None:
    with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
        write(act=act, team_id=team.id, person_id=doris, section=section, change=change)
    assert refused.value.field == field
    with an_act(team.nurse):
        now = plan_of(person_id=doris)
        assert now is not None
        assert (now.number, Version.objects.count()) == (0, 0)


def test_what_the_person_says_everybody_writes_and_what_is_agreed_whoever_answers_for_it(
    team: ATeam, doris: UUID, plan: UUID
) -> None:
    helper = a_member(team, "Bo Helper", "community-health-worker")
    supervisor = a_member(team, "Helen Frost", "clinical-supervisor")
    with an_act(helper) as act:
        assert write(act=act, team_id=team.id, person_id=doris, section=Section.HELP, change=says("Knock.")) == 1
    with an_act(helper) as act, pytest.raises(OnlyProposed, match="PLAN-1") as found:
        write(act=act, team_id=team.id, person_id=doris, section=Section.RISKS, change=says("The stairs."))
    what = found.value.extra
    with an_act(helper) as act:
        key = proposals.propose(act=act, command=what.command, command_version=1, body=what.body, reason=WHY)
    with an_act(supervisor, AT + timedelta(minutes=1)) as act:
        proposals.approve(act=act, proposal_id=key, version=1)
        assert plan_now(person_id=doris).sections[Section.RISKS].content.text == "The stairs."
    manager = a_working_manager(team, "Peter Lindqvist")
    for operation, arguments in (
        (start, {}),
        (write, {"section": Section.HELP, "change": says("x")}),
        (sign_off, {"section": Section.SIGNS, "number": 1}),
        (review, {"number": 1, "outcome": "x"}),
        (mark_read, {"number": 1}),
    ):
        with an_act(manager) as act, pytest.raises(NotAllowed):
            operation(act=act, team_id=team.id, person_id=doris, **arguments)
        with an_act(team.nurse) as act, pytest.raises(NotVisible):
            operation(act=act, team_id=team.id, person_id=UUID(int=3), **arguments)


def test_a_clinician_signs_what_the_section_says_now(team: ATeam, doris: UUID, plan: UUID) -> None:
    signs = Change(Content(signs=[CHEST]), WHY)
    with an_act(team.social_worker) as act:
        assert write(act=act, team_id=team.id, person_id=doris, section=Section.SIGNS, change=signs) == 1
    for who in (team.social_worker, team.lead):
        with an_act(who) as act, pytest.raises(NotAllowed):
            sign_off(act=act, team_id=team.id, person_id=doris, section=Section.SIGNS, number=1)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="needs no signature"):
        sign_off(act=act, team_id=team.id, person_id=doris, section=Section.HELP, number=1)
    with an_act(team.nurse) as act, pytest.raises(Stale):
        sign_off(act=act, team_id=team.id, person_id=doris, section=Section.SIGNS, number=2)
    with an_act(team.nurse) as act, counted() as sent:
        sign_off(act=act, team_id=team.id, person_id=doris, section=Section.SIGNS, number=1)
    assert sent == 5
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="signed already"):
        sign_off(act=with_key(act), team_id=team.id, person_id=doris, section=Section.SIGNS, number=1)
    with an_act(team.nurse) as act:
        now = plan_now(person_id=doris).sections[Section.SIGNS]
        assert (now.signed_by, now.signed_role, now.content.signs[0].sees) == ("Sam Whitlock", "nurse", CHEST.sees)
        kept = now.content.signs[0]
        again = Content(signs=[kept, Sign("", "Grey", "Call 999", Does.EMERGENCY)])
        write(act=act, team_id=team.id, person_id=doris, section=Section.SIGNS, change=Change(again, WHY, 1))
        now = plan_now(person_id=doris).sections[Section.SIGNS]
        assert (now.signed_by, now.content.signs[0].id, now.content.signs[1].within_hours) == ("", kept.id, None)


def test_a_change_asks_of_each_open_action_of_its_section(team: ATeam, doris: UUID, plan: UUID) -> None:
    due = AT + timedelta(days=3)

    def writes(minutes: int, text: str, seen: int | None, *work: WorkAnswer, follows: NewWork | None = None) -> int:
        with an_act(team.nurse, AT + timedelta(minutes=minutes)) as act:
            change = Change(Content(text), WHY, seen, follows=follows)
            return write(
                act=act, team_id=team.id, person_id=doris, section=Section.CONTINGENCY, change=change, work=work
            )

    nurse = team.nurse.member_id
    writes(1, "Ring the GP.", None, follows=NewWork("Ring the GP about a rescue pack", nurse, due))
    with an_act(team.nurse):
        [first] = open_work(team_id=team.id, person_id=doris, section=Section.CONTINGENCY)
        assert (first.what, first.owner) == ("Ring the GP about a rescue pack", "Sam Whitlock")
        assert open_work(team_id=team.id, person_id=doris, section=Section.RISKS) == []
    for answers, said in (
        ((), "Say what becomes of"),
        ((WorkAnswer(first.id, 1, "cancel"),), "not to be done any more"),
        ((WorkAnswer(first.id, 1, "replace", "moved"),), "takes its place"),
        ((WorkAnswer(first.id, 1, "drop", "moved"),), "Choose keep"),
        ((WorkAnswer(first.id, 2),), "changed an action"),
        ((WorkAnswer(first.id, 1), WorkAnswer(UUID(int=9), 1)), "changed an action"),
    ):
        with pytest.raises(Refusal, match=said):
            writes(2, "Ring the clinic.", 1, *answers)
    assert writes(3, "Ring the clinic.", 1, WorkAnswer(first.id, 1)) == 2
    instead = NewWork("Ask the clinic", nurse, due)
    assert writes(4, "Ring the clinic first.", 2, WorkAnswer(first.id, 1, "replace", "The GP agreed", instead)) == 3
    with an_act(team.nurse):
        [now] = open_work(team_id=team.id, person_id=doris, section=Section.CONTINGENCY)
        assert now.what == "Ask the clinic"
    assert writes(5, "Ring 111.", 3, WorkAnswer(now.id, 1, "cancel", "Not needed")) == 4
    with an_act(team.nurse), connection.cursor() as cursor:
        cursor.execute("select what, state, outcome from action_action where origin_kind = 'plan' order by what")
        assert cursor.fetchall() == [
            ("Ask the clinic", "cancelled", "Not needed"),
            ("Ring the GP about a rescue pack", "cancelled", "The GP agreed"),
        ]


def test_looking_through_and_reading_are_said_of_the_version_on_the_page(team: ATeam, doris: UUID, plan: UUID) -> None:
    later = AT + timedelta(days=1)
    with an_act(team.nurse) as act:
        write(act=act, team_id=team.id, person_id=doris, section=Section.HELP, change=says("Knock."))
    with an_act(team.nurse, later) as act, pytest.raises(Stale):
        review(act=act, team_id=team.id, person_id=doris, number=0, outcome="With her at home")
    with an_act(team.nurse, later) as act, pytest.raises(Refusal, match="what came of looking"):
        review(act=act, team_id=team.id, person_id=doris, number=1, outcome=" ")
    with an_act(team.nurse, later) as act, counted() as sent:
        review(act=act, team_id=team.id, person_id=doris, number=1, outcome="With her at home")
    assert sent == 9
    with an_act(team.nurse, later):
        now = plan_of(person_id=doris)
        assert now is not None
        assert now.reviewed_at == later
    for wrong in (0, 2):
        with an_act(team.lead) as act, pytest.raises(Refusal, match="no such version"):
            mark_read(act=act, team_id=team.id, person_id=doris, number=wrong)
    for number in range(2):
        with an_act(team.lead, later + timedelta(minutes=number)) as act, counted() as sent:
            assert mark_read(act=act, team_id=team.id, person_id=doris, number=1) == 1
        assert sent == 5
    with an_act(team.nurse, later), counted() as sent:
        read = read_by(person_id=doris, team_ids=[team.id])
    assert sent == 1
    assert [(one.name, one.number) for one in read if one.account_id == team.lead.account_id] == [(team.lead.name, 1)]
    assert [one.number for one in read] == [1] + [0] * (len(read) - 1)


def planted(number: int, parent: int | None) -> None:
    """Write a copy of the plan's only version behind the operations, and let the database speak."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('kith.act', (select act_id::text from plan_version limit 1), true)")
        cursor.execute(
            "insert into plan_version select (jsonb_populate_record(v, jsonb_build_object('id', gen_random_uuid(),"
            " 'number', %s::int, 'parent', %s::int))).* from plan_version v",
            [number, parent],
        )
        cursor.execute("set constraints all immediate")


@pytest.mark.parametrize(
    ("number", "parent", "wrong"),
    [
        (2, None, "plan_version_one_follows"),
        (2, 7, "plan_version_follows"),
        (3, 2, "parent_is_there"),
        (2, 1, "is at 1, its newest"),
    ],
)
def test_the_database_holds_that_one_version_follows_another_at_most(
    team: ATeam, doris: UUID, plan: UUID, number: int, parent: int | None, wrong: str
) -> None:
    with an_act(team.nurse) as act:
        write(act=act, team_id=team.id, person_id=doris, section=Section.HELP, change=says("Knock."))
    with an_act(team.nurse), pytest.raises(DatabaseError, match=wrong):
        planted(number, parent)


def test_what_was_written_is_not_rewritten(team: ATeam, doris: UUID, plan: UUID) -> None:
    with an_act(team.nurse) as act:
        write(act=act, team_id=team.id, person_id=doris, section=Section.HELP, change=says("Knock."))
    with an_act(team.nurse), pytest.raises(DatabaseError, match="permission denied"):
        Version.objects.update(text="rewritten")
