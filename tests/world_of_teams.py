"""
Two teams with everything on them that a page or an examination can meet, made through the real operations.

North and South hold the same kinds of things: people on the list and off it, an import not yet looked through, work in
every state, contacts of every kind, an override, an absence, a closed huddle with an escalation and an open one.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from builders import AT, ATeam, Someone, a_home, a_member, a_team, an_act, close_entry, reached_by_mail, with_key
from kith.access.home import as_kith
from kith.act.register import command_named
from kith.action import offering
from kith.action import operations as action
from kith.agency.disclosing import Said, tell
from kith.agency.objecting import Overrides, object_to, override
from kith.agency.operations import Known, add_agency
from kith.alignment import operations as alignment
from kith.alignment import rules as aligned
from kith.alignment.drafting import draft
from kith.board import operations as board
from kith.casefile import operations as casefile
from kith.caseload import operations as caseload
from kith.caseload.queries import entry_of
from kith.contact import operations as contact
from kith.contact.absence import set_away
from kith.contact.check_queries import signs_now
from kith.contact.check_rules import Check, SignAnswer
from kith.contact.planning import plan_series
from kith.contact.series_rules import Wanted
from kith.contradiction.ending import Agrees
from kith.contradiction.items import Item, add_item
from kith.contradiction.queries import open_of
from kith.contradiction.settling import Settlement, settle
from kith.escalation import operations as escalations
from kith.escalation.queries import not_closed
from kith.escalation.rules import Crossing
from kith.handover import operations as handover
from kith.handover.asking import ask_to_see
from kith.handover.closing import Why
from kith.handover.deaths import record_death
from kith.handover.merging import merge
from kith.handover.models import Alike
from kith.handover.telling_apart import tell_apart
from kith.huddle import operations as huddle
from kith.huddle import queries as huddles
from kith.huddle.outcome_rules import Outcome
from kith.huddle.queries import ItemRow
from kith.huddle.types import Decision, Told
from kith.jobs.hourly import gather_supervision
from kith.mdt import operations as mdt
from kith.mdt import queries as mdts
from kith.mdt.rules import Outcome as Spoken
from kith.mdt.types import Decides, Settles, Tells
from kith.message.delivering import deliver
from kith.message.mail_rules import Handed, MailStep
from kith.network import operations as network
from kith.network.operations import Cares
from kith.person.operations import Details
from kith.place.rules import local_day
from kith.plan import agreeing
from kith.plan import operations as plans
from kith.plan.queries import plan_now
from kith.plan.rules import Content, Section, Sign
from kith.policy.reading import shipped_files
from kith.preparation import operations as prepared
from kith.preparation.operations import Asks, Sets
from kith.preparation.queries import cases_of
from kith.preparation.queries import coming as next_meeting
from kith.proposal import operations as proposals
from kith.rulebook import operations as rulebook
from kith.safeguarding import operations as safeguarding
from kith.safeguarding.raising import Raised, Suspected
from kith.sharing.sheets_cells import PersonRow
from kith.sharing.sheets_people import finish_sheet, take_person_row
from kith.supervision import operations as supervision
from kith.supervision import queries as supervisions
from kith.team import operations as teams
from kith.team.queries import members
from partners import TOLD, AnAgency, an_agency, an_agreement, works_with

FRIDAY = AT - timedelta(days=3)
TODAY = local_day(AT)
NOBODY = UUID(int=9, version=4)
TONIGHT = AT + timedelta(hours=10)
"""When the cover of South begins."""


@dataclass(frozen=True)
class Held:
    """What one team holds. Lists stand in the order in which they were made."""

    team: ATeam
    people: list[UUID]
    entry_ids: list[UUID]
    gone: UUID
    dead: UUID
    merged: UUID
    merged_entry: UUID
    brought_in: list[UUID]
    intake_id: UUID
    alike_id: UUID
    ask_id: UUID
    open_action: UUID
    held_action: UUID
    done_action: UUID
    offer_id: UUID
    accepted_offer: UUID
    declined_offer: UUID
    planned: UUID
    made: UUID
    absence_id: UUID
    closed_huddle: UUID
    closed_items: list[UUID]
    open_huddle: UUID
    open_items: list[UUID]
    remark: UUID
    view_id: UUID
    escalation_id: UUID
    spared_id: UUID
    proposal_id: UUID
    version_id: UUID
    concern_id: UUID
    line_id: UUID
    note_id: UUID
    session_id: UUID
    series_id: UUID
    file_id: UUID
    release_id: UUID
    export_id: UUID
    carer_id: UUID
    doing_id: UUID
    contradiction_id: UUID
    agency_id: UUID
    partner_contact_id: UUID
    involved_id: UUID
    objection_id: UUID
    request_id: UUID | None = None
    override_id: UUID = NOBODY
    weekly_meeting: UUID | None = None
    weekly_case: UUID | None = None
    weekly_question: UUID | None = None
    mdt_meeting: UUID | None = None
    mdt_case: UUID | None = None
    mdt_telling: UUID | None = None

    @property
    def actions(self) -> list[UUID]:
        """The actions, whatever their state."""
        return [self.open_action, self.held_action, self.done_action]


@dataclass(frozen=True)
class TwoTeams:
    """Two teams of two places: nobody of one has a seat on the other."""

    north: Held
    south: Held
    manager: Someone
    supervisor: Someone
    cover: Someone
    agreement_id: UUID
    disclosure_id: UUID


def two_teams(names: tuple[str, str] = ("North", "South")) -> TwoTeams:
    """Make both teams; North also has a place manager, a clinical supervisor, and a nurse who covers South from tonight."""
    a_home(AT - timedelta(days=15))
    north, south = (a_team(name) for name in names)
    held = [full(team, number) for number, team in enumerate((north, south))]
    manager = a_member(north, "Peter Lindqvist", "place-manager", FRIDAY)
    supervisor = a_member(north, "Joy Supervisor", "clinical-supervisor", FRIDAY)
    with an_act(north.lead) as act:
        export_id = casefile.ask_export(act=act, file_id=held[0].file_id, to_whom="Ms Ombudsman", reason="by law")
    with an_act(supervisor) as act:
        casefile.approve_export(act=act, export_id=export_id)
    cover = a_member(north, "Night Owl", "nurse", FRIDAY)
    with as_kith(at=AT) as act:
        teams.set_on_call(act=act, place_id=south.place_id, account_id=cover.account_id, since=TONIGHT)
    theirs = a_member(south, "Ines Supervisor", "clinical-supervisor", FRIDAY)
    held = [all_the_same(one, who) for one, who in zip(held, (supervisor, theirs), strict=True)]
    shared = shared_with_partner(held[0], manager)
    an_agreement(
        a_member(south, "Grace Moyo", "place-manager", FRIDAY), AnAgency(held[1].agency_id, held[1].partner_contact_id)
    )
    held = [replace(one, request_id=a_request(one)) for one in held]
    reached_by_mail(north.lead, phone="07700 900123")
    deliver(AT, lambda mail, at: Handed(MailStep.SENT))
    return TwoTeams(*held, manager, supervisor, cover, *shared)


def full(team: ATeam, number: int) -> Held:
    """Put everything on one team; the family names of its people end with `number`."""
    lead, nurse = team.lead, team.nurse
    began = FRIDAY - timedelta(days=2)
    people = [a_person(team, f"Given{n}", f"Family{number}", at=began + timedelta(minutes=n)) for n in range(4)]
    entries = []
    for person in people:
        with an_act(nurse, began + timedelta(hours=1)) as act:
            entry = entry_of(team_id=team.id, person_id=person)
            assert entry is not None
            caseload.set_leads(
                act=act, entry_id=entry.id, version=1, named_lead_id=nurse.member_id, deputy_id=lead.member_id
            )
            entries.append(entry.id)
    gone = a_person(team, "Gone", f"Family{number}", at=began)
    with an_act(lead, began + timedelta(hours=2)) as act:
        entry = entry_of(team_id=team.id, person_id=gone)
        assert entry is not None
        close_entry(act, entry)
    dead = somebody_dead(nurse, team, number)
    merged, merged_entry = somebody_twice(nurse, team, number)
    brought_in, intake_id = an_import(team, began)
    actions = [an_action(nurse, people[n], f"Work {n}", at=began + timedelta(hours=3)) for n in range(3)]
    with an_act(nurse, FRIDAY) as act:
        action.hold(
            act=act,
            action_id=actions[1],
            version=1,
            reason="waiting for a letter",
            return_date=TODAY + timedelta(days=2),
        )
        action.complete(act=with_key(act), action_id=actions[2], version=1, outcome="done")
        action.comment(act=with_key(act), action_id=actions[0], text="rang twice")
    planned, made = contacts(nurse, people)
    with an_act(nurse) as act:
        caseload.override_day_lead(
            act=act, team_id=team.id, person_id=people[0], day=TODAY, member_id=lead.member_id, reason="knows her"
        )
    with an_act(lead) as act:
        absence_id = teams.record_absence(
            act=act,
            member_id=team.social_worker.member_id,
            first_day=TODAY + timedelta(days=20),
            last_day=TODAY + timedelta(days=22),
            reason="leave",
        )
    a_leave(nurse, actions[0])
    a_plan(team, people[0])
    for one in people[1:3]:
        with an_act(nurse) as act:
            plans.tell(act=act, team_id=team.id, person_id=one, kind="carer")
    a_sighting(team, people[0])
    with an_act(nurse) as act:
        tell_apart(act=act, person_id=people[0], other_id=people[1], because="cousins")
    closed, closed_items = a_closed_huddle(team, people, FRIDAY)
    with an_act(lead) as act:
        view_id = board.save_view(act=act, team_id=team.id, name="Late work", asks="why=overdue", is_shared=True)
    with an_act(lead) as act:
        running = huddle.start(act=act, team_id=team.id)
        items = [item.id for item in items_of(running)]
        remark = huddle.remark(act=with_key(act), item_id=items[0], text="her son is here until Sunday")
    escalation_id, spared_id = an_escalation(team, people[1])
    proposal_id = a_proposal(team, people[3])
    return Held(
        team,
        people,
        entries,
        gone,
        dead,
        merged,
        merged_entry,
        brought_in,
        intake_id,
        a_sheet(team, number),
        a_question(team, number),
        *actions,
        *offered(team, people[2], actions[0]),
        planned,
        made,
        absence_id,
        closed,
        closed_items,
        running,
        items,
        remark,
        view_id,
        escalation_id,
        spared_id,
        proposal_id,
        a_draft(team),
        a_concern(team, people[1]),
        *a_supervision(team, people[1]),
        a_series(nurse, people[2]),
        *a_case_file(team, people[1], spared_id),
        a_carer(team, people[0]),
        *two_instructions(team, people[0]),
        *a_partner(team, people[0]),
        **a_weekly_meeting(team, people[2]),
    )


def a_weekly_meeting(team: ATeam, person_id: UUID) -> dict[str, UUID]:
    """Hold today's weekly meeting on one person: a question is put, something is decided, and they are to be told."""
    with an_act(team.lead) as act:
        meets = Sets(AT.weekday(), time(14), 60, 8, ["nurse", "gp"])
        prepared.set_weekly(act=act, team_id=team.id, version=0, sets=meets)
    with as_kith(at=AT) as act:
        prepared.keep(act=act, team_id=team.id)
    with an_act(team.nurse) as act:
        coming = next_meeting(team_id=team.id)
        assert coming
        case_id = prepared.bring(act=act, meeting_id=coming.id, person_id=person_id, because="cannot cope")
        prepared.write_summary(act=with_key(act), case_id=case_id, number=0, texts={"risks": "Grey"})
        asked = prepared.OwnQuestion("Thank you", TODAY, "visit")
        prepared.write_asked(act=with_key(act), case_id=case_id, version=0, asked=asked)
        asks = Asks("Can a tablet be stopped?", "nurse")
        question_id = prepared.put_question(act=with_key(act), case_id=case_id, asks=asks)
        for one in cases_of(meeting_id=coming.id):
            if one.id != case_id:
                prepared.take_off(act=with_key(act), case_id=one.id, version=one.version, because="knows her")
    with an_act(team.lead) as act:
        held = mdt.start(act=act, meeting_id=coming.id, minutes=60)
    with an_act(team.lead):
        case = next(
            one for one in mdts.whole(meeting=mdts.meeting(meeting_id=held)).cases if one.person_id == person_id
        )
    by = AT + timedelta(hours=9)
    decides = Decides("Ring the practice", "action.add", team.nurse.member_id, team.nurse.member_id, by)
    with an_act(team.lead) as act:
        mdt.decide(act=act, case_id=case.id, decides=decides)
    with an_act(team.lead) as act:
        tells = Tells(team.nurse.member_id, "phone", by)
        settles = Settles(Spoken.SETTLED, tells=tells)
        mdt.settle(act=act, case_id=case.id, version=case.version, settles=settles)
        whole = mdts.whole(meeting=mdts.meeting(meeting_id=held))
    return {
        "weekly_meeting": coming.id, "weekly_case": case_id, "weekly_question": question_id, "mdt_meeting": held,
        "mdt_case": case.id, "mdt_telling": whole.tellings[case.id].id,
    }  # fmt: skip


