"""The closing gate: refused with the list while anything is loose, put right, closed; and nothing slips in (P5)."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections

from builders import AT, a_person, a_team, an_act, an_entry
from crowd import writing
from huddle.monday import AT_5PM, SEEN, TOLD, Monday, a_monday, ring, started
from kith.access.operations import close_reach
from kith.act import NotAllowed, NotVisible, Refusal, Stale, ids
from kith.action.models import Action
from kith.action.queries import waiting_for_person
from kith.database.templates import Clone
from kith.escalation.models import Escalation
from kith.escalation.models import Told as ToldOf
from kith.huddle import operations as huddles
from kith.huddle.closing_rules import LooseKind, refusal_words
from kith.huddle.outcome_rules import Outcome
from kith.huddle.queries import huddle, last_changes, violations, whole
from kith.huddle.types import Cure, Decision
from kith.trail.models import Entry
from statements import counted

db = pytest.mark.django_db

LOOSE = [
    "Harold Whitcombe: “ring the pharmacy” has no owner",
    "Maureen Tully: “order perching stool” has no deadline",
    "Tracey Holt: no outcome recorded",
    "Doris Pettigrew: escalation raised at 8:05am has no note",
]
SENTENCE = f"The huddle cannot close yet: 4 things are loose. {'. '.join(LOOSE)}."
CLOSE = (
    "update huddle_huddle set closed_at = act_moment(), closed_by_id = %(me)s, act_id = %(act)s where id = %(huddle)s"
)


def a_loose_huddle() -> Monday:
    """Return a huddle with four loose things: no owner, no deadline, no outcome, no note."""
    monday = a_monday("Harold Whitcombe", "Maureen Tully", "Tracey Holt", "Doris Pettigrew", "Brian Ashworth")
    monday.settle("Harold Whitcombe", ring(None, what="ring the pharmacy"))
    monday.settle("Maureen Tully", ring(monday.team.nurse, None, what="order perching stool"))
    monday.escalate("Doris Pettigrew", at=AT - timedelta(minutes=17))
    monday.settle("Brian Ashworth", SEEN)
    return monday


def cures(monday: Monday) -> list[Cure]:
    """Return what mends the four."""
    owner, deadline, outcome, note = monday.whole().loose
    return [
        Cure(LooseKind.OWNER, owner.thing_id, owner_id=monday.team.nurse.member_id),
        Cure(LooseKind.DEADLINE, deadline.thing_id, due_at=AT_5PM),
        Cure(LooseKind.OUTCOME, outcome.thing_id, decision=Decision(Outcome.WEEKLY_MEETING)),
        Cure(LooseKind.NOTE, note.thing_id, told=TOLD),
    ]


def mend(monday, found, who=None, at=AT, key=""):
    with monday.act(who, at) as act:
        return huddles.mend(act=replace(act, key=key or act.key), huddle_id=monday.huddle_id, cures=found)


def by_hand(monday, statement, **values):
    """Run a statement as the application's role in an act of the team lead, as an operation would that forgot the rules."""
    with monday.act() as act, connection.cursor() as cursor, writing(act) as by:
        cursor.execute(statement, {"act": by, "huddle": monday.huddle_id, "me": monday.team.lead.member_id, **values})


def spoken_by(database_error) -> str:
    """Return the sentence that a rule of the database spoke."""
    assert database_error.value.__cause__.sqlstate == "KT001"
    return database_error.value.__cause__.diag.message_primary


# Refused, put right, closed


@db
def test_closing_is_refused_with_the_exact_list_put_right_and_closed():
    monday = a_loose_huddle()

    with pytest.raises(Refusal) as refused:
        monday.close()
    assert refused.value.sentence == SENTENCE
    assert [one.sentence for one in refused.value.extra] == LOOSE

    answers = mend(monday, cures(monday))
    assert [one.refusal for one in answers] == ["", "", "", ""]
    assert len({one.key for one in answers}) == 4

    monday.close()
    found = monday.whole()
    assert (found.huddle.closed_at, found.huddle.closed_by_id) == (AT, monday.team.lead.member_id)
    assert [row.action_id is not None for row in found.agreed] == [True, True]
    assert monday.item("Harold Whitcombe").decision == "Sam Whitlock: ring the pharmacy by 5pm"


