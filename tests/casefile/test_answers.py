"""A release or an export that is not agreed to: refused with a reason by a second person, or taken back by whoever asked."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from builders import AT, ATeam, Someone, a_contact, a_member, a_session, an_act, with_key
from kith.act import NotAllowed, Refusal
from kith.casefile import answering, operations
from kith.casefile.models import Export, Given, Release
from kith.message.models import Message
from statements import counted
from trailing import last_entry, outcomes

from .test_operations import LATER, a_file


@pytest.fixture
def second(team: ATeam) -> Someone:
    """A clinical supervisor: the second person."""
    return a_member(team, "Joy Second", "clinical-supervisor")


@pytest.fixture
def file_id(team: ATeam, doris: UUID, second: Someone) -> UUID:
    """A case file with a line that the lead withheld."""
    contact = a_contact(team, doris, "missed", AT, reason="her neighbour said so")
    made = a_file(team, doris)
    with an_act(team.lead, LATER) as act:
        operations.mark(act=act, file_id=made, row_id=contact, reason="the neighbour told us")
    return made


def ask_release(team: ATeam, file_id: UUID) -> UUID:
    """Return a release that the lead asked for."""
    with an_act(team.lead, LATER) as act:
        row_id = operations.queries.kept_of(file_id=file_id)[0].row_id
        return operations.ask_release(act=with_key(act), file_id=file_id, row_id=row_id, reason="she agreed")


def ask_export(team: ATeam, file_id: UUID) -> UUID:
    """Return an export that the lead asked for."""
    with an_act(team.lead, LATER) as act:
        return operations.ask_export(act=with_key(act), file_id=file_id, to_whom="HM Coroner", reason="summons")


Ask = Callable[[ATeam, UUID], UUID]
BOTH = [
    (ask_release, "release", answering.refuse_release, answering.withdraw_release, operations.confirm_release),
    (ask_export, "export", answering.refuse_export, answering.withdraw_export, operations.approve_export),
]


def told(who: Someone) -> list[str]:
    """Return the kinds of what somebody was told of case files, in order."""
    with an_act(who, LATER):
        rows = Message.objects.filter(account_id=who.account_id, kind__startswith="case file").order_by("recorded_at")
        return list(rows.values_list("kind", flat=True))


@pytest.mark.parametrize(("ask", "name", "refuse", "withdraw", "agree"), BOTH, ids=["release", "export"])
def test_a_second_person_refuses_with_a_reason_and_whoever_asked_is_told(
    team: ATeam, file_id: UUID, second: Someone, ask: Ask, name: str, refuse: Any, withdraw: Any, agree: Any
) -> None:
    key = {f"{name}_id": ask(team, file_id)}
    assert (told(second), told(team.lead)) == (["case file waits"], [])
    for who, because, sentence in ((team.lead, "no", "You asked for this"), (second, " ", "Say why not")):
        with an_act(who, LATER) as act, pytest.raises(Refusal, match=sentence):
            refuse(act=act, because=because, **key)
    assert told(team.lead) == []
    with an_act(second, LATER) as act, counted() as sent:
        assert refuse(act=act, because="Ann has not been asked", **key) == file_id
    assert sent == 4
    assert told(team.lead) == ["case file refused"]
    assert last_entry(team.lead, f"casefile.refuse_{name}").detail["answer"] == "refused"
    assert outcomes(team.lead, f"casefile.refuse_{name}")[-1] == ("done", "")
    for who, does in ((second, agree), (team.lead, withdraw)):
        with an_act(who, LATER) as act, pytest.raises(Refusal, match="answered already"):
            does(act=act, **key)
    with an_act(second, LATER):
        assert not Given.objects.exists()
    assert ask(team, file_id) != key[f"{name}_id"], "it can be asked for again"


@pytest.mark.parametrize(("ask", "name", "refuse", "withdraw", "agree"), BOTH, ids=["release", "export"])
def test_whoever_asked_takes_it_back_and_nobody_else(
    team: ATeam, file_id: UUID, second: Someone, ask: Ask, name: str, refuse: Any, withdraw: Any, agree: Any
) -> None:
    key = {f"{name}_id": ask(team, file_id)}
    with an_act(second, LATER) as act, pytest.raises(Refusal, match="Only whoever asked"):
        withdraw(act=act, **key)
    with an_act(team.nurse, LATER) as act, pytest.raises(NotAllowed):
        withdraw(act=act, **key)
    with an_act(team.lead, LATER) as act:
        assert withdraw(act=act, **key) == file_id
    assert told(second) == ["case file waits", "case file taken back"]
    with an_act(second, LATER) as act, pytest.raises(Refusal, match="answered already"):
        agree(act=act, **key)
    key = {f"{name}_id": ask(team, file_id)}
    with an_act(second, LATER) as act:
        agree(act=with_key(act), **key)
    assert told(team.lead) == ["case file agreed"]
    with an_act(second, LATER) as act, pytest.raises(Refusal, match="answered already"):
        refuse(act=act, because="too late", **key)


def test_the_database_refuses_an_end_that_is_not_whole(team: ATeam, file_id: UUID, second: Someone) -> None:
    ask_release(team, file_id), ask_export(team, file_id)
    wrong: list[dict[str, Any]] = [
        {"answer": "refused", "ended_by_id": second.account_id, "ended_at": LATER},
        {"answer": "refused", "ended_by_id": team.lead.account_id, "ended_at": LATER, "because": "no"},
        {"answer": "withdrawn", "ended_by_id": second.account_id, "ended_at": LATER},
        {"answer": "", "ended_by_id": second.account_id, "ended_at": LATER},
    ]
    with an_act(team.lead, LATER), transaction.atomic():
        for rows in (Release, Export):
            for values in wrong:
                with pytest.raises(IntegrityError, match="ended_whole"), transaction.atomic():
                    rows.objects.update(**values)  # type: ignore[attr-defined]


def test_refusing_and_taking_back_through_the_pages(team: ATeam, file_id: UUID, second: Someone) -> None:
    release_id, export_id = ask_release(team, file_id), ask_export(team, file_id)
    one, two = (
        a_session(team.lead.account_id, "team-lead", LATER),
        a_session(second.account_id, "clinical-supervisor", LATER),
    )
    mine, theirs = (each.get(f"/case-file/{file_id}/").content.decode() for each in (one, two))
    assert (mine.count("Take it back<"), mine.count("Refuse it<"), theirs.count("Refuse it<")) == (2, 0, 2)
    refusing = f"/case-file/release/{release_id}/refuse/"
    assert "she agreed" in two.get(refusing).content.decode()
    assert two.post(refusing, {"key": "k1", "because": ""}).status_code == 422
    assert two.post(refusing, {"key": "k1", "because": "Ann was not asked"}).status_code == 302
    page = one.get(f"/case-file/{file_id}/").content.decode()
    assert "Refused by Joy Second" in page and "Ann was not asked" in page
    assert "HM Coroner" in two.get(f"/case-file/export/{export_id}/refuse/").content.decode()
    assert one.post(f"/case-file/export/{export_id}/back/", {"key": "k2"}).status_code == 302
    assert "Taken back, 8 June 2026" in one.get(f"/case-file/{file_id}/").content.decode()
