"""What is restricted, told by others or kept by a child is in no text that leaves, whatever an agreement allows."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from builders import AT, ATeam, a_member, a_person, an_act, with_key
from kith.action import operations as actions
from kith.agency.rules import FIELDS
from kith.alignment.composing import known_of
from kith.alignment.composing_rules import COMPOSERS, compose
from kith.alignment.copy_presenter import copy_show
from kith.alignment.drafting import draft
from kith.alignment.sending import ToSend, send
from kith.contradiction.items import Item, add_item
from kith.contradiction.raising import say
from kith.door.models import Link
from kith.door.tokens import code_of, token_of
from kith.escalation import operations as escalations
from kith.message.mail_queries import asked_in
from kith.message.mailer import words_to_partner
from kith.message.models import Outward
from kith.network import operations as network
from kith.network.operations import Cares
from kith.person import operations as people
from kith.person.presenter import who_of
from kith.person.queries import identity
from kith.place.rules import local_day
from kith.plan import operations as plans
from kith.plan.agreeing import keep_back
from kith.plan.operations import Change, NewWork
from kith.plan.queries import versions
from kith.plan.rules import Content, Section
from kith.plan.shows import AgreedShow
from kith.safeguarding import operations as safeguarding
from kith.safeguarding.raising import Raised
from kith.web.shows import Filled
from partners import AnAgency, an_agency, an_agreement, works_with

CANARY = "zugzwang"
Plants = Callable[[ATeam, UUID, AnAgency], None]


def a_concern(team: ATeam, person_id: UUID, homes: AnAgency) -> None:
    with an_act(team.social_worker) as act:
        safeguarding.raise_concern(
            act=act, team_id=team.id, person_id=person_id, raised=Raised(f"{CANARY} on both arms")
        )


def an_escalation(team: ATeam, person_id: UUID, homes: AnAgency) -> None:
    with an_act(team.nurse) as act:
        escalations.raise_(act=act, team_id=team.id, person_id=person_id, worry=CANARY)


def a_kept_section(team: ATeam, person_id: UUID, homes: AnAgency) -> None:
    """A section that she keeps from her parents, with work that follows from it."""
    on = {"team_id": team.id, "person_id": person_id}
    follows = NewWork(f"Ask about {CANARY}", team.nurse.member_id, AT + timedelta(days=3))
    with an_act(team.nurse) as act:
        for section in (Section.HELP, Section.CONTINGENCY):
            change = Change(Content(f"Never mention {CANARY}"), "She said so", follows=follows)
            plans.write(act=with_key(act), **on, section=section, change=change)
            keep_back(act=with_key(act), **on, section=section, reason="She asked")


def a_carer(team: ATeam, person_id: UUID, homes: AnAgency) -> None:
    carer = Cares("mother", "cooks", "Ann Holt", f"her {CANARY}")
    with an_act(team.nurse) as act:
        network.add_carer(act=act, team_id=team.id, person_id=person_id, carer=carer)


def other_sections(team: ATeam, person_id: UUID, homes: AnAgency) -> None:
    """Parts of the plan that are no field: what matters, who they are, their story, risks."""
    on = {"team_id": team.id, "person_id": person_id}
    with an_act(team.nurse) as act:
        for section in (Section.MATTERS, Section.PEOPLE, Section.STRENGTHS, Section.RISKS):
            plans.write(act=with_key(act), **on, section=section, change=Change(Content(CANARY), "She said so"))


def a_matter(team: ATeam, person_id: UUID, homes: AnAgency) -> None:
    """A contradiction that concerns the agency, in somebody's words, and what another agency does."""
    on = {"team_id": team.id, "person_id": person_id}
    other = an_agency(team.lead, "Lark Care", "home-care")
    with an_act(team.nurse) as act:
        say(act=act, **on, about=f"They speak of {CANARY}", agency_id=homes.id)
        item = Item(person_id, team.id, "money", "shopping", "Sandra Pike", words=CANARY, agency_id=other.id)
        add_item(act=with_key(act), **on, item=item)


def other_work(team: ATeam, person_id: UUID, homes: AnAgency) -> None:
    """Work of other kinds than plain, or held for a reason: what a hold waits for is nobody's else."""
    with an_act(team.nurse) as act:
        key = actions.add(
            act=act, team_id=team.id, person_id=person_id, what="Ring the school", owner_id=team.nurse.member_id,
            due_at=AT + timedelta(days=2),
        )  # fmt: skip
        actions.comment(act=with_key(act), action_id=key, text=CANARY)
        actions.hold(act=with_key(act), action_id=key, version=1, reason=CANARY, return_date=date(2026, 6, 12))


