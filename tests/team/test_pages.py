"""The pages of a team through its own doors: what they show, save and refuse, and to whom."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from builders import AT, ATeam, a_member, a_team, an_account, an_act, signed_in, with_key
from kith.access.home import as_kith
from kith.team import operations as teams
from kith.team import queries
from kith.team.models import Absence
from statements import counted
from trailing import last_entry

NEXT_WEEK = date(2026, 6, 22)
"""The first Monday that the builders' rota leaves open."""


def words(browser: Client, address: str) -> str:
    """Return the words of a page, with single spaces."""
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def week(team: ATeam, monday: date = NEXT_WEEK, **changed: str) -> dict[str, str]:
    """Return a whole week of the rota as the form sends it: lead on duty, nurse second."""
    days = [monday + timedelta(days=number) for number in range(5)]
    sent = {f"duty-{day}": str(team.lead.member_id) for day in days}
    sent |= {f"second-{day}": str(team.nurse.member_id) for day in days}
    sent |= {f"on-{day}": str(team.social_worker.member_id) for day in days}
    return (
        sent
        | {"key": str(uuid4()), "then": "publish"}
        | {name.replace("_", "-"): value for name, value in changed.items()}
    )


def row(day: str, duty: str, second: str) -> str:
    """Return a line of who is on duty, as the page has it."""
    cells = {"Duty lead": duty, "Second in line": second}
    told = [f'<td role="cell"><span class="kith-label">{label}: </span>{name}</td>' for label, name in cells.items()]
    return " ".join([f'<th role="rowheader" scope="row">{day}</th>', *told])


# The team


def test_team_page_says_who_is_here_and_how_far_the_rota_goes(north: ATeam) -> None:
    with an_act(north.nurse) as act:
        teams.record_absence(
            act=act, member_id=north.lead.member_id, first_day=AT.date(), last_day=date(2026, 6, 10), reason="leave"
        )
    page = words(signed_in(north.nurse), f"/team/{north.slug}/")
    for expected in (
        "Ashmere Millbrook North. Monday to Friday, not on bank holidays. 3 people, of at most 15.",
        "<dt>Duty lead today</dt><dd>Ama Owusu (away)</dd>",
        "<dt>Second in line</dt><dd>Sam Whitlock</dd>",
        "<dt>On call for the place</dt><dd>Joy Adeyemi</dd>",
        "<dt>Rota</dt><dd>Published to Friday 19 June</dd>",
        "Away until Wednesday",
        "Monday 8 June to Wednesday 10 June, leave",
        row("Tuesday 9 June", "Ama Owusu (away)", "Sam Whitlock"),
        row("Friday 19 June", "Ama Owusu", "Sam Whitlock"),
        "<b>Joy Adeyemi</b> <span>from now, no end set</span>",
    ):
        assert expected in page
    assert "Add a member" not in page
    assert "Add a member" in words(signed_in(north.lead), f"/team/{north.slug}/")


def test_team_page_says_what_is_missing(north: ATeam) -> None:
    with as_kith(at=AT) as act:
        bare = teams.create(act=act, place_id=north.place_id, name="Bare", size_limit=1, working_weekdays=[0, 2, 5])
        team = queries.team_by_id(team_id=bare)
    lead = a_member(team, "Ann Lee", "team-lead")
    a_member(team, "Tom Brennan")
    page = words(signed_in(lead), "/team/bare/")
    assert "Monday, Wednesday and Saturday, not on bank holidays" in page
    assert "2 people: more than the 1 of this team, too many to meet every day." in page
    assert "6 days of the next fortnight are not published, the first is Monday 8 June" in page
    assert page.count("not published</td>") == 6


@pytest.mark.parametrize("more", [0, 2])
def test_team_page_takes_the_same_statements_for_few_and_many(north: ATeam, more: int) -> None:
    for number in range(more):
        a_member(north, f"Extra{number} Member")
        with an_act(north.nurse) as act:
            teams.record_absence(
                act=act, member_id=north.nurse.member_id, first_day=AT.date(), last_day=AT.date(), reason="leave"
            )
    browser = signed_in(north.nurse)
    with counted() as number_of_statements:
        browser.get(f"/team/{north.slug}/")
    assert number_of_statements == 12


def test_a_team_without_a_seat_is_like_none(north: ATeam) -> None:
    south = a_team("Millbrook South")
    browser = signed_in(south.lead)
    hidden, missing = browser.get(f"/team/{north.slug}/"), browser.get("/team/nowhere/")
    assert hidden.status_code == missing.status_code == 404
    assert north.info.name not in hidden.content.decode()
    assert last_entry(south.lead, "look.team").outcome == "refused"


# The rota