@db
def test_the_database_refuses_closing_behind_the_operations_in_the_same_words():
    monday = a_loose_huddle()

    with pytest.raises(DatabaseError) as error:
        by_hand(monday, CLOSE)

    assert spoken_by(error) == SENTENCE == refusal_words(monday.whole().loose)
    assert monday.whole().huddle.closed_at is None


@db
@pytest.mark.parametrize(("at", "words"), [
    (AT.replace(hour=11, minute=0), "midday"), (AT.replace(hour=23, minute=0), "midnight"),
    (AT.replace(hour=8, minute=0), "9am"), (AT.replace(hour=11, minute=5), "12:05pm"),
])  # fmt: skip
def test_the_database_tells_the_time_as_the_pages_do(at, words):
    with connection.cursor() as cursor:
        cursor.execute("select huddle_clock(%s)", [at])
        assert cursor.fetchone() == (words,)


@db
def test_an_outcome_without_its_action_is_refused_by_the_database_too():
    monday = a_monday("Doris Pettigrew")
    monday.settle("Doris Pettigrew", ring(None))
    by_hand(
        monday, "update huddle_agreed set withdrawn_at = act_moment(), act_id = %(act)s where huddle_id = %(huddle)s"
    )

    with pytest.raises(DatabaseError) as error:
        by_hand(monday, CLOSE)
    sentence = "The huddle cannot close yet: 1 thing is loose. Doris Pettigrew: no action written down."
    assert spoken_by(error) == sentence
    with pytest.raises(Refusal, match="no action written down"):
        monday.close()


@db
def test_nothing_slips_into_a_closed_huddle():
    monday = a_monday("Doris Pettigrew", "Brian Ashworth")
    monday.escalate("Brian Ashworth", TOLD)
    monday.settle("Doris Pettigrew", ring(monday.team.nurse))
    walter = a_person(monday.team, "Walter Finch")
    monday.close()
    doris = monday.item("Doris Pettigrew")

    changes = [
        "update huddle_item set reason = 'x', act_id = %(act)s where id = %(item)s",
        "update huddle_agreed set what = 'x', act_id = %(act)s where huddle_id = %(huddle)s",
        "update huddle_raised set said = 'x', act_id = %(act)s where huddle_id = %(huddle)s",
        "update huddle_attendance set how = 'away', act_id = %(act)s where huddle_id = %(huddle)s",
        "delete from huddle_attendance where huddle_id = %(huddle)s",
        "insert into huddle_item (id, team_id, huddle_id, person_id, position, section, why, reason, decision, version, act_id)"
        " values (gen_random_uuid(), %(team)s, %(huddle)s, %(walter)s, 9, 'added', 'x', '', '', 1, %(act)s)",
        "insert into huddle_agreed (id, team_id, huddle_id, item_id, person_id, what, act_id)"
        " values (gen_random_uuid(), %(team)s, %(huddle)s, %(item)s, %(person)s, 'x', %(act)s)",
    ]
    for statement in changes:
        with pytest.raises(DatabaseError) as error:
            by_hand(monday, statement, item=doris.id, walter=walter, team=monday.team.id, person=doris.person_id)
        assert spoken_by(error) == "This huddle is closed: nothing can be added to it or changed in it."
    for statement in (
        "update huddle_huddle set minutes = 30, act_id = %(act)s where id = %(huddle)s",
        "update huddle_huddle set closed_at = null, closed_by_id = null, act_id = %(act)s where id = %(huddle)s",
    ):
        with pytest.raises(DatabaseError) as error:
            by_hand(monday, statement)
        assert spoken_by(error) == "This huddle is closed: nothing in it can be changed."