NOTES = (
    "HIV positive, does not want it read out or written",
    "Hears voices at night",
    "Signs of self-harm on both arms",
    "Sees a psychiatrist",
    "Memory clinic says early dementia",
    "Son forgets his methadone",
    "Her sister says she once called the police",
    "Ex-husband Carl still has keys. Do not tell him she is here; he waits by the door",
)
"""What the team writes to itself before it meets somebody; each has a word of hearing, of doors or of risks."""


def notes_before_meeting(team: ATeam, person_id: UUID, homes: AnAgency) -> None:
    """What to know before meeting her, for the team alone, in sentences that also speak of hearing, doors and risks."""
    notes = ". ".join(f"{one}, {CANARY}" for one in NOTES)
    with an_act(team.nurse) as act:
        seen = identity(person_id=person_id).recorded_at
        people.correct(act=act, person_id=person_id, recorded_at=seen, changes={"needs": notes})


PLANTS: list[Plants] = [
    notes_before_meeting, a_concern, an_escalation, a_kept_section, a_carer, other_sections, a_matter, other_work,
]  # fmt: skip


@pytest.fixture
def homes(team: ATeam) -> AnAgency:
    """An agency; every field is asked for, as no agreement could allow more."""
    return an_agency(team.lead)


@pytest.fixture
def maya(team: ATeam) -> UUID:
    """A child with a plan, how to speak with her, and something to know before meeting her that is no field."""
    person_id = a_person(
        team, "Maya Holt", birth_date=date(2014, 3, 1), needs=f"Hears well. {CANARY} since May.", speaking="Texts"
    )
    with an_act(team.nurse) as act:
        plans.start(act=act, team_id=team.id, person_id=person_id)
    return person_id


def told(team: ATeam, person_id: UUID, agency: AnAgency) -> str:
    """All that could leave, to whoever reads as the safeguarding lead would."""
    with an_act(team.lead):
        parts = compose(known_of(person_id=person_id, team_id=team.id, at=AT), agency.id, set(COMPOSERS))
    return " ".join(f"{one.heading} {one.text}" for one in parts)


def test_every_field_that_can_be_allowed_has_one_composer() -> None:
    assert set(COMPOSERS) == set(FIELDS)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda one: one.__name__)
def test_nothing_restricted_told_by_others_or_kept_leaves(
    team: ATeam, maya: UUID, homes: AnAgency, plant: Plants
) -> None:
    plant(team, maya, homes)
    said = told(team, maya, homes)
    assert "Maya Holt" in said and CANARY not in said.casefold()


def test_the_control_a_word_in_the_open_part_of_the_plan_does_leave(team: ATeam, maya: UUID, homes: AnAgency) -> None:
    on = {"team_id": team.id, "person_id": maya}
    with an_act(team.nurse) as act:
        plans.write(act=act, **on, section=Section.HELP, change=Change(Content(CANARY), "She said so"))
    assert CANARY in told(team, maya, homes)
    with an_act(team.nurse) as act:
        keep_back(act=act, **on, section=Section.HELP, reason="She asked")
    assert CANARY not in told(team, maya, homes)


def test_of_meeting_somebody_only_what_was_written_to_be_told_leaves(team: ATeam, maya: UUID, homes: AnAgency) -> None:
    notes_before_meeting(team, maya, homes)
    said = told(team, maya, homes)
    assert not [one for one in NOTES if one in said]
    with an_act(team.nurse) as act:
        changes = {"speaking": f"Hears {CANARY}", "getting_in": "Ring. Key safe 4471", "visit_risk": "The dog"}
        seen = identity(person_id=maya).recorded_at
        people.correct(act=act, person_id=maya, recorded_at=seen, changes=changes)
    said = told(team, maya, homes)
    assert f"Hears {CANARY}" in said and "The dog" in said, "the control"
    assert "How to get in Ring. Key safe (ask the team)" in said


def test_what_one_agency_gives_is_told_to_another_as_it_was_chosen_and_not_as_it_was_typed(
    team: ATeam, maya: UUID, homes: AnAgency
) -> None:
    on, care = {"team_id": team.id, "person_id": maya}, an_agency(team.lead, "Lark Care", "home-care")
    with an_act(team.nurse) as act:
        for kind, subject, instruction in (
            ("medicine", "Morning", "administer"), ("medicine", f"{CANARY} round", "prompt"),
            ("equipment", "hoist", "provides"), ("equipment", f"{CANARY} pump", "provides"),
        ):  # fmt: skip
            item = Item(
                maya, team.id, kind, subject, "Sandra Pike", instruction=instruction, words=f"gives {CANARY} 40 ml",
                agency_id=care.id,
            )  # fmt: skip
            add_item(act=with_key(act), **on, item=item)
    said = told(team, maya, homes)
    assert "Medicine support, morning: administers: gives it, and sees that it is taken" in said
    assert "Medicine support: prompts" in said and "Equipment, hoist: provides it" in said and CANARY not in said
    assert f"gives {CANARY} 40 ml" in told(team, maya, care), "the control: whoever gives it knows it"


