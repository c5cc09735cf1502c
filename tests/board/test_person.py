"""The page of one person: what it says, to whom, what it leaves on the trail, in how many statements."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from crowd import writing
from kith.access.home import with_key
from kith.act import Refusal
from kith.act.register import commands
from kith.action import operations as action
from kith.action.queries import waiting_for_person
from kith.board.trail_words import COMMANDS, words_of
from kith.caseload import operations as caseload
from kith.caseload.queries import entry_of
from kith.handover.merging import merge
from kith.handover.telling_apart import tell_apart
from kith.huddle.types import Told
from kith.person.models import ContactDetail
from kith.person.operations import correct, record_death
from kith.person.queries import identity
from kith.record.models import Fact
from kith.trail.models import Entry, Look
from kith.trail.queries import TrailLine
from statements import counted

from .north import (
    AT,
    North,
    a_contact,
    a_huddle,
    a_person,
    a_plan,
    an_action,
    an_escalation,
    on_the_list_of,
    protect,
    signed_in,
)
from .reading import Element, page, whole

DAY = timedelta(days=1)
FIVE_PM = AT.replace(hour=16, minute=0)


def facts(north: North, person_id: UUID, *known: dict[str, object]) -> None:
    """Write facts as an import brings them."""
    with north.act() as act, writing(act) as by:
        Fact.objects.bulk_create(
            Fact(person_id=person_id, act_id=by, source_system="GP record", source_id=str(uuid4()), **one)
            for one in known
        )


def fact(kind: str, label: str, day: date = date(2020, 3, 5), **more: object) -> dict[str, object]:
    """Describe one fact."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=AT.tzinfo)
    return {"kind": kind, "label": label, "starts_at": at, "starts_precision": "day", **more}


def opened(north: North, person_id: UUID, who: str = "Ama") -> Element:
    """Open a person's page as a member; return all of it."""
    answer = signed_in(north.named[who].account_id).get(f"/person/{person_id}/")
    assert answer.status_code == 200
    return whole(answer)


def sheet(shown: Element, heading: str) -> Element:
    """Return the part of a page under a heading."""
    return next(one for one in shown.all("section") if one.all("h2") and one.all("h2")[0].text.startswith(heading))


def test_the_first_answers_are_who_what_matters_who_leads_what_is_due_when_seen(north: North):
    doris = a_person(
        north,
        "Doris Pettigrew",
        lead="Joy",
        known_as="Dot",
        needs="Deaf in her left ear",
        what_matters="My own kitchen",
    )
    an_action(north, doris, "Blood result", AT.replace(day=3), owner="Tom")
    an_action(north, doris, "Ring the pharmacy", FIVE_PM, owner="Joy")
    a_contact(north, doris, "made", AT - 12 * DAY)
    a_plan(north, doris, AT + DAY, by="Ama")

    shown = opened(north, doris)

    assert shown.one("h1").text == "Doris Pettigrew"
    band = shown.one("section", aria_label="Whose")
    assert "Born 12 March 1942 (84)" in band.text
    assert "no number: made for a test" in band.text
    assert "Deaf in her left ear" in shown.one("section", aria_label="Needs").text
    assert "“My own kitchen”" in sheet(shown, "What matters most to Dot").text
    assert sheet(shown, "Leads today").text == "Leads today Joy Adeyemi Named lead, on shift today"
    assert "1 late, 1 today Blood result: 3 days late" in sheet(shown, "Due").text
    assert sheet(shown, "Last seen").text == "Last seen 12 days Next: Tomorrow, you"


@pytest.mark.parametrize(
    ("lead", "words"),
    [
        ("Joy", "Joy Adeyemi Named lead, on shift today"),
        ("Peter", "Ama Owusu Duty lead: the named lead and the deputy are not on shift"),
        ("", "Ama Owusu Duty lead: no named lead is set"),
    ],
)
def test_the_page_says_by_which_rule_somebody_leads_today(north: North, lead: str, words: str):
    doris = a_person(north, "Doris Pettigrew", lead=lead)

    shown = sheet(opened(north, doris, "Tom"), "Leads today").text

    assert words in shown