def a_partner(team: ATeam, person_id: UUID) -> tuple[UUID, UUID, UUID, UUID]:
    """Return an agency, whom one reaches there, that it works with a person, and that the person does not want repairs told of."""
    agency = an_agency(team.lead)
    involved_id = works_with(team.nurse, person_id, agency)
    works_with(team.nurse, person_id, agency, "repairs", "consent")
    with an_act(team.nurse) as act:
        objection_id = object_to(
            act=act, team_id=team.id, person_id=person_id, words="Not my boiler", agency_id=agency.id, purpose="repairs"
        )
    return agency.id, agency.contact_id, involved_id, objection_id


def all_the_same(held: Held, supervisor: Someone) -> Held:
    """Let repairs be shared with the agency of a team although the person objects."""
    against = Overrides(held.agency_id, "repairs", "No heating", "Housing Act 2004", TODAY, TOLD)
    with an_act(supervisor) as act:
        key = override(act=act, team_id=held.team.id, person_id=held.people[0], sharing=against)
    return replace(held, override_id=key)


def shared_with_partner(held: Held, manager: Someone) -> tuple[UUID, UUID]:
    """Return what was agreed with the agency of a team, and what it was told against what the person said."""
    team, agency = held.team, AnAgency(held.agency_id, held.partner_contact_id)
    agreement_id = an_agreement(manager, agency)
    an_agreement(manager, agency, "repairs", ("name",))
    on: dict[str, UUID] = {"team_id": team.id, "person_id": held.people[0]}
    with an_act(team.nurse) as act:
        disclosure_id = tell(act=act, **on, said=Said(agency.id, "repairs", ["name"]))
        tell(act=with_key(act), **on, said=Said(agency.id, "coordinate-care", ["name"]))
    return agreement_id, disclosure_id


