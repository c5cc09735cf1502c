"""Following a person: what one hears of, how quietly, and that nothing is told once access has ended."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from builders import AT, ATeam, Someone, a_contact, a_person, a_session, a_team, an_act, an_action
from kith.access.home import as_kith, with_key
from kith.act import NotAllowed, NotVisible, Refusal
from kith.action import offering
from kith.action import operations as actions
from kith.board import following
from kith.board.following import end_follows, follow, number_to_end, tell_followers, unfollow, untold, violations
from kith.board.models import Follow
from kith.handover.asking import answer_ask, ask_to_see
from kith.handover.knowing import know_person
from kith.handover.operations import remove_access
from kith.huddle import operations as huddles
from kith.jobs.minutely import tell_followers as job
from kith.message.models import Message
from kith.message.operations import mark_read
from statements import counted
from trailing import last_entry, outcomes

from .reading import names, page

pytestmark = pytest.mark.django_db
SOON = timedelta(minutes=10)


def followed(who: Someone, person_id: UUID, at: datetime = AT) -> UUID:
    """Let somebody follow a person."""
    with an_act(who, at) as act:
        return follow(act=act, person_id=person_id)


def notices(who: Someone, at: datetime = AT + timedelta(days=3)) -> list[str]:
    """Return the kinds of what a follower was told, first to last."""
    with an_act(who, at):
        told = Message.objects.filter(account_id=who.account_id, kind__startswith="followed").order_by(
            "recorded_at", "kind"
        )
        return [one.kind for one in told]


def opens(who: Someone, address: str, at: datetime = AT) -> Any:
    """Return a page as somebody sees it."""
    return a_session(who.account_id, who.role, at).get(address)


@pytest.fixture
def team() -> ATeam:
    return a_team()


@pytest.fixture
def doris(team: ATeam) -> UUID:
    return a_person(team, "Doris Pettigrew")


def test_following_and_stopping_stand_on_the_trail_and_take_a_fixed_number_of_statements(
    team: ATeam, doris: UUID
) -> None:
    with an_act(team.nurse) as act, counted() as sent:
        first = follow(act=act, person_id=doris)
    assert sent == 5
    entry = last_entry(team.nurse, "board.follow")
    assert (entry.outcome, entry.person_ids) == ("done", [doris])
    assert followed(team.nurse, doris, AT + SOON) == first, "whoever follows already goes on"
    with an_act(team.nurse, AT + 2 * SOON) as act, counted() as sent:
        unfollow(act=act, person_id=doris)
    assert sent == 4
    with an_act(team.nurse, AT + 3 * SOON) as act, pytest.raises(Refusal, match="You do not follow this person"):
        unfollow(act=act, person_id=doris)
    assert outcomes(team.nurse, "board.unfollow") == [("done", ""), ("refused", "Refusal")]
    assert followed(team.nurse, doris, AT + 4 * SOON) != first


def test_the_same_key_twice_follows_once(team: ATeam, doris: UUID) -> None:
    with an_act(team.nurse) as act:
        assert follow(act=act, person_id=doris) == follow(act=act, person_id=doris)
        assert Follow.objects.count() == 1


def test_nobody_follows_whom_they_cannot_see_and_nobody_but_kith_tells(team: ATeam, doris: UUID) -> None:
    south = a_team("South")
    with an_act(south.nurse) as act, pytest.raises(NotVisible):
        follow(act=act, person_id=doris)
    for refused in (lambda act: tell_followers(act=act, team_id=team.id), lambda act: end_follows(act=act)):
        with an_act(team.nurse) as act, pytest.raises(NotAllowed):
            refused(act)
    with an_act(team.nurse):
        assert Follow.objects.count() == 0


def test_who_follows_is_hidden_from_colleagues_by_the_database_itself(team: ATeam, doris: UUID) -> None:
    followed(team.nurse, doris)
    seen = {}
    for who in (team.nurse, team.lead):
        with an_act(who):
            seen[who.name] = Follow.objects.count()
    assert seen == {"Sam Whitlock": 1, "Ama Owusu": 0}


def test_four_kinds_of_change_are_told_once_and_not_the_followers_own(team: ATeam, doris: UUID) -> None:
    work = an_action(team, doris, "Order a commode", AT - timedelta(days=1), owner=team.lead)
    held = an_action(team, doris, "Ring the warden", AT - timedelta(days=1), owner=team.lead)
    with an_act(team.lead, AT - timedelta(hours=3)) as act:
        actions.hold(act=act, action_id=held, version=1, reason="away", return_date=AT.date() + timedelta(days=3))
    followed(team.social_worker, doris)
    with an_act(team.lead, AT + timedelta(minutes=1)) as act:
        actions.comment(act=act, action_id=work, text="rang twice")
        huddle_id = huddles.start(act=with_key(act), team_id=team.id)
        item_id = huddles.add_person(act=with_key(act), huddle_id=huddle_id, person_id=doris)
        huddles.raise_escalation(act=with_key(act), item_id=item_id, what="Breathless", to_id=team.lead.member_id)
        actions.resume(act=with_key(act), action_id=held, version=2)
    with an_act(team.nurse, AT + timedelta(minutes=2)) as act:
        actions.take(act=act, action_id=work, version=1)
    a_contact(team, doris, "missed", AT - timedelta(minutes=29), by=team.nurse, reason="nobody in")

    job.run(AT + SOON)
    job.run(AT + SOON + timedelta(minutes=1))

    assert notices(team.social_worker) == [
        "followed escalation",
        "followed hold ended",
        "followed missed contact",
        "followed owner change",
    ]
    assert notices(team.lead) == notices(team.nurse) == []


def test_what_follows_within_an_hour_is_told_together_when_it_is_over(team: ATeam, doris: UUID) -> None:
    work = [an_action(team, doris, f"Work {n}", AT - timedelta(days=1), owner=team.lead) for n in range(3)]
    followed(team.social_worker, doris)
    for number, one in enumerate(work):
        at = AT + timedelta(minutes=1 + 20 * number)
        with an_act(team.nurse, at) as act:
            actions.take(act=act, action_id=one, version=1)
        job.run(at + timedelta(minutes=1))
    assert notices(team.social_worker) == ["followed owner change"]
    job.run(AT + timedelta(minutes=63))
    job.run(AT + timedelta(minutes=64))
    assert notices(team.social_worker) == ["followed owner change"] * 2, "the second and the third in one"


def test_reading_a_notice_swallows_nothing_that_changed_before(team: ATeam, doris: UUID) -> None:
    """What was told and then read lay after the second change, and stood for it."""
    work = [an_action(team, doris, f"Work {n}", AT - timedelta(days=1), owner=team.lead) for n in range(2)]
    followed(team.social_worker, doris)
    for minutes, one in ((1, work[0]), (30, work[1])):
        with an_act(team.nurse, AT + timedelta(minutes=minutes)) as act:
            actions.take(act=act, action_id=one, version=1)
        job.run(AT + timedelta(minutes=minutes + 1))
    with an_act(team.social_worker, AT + timedelta(minutes=40)) as act:
        mark_read(act=act, up_to=AT + timedelta(minutes=40))
    job.run(AT + timedelta(minutes=63))
    assert notices(team.social_worker) == ["followed owner change"] * 2


def test_work_of_the_followers_own_is_told_by_its_own_notice_alone(team: ATeam, doris: UUID) -> None:
    work = an_action(team, doris, "Order a commode", AT - timedelta(days=1), owner=team.lead)
    followed(team.social_worker, doris)
    with an_act(team.lead, AT + timedelta(minutes=1)) as act:
        offer_id = offering.offer(act=act, action_id=work, to_member_id=team.social_worker.member_id)
    with an_act(team.social_worker, AT + timedelta(minutes=2)) as act:
        offering.accept(act=act, offer_id=offer_id)
    job.run(AT + SOON)
    assert notices(team.social_worker) == []


@pytest.mark.parametrize("end", ["knows the person", "access removed"])
def test_following_ends_with_access_and_does_not_begin_again_by_itself(team: ATeam, doris: UUID, end: str) -> None:
    work = an_action(team, doris, "Order a commode", AT - timedelta(days=1), owner=team.lead)
    followed(team.social_worker, doris)
    if end == "knows the person":
        with an_act(team.social_worker, AT + timedelta(minutes=1)) as act:
            know_person(act=act, person_id=doris)
    else:
        with an_act(team.lead, AT + timedelta(minutes=1)) as act:
            remove_access(act=act, member_id=team.social_worker.member_id, reason="has left")
    with an_act(team.nurse, AT + timedelta(minutes=2)) as act:
        actions.take(act=act, action_id=work, version=1)

    with as_kith(at=AT + SOON):
        assert number_to_end() == 1
        assert untold(team_id=team.id, at=AT + SOON) == [], "never told, even before it is written down that it is over"
    job.run(AT + SOON)
    job.run(AT + 2 * SOON)

    with as_kith(at=AT + 3 * SOON):
        [row] = Follow.objects.all()
        assert row.during.upper == AT + SOON
        assert Message.objects.filter(kind__startswith="followed").count() == 0


def test_who_was_let_in_alone_and_has_left_every_team_stops_following_and_keeps_nothing_from_others(
    team: ATeam,
) -> None:
    south = a_team("Millbrook South", place_id=team.place_id)
    dora = a_person(team, "Dora Hill", nhs_number="9434765919", no_nhs_number_because="", birth_date=date(1942, 3, 12))
    work = an_action(team, dora, "Order a commode", AT - timedelta(days=1), owner=team.lead)
    with an_act(south.nurse) as act:
        asked = ask_to_see(
            act=act,
            nhs_number="9434765919",
            born=date(1942, 3, 12),
            stated_role="nurse",
            because="dressings",
        )
    with an_act(team.lead) as act:
        answer_ask(act=act, ask_id=asked, yes=True)
    followed(south.nurse, dora, AT + timedelta(minutes=1))
    followed(team.social_worker, dora, AT + timedelta(minutes=1))
    with an_act(south.lead, AT + timedelta(minutes=1)) as act:
        remove_access(act=act, member_id=south.nurse.member_id, reason="has left")
    with an_act(team.nurse, AT + timedelta(minutes=2)) as act:
        actions.take(act=act, action_id=work, version=1)

    job.run(AT + SOON)

    assert notices(team.social_worker) == ["followed owner change"]
    with as_kith(at=AT + 2 * SOON):
        assert [one.during.upper for one in Follow.objects.filter(account_id=south.nurse.account_id)] == [AT + SOON]


def test_control_without_asking_whether_the_record_can_be_opened_the_follower_would_be_told(
    team: ATeam, doris: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = an_action(team, doris, "Order a commode", AT - timedelta(days=1), owner=team.lead)
    followed(team.social_worker, doris)
    with an_act(team.social_worker, AT + timedelta(minutes=1)) as act:
        know_person(act=act, person_id=doris)
    with an_act(team.nurse, AT + timedelta(minutes=2)) as act:
        actions.take(act=act, action_id=work, version=1)
    blind = following._UNTOLD.replace("and can_open(f.account_id, f.person_id)", "")
    monkeypatch.setattr(following, "_UNTOLD", blind)
    with as_kith(at=AT + SOON):
        assert [one.kind for one in untold(team_id=team.id, at=AT + SOON)] == ["owner change"]


def test_telling_and_ending_take_a_fixed_number_of_statements(team: ATeam) -> None:
    people = [a_person(team, f"Person {n}") for n in range(3)]
    for one in people:
        work = an_action(team, one, "Order a commode", AT - timedelta(days=1), owner=team.lead)
        followed(team.social_worker, one)
        with an_act(team.nurse, AT + timedelta(minutes=1)) as act:
            actions.take(act=act, action_id=work, version=1)
    with as_kith(at=AT + SOON) as act, counted() as sent:
        assert tell_followers(act=act, team_id=team.id) == 3
    assert sent == 4
    with as_kith(at=AT + SOON) as act, counted() as sent:
        assert end_follows(act=act) == 0
    assert sent == 3


def test_doctor_counts_following_that_outlived_its_access_by_a_day(team: ATeam, doris: UUID) -> None:
    followed(team.social_worker, doris)
    with an_act(team.lead, AT + timedelta(minutes=1)) as act:
        remove_access(act=act, member_id=team.social_worker.member_id, reason="has left")
    with as_kith(at=AT + timedelta(days=2)) as act:
        end_follows(act=act)
        assert violations(at=AT + timedelta(days=2)) == []


# Pages


def test_the_person_page_has_the_button_and_comes_back_with_what_was_done(team: ATeam, doris: UUID) -> None:
    client = a_session(team.nurse.account_id, team.nurse.role)
    for label, do, said, after in (
        ("Follow Doris", "follow", "You follow Doris.", "Stop following Doris"),
        ("Stop following Doris", "unfollow", "You do not follow Doris any more.", "Follow Doris"),
    ):
        shown = page(client.get(f"/person/{doris}/"))
        form = next(one for one in shown.all("form") if one.attributes["action"] == f"/person/{doris}/follow/")
        button = form.one("button")
        assert (button.text, button.attributes["value"]) == (label, do)
        key = form.one("input", name="key").attributes["value"]
        answer = page(client.post(f"/person/{doris}/follow/", {"do": do, "key": key}, follow=True))
        assert said in answer.text
        assert after in answer.text
        assert "follow" not in answer.one("section", aria_labelledby="s-changed").one("ul").text


def test_who_is_followed_is_a_filter_of_the_board_with_those_who_need_nothing(team: ATeam, doris: UUID) -> None:
    walter = a_person(team, "Walter Finch")
    a_person(team, "Nora Bell")
    an_action(team, doris, "Order a commode", AT - timedelta(days=3))
    for one in (doris, walter):
        followed(team.nurse, one)

    shown = page(opens(team.nurse, f"/board/{team.slug}/?view=team&followed=yes"))

    assert names(shown) == ["Doris Pettigrew", "Walter Finch"]
    assert "Showing: people you follow; 1 of 1 person." in shown.text
    assert names(page(opens(team.lead, f"/board/{team.slug}/?view=team&followed=yes"))) == []


def test_my_day_tells_what_is_new_of_whom_one_follows(team: ATeam, doris: UUID, monkeypatch: Any) -> None:
    followed(team.social_worker, a_person(team, "Albert Sugden"))
    followed(team.social_worker, doris)
    opens(team.social_worker, f"/person/{doris}/")
    later = AT + timedelta(hours=1)
    work = an_action(team, doris, "Order a commode", AT + SOON, owner=team.lead)
    with an_act(team.lead, AT + 2 * SOON) as act:
        actions.comment(act=act, action_id=work, text="rang twice")
    monkeypatch.setattr("kith.web.middleware.now", lambda: later)

    shown = page(opens(team.social_worker, f"/my-day/{team.slug}/", later))

    panel = next(one for one in shown.all("div", class_="kith-panel") if one.one("h2").text == "You follow 2 people")
    lines = [one.text for one in panel.all("li")]
    assert lines[0].startswith("Doris Pettigrew 1 new note, 1 change")
    assert lines[1].startswith("Albert Sugden")
    assert "You follow" not in page(opens(team.nurse, f"/my-day/{team.slug}/", later)).text


def test_nothing_is_told_of_somebody_followed_whose_record_is_closed_now(team: ATeam, doris: UUID) -> None:
    followed(team.social_worker, doris, AT - timedelta(hours=2))
    with an_act(team.social_worker, AT - timedelta(hours=1)) as act:
        know_person(act=act, person_id=doris)
    for address in (f"/my-day/{team.slug}/", f"/board/{team.slug}/?view=team&followed=yes"):
        assert "Doris" not in page(opens(team.social_worker, address)).text


def test_what_kith_says_of_waiting_work_stands_once_a_day_among_the_changes() -> None:
    from kith.board.trail_words import changes_of
    from kith.trail.queries import TrailLine

    def line(at: datetime, what: str) -> TrailLine:
        return TrailLine(at, None, "kith", what, "done", "", None)

    trail = [
        line(AT, "action.raise_waiting"),
        line(AT - SOON, "action.comment"),
        line(AT - 2 * SOON, "action.raise_waiting"),
        line(AT - timedelta(days=1), "action.raise_waiting"),
    ]
    changes = changes_of(trail, {}, [], UUID(int=1), AT)
    assert [one.words for one in changes.lines] == [
        "reminded whoever answers of work that waits",
        "commented on an action",
        "reminded whoever answers of work that waits",
    ]
    assert changes.number == 3