def test_every_open_action_stands_with_its_state_in_words(north: North):
    doris = a_person(north, "Doris Pettigrew")
    an_escalation(north, doris, "Breathless at rest", AT + timedelta(minutes=38))
    an_action(north, doris, "Blood result", AT.replace(day=3))
    an_action(north, doris, "Ring the pharmacy", FIVE_PM, owner="Joy")
    an_action(north, doris, "Order the grab rail", AT + 4 * DAY)
    damp = an_action(north, doris, "Damp in the bedroom", AT + DAY, owner="Tom")
    with north.act("Tom", at=AT - DAY) as act:
        action.hold(act=act, action_id=damp, version=1, reason="the landlord", return_date=date(2026, 6, 15))

    shown = sheet(opened(north, doris), "Due and open")

    rows = [[part.text for part in row.parts if not isinstance(part, str)][:2] for row in shown.all("li")]
    assert rows == [
        ["Due today by 9am", "Breathless at rest Yours"],
        ["3 days late", "Blood result Yours"],
        ["Due today by 5pm", "Ring the pharmacy Joy Adeyemi"],
        ["Due Friday by 8:22am", "Order the grab rail Yours"],
        ["On hold until Monday 15 June", "Damp in the bedroom Tom Brennan. waiting: the landlord"],
    ]


def test_an_escalation_stands_first_with_its_clock(north: North):
    doris = a_person(north, "Doris Pettigrew")
    an_escalation(north, doris, "Breathless at rest", AT + timedelta(minutes=38))

    worry = opened(north, doris).one("section", class_="kith-worry")

    assert "Breathless at rest: by 9am" in worry.text
    assert "With Ama Owusu . Raised by Ama Owusu today 8am." in worry.text
    assert "Who was told, and what they said, is not written down yet." in worry.text
    assert "38 minutes left" in worry.text


def test_the_note_of_an_escalation_says_who_was_told_how_when_and_what_they_said(north: North):
    doris = a_person(north, "Doris Pettigrew")
    told = Told("Dr Marsh", "phone", AT - timedelta(minutes=22), "visits at 11am")
    an_escalation(north, doris, "Breathless at rest", AT + timedelta(minutes=38), told)
    with north.act() as act:
        [raised] = waiting_for_person(person_id=doris, at=AT)
        action.comment(act=act, action_id=raised.id, text="Daughter is with her")

    worry = opened(north, doris).one("section", class_="kith-worry").text

    assert "Told: Dr Marsh, phone, today 8am: “visits at 11am”." in worry
    assert "Latest note: Daughter is with her" in worry
    assert "not written down" not in worry


def test_a_running_huddle_offers_its_agenda_until_the_person_is_on_it(north: North):
    doris = a_person(north, "Doris Pettigrew")
    before = opened(north, doris)
    a_huddle(north)

    [offered] = [
        one for one in sheet(opened(north, doris), "On the list of").all("a") if "/huddle/" in one.attributes["href"]
    ]
    client = signed_in(north.ama.account_id)
    form = page(client.get(offered.attributes["href"])).one("form")
    chosen = form.one("option", selected="").attributes["value"]
    sent = {"key": form.one("input", name="key").attributes["value"], "person": chosen, "back": "person", "why": "fell"}
    added = client.post(form.attributes["action"], sent)

    assert "huddle" not in sheet(before, "On the list of").text
    assert offered.text == "Put on today’s huddle"
    assert added["Location"] == f"/person/{doris}/"
    assert "On the agenda of today’s huddle, at the end." in page(client.get(added["Location"])).text
    shown = sheet(opened(north, doris), "On the list of").all("a")
    [on_it] = [one for one in shown if one.attributes["href"].startswith("/huddle/north/item/")]
    assert on_it.text == "On the agenda of today’s huddle"


