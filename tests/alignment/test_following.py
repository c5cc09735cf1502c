"""By the clock: reminders, no answer in time, what may not be shared any more, and whom the plan asks again; deaths and merges."""

from datetime import timedelta
from uuid import UUID

import pytest

from builders import AT, a_member, a_person, an_act, with_key
from kith.access.home import as_kith
from kith.act import NotAllowed, Refusal
from kith.act.models import History
from kith.action import operations as actions
from kith.action.models import Action
from kith.agency.involving import end_involvement
from kith.agency.objecting import object_to
from kith.agency.operations import Agreed, agree
from kith.agency.queries import agencies_of, agreements_of
from kith.alignment import operations, queries
from kith.alignment.asking import request_for
from kith.alignment.following import changed, follow_up, look_again, waiting
from kith.alignment.models import Request
from kith.alignment.rules import Answered, Said, State, reminders
from kith.alignment.times import times
from kith.caseload.operations import set_leads
from kith.caseload.queries import entry_of
from kith.contradiction.items import Item, add_item
from kith.door.models import Link
from kith.handover.deaths import record_death, undo_death
from kith.handover.merging import merge
from kith.jobs.hourly import look_at_partners
from kith.jobs.minutely import ask_partners
from kith.message.models import Message, Outward
from kith.place.rules import local_day
from kith.plan.rules import Section
from statements import counted

from .conftest import FIELDS, PURPOSE, Asking

YES = Answered(Said.YES)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def row(asking: Asking, key: UUID, at=AT) -> queries.RequestRow:
    with an_act(asking.team.nurse, at):
        return queries.request(request_id=key)


def told(asking: Asking, at) -> list[str]:
    with an_act(asking.team.nurse, at):
        kinds = Message.objects.filter(thing_kind="partner request").order_by("told_at")
        return list(kinds.values_list("kind", flat=True))


def mails(asking: Asking) -> list[str]:
    with an_act(asking.team.nurse):
        return sorted(Outward.objects.values_list("kind", flat=True))


def test_they_are_reminded_twice_and_then_reported_back_once(asking: Asking) -> None:
    key = asking.sends()
    found = row(asking, key)
    half, late = reminders(found.sent_at, found.answer_by, times())
    for at, number in ((half - HOUR, 0), (half, 1), (half + HOUR, 1), (late, 2), (late + HOUR, 2)):
        ask_partners.run(at)
        assert (row(asking, key).reminded, len(mails(asking)) - 1) == (number, number)
    for _ in range(2):
        ask_partners.run(found.answer_by)
    now = row(asking, key, found.answer_by)
    assert (now.kept, now.is_waiting, now.settled_as) == (State.NO_ANSWER, True, "")
    with an_act(asking.team.nurse, found.answer_by):
        work = Action.objects.get(id=now.action_id)
        assert work.what == "No answer from Jo Marsh, Ashmere Homes: say how you go on"
        assert (work.state, f"{work.due_at:%a %H:%M}") == ("open", "Mon 16:00")
        assert request_for(request_id=key, at=found.answer_by) is None, "the link opens nothing any more"
    assert told(asking, found.answer_by) == ["partner no answer"]
    with an_act(asking.team.nurse, found.answer_by + HOUR) as act:
        operations.record_answer(act=act, request_id=key, version=now.version, answers={"preferences": YES})
    assert row(asking, key).kept is State.ALIGNED, "a late answer by telephone is an answer"


def test_only_kith_follows_up_and_a_quiet_minute_is_one_statement(asking: Asking) -> None:
    asking.sends()
    with an_act(asking.team.nurse) as act, pytest.raises(NotAllowed):
        follow_up(act=act, team_id=asking.team.id)
    with an_act(asking.team.nurse) as act, pytest.raises(NotAllowed):
        look_again(act=act, team_id=asking.team.id)
    with as_kith(at=AT), counted() as sent:
        assert waiting(team_id=asking.team.id, at=AT) == []
    assert sent == 1
    with as_kith(at=AT), counted() as sent:
        assert changed(team_id=asking.team.id) == []
    assert sent == 1