def test_rota_is_saved_and_published_in_one_press(north: ATeam) -> None:
    browser, address = signed_in(north.lead), f"/team/{north.slug}/rota/?week={NEXT_WEEK}"
    assert words(browser, address).count("Nothing set") == 5
    answer = browser.post(address, week(north))
    assert answer["Location"] == f"/team/{north.slug}/rota/?week={NEXT_WEEK}"
    page = words(browser, answer["Location"])
    assert "The rota of this week is published." in page
    assert page.count("Published</p>") == 5
    with an_act(north.nurse):
        day = queries.day_on_team(team=north.info, day=NEXT_WEEK, at=AT)
        assert (day.published, day.duty_lead, len(day.on_shift)) == (True, north.lead.member_id, 3)


def test_publishing_lists_what_is_missing_beside_its_field_and_keeps_what_was_chosen(north: ATeam) -> None:
    browser, address = signed_in(north.lead), f"/team/{north.slug}/rota/?week={NEXT_WEEK}"
    sent = week(north) | {"duty-2026-06-23": "", "second-2026-06-24": str(north.lead.member_id)}
    answer = browser.post(address, sent)
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert "There are 2 things to put right" in page
    assert '<a href="#duty-2026-06-23">Tuesday 23 June has no duty lead.</a>' in page
    assert (
        '<a href="#second-2026-06-24">Wednesday 24 June has the same member as duty lead and second in line.</a>'
        in page
    )
    assert page.count(f'value="{north.lead.member_id}" selected') == 4 + 1
    assert page.count(f'value="{north.social_worker.member_id}" checked') == 5
    with an_act(north.nurse):
        assert queries.rota(team_id=north.id, first=NEXT_WEEK, last=NEXT_WEEK + timedelta(days=6)) == []


def test_rota_saved_without_publishing_is_a_draft(north: ATeam) -> None:
    browser, address = signed_in(north.lead), f"/team/{north.slug}/rota/?week={NEXT_WEEK}"
    sent = {f"duty-{NEXT_WEEK}": str(north.nurse.member_id), "key": "a", "then": "save"}
    page = words(browser, browser.post(address, sent)["Location"])
    assert "The rota is saved." in page
    assert (page.count("Not published yet"), page.count("Nothing set")) == (1, 4)


def test_rota_leaves_days_that_are_over_and_closed_days_alone(north: ATeam) -> None:
    monday = date(2026, 5, 25)
    page = words(signed_in(north.lead), f"/team/{north.slug}/rota/?week={monday}")
    assert "Spring bank holiday" in page
    assert "<select" not in page
    browser = signed_in(north.lead)
    sent = week(north, monday, **{f"duty_{monday + timedelta(days=1)}": str(north.nurse.member_id)})
    assert browser.post(f"/team/{north.slug}/rota/?week={monday}", sent).status_code == 302
    with an_act(north.nurse):
        assert {row.plan.duty_lead_id for row in queries.rota(team_id=north.id, first=monday, last=AT.date())} == {
            north.lead.member_id
        }


def test_rota_shows_who_is_away_and_refuses_them(north: ATeam) -> None:
    with an_act(north.nurse) as act:
        teams.record_absence(
            act=act, member_id=north.nurse.member_id, first_day=NEXT_WEEK, last_day=NEXT_WEEK, reason="leave"
        )
    browser, address = signed_in(north.lead), f"/team/{north.slug}/rota/?week={NEXT_WEEK}"
    assert words(browser, address).count("<small>away until 22 June</small>") == 1
    page = browser.post(address, week(north)).content.decode()
    assert f'<a href="#second-{NEXT_WEEK}">Sam Whitlock is away on Monday 22 June. Choose somebody else.</a>' in page


def test_rota_is_read_only_for_a_nurse(north: ATeam) -> None:
    browser, address = signed_in(north.nurse), f"/team/{north.slug}/rota/"
    page = words(browser, address)
    assert "<select" not in page
    assert page.count("<dd>Ama Owusu</dd>") == 5
    answer = browser.post(address, week(north))
    assert answer.status_code == 403
    assert (
        "A community nurse may not do this (RIGHT-46). Who can: team lead, clinical supervisor"
        in answer.content.decode()
    )
    assert last_entry(north.nurse, "team.set_rota").outcome == "refused"


@pytest.mark.parametrize("asked", ["", "?week=never", "?week=2026-06-12"])
def test_rota_opens_on_this_week(north: ATeam, asked: str) -> None:
    assert "Rota, week of Monday 8 June" in words(signed_in(north.nurse), f"/team/{north.slug}/rota/{asked}")


# Members, absences, cover