def a_request(held: Held) -> UUID:
    """Return what an agency is asked about its own repair, once answered that it is not right, and once not answered yet."""
    team, person_id = held.team, held.people[0]
    on: dict[str, UUID] = {"team_id": team.id, "person_id": person_id}
    agency: dict[str, Any] = {"agency_id": held.agency_id, "purpose": "coordinate-care"}
    with an_act(team.nurse) as act:
        action.add(
            act=act, **on, what="Repair the damp", owner_id=team.nurse.member_id, due_at=AT + timedelta(days=2),
            doer_kind="partner", doer="Jo Marsh, Ashmere Homes",
        )  # fmt: skip
        now = draft(**on, **agency, at=AT)
        to = alignment.ToSend(contact_id=held.partner_contact_id, by=TODAY + timedelta(days=4), seen=now.seen, **agency)
        first = alignment.send(act=with_key(act), **on, to=to)
        [asked] = [one.key for one in now.parts if one.is_asked]
        said = {asked: aligned.Answered(aligned.Said.NO, "Next week")}
        alignment.record_answer(act=with_key(act), request_id=first, version=1, answers=said)
        alignment.give_copy(act=with_key(act), **on, number=plan_now(person_id=person_id).number, given_to="person")
        return alignment.send(act=with_key(act), **on, to=to)