def test_a_huddle_left_open_yesterday_offers_nothing(north: North):
    doris = a_person(north, "Doris Pettigrew")
    a_huddle(north, AT - DAY)

    assert "huddle" not in sheet(opened(north, doris), "On the list of").text


def test_what_changed_says_what_it_was_before(north: North):
    doris = a_person(north, "Doris Pettigru", lead="Joy")
    with north.act("Tom", at=AT - 5 * DAY) as act:
        entry = entry_of(team_id=north.id, person_id=doris)
        caseload.set_leads(
            act=act, entry_id=entry.id, version=entry.version, named_lead_id=north.tom.member_id, deputy_id=None
        )
    with north.act("Tom", at=AT - DAY) as act:
        row = identity(person_id=doris)
        correct(
            act=act,
            person_id=doris,
            recorded_at=row.recorded_at,
            changes={"family": "Pettigrew", "birth_date": date(1942, 3, 21)},
        )

    shown = sheet(opened(north, doris), "What changed")
    trail = page(signed_in(north.ama.account_id).get(f"/person/{doris}/trail/?only=changes"))

    was = [one.text for one in shown.all("p", class_="kith-was")]
    assert was == [
        "Family name until yesterday: Pettigru",
        "Born until yesterday: 12 March 1942",
        "Named lead until Wednesday: Joy Adeyemi",
    ]
    assert [one.text for one in trail.all("span", class_="kith-was")] == was


def test_contacts_are_told_planned_first_then_the_latest(north: North):
    doris = a_person(north, "Doris Pettigrew")
    a_contact(north, doris, "made", AT - 12 * DAY)
    a_contact(north, doris, "missed", AT - 3 * DAY, reason="nobody in")
    a_plan(north, doris, AT + DAY)

    rows = [row.text for row in sheet(opened(north, doris), "Contacts").all("li")]

    assert [row.split(" Visit")[0] for row in rows] == [
        "Planned Tomorrow 8:22am",
        "Missed Friday 8:22am",
        "Made 27 May 8:22am",
    ]
    assert "Joy Adeyemi. nobody in" in rows[1]


def test_allergy_and_contacts_of_a_merged_record_stand_on_the_page_of_the_kept_one(north: North):
    doris, twin = a_person(north, "Doris Pettigrew"), a_person(north, "Doris Petigrew")
    facts(north, twin, fact("allergy", "Penicillin", date(2011, 1, 1), starts_precision="year"))
    before = opened(north, doris).text
    with north.act() as act:
        merge(act=act, kept_id=doris, other_id=twin, because="one person, two letters from the GP")

    shown = opened(north, doris)

    assert "Penicillin" not in before, "the control: it stood on the other record alone"
    assert "Penicillin" in sheet(shown, "What is known").text
    assert "Penicillin" in shown.one("section", class_="kith-needs").text
    with north.act():
        looked = Look.objects.filter(route="person", person_ids__contains=[doris, twin]).count()
    assert looked == 1


