"""Partners are sent what a meeting decided as it closes: by their agreement, as it was looked at, or the minutes say why not."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from builders import AT, OFFICERS, ATeam, Someone, a_member, a_person, an_act
from huddle.reading import form_of, signed_in, words
from kith.access.home import as_kith
from kith.act import NotAllowed, Refusal
from kith.agency.objecting import object_to
from kith.alignment.queries import latest_of, requests_of
from kith.alignment.sending import ToSend, send
from kith.mdt import operations as meetings
from kith.mdt import queries
from kith.mdt.partner_queries import Partner, partners_of
from kith.mdt.rules import Outcome
from kith.mdt.types import Settles, ToPartner
from kith.place.rules import local_day
from kith.plan import operations as plans
from kith.plan.rules import Content, Section
from kith.policy.publishing import publish_tables
from kith.policy.reading import shipped_files
from kith.safeguarding import operations as safeguarding
from kith.safeguarding.raising import Raised
from mdt.thursday import FRIDAY, THURSDAY, Thursday, a_list, started
from partners import AnAgency, an_agency, an_agreement, works_with
from statements import counted
from trailing import last_entry

PURPOSE = "coordinate-care"
PRECIOUS, TRACEY = "Precious Ndlovu", "Tracey Holt"
FIELDS = ("name", "actions-of-agency", "actions-of-all", "preferences", "goals")
CANARY = "bruises on both wrists"
SENDING = 26
"""How many statements one partner costs who is sent something."""
ENDS = THURSDAY + timedelta(minutes=50)


@pytest.fixture(autouse=True)
def _at_its_end(_monday_morning, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kith.web.middleware.now", lambda: ENDS)


@dataclass(frozen=True)
class Told:
    """A meeting that decided about Precious, who has a partner, and about Tracey, who has none."""

    thursday: Thursday
    homes: AnAgency
    manager: Someone
    precious: UUID

    def partners(self) -> list[Partner]:
        """Return the partners as the page that closes shows them."""
        with an_act(self.thursday.team.lead, ENDS):
            return partners_of(whole=self.thursday.whole(), at=ENDS)

    def closes(self, *chosen: ToPartner, key: str = "") -> None:
        """Close, sending these."""
        with an_act(self.thursday.team.lead, ENDS) as act:
            pressed = replace(act, key=key or act.key)
            meetings.close(act=pressed, meeting_id=self.thursday.meeting_id, partners=list(chosen))

    def lines(self) -> list[tuple[str, str]]:
        """Return what the minutes say of partners."""
        with an_act(self.thursday.team.lead, FRIDAY):
            rows = queries.minutes_of(meeting_id=self.thursday.meeting_id)
        return [(head, said) for row in rows for head, said in row.lines if head.startswith("Partner")]

    def sent(self) -> list[str]:
        """Return whom something was sent to about Precious."""
        with an_act(self.thursday.team.lead, FRIDAY):
            return [one.contact for one in requests_of(person_ids=[self.precious])]


def ticked(one: Partner) -> ToPartner:
    """Return a partner as the page that closes ticks it."""
    assert one.contact
    return ToPartner(one.case_id, one.agency_id, one.purpose, one.contact.id, one.draft.seen)


@pytest.fixture
def told(team: ATeam) -> Told:
    """Everything of both cases is said: the meeting may close."""
    precious, tracey = (a_person(team, name) for name in (PRECIOUS, TRACEY))
    writes(team, precious, "Knock loudly and wait.")
    thursday = started(team, a_list(team, [precious, tracey]))
    manager = a_member(team, "Peter Lindqvist", "place-manager")
    homes = an_agency(team.lead)
    an_agreement(manager, homes, PURPOSE, FIELDS)
    works_with(team.nurse, precious, homes, PURPOSE)
    for name in (PRECIOUS, TRACEY):
        thursday.decide(name, thursday.work("Ring the housing panel"))
        thursday.settle(name, Settles(Outcome.SETTLED, tells=thursday.by_phone))
    return Told(thursday, homes, manager, precious)


def writes(team: ATeam, person_id: UUID, text: str) -> None:
    """Write how somebody wants to be helped, in a plan that begins with it."""
    with an_act(team.nurse) as act:
        plans.start(act=act, team_id=team.id, person_id=person_id)
    with an_act(team.nurse) as act:
        change = plans.Change(Content(text), "She said so", None)
        plans.write(act=act, team_id=team.id, person_id=person_id, section=Section.HELP, change=change)


def test_closing_sends_a_partner_what_was_decided_and_the_minutes_say_who_got_what(told: Told) -> None:
    with an_act(told.thursday.team.lead, ENDS), counted() as asked:
        whole = queries.whole(meeting=queries.meeting(meeting_id=told.thursday.meeting_id))
        [one] = partners_of(whole=whole, at=ENDS)
    assert (one.may, one.contact.name if one.contact else "", asked) == (True, "Jo Marsh", 6 + 11)
    texts = {part.field: part.text for part in one.draft.parts}
    assert texts["actions-of-all"] == "Ring the housing panel, by Friday 12 June: the team"
    assert texts["preferences"] == "Knock loudly and wait."
    with an_act(told.thursday.team.lead, ENDS) as act, counted() as sent:
        meetings.close(act=act, meeting_id=told.thursday.meeting_id, partners=[ticked(one)])
    assert sent == 25 + 11 + SENDING
    assert told.lines() == [
        (
            "Partner told",
            "Ashmere Homes, for Working together on their care. Sent to Jo Marsh: Who it is about, How they want to be helped and "
            "What everybody does. To be confirmed by Thursday 18 June.",
        )
    ]
    with an_act(told.thursday.team.lead, FRIDAY):
        [row] = requests_of(person_ids=[told.precious])
        assert (row.owner, row.number) == ("Ama Owusu", 1)
    entry = last_entry(told.thursday.team.lead, "mdt.close")
    assert entry.detail["request_id"] == str(row.id)


def test_what_a_partner_has_already_asks_nobody_again_and_left_out_is_kept_as_that(told: Told) -> None:
    [one] = told.partners()
    with an_act(told.thursday.team.nurse, ENDS) as act:
        by = local_day(ENDS) + timedelta(days=3)
        assert one.contact
        to = ToSend(one.agency_id, PURPOSE, one.contact.id, by, one.draft.seen)
        send(act=act, team_id=told.thursday.team.id, person_id=told.precious, to=to)
    [now] = told.partners()
    why = "They have it already: nothing that they may be told has changed."
    assert (now.may, now.why_not) == (False, why)
    with pytest.raises(Refusal, match="Ashmere Homes: They have it already"):
        told.closes(ticked(now))
    told.closes()
    assert told.lines() == [("Partner not sent", f"Ashmere Homes, for Working together on their care. {why}")]
    assert told.sent() == ["Jo Marsh"]


def test_who_may_be_told_nothing_of_what_was_decided_is_not_sent_the_rest(told: Told) -> None:
    team = told.thursday.team
    vale = an_agency(team.lead, "Vale Care")
    an_agreement(told.manager, vale, PURPOSE, ("name", "preferences"))
    works_with(team.nurse, told.precious, vale, PURPOSE)
    _homes, one = told.partners()
    assert (one.may, one.why_not) == (False, "Nothing that was decided is among what they may be told.")
    writes_more(told)
    _homes, one = told.partners()
    assert one.may, "the control: the plan was changed in this meeting, and they may be told how"


def test_no_agreement_an_objection_and_what_changed_since_it_was_looked_at_close_nothing(told: Told) -> None:
    team = told.thursday.team
    works_with(team.nurse, told.precious, an_agency(team.lead, "Vale Care"), PURPOSE)
    homes, vale = told.partners()
    assert (homes.may, vale.why_not) == (
        True, "There is no agreement with Vale Care for this: Working together on their care.",
    )  # fmt: skip
    with pytest.raises(Refusal, match="Vale Care: There is no agreement") as refused:
        told.closes(ticked(homes), ticked(vale))
    assert refused.value.field == f"partner-{vale.key}"
    assert (told.thursday.whole().meeting.closed_at, told.sent()) == (None, []), (
        "nothing is closed, and nothing is sent"
    )
    with pytest.raises(Refusal, match="Ashmere Homes: Something has changed since you looked at it"):
        told.closes(replace(ticked(homes), seen="something else"))
    with pytest.raises(Refusal, match="works with this person no more"):
        told.closes(replace(ticked(homes), purpose="emergency"))
    with an_act(team.nurse, THURSDAY) as act:
        object_to(
            act=act, team_id=team.id, person_id=told.precious, words="Not the housing people", agency_id=told.homes.id
        )
    with pytest.raises(Refusal, match="They do not want this shared with Ashmere Homes"):
        told.closes(ticked(homes))
    assert (told.thursday.whole().meeting.closed_at, told.sent()) == (None, [])
    told.closes()
    assert [said.partition(". ")[2] for _head, said in told.lines()] == [
        "They do not want this shared with Ashmere Homes.",
        "There is no agreement with Vale Care for this: Working together on their care.",
    ]


def test_the_same_press_twice_sends_once_and_each_partner_costs_the_same(told: Told) -> None:
    team = told.thursday.team
    vale = an_agency(team.lead, "Vale Care")
    an_agreement(told.manager, vale, PURPOSE, FIELDS)
    works_with(team.nurse, told.precious, vale, PURPOSE)
    chosen = [ticked(one) for one in told.partners()]
    with counted() as sent:
        told.closes(*chosen, key="pressed twice")
    assert sent == 1 + 25 + 11 + 2 * SENDING, "one puts the actor in place"
    told.closes(*chosen, key="pressed twice")
    assert told.sent() == ["Jo Marsh", "Jo Marsh"]


def test_nothing_restricted_leaves_nor_what_was_only_proposed(told: Told) -> None:
    thursday, team = told.thursday, told.thursday.team
    a_member(team, "Helen Marsh", "gp")
    with an_act(team.nurse, THURSDAY) as act:
        safeguarding.raise_concern(act=act, team_id=team.id, person_id=told.precious, raised=Raised(CANARY))
    thursday.decide(PRECIOUS, thursday.work("Halve the dose", subject="medicines"))
    [one] = told.partners()
    told.closes(ticked(one))
    with an_act(team.lead, FRIDAY):
        [row] = latest_of(team_id=team.id, person_ids=[told.precious])
        said = " ".join(part.text for part in row.parts) + " ".join(words for _head, words in told.lines())
    assert "Ring the housing panel" in said, "the control: what was decided leaves"
    assert all(secret not in said for secret in (CANARY, "Halve the dose"))
    with connection.cursor() as cursor, an_act(team.lead, FRIDAY):
        cursor.execute("select what from action_action where what = 'Decide: Halve the dose'")
        assert cursor.fetchall(), "the control: it is work of the team"


def test_whoever_may_not_share_closes_as_before_and_the_minutes_say_who_may(told: Told) -> None:
    team, old = told.thursday.team, "what their agreement allows.,decide,decide,decide"
    shipped, (by, *approvers) = shipped_files("decision-rights")["decision-rights.csv"], OFFICERS
    assert old in shipped
    ours = {"decision-rights": {"decision-rights.csv": shipped.replace(old, old.removesuffix("decide") + "no")}}
    with as_kith(at=AT) as act:
        publish_tables(act=act, place_id=team.info.place_id, team_id=team.id, tables=ours, by=by, approvers=approvers)
    [one] = told.partners()
    browser = signed_in(team.nurse, ENDS)
    page = browser.get(f"/meeting/{team.slug}/close/")
    forbidden = "A community nurse may not do this (RIGHT-425). Who can:"
    assert f"You send partners nothing from here: {forbidden}" in words(page)
    assert "checkbox" not in page.content.decode()
    with an_act(team.nurse, ENDS) as act, pytest.raises(NotAllowed, match="may not do this"):
        meetings.close(act=act, meeting_id=told.thursday.meeting_id, partners=[ticked(one)])
    minutes = browser.post(f"/meeting/{team.slug}/close/", form_of(page, "/close/"), follow=True)
    assert forbidden in words(minutes)
    [(head, said)] = told.lines()
    assert (head, forbidden in said, told.sent()) == ("Partner not sent", True, [])


def test_the_page_that_closes_ticks_who_may_be_told_and_shows_what_would_go(told: Told) -> None:
    team, browser = told.thursday.team, signed_in(told.thursday.team.lead, ENDS)
    page = browser.get(f"/meeting/{team.slug}/close/")
    assert "Ashmere Homes , Working together on their care: Jo Marsh, by Thursday 18 June What would go" in words(page)
    assert "Knock loudly and wait." in words(page)
    assert TRACEY not in words(page), "she has no partner"
    sent = form_of(page, "/close/")
    writes_more(told)
    stale = browser.post(f"/meeting/{team.slug}/close/", sent, follow=True)
    assert (stale.status_code, "Ashmere Homes: Something has changed since you looked at it" in words(stale)) == (
        422,
        True,
    )
    assert "Knock twice." in words(stale), "it is shown as it is now, and still ticked"
    minutes = browser.post(f"/meeting/{team.slug}/close/", form_of(stale, "/close/"), follow=True)
    assert "1 partner is asked." in words(minutes)
    assert "Partner told Ashmere Homes, for Working together on their care. Sent to Jo Marsh" in words(minutes)
    assert "Ashmere Homes: Sent, not opened yet" in words(minutes)


def writes_more(told: Told) -> None:
    """Change how she wants to be helped."""
    with an_act(told.thursday.team.nurse, THURSDAY) as act:
        now = plans.queries.latest_of(person_id=told.precious, section=Section.HELP)
        assert now
        change = plans.Change(Content("Knock twice."), "She said so", now.number)
        plans.write(
            act=act, team_id=told.thursday.team.id, person_id=told.precious, section=Section.HELP, change=change
        )