def test_work_is_told_to_the_agency_that_it_names_whole_and_to_no_other(
    team: ATeam, maya: UUID, homes: AnAgency
) -> None:
    age = an_agency(team.lead, "Age")
    doers = ("Village Garage", "Ashmere Homes Plus", "Ashmere Homes Plus, Ashmere", "Jo Marsh")
    own = ("ashmere homes", "Somebody new, Ashmere Homes")
    with an_act(team.nurse) as act:
        for doer in (*doers, *own):
            actions.add(
                act=with_key(act), team_id=team.id, person_id=maya, what=f"Work of {doer}", owner_id=team.nurse.member_id,
                due_at=AT + timedelta(days=2), doer_kind="partner", doer=doer,
            )  # fmt: skip
        known = known_of(person_id=maya, team_id=team.id, at=AT)
    told_to = {
        agency: {one.text.partition(",")[0] for one in compose(known, agency.id, {"actions-of-agency"})}
        for agency in (age, homes)
    }
    assert told_to == {age: set(), homes: {"Work of ashmere homes", "Work of Somebody new"}}


def leaving(team: ATeam, person_id: UUID, homes: AnAgency) -> dict[str, str]:
    """Ask an agency that may be told everything; return all that it gets: rows, mail, and the pages of its link."""
    manager = a_member(team, "Peter Lindqvist", "place-manager")
    an_agreement(manager, homes, fields=tuple(FIELDS))
    works_with(team.nurse, person_id, homes)
    on = {"team_id": team.id, "person_id": person_id}
    with an_act(team.nurse) as act:
        now = draft(**on, agency_id=homes.id, purpose="coordinate-care", at=AT)
        day = local_day(AT) + timedelta(days=4)
        key = send(
            act=act, **on, to=ToSend(homes.id, "coordinate-care", homes.contact_id, day, now.seen, question="Right?")
        )
    with an_act(team.nurse), connection.cursor() as cursor:
        link, mail = Link.objects.get(for_id=key), Outward.objects.get()
        cursor.execute("select s::text from alignment_summary s union all select d::text from agency_disclosure d")
        rows = " ".join(text for (text,) in cursor.fetchall())
        words = " ".join(words_to_partner(asked_in(mail_id=mail.mail_id)))
    address, browser = f"/answer/{token_of(link.id)}", Client()
    opened = browser.post(f"{address}/open", {"code": code_of(link.id)})
    assert opened.status_code == 200
    return {
        "rows": rows,
        "mail": words,
        "before it is opened": browser.get(address).content.decode(),
        "behind the link": opened.content.decode(),
    }


def test_no_canary_reaches_a_partner_who_may_be_told_everything(team: ATeam, maya: UUID, homes: AnAgency) -> None:
    for plant in PLANTS:
        plant(team, maya, homes)
    found = leaving(team, maya, homes)
    assert [where for where, text in found.items() if CANARY in text.casefold()] == []
    assert "Maya Holt" in found["rows"] and "Maya Holt" in found["behind the link"]
    assert "Maya" not in found["mail"] + found["before it is opened"]


def test_the_control_an_open_word_reaches_the_partner_and_never_the_mail(
    team: ATeam, maya: UUID, homes: AnAgency
) -> None:
    on = {"team_id": team.id, "person_id": maya}
    with an_act(team.nurse) as act:
        plans.write(act=act, **on, section=Section.HELP, change=Change(Content(CANARY), "She said so"))
    holding = [where for where, text in leaving(team, maya, homes).items() if CANARY in text.casefold()]
    assert holding == ["rows", "behind the link"]


def test_a_childs_own_copy_leaves_out_what_is_kept_from_her_parents(team: ATeam, maya: UUID, homes: AnAgency) -> None:
    a_kept_section(team, maya, homes)
    with an_act(team.nurse):
        who, rows = who_of(identity(person_id=maya), at=AT), versions(person_id=maya)
        agreed, form = AgreedShow("", "", [], [], is_child=True), Filled("")
        show = copy_show(who, rows, agreed, {Section.HELP, Section.CONTINGENCY}, "", [], [], "", form, AT)
        open_ = copy_show(who, rows, agreed, set(), "", [], [], "", form, AT)
    assert (show.parts, show.left_out) == ([], ["How I want to be helped", "If things go wrong"])
    assert CANARY in str(open_.parts), "the control: without what is kept it would stand there"
