"""Closing a person on a list: refused while anything is open, written once with who holds them and who was told; coming again."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.db import IntegrityError, connection

from builders import (
    AT,
    ATeam,
    a_named_lead,
    a_planned_contact,
    a_team,
    an_act,
    an_action,
    an_entry,
    close_entry,
    with_key,
)
from kith.act import Act, NotAllowed, NotVisible, Refusal, Stale, operation
from kith.action import offering
from kith.action import operations as actions
from kith.caseload.closing import end
from kith.caseload.models import ListEntry
from kith.caseload.operations import set_entry
from kith.caseload.queries import Entry, entries_of_person, entry_of
from kith.contact import operations as contacts
from kith.handover.closing import WasTold, Why, close_person, take_on_again
from kith.handover.closing_queries import CLOSINGS, ClosingRow, ToldRow, closings_of, open_with
from kith.handover.deaths import record_death
from kith.handover.models import Closing, Told
from kith.message.models import Message
from statements import counted
from trailing import last_entry, outcomes

TODAY = date(2026, 6, 8)
WHY = Why("goals met", "gp practice", "Marsh Lane Surgery", "walks to the shop again")
TOLD = [WasTold("person", "", "in person", TODAY), WasTold("gp practice", "Dr Marsh", "letter", date(2026, 6, 5))]


def closed(team: ATeam, person_id: UUID, *, why: Why = WHY, told: Sequence[WasTold] = TOLD, at: Any = AT) -> None:
    """Close somebody as the team lead."""
    entry = an_entry(team, person_id)
    with an_act(team.lead, at) as act:
        close_person(act=act, entry_id=entry.id, version=entry.version, why=why, told=told)


def closings(team: ATeam, person_id: UUID, at: Any = AT) -> list[ClosingRow]:
    """Return how somebody left lists, as the page reads it."""
    with an_act(team.lead, at), connection.cursor() as cursor:
        cursor.execute(f"select {CLOSINGS} from person_person p where p.id = %s", [person_id])
        return closings_of(orjson.loads(cursor.fetchone()[0]))


def test_closing_says_why_who_holds_them_and_who_was_told(team: ATeam, doris: UUID) -> None:
    entry = an_entry(team, doris)
    with an_act(team.lead) as act, counted() as sent:
        close_person(act=act, entry_id=entry.id, version=1, why=WHY, told=TOLD)
    assert sent == 9
    assert closings(team, doris) == [
        ClosingRow(
            entry.id,
            team.id,
            "Millbrook North",
            "goals met",
            "walks to the shop again",
            "gp practice",
            "Marsh Lane Surgery",
            "",
            AT,
            (
                ToldRow("gp practice", "Dr Marsh", "letter", "2026-06-05"),
                ToldRow("person", "", "in person", "2026-06-08"),
            ),
        )
    ]
    trail = last_entry(team.lead, "handover.close_person")
    with an_act(team.lead):
        closing = Closing.objects.get()
    assert (trail.person_ids, trail.detail) == ([doris], {"closing_id": str(closing.id)})


def test_closing_takes_the_same_statements_however_many_were_told(team: ATeam, doris: UUID) -> None:
    entry, many = an_entry(team, doris), [*TOLD, *TOLD, WasTold("carer", "Ann", "phone", TODAY)]
    with an_act(team.lead) as act, counted() as sent:
        close_person(act=act, entry_id=entry.id, version=1, why=WHY, told=many)
    assert sent == 9


def test_team_reaches_them_for_30_days_more(team: ATeam, doris: UUID) -> None:
    closed(team, doris)
    with an_act(team.nurse, AT + timedelta(days=29)):
        [past] = entries_of_person(person_id=doris)
        assert (past.state, past.ended_because, past.ended_at) == ("ended", "goals met", AT)
        assert entry_of(team_id=team.id, person_id=doris) is None
    with an_act(team.nurse, AT + timedelta(days=30)):
        assert entries_of_person(person_id=doris) == []
        assert (Closing.objects.count(), Told.objects.count()) == (0, 0)


def test_nobody_is_closed_while_anything_is_open_and_the_sentence_names_it(team: ATeam, doris: UUID) -> None:
    a_named_lead(team, doris, team.nurse)
    rail, wait = an_action(team, doris, "Order a rail"), an_action(team, doris, "Ring the ward")
    contact = a_planned_contact(team, doris)
    entry = an_entry(team, doris)
    with an_act(team.nurse) as act:
        version = 1
        actions.hold(
            act=act, action_id=wait, version=version, reason="the ward rings", return_date=TODAY + timedelta(days=3)
        )
        offer = offering.offer_person(act=with_key(act), entry_id=entry.id, to_member_id=team.social_worker.member_id)
    with an_act(team.lead) as act, pytest.raises(Refusal) as refused:
        close_person(act=act, entry_id=entry.id, version=entry.version, why=WHY, told=TOLD)
    assert (refused.value.rule, [one.kind for one in refused.value.extra]) == (
        "P4",
        ["action", "held", "contact", "offer"],
    )
    assert refused.value.sentence == (
        "4 things are still open, first of all: Order a rail; Ring the ward (waiting); a planned contact."
        " Finish them or pass them on first."
    )
    assert an_entry(team, doris) == entry
    with an_act(team.nurse) as act:
        actions.complete(act=act, action_id=rail, version=1)
        actions.cancel(act=with_key(act), action_id=wait, version=2, reason="she is home")
        contacts.settle(act=with_key(act), contact_id=contact, version=1, state="cancelled", reason="she asked")
    with an_act(team.lead) as act, pytest.raises(Refusal, match=r"^1 thing is still open: an offer to lead that waits"):
        close_person(act=act, entry_id=entry.id, version=entry.version, why=WHY, told=TOLD)
    with an_act(team.nurse) as act:
        offering.withdraw(act=act, offer_id=offer)
    closed(team, doris)
    with an_act(team.lead):
        assert (Closing.objects.count(), open_with(team_id=team.id, person_id=doris)) == (1, [])


@pytest.mark.parametrize(
    ("why", "told", "field", "sentence"),
    [
        ({"reason": ""}, TOLD, "reason", "Choose why they leave the list."),
        ({"reason": "no such"}, TOLD, "reason", "Choose why they leave the list."),
        ({"reason": "died"}, TOLD, "reason", "Record the death on its own page"),
        ({"holder": ""}, TOLD, "holder", "Choose who holds them now."),
        ({"held_by": " "}, TOLD, "held_by", "Say which practice, team or person holds them now."),
        ({"holder": "nobody", "held_by": ""}, TOLD, "held_by", "Say why nobody holds them now."),
        ({"because": "x" * 501}, TOLD, "because", "Shorten this to 500 characters."),
        ({}, [], "whom-1", "Say who was told and how, or why nobody was."),
        ({}, [WasTold("no such", "", "phone", TODAY)], "whom-1", "Choose who was told."),
        ({}, [TOLD[0], WasTold("carer", " ", "phone", TODAY)], "name-2", "Say who it was, by name."),
        ({}, [WasTold("person", "", "", TODAY)], "how-1", "Choose how they were told."),
        ({}, [WasTold("person", "", "phone", TODAY + timedelta(days=1))], "day-1", "today or earlier"),
        ({}, [TOLD[0]] * 13, "whom-1", "Write at most 12 lines."),
    ],
)
def test_closing_that_says_too_little_is_refused(
    team: ATeam, doris: UUID, why: dict[str, str], told: Sequence[WasTold], field: str, sentence: str
) -> None:
    entry = an_entry(team, doris)
    values = {"reason": "goals met", "holder": "gp practice", "held_by": "Marsh Lane Surgery"} | why
    with an_act(team.lead) as act, pytest.raises(Refusal, match=sentence) as refused:
        close_person(act=act, entry_id=entry.id, version=1, why=Why(**values), told=told)
    assert (refused.value.field, an_entry(team, doris)) == (field, entry)
    with an_act(team.lead):
        assert (Closing.objects.count(), Told.objects.count()) == (0, 0)


def test_who_look_after_themselves_need_no_holder_and_nobody_told_needs_a_reason(team: ATeam, doris: UUID) -> None:
    closed(team, doris, why=Why("not reached", "themselves", "", untold_because="three letters came back"), told=[])
    [row] = closings(team, doris)
    assert (row.holder, row.held_by, row.told, row.untold_because) == ("themselves", "", (), "three letters came back")


def test_named_lead_and_deputy_are_told(team: ATeam, doris: UUID) -> None:
    a_named_lead(team, doris, team.nurse)
    closed(team, doris)
    with an_act(team.nurse):
        told = Message.objects.filter(kind="person closed").values_list("account_id", "person_id")
        assert list(told) == [(team.nurse.account_id, doris)]


def test_member_may_not_close_and_another_team_sees_nothing(team: ATeam, doris: UUID) -> None:
    entry = an_entry(team, doris)
    with an_act(team.nurse) as act, pytest.raises(NotAllowed, match="LIST-END-1"):
        close_entry(act, entry)
    with an_act(a_team("South").lead) as act, pytest.raises(NotVisible):
        close_entry(act, entry)
    assert an_entry(team, doris) == entry
    assert outcomes(team.nurse, "handover.close_person") == [("refused", "LIST-END-1")]


def test_same_key_twice_closes_once_and_a_second_closing_is_stale(team: ATeam, doris: UUID) -> None:
    entry = an_entry(team, doris)
    with an_act(team.lead) as act:
        first = close_entry(act, entry)
    with an_act(team.lead, AT + timedelta(minutes=1)) as again:
        assert close_entry(with_key(again, act.key), entry) == first
    with an_act(team.lead) as act, pytest.raises(Stale) as stale:
        close_entry(act, entry)
    assert stale.value.extra.ended_because == "moved away"
    with an_act(team.lead):
        assert Closing.objects.count() == 1


def test_dead_are_closed_by_themselves_alone(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        record_death(act=act, person_id=doris, how_known="her daughter rang")
    with an_act(team.lead) as act, pytest.raises(Refusal, match="ends by itself"):
        close_entry(act, an_entry(team, doris))


# What the database holds every writer to


@operation("handover.close_person", version=99)
def write_badly(*, act: Act, entry: Entry, ends: bool, row: dict[str, str]) -> UUID:
    """Write an end, a closing, or both without asking the rules, as a defect would."""
    if ends:
        end(act=act, entry=entry, because="moved away")
    if row:
        values = {"team_id": entry.team_id, "person_id": entry.person_id, "entry_id": entry.id, "closed_at": act.at}
        Closing.objects.create(**values, **row, act_id=act.id)
    return entry.id


WHOLE = {"reason": "moved away", "holder": "family", "held_by": "Ann", "untold_because": "nobody to tell"}


@pytest.mark.parametrize(
    ("ends", "wrong", "says"),
    [
        (True, None, "without a reason and who holds them now"),
        (False, {}, "on the list still"),
        (True, {"untold_because": ""}, "Say who was told and how, or why nobody was"),
        (True, {"held_by": ""}, "handover_closing_says_who_holds"),
        (True, {"reason": "no such"}, "handover_closing_reason_known"),
        (True, {"holder": "no such"}, "handover_closing_holder_known"),
    ],
)
def test_database_holds_every_writer_to_a_whole_closing(
    team: ATeam, doris: UUID, ends: bool, wrong: dict[str, str] | None, says: str
) -> None:
    entry = an_entry(team, doris)
    with an_act(team.lead) as act, pytest.raises((Refusal, IntegrityError), match=says):
        write_badly(act=act, entry=entry, ends=ends, row={} if wrong is None else WHOLE | wrong)
    assert an_entry(team, doris) == entry
    with an_act(team.lead) as act:
        write_badly(act=act, entry=entry, ends=True, row=WHOLE)
    assert [one.untold_because for one in closings(team, doris)] == ["nobody to tell"], (
        "the control: a whole one stands"
    )


# Coming again


def test_coming_again_is_a_new_entry_after_the_old_one(team: ATeam, doris: UUID) -> None:
    first = an_entry(team, doris)
    with an_act(team.nurse) as act:
        set_entry(act=act, entry_id=first.id, version=1, risk_tier="high", cadence_days=7)
    closed(team, doris)
    with an_act(team.nurse, AT + timedelta(days=3)) as act, counted() as sent:
        assert take_on_again(act=act, entry_id=first.id, came_by="referral", came_from="Dr Marsh") == doris
    assert sent == 8
    with an_act(team.nurse, AT + timedelta(days=90)):
        now, before = entries_of_person(person_id=doris)
        assert (now.state, now.risk_tier, now.cadence_days, now.came_by, now.came_from, now.named_lead_id) == (
            "active", "high", 7, "referral", "Dr Marsh", None,
        )  # fmt: skip
        assert (before.id, before.state) == (first.id, "ended")
        assert ListEntry.objects.values_list("after_id", flat=True).get(id=now.id) == first.id
    assert last_entry(team.nurse, "handover.take_on_again").detail["entry_id"] == str(now.id)


def test_nobody_comes_again_who_is_there_or_who_has_died_or_by_no_known_way(team: ATeam, doris: UUID) -> None:
    entry = an_entry(team, doris)
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="on the list already"):
        take_on_again(act=act, entry_id=entry.id, came_by="added")
    closed(team, doris)
    with an_act(team.nurse) as act, pytest.raises(Refusal) as refused:
        take_on_again(act=act, entry_id=entry.id, came_by="import")
    assert refused.value.field == "came_by"
    with an_act(a_team("South").nurse) as act, pytest.raises(NotVisible):
        take_on_again(act=act, entry_id=entry.id, came_by="added")
    with an_act(team.nurse) as act:
        record_death(act=act, person_id=doris, how_known="her daughter rang")
    with an_act(team.nurse) as act, pytest.raises(Refusal, match="has died"):
        take_on_again(act=act, entry_id=entry.id, came_by="added")
