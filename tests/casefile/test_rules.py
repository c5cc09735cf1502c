"""What never comes into a case file, what is withheld, what is late: by rule, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kith.casefile.rules import Cause, Form, cause_of, hidden_ids, is_hidden, is_late, left_again
from kith.casefile.stood import as_it_stood

AT = datetime(2026, 6, 8, 7, 22, tzinfo=UTC)


def form(table: str, row_id: str, at: datetime = AT, until: datetime | None = None, **image: Any) -> Form:
    """Return a form of a row."""
    return Form(table, row_id, at, until, "act", "account", "Sam", "nurse", "some.command", image)


SAFEGUARDING = [
    form("escalation_escalation", "e1", track="safeguarding", ask_id="a1", through_id=None),
    form("escalation_reason", "r1", escalation_id="e1", sentence="Canary"),
    form("escalation_routestep", "s1", escalation_id="e1", end=""),
    form("escalation_told", "t1", escalation_id="e1", said="Canary"),
    form("action_action", "a1", origin_id="e1", origin_kind="escalation", what="Canary"),
    form("action_action", "a2", origin_id="x", origin_kind="restricted", what="Canary"),
    form("action_step", "p1", action_id="a1", text="Canary"),
    form("action_step", "p2", action_id="a2", text="Canary"),
    form("escalation_spared", "k1", level=3, sentence="Canary"),
    form("proposal_proposal", "q1", body='{"escalation_id": "e1"}', ask_id="a9"),
]
CLINICAL = [
    form("escalation_escalation", "e2", track="clinical", ask_id="a3", through_id=None),
    form("action_action", "a3", origin_id="e2", origin_kind="escalation", what="Review"),
    form("escalation_spared", "k2", level=2, sentence="One sign"),
    form("proposal_proposal", "q2", body='{"escalation_id": "e2"}', ask_id="a8"),
]


def test_whatever_hangs_on_safeguarding_is_hidden_and_nothing_else() -> None:
    forms = [*CLINICAL, *SAFEGUARDING]
    hidden = hidden_ids(forms)
    assert [one.row_id for one in forms if not is_hidden(one, hidden)] == [one.row_id for one in CLINICAL]


def test_an_earlier_form_is_found_by_what_a_later_one_says() -> None:
    first = form("action_action", "a1", until=AT + timedelta(hours=1), origin_id=None, origin_kind="", what="Canary")
    later = form("action_action", "a1", AT + timedelta(hours=1), origin_id="x", origin_kind="restricted", what="Canary")
    assert all(is_hidden(one, hidden_ids([first, later])) for one in (first, later))


def by(command: str, one: Form) -> Form:
    return replace(one, command=command)


def test_what_a_merge_brought_and_an_undoing_took_away_is_of_somebody_else() -> None:
    hour = timedelta(hours=1)
    moved = by("handover.merge", form("agency_objection", "o1", AT, AT + hour, version=2))
    made = by("handover.merge", form("caseload_listentry", "l1", AT, AT + hour, version=1))
    own = [
        form("agency_objection", "o2", AT - hour, AT, version=1),
        by("handover.merge", form("agency_objection", "o2")),
    ]
    assert left_again([moved, made, *own], AT + hour) == {"o1"}
    assert left_again([moved, made, *own], AT) == frozenset()
    assert left_again([moved, form("agency_objection", "o1", AT + hour, version=3)], AT + hour) == frozenset()


@pytest.mark.parametrize(
    ("table", "image", "cause"),
    [
        ("contact_contact", {"by_other": "daughter Ann", "note": "he shouts"}, Cause.THIRD),
        ("contact_contact", {"by_other": "", "note": "he shouts"}, None),
        ("contact_contact", {"by_other": "", "note": "told us In Confidence that he drinks"}, Cause.THIRD),
        ("contact_contact", {"by_other": "", "note": "full of confidence"}, None),
        ("action_action", {"doer_kind": "carer", "doer": "Ann"}, Cause.THIRD),
        ("action_action", {"doer_kind": "partner", "doer": "Housing"}, None),
        ("agency_objection", {"said_by": "her daughter", "words": "They talk"}, Cause.THIRD),
        ("agency_objection", {"said_by": "", "words": "They talk"}, None),
        ("agency_override", {"told_how": "not told", "reason": "Cold home"}, Cause.MARKED),
        ("plan_version", {"section": "people", "text": "Ann, her daughter"}, Cause.THIRD),
        ("plan_version", {"section": "goals", "text": "to the shop"}, None),
        ("handover_told", {"whom": "carer"}, Cause.THIRD),
        ("record_fact", {"confidentiality": "restricted", "text": ""}, Cause.RESTRICTED),
        ("record_fact", {"confidentiality": "normal", "text": ""}, None),
    ],
)
def test_what_is_withheld_by_default(table: str, image: dict[str, Any], cause: Cause | None) -> None:
    assert cause_of(table, image) == cause


def test_late_is_more_than_24_hours() -> None:
    assert not is_late(AT, AT + timedelta(hours=24))
    assert is_late(AT, AT + timedelta(hours=24, seconds=1))


def test_each_row_stands_in_the_form_it_had_and_a_removed_one_until_it_was() -> None:
    hour = timedelta(hours=1)
    work = {"kind": "plain", "owner_id": "m", "due_at": AT.isoformat(), "hold_reason": "", "doer_kind": "member"}
    forms = [
        form("action_action", "a", AT, AT + hour, what="first", state="open", **work),
        form("action_action", "a", AT + hour, AT + hour, what="passing", state="open", **work),
        form("action_action", "a", AT + hour, AT + 2 * hour, what="second", state="open", **work),
        form("action_action", "a", AT + 2 * hour, what="second", state="done", **work),
        form("action_action", "removed", AT, AT + hour, what="removed", state="open", **work),
    ]
    stood = [[one.what for one in as_it_stood(forms, AT + n * hour, person_id="p").work] for n in (-1, 0, 1, 2)]
    assert stood == [[], ["first", "removed"], ["second"], []]