@db
def test_every_operation_is_refused_in_a_closed_huddle():
    monday = a_monday("Doris Pettigrew")
    monday.settle("Doris Pettigrew", SEEN)
    walter = a_person(monday.team, "Walter Finch")
    monday.close()
    item = monday.item("Doris Pettigrew")
    here = {"huddle_id": monday.huddle_id}

    tries = [
        lambda act: huddles.settle(act=act, item_id=item.id, version=item.version, decision=SEEN),
        lambda act: huddles.put_off(act=act, item_id=item.id, version=item.version),
        lambda act: huddles.raise_escalation(act=act, item_id=item.id, what="x", to_id=monday.team.lead.member_id),
        lambda act: huddles.add_person(act=act, person_id=walter, **here),
        lambda act: huddles.set_attendance(act=act, attendance=[], **here),
        lambda act: huddles.add_minutes(act=act, **here),
        lambda act: huddles.mend(act=act, cures=[], **here),
    ]
    for attempt in tries:
        with monday.act() as act, pytest.raises(Refusal, match="was closed at 8:22am: nothing can be added to it"):
            attempt(act)
    assert monday.item("Doris Pettigrew") == item


@db
def test_the_second_closer_is_told_who_closed_it():
    monday = a_monday()
    monday.close()
    with pytest.raises(Stale, match="Ama Owusu closed this huddle at 8:22am.") as stale:
        monday.close(monday.team.nurse, AT + timedelta(minutes=1))
    assert stale.value.extra == monday.whole().huddle


@db
@pytest.mark.parametrize("number", [1, 30])
def test_closing_takes_ten_statements_whatever_the_agenda(number):
    team = a_team()
    for one in range(number):
        a_person(team, f"Person {one}", at=AT - timedelta(days=1))
    monday = started(team)
    with monday.act() as act:
        huddles.mend(
            act=act,
            huddle_id=monday.huddle_id,
            cures=[
                Cure(one.kind, one.thing_id, decision=SEEN)
                for one in whole(huddle=huddle(huddle_id=monday.huddle_id)).loose
            ],
        )

    with monday.act() as act, counted() as statements:
        huddles.close(act=act, huddle_id=monday.huddle_id)

    assert statements == 10
    assert Entry.objects.get(command="huddle.close").person_ids == sorted(monday.whole().person_ids)


@db
def test_a_refusal_leaves_nothing_behind():
    monday = a_loose_huddle()
    before = monday.whole()
    with pytest.raises(Refusal):
        monday.close()
    assert monday.whole() == before
    entry = Entry.objects.get(command="huddle.close", outcome="refused")
    assert (entry.reason, entry.team_id, entry.thing_id) == ("P5", monday.team.id, monday.huddle_id)


@db
def test_another_team_cannot_close_or_mend():
    monday = a_monday("Doris Pettigrew")
    other = a_team("Millbrook South")
    for attempt in (lambda: monday.close(other.lead), lambda: mend(monday, [], other.lead)):
        with pytest.raises(NotVisible):
            attempt()


# Mending


@db
def test_a_refused_line_takes_nothing_else_with_it():
    monday = a_loose_huddle()
    owner, deadline, outcome, note = cures(monday)

    answers = mend(
        monday,
        [
            replace(owner, owner_id=ids.new()),
            deadline,
            replace(outcome, decision=replace(ring(None), what="Ring her")),
            replace(note, told=replace(TOLD, said="")),
        ],
    )

    assert [(one.field, bool(one.refusal)) for one in answers] == [
        ("who", True),
        ("", False),
        ("who", True),
        ("said", True),
    ]
    assert [one.kind for one in monday.whole().loose] == [LooseKind.OWNER, LooseKind.OUTCOME, LooseKind.NOTE]
    given = {one.what: one.action_id is not None for one in monday.whole().agreed}
    assert given == {"ring the pharmacy": False, "order perching stool": True}