def test_a_plan_that_says_something_else_to_them_asks_again_and_is_sent_by_nobody_but_a_person(asking: Asking) -> None:
    key = asking.sends()
    asking.writes(Section.RISKS, "The stairs.", AT + HOUR)
    look_at_partners.run(AT + 2 * HOUR)
    assert row(asking, key).again_at is None, "what they are not told of asks nobody"
    asking.writes(Section.HELP, "Ring the bell twice.", AT + 3 * HOUR)
    for hours in (4, 5):
        look_at_partners.run(AT + hours * HOUR)
    found = row(asking, key)
    assert (found.again_at, found.again_keys) == (AT + 4 * HOUR, ("preferences",))
    assert told(asking, AT + 5 * HOUR) == ["partner again"]
    with an_act(asking.team.nurse, AT + 5 * HOUR):
        [state] = queries.states_of(person_ids=[asking.doris], at=AT + 5 * HOUR)[asking.doris]
        assert (state.is_again, state.state, state.number) == (True, State.SENT, 1)
        assert Request.objects.count() == 1
    asking.writes(Section.HELP, "Knock loudly and wait.", AT + 6 * HOUR)
    look_at_partners.run(AT + 7 * HOUR)
    assert row(asking, key).again_at is None, "as they have it, there is nothing to ask"


def test_what_may_not_be_shared_any_more_opens_nothing_at_once_and_is_taken_back(asking: Asking) -> None:
    key = asking.sends()
    with an_act(asking.team.nurse, AT + HOUR) as act:
        assert request_for(request_id=key, at=AT + HOUR) is not None
        object_to(act=act, team_id=asking.team.id, person_id=asking.doris, words="Not them", agency_id=asking.homes.id)
        assert request_for(request_id=key, at=AT + HOUR) is None
    look_at_partners.run(AT + 2 * HOUR)
    found = row(asking, key)
    assert (found.kept, found.because) == (State.WITHDRAWN, "This may not be shared with them any more")
    assert told(asking, AT + 2 * HOUR) == ["partner not shared"]


def test_what_ends_by_its_day_is_taken_back_by_the_clock_and_is_no_silence_of_the_partner(asking: Asking) -> None:
    key = asking.sends()
    with an_act(asking.team.nurse, AT + HOUR) as act:
        [works] = agencies_of(person_id=asking.doris, at=AT + HOUR)
        end_involvement(
            act=act, team_id=asking.team.id, involved_id=works.id, version=works.version, because="They moved"
        )
    look_at_partners.run(AT + 2 * HOUR)
    assert row(asking, key).kept is State.SENT, "the control: until midnight it may be shared"
    look_at_partners.run(AT + DAY)
    found = row(asking, key, AT + DAY)
    assert (found.kept, found.because) == (State.WITHDRAWN, "This may not be shared with them any more")
    for days in range(2, 6):
        ask_partners.run(AT + days * DAY)
    assert (told(asking, AT + 5 * DAY), mails(asking)) == (["partner not shared"], ["ask"])


@pytest.mark.parametrize("when", ["reminder", "end"])
def test_the_clock_that_reminds_and_reports_takes_back_what_may_not_be_shared(asking: Asking, when: str) -> None:
    key = asking.sends()
    found = row(asking, key)
    with an_act(asking.team.nurse, AT + HOUR) as act:
        object_to(act=act, team_id=asking.team.id, person_id=asking.doris, words="Not them", agency_id=asking.homes.id)
    ask_partners.run(found.sent_at + (found.answer_by - found.sent_at) / 2 if when == "reminder" else found.answer_by)
    now = row(asking, key, found.answer_by)
    assert (now.kept, now.reminders, mails(asking)) == (State.WITHDRAWN, 0, ["ask"])
    assert told(asking, found.answer_by) == ["partner not shared"]


def test_what_they_do_and_ends_by_its_day_asks_them_again_though_nobody_writes_anything(asking: Asking) -> None:
    with an_act(asking.manager) as act:
        last = agreements_of(agency_id=asking.homes.id)[0]
        fields = (*FIELDS, "items-of-agency")
        agreed = Agreed(PURPOSE, fields, local_day(AT), last.until_day, "Folder 12", "Peter Lindqvist")
        agree(act=act, team_id=asking.team.id, agency_id=asking.homes.id, agreed=agreed)
    with an_act(asking.team.nurse) as act:
        item = Item(
            asking.doris, asking.team.id, "visits", "care call", "Jo Marsh", instruction="alongside",
            agency_id=asking.homes.id, until_day=local_day(AT),
        )  # fmt: skip
        add_item(act=act, team_id=asking.team.id, person_id=asking.doris, item=item)
    key = asking.sends(at=AT + timedelta(minutes=1))
    with an_act(asking.team.nurse, AT + HOUR) as act:
        said = {one.key: YES for one in queries.latest_of(team_id=asking.team.id, person_ids=[asking.doris])[0].parts}
        operations.record_answer(act=act, request_id=key, version=1, answers=said)
    look_at_partners.run(AT + 2 * HOUR)
    assert row(asking, key).again_at is None, "the control: it is done today"
    look_at_partners.run(AT + DAY)
    assert [one.partition(":")[0] for one in row(asking, key, AT + DAY).again_keys] == ["items-of-agency"]