def a_carer(team: ATeam, person_id: UUID) -> UUID:
    """Return a carer with an assessment that was declined, and one who cares no longer beside them."""
    with an_act(team.nurse) as act:
        first, second = (
            network.add_carer(act=one, team_id=team.id, person_id=person_id, carer=Cares("neighbour", "shopping", name))
            for one, name in ((act, "Mrs Clarke"), (with_key(act), "Mr Bell"))
        )
        on = {"team_id": team.id, "carer_id": first}
        network.assess_carer(act=with_key(act), **on, state="declined", on_date=TODAY, note="not now")
        network.end_carer(act=with_key(act), team_id=team.id, carer_id=second, version=1, because="moved away")
    return first


def two_instructions(team: ATeam, person_id: UUID) -> tuple[UUID, UUID]:
    """Let two agencies contradict twice, settle one of it; return an item, and the contradiction that is open."""
    partners = []
    for name, service in (("Harvest Care", "home-care"), ("Wexcombe Council", "housing")):
        with an_act(team.lead) as act:
            partners.append(add_agency(act=act, team_id=team.id, known=Known(name, service, "")))
    said = [("medicine", "morning", ("prompt", "administer")), ("money", "shopping", ("handles", "helps"))]
    for kind, subject, choices in said:
        for agency_id, choice in zip(partners, choices, strict=True):
            item = Item(person_id, team.id, kind, subject, "Jo Marsh", choice, agency_id=agency_id)
            with an_act(team.nurse) as act:
                doing_id = add_item(act=act, team_id=team.id, person_id=person_id, item=item)
    with an_act(team.nurse) as act:
        first, second = open_of(person_ids=[person_id], at=AT)
        agreed = [Agrees("left", "Jo Marsh", "by telephone"), Agrees("right", "Ann Bell", "by telephone")]
        settle(
            act=act,
            contradiction_id=first.id,
            version=1,
            settlement=Settlement("Home care prompts", "Both by telephone", agreed),
        )
    return doing_id, second.id


