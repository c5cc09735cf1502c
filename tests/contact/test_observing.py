"""What is observed at a contact: kept, held against the tables, and what follows in the same transaction (P6)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from board.reading import page
from builders import AT, ATeam, a_member, a_person, a_planned_contact, an_act, signed_in, with_key
from forms import send
from kith.access.home import as_kith
from kith.act import Refusal
from kith.action import operations as actions
from kith.action.queries import one as one_action
from kith.action.queries import waiting_for_person
from kith.board.queries import on_board
from kith.board.rules import Line
from kith.board.team_day import teams_today
from kith.caseload.operations import set_entry
from kith.caseload.queries import entry_of
from kith.contact import observing_rules, operations
from kith.contact.chasing import chase
from kith.contact.models import Contact
from kith.contact.observing_rules import CHECKS, asked, trouble
from kith.escalation import queries as escalations
from kith.escalation.models import Escalation, Reason, Spared
from kith.escalation.rules import Track
from kith.huddle.rules import agenda
from kith.person.operations import record_death
from kith.policy.queries import thresholds
from kith.record.models import Fact
from kith.record.operations import set_usual
from kith.record.queries import usual_score
from statements import counted
from trailing import last_entry

WELL = {
    "resp": "16", "spo2": "97", "spo2_scale": "1", "on_oxygen": "no", "systolic": "130", "pulse": "72", "acvpu": "A",
    "temp_c": "36.8",
}  # fmt: skip
SIX = WELL | {"resp": "22", "pulse": "112", "spo2": "93"}
"""Breaths 2, oxygen 2, pulse 2."""


def record(
    team: ATeam, person_id: UUID, observations: dict[str, dict[str, str]], at: datetime = AT, **changes: Any
) -> UUID:
    with an_act(team.nurse, at) as act:
        return operations.record(
            act=act,
            **{
                "team_id": team.id,
                "person_id": person_id,
                "member_id": team.nurse.member_id,
                "way": "visit",
                "state": "made",
                "observations": observations,
            }
            | changes,
        )


def kept(team: ATeam) -> dict[str, str | float]:
    with an_act(team.nurse):
        return {one.code: one.text or one.number for one in Fact.objects.exclude(source_type="usual")}


def reasons(team: ATeam) -> list[tuple[str, UUID]]:
    with an_act(team.lead):
        return list(Reason.objects.order_by("-level", "rule").values_list("rule", "source_id"))


def test_observations_are_dated_facts_with_code_unit_and_source(team: ATeam, doris: UUID) -> None:
    happened_at = AT - timedelta(hours=1)
    contact_id = record(team, doris, {"news2": WELL}, happened_at=happened_at)
    with an_act(team.nurse):
        facts = {one.detail["input"]: one for one in Fact.objects.all()}
    assert set(facts) == set(WELL)
    temp, alert = facts["temp_c"], facts["acvpu"]
    assert (temp.kind, temp.label, temp.number, temp.unit, temp.text) == ("observation", "Temperature", 36.8, "°C", "")
    assert (temp.code_system, temp.code) == ("http://snomed.info/sct", "1104371000000107")
    assert (temp.starts_at, temp.noted_at, temp.source_system) == (happened_at, AT, "kith")
    assert (temp.source_type, temp.source_id, temp.source_part) == ("news2", str(contact_id), 8)
    assert (alert.number, alert.text) == (None, "A")
    assert last_entry(team.nurse, "contact.record").detail["contact_id"] == str(contact_id)


def test_a_crossing_opens_one_in_the_same_act_with_the_facts_it_rests_on(team: ATeam, doris: UUID) -> None:
    contact_id = record(team, doris, {"news2": SIX})
    with an_act(team.lead):
        [one] = escalations.not_closed(team_id=team.id)
        [why] = escalations.whole(escalation_id=one.id).why
        assert {Contact.objects.get().act_id} == set(Reason.objects.values_list("act_id", flat=True))
    assert (one.person_id, one.level, one.route, one.opened_at) == (doris, 2, "urgent-review", AT)
    assert (why.rule, why.table, why.source_kind, why.source_id, why.happened_at) == (
        "NEWS2-5-6",
        "news2",
        "contact",
        contact_id,
        AT,
    )
    assert dict(why.facts) == SIX | {"total": "6"}


def test_a_planned_visit_that_was_made_crosses_too_and_a_second_joins(team: ATeam, doris: UUID) -> None:
    planned = a_planned_contact(team, doris)
    with an_act(team.nurse) as act:
        operations.settle(act=act, contact_id=planned, version=1, state="made", observations={"news2": SIX})
    again = record(team, doris, {"news2": SIX}, AT + timedelta(minutes=2))
    assert sorted(reasons(team)) == sorted([("NEWS2-5-6", planned), ("NEWS2-5-6", again)])
    with an_act(team.lead):
        assert Escalation.objects.count() == 1


def test_the_seeded_defect_of_an_evaluation_that_is_skipped_is_seen(
    team: ATeam, doris: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the tests above: without the evaluation the facts stand there, and nothing follows."""
    monkeypatch.setattr(observing_rules, "crossings", lambda _evaluations: [])
    record(team, doris, {"news2": SIX})
    assert (len(kept(team)), reasons(team)) == (8, [])


