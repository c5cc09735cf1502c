"""What was communicated stands in a case file, supervision for its two alone; what is restricted has a place that tells nothing."""

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import (
    AT,
    ATeam,
    Someone,
    a_member,
    a_named_lead,
    a_team,
    an_act,
    an_action,
    reached_by_mail,
    with_key,
)  # fmt: skip
from crowd import writing
from kith.act import Refusal, ids
from kith.action import operations as actions
from kith.casefile import operations, queries
from kith.casefile.chronology import Made, for_giving, with_places
from kith.casefile.line import Line
from kith.casefile.presenter import days_of
from kith.casefile.rules import Cause
from kith.casefile.told_queries import notices_about, restricted_at, written_about
from kith.contact import operations as contacts
from kith.escalation import operations as escalations
from kith.message.delivering import deliver
from kith.message.mail_queries import ToSend
from kith.message.mail_rules import Handed, MailStep
from kith.message.operations import mark_read
from kith.record.models import Fact
from kith.safeguarding import operations as safeguarding
from kith.safeguarding import queries as concerns
from kith.safeguarding.raising import Suspected
from kith.supervision import operations as supervision
from safeguarding.cases import a_lead, answered

from .test_operations import LATER, a_file, line_of, read

MINUTE = timedelta(minutes=1)
TO_ESCALATION = "You are asked to answer an escalation"
NOT_DELIVERED = "Something urgent did not reach a colleague by e-mail: ring them, or take it on"
SUSPECTED = {"needs": "yes", "at_risk": "yes", "cannot_protect": "not sure", "in_danger": "no"}


def refused(mail: ToSend, at: datetime) -> Handed:
    """Refuse every mail, as a server that does not know the address."""
    return Handed(MailStep.REFUSED, "550")


def test_who_was_told_by_notice_and_mail_and_when_they_read_it_stands_in_order(team: ATeam, doris: UUID) -> None:
    reached_by_mail(team.lead)
    with an_act(team.social_worker) as act:
        escalations.raise_(act=act, team_id=team.id, person_id=doris, worry="Grey and confused", wanted="urgent")
    deliver(AT + MINUTE, refused)
    with an_act(team.lead, AT + 5 * MINUTE) as act:
        mark_read(act=act, up_to=AT + 5 * MINUTE)
    file = read(team, a_file(team, doris, as_at=AT + 10 * MINUTE))
    lines = [(one.happened_at - AT, one.who, one.words) for one in file.lines if one.table.startswith("message_")]
    assert lines == [
        (0 * MINUTE, "Rukhsana Mir", f"to Ama Owusu: “{TO_ESCALATION}”"),
        (MINUTE, "Kith", "to Ama Owusu: failed, the mail server refused it (550)"),
        (MINUTE, "Kith", "to Ama Owusu: given up, it did not arrive (550)"),
        (MINUTE, "Kith", f"to Sam Whitlock: “{NOT_DELIVERED}”"),
        (5 * MINUTE, "Ama Owusu", f"read: “{TO_ESCALATION}”"),
    ]  # fmt: skip
    with an_act(team.lead, LATER) as act:
        [key] = {one.key for one in file.lines if one.words.startswith("to Ama Owusu: “")}
        operations.mark(act=act, file_id=file.row.id, row_id=UUID(key), reason="her neighbour is named")
    assert line_of(read(team, file.row.id), UUID(key)).withheld is Cause.MARKED
    before = read(team, a_file(team, doris, as_at=AT + 4 * MINUTE))
    assert [one.words for one in before.lines if one.table == "message_message"] == [
        lines[0][2], lines[3][2],
    ]  # fmt: skip


def test_those_told_the_same_by_one_act_stand_in_one_line(team: ATeam, doris: UUID) -> None:
    action = an_action(team, doris, "Ring the pharmacy", owner=team.social_worker)
    with an_act(team.nurse, AT + MINUTE) as act:
        actions.comment(act=act, action_id=action, text="@ama they close at one")
    file = read(team, a_file(team, doris))
    assert [one.words for one in file.lines if one.table == "message_message"] == [
        "to Rukhsana Mir: “A comment on an action of yours”"
    ]