def test_what_is_known_stands_by_kind_with_date_and_source(north: North):
    doris = a_person(north, "Doris Pettigrew")
    facts(
        north,
        doris,
        fact("condition", "Heart failure", date(2019, 5, 2), status="active"),
        fact(
            "condition",
            "Broken wrist",
            date(2012, 1, 9),
            status="resolved",
            ends_at=datetime(2012, 4, 1, tzinfo=AT.tzinfo),
        ),
        fact("allergy", "Penicillin", date(2011, 1, 1), starts_precision="year", detail={"reactions": ["rash"]}),
        fact("allergy", "Latex", status="refuted"),
        fact("medicine", "Furosemide 40 mg", status="active", text="one in the morning"),
        fact("observation", "Body weight", date(2026, 6, 1), number=62.1, unit="kg"),
        fact("observation", "Body weight", date(2026, 5, 1), number=61.0, unit="kg"),
        fact("condition", "Depression", confidentiality="restricted"),
        fact("condition", "Written by mistake", is_in_error=True),
    )

    shown = opened(north, doris)

    known = sheet(shown, "What is known")
    assert [row.text for row in known.all("li")] == [
        "Heart failure since 2 May 2019, GP record",
        "Broken wrist (resolved) 9 January 2012 to 1 April 2012, GP record",
        "Penicillin since 2011, GP record",
        "Latex (refuted) since 5 March 2020, GP record",
        "Furosemide 40 mg: one in the morning since 5 March 2020, GP record",
        "Body weight: 62.1 kg 1 June 2026, GP record",
        "1 fact is restricted ask your safeguarding lead",
    ]
    needs = shown.one("section", aria_label="Needs").text
    assert "Allergy: Penicillin (rash, 2011)" in needs
    assert "Latex" not in needs


def test_300_facts_stay_behind_a_press_and_a_link_and_none_is_lost(north: North):
    doris = a_person(north, "Doris Pettigrew")
    facts(north, doris, *(fact("medicine", f"Medicine {n:03}", date(2020, 1, 1) + n * DAY) for n in range(300)))

    known = sheet(opened(north, doris), "What is known")
    client = signed_in(north.ama.account_id)
    pages = [page(client.get(f"/person/{doris}/known/medicine/?page={n}")) for n in (1, 2, 3)]

    assert len(known.all("ul")[0].all("li")) == 5
    assert "and 35 more" in known.text
    assert [one.text for one in known.all("a")] == ["Usual observations", "All 300 : Medicines"]
    listed = [row.one("p").text for one in pages for row in one.all("li")]
    assert len(listed) == len(set(listed)) == 300
    assert client.get(f"/person/{doris}/known/secrets/").status_code == 404


def test_who_can_see_this_begins_with_my_own_reason(north: North, south: North):
    doris = a_person(north, "Doris Pettigrew")
    on_the_list_of(south, doris)

    shown = sheet(opened(north, doris), "Who can see this")

    assert shown.text.startswith(
        "Who can see this, and why You can, as community nurse of North: on the list since 9 April 2026."
    )
    assert [row.text for row in shown.one("ul", class_="kith-bullets").all("li")] == [
        "4 members of North: on the list",
        "Members of South: on the list",
    ]


def test_who_looked_in_the_last_seven_days_is_counted_and_named(north: North):
    doris = a_person(north, "Doris Pettigrew")
    for who in ("Joy", "Joy", "Tom"):
        opened(north, doris, who)
    signed_in(north.peter.account_id).get("/board/north/?rest=show")

    shown = sheet(opened(north, doris), "Who can see this")

    assert "Opened 3 times in the last 7 days, by 2 people; shown on a list or found once." in shown.text
    looked = shown.one("details").text
    assert "Joy Adeyemi, community nurse" in looked
    assert "Tom Brennan, community nurse" in looked


def test_changes_since_i_looked_are_marked(north: North, monkeypatch: pytest.MonkeyPatch):
    doris = a_person(north, "Doris Pettigrew")
    opened(north, doris)
    with north.act("Tom", at=AT + timedelta(minutes=5)) as act:
        action.add(
            act=act,
            team_id=north.id,
            person_id=doris,
            what="Ring the pharmacy",
            owner_id=north.tom.member_id,
            due_at=FIVE_PM,
        )
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT + timedelta(minutes=10))

    shown = sheet(opened(north, doris), "Changed since you looked")

    assert "You last looked today 8:22am. 1 change since." in shown.text
    rows = shown.all("li")
    assert rows[0].text == "Tom Brennan added an action Today 8:27am"
    assert [bool(row.all("p", class_="kith-new")) for row in rows] == [True, False]