def test_the_usual_score_counts(team: ATeam, doris: UUID) -> None:
    low = WELL | {"pulse": "95", "temp_c": "38.5"}
    record(team, doris, {"news2": low})
    assert reasons(team) == [], "NEWS2 is 2, and nothing is known of what is usual"
    with an_act(team.nurse) as act:
        seen = set_usual(act=act, team_id=team.id, person_id=doris, score=3, reason="lungs")
    with an_act(team.nurse, AT + timedelta(minutes=1)) as act:
        set_usual(act=act, team_id=team.id, person_id=doris, score=0, reason="better", seen=seen)
        assert usual_score(person_id=doris) == "0"
    later = record(team, doris, {"news2": low}, AT + timedelta(minutes=2))
    assert reasons(team) == [("NEWS2-USUAL-2", later)]
    with an_act(team.lead):
        assert Reason.objects.get().facts == low | {"usual": "0", "total": "2", "above_usual": "2"}


@pytest.mark.parametrize(("hours", "opens"), [(4, True), (4.1, False), (24 * 20, False)])
def test_what_was_too_old_when_it_was_recorded_is_kept_and_opens_nothing(
    team: ATeam, doris: UUID, hours: float, opens: bool
) -> None:
    record(team, doris, {"news2": SIX}, happened_at=AT - timedelta(hours=hours))
    assert (len(kept(team)), bool(reasons(team))) == (8, opens)


def test_what_lacks_something_is_kept_and_nothing_follows(team: ATeam, doris: UUID) -> None:
    record(team, doris, {"news2": {"resp": "40", "pulse": " ", "acvpu": "U"}})
    assert (kept(team), reasons(team)) == ({"1104301000000104": 40.0, "1104361000000100": "U"}, [])


@pytest.mark.parametrize(
    ("observations", "field", "sentence"),
    [
        ({"news2": WELL | {"resp": "220"}}, "news2--resp", "Breaths: enter a whole number from 0 to 80 a minute."),
        ({"news2": WELL | {"temp_c": "98"}}, "news2--temp_c", "Temperature: enter a number from 25.0 to 45.0 °C, in steps of 0.1."),
        ({"news2": WELL | {"acvpu": "fine"}}, "news2--acvpu", "Alertness: choose one of A, C, V, P, U."),
        ({"news2": WELL | {"usual": "5"}}, "news2--usual", "NEWS2 does not ask for usual."),
        ({"phq9": {"value": "0", "item9": "2"}}, "phq9--value", "PHQ-9 total and Item 9 do not go together: look at them again."),
        ({"missed-contacts": {"tier": "low"}}, "observations", "There is no check called missed-contacts."),
        ({"safeguarding-child": {"harm": "yes"}}, "safeguarding-child--harm", "children is for people of 0 to 17 years: leave"),
    ],
)  # fmt: skip
def test_what_is_not_possible_refuses_the_save_with_the_remedy_and_nothing_is_left(
    team: ATeam, observations: dict[str, dict[str, str]], field: str, sentence: str
) -> None:
    doris = a_person(team, birth_date=AT.date().replace(year=1945))
    with pytest.raises(Refusal) as refused:
        record(team, doris, observations)
    assert (refused.value.field, sentence in refused.value.sentence) == (field, True)
    with an_act(team.nurse):
        assert (Contact.objects.count(), Fact.objects.count(), Escalation.objects.count()) == (0, 0, 0)