def a_draft(team: ATeam) -> UUID:
    """Return a draft of a rule table that the nurse proposes: Waterlow with another owner, signed by nobody yet."""
    file = "thresholds/waterlow.csv"
    shipped = shipped_files("waterlow")[file]
    ours = shipped.replace("clinical safety officer", "clinical supervisor", 1)
    with an_act(team.nurse) as act:
        return rulebook.propose(
            act=act, team_id=team.id, table="waterlow", files={file: ours}, why="Sooner than the huddle"
        )


def a_plan(team: ATeam, person_id: UUID) -> None:
    """Write a plan of two versions of one section, signed as far as it is to be, and read by the lead."""
    texts = [(Section.HELP, Content("Knock twice."), None), (Section.HELP, Content("Knock twice, then ring."), 1)]
    signs = Content(signs=[Sign("", "Grey", "Ring the GP")])
    on = {"team_id": team.id, "person_id": person_id}
    with an_act(team.nurse) as act:
        plans.start(act=act, **on)
        for section, content, seen in [*texts, (Section.SIGNS, signs, None)]:
            plans.write(act=with_key(act), **on, section=section, change=plans.Change(content, "she said so", seen))
        plans.sign_off(act=with_key(act), **on, section=Section.SIGNS, number=3)
        plans.mark_read(act=with_key(act), **on, number=1)
        plans.set_aside(act=with_key(act), **on, section=Section.HELP, content=Content("Just ring."), seen=1)
        plans.review(act=with_key(act), **on, number=3, outcome="With her; it holds")
        agreeing.agree(act=with_key(act), **on, number=3, by="self")


def a_sighting(team: ATeam, person_id: UUID) -> UUID:
    """Record a visit at which the warning sign of the plan was seen, and its response started; return the contact."""
    with an_act(team.nurse) as act:
        now = signs_now(person_id=person_id)
        seen = Check(now.number, signs=[SignAnswer(UUID(now.signs[0].id), "seen")])
        return contact.record(
            act=act, team_id=team.id, person_id=person_id, member_id=team.nurse.member_id, way="visit", state="made",
            check=seen,
        )  # fmt: skip


