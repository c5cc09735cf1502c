"""The plan check of a contact: what is kept of it, what follows from a sign that was seen, and that nothing is done by default."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from builders import AT, ATeam, Someone, a_contact, a_member, an_act, an_action, with_key
from kith.act import Act, Refusal
from kith.act.refusals import OnlyProposed
from kith.action.queries import ActionRow, by_ids, steps_of, waiting_for_person
from kith.contact import check_queries, operations
from kith.contact.check_queries import SightingRow
from kith.contact.check_rules import Check, SignAnswer, WorkAnswer
from kith.contact.plan_check import respond
from kith.escalation.queries import of_source, spared_of_source
from kith.plan.operations import Change, mark_read, start, write
from kith.plan.rules import Content, Does, Section, Sign
from kith.proposal import operations as proposals
from kith.proposal.queries import waiting
from statements import counted
from trailing import outcomes

CHEST = Sign("", "Green or brown phlegm", "Start the rescue pack", Does.WORK, 4, "nurse")
CHAIR = Sign("", "Sleeps in the chair", "Ring her daughter", Does.WORK, 24)
WEIGHT = Sign("", "Up 2 kg in 3 days", "GP the same day", Does.ESCALATION, 24, "gp")
FAINT = Sign("", "Faints", "Ring 999", Does.EMERGENCY, None)


def signs(team: ATeam, doris: UUID, *wanted: Sign, at: object = AT) -> tuple[int, dict[str, UUID]]:
    """Write the warning signs of the plan; return their version, and their ids by what is seen."""
    with an_act(team.lead) as act:
        now = check_queries.signs_now(person_id=doris)
        seen = now.number or None
        if seen is None:
            start(act=act, team_id=team.id, person_id=doris)
        number = write(
            act=with_key(act), team_id=team.id, person_id=doris, section=Section.SIGNS,
            change=Change(Content(signs=wanted), "Agreed with her", seen),
        )  # fmt: skip
        return number, {one.sees: UUID(one.id) for one in check_queries.signs_now(person_id=doris).signs}


def visit(act: Act, team: ATeam, doris: UUID, check: Check | None, by: Someone | None = None) -> UUID:
    return operations.record(
        act=act, team_id=team.id, person_id=doris, member_id=(by or team.nurse).member_id, way="visit", state="made",
        check=check,
    )  # fmt: skip


def seen(team: ATeam, doris: UUID, contact_id: UUID) -> list[SightingRow]:
    with an_act(team.lead):
        return check_queries.sightings_of(contact_id=contact_id)


def work(team: ATeam, doris: UUID) -> list[ActionRow]:
    with an_act(team.lead):
        return waiting_for_person(person_id=doris, at=AT)


def test_all_as_usual_is_kept_with_the_version_it_was_said_of_and_nothing_follows(team: ATeam, doris: UUID) -> None:
    number, ids = signs(team, doris, CHEST, CHAIR)
    usual = Check(number, said="Slept well", signs=[SignAnswer(one, "not-seen") for one in ids.values()])
    with an_act(team.nurse) as act, counted() as plain:
        visit(act, team, doris, None)
    with an_act(team.nurse) as act, counted() as checked:
        contact_id = visit(act, team, doris, usual)
    assert checked.number - plain.number == 2, "the signs as they stood, and the row"
    with an_act(team.lead):
        kept = check_queries.check_of(contact_id=contact_id)
        assert kept is not None
        assert (kept.number, kept.said, set(kept.signs.values())) == (number, "Slept well", {"not-seen"})
        assert check_queries.number_checked(team_id=team.id, since=AT, before=AT + timedelta(hours=1)) == (
            check_queries.Checked(made=1, not_made=0, unsaid=1)
        )
    assert seen(team, doris, contact_id) == [] and work(team, doris) == []


def test_a_check_that_was_not_made_says_why_and_one_that_is_empty_is_refused(team: ATeam, doris: UUID) -> None:
    number, ids = signs(team, doris, CHEST)
    [chest] = ids.values()
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="Answer the warning signs") as refused:
        visit(act, team, doris, Check(number))
    assert refused.value.field == "sign-all"
    both = Check(number, signs=[SignAnswer(chest, "not-seen")], not_made="No time")
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="made or it was not"):
        visit(act, team, doris, both)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="no warning sign of the plan"):
        visit(act, team, doris, Check(number, signs=[SignAnswer(UUID(int=7), "not-seen")]))
    with an_act(team.nurse) as act:
        contact_id = visit(act, team, doris, Check(number, not_made="She was asleep"))
    with an_act(team.lead):
        kept = check_queries.check_of(contact_id=contact_id)
        assert kept is not None and kept.not_made == "She was asleep"


def test_a_sign_that_is_seen_starts_its_work_once_however_often_it_is_sent(team: ATeam, doris: UUID) -> None:
    number, ids = signs(team, doris, CHEST, CHAIR)
    check = Check(number, signs=[SignAnswer(ids[CHEST.sees], "seen")])
    with an_act(team.nurse) as act:
        first = visit(act, team, doris, check)
        assert visit(act, team, doris, check) == first
    [one] = work(team, doris)
    assert (one.what, one.owner_id, one.due_at, one.origin_kind) == (
        "Start the rescue pack (seen: Green or brown phlegm)", team.nurse.member_id, AT + timedelta(hours=4), "sighting",
    )  # fmt: skip
    [sighting] = seen(team, doris, first)
    assert (sighting.number, sighting.sign, sighting.response, sighting.seen_at, one.origin_id) == (
        number, ids[CHEST.sees], "work", AT, sighting.id,
    )  # fmt: skip


def test_whoever_may_not_start_it_proposes_it_to_whom_the_plan_names(team: ATeam, doris: UUID) -> None:
    number, ids = signs(team, doris, CHEST)
    check = Check(number, signs=[SignAnswer(ids[CHEST.sees], "seen")])
    with an_act(team.social_worker) as act:
        contact_id = visit(act, team, doris, check, team.social_worker)
    [sighting] = seen(team, doris, contact_id)
    assert sighting.response == "proposed"
    with an_act(team.social_worker) as act, pytest.raises(OnlyProposed, match="names who starts it"):
        respond(act=act, sighting_id=sighting.id)
    [ask] = work(team, doris)
    assert (ask.kind, ask.owner_id) == ("proposal", team.nurse.member_id)
    with an_act(team.nurse) as act:
        [proposal_id] = waiting(team_id=team.id)
        proposals.approve(act=act, proposal_id=proposal_id, version=1)
    [one] = work(team, doris)
    assert (one.owner_id, one.origin_id) == (team.nurse.member_id, sighting.id)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="started already"):
        respond(act=act, sighting_id=sighting.id)
    assert outcomes(team.nurse, "contact.respond") == [("refused", "RESPOND-1"), ("refused", "Refusal")]


def test_an_escalation_and_an_emergency_are_withheld_from_nobody_and_join(team: ATeam, doris: UUID) -> None:
    number, ids = signs(team, doris, WEIGHT, FAINT)
    both = [SignAnswer(ids[WEIGHT.sees], "seen"), SignAnswer(ids[FAINT.sees], "seen", "rang")]
    worker = a_member(team, "Wes Lane", "community-health-worker")
    with an_act(worker) as act:
        contact_id = visit(act, team, doris, Check(number, signs=both), worker)
    rows = seen(team, doris, contact_id)
    assert {one.response for one in rows} == {"escalation", "emergency"}
    with an_act(team.lead):
        found = {one.id: one for row in rows for one in of_source(source_kind="sighting", source_id=row.id)}
        [running] = found.values()
        assert (running.level, running.route) == (4, "emergency")


def test_what_is_not_started_needs_a_reason_and_a_supervisor_looks_at_it(team: ATeam, doris: UUID) -> None:
    number, ids = signs(team, doris, CHAIR)
    chair = SignAnswer(ids[CHAIR.sees], "seen", "not-now")
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="Say why it is not started") as refused:
        visit(act, team, doris, Check(number, signs=[chair]))
    assert refused.value.field == f"why-{ids[CHAIR.sees]}"
    with an_act(team.nurse) as act:
        contact_id = visit(act, team, doris, Check(number, signs=[replace(chair, why="Her daughter is here")]))
    [row] = seen(team, doris, contact_id)
    assert (row.response, row.reason) == ("not started", "Her daughter is here")
    [look] = work(team, doris)
    assert (look.kind, look.owner_id) == ("spared", team.lead.member_id)
    with an_act(team.lead):
        assert spared_of_source(source_id=row.id) == (
            "A warning sign of the plan is seen: Sleeps in the chair. Agreed: Ring her daughter.",
            "Her daughter is here",
        )


def test_a_sign_that_left_the_plan_meanwhile_is_kept_and_looked_at(team: ATeam, doris: UUID) -> None:
    number, ids = signs(team, doris, CHEST, CHAIR)
    signs(team, doris, replace(CHAIR, id=str(ids[CHAIR.sees])))
    check = Check(number, signs=[SignAnswer(one, "seen") for one in ids.values()])
    with an_act(team.nurse) as act:
        contact_id = visit(act, team, doris, check)
    assert {(one.sees, one.response, one.reason) for one in seen(team, doris, contact_id)} == {
        (CHEST.sees, "not started", "The sign was taken out of the plan meanwhile."),
        (CHAIR.sees, "work", ""),
    }
    assert {one.kind for one in work(team, doris)} == {"spared", "plain"}


def test_open_work_is_done_asked_about_or_left_and_what_moved_meanwhile_stays(team: ATeam, doris: UUID) -> None:
    done, open_, asked, moved = (an_action(team, doris, what) for what in ("Weigh her", "Ring", "Chart", "Form"))
    answers = [
        WorkAnswer(done, 1, "done", "62 kg"), WorkAnswer(open_, 1, "open"), WorkAnswer(asked, 1, "asked", "Where is it?"),
        WorkAnswer(moved, 9, "done"),
    ]  # fmt: skip
    with an_act(team.lead) as act:
        contact_id = visit(act, team, doris, Check(work=answers), team.lead)
    with an_act(team.lead):
        rows = by_ids(action_ids=[done, open_, asked, moved])
        assert [rows[key].state for key in (done, open_, asked, moved)] == ["done", "open", "open", "open"]
        assert rows[done].outcome == "62 kg"
        assert steps_of(action_id=asked)[-1].text == "Asked about at a contact: Where is it?"
        kept = check_queries.check_of(contact_id=contact_id)
        assert kept is not None and kept.work[str(moved)] == {"answer": "done", "words": "", "moved": True}


def test_work_that_is_finished_elsewhere_is_refused_and_nothing_of_the_contact_stays(team: ATeam, doris: UUID) -> None:
    number, ids = signs(team, doris, CHEST)
    with an_act(team.social_worker) as act:
        visit(act, team, doris, Check(number, signs=[SignAnswer(ids[CHEST.sees], "seen")]), team.social_worker)
    [ask] = work(team, doris)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="approve or refuse"):
        visit(act, team, doris, Check(work=[WorkAnswer(ask.id, 1, "done")]))
    assert outcomes(team.nurse, "contact.record")[-1] == ("refused", "Refusal")


def test_two_things_that_changed_start_one_refresh_and_the_table_of_key_events_speaks(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        visit(act, team, doris, Check(events=["hospital", "home"]))
    found = {one.kind: one.what for one in work(team, doris)}
    assert found.keys() == {"noticed", "plan-review"} and len(work(team, doris)) == 2
    assert found["noticed"] == "Home from hospital: a note for the huddle, the plan is refreshed."
    assert found["plan-review"].startswith("Write the first plan: ")
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="since last time"):
        visit(act, team, doris, Check(events=["holiday"]))
    with an_act(team.nurse) as act:
        contact_id = visit(act, team, doris, Check(events=["none"]))
    with an_act(team.lead):
        kept = check_queries.check_of(contact_id=contact_id)
        assert kept is not None and kept.events == ["none"], "nothing happened: asked, and kept"
    assert len(work(team, doris)) == 2


def test_what_changed_since_they_were_last_met_newest_first_with_true_counts(team: ATeam, doris: UUID) -> None:
    a_contact(team, doris, "made", AT - timedelta(days=3))
    signs(team, doris, CHEST)
    a_contact(team, doris, "missed", AT - timedelta(days=1), reason="Nobody in")
    with an_act(team.nurse), counted() as sent:
        last = check_queries.last_met(person_id=doris)
        assert last is not None
        found, number = check_queries.changes(person_id=doris, since=last.happened_at, account_id=team.nurse.account_id)
    assert sent == 2
    assert [(one.kind, one.what) for one in found] == [("plan", "signs"), ("contact", "missed")]
    assert number == 2
    with an_act(team.lead):
        mine, _number = check_queries.changes(person_id=doris, since=last.happened_at, account_id=team.lead.account_id)
    assert [one.kind for one in mine] == ["contact"], "what one wrote oneself is no news"
    with an_act(team.nurse) as act:
        mark_read(act=act, team_id=team.id, person_id=doris, number=1)
        later, _number = check_queries.changes(person_id=doris, since=AT, account_id=team.nurse.account_id)
    assert later == []
