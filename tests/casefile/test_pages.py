"""The pages of a case file: who may, how many statements, what is withheld, and what is fetched."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import AT, ATeam, Someone, a_contact, a_member, a_session, an_act, an_action, with_key
from kith.casefile import operations
from kith.casefile.models import File
from statements import counted

from .test_operations import asked

FORM = {
    "key": "k1", "purpose": "inquest", "reason": "HMC 2026/114", "first_day": "2026-05-01", "last_day": "2026-06-08",
    "as_day": "2026-06-08", "as_time": "08:22",
}  # fmt: skip


@pytest.fixture
def second(team: ATeam) -> Someone:
    """A clinical supervisor: the second person."""
    return a_member(team, "Joy Second", "clinical-supervisor", AT - timedelta(days=1))


def lead(team: ATeam) -> Any:
    """Return the browser of the team lead."""
    return a_session(team.lead.account_id, "team-lead")


def a_file(team: ATeam, person_id: UUID) -> UUID:
    """Return a case file as it stands now."""
    with an_act(team.lead) as act:
        return operations.ask(act=act, team_id=team.id, person_id=person_id, asked=asked(AT))


def test_a_case_file_is_asked_for_and_read(team: ATeam, doris: UUID) -> None:
    a_contact(team, doris, "missed", AT - timedelta(days=3), reason="nobody opened")
    browser = lead(team)
    assert "Ask for a case file" in browser.get(f"/person/{doris}/trail/").content.decode()
    page = browser.get(f"/person/{doris}/case-file/").content.decode()
    assert 'value="2026-06-08"' in page
    sent = browser.post(f"/person/{doris}/case-file/", FORM)
    with an_act(team.lead):
        file_id = File.objects.get().id
    assert (sent.status_code, sent.headers["Location"]) == (302, f"/case-file/{file_id}/")
    page = browser.get(f"/case-file/{file_id}/").content.decode()
    assert "Visit missed by Sam Whitlock. Nobody opened" in page
    assert "As it stood at 8 June 2026 8:22am: nothing that was recorded later is in it." in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"reason": ""}, "Say why it is asked for"),
        ({"purpose": ""}, "Choose what the case file is for."),
        ({"as_day": "2026-06-09"}, "Enter a moment that is not to come"),
        ({"last_day": "2026-04-01"}, "Enter a last day that is not before the first."),
    ],
)
def test_a_wrong_form_comes_back_with_its_sentence(
    team: ATeam, doris: UUID, wrong: dict[str, str], sentence: str
) -> None:
    answer = lead(team).post(f"/person/{doris}/case-file/", {**FORM, **wrong})
    assert answer.status_code == 422 and sentence in answer.content.decode()


def test_who_may_not_ask_is_told_who_can_and_finds_no_link(team: ATeam, doris: UUID) -> None:
    file_id, nurse = a_file(team, doris), a_session(team.nurse.account_id, "nurse")
    for address in (f"/person/{doris}/case-file/", f"/case-file/{file_id}/"):
        answer = nurse.get(address)
        assert answer.status_code == 403 and "RIGHT-325" in answer.content.decode()
    assert "Ask for a case file" not in nurse.get(f"/person/{doris}/trail/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_takes_the_same_statements_however_long(team: ATeam, doris: UUID, number: int) -> None:
    for n in range(number):
        an_action(team, doris, f"Work {n}")
    file_id, browser = a_file(team, doris), lead(team)
    browser.get(f"/case-file/{file_id}/")
    with counted() as sent:
        page = browser.get(f"/case-file/{file_id}/").content.decode()
    assert f"Work {number - 1}" in page
    assert sent == 16


def test_a_line_is_withheld_released_and_the_file_given_through_the_pages(
    team: ATeam, doris: UUID, second: Someone
) -> None:
    contact = a_contact(team, doris, "missed", AT - timedelta(days=3), reason="Canary said the neighbour")
    file_id, one, two = a_file(team, doris), lead(team), a_session(second.account_id, "clinical-supervisor")
    line = f"/case-file/{file_id}/line/{contact}/"
    assert "Withhold this line" in one.get(line).content.decode()
    assert one.post(line, {"key": "k1", "reason": "the neighbour told us"}).status_code == 302
    page = one.get(f"/case-file/{file_id}/").content.decode()
    assert "Canary" not in page and "Withheld: marked as about somebody else, 1 line" in page
    assert one.post(line, {"key": "k2", "reason": ""}).status_code == 422
    assert one.post(line, {"key": "k2", "reason": "she agreed"}).status_code == 302
    page = two.get(f"/case-file/{file_id}/").content.decode()
    assert "Confirm: show this line" in page and "Canary" not in page
    with an_act(second):
        from kith.casefile.models import Export, Release

        release_id = Release.objects.get().id
    assert one.post(f"/case-file/release/{release_id}/", {"key": "k3"}).status_code == 422
    assert two.post(f"/case-file/release/{release_id}/", {"key": "k3"}).status_code == 302
    assert "Canary said the neighbour" in one.get(f"/case-file/{file_id}/").content.decode()
    assert one.post(f"/case-file/{file_id}/give/", {"key": "k4", "to_whom": "", "why": "x"}).status_code == 422
    given = {"key": "k4", "to_whom": "HM Coroner", "why": "summons"}
    assert one.post(f"/case-file/{file_id}/give/", given).status_code == 302
    with an_act(second):
        export_id = Export.objects.get().id
    assert two.get(f"/case-file/export/{export_id}/folder/").status_code == 422
    assert two.post(f"/case-file/export/{export_id}/", {"key": "k5"}).status_code == 302
    folder = one.get(f"/case-file/export/{export_id}/folder/")
    assert (folder.status_code, folder.headers["Content-Type"]) == (200, "application/zip")
    nurse = a_session(team.nurse.account_id, "nurse")
    assert nurse.get(f"/case-file/export/{export_id}/folder/").status_code == 403


def test_what_was_given_cannot_be_had_when_its_time_is_over(
    team: ATeam, doris: UUID, second: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_id = a_file(team, doris)
    with an_act(team.lead) as act:
        export_id = operations.ask_export(act=with_key(act), file_id=file_id, to_whom="HM Coroner", reason="summons")
    with an_act(second) as act:
        operations.approve_export(act=act, export_id=export_id)
    late = AT + timedelta(days=14)
    monkeypatch.setattr("kith.web.middleware.now", lambda: late)
    answer = a_session(team.lead.account_id, "team-lead", late).get(f"/case-file/export/{export_id}/folder/")
    assert answer.status_code == 422 and "its time is over" in answer.content.decode()