def a_case_file(team: ATeam, person_id: UUID, row_id: UUID) -> tuple[UUID, UUID, UUID]:
    """Return a case file, the release of a line that was withheld by hand, and an export: both wait for a second person."""
    with an_act(team.lead) as act:
        asked = casefile.Asked("complaint", "letter of 1 June", act.at, TODAY - timedelta(days=30), TODAY)
        file_id = casefile.ask(act=act, team_id=team.id, person_id=person_id, asked=asked)
        casefile.mark(act=with_key(act), file_id=file_id, row_id=row_id, reason="a neighbour told us")
        release_id = casefile.ask_release(act=with_key(act), file_id=file_id, row_id=row_id, reason="they agreed")
        export_id = casefile.ask_export(act=with_key(act), file_id=file_id, to_whom="HM Coroner", reason="summons")
    return file_id, release_id, export_id


def a_proposal(team: ATeam, person_id: UUID) -> UUID:
    """Return what the social worker proposes and nobody has decided yet: taking somebody off the list."""
    with an_act(team.social_worker) as act:
        entry = entry_of(team_id=team.id, person_id=person_id)
        assert entry is not None
        arguments = {
            "entry_id": entry.id, "version": entry.version, "why": Why("goals met", "gp practice", "Dr Marsh", untold_because="x"),
            "told": [],
        }  # fmt: skip
        body = command_named("handover.close_person").encode(arguments)
        return proposals.propose(
            act=act, command="handover.close_person", command_version=1, body=body, reason="All is done"
        )


def a_concern(team: ATeam, person_id: UUID) -> UUID:
    """Return a concern that the social worker raised and the team lead has in hand; the on-call cover is barred from it."""
    with an_act(team.social_worker) as act:
        [cover] = [one.account_id for one in members(team_id=team.id, at=AT) if one.role == "on-call"]
        said = Raised("Bruises on both arms", suspected=(Suspected("member", account_id=cover),))
        key = safeguarding.raise_concern(act=act, team_id=team.id, person_id=person_id, raised=said)
    with an_act(team.lead) as act:
        safeguarding.answer(act=act, concern_id=key, version=1, words="I ring her at noon")
    return key


def a_supervision(team: ATeam, person_id: UUID) -> tuple[UUID, UUID, UUID]:
    """Let the lead supervise the nurse: return a line that waits, a note that was answered, and a session."""
    lead, nurse = team.lead, team.nurse
    gather_supervision.run(AT)
    with an_act(lead) as act:
        supervision.assign(act=act, team_id=team.id, account_id=nurse.account_id, supervisor_id=lead.account_id)
        waiting = [one for one in supervisions.queue() if one.account_id == nurse.account_id and one.kind]
        note_id = supervision.note_line(act=with_key(act), line_id=waiting[0].id, version=1, words="Well done")
        session_id = supervision.hold_session(
            act=with_key(act), team_id=team.id, account_id=nurse.account_id, said="How visits go", note_ids=[note_id],
            next_on=TODAY + timedelta(days=28),
        )  # fmt: skip
    with an_act(nurse) as act:
        supervision.reply(act=act, note_id=note_id, words="Thank you")
    return waiting[1].id, note_id, session_id


def an_escalation(team: ATeam, person_id: UUID) -> tuple[UUID, UUID]:
    """Return an escalation that nobody has answered yet, and something that crossed and was not escalated."""
    with an_act(team.social_worker) as act:
        raised = escalations.raise_(act=act, team_id=team.id, person_id=person_id, worry="Grey and confused")
        crossing = Crossing("NEWS2-SINGLE-3", "news2", 2, "clinical-review", "One sign alone gives 3.")
        spared = escalations.spare(
            act=with_key(act), team_id=team.id, person_id=person_id, crossings=[crossing], reason="As always for her"
        )
    return raised, spared


def a_person(team: ATeam, given: str, family: str, at: datetime) -> UUID:
    """Return somebody new on the list of a team."""
    details = Details(given=given, family=family, birth_date=date(1940, 5, 17), no_nhs_number_because="made for a test")
    with an_act(team.lead, at) as act:
        return caseload.add_person(act=act, team_id=team.id, details=details)