@db
def test_nobody_was_told_of_an_escalation_before_it_was_raised():
    monday = a_loose_huddle()
    note = cures(monday)[3]
    raised_at = AT - timedelta(minutes=17)

    [answer] = mend(monday, [replace(note, told=replace(TOLD, at=raised_at - timedelta(minutes=1)))])

    assert (answer.field, answer.refusal) == (
        "told_at",
        "This was raised at 8:05am: enter when they were told of it since.",
    )
    [answer] = mend(monday, [replace(note, told=replace(TOLD, at=raised_at))])
    assert answer.refusal == ""


@db
def test_what_somebody_else_has_mended_meanwhile_is_answered_as_mended():
    monday = a_loose_huddle()
    found = cures(monday)
    mend(monday, found)
    before = monday.whole()

    answers = mend(monday, found, monday.team.nurse)

    assert [one.refusal for one in answers] == ["", "", "", ""]
    assert monday.whole() == before


@db
def test_the_same_mending_twice_is_applied_once_with_the_same_keys():
    monday = a_loose_huddle()
    found, key = cures(monday), str(ids.new())
    assert mend(monday, found, key=key) == mend(monday, found, key=key)
    assert Entry.objects.filter(command="huddle.mend").count() == 1
    assert {one.what for one in monday.whole().agreed} == {"ring the pharmacy", "order perching stool"}


@db
def test_owner_and_deadline_missing_together_are_mended_one_after_the_other():
    monday = a_monday("Doris Pettigrew")
    monday.settle("Doris Pettigrew", ring(None, None))
    owner, deadline = monday.whole().loose

    mend(
        monday,
        [
            Cure(owner.kind, owner.thing_id, owner_id=monday.team.nurse.member_id),
            Cure(deadline.kind, deadline.thing_id, due_at=AT_5PM),
        ],
    )

    with monday.act():
        [work] = waiting_for_person(person_id=monday.item("Doris Pettigrew").person_id, at=AT)
    assert (work.owner_id, work.due_at) == (monday.team.nurse.member_id, AT_5PM)
    monday.close()


# The day after


@db
def test_the_day_after_only_the_duty_lead_closes_and_says_why():
    monday = a_monday()
    tuesday = AT + timedelta(days=1)

    with pytest.raises(NotAllowed, match="On a later day only the duty lead closes a huddle: Ama Owusu."):
        monday.close(monday.team.nurse, tuesday, "the fire alarm rang")
    with pytest.raises(Refusal) as refused:
        monday.close(at=tuesday, reason="none")
    assert refused.value.field == "reason"

    monday.close(at=tuesday, reason="the fire alarm rang")
    found = monday.whole().huddle
    assert (found.closed_at, found.closed_late_because) == (tuesday, "the fire alarm rang")


# People who are gone


@db
def test_nobody_out_of_reach_keeps_a_huddle_open():
    monday = a_monday("Harold Whitcombe", "Tracey Holt", "Doris Pettigrew")
    monday.settle("Harold Whitcombe", ring(None))
    monday.escalate("Doris Pettigrew")
    for name in ("Harold Whitcombe", "Tracey Holt", "Doris Pettigrew"):
        out_of_reach(monday, name)

    assert (monday.whole().items, monday.whole().number_gone) == ([], 3)
    with pytest.raises(DatabaseError) as error:
        by_hand(monday, CLOSE)
    assert spoken_by(error).startswith(
        "The huddle cannot close yet: 3 things are loose. Somebody no longer on the list:"
    )
    monday.close()

    with connection.cursor() as cursor, monday.act():
        cursor.execute("select huddle_number_gone(%s)", [monday.huddle_id])
        assert cursor.fetchone() == (3,)