def test_a_page_that_is_open_is_not_disturbed_by_the_clock(asking: Asking) -> None:
    key = asking.sends()
    asking.writes(Section.HELP, "Ring the bell twice.", AT + HOUR)
    for hours in range(2, 7):
        look_at_partners.run(AT + hours * HOUR)
    found = row(asking, key)
    ask_partners.run(found.sent_at + (found.answer_by - found.sent_at) / 2)
    with an_act(asking.team.nurse, AT + 6 * HOUR):
        forms = History.objects.filter(table_name="alignment_request", row_id=key).count()
    assert (row(asking, key).version, row(asking, key).reminders, forms) == (1, 1, 2), "found once, reminded once"


def test_nobody_is_asked_for_a_day_after_the_agreement_ends(asking: Asking) -> None:
    with an_act(asking.manager) as act:
        ends = local_day(AT) + timedelta(days=2)
        agreed = Agreed(PURPOSE, FIELDS, local_day(AT), ends, "Folder 12", "Peter Lindqvist")
        agree(act=act, team_id=asking.team.id, agency_id=asking.homes.id, agreed=agreed)
    with pytest.raises(Refusal, match="ends on Wednesday 10 June") as refused:
        asking.sends(at=AT + timedelta(minutes=1))
    assert refused.value.field == "by"
    asking.sends(at=AT + timedelta(minutes=1), day=ends)


def test_a_death_takes_questions_back_and_its_undoing_does_not_ask_again_by_itself(asking: Asking) -> None:
    key = asking.sends()
    with an_act(asking.team.nurse, AT + HOUR) as act:
        record_death(act=act, person_id=asking.doris, how_known="her son rang", died_at=AT)
    found = row(asking, key)
    assert (found.kept, found.owner_id) == (State.WITHDRAWN, None)
    with an_act(asking.team.nurse, AT + 2 * HOUR) as act:
        undo_death(act=act, person_id=asking.doris, because="another Doris")
        assert Action.objects.get(id=found.action_id).state == "cancelled"
        assert Link.objects.get().ended_because == "withdrawn"


def test_two_records_that_become_one_ask_again(asking: Asking) -> None:
    twin = a_person(asking.team, "Doris Petigrew")
    key = asking.sends()
    with an_act(asking.team.nurse, AT + HOUR) as act:
        merge(act=act, kept_id=twin, other_id=asking.doris, because="her daughter says so")
    assert row(asking, key).kept is State.WITHDRAWN


def test_work_of_theirs_asks_them_again_when_it_is_new_or_called_off_and_not_when_it_is_done(asking: Asking) -> None:
    on = {"team_id": asking.team.id, "person_id": asking.doris}
    with an_act(asking.team.nurse) as act:
        damp, rail = (
            actions.add(
                act=with_key(act), **on, what=what, owner_id=asking.team.nurse.member_id, due_at=AT + timedelta(days=5),
                doer_kind="partner", doer="Jo Marsh, Ashmere Homes",
            )
            for what in ("Repair the damp", "Fit a rail")
        )  # fmt: skip
    key = asking.sends(at=AT + timedelta(minutes=1))
    with an_act(asking.team.nurse, AT + HOUR) as act:
        actions.complete(act=act, action_id=damp, version=1)
    look_at_partners.run(AT + 2 * HOUR)
    assert row(asking, key).again_at is None
    with an_act(asking.team.nurse, AT + 3 * HOUR) as act:
        actions.cancel(act=act, action_id=rail, version=1, reason="She does not want it")
    look_at_partners.run(AT + 4 * HOUR)
    assert row(asking, key).again_keys == (f"actions-of-agency:{rail.hex[-12:]}",)


@pytest.mark.parametrize(("lead", "named"), [("Named Nurse", True), ("Ama Owusu", False)])
def test_whom_to_ask_again_is_told_to_the_named_lead_or_the_duty_where_the_asker_has_left(
    asking: Asking, lead: str, named: bool
) -> None:
    leaver = a_member(asking.team, "Leaving Soon", until=AT + HOUR)
    if named:
        new = a_member(asking.team, lead)
        with an_act(new) as act:
            entry = entry_of(team_id=asking.team.id, person_id=asking.doris)
            set_leads(act=act, entry_id=entry.id, version=entry.version, named_lead_id=new.member_id, deputy_id=None)
    key = asking.sends(by=leaver)
    with an_act(asking.team.nurse, AT) as act:
        operations.record_answer(act=act, request_id=key, version=1, answers={"preferences": YES})
    asking.writes(Section.HELP, "Ring the bell twice.", AT + 2 * HOUR)
    look_at_partners.run(AT + 3 * HOUR)
    with an_act(asking.team.nurse, AT + 3 * HOUR):
        [one] = Message.objects.filter(kind="partner again")
        assert one.account.name == lead