def somebody_dead(nurse: Someone, team: ATeam, number: int) -> UUID:
    """Return somebody who died, which stopped an action for them."""
    person = a_person(team, "Late", f"Family{number}", at=FRIDAY - timedelta(days=10))
    an_action(nurse, person, "Bring a chair", at=FRIDAY - timedelta(days=1))
    with an_act(nurse, FRIDAY) as act:
        record_death(act=act, person_id=person, how_known="her son rang")
    return person


def a_leave(who: Someone, action_id: UUID) -> None:
    """Prepare a leave of next month, with one line that has the duty lead's name."""
    away = TODAY + timedelta(days=30)
    with an_act(who) as act:
        leave_id = handover.plan_leave(
            act=act, member_id=who.member_id, first_day=away, last_day=away + timedelta(days=4), reason="leave"
        )
        handover.settle_lines(
            act=with_key(act), leave_id=leave_id, lines=[handover.Goes("action", action_id, to_duty=True)]
        )


def somebody_twice(nurse: Someone, team: ATeam, number: int) -> tuple[UUID, UUID]:
    """Return the record of somebody recorded twice that was merged into the other, and its list entry, which ended."""
    kept, twin = (
        a_person(team, given, f"Family{number}", at=FRIDAY - timedelta(days=9)) for given in ("Twice", "Twyce")
    )
    with an_act(nurse, FRIDAY) as act:
        entry = entry_of(team_id=team.id, person_id=twin)
        merge(act=act, kept_id=kept, other_id=twin, because="one address")
    assert entry is not None
    return twin, entry.id


def an_import(team: ATeam, at: datetime) -> tuple[list[UUID], UUID]:
    """Put two people on the list as an import does; return them and the import."""
    people = [a_person(team, f"Brought{n}", "In", at) for n in range(2)]
    for person in people:
        with an_act(team.lead, at) as act:
            entry = entry_of(team_id=team.id, person_id=person)
            assert entry is not None
            close_entry(act, entry)
    with an_act(team.lead, at + timedelta(minutes=1)) as act:
        listed = caseload.put_on_list(
            act=act, team_id=team.id, person_ids=people, came_by="import", intake_label="a file of people"
        )
    assert listed.intake_id is not None
    return people, listed.intake_id


def a_sheet(team: ATeam, number: int) -> UUID:
    """Take in somebody who looks like the people of a team; return what its lead is asked about."""
    row = PersonRow("Givenson", f"Family{number}", date(1940, 5, 17), "day", "", "not asked yet", known_already="no")
    with as_kith(at=FRIDAY) as act:
        done = take_person_row(act=act, team_id=team.id, row=row)
        finish_sheet(act=with_key(act), team_id=team.id, label="a sheet", person_ids=[done.about], new_ids=[done.about])
        return Alike.objects.get(team_id=team.id).id


def a_question(team: ATeam, number: int) -> UUID:
    """Let somebody of another team of the place ask to see a record of this one; return the question."""
    west, nhs_number = a_team(f"{team.info.name} West", place_id=team.place_id), ("9990000018", "9990000026")[number]
    details = Details(given="Given7", family=f"Family{number}", birth_date=date(1931, 8, 2), nhs_number=nhs_number)
    with an_act(team.lead, FRIDAY) as act:
        caseload.add_person(act=act, team_id=team.id, details=details)
    with an_act(west.nurse) as act:
        return ask_to_see(
            act=act, nhs_number=nhs_number, born=date(1931, 8, 2), stated_role="leg nurse", because="wound care"
        )


def an_action(who: Someone, person_id: UUID | None, what: str, at: datetime, due_at: datetime | None = None) -> UUID:
    """Return work that somebody gives to themselves."""
    with an_act(who, at) as act:
        return action.add(
            act=act,
            team_id=who.team_id,
            person_id=person_id,
            what=what,
            owner_id=who.member_id,
            due_at=due_at or AT + timedelta(days=1),
        )


def offered(team: ATeam, person_id: UUID, action_id: UUID) -> tuple[UUID, UUID, UUID]:
    """Return an offer of an action that waits, and two of other work: one accepted, one declined."""
    to = team.social_worker
    made = []
    for what in ("taken", "declined"):
        work = an_action(team.nurse, person_id, f"Work {what}", FRIDAY)
        with an_act(team.nurse, FRIDAY) as act:
            made.append(offering.offer(act=act, action_id=work, to_member_id=to.member_id))
    with an_act(to, FRIDAY + timedelta(minutes=5)) as act:
        offering.accept(act=act, offer_id=made[0])
        offering.decline(act=with_key(act), offer_id=made[1], reason="I cannot get there in time")
    with an_act(team.nurse) as act:
        waiting = offering.offer(act=act, action_id=action_id, to_member_id=to.member_id)
    return waiting, made[0], made[1]