def test_the_trail_tells_looks_changes_and_refusals_in_sentences(north: North):
    doris = a_person(north, "Doris Pettigrew")
    opened(north, doris, "Joy")
    with pytest.raises(Refusal), north.act("Tom") as act:
        action.add(act=act, team_id=north.id, person_id=doris, what=" ", owner_id=north.tom.member_id, due_at=AT + DAY)
    client = signed_in(north.ama.account_id)

    shown = page(client.get(f"/person/{doris}/trail/"))
    only = {kind: page(client.get(f"/person/{doris}/trail/?only={kind}")) for kind in ("looks", "changes", "refused")}

    assert shown.one("h1").text == "Who looked, and who changed what"
    sentences = [row.one("p").text for row in shown.all("li") if row.all("p")]
    assert "Joy Adeyemi opened the record. community nurse" in sentences
    assert "Tom Brennan was refused: added an action. community nurse" in sentences
    assert sentences[-1] == "Ama Owusu put the person on the list. community nurse"
    assert all("opened" in row.text for row in only["looks"].all("li") if row.all("p"))
    assert [row.one("p").text for row in only["refused"].all("li") if row.all("p")] == [
        "Tom Brennan was refused: added an action. community nurse"
    ]
    assert "put the person on the list" in only["changes"].text


def test_every_command_about_a_person_has_words():
    silent = (
        "access.",
        "place.",
        "team.",
        "message.",
        "policy.",
        "rulebook.",
        "supervision.",
        "test.",
        "huddle.set_attendance",
        "sharing.take_staff_row",
        "huddle.add_minutes",
        "huddle.open_room",
        "board.save_view",
        "board.rename_view",
        "board.share_view",
        "board.remove_view",
        "board.tell_followers",
        "board.end_follows",
        "board.ask_for_line",
        "board.tell_lapsing",
        "agency.add_agency",
        "agency.change_agency",
        "agency.add_contact",
        "agency.change_contact",
        "agency.agree",
        "agency.end_agreement",
        "mdt.add_minutes",
        "mdt.set_attendance",
    )

    unsaid = {name for name, _version in commands() if not name.startswith(silent) and name not in COMMANDS}

    assert unsaid == set()
    line = TrailLine(AT, None, "nurse", "some.command", "done", "", None)
    assert words_of(line) == "did “some.command”"


@pytest.mark.parametrize("rest", ["", "trail/", "known/medicine/", "address/"])
def test_somebody_of_another_team_is_missing_like_nobody_and_the_try_is_one_refusal(
    north: North, south: North, rest: str
):
    doris = a_person(north, "Doris Pettigrew")
    client = signed_in(south.tom.account_id)

    hidden, missing = client.get(f"/person/{doris}/{rest}"), client.get(f"/person/{uuid4()}/{rest}")

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert page(hidden).text == page(missing).text
    with south.act("Tom"):
        assert Entry.objects.filter(account_id=south.tom.account_id, outcome="refused").count() == 2
        assert not Look.objects.filter(account_id=south.tom.account_id).exists()


def an_address(north: North, person_id: UUID) -> None:
    with north.act(at=AT - 9 * DAY) as act, writing(act) as by:
        ContactDetail(person_id=person_id, kind="address", value="18 Larch Row", postcode="ZZ1 1AA", act_id=by).save()


def test_the_address_is_told_after_a_press_only_and_leaves_a_look_of_its_own(north: North):
    doris = a_person(north, "Doris Pettigrew")
    an_address(north, doris)
    client, address = signed_in(north.ama.account_id), f"/person/{doris}/address/"

    before = [client.get(f"/person/{doris}/"), client.get("/board/north/?rest=show"), client.get(address)]
    told = client.post(address)

    assert all("Larch Row" not in answer.content.decode() for answer in before)
    assert "Address 18 Larch Row ZZ1 1AA" in page(told).text
    with north.act():
        looks = Look.objects.filter(account_id=north.ama.account_id, route="person-address")
        assert [(look.kind, look.person_ids) for look in looks] == [("open", [doris])] * 2