def out_of_reach(monday, name):
    """End the team's reach to somebody, as 30 days after leaving the list would: by then nothing is open for them."""
    entry = an_entry(monday.team, monday.item(name).person_id)
    with monday.act(at=AT - timedelta(minutes=10)) as act, writing(act) as by:
        acting = replace(act, work=_Work(by))
        close_escalations(entry.person_id, act, by)
        Action.objects.filter(person_id=entry.person_id, state="open").update(
            state="cancelled", closed_at=act.at, act_id=by
        )
        close_reach(act=acting, person_id=entry.person_id, team_id=monday.team.id, why="on the list", until=AT)


def close_escalations(person_id, act, by):
    """Close what was escalated, as people would: somebody was told, and something came of it."""
    for one in Escalation.objects.filter(person_id=person_id):
        told = {"team_id": one.team_id, "person_id": person_id, "escalation_id": one.id, "account_id": act.account_id}
        ToldOf(**told, who="Her son", how="phone", told_at=act.at, act_id=by).save(force_insert=True)
        Escalation.objects.filter(id=one.id).update(
            state="closed", answered_at=act.at, closed_at=act.at, closed_by_id=act.account_id, outcome="x", act_id=by
        )


class _Work:
    def __init__(self, act_id):
        self.act_id = act_id


# What is shown at closing


@db
def test_those_left_as_they_are_are_known_with_when_something_last_changed():
    team = a_team()
    doris, walter = (a_person(team, name, at=AT - timedelta(days=13)) for name in ("Doris Pettigrew", "Walter Finch"))
    for days, decision in ((5, ring(team.nurse, AT + timedelta(days=1))), (4, SEEN)):
        then = started(team, people=[] if days == 4 else [doris], at=AT - timedelta(days=days))
        then.settle("Doris Pettigrew", decision, at=AT - timedelta(days=days))
        then.close(at=AT - timedelta(days=days))
    monday = started(team, people=[doris, walter])

    with monday.act():
        found = last_changes(huddle=huddle(huddle_id=monday.huddle_id), person_ids=[doris, walter])
    assert found == {doris: (AT - timedelta(days=5)).date()}


@db
def test_a_huddle_that_was_closed_breaks_no_promise():
    monday = a_loose_huddle()
    mend(monday, cures(monday))
    monday.close()
    with monday.act():
        assert violations(at=AT) == {"P5": []}


# Two at once


def test_whoever_adds_while_somebody_closes_is_waited_for(fresh_database: Clone):
    monday = a_monday("Doris Pettigrew")
    monday.settle("Doris Pettigrew", SEEN)
    walter = a_person(monday.team, "Walter Finch")
    refused = []

    def closing():
        try:
            monday.close(monday.team.nurse)
        except Refusal as refusal:
            refused.append(refusal.sentence)
        finally:
            connections.close_all()

    with monday.act() as act:
        huddles.add_person(act=act, huddle_id=monday.huddle_id, person_id=walter)
        closer = threading.Thread(target=closing)
        closer.start()
        time.sleep(0.4)
        assert refused == [] and closer.is_alive()
    closer.join(10)

    assert refused == ["The huddle cannot close yet: 1 thing is loose. Walter Finch: no outcome recorded."]


def test_two_close_at_once_and_one_wins(fresh_database: Clone):
    monday = a_monday("Doris Pettigrew")
    monday.settle("Doris Pettigrew", SEEN)
    answers, ready = [], threading.Barrier(2)

    def closing(who):
        ready.wait()
        try:
            answers.append(monday.close(who))
        except Stale as stale:
            answers.append(stale.sentence)
        finally:
            connections.close_all()

    closers = [threading.Thread(target=closing, args=[who]) for who in (monday.team.lead, monday.team.nurse)]
    for one in closers:
        one.start()
    for one in closers:
        one.join(10)

    assert min(str(one) for one in answers) == str(monday.huddle_id) or len(answers) == 2
    assert sum(one == monday.huddle_id for one in answers) == 1
    with an_act(monday.team.lead):
        assert Entry.objects.filter(command="huddle.close", outcome="done").count() == 1
