"""Sending a summary, its answer by link and by telephone, and what becomes of one without an answer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from builders import AT, a_team, an_act, with_key
from kith.access.home import as_kith
from kith.access.operations import open_reach
from kith.act import Act, NotAllowed, Refusal, Stale, operation
from kith.action import operations as actions
from kith.action.models import Action
from kith.agency.models import Disclosure
from kith.agency.objecting import object_to
from kith.agency.operations import Known, Reached, add_contact, change_agency, change_contact
from kith.alignment import copy_queries, operations, queries
from kith.alignment.asking import request_for
from kith.alignment.codes import show_code
from kith.alignment.models import Answer, SaidOf, Summary
from kith.alignment.operations import Added
from kith.alignment.rules import Answered, Said, State
from kith.contradiction.queries import items_of, open_of
from kith.door.entering import act_by_link
from kith.door.models import Link
from kith.door.operations import turn_away
from kith.message.models import Mail, Message
from kith.place.rules import local_day
from kith.plan.queries import plan_now
from kith.plan.rules import Section
from small_world import may
from statements import counted
from trailing import last_entry

from .conftest import FRIDAY, PURPOSE, Asking

__all__ = ["may"]
YES = Answered(Said.YES)
LATER = AT + timedelta(hours=3)


@operation("test.reached_by_two")
def reached_by_two(*, act: Act, person_id: UUID, team_id: UUID) -> int:
    open_reach(act=act, person_ids=[person_id], team_id=team_id, why="shared")
    return 0


def row(asking: Asking, key: UUID, at=AT) -> queries.RequestRow:
    with an_act(asking.team.nurse, at):
        return queries.request(request_id=key)


def told(asking: Asking, kind: str) -> list[UUID]:
    with an_act(asking.team.nurse, LATER):
        return list(Message.objects.filter(kind=kind).values_list("account_id", flat=True))


def test_a_summary_is_sent_in_one_act_with_all_that_belongs_to_it(asking: Asking) -> None:
    with counted() as sent:
        key = asking.sends(question="Have you a spare key?")
    assert sent == 37
    with an_act(asking.team.nurse):
        of = Summary.objects.get()
        assert (of.number, of.plan_version, sorted(of.fields)) == (
            1, 1, ["day-lead-and-how-to-reach", "name", "preferences"],
        )  # fmt: skip
        assert {one["key"]: one["text"] for one in of.parts}["preferences"] == "Knock loudly and wait."
        found = queries.request(request_id=key)
        work = Action.objects.get(id=found.action_id)
        assert (work.kind, work.doer_kind, work.doer, work.owner_id, work.due_at) == (
            "partner-answer", "partner", "Jo Marsh, Ashmere Homes", asking.team.nurse.member_id, found.answer_by,
        )  # fmt: skip
        shared = Disclosure.objects.get()
        assert (sorted(shared.fields), shared.for_id, shared.contact_id) == (of.fields, key, asking.homes.contact_id)
        link = Link.objects.get()
        assert (link.for_id, link.needs_code, link.valid_until) == (key, True, found.answer_by)
    with as_kith(at=AT):
        assert Mail.objects.get().address == "jo@homes.example"
    entry = last_entry(asking.team.nurse, "alignment.send")
    assert entry.person_ids == [asking.doris] and entry.detail["fields"] == of.fields


def test_sent_again_it_is_the_same_version_and_only_the_newest_is_waited_for(asking: Asking) -> None:
    first = asking.sends()
    again = asking.sends(at=AT + timedelta(minutes=5))
    assert [row(asking, one).number for one in (first, again)] == [1, 1]
    assert (row(asking, first).kept, row(asking, again).kept) == (State.WITHDRAWN, State.SENT)
    asking.writes(Section.HELP, "Ring the bell twice.", AT + timedelta(minutes=6))
    third = asking.sends(at=AT + timedelta(minutes=7))
    assert row(asking, third).number == 2
    with an_act(asking.team.nurse, LATER):
        assert Link.objects.filter(ended_at=None).count() == 1
        assert Action.objects.filter(kind="partner-answer", state="open").count() == 1


def test_two_teams_of_one_person_ask_and_count_each_for_themselves(asking: Asking, may: Callable[[str], None]) -> None:
    south = a_team("Millbrook South", place_id=asking.team.place_id)
    may("test.reached_by_two")
    with as_kith(at=AT) as act:
        reached_by_two(act=act, person_id=asking.doris, team_id=south.id)
    first = asking.sends()
    theirs = replace(asking, team=south).sends(at=AT + timedelta(minutes=5))
    again = asking.sends(at=AT + timedelta(minutes=6))
    with an_act(south.nurse, LATER):
        found = queries.request(request_id=theirs)
        [newest] = queries.latest_of(team_id=south.id, person_ids=[asking.doris])
    assert (found.kept, found.number, found.is_newest, newest.id) == (State.SENT, 1, True, found.summary_id)
    assert [row(asking, one).kept for one in (first, again)] == [State.WITHDRAWN, State.SENT]


def test_what_the_sender_did_not_see_or_may_not_tell_does_not_leave(asking: Asking) -> None:
    with pytest.raises(Stale, match="look again"):
        asking.sends(seen="something else")
    for wrong, field in (
        ({"day": FRIDAY + timedelta(days=14)}, "by"),
        ({"day": FRIDAY - timedelta(days=10)}, "by"),
        ({"left_out": ["preferences"]}, "left_out"),
        ({"question": "x" * 501}, "question"),
    ):
        with pytest.raises(Refusal) as refused:
            asking.sends(**wrong)
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        asking.sends(by=asking.manager)
    with an_act(asking.team.nurse) as act:
        object_to(act=act, team_id=asking.team.id, person_id=asking.doris, words="Not them", agency_id=asking.homes.id)
    with pytest.raises(Refusal, match="do not want|does not want"):
        asking.sends(at=AT + timedelta(minutes=1))
    with an_act(asking.team.nurse):
        assert not Summary.objects.exists() and not Link.objects.exists() and not Disclosure.objects.exists()


@pytest.mark.parametrize("question", ["", "Is the damp seen to?"])
def test_a_code_stands_before_names_of_actions_only_where_a_question_goes_with_them(
    asking: Asking, question: str
) -> None:
    with an_act(asking.team.nurse) as act:
        actions.add(
            act=act, team_id=asking.team.id, person_id=asking.doris, what="Repair the damp",
            owner_id=asking.team.nurse.member_id, due_at=LATER, doer_kind="partner", doer="Ashmere Homes",
        )  # fmt: skip
    key = asking.sends(left_out=["name", "preferences"], question=question)
    assert row(asking, key).needs_code is bool(question), "names of actions alone, the control, open without"


def test_a_question_that_may_open_a_door_is_sent_to_nobody(asking: Asking) -> None:
    with pytest.raises(Refusal, match="may open a door") as refused:
        asking.sends(question="Doris has cancer; the key safe code is 4821. Can you come?")
    assert refused.value.field == "question"
    with an_act(asking.team.nurse):
        assert not Summary.objects.exists() and not Link.objects.exists()
    asking.sends(question="Can you ring us on 01632 960 001 before 15 June?")


def test_the_database_lets_no_summary_go_beyond_its_agreement(asking: Asking) -> None:
    asking.sends()
    with an_act(asking.team.nurse) as act:
        of = Summary.objects.get()
        for parts, fields in (
            (of.parts, [*of.fields, "goals"]),
            ([*of.parts, {"field": "goals", "key": "goals", "heading": "x", "text": "x"}], of.fields),
        ):
            with pytest.raises(DatabaseError, match="No agreement"), transaction.atomic():
                Summary(
                    team_id=of.team_id, person_id=of.person_id, agency_id=of.agency_id, purpose=PURPOSE, number=9,
                    agreement_id=of.agreement_id, plan_version=1, fields=fields, parts=parts, digest="x",
                    author_id=act.account_id, role="nurse", act_id=of.act_id,
                ).save(force_insert=True)  # fmt: skip


def test_nobody_ends_the_work_of_waiting_from_elsewhere(asking: Asking) -> None:
    found = row(asking, asking.sends())
    with an_act(asking.team.nurse) as act, pytest.raises(Refusal, match="A partner is asked"):
        actions.cancel(act=act, action_id=found.action_id, version=1, reason="enough")
    with an_act(asking.team.nurse) as act, pytest.raises(Refusal, match="open it and say"):
        actions.complete(act=act, action_id=found.action_id, version=1)


def test_an_answer_by_link_that_is_not_aligned_is_an_open_matter_with_an_owner_and_leaves_the_plan(
    asking: Asking,
) -> None:
    key = asking.sends()
    with an_act(asking.team.nurse, LATER):
        before = plan_now(person_id=asking.doris)
        link = Link.objects.get()
        act = act_by_link(link.id, LATER)
        assert request_for(request_id=key, at=LATER) is not None
        with pytest.raises(Refusal) as refused:
            operations.answer(act=act, request_id=key, answers={})
        assert refused.value.field == "preferences"
        with pytest.raises(Refusal) as refused:
            operations.answer(act=with_key(act), request_id=key, answers={"preferences": Answered(Said.NO, " ")})
        assert refused.value.field == "because-preferences"
        said = {"preferences": Answered(Said.NO, "She has a bell since May"), "name": YES}
        adds = [Added("visits", "Caretaker looks in", days=[0])]
        operations.answer(act=with_key(act), request_id=key, answers=said, adds=adds)
        with pytest.raises(Refusal, match="ring the team"):
            operations.answer(act=with_key(act), request_id=key, answers=said)
        assert request_for(request_id=key, at=LATER) is None
    with an_act(asking.team.nurse, LATER):
        kept = Answer.objects.get()
        assert (kept.verdict, kept.how, kept.role) == ("not aligned", "link", "partner-by-link")
        [one] = SaidOf.objects.all()
        [matter] = open_of(person_ids=[asking.doris], at=LATER)
        assert (one.contradiction_id, matter.agency_id, matter.owner) == (matter.id, asking.homes.id, "Ama Owusu")
        assert "She has a bell since May" in matter.about and "Knock loudly" in matter.about
        assert [item.subject for item in items_of(person_id=asking.doris, agency_id=asking.homes.id, at=LATER)] == [
            "Caretaker looks in"
        ]
        new = Action.objects.get(what="Caretaker looks in")
        assert (new.doer, new.owner_id) == ("Jo Marsh, Ashmere Homes", asking.team.nurse.member_id)
        assert plan_now(person_id=asking.doris) == before
        assert Action.objects.get(id=row(asking, key).action_id).state == "done"
    assert told(asking, "partner not aligned") == [asking.team.nurse.account_id]


def test_an_answer_by_telephone_is_written_down_once_and_the_link_opens_nothing_more(asking: Asking) -> None:
    key = asking.sends()
    with an_act(asking.manager, LATER) as act, pytest.raises(NotAllowed):
        operations.record_answer(act=act, request_id=key, version=1, answers={"preferences": YES})
    with an_act(asking.team.lead, LATER) as act:
        with pytest.raises(Stale):
            operations.record_answer(act=act, request_id=key, version=7, answers={"preferences": YES})
        operations.record_answer(act=with_key(act), request_id=key, version=1, answers={"preferences": YES})
    found = row(asking, key)
    assert (found.kept, found.state) == (State.ALIGNED, State.ALIGNED)
    with an_act(asking.team.lead, LATER) as act, pytest.raises(Refusal, match="over"):
        operations.record_answer(act=act, request_id=key, version=found.version, answers={"preferences": YES})
    with an_act(asking.team.nurse, LATER):
        assert Link.objects.get().ended_because == "withdrawn"
        assert not open_of(person_ids=[asking.doris], at=LATER)
    assert told(asking, "partner aligned") == [asking.team.nurse.account_id]


def test_not_for_them_is_reported_back_and_settled(asking: Asking) -> None:
    key = asking.sends()
    with an_act(asking.team.nurse, LATER):
        turn_away(act=act_by_link(Link.objects.get().id, LATER), link_id=Link.objects.get().id)
    found = row(asking, key)
    assert found.kept is State.NOT_FOR_THEM and found.is_waiting
    with an_act(asking.team.nurse, LATER) as act:
        assert Action.objects.get(id=found.action_id).what == "Not for Jo Marsh: ask somebody else at Ashmere Homes"
        with pytest.raises(Refusal) as refused:
            operations.settle(act=act, request_id=key, version=found.version, settled_as="without", because="")
        assert refused.value.field == "because"
        operations.settle(
            act=with_key(act), request_id=key, version=found.version, settled_as="without", because="The lease says it"
        )
    assert not row(asking, key).is_waiting
    assert told(asking, "partner not for them") == [asking.team.nurse.account_id]


def test_a_request_is_taken_back_with_a_reason(asking: Asking) -> None:
    key = asking.sends()
    with an_act(asking.team.nurse, LATER) as act:
        with pytest.raises(Refusal, match="why"):
            operations.withdraw(act=act, request_id=key, version=1, because=" ")
        operations.withdraw(act=with_key(act), request_id=key, version=1, because="She moved")
    found = row(asking, key)
    assert (found.kept, found.because, found.is_waiting) == (State.WITHDRAWN, "She moved", False)
    with an_act(asking.team.nurse, LATER) as act, pytest.raises(Refusal, match="answered or ended"):
        operations.withdraw(act=act, request_id=key, version=found.version, because="again")


def test_a_copy_is_given_as_the_plan_stands(asking: Asking) -> None:
    on = {"team_id": asking.team.id, "person_id": asking.doris}
    with an_act(asking.team.nurse) as act:
        with pytest.raises(Stale):
            operations.give_copy(act=act, **on, number=9, given_to="person")
        with pytest.raises(Refusal) as refused:
            operations.give_copy(act=with_key(act), **on, number=1, given_to="carer")
        assert refused.value.field == "who"
        operations.give_copy(act=with_key(act), **on, number=1, given_to="carer", who="Ann Bell", how="read out")
        [one] = copy_queries.copies_of(person_ids=[asking.doris])
    assert (one.number, one.given_to, one.who, one.how, one.author) == (
        1,
        "carer",
        "Ann Bell",
        "read out",
        "Sam Whitlock",
    )


def test_figures_are_of_the_whole_place_and_of_nobody(asking: Asking) -> None:
    key = asking.sends()
    with an_act(asking.team.nurse, LATER) as act:
        operations.record_answer(act=act, request_id=key, version=1, answers={"preferences": YES})
        found = queries.figures_of(agency_ids=[asking.homes.id])[asking.homes.id]
        assert (found.asked, found.answered, found.usual_hours) == (1, 1, None)
        with connection.cursor() as cursor:
            cursor.execute("select * from alignment_replies(%s::uuid[])", [[asking.homes.id]])
            assert [(str(a), b, round(c)) for a, b, c in cursor.fetchall()] == [(str(asking.homes.id), "aligned", 3)]


def test_their_reason_stands_first_and_whole_in_the_matter_however_long_what_was_sent_is(asking: Asking) -> None:
    asking.writes(Section.HELP, "Knock loudly. " * 250, AT + timedelta(minutes=1))
    key = asking.sends(at=AT + timedelta(minutes=2))
    with an_act(asking.team.nurse, LATER) as act:
        with pytest.raises(Refusal) as refused:
            operations.record_answer(
                act=act, request_id=key, version=1, answers={"preferences": Answered(Said.NO, "x" * 1001)}
            )
        assert refused.value.field == "because-preferences"
        why = ("She has moved. " * 70).strip()[:1000]
        operations.record_answer(
            act=with_key(act), request_id=key, version=1, answers={"preferences": Answered(Said.NO, why)}
        )
        [matter] = open_of(person_ids=[asking.doris], at=LATER)
    assert matter.about.startswith(f"Ashmere Homes says: {why}")
    assert "what is not right: “Knock loudly." in matter.about and matter.about.endswith("...”)")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"from_day": FRIDAY + timedelta(days=900)}, "from-2"),
        ({"kind": "no such kind"}, "kind-2"),
        ({"what": " "}, "what-2"),
    ],
)
def test_what_is_wrong_with_what_they_add_is_said_of_its_place_on_the_form(
    asking: Asking, wrong: dict[str, Any], field: str
) -> None:
    key = asking.sends()
    adds = [
        Added("visits", "Caretaker looks in", place=0),
        replace(Added("visits", "Cuts the hedge", place=2), **wrong),
    ]
    with an_act(asking.team.nurse, LATER) as act:
        with pytest.raises(Refusal) as refused:
            operations.record_answer(act=act, request_id=key, version=1, answers={"preferences": YES}, adds=adds)
        assert refused.value.field == field
        assert not Answer.objects.exists() and items_of(person_id=asking.doris, at=LATER) == [], (
            "nothing is left behind"
        )


def test_a_code_is_looked_at_on_the_trail_by_whoever_works_with_them_while_there_is_one(asking: Asking) -> None:
    key = asking.sends()
    with an_act(asking.manager, LATER) as act, pytest.raises(NotAllowed):
        show_code(act=act, request_id=key)
    link_id = row(asking, key).link_id
    with an_act(asking.team.lead, LATER) as act:
        assert show_code(act=act, request_id=key) == link_id
        operations.withdraw(act=with_key(act), request_id=key, version=1, because="She moved")
        with pytest.raises(Refusal, match="no code to tell"):
            show_code(act=with_key(act), request_id=key)


def test_who_was_asked_keeps_their_name_and_the_next_is_another_contact(asking: Asking) -> None:
    contact, on = asking.homes.contact_id, {"team_id": asking.team.id}
    sam = Reached("Sam Fox", "housing officer", "jo@homes.example", "01632 960 002")
    with an_act(asking.team.nurse) as act:
        change_contact(
            act=act, **on, partner_contact_id=contact, version=1, reached=Reached("Jo Marshe", email=sam.email)
        )
        change_contact(
            act=with_key(act), **on, partner_contact_id=contact, version=2, reached=Reached("Jo Marsh", email=sam.email)
        )
    asking.sends()
    with an_act(asking.team.nurse, LATER) as act:
        with pytest.raises(Refusal, match="Jo Marsh was asked") as refused:
            change_contact(act=act, **on, partner_contact_id=contact, version=3, reached=sam)
        assert refused.value.field == "name"
        with pytest.raises(DatabaseError, match="under this name"), transaction.atomic():
            connection.cursor().execute("update agency_contact set name = 'Sam Fox' where id = %s", [contact])
        jo = Reached("JO MARSH", "left", "jo@homes.example")
        change_contact(
            act=with_key(act), **on, partner_contact_id=contact, version=3, reached=jo, until_day=local_day(LATER)
        )  # the control: how it is written may change
        key = add_contact(act=with_key(act), **on, agency_id=asking.homes.id, reached=sam)
        assert key != contact
        again = replace(asking, homes=replace(asking.homes, contact_id=key))
    with an_act(asking.team.lead, LATER) as act:
        change_agency(act=act, **on, agency_id=asking.homes.id, version=1, known=Known("Ashmere Living", "housing"))
    again.sends(at=LATER)
    with an_act(asking.team.nurse, LATER):
        names = Link.objects.order_by("issued_at").values_list("account__name", flat=True)
        assert list(names) == ["Jo Marsh, Ashmere Homes", "Sam Fox, Ashmere Living"]