def test_not_escalating_needs_something_that_crosses_and_is_looked_at(team: ATeam, doris: UUID) -> None:
    a_member(team, "Helen Frost", "clinical-supervisor")
    with pytest.raises(Refusal, match="take the reason out"):
        record(team, doris, {"news2": WELL}, not_escalated="She is always like this")
    contact_id = record(team, doris, {"news2": SIX}, not_escalated="She is always like this")
    with an_act(team.lead):
        [spared] = Spared.objects.all()
        assert (spared.rules, spared.source_kind, spared.source_id) == ("NEWS2-5-6", "contact", contact_id)
        assert (spared.reason, Escalation.objects.count()) == ("She is always like this", 0)


def test_an_emergency_is_never_spared(team: ATeam, doris: UUID) -> None:
    with pytest.raises(Refusal, match="An emergency is always escalated"):
        record(team, doris, {"soft-signs": {"chest_pain": "yes"}}, not_escalated="Wind")
    assert kept(team) == {}


def test_safeguarding_stands_beside_and_its_facts_are_not_for_everybody(team: ATeam, doris: UUID) -> None:
    record(team, doris, {"social-crisis": {"carer": "cannot go on", "domestic_abuse": "known"}})
    with an_act(team.lead):
        assert set(Escalation.objects.values_list("track", flat=True)) == {Track.CLINICAL, Track.SAFEGUARDING}
        assert {one.code: one.confidentiality for one in Fact.objects.all()} == {
            "carer": "normal",
            "domestic_abuse": "restricted",
        }
        facts = dict(Reason.objects.values_list("rule", "facts"))
    assert facts == {"CARER-BREAKDOWN": {"carer": "cannot go on"}, "ABUSE-KNOWN": {"domestic_abuse": "known"}}


def test_nothing_was_observed_at_a_contact_that_was_missed(team: ATeam, doris: UUID) -> None:
    with pytest.raises(Refusal, match="choose Made"):
        record(team, doris, {"news2": SIX}, state="missed", reason="nobody in")


@pytest.mark.parametrize(
    ("observations", "number"),
    [({}, 4), ({"news2": {}}, 4), ({"news2": WELL}, 7), ({"news2": WELL, "falls": {"falls": "0"}}, 7)],
)
def test_observing_is_three_statements_and_nothing_entered_costs_nothing(
    team: ATeam, doris: UUID, observations: dict[str, dict[str, str]], number: int
) -> None:
    with an_act(team.nurse) as act, counted() as sent:
        operations.record(
            act=act, team_id=team.id, person_id=doris, member_id=team.nurse.member_id, way="visit", state="made",
            observations=observations,
        )  # fmt: skip
    assert sent == number


@pytest.mark.parametrize("observations", [{"news2": SIX}, {"news2": SIX, "falls": {"falls": "3", "injury": "minor"}}])
def test_a_crossing_is_a_fixed_number_of_statements_whatever_crosses(
    team: ATeam, doris: UUID, observations: dict[str, dict[str, str]]
) -> None:
    with an_act(team.nurse) as act, counted() as sent:
        operations.record(
            act=act, team_id=team.id, person_id=doris, member_id=team.nurse.member_id, way="visit", state="made",
            observations=observations,
        )  # fmt: skip
    assert sent == 17