def test_an_address_that_held_before_is_told_with_its_end(north: North):
    doris = a_person(north, "Doris Pettigrew")
    an_address(north, doris)
    with north.act(at=AT - 5 * DAY) as act, writing(act) as by:
        ContactDetail.objects.filter(person_id=doris).delete()
        ContactDetail(person_id=doris, kind="address", value="3 Ropewalk", postcode="ZZ1 1AB", act_id=by).save()
        ContactDetail(person_id=doris, kind="phone", value="01632 960 100", act_id=by).save()

    shown = page(signed_in(north.ama.account_id).post(f"/person/{doris}/address/")).one("dl")

    assert [one.text for one in (*shown.all("dt"), *shown.all("dd"))] == [
        "Address",
        "Phone",
        "Address until Wednesday",
        "3 Ropewalk ZZ1 1AB",
        "01632 960 100",
        "18 Larch Row ZZ1 1AA",
    ]


def test_where_a_protected_person_is_cannot_be_asked_here(north: North):
    doris = a_person(north, "Doris Pettigrew")
    an_address(north, doris)
    protect(north, doris)
    client = signed_in(north.ama.account_id)

    shown, told = client.get(f"/person/{doris}/"), client.post(f"/person/{doris}/address/")

    for answer in (shown, told):
        assert "Larch Row" not in answer.content.decode()
        assert "Protected" in answer.content.decode()
    assert "Ask your safeguarding lead." in page(told).text


def test_opening_is_one_look_at_that_person(north: North):
    doris = a_person(north, "Doris Pettigrew")
    opened(north, doris)

    with north.act():
        look = Look.objects.get(account_id=north.ama.account_id)
        assert (look.kind, look.route, look.person_ids) == ("open", "person", [doris])


def test_the_statements_are_the_same_for_a_new_person_and_for_300_facts_and_contacts(north: North, south: North):
    new, known = a_person(north, "Doris Pettigrew"), a_person(north, "Walter Marsh")
    on_the_list_of(south, known)
    facts(north, known, *(fact("observation", f"Test {n}", number=n) for n in range(300)))
    for day in range(1, 12):
        a_contact(north, known, "made", AT - day * DAY)
        an_action(north, known, "Ring the pharmacy", AT + day * DAY)
    numbers = []
    client = signed_in(north.ama.account_id)
    for person in (new, known):
        with counted() as statements:
            client.get(f"/person/{person}/")
        numbers.append(statements.number)

    context = 1
    assert numbers == [15, 15]
    assert numbers[0] + context <= 16


def test_a_record_that_may_be_of_the_same_person_is_one_press_away_for_those_who_may_merge(north: North):
    born = date(1942, 3, 12)
    doris, twin = (a_person(north, name, birth_date=born) for name in ("Doris Pettigrew", "Doris Petigrew"))
    a_person(north, "Walter Marsh", birth_date=date(1930, 1, 1))
    client = signed_in(north.ama.account_id)
    words = client.get(f"/person/{doris}/").content.decode()
    assert (
        "Likely one person with another record: same birth date, name differs by one letter, or two are swapped."
        in words
    )
    assert f'href="/person/{doris}/same/{twin}/"' in words
    assert "Petigrew" not in words, "whose record it is stands on the page that compares, and there it is a look"
    with north.act() as act:
        tell_apart(act=act, person_id=doris, other_id=twin, because="cousins")
    assert "with another record" not in client.get(f"/person/{doris}/").content.decode()


def test_a_person_who_has_died_is_said_to_have(north: North):
    doris = a_person(north, "Doris Pettigrew")
    with north.act() as act:
        record_death(act=with_key(act), person_id=doris, died_at=AT - DAY)

    assert "Died on Sunday 7 June 2026" in opened(north, doris).text