def test_an_act_whose_notice_is_told_is_told_itself_too(team: ATeam, doris: UUID) -> None:
    joy = a_member(team, "Joy Second", "clinical-supervisor")
    file_id = a_file(team, doris, as_at=AT, at=AT)
    with an_act(team.lead, AT + MINUTE) as act:
        operations.ask_export(act=with_key(act), file_id=file_id, to_whom="HM Coroner", reason="summons 4")
    file = read(team, a_file(team, doris, as_at=AT + 2 * MINUTE), joy)
    assert [one.words for one in file.lines if one.happened_at == AT + MINUTE] == [
        "to Joy Second: “A case file asks for a second person: look at it”", "asked that a case file be given out",
    ]  # fmt: skip


@pytest.fixture
def noted(team: ATeam, doris: UUID) -> tuple[Someone, UUID]:
    """A note of a clinical supervisor to the nurse about a case, answered: the supervisor and the note."""
    joy = a_member(team, "Joy Second", "clinical-supervisor")
    a_named_lead(team, doris, team.nurse)
    with an_act(joy, AT + MINUTE) as act:
        note = supervision.note(
            act=act,
            team_id=team.id,
            account_id=team.nurse.account_id,
            about="person",
            thing_id=doris,
            words="Canary: slow?",
        )
    with an_act(team.nurse, AT + 2 * MINUTE) as act:
        supervision.reply(act=act, note_id=note, words="Canary: yes")
    return joy, note


def test_supervision_is_read_by_its_two_and_keeps_its_place_for_others(
    team: ATeam, doris: UUID, noted: tuple[Someone, UUID]
) -> None:
    joy, note = noted
    file_id = a_file(team, doris)
    mine, others = read(team, file_id, joy), read(team, file_id)
    assert [(one.who, one.words) for one in mine.lines if one.table == "supervision_note"] == [
        ("Joy Second", "a supervision note to Sam Whitlock: “Canary: slow?”"),
        ("Sam Whitlock", "answered a supervision note, to Joy Second: “Canary: yes”"),
    ]
    places = [one for one in others.lines if one.table == "supervision_note"]
    assert [(one.happened_at, one.withheld, one.who, one.words, one.entry_id) for one in places] == [
        (AT + MINUTE, Cause.SUPERVISION, "", "", ""), (AT + 2 * MINUTE, Cause.SUPERVISION, "", "", ""),
    ]  # fmt: skip
    assert len(mine.lines) == len(others.lines)
    with an_act(team.lead, LATER) as act, pytest.raises(Refusal, match="ask one of the two"):
        operations.ask_release(act=act, file_id=file_id, row_id=note, reason="she wants to know")
    with an_act(joy, LATER) as act, pytest.raises(Refusal, match="to the two whom it concerns alone"):
        operations.mark(act=act, file_id=file_id, row_id=note, reason="not for others")
    assert b"Canary" not in folder(team, file_id, joy), "given out by one of the two: its place alone"


def folder(team: ATeam, file_id: UUID, approver: Someone) -> bytes:
    """Return all files that are given out of a case file, once somebody has approved it."""
    with an_act(team.lead, LATER) as act:
        export_id = operations.ask_export(act=with_key(act), file_id=file_id, to_whom="HM Coroner", reason="summons 4")
    with an_act(approver, LATER) as act:
        operations.approve_export(act=with_key(act), export_id=export_id)
    with an_act(approver, LATER):
        held = ZipFile(BytesIO(queries.given(export_id=export_id)))
    return b"".join(held.read(name) for name in held.namelist())


def entered(team: ATeam, person_id: UUID, answers: dict[str, str], at: datetime = AT) -> None:
    """Let the social worker enter answers for the safeguarding lead at a contact."""
    with an_act(team.social_worker, at) as act:
        contacts.record(
            act=act, team_id=team.id, person_id=person_id, member_id=team.social_worker.member_id, way="visit", state="made",
            happened_at=at, observations={"safeguarding-adult": answers},
        )  # fmt: skip


def places(file: Made) -> list[Line]:
    """Return the places of what is restricted."""
    return [one for one in file.lines if one.withheld is Cause.RESTRICTED]