def a_series(nurse: Someone, person_id: UUID) -> UUID:
    """Plan a series with somebody who is away for its first two contacts, and return it."""
    wanted = Wanted(
        way="visit", rhythm="days", every_days=7, first_day=TODAY + timedelta(days=1), number=6, from_clock=time(9),
        to_clock=time(10), reason="wound care", member_id=nurse.member_id,
    )  # fmt: skip
    with an_act(nurse, FRIDAY) as act:
        made = plan_series(act=act, team_id=nurse.team_id, person_id=person_id, wanted=wanted)
        set_away(
            act=with_key(act), team_id=nurse.team_id, person_id=person_id, kind="hospital", from_day=TODAY,
            back_day=TODAY + timedelta(days=9),
        )  # fmt: skip
    return made


def contacts(nurse: Someone, people: list[UUID]) -> tuple[UUID, UUID]:
    """Return a contact that is planned for today and one that was made; one more was missed."""
    with an_act(nurse, FRIDAY) as act:
        planned = contact.plan(
            act=act,
            team_id=nurse.team_id,
            person_id=people[0],
            member_id=nurse.member_id,
            way="visit",
            window_from=AT + timedelta(hours=1),
            window_to=AT + timedelta(hours=2),
        )
        made, _missed = (
            contact.record(
                act=with_key(act),
                team_id=nurse.team_id,
                person_id=person,
                member_id=nurse.member_id,
                way="phone",
                state=state,
                happened_at=FRIDAY - timedelta(hours=1),
                reason=reason,
            )
            for person, state, reason in ((people[1], "made", ""), (people[2], "missed", "nobody in"))
        )
    return planned, made


def a_closed_huddle(team: ATeam, people: list[UUID], at: datetime) -> tuple[UUID, list[UUID]]:
    """Hold a huddle on four people: one goes on as planned, one gets an action, one an escalation, one no change."""
    lead = team.lead
    with an_act(lead, at) as act:
        huddle_id = huddle.start(act=act, team_id=team.id)
        there = {item.person_id for item in items_of(huddle_id)}
        for person in set(people) - there:
            huddle.add_person(act=with_key(act), huddle_id=huddle_id, person_id=person, why="asked for")
        items = {item.person_id: item for item in items_of(huddle_id)}
    decisions = {
        people[0]: Decision(Outcome.AS_PLANNED),
        people[1]: Decision(
            Outcome.ACTION, what="Ring the practice", owner_id=lead.member_id, due_at=at + timedelta(days=4)
        ),
        people[3]: Decision(Outcome.NO_CHANGE, reason="nothing new since the last visit"),
    }
    for person, item in items.items():
        with an_act(lead, at + timedelta(minutes=1)) as act:
            if person == people[2]:
                told = Told("Dr Finch", "phone", at, "will visit")
                huddle.raise_escalation(act=act, item_id=item.id, what="fell again", to_id=lead.member_id, told=told)
            else:
                decision = decisions.get(person, Decision(Outcome.NO_CHANGE, reason="nothing new to say today"))
                huddle.settle(act=act, item_id=item.id, version=item.version, decision=decision)
    with an_act(lead, at + timedelta(minutes=15)) as act:
        huddle.remark(act=with_key(act), item_id=items[people[0]].id, text="her son is here until Sunday")
        huddle.close(act=act, huddle_id=huddle_id)
        [raised] = not_closed(team_id=team.id)
        escalations.respond(act=with_key(act), escalation_id=raised.id, version=1, decision="He visits today")
    return huddle_id, [items[person].id for person in people]


def items_of(huddle_id: UUID) -> list[ItemRow]:
    """Return the agenda of a huddle."""
    return list(huddles.whole(huddle=huddles.huddle(huddle_id=huddle_id)).items)
