""" "I know this person": closed at once, work passed on, the duty lead told, opened again on request."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError

from board.reading import page
from builders import (
    AT,
    ATeam,
    Someone,
    a_member,
    a_named_lead,
    a_person,
    a_planned_contact,
    an_act,
    an_action,
    an_entry,
    signed_in,
    with_key,
)
from crowd import writing
from kith.access.queries import shut_out_of
from kith.act import Act, NotAllowed, NotVisible, Refusal, Stale
from kith.action import operations as actions
from kith.action.models import Action, Offer
from kith.action.offering import accept, offer, offer_person
from kith.action.queries import steps_of
from kith.board.my_rows import my_rows
from kith.board.queries import on_board
from kith.board.team_day import teams_today
from kith.caseload import operations as caseload
from kith.caseload.queries import closed_to, day_leads, entry_of
from kith.contact.models import Contact
from kith.handover.knowing import know_person, open_again
from kith.message.models import Message
from kith.place.rules import local_day
from kith.team.queries import day_on_team
from statements import counted
from trailing import last_entry, outcomes


def steps_back(who: Someone, person_id: UUID) -> None:
    """Let somebody close a record to themselves."""
    with an_act(who) as act:
        assert know_person(act=act, person_id=person_id) == person_id


def told(who: Someone) -> list[str]:
    """Return the kinds of what somebody was told."""
    with an_act(who):
        return sorted(Message.objects.filter(account_id=who.account_id).values_list("kind", flat=True))


def test_everything_held_for_the_person_goes_to_the_duty_lead_who_is_told(team: ATeam, doris: UUID) -> None:
    a_named_lead(team, doris, team.nurse)
    action, visit = an_action(team, doris), a_planned_contact(team, doris)
    with an_act(team.nurse) as act:
        today = local_day(act.at)
        caseload.override_day_lead(
            act=act, team_id=team.id, person_id=doris, day=today, member_id=team.nurse.member_id, reason="knows her"
        )
    steps_back(team.nurse, doris)
    with an_act(team.lead):
        assert Action.objects.get(id=action).owner_id == team.lead.member_id
        assert Contact.objects.get(id=visit).member_id == team.lead.member_id
        assert [one.name for one in shut_out_of(person_id=doris)] == [team.nurse.name]
    entry = an_entry_seen_by(team.lead, team, doris)
    assert (entry.named_lead_id, entry.deputy_id) == (None, None)
    assert told(team.lead) == ["work passed to you"]


def test_offers_to_whoever_steps_back_are_taken_back_at_once_and_the_giver_is_told(team: ATeam, doris: UUID) -> None:
    work = an_action(team, doris, owner=team.social_worker)
    a_named_lead(team, doris, team.social_worker)
    with an_act(team.social_worker) as act:
        of_work = offer(act=act, action_id=work, to_member_id=team.nurse.member_id)
        of_person = offer_person(
            act=with_key(act), entry_id=an_entry_id(team, doris), to_member_id=team.nurse.member_id
        )
    steps_back(team.nurse, doris)
    with an_act(team.lead):
        states = dict(Offer.objects.values_list("id", "state"))
        assert (states[of_work], states[of_person]) == ("withdrawn", "withdrawn")
        assert set(Offer.objects.values_list("reason", flat=True)) == {"A colleague steps back from this record"}
        assert Action.objects.get(id=work).owner_id == team.social_worker.member_id
        assert [one.kind for one in steps_of(action_id=work)][-1] == "withdraw"
    assert told(team.social_worker).count("offer stepped back") == 2
    assert told(team.lead) == [], "nothing was passed on"


def test_offers_of_whoever_steps_back_are_taken_back_and_the_receiver_is_told(team: ATeam, doris: UUID) -> None:
    work, other = an_action(team, doris), an_action(team, a_person(team, "Walter Finch"))
    with an_act(team.nurse) as act:
        theirs = offer(act=act, action_id=work, to_member_id=team.social_worker.member_id)
        stays = offer(act=with_key(act), action_id=other, to_member_id=team.social_worker.member_id)
    steps_back(team.nurse, doris)
    with an_act(team.lead):
        states = dict(Offer.objects.values_list("id", "state"))
        assert (states[theirs], states[stays]) == ("withdrawn", "waiting")
        assert Action.objects.get(id=work).owner_id == team.lead.member_id
    assert told(team.social_worker) == ["offer", "offer", "offer withdrawn"]
    with pytest.raises(Stale, match="withdrew this"), an_act(team.social_worker) as act:
        accept(act=act, offer_id=theirs)


def an_entry_id(team: ATeam, person_id: UUID) -> UUID:
    """The list entry of somebody, inside an act that runs."""
    found = entry_of(team_id=team.id, person_id=person_id)
    assert found is not None
    return found.id


def an_entry_seen_by(who: Someone, team: ATeam, person_id: UUID):
    with an_act(who):
        return entry_of(team_id=team.id, person_id=person_id)


def test_what_is_held_for_others_stays(team: ATeam, doris: UUID) -> None:
    walter = a_person(team, "Walter Finch")
    mine, theirs = an_action(team, walter), an_action(team, doris, owner=team.social_worker)
    steps_back(team.nurse, doris)
    with an_act(team.lead):
        assert Action.objects.get(id=mine).owner_id == team.nurse.member_id
        assert Action.objects.get(id=theirs).owner_id == team.social_worker.member_id
    assert told(team.lead) == [], "nothing was passed on"


def test_duty_lead_who_steps_back_passes_to_the_second(team: ATeam, doris: UUID) -> None:
    action = an_action(team, doris, owner=team.lead)
    steps_back(team.lead, doris)
    with an_act(team.nurse):
        assert Action.objects.get(id=action).owner_id == team.nurse.member_id
    assert told(team.nurse) == ["work passed to you"]


def test_record_is_missing_for_whoever_stepped_back_and_a_second_press_finds_nothing(team: ATeam, doris: UUID) -> None:
    steps_back(team.nurse, doris)
    with pytest.raises(NotVisible), an_act(team.nurse) as act:
        know_person(act=act, person_id=doris)
    with pytest.raises(NotVisible), an_act(team.nurse) as act:
        open_again(act=act, person_id=doris, account_id=team.nurse.account_id, because="by mistake")


def test_nobody_gives_work_to_somebody_who_stepped_back_nor_does_the_database(team: ATeam, doris: UUID) -> None:
    work = an_action(team, doris, owner=team.social_worker)
    steps_back(team.lead, doris)
    with pytest.raises(Refusal, match="to yourself or to the duty lead"), an_act(team.nurse) as act:
        actions.add(
            act=act,
            team_id=team.id,
            person_id=doris,
            what="Ring",
            owner_id=team.lead.member_id,
            due_at=act.at + timedelta(hours=1),
        )
    with pytest.raises(DatabaseError, match="must be able to open the record"), an_act(team.nurse) as act:
        given_by_hand(act, work, team.lead.member_id)
    with an_act(team.nurse):
        assert Action.objects.get(person_id=doris).owner_id == team.social_worker.member_id


def given_by_hand(act: Act, action_id: UUID, owner_id: UUID) -> None:
    """Write an owner past every operation."""
    with writing(act) as by:
        Action.objects.filter(id=action_id).update(owner_id=owner_id, act_id=by)


def test_team_lead_opens_it_again_with_the_reason_and_they_are_told(team: ATeam, doris: UUID) -> None:
    steps_back(team.nurse, doris)
    with an_act(team.lead) as act:
        open_again(act=act, person_id=doris, account_id=team.nurse.account_id, because="pressed by mistake")
    an_entry(team, doris)
    assert told(team.nurse) == ["record open again"]
    entry = last_entry(team.lead, "handover.open_again")
    assert (entry.person_ids, entry.detail) == ([doris], {"account_id": str(team.nurse.account_id)})


@pytest.mark.parametrize(("because", "words"), [("  ", "Say why"), ("x" * 501, "Shorten this")])
def test_opening_again_needs_a_reason(team: ATeam, doris: UUID, because: str, words: str) -> None:
    steps_back(team.nurse, doris)
    with pytest.raises(Refusal, match=words), an_act(team.lead) as act:
        open_again(act=act, person_id=doris, account_id=team.nurse.account_id, because=because)
    with an_act(team.lead):
        assert len(shut_out_of(person_id=doris)) == 1


def test_only_lead_and_supervisor_open_again_and_only_what_is_closed(team: ATeam, doris: UUID) -> None:
    steps_back(team.nurse, doris)
    with pytest.raises(NotAllowed), an_act(team.social_worker) as act:
        open_again(act=act, person_id=doris, account_id=team.nurse.account_id, because="asked")
    with pytest.raises(Refusal, match="Choose whose record"), an_act(team.lead) as act:
        open_again(act=act, person_id=doris, account_id=team.social_worker.account_id, because="asked")
    assert sorted(outcomes(team.lead, "handover.open_again")) == [("refused", "RIGHT-121"), ("refused", "Refusal")]


def test_stepping_back_takes_a_fixed_number_of_statements(team: ATeam, doris: UUID) -> None:
    numbers = []
    for count, who in ((1, team.nurse), (3, team.social_worker)):
        for n in range(count):
            an_action(team, doris, f"Ring {n}", owner=who)
        with an_act(who) as act, counted() as statements:
            know_person(act=act, person_id=doris)
        numbers.append(statements.number)
    assert numbers == [12, 12]
    stranger = a_member(team, "Ken Lowe")
    with an_act(stranger) as act, counted() as statements:
        know_person(act=act, person_id=doris)
    assert statements == 7


def test_pages_ask_once_close_say_no_name_and_open_again(team: ATeam, doris: UUID) -> None:
    nurse, lead = signed_in(team.nurse), signed_in(team.lead)
    asked = nurse.get(f"/person/{doris}/know/").content.decode()
    assert "You know Doris" in asked and "nobody asks how" in asked
    assert nurse.post(f"/person/{doris}/know/", {"key": "a"})["Location"] == "/"
    board = nurse.get(f"/board/{team.slug}/").content.decode()
    assert "Closed to you." in board
    assert "Doris" not in board
    assert nurse.get(f"/person/{doris}/").status_code == 404
    page = lead.get(f"/person/{doris}/").content.decode()
    assert "1 colleague has closed it to themselves" in page
    assert team.nurse.name not in page.split("Who can see this")[1].split("</section>")[0].split("See who looked")[0]
    assert signed_in(team.social_worker).get(f"/person/{doris}/open-again/").status_code == 403
    refused = lead.post(f"/person/{doris}/open-again/", {"key": "b", "because": "asked"})
    assert refused.status_code == 422
    sent = {"key": "b", "because": "pressed by mistake", "account": str(team.nurse.account_id)}
    assert lead.post(f"/person/{doris}/open-again/", sent)["Location"] == f"/person/{doris}/"
    assert nurse.get(f"/person/{doris}/").status_code == 200


def test_duty_lead_who_closed_a_record_does_not_answer_for_the_person_anywhere(team: ATeam, doris: UUID) -> None:
    nora = a_person(team, "Nora Bell")
    steps_back(team.lead, doris)
    with an_act(team.nurse) as act:
        leads = day_leads(team=team.info, day=day_on_team(team=team.info, day=local_day(act.at), at=act.at))
    assert {person: found and found.member_id for person, found in leads.items()} == {
        doris: team.nurse.member_id,
        nora: team.lead.member_id,
    }
    page = signed_in(team.nurse).get(f"/person/{doris}/").content.decode()
    assert page.split("Leads today")[1].split("</section>")[0].count(team.nurse.name) == 1
    board = signed_in(team.social_worker).get(f"/board/{team.slug}/?rest=show").content.decode()
    line = board.split(f'data-person="{doris}"')[1].split("</tr>")[0]
    nurse, lead = (one.name.split()[0] for one in (team.nurse, team.lead))
    assert (nurse in line, lead in line) == (True, False)


def answering(team: ATeam, reader: Someone, person_id: UUID) -> list[UUID | None]:
    """Who has the duty for a person: as operations ask, as the board and the huddle tell, as the day leads say."""
    with an_act(reader) as act:
        today = local_day(act.at)
        for_person = day_on_team(team=team.info, day=today, at=act.at, person_id=person_id)
        board = teams_today(team_ids=[team.id], at=act.at)[team.id]
        told = board.closed_to(closed_to(team_id=team.id, person_id=person_id)).duty_lead
        lead = day_leads(team=team.info, day=for_person, person_ids=[person_id])[person_id]
    return [for_person.answering, told and told.id, lead and lead.member_id]


def test_duty_for_a_person_goes_down_the_line_past_whoever_closed_the_record(team: ATeam, doris: UUID) -> None:
    assert answering(team, team.social_worker, doris) == [team.lead.member_id] * 3
    steps_back(team.lead, doris)
    assert answering(team, team.social_worker, doris) == [team.nurse.member_id] * 3
    steps_back(team.nurse, doris)
    with an_act(team.social_worker) as act:
        cover = day_on_team(team=team.info, day=local_day(act.at), at=act.at).cover
    assert cover is not None
    assert answering(team, team.social_worker, doris) == [cover] * 3


def test_work_of_somebody_who_left_is_the_next_in_lines_on_the_board_on_my_day_and_to_offer(
    team: ATeam, doris: UUID
) -> None:
    ken = a_member(team, "Ken Lowe", until=AT + timedelta(seconds=1))
    work = an_action(team, doris, owner=ken)
    later = AT + timedelta(minutes=1)
    for owner, closing in ((team.lead, None), (team.nurse, team.lead)):
        if closing:
            with an_act(closing, later) as act:
                know_person(act=act, person_id=doris)
        others = {team.lead.account_id, team.nurse.account_id} - {owner.account_id}
        with an_act(owner, later + timedelta(seconds=1)) as act:
            board = on_board(teams=teams_today(team_ids=[team.id], at=act.at), at=act.at, account_id=owner.account_id)
            assert [one.owner_accounts for one in board if one.facts.person_id == doris] == [{owner.account_id}]
            assert work in {row[1] for row in my_rows(team_id=team.id, account_id=owner.account_id, at=act.at)}
            for other in others:
                assert work not in {row[1] for row in my_rows(team_id=team.id, account_id=other, at=act.at)}
    with an_act(team.nurse, later + timedelta(minutes=1)) as act:
        made = offer(act=act, action_id=work, to_member_id=team.social_worker.member_id)
        assert Offer.objects.get(id=made).giver_id == team.nurse.member_id


def test_trail_names_whoever_stepped_back_to_leads_only(team: ATeam, doris: UUID) -> None:
    a_named_lead(team, doris, team.nurse)
    steps_back(team.nurse, doris)
    told = f"{team.nurse.name} knows the person, and closed the record to themselves"
    for who, is_told in ((team.lead, True), (team.social_worker, False)):
        for address in (f"/person/{doris}/", f"/person/{doris}/trail/", f"/person/{doris}/trail/?only=changes"):
            text = " ".join(page(signed_in(who).get(address)).text.split())
            assert (told in text, "A member stepped back from this record" in text) == (is_told, not is_told), address


def test_lists_of_owners_leads_and_receivers_leave_out_whoever_knows_the_person_and_say_why(
    team: ATeam, doris: UUID
) -> None:
    work, entry = an_action(team, doris, owner=team.social_worker), an_entry(team, doris)
    steps_back(team.nurse, doris)
    reader = signed_in(team.social_worker)
    owns, leads = (f"{team.nurse.name} knows this person, so cannot {what}" for what in ("own their work", "lead them"))
    for address, why in (
        (f"/action/{work}/offer/", owns),
        (f"/list-entry/{entry.id}/offer/", owns),
        (f"/list-entry/{entry.id}/", leads),
    ):
        answer = page(reader.get(address))
        assert why in answer.text, address
        assert str(team.nurse.member_id) not in {one.attributes.get("value") for one in answer.all("option")}, address


def test_nobody_who_knows_the_person_leads_is_offered_work_or_told_of_a_pool(team: ATeam, doris: UUID) -> None:
    work, entry = an_action(team, doris, owner=team.social_worker), an_entry(team, doris)
    steps_back(team.nurse, doris)
    with pytest.raises(Refusal, match="knows this person, so cannot lead them"), an_act(team.lead) as act:
        caseload.set_leads(act=act, entry_id=entry.id, version=1, named_lead_id=None, deputy_id=team.nurse.member_id)
    with pytest.raises(Refusal, match="knows the person, so cannot lead them"), an_act(team.lead) as act:
        caseload.override_day_lead(
            act=act, team_id=team.id, person_id=doris, day=local_day(AT), member_id=team.nurse.member_id, reason="near"
        )
    with pytest.raises(Refusal, match="knows this person, so cannot own their work"), an_act(team.social_worker) as act:
        offer(act=act, action_id=work, to_member_id=team.nurse.member_id)
    with an_act(team.social_worker) as act:
        offer(act=act, action_id=work, to_team=True)
    assert told(team.lead) == ["offer"]
    assert told(team.nurse) == []