def test_member_is_added_from_a_day_to_a_day(north: ATeam) -> None:
    joan = an_account("joan", "Joan Bell")
    browser, address = signed_in(north.lead), f"/team/{north.slug}/members/add/"
    assert "Joan Bell (joan)" in words(browser, address)
    sent = {
        "key": "a",
        "account": str(joan),
        "role": "gp",
        "tier": "aligned",
        "since": "2026-06-08",
        "until": "2026-06-30",
    }
    refused = browser.post(address, sent | {"sessions": "1.3"})
    assert (refused.status_code, "in whole or half ones" in refused.content.decode()) == (422, True)
    assert f'value="{joan}" selected' in refused.content.decode()
    assert browser.post(address, sent | {"sessions": "1.5"})["Location"] == f"/team/{north.slug}/"
    page = words(browser, f"/team/{north.slug}/")
    assert "They are on the team." in page
    assert 'Joan Bell</a><span class="kith-quiet">, GP; until 30 June</span>' in page
    assert "3 people and 1 aligned, of at most 15." in page


def test_membership_is_ended_on_its_last_day_and_refused_while_on_the_rota(north: ATeam) -> None:
    browser, address = signed_in(north.lead), f"/team/{north.slug}/members/{north.nurse.member_id}/"
    assert "Community nurse, consistent, 8 sessions a week." in words(browser, address)
    refused = browser.post(address, {"key": "a", "until": "2026-06-18"})
    assert refused.status_code == 422
    assert "Sam Whitlock is still on the rota on Friday 19 June." in refused.content.decode()
    assert browser.post(address, {"key": "a", "until": "2026-06-19"}).status_code == 302
    assert "until 19 June" in words(browser, f"/team/{north.slug}/")


def test_absence_is_recorded_and_taken_back(north: ATeam) -> None:
    browser, address = signed_in(north.nurse), f"/team/{north.slug}/absences/add/"
    assert f'value="{north.nurse.member_id}" selected' in words(browser, address)
    sent = {"key": "a", "member": str(north.lead.member_id), "first_day": "2026-06-08", "last_day": "", "reason": "ill"}
    assert browser.post(address, sent | {"reason": ""}).status_code == 422
    assert browser.post(address, sent).status_code == 302
    page = words(browser, f"/team/{north.slug}/")
    assert "Monday 8 June, ill" in page
    absence = Absence.objects.get()
    back = f"/team/{north.slug}/absences/{absence.id}/withdraw/"
    assert browser.get(back).status_code == 404
    assert browser.post(back, {"key": "b"}).status_code == 302
    assert "Nobody is away" in words(browser, f"/team/{north.slug}/")


def test_cover_is_set_from_the_page_and_a_gap_is_said(north: ATeam) -> None:
    tom = an_account("tom", "Tom Brennan")
    browser, address = signed_in(north.lead), f"/team/{north.slug}/cover/"
    sent = {
        "key": "a",
        "who": str(tom),
        "from_day": "2026-06-12",
        "from_time": "17:00",
        "to_day": "2026-06-15",
        "to_time": "09:00",
    }
    assert browser.post(address, sent | {"who": ""}).status_code == 422
    assert browser.post(address, sent)["Location"] == f"/team/{north.slug}/"
    page = words(browser, address)
    assert "<b>Tom Brennan</b> <span>from Friday 5pm to 15 June 9am</span>" in page
    assert (
        page.index("from now to Friday 5pm")
        < page.index("Tom Brennan</b>")
        < page.index("from 15 June 9am, no end set")
    )


def test_forms_are_refused_to_those_who_may_not_send_them(north: ATeam) -> None:
    browser = signed_in(north.nurse)
    for page, command in {
        "members/add/": "member-add",
        f"members/{north.lead.member_id}/": "member-edit",
        "cover/": "cover-add",
    }.items():
        for answer in (browser.get(f"/team/{north.slug}/{page}"), browser.post(f"/team/{north.slug}/{page}")):
            assert (answer.status_code, "Who can: team lead" in answer.content.decode()) == (403, True)
        assert last_entry(north.nurse, f"look.{command}").outcome == "refused"


def test_members_and_absences_of_another_team_are_not_found_under_the_own_one(north: ATeam) -> None:
    south = a_team("Millbrook South")
    with as_kith(at=AT) as act:
        teams.add_member(
            act=act, team_id=south.id, account_id=north.lead.account_id, role="team-lead", tier="consistent", sessions=1
        )
        absence: UUID = teams.record_absence(
            act=with_key(act), member_id=south.nurse.member_id, first_day=AT.date(), last_day=AT.date(), reason="ill"
        )
    browser, own = signed_in(north.lead), f"/team/{north.slug}"
    assert browser.get(f"{own}/members/{south.nurse.member_id}/").status_code == 404
    assert browser.post(f"{own}/absences/{absence}/withdraw/", {"key": "a"}).status_code == 404
    sent = {"key": "b", "member": str(south.nurse.member_id), "first_day": "2026-06-08", "reason": "ill"}
    assert browser.post(f"{own}/absences/add/", sent).status_code == 404
    assert browser.get(f"/team/{south.slug}/members/{south.nurse.member_id}/").status_code == 200
