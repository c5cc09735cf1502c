"""The closing gate: refused with the list while anything is loose, put right, closed; and nothing slips in (P5)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from builders import AT
from crowd import writing
from huddle.monday import AT_5PM, SEEN, TOLD, a_monday, ring
from kith.act import Refusal
from kith.huddle import operations as huddles
from kith.huddle.rules import LooseKind, Outcome
from kith.huddle.types import Cure, Decision

pytestmark = pytest.mark.django_db


def a_loose_huddle():
    """Four loose things: no owner, no deadline, no outcome, no note."""
    monday = a_monday("Harold Whitcombe", "Maureen Tully", "Tracey Holt", "Doris Pettigrew", "Brian Ashworth")
    monday.settle("Harold Whitcombe", ring(None, what="ring the pharmacy"))
    monday.settle("Maureen Tully", ring(monday.team.nurse, None, what="order perching stool"))
    monday.escalate("Doris Pettigrew", at=AT - timedelta(minutes=17))
    monday.settle("Brian Ashworth", SEEN)
    return monday


LOOSE = [
    "Harold Whitcombe: “ring the pharmacy” has no owner",
    "Maureen Tully: “order perching stool” has no deadline",
    "Tracey Holt: no outcome recorded",
    "Doris Pettigrew: escalation raised at 8:05am has no note",
]
SENTENCE = f"The huddle cannot close yet: 4 things are loose. {'. '.join(LOOSE)}."


def test_closing_is_refused_with_the_exact_list_put_right_and_closed():
    monday = a_loose_huddle()

    with pytest.raises(Refusal) as refused:
        monday.close()
    assert refused.value.sentence == SENTENCE
    assert [one.sentence for one in refused.value.extra] == LOOSE

    owner, deadline, outcome, note = refused.value.extra
    cures = [
        Cure(LooseKind.OWNER, owner.thing_id, owner_id=monday.team.nurse.member_id),
        Cure(LooseKind.DEADLINE, deadline.thing_id, due_at=AT_5PM),
        Cure(LooseKind.OUTCOME, outcome.thing_id, decision=Decision(Outcome.WEEKLY_MEETING)),
        Cure(LooseKind.NOTE, note.thing_id, told=TOLD),
    ]
    with monday.act() as act:
        answers = huddles.mend(act=act, huddle_id=monday.huddle_id, cures=cures)
    assert [one.refusal for one in answers] == ["", "", "", ""]
    assert len({one.key for one in answers}) == 4

    assert monday.close() == monday.huddle_id
    assert monday.whole().huddle.closed_at == AT
    assert [row.action_id is not None for row in monday.whole().agreed] == [True, True]


def by_hand(monday, statement, values=(), at=AT, who=None):
    """Run a statement as the application's role inside an act of a member, as if an operation had forgotten the rules."""
    with monday.act(who, at) as act, connection.cursor() as cursor, writing(act) as by:
        cursor.execute(
            statement, {"act": by, "huddle": monday.huddle_id, "me": monday.team.lead.member_id, **dict(values)}
        )


CLOSE = (
    "update huddle_huddle set closed_at = act_moment(), closed_by_id = %(me)s, act_id = %(act)s where id = %(huddle)s"
)


def test_the_database_refuses_closing_behind_the_operations_in_the_same_words():
    monday = a_loose_huddle()

    with pytest.raises(DatabaseError) as spoken:
        by_hand(monday, CLOSE)

    assert spoken.value.__cause__.sqlstate == "KT001"
    assert spoken.value.__cause__.diag.message_primary == SENTENCE
    assert monday.whole().huddle.closed_at is None