def test_the_same_visit_sent_twice_is_one(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        values = {"team_id": team.id, "person_id": doris, "member_id": team.nurse.member_id, "way": "visit"}
        first, second = (
            operations.record(act=act, state="made", observations={"news2": SIX}, **values) for _ in range(2)
        )
        assert (first, Fact.objects.count(), Reason.objects.count()) == (second, 8, 1)


def test_each_input_of_the_checks_can_be_entered_and_only_those() -> None:
    for name in CHECKS:
        table = thresholds()[name]
        for key, of in asked(table).items():
            value = of.options[0] if of.options else str(of.low)
            assert trouble(thresholds(), {name: {key: value}}, age=None) is None, (name, key)
        assert trouble(thresholds(), {name: {"no_such": "1"}}, age=None) is not None


# A note for the huddle


NOTES = (
    "Sleeping badly: a note for the huddle. New or more pain: a note for the huddle."
    " GAD-7 is 10 to 14: moderate, a note for the huddle."
)


def noticed(team: ATeam, doris: UUID) -> UUID:
    record(team, doris, {"soft-signs": {"sleep": "yes", "pain": "yes"}, "gad7": {"value": "11"}})
    with an_act(team.lead):
        [one] = waiting_for_person(person_id=doris, at=AT)
    return one.id


def line_of(team: ATeam, doris: UUID, at: datetime) -> Line:
    with an_act(team.lead, at):
        rows = on_board(teams=teams_today(team_ids=[team.id], at=at), at=at)
        return next(row.line for row in rows if row.line.person_id == doris)


def test_a_note_is_work_of_whoever_observed_and_on_the_next_huddles_agenda_and_board(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act, counted() as sent:
        operations.record(
            act=act, team_id=team.id, person_id=doris, member_id=team.nurse.member_id, way="visit", state="made",
            observations={"soft-signs": {"sleep": "yes", "pain": "yes"}, "gad7": {"value": "11"}},
        )  # fmt: skip
    assert sent == 10
    tomorrow = AT + timedelta(days=1)
    with an_act(team.lead):
        [one] = waiting_for_person(person_id=doris, at=AT)
        assert (one.what, one.kind, one.state, one.owner) == (NOTES, "noticed", "open", team.nurse.name)
        assert one.due_at == AT.replace(day=9, hour=16, minute=0)
    assert line_of(team, doris, AT).is_noticed is False, "today it was just observed"
    line = line_of(team, doris, tomorrow)
    assert (line.is_noticed, line.is_back_from_hold) == (True, False)
    [reason] = [reason for reason in line.reasons if reason.door]
    assert (reason.words, reason.door, reason.thing_id) == (f"Noticed: {NOTES[:-1]}", "say what you saw", one.id)
    assert [(item.person_id, item.why) for item in agenda([line])] == [(doris, "noticed")]
    assert reasons(team) == []


def test_its_owner_finishes_a_note_with_what_they_saw_before_the_huddle_or_after(team: ATeam, doris: UUID) -> None:
    action_id = noticed(team, doris)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="open it and write what you saw"):
        actions.complete(act=act, action_id=action_id, version=1)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="Say what you saw") as refused:
        actions.settle_noticed(act=with_key(act), action_id=action_id, version=1, outcome=" ")
    assert refused.value.field == "outcome"
    with an_act(team.nurse, AT + timedelta(hours=4)) as act, counted() as sent:
        actions.settle_noticed(act=act, action_id=action_id, version=1, outcome="Slept well, new mattress")
    assert sent == 4
    assert last_entry(team.nurse, "action.settle_noticed").person_ids == [doris]
    with an_act(team.lead, AT + timedelta(days=1)):
        assert waiting_for_person(person_id=doris, at=AT) == []
        assert one_action(action_id=action_id).outcome == "Slept well, new mattress"
    assert line_of(team, doris, AT + timedelta(days=1)).is_noticed is False


def test_a_note_is_one_press_from_my_day_the_board_and_the_person(
    team: ATeam, doris: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    action_id = noticed(team, doris)
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT + timedelta(days=1))
    browser, address = signed_in(team.nurse), f"/action/{action_id}/done/"
    for place in (f"/my-day/{team.slug}/", f"/board/{team.slug}/", f"/person/{doris}/"):
        shown = browser.get(place).content.decode()
        assert (place, f'href="{address}"' in shown, "ay what you saw" in shown) == (place, True, True)
        assert "ack from hold" not in shown
    form = browser.get(address)
    refused = send(browser, form, address)
    assert (refused.status_code, "Say what you saw, and what came of it." in page(refused).text) == (422, True)
    send(browser, form, address, outcome="Slept well, new mattress")
    assert address not in browser.get(f"/person/{doris}/").content.decode()