def test_what_was_noted_for_the_safeguarding_lead_keeps_one_place_a_day_but_for_whom_it_is_kept_from(
    team: ATeam, doris: UUID
) -> None:
    grace, joy = a_lead(team), a_member(team, "Joy Second", "clinical-supervisor")
    entered(team, doris, SUSPECTED)
    with an_act(grace, AT):
        [found] = concerns.queue(team_id=team.id)
    answered(grace, found.row.id)
    file_id = a_file(team, doris)
    files = [read(team, file_id, who) for who in (team.lead, grace, joy)]
    assert [len(places(file)) for file in files] == [1, 1, 1], "four answers of one day, and which four: not told"
    [day] = [one for one in days_of(files[0]) if "restricted" in str(one)]
    last = day.lines[-1]
    assert (last.at, last.who, last.words, last.keys, last.withheld) == (
        "", "", "", (), "Withheld: restricted; ask the safeguarding lead",
    )  # fmt: skip
    given_out = folder(team, file_id, grace)
    assert b"restricted" not in given_out and b"Safeguarding concerns are not part of a case file" in given_out
    suspected = Suspected("member", account_id=joy.account_id)
    with an_act(grace, LATER) as act:
        safeguarding.name_source_of_harm(act=act, concern_id=found.row.id, suspected=suspected)
    assert places(read(team, file_id, joy)) == [], "a file without a gap, for whoever it is kept from"
    assert len(places(read(team, file_id))) == 1


def test_what_came_restricted_from_elsewhere_keeps_its_place_without_any_concern(team: ATeam, doris: UUID) -> None:
    day = AT - timedelta(days=2)
    with an_act(team.nurse) as act, writing(act) as by:
        Fact(
            id=ids.new(), person_id=doris, kind="condition", label="Canary of a label", confidentiality="restricted",
            starts_at=day, noted_at=day, source_system="GP record", source_id="1", act_id=by,
        ).save(force_insert=True)  # fmt: skip
    file_id = a_file(team, doris)
    file = read(team, file_id)
    assert len(places(file)) == 1 and not file.is_restricted
    given_out = folder(team, file_id, a_member(team, "Joy Second", "clinical-supervisor"))
    assert b"Withheld: restricted; ask the safeguarding lead" in given_out and b"Canary" not in given_out


RESTRICTED = st.tuples(
    st.integers(0, 2), st.integers(8 * 60, 18 * 60), st.sampled_from(["record_fact", "x"]), st.text(max_size=5)
)


def at_of(day: int, minute: int) -> datetime:
    """Return a minute of one of three days."""
    return AT.replace(hour=0, minute=0) + timedelta(days=day, minutes=minute)


def restricted(day: int, minute: int, table: str, words: str) -> Line:
    """Return a restricted line as it is before it gets its place."""
    at = at_of(day, minute)
    return Line("k", table, at, at, f"who {words}", "gp", words, words, withheld=Cause.RESTRICTED)


def shown_days(lines: list[Line]) -> Any:
    """Return what the page shows of lines: all that a reader sees of them."""
    empty = Made(None, [], None, {}, [])  # type: ignore[arg-type]
    return days_of(replace(empty, lines=sorted(lines, key=lambda one: (one.happened_at, one.key))))


@given(
    some=st.lists(RESTRICTED, min_size=1, max_size=6),
    here=st.lists(st.tuples(st.integers(0, 2), st.integers(480, 1080)), max_size=3),
)
def test_a_place_tells_nothing_but_the_day(some: list[tuple[int, int, str, str]], here: list[tuple[int, int]]) -> None:
    known = [Line(str(n), "x", at_of(n, 600), at_of(n, 600), "Sam", "nurse", "Known", "x") for n in range(3)]
    days = {one[0] for one in some} | {one[0] for one in here}
    plainest = with_places(known, [at_of(day, 700) for day in days])
    found = with_places([*known, *(restricted(*one) for one in some)], [at_of(*one) for one in here])
    assert shown_days(found) == shown_days(plainest)
    assert shown_days(for_giving(Made(None, plainest, None, {}, [])).lines) == shown_days(known)  # type: ignore[arg-type]


def test_without_the_places_the_page_would_tell_when_and_how_often() -> None:
    """The control of the test before: the same lines, shown as they are."""
    one, two = restricted(0, 600, "x", "a"), restricted(0, 605, "x", "b")
    known = Line("1", "x", at_of(0, 602), at_of(0, 602), "Sam", "nurse", "Known", "x")
    assert shown_days([one, known, two]) != shown_days([one, known])


def test_nothing_is_told_of_whom_the_reader_does_not_reach(
    team: ATeam, doris: UUID, noted: tuple[Someone, UUID]
) -> None:
    entered(team, doris, SUSPECTED)
    found = []
    for who in (a_team("Elsewhere").lead, team.lead):
        with an_act(who, LATER):
            values: dict[str, Any] = {"person_ids": [doris], "until": LATER}
            found.append((notices_about(**values), written_about(**values), restricted_at(**values)))
    assert found[0] == ([], [], []) and all(found[1][1:])
