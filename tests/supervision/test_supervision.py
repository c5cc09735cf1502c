"""Supervision: what comes to a queue, who sees it, how it is closed, notes and sessions for two, practice as questions."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection

from builders import AT, ATeam, Someone, a_contact, a_member, a_person, a_session, an_act, with_key
from contact.test_plan_check import CHAIR, CHEST, signs, visit
from kith.access.home import as_kith
from kith.access.rules import may_see
from kith.act import Act, NotAllowed, NotVisible, Refusal, Stale, Thing
from kith.act.register import command_named
from kith.act.types import Seat
from kith.caseload.queries import entry_of
from kith.contact.check_rules import Check, SignAnswer
from kith.escalation import operations as escalations
from kith.escalation.moving import move_on
from kith.escalation.rules import Crossing
from kith.jobs.hourly import gather_supervision
from kith.proposal import operations as proposals
from kith.proposal.queries import waiting
from kith.supervision import operations, queries
from kith.supervision.gathering import to_gather
from kith.supervision.operations import Agreed
from kith.supervision.presenter import line_show
from kith.supervision.rules import About, LineKind
from statements import counted

LATER = AT + timedelta(hours=2)


def gather(at=AT) -> None:
    gather_supervision.run(at)


def queue_of(who: Someone, at=AT) -> list[queries.LineRow]:
    with an_act(who, at):
        return queries.queue()


def refuse_a_proposal(team: ATeam, doris: UUID, supervisor: Someone) -> tuple[UUID, Someone]:
    """Let somebody who may only propose it ask for another risk tier, and refuse it."""
    helper = a_member(team, "Bo Helper", "community-health-worker", AT)
    with an_act(helper) as act:
        entry = entry_of(team_id=team.id, person_id=doris)
        assert entry is not None
        arguments = {"entry_id": entry.id, "version": entry.version, "risk_tier": "high", "cadence_days": 7}
        body = command_named("caseload.set_entry").encode(arguments)
        key = proposals.propose(act=act, command="caseload.set_entry", command_version=1, body=body, reason="She fell")
    with an_act(supervisor, AT + timedelta(minutes=1)) as act:
        proposals.refuse(act=act, proposal_id=key, version=1, words="Seen yesterday and well")
    return key, helper


def spare(team: ATeam, doris: UUID) -> UUID:
    crossing = Crossing("NEWS2-SINGLE-3", "news2", 2, "clinical-review", "One sign alone gives 3.")
    with an_act(team.nurse) as act:
        return escalations.spare(act=act, team_id=team.id, person_id=doris, crossings=[crossing], reason="As always")


def a_line(team: ATeam, doris: UUID, supervisor: Someone) -> queries.LineRow:
    """Return the line of a refused proposal."""
    refuse_a_proposal(team, doris, supervisor)
    gather(LATER)
    [line] = [one for one in queue_of(supervisor, LATER) if one.kind is LineKind.REFUSED]
    return line


def told(who: Someone) -> list[str]:
    with an_act(who), connection.cursor() as cursor:
        cursor.execute(
            "select kind from message_message where account_id = %s and kind like 'supervis%%' order by 1",
            [who.account_id],
        )
        return [kind for (kind,) in cursor.fetchall()]


# What comes to a queue


def test_refused_and_late_and_drawn_come_to_the_queue_once(team: ATeam, doris: UUID, supervisor: Someone) -> None:
    key, helper = refuse_a_proposal(team, doris, supervisor)
    a_contact(team, doris, "made", AT - timedelta(days=4))
    with an_act(team.social_worker) as act:
        escalations.raise_(act=act, team_id=team.id, person_id=doris, worry="Grey and confused", wanted="urgent")
    with as_kith(at=LATER) as act:
        move_on(act=act, team_id=team.id)
    for _ in range(2):
        gather(LATER + timedelta(minutes=1))
    lines = queue_of(team.lead, LATER) + queue_of(supervisor, LATER)
    by_kind = {kind: [one.of for one in lines if one.kind is kind] for kind in LineKind}
    assert by_kind[LineKind.REFUSED] == ["Bo Helper"]
    assert by_kind[LineKind.LATE] == ["Ama Owusu"], "who was asked first and did not answer"
    assert by_kind[LineKind.SAMPLE] == ["Sam Whitlock"], "of the week before, not of this one"
    assert len(lines) == len({(one.kind, one.source_id, one.account_id) for one in lines})
    [refused] = [one for one in lines if one.kind is LineKind.REFUSED]
    assert (refused.thing_kind, refused.thing_id, refused.account_id) == ("proposal", key, helper.account_id)


def test_a_warning_sign_for_which_nothing_was_started_comes_to_the_queue(
    team: ATeam, doris: UUID, supervisor: Someone
) -> None:
    """Left with a reason, and proposed to whoever may start it but taken back: each by its own row, once."""
    number, ids = signs(team, doris, CHEST, CHAIR)
    left = SignAnswer(ids[CHAIR.sees], "seen", "not-now", "Her daughter is there")
    with an_act(team.social_worker) as act:
        check = Check(number, signs=[left, SignAnswer(ids[CHEST.sees], "seen")])
        visit(act, team, doris, check, team.social_worker)
        [key] = waiting(team_id=team.id)
        proposals.withdraw(act=with_key(act), proposal_id=key, version=1)
    for _ in range(2):
        gather(LATER)
    titles = [line_show(one, LATER) for one in queue_of(supervisor, LATER)]
    assert [(one.title, one.of) for one in titles] == [
        ("Warning sign seen, nothing started", team.social_worker.name)
    ] * 2
    assert {one.why for one in titles if "proposed" in one.why} == {
        "What was agreed was proposed to somebody who may start it, and came to nothing: look whether it was done."
    }


def test_the_sample_is_drawn_by_week_and_member_and_never_again(team: ATeam, doris: UUID, supervisor: Someone) -> None:
    for number in range(6):
        a_person(team, f"Person{number} Listed", AT - timedelta(days=4))
    for number in range(6):
        a_contact(team, doris, "made", AT - timedelta(days=4, hours=-number))
    with as_kith(at=AT):
        first = to_gather(team_id=team.id, at=AT)
        again = to_gather(team_id=team.id, at=AT + timedelta(hours=5))
    drawn = [one for one in first if one.kind is LineKind.SAMPLE and one.account_id == team.nurse.account_id]
    assert len(drawn) == 2
    assert {one.source_id for one in again} == {one.source_id for one in first}, "the same week draws the same"
    gather()
    with as_kith(at=AT + timedelta(days=1)):
        assert to_gather(team_id=team.id, at=AT + timedelta(days=1)) == []


def test_the_look_at_what_was_not_escalated_is_the_one_that_finishes_it(
    team: ATeam, doris: UUID, supervisor: Someone
) -> None:
    key = spare(team, doris)
    gather(LATER)
    [line] = [one for one in queue_of(supervisor, LATER) if one.thing_kind == "spared"]
    assert (line.kind, line.id, line.of) == (None, key, "Sam Whitlock")
    with an_act(supervisor, LATER) as act:
        escalations.look_at(act=act, spared_id=key, version=1, said="Right for her")
    assert [one for one in queue_of(supervisor, LATER) if one.thing_kind == "spared"] == []


# Who sees what


def test_lines_are_seen_by_the_member_and_who_supervises_them_alone(
    team: ATeam, doris: UUID, supervisor: Someone
) -> None:
    line = a_line(team, doris, supervisor)
    for nobody in (team.lead, team.nurse, team.social_worker):
        with an_act(nobody, LATER), pytest.raises(NotVisible):
            queries.line(line_id=line.id)
    with an_act(Someone(line.id, line.account_id, team.id, "Bo Helper", "bo", "community-health-worker"), LATER) as act:
        assert queries.line(line_id=line.id).is_mine is False
        with pytest.raises(NotAllowed, match="Only whoever supervises"):
            operations.look(act=act, line_id=line.id, version=1)


def test_a_chosen_supervisor_takes_the_place_of_the_clinical_one(team: ATeam, doris: UUID, supervisor: Someone) -> None:
    line = a_line(team, doris, supervisor)
    with an_act(team.lead, LATER) as act, counted() as number:
        operations.assign(act=act, team_id=team.id, account_id=line.account_id, supervisor_id=team.nurse.account_id)
    assert number <= 7
    assert line.id not in {one.id for one in queue_of(supervisor, LATER)}
    assert [one.id for one in queue_of(team.nurse, LATER)] == [line.id]
    with an_act(team.lead, LATER + timedelta(minutes=1)) as act:
        operations.assign(act=act, team_id=team.id, account_id=line.account_id, supervisor_id=None)
    after = LATER + timedelta(minutes=2)
    assert queue_of(team.nurse, after) == []
    assert line.id in {one.id for one in queue_of(supervisor, after)}


@pytest.mark.parametrize("who", ["themselves", "a stranger"])
def test_a_supervisor_is_another_member_of_the_team(who: str, team: ATeam) -> None:
    other = team.nurse.account_id if who == "themselves" else UUID(int=7, version=4)
    with an_act(team.lead) as act, pytest.raises(Refusal, match="Nobody supervises themselves|members of the team"):
        operations.assign(act=act, team_id=team.id, account_id=team.nurse.account_id, supervisor_id=other)


def test_a_member_may_not_say_who_supervises_whom(team: ATeam) -> None:
    with an_act(team.nurse) as act, pytest.raises(NotAllowed):
        operations.assign(
            act=act, team_id=team.id, account_id=team.nurse.account_id, supervisor_id=team.lead.account_id
        )


# Notes


def test_a_note_closes_its_line_and_is_seen_by_the_two_alone(team: ATeam, doris: UUID, supervisor: Someone) -> None:
    line = a_line(team, doris, supervisor)
    with an_act(supervisor, LATER) as act, counted() as number:
        key = operations.note_line(act=act, line_id=line.id, version=1, words="Well asked.\nAsk again next time.")
    assert number <= 8
    helper = Someone(line.id, line.account_id, team.id, "Bo Helper", "bo", "community-health-worker")
    assert told(helper) == ["supervision note"]
    for nobody in (team.lead, team.nurse):
        with an_act(nobody, LATER) as act, pytest.raises(NotVisible):
            operations.reply(act=act, note_id=key, words="Me too")
        with an_act(nobody, LATER), connection.cursor() as cursor:
            cursor.execute("select (select count(*) from supervision_note) + (select count(*) from supervision_reply)")
            assert cursor.fetchone() == (0,)
    with an_act(helper, LATER) as act:
        operations.reply(act=act, note_id=key, words="I will")
    with an_act(supervisor, LATER + timedelta(minutes=1)) as act:
        operations.reply(act=act, note_id=key, words="The rule was made clearer", kind="came of it")
    with an_act(helper, LATER):
        row = queries.note(note_id=key)
        assert (row.about, row.words) == (About.PROPOSAL, "Well asked.\nAsk again next time.")
        assert [(one.kind, one.by) for one in row.replies] == [
            ("answer", "Bo Helper"),
            ("came of it", "Joy Supervisor"),
        ]
        assert queries.about_me(account_id=helper.account_id)[0].closed_how == "note"
    assert told(supervisor) == ["supervision answered"]
    with an_act(supervisor, LATER) as act, pytest.raises(Stale):
        operations.look(act=act, line_id=line.id, version=1)
    with an_act(supervisor, LATER), connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from trail_entry where command in ('supervision.note_line', 'supervision.reply')"
            " and outcome = 'done' and cardinality(person_ids) > 0"
        )
        assert cursor.fetchone() == (0,), "a person's trail tells of care, not of what is said to staff"


@pytest.mark.parametrize("table", ["supervision_note", "supervision_reply", "supervision_session"])
def test_what_was_written_is_never_changed(table: str, team: ATeam) -> None:
    with an_act(team.nurse), connection.cursor() as cursor:
        cursor.execute("select has_table_privilege('kith_app', %s, 'update')", [table])
        assert cursor.fetchone() == (False,)


def test_without_the_wall_the_note_would_be_read(team: ATeam, doris: UUID, supervisor: Someone) -> None:
    """The control: sight by the row alone; the second wall, access.may_see, still refuses."""
    seats = (Seat(team.id, "nurse"),)
    act = Act(team.nurse.account_id, "Sam", "nurse", AT, "key", seats)
    of_two = Thing("supervision note", doris, team.id, row={"only": frozenset({supervisor.account_id})})
    assert may_see(act, Thing("supervision note", doris, team.id)) is True
    assert may_see(act, of_two) is False


def test_a_note_of_ones_own_accord_goes_only_to_whom_one_supervises(
    team: ATeam, doris: UUID, supervisor: Someone
) -> None:
    key = spare(team, doris)
    ask = {"team_id": team.id, "about": "spared", "thing_id": key, "words": "Let us look at her usual values."}
    with an_act(team.lead) as act, pytest.raises(NotVisible):
        operations.note(act=act, account_id=team.nurse.account_id, **ask)
    with an_act(supervisor) as act:
        with pytest.raises(Refusal, match="Write what you want to say"):
            operations.note(act=act, account_id=team.nurse.account_id, **ask | {"words": "  "})
        with pytest.raises(Refusal, match="Choose what the note is about"):
            operations.note(act=with_key(act), account_id=team.nurse.account_id, **ask | {"about": "decision"})
        with pytest.raises(NotVisible):
            operations.note(act=with_key(act), account_id=team.nurse.account_id, **ask | {"thing_id": doris})
        assert queries.notes() == []
        operations.note(act=with_key(act), account_id=team.nurse.account_id, **ask)
        assert [(one.to, one.person) for one in queries.notes()] == [("Sam Whitlock", "Doris Pettigrew")]


# Sessions


def test_a_session_closes_what_was_talked_about_and_makes_work(team: ATeam, doris: UUID, supervisor: Someone) -> None:
    line = a_line(team, doris, supervisor)
    helper = Someone(line.id, line.account_id, team.id, "Bo Helper", "bo", "community-health-worker")
    ask = {"team_id": team.id, "account_id": line.account_id, "said": "How proposals are answered"}
    agreed = [
        Agreed("Sit in on two huddles", is_members=True, due_on=date(2026, 6, 19)),
        Agreed("Show the rule", is_members=False, due_on=date(2026, 6, 12)),
    ]
    past = [Agreed("Yesterday", is_members=True, due_on=date(2026, 6, 1))]
    with an_act(supervisor, LATER) as act:
        with pytest.raises(Refusal, match="from tomorrow to a year ahead"):
            operations.hold_session(act=act, next_on=date(2026, 6, 8), **ask)
        with pytest.raises(Refusal, match="not past"):
            operations.hold_session(act=with_key(act), next_on=date(2026, 7, 6), agreed=past, **ask)
        assert queries.sessions(account_id=line.account_id) == []
        with counted() as number:
            key = operations.hold_session(
                act=with_key(act), next_on=date(2026, 7, 6), line_ids=[line.id], agreed=agreed, **ask
            )
        assert number <= 10
        assert queries.line(line_id=line.id).closed_how == "session"
        assert [(one.what, one.owner) for one in queries.agreed(session_ids=[key])[key]] == [
            ("Show the rule", "Joy Supervisor"),
            ("Sit in on two huddles", "Bo Helper"),
        ]
        with pytest.raises(Stale):
            operations.hold_session(act=with_key(act), next_on=date(2026, 7, 6), line_ids=[line.id], **ask)
    with an_act(helper, LATER):
        assert [one.said for one in queries.sessions(account_id=helper.account_id)] == ["How proposals are answered"]
        [standing] = queries.own_standing(account_id=helper.account_id)
        assert (list(standing.supervisors), standing.next_on) == (["Joy Supervisor"], date(2026, 7, 6))
    for nobody in (team.lead, team.nurse):
        with an_act(nobody, LATER) as act:
            assert queries.sessions(account_id=line.account_id) == []
            with pytest.raises(NotVisible):
                operations.hold_session(act=act, next_on=date(2026, 7, 6), **ask)


# Pages


def test_the_pages_have_a_fixed_number_of_statements(team: ATeam, doris: UUID, supervisor: Someone) -> None:
    browser = a_session(supervisor.account_id, supervisor.role)
    sent = []
    for number in range(2):
        for one in range(number * 2 + 1):
            person = a_person(team, f"Person{number}{one} Listed", AT - timedelta(days=4))
            spare(team, person)
        for path in (
            "/supervision/", f"/supervision/sessions/{team.nurse.member_id}/", f"/team/{team.slug}/escalations/",
        ):  # fmt: skip
            with counted() as found:
                assert browser.get(path).status_code == 200
            sent.append((path, found.number))
    assert sent[:3] == sent[3:]
    assert [number for _path, number in sent[:3]] == [10, 13, 6]


def test_a_supervisor_looks_and_writes_and_the_member_answers_on_their_pages(
    team: ATeam, doris: UUID, supervisor: Someone
) -> None:
    line = a_line(team, doris, supervisor)
    browser = a_session(supervisor.account_id, supervisor.role)
    page = browser.get("/supervision/").content.decode()
    assert "A proposal was refused" in page
    assert "Bo Helper" in page
    address = f"/supervision/line/{line.id}/"
    assert "Looked at, nothing to add" in browser.get(address).content.decode()
    empty = browser.post(address, {"version": "1", "words": ""})
    assert (empty.status_code, "Write what you want to say." in empty.content.decode()) == (422, True)
    went = browser.post(address, {"version": "1", "words": "Well asked"})
    assert went.status_code == 302
    other = a_session(line.account_id, "community-health-worker")
    assert "Well asked" in other.get(went["Location"]).content.decode()
    assert other.post(went["Location"], {"words": "Thank you", "kind": "answer"}).status_code == 302
    assert "Thank you" in browser.get(went["Location"]).content.decode()
    assert a_session(team.lead.account_id, "team-lead").get(went["Location"]).status_code == 404


def test_the_log_keeps_unanswered_escalations_in_and_tells_them_as_csv(
    team: ATeam, doris: UUID, supervisor: Someone
) -> None:
    with an_act(team.social_worker, AT - timedelta(hours=1)) as act:
        escalations.raise_(act=act, team_id=team.id, person_id=doris, worry="Grey and confused")
    browser = a_session(team.nurse.account_id, "nurse")
    page = browser.get(f"/team/{team.slug}/escalations/").content.decode()
    assert "1 escalation was raised." in page
    assert "Not answered yet: 1, the longest for 1 hour." in page
    rows = browser.get(f"/team/{team.slug}/escalations.csv").content.decode().splitlines()
    assert rows[0].startswith("escalation,person,level,opened_at")
    assert (len(rows), rows[1].split(",")[1], rows[1].split(",")[-3:-1]) == (2, "Doris Pettigrew", ["60", "no"])


def test_practice_is_told_as_a_question_and_small_numbers_as_a_mark(
    team: ATeam, doris: UUID, supervisor: Someone
) -> None:
    for number in range(24):
        a_contact(team, doris, "made", AT - timedelta(days=3, minutes=10 * number))
        a_contact(team, doris, "made", AT - timedelta(days=4, minutes=10 * number), by=team.social_worker)
    with an_act(team.social_worker) as act:
        escalations.raise_(act=act, team_id=team.id, person_id=doris, worry="Grey and confused")
    own = a_session(team.nurse.account_id, "nurse")
    page = own.get(f"/supervision/sessions/{team.nurse.member_id}/").content.decode()
    assert "You: none at 24 contacts" in page
    assert "The others of the team: 1 to 7 at 24 contacts" in page
    assert own.get(f"/supervision/sessions/{team.social_worker.member_id}/").status_code == 404


def test_a_note_is_written_from_where_the_decision_is_shown(team: ATeam, doris: UUID, supervisor: Someone) -> None:
    key = spare(team, doris)
    browser = a_session(supervisor.account_id, supervisor.role)
    address = f"/supervision/write/?about=spared&amp;id={key}"
    assert address in browser.get(f"/not-escalated/{key}/").content.decode()
    assert "Doris Pettigrew" in browser.get(address.replace("&amp;", "&")).content.decode()
    case = browser.get(f"/supervision/write/?about=person&id={doris}").content.decode()
    assert "a person’s case, Doris Pettigrew" in case
    form = {"about": "person", "id": str(doris), "account": str(team.nurse.account_id), "words": "How is she at home?"}
    went = browser.post("/supervision/write/", form)
    assert went.status_code == 302
    assert "How is she at home?" in browser.get(went["Location"]).content.decode()
    lead = a_session(team.lead.account_id, "team-lead")
    assert address not in lead.get(f"/not-escalated/{key}/").content.decode()
    assert lead.post("/supervision/write/", form).status_code == 403