def test_where_something_worse_holds_there_is_no_note(team: ATeam, doris: UUID) -> None:
    record(team, doris, {"news2": WELL | {"resp": "25"}})
    with an_act(team.lead):
        assert [one.kind for one in waiting_for_person(person_id=doris, at=AT)] == ["urgent"]


# Contacts missed one after another


def tiered(team: ATeam, tier: str) -> UUID:
    doris = a_person(team)
    with an_act(team.nurse) as act:
        entry = entry_of(team_id=team.id, person_id=doris)
        assert entry is not None
        if tier != "not assessed":
            set_entry(act=act, entry_id=entry.id, version=entry.version, risk_tier=tier, cadence_days=None)
    return doris


def missed(team: ATeam, doris: UUID, at: datetime, **changes: Any) -> UUID:
    return record(team, doris, {}, at, state="missed", reason="nobody in", **changes)


@pytest.mark.parametrize(
    ("tier", "number", "rule"),
    [
        ("high", 1, "MISSED-HIGH-1"),
        ("medium", 2, "MISSED-MEDIUM-2"),
        ("not assessed", 2, "MISSED-MEDIUM-2"),
        ("low", 3, "MISSED-LOW-3"),
    ],
)
def test_contacts_missed_one_after_another_open_one_by_risk_tier(
    team: ATeam, tier: str, number: int, rule: str
) -> None:
    doris = tiered(team, tier)
    for nth in range(1, number):
        missed(team, doris, AT + timedelta(minutes=nth))
        assert reasons(team) == []
    last = missed(team, doris, AT + timedelta(minutes=number))
    assert reasons(team) == [(rule, last)]
    with an_act(team.lead):
        assert Reason.objects.get().facts == {"tier": tier, "missed": str(number)}


def test_a_contact_made_ends_the_row_and_an_old_miss_opens_nothing(team: ATeam) -> None:
    doris = tiered(team, "medium")
    missed(team, doris, AT + timedelta(minutes=1))
    record(team, doris, {}, AT + timedelta(minutes=2))
    missed(team, doris, AT + timedelta(minutes=3))
    assert reasons(team) == []
    missed(team, tiered(team, "high"), AT + timedelta(minutes=4), happened_at=AT - timedelta(hours=25))
    assert reasons(team) == []


def test_the_clock_finds_a_contact_missed_and_saying_so_later_opens_nothing_more(team: ATeam) -> None:
    doris = tiered(team, "high")
    planned = a_planned_contact(team, doris)
    with as_kith(at=AT + timedelta(hours=6), channel="job") as act:
        assert chase(act=act, team_id=team.id) == [planned]
    assert reasons(team) == [("MISSED-HIGH-1", planned)]
    with an_act(team.nurse, AT + timedelta(hours=7)) as act:
        operations.settle(act=act, contact_id=planned, version=1, state="missed", reason="nobody in")
    assert reasons(team) == [("MISSED-HIGH-1", planned)]


def test_a_miss_is_one_statement_more_and_opening_a_fixed_number(team: ATeam) -> None:
    for tier, number in (("low", 5), ("high", 15)):
        doris = tiered(team, tier)
        with an_act(team.nurse) as act, counted() as sent:
            operations.record(
                act=act, team_id=team.id, person_id=doris, member_id=team.nurse.member_id, way="visit", state="missed",
                reason="nobody in",
            )  # fmt: skip
        assert sent == number


def test_nothing_follows_for_somebody_who_has_died(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        record_death(act=act, person_id=doris)
    record(team, doris, {"news2": SIX}, AT + timedelta(minutes=1))
    missed(team, doris, AT + timedelta(minutes=2))
    missed(team, doris, AT + timedelta(minutes=3))
    assert (len(kept(team)), reasons(team)) == (8, [])
